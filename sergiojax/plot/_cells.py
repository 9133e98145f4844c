"""Cells as points in the plane: embeddings, and one gene against another."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float, Num

from sergiojax.plot._arrays import as_labels, check_length, compact
from sergiojax.plot._colors import Labels, color_of, sequential_scale
from sergiojax.plot._theme import Part, Theme, Trace, color_bar, ghost_color, new_figure

_HEIGHT = 500


def embedding(
    xy: Float[np.ndarray, "cells 2"],
    *,
    label: Labels | None = None,
    values: Num[np.ndarray, " cells"] | None = None,
    value_title: str = "Expression",
    axis_titles: tuple[str, str] = ("UMAP 1", "UMAP 2"),
    colors: Mapping[str, str] | None = None,
    rest: str | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Scatter a 2-D embedding, one point per cell, coloured by label or by value.

    Args:
        xy: Position of every cell; a browser handles up to about 20,000 cells smoothly.
        label: Label of every cell, such as its cell type.
        values: Value of every cell, instead of a label, such as the expression of a gene; cells
            whose value is NaN are grey.
        value_title: Title of the colour bar, with the unit.
        axis_titles: Titles of the axes.
        colors: Colour by label, by default those of the labels given.
        rest: Label of cells that are grey, such as those of many rare kinds.
        theme: The page that the figure is drawn for.

    Returns:
        The figure, with equal scales on both axes.

    Raises:
        ValueError: If there is not one label or one value per cell.
    """
    if rest is not None:
        colors = {rest: ghost_color(theme)} | dict(colors or {})
    if label is not None and values is None:
        traces = _points_by_label(xy[:, 0], xy[:, 1], label, colors)
    elif values is not None and label is None:
        check_length("values", len(values), len(xy), of="cells")
        traces = _points_by_value(xy, values, value_title, theme)
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
) -> list[Trace]:
    has_value = ~np.isnan(np.asarray(values, float))
    known, shown = xy[has_value], values[has_value]
    top_last = np.argsort(shown, kind="stable")  # otherwise low values hide the few high ones
    scale = {
        "color": compact(shown[top_last]),
        "colorscale": sequential_scale(theme),
        "colorbar": color_bar(title, theme),
        "size": _point_size(len(xy)),
        "opacity": 0.9,
    }
    grey = {"color": ghost_color(theme), "size": _point_size(len(xy)), "opacity": 0.5}
    missing = [] if has_value.all() else [_plain_points(xy[~has_value], grey)]
    return [*missing, _plain_points(known[top_last], scale)]


def _plain_points(xy: Float[np.ndarray, "some 2"], marker: Part) -> Trace:
    return {
        "type": "scattergl",
        "x": compact(xy[:, 0]),
        "y": compact(xy[:, 1]),
        "mode": "markers",
        "marker": marker,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _point_size(n_cells: int) -> float:
    """Return a diameter (pixels) at which the points cover about as much, many or few."""
    return float(np.clip(200 / np.sqrt(max(n_cells, 1)), 2.5, 7))
