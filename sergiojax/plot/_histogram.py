"""Distributions as outlines over shared bins: two states, library sizes, zeros."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float, Int

from sergiojax.plot._arrays import check_length, compact
from sergiojax.plot._colors import color_of, translucent
from sergiojax.plot._theme import Theme, Trace, new_figure


def histogram(
    edges: Float[np.ndarray, " edges"],
    counts: Int[np.ndarray, "labels bins"],
    *,
    names: Sequence[str],
    x_title: str,
    colors: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Draw the number of cells per bin, one filled outline per label.

    Args:
        edges: Limits of the bins, the same for all labels.
        counts: Number of cells.
        names: The labels.
        x_title: What is counted, with the unit.
        colors: Colour by label, by default those of `names`.
        theme: The page that the figure is drawn for.

    Returns:
        The figure.

    Raises:
        ValueError: If sizes disagree.
    """
    n_labels, n_bins = counts.shape
    check_length("names", len(names), n_labels, of="labels")
    check_length("lower limits", len(edges) - 1, n_bins, of="bins")
    color = color_of(names, known=colors)
    opacity = 0.3 / np.sqrt(max(n_labels, 1))  # many on top of each other would be unreadable
    return new_figure(
        [
            _outline(edges, row, name, color[name], opacity)
            for name, row in zip(names, counts, strict=True)
        ],
        theme,
        height=360,
        uirevision=x_title,
        xaxis={"title": {"text": x_title}},
        yaxis={"title": {"text": "Cells per bin"}, "rangemode": "tozero"},
    )


def library_size(
    edges: Float[np.ndarray, " edges"],
    counts: Int[np.ndarray, "labels bins"],
    *,
    names: Sequence[str],
    colors: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Draw the distribution of library sizes by cell type; see `histogram`."""
    title = "Library size (molecules per cell)"
    return histogram(edges, counts, names=names, x_title=title, colors=colors, theme=theme)


def zeros(
    edges: Float[np.ndarray, " edges"],
    counts: Int[np.ndarray, "labels bins"],
    *,
    names: Sequence[str],
    colors: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Draw the distribution of the number of zeros by cell type; see `histogram`."""
    title = "Zeros (genes per cell)"
    return histogram(edges, counts, names=names, x_title=title, colors=colors, theme=theme)


def _outline(
    edges: Float[np.ndarray, " edges"],
    counts: Int[np.ndarray, " bins"],
    name: str,
    color: str,
    opacity: float,
) -> Trace:
    return {
        "type": "scatter",
        "x": compact(edges),
        "y": compact(np.append(counts, counts[-1:])),  # a step needs the end of the last bin
        "mode": "lines",
        "name": name,
        "line": {"color": color, "width": 1.5, "shape": "hv"},
        "fill": "tozeroy",
        "fillcolor": translucent(color, opacity),
        "hoverinfo": "skip",
    }
