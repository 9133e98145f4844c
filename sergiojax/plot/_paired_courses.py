"""Two courses on the same axes: wild type and mutant, or one design and another."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float

from sergiojax.plot._arrays import check_length, compact, joined
from sergiojax.plot._colors import color_of, translucent
from sergiojax.plot._theme import Part, Theme, Trace, new_figure, quiet_color

_HEIGHT = 380
_DASHES = ("6px,4px", "solid")


def paired_courses(
    times: Float[np.ndarray, " times"],
    noise_free: Float[np.ndarray, "2 times genes"],
    *,
    names: tuple[str, str],
    gene_names: Sequence[str],
    cells: Float[np.ndarray, "2 cells times genes"] | None = None,
    begins: float | None = None,
    colors: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Draw the first of two courses dashed and the second solid, one colour per gene.

    Args:
        times: Times, in the unit that the rates are per.
        noise_free: Both noise-free courses (molecules); NaN where one of them lacks a gene.
        names: What the two are called.
        gene_names: Name of every gene.
        cells: Noisy courses of some cells of both (molecules), drawn thin.
        begins: Moment at which the two diverge, drawn as a line.
        colors: Colour by gene, by default those of the genes given.
        theme: The page that the figure is drawn for.

    Returns:
        The figure.

    Raises:
        ValueError: If sizes disagree.
    """
    check_length("gene names", len(gene_names), noise_free.shape[2], of="genes")
    color = color_of(gene_names, known=colors)
    hover = [f", {escape(name, quote=False)}: %{{y:.3~g}}<extra></extra>" for name in names]
    traces: list[Trace] = [_legend_entry(which, names[which], theme) for which in (0, 1)]
    for which in (0, 1):
        for gene, name in enumerate(gene_names):
            shared = {"type": "scatter", "mode": "lines", "legendgroup": name, "name": name}
            if cells is not None:
                traces.append(shared | _cells(times, cells[which, :, :, gene], color[name], which))
            traces.append(
                shared
                | {
                    "x": compact(times),
                    "y": compact(noise_free[which, :, gene]),
                    "showlegend": which == 1,
                    "line": {"color": color[name], "width": 2.5, "dash": _DASHES[which]},
                    "hovertemplate": "%{fullData.name}" + hover[which],
                }
            )
    return new_figure(
        traces,
        theme,
        height=_HEIGHT,
        uirevision="paired courses",
        xaxis={"title": {"text": "Time (arbitrary units)"}},
        yaxis={"title": {"text": "Expression (molecules)"}, "rangemode": "tozero"},
        shapes=[] if begins is None else [_moment(begins, theme)],
    )


def _cells(
    times: Float[np.ndarray, " times"],
    courses: Float[np.ndarray, "cells times"],
    color: str,
    which: int,
) -> Part:
    return {
        "x": joined(np.broadcast_to(times, courses.shape)),
        "y": joined(courses),
        "showlegend": False,
        "line": {"color": translucent(color, (0.18, 0.4)[which]), "width": 1},
        "hoverinfo": "skip",
    }


def _legend_entry(which: int, name: str, theme: Theme) -> Trace:
    """Explain the dashes, in the ink of the page: a line of a gene has that gene's colour."""
    return {
        "type": "scatter",
        "x": [None],
        "y": [None],
        "mode": "lines",
        "name": name,
        "legendgroup": f"which {which}",
        "line": {"color": quiet_color(theme), "width": 2.5, "dash": _DASHES[which]},
        "hoverinfo": "skip",
    }


def _moment(time: float, theme: Theme) -> Part:
    return {
        "type": "line",
        "x0": time,
        "x1": time,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"width": 1.5, "dash": "dot", "color": quiet_color(theme)},
    }
