"""Cells as points in the plane: embeddings, and one gene against another."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float, Num

from sergiojax.plot._arrays import as_labels, check_length, compact
from sergiojax.plot._colors import Labels, color_of, sequential_scale
from sergiojax.plot._theme import Theme, Trace, color_bar, new_figure

_HEIGHT = 500


def embedding(
    xy: Float[np.ndarray, "cells 2"],
    *,
    label: Labels | None = None,
    values: Num[np.ndarray, " cells"] | None = None,
    value_title: str = "Expression",
    axis_titles: tuple[str, str] = ("UMAP 1", "UMAP 2"),
    colors: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Scatter a 2-D embedding, one point per cell, coloured by label or by value.

    Args:
        xy: Position of every cell; a browser handles up to about 20,000 cells smoothly.
        label: Label of every cell, such as its cell type.
        values: Value of every cell, instead of a label, such as the expression of a gene.
        value_title: Title of the colour bar, with the unit.
        axis_titles: Titles of the axes.
        colors: Colour by label, by default those of the labels given.
        theme: The page that the figure is drawn for.

    Returns:
        The figure, with equal scales on both axes.

    Raises:
        ValueError: If there is not one label or one value per cell.
    """
    if label is not None and values is None:
        traces = _points_by_label(xy[:, 0], xy[:, 1], label, colors)
    elif values is not None and label is None:
        check_length("values", len(values), len(xy), of="cells")
        traces = [_points_by_value(xy, values, value_title, theme)]
    else:
        raise ValueError("An embedding is coloured by `label` or by `values`: give one of them.")
    # The numbers along the axes mean nothing; distances do.
    bare = {"showgrid": False, "showticklabels": False}
    return new_figure(
        traces,
        theme,
        height=_HEIGHT,
        uirevision=" ".join(axis_titles),
        xaxis={**bare, "title": {"text": axis_titles[0]}},
        yaxis={**bare, "title": {"text": axis_titles[1]}, "scaleanchor": "x"},
    )


def gene_pair(
    x: Num[np.ndarray, " cells"],
    y: Num[np.ndarray, " cells"],
    *,
    label: Labels,
    axis_titles: tuple[str, str],
    colors: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Scatter the expression of two genes, one point per cell: the phase plane of cells.

    Args:
        x: Expression of one gene.
        y: Expression of another.
        label: Label of every cell.
        axis_titles: The genes, with the unit.
        colors: Colour by label, by default those of the labels given.
        theme: The page that the figure is drawn for.

    Returns:
        The figure.

    Raises:
        ValueError: If sizes disagree.
    """
    check_length("values of the second gene", len(y), len(x), of="cells")
    return new_figure(
        _points_by_label(x, y, label, colors),
        theme,
        height=_HEIGHT,
        uirevision=" ".join(axis_titles),
        xaxis={"title": {"text": axis_titles[0]}},
        yaxis={"title": {"text": axis_titles[1]}},
    )


def _points_by_label(
    x: Num[np.ndarray, " cells"],
    y: Num[np.ndarray, " cells"],
    label: Labels,
    colors: Mapping[str, str] | None,
) -> list[Trace]:
    """Draw one trace per label, so that the legend shows and hides it."""
    labels = as_labels(label, len(x))
    traces = []
    for name, color in color_of(labels, known=colors).items():
        members = labels == name
        traces.append(
            {
                "type": "scattergl",
                "x": compact(x[members]),
                "y": compact(y[members]),
                "mode": "markers",
                "name": name,
                "marker": {"color": color, "size": _point_size(len(x)), "opacity": 0.85},
                "hoverinfo": "skip",  # with many, finding the nearest is slow
            }
        )
    return traces


def _points_by_value(
    xy: Float[np.ndarray, "cells 2"],
    values: Num[np.ndarray, " cells"],
    title: str,
    theme: Theme,
) -> Trace:
    top_last = np.argsort(values, kind="stable")  # otherwise low values hide the few high ones
    x, y = xy[top_last].T
    return {
        "type": "scattergl",
        "x": compact(x),
        "y": compact(y),
        "mode": "markers",
        "marker": {
            "color": compact(values[top_last]),
            "colorscale": sequential_scale(theme),
            "colorbar": color_bar(title, theme),
            "size": _point_size(len(xy)),
            "opacity": 0.9,
        },
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _point_size(n_cells: int) -> float:
    """Return a diameter (pixels) at which the points cover about as much, many or few."""
    return float(np.clip(200 / np.sqrt(max(n_cells, 1)), 2.5, 7))
