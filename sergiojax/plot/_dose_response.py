"""Levels of genes against the dose of a perturbation."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float

from sergiojax.plot._arrays import check_length, compact
from sergiojax.plot._colors import color_of
from sergiojax.plot._theme import Theme, new_figure, quiet_color

_HEIGHT = 400


def dose_response(
    doses: Float[np.ndarray, " doses"],
    levels: Float[np.ndarray, "doses genes"],
    *,
    gene_names: Sequence[str],
    dose_title: str,
    present: float | None = None,
    logarithmic: bool = False,
    colors: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Draw one line per gene.

    Args:
        doses: The doses, increasing.
        levels: Level of every gene at every dose (molecules).
        gene_names: Name of every gene.
        dose_title: What the dose is, with the unit.
        present: Current dose, drawn as a line.
        logarithmic: Whether doses are spread by their logarithm.
        colors: Colour by gene, by default those of the genes given.
        theme: The page that the figure is drawn for.

    Returns:
        The figure.

    Raises:
        ValueError: If sizes disagree.
    """
    check_length("gene names", len(gene_names), levels.shape[1], of="genes")
    color = color_of(gene_names, known=colors)
    traces = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "x": compact(doses),
            "y": compact(levels[:, gene]),
            "name": name,
            "line": {"color": color[name], "width": 2.5},
            "marker": {"color": color[name], "size": 5},
            "hovertemplate": "%{y:.3~g}",
        }
        for gene, name in enumerate(gene_names)
    ]
    here = {"type": "line", "x0": present, "x1": present, "y0": 0, "y1": 1, "yref": "paper"}
    here |= {"line": {"width": 1.5, "dash": "dash", "color": quiet_color(theme)}}
    return new_figure(
        traces,
        theme,
        height=_HEIGHT,
        uirevision=f"dose {dose_title}",
        hovermode="x unified",
        xaxis={"title": {"text": dose_title}, "type": "log" if logarithmic else "linear"},
        yaxis={"title": {"text": "Expression (molecules)"}, "rangemode": "tozero"},
        shapes=[] if present is None else [here],
    )
