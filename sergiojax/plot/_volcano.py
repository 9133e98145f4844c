"""Fold changes against their significance: the genes that a perturbation moved stand out."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Bool, Float

from sergiojax.plot._arrays import check_length, compact
from sergiojax.plot._colors import PALETTE
from sergiojax.plot._theme import Theme, Trace, ghost_color, new_figure

_HEIGHT = 420
_MOST_NAMES = 8  # written out, on all sides; more would overlap
_SIDES = ("top center", "bottom center", "middle right", "middle left")
# The canvas's colours of genes that rise and fall.
_RISES: Mapping[Theme, str] = {"light": PALETTE[1], "dark": PALETTE[4]}
_FALLS: Mapping[Theme, str] = {"light": PALETTE[0], "dark": PALETTE[5]}


def volcano(
    fold_change: Float[np.ndarray, " genes"],
    significance: Float[np.ndarray, " genes"],
    *,
    gene_names: Sequence[str],
    differs: Bool[np.ndarray, " genes"],
    theme: Theme = "light",
) -> go.Figure:
    """Draw one point per gene; those that differ are coloured by whether they rise or fall.

    Args:
        fold_change: log2 fold change of every gene.
        significance: -log10 of the q-value of every gene, finite.
        gene_names: Name of every gene; those of the most significant ones are written out.
        differs: Whether a gene counts as changed.
        theme: The page that the figure is drawn for.

    Returns:
        The figure.

    Raises:
        ValueError: If sizes disagree.
    """
    texts = [escape(str(name), quote=False) for name in gene_names]
    check_length("names", len(gene_names), len(fold_change), of="genes")
    order = np.lexsort((-np.abs(fold_change), -significance))
    sides = {place: _SIDES[rank % 4] for rank, place in enumerate(order[:_MOST_NAMES].tolist())}
    named = {place: texts[place] for place in sides if differs[place]}
    groups = (
        ("No difference", ~differs, ghost_color(theme)),
        ("Falls", differs & (fold_change < 0), _FALLS[theme]),
        ("Rises", differs & (fold_change >= 0), _RISES[theme]),
    )
    traces: list[Trace] = []
    for title, members, color in groups:
        places = np.nonzero(members)[0].tolist()
        if not places:
            continue
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": compact(fold_change[places]),
                "y": compact(significance[places]),
                "name": title,
                "text": [named.get(place, "") for place in places],
                "textposition": [sides.get(place, _SIDES[0]) for place in places],
                "textfont": {"size": 11},
                "customdata": [[texts[place]] for place in places],
                "cliponaxis": False,
                "marker": {"color": color, "size": 8, "opacity": 0.85},
                "hovertemplate": "%{customdata[0]}: %{x:.3~g}, %{y:.3~g}<extra></extra>",
            }
        )
    return new_figure(
        traces,
        theme,
        height=_HEIGHT,
        uirevision="volcano",
        xaxis={"title": {"text": "log2 fold change (mutant / wild type)"}, "zeroline": True},
        yaxis={"title": {"text": "−log10 q-value"}, "rangemode": "tozero"},
    )
