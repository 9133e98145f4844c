"""A training as it goes on: its score step by step, and new cells among the real ones."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float, Num

from sergiojax.plot._arrays import as_labels, compact
from sergiojax.plot._colors import PALETTE, Labels, color_of
from sergiojax.plot._theme import Theme, Trace, ghost_color, new_figure

_REAL, _NEW = "Real cells", "New cells"
_SIZES = (3.0, 7.0)  # diameters of points (pixels)


def training_curve(
    steps: Num[np.ndarray, " reports"],
    score: Num[np.ndarray, " reports"],
    *,
    title: str,
    best: bool = False,
    theme: Theme = "light",
    height: int = 300,
) -> go.Figure:
    """Draw a score of a training over its steps.

    Args:
        steps: Steps that were done at every report.
        score: Score at every report, such as a loss; smaller is better.
        title: What the score is.
        best: Whether the smallest score is marked, because training keeps that model.
        theme: The page that the figure is drawn for.
        height: Height (pixels).

    Returns:
        The figure.
    """
    few = len(steps) <= 40
    line: Trace = {
        "type": "scatter",
        "x": compact(steps),
        "y": compact(score),
        "mode": "lines+markers" if few else "lines",
        "line": {"color": PALETTE[0], "width": 2},
        "marker": {"color": PALETTE[0], "size": 5},
        "hovertemplate": "Step %{x:,}: %{y:.3~g}<extra></extra>",
        "showlegend": False,
    }
    traces = [line]
    if best and len(score) and np.isfinite(score).any():
        place = int(np.nanargmin(score))
        traces.append(
            {
                "type": "scatter",
                "x": compact(steps[place : place + 1]),
                "y": compact(score[place : place + 1]),
                "mode": "markers",
                "marker": {"color": PALETTE[1], "size": 10, "symbol": "diamond"},
                "name": "Best",
                "showlegend": True,
                "hoverinfo": "skip",
            }
        )
    return new_figure(
        traces,
        theme,
        height=height,
        uirevision=f"training {title}",
        xaxis={"title": {"text": "Step"}, "rangemode": "tozero"},
        yaxis={"title": {"text": title}, "nticks": 5},
    )


def new_among_real(
    real: Float[np.ndarray, "cells 2"],
    new: Float[np.ndarray, "new 2"],
    *,
    label: Labels | None = None,
    colors: Mapping[str, str] | None = None,
    axis_titles: tuple[str, str] = ("PC 1", "PC 2"),
    theme: Theme = "light",
    height: int = 500,
) -> go.Figure:
    """Scatter new cells over the real ones, which are grey.

    Args:
        real: Places of real cells.
        new: Places of new cells on the same map.
        label: Label of every new cell; without, all have one colour.
        colors: Colour by label, by default those of the labels given.
        axis_titles: Titles of the axes.
        theme: The page that the figure is drawn for.
        height: Height (pixels).

    Returns:
        The figure, with equal scales on both axes.

    Raises:
        ValueError: If there is not one label per new cell.
    """
    size = float(np.clip(200 / np.sqrt(max(len(real) + len(new), 1)), *_SIZES))
    traces = [_points(real, _REAL, ghost_color(theme), size, "circle")]
    if label is None:
        traces.append(_points(new, _NEW, PALETTE[0], size, "diamond"))
    else:
        labels = as_labels(label, len(new))
        for name, color in color_of(sorted(labels), known=colors).items():
            traces.append(_points(new[labels == name], name, color, size, "diamond"))
    bare = {"showgrid": False, "showticklabels": False}
    return new_figure(
        traces,
        theme,
        height=height,
        uirevision=f"new cells {' '.join(axis_titles)}",
        xaxis={**bare, "title": {"text": axis_titles[0]}},
        yaxis={**bare, "title": {"text": axis_titles[1]}, "scaleanchor": "x"},
    )


def _points(
    xy: Float[np.ndarray, "cells 2"], name: str, color: str, size: float, symbol: str
) -> Trace:
    return {
        "type": "scattergl",
        "x": compact(xy[:, 0]),
        "y": compact(xy[:, 1]),
        "mode": "markers",
        "name": name,
        "marker": {"color": color, "size": size, "symbol": symbol, "opacity": 0.8},
        "hoverinfo": "skip",
    }
