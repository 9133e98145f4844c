"""Expression in time: what the network does, some cells that follow it, and what it did before."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float

from sergiojax._checks import check_count
from sergiojax.plot._arrays import check_length, compact, joined
from sergiojax.plot._colors import color_of, translucent
from sergiojax.plot._theme import Part, Theme, Trace, ghost_color, new_figure

# Pixels of a panel if there is one, of each of several rows, between two rows, and around all.
_ONLY_PANEL, _PANEL, _GAP, _AROUND = 300, 160, 40, 90


def time_course(
    times: Float[np.ndarray, " times"],
    noise_free: Float[np.ndarray, "cell_types times genes"],
    *,
    gene_names: Sequence[str],
    cell_types: Sequence[str],
    cells: Float[np.ndarray, "cell_types cells times genes"] | None = None,
    previous: Float[np.ndarray, "cell_types times genes"] | None = None,
    genes: Sequence[str] | None = None,
    colors: Mapping[str, str] | None = None,
    columns: int = 1,
    theme: Theme = "light",
) -> go.Figure:
    """Draw one panel per cell type and one line per gene, with cells as thin lines behind.

    Args:
        times: Times, in the unit that the rates are per.
        noise_free: Noise-free course (molecules).
        gene_names: Name of every gene.
        cell_types: Name of every cell type, which is the title of its panel if there are several.
        cells: Noisy courses of some cells (molecules).
        previous: Noise-free course before the last change (molecules), drawn in grey.
        genes: Genes to draw, all by default; above a dozen, lines are hard to follow.
        colors: Colour by gene, by default those of all gene names.
        columns: Panels next to each other.
        theme: The page that the figure is drawn for.

    Returns:
        The figure.

    Raises:
        ValueError: If sizes disagree, or a gene is unknown.
    """
    check_length("gene names", len(gene_names), noise_free.shape[2], of="genes")
    check_length("names of cell types", len(cell_types), len(noise_free), of="cell types")
    columns = min(check_count("columns", columns), len(cell_types))
    color = color_of(gene_names, known=colors)
    chosen = _indices(gene_names, genes)
    traces: list[Trace] = []
    for panel in range(len(cell_types)):
        drawn: list[Trace] = []
        if previous is not None:
            drawn.append(_ghost(times, previous[panel][:, chosen], theme))
        if cells is not None:
            drawn += [
                _cells(times, cells[panel][:, :, gene], gene_names[gene], color) for gene in chosen
            ]
        drawn += [
            _line(times, noise_free[panel][:, gene], gene_names[gene], color) for gene in chosen
        ]
        axes = {"xaxis": _axis("x", panel), "yaxis": _axis("y", panel)}
        # The legend lists a gene once.
        once = {} if panel == 0 else {"showlegend": False}
        traces += [trace | axes | once for trace in drawn]
    return _figure(traces, cell_types, columns, theme)


def _indices(gene_names: Sequence[str], genes: Sequence[str] | None) -> list[int]:
    if genes is None:
        return list(range(len(gene_names)))
    index = {name: number for number, name in enumerate(gene_names)}
    unknown = [name for name in genes if name not in index]
    if unknown:
        raise ValueError(f"There is no gene {unknown[0]!r} in the network.")
    return [index[name] for name in genes]


def _figure(
    traces: list[Trace], cell_types: Sequence[str], columns: int, theme: Theme
) -> go.Figure:
    """Lay the panels out, with one scale for all, so that cell types can be compared."""
    n_panels = len(cell_types)
    n_rows = -(-n_panels // columns)
    inner = _ONLY_PANEL if n_rows == 1 else n_rows * _PANEL + (n_rows - 1) * _GAP
    layout: Part = {"hovermode": "x unified"}
    for panel in range(n_panels):
        row, column = divmod(panel, columns)
        x_axis, y_axis = _axis("x", panel), _axis("y", panel)
        is_lowest = panel + columns >= n_panels
        layout[x_axis.replace("x", "xaxis")] = {
            "anchor": y_axis,
            "domain": _share(column, columns, 0.04),
            "matches": None if panel == 0 else "x",
            "showticklabels": is_lowest,
            "title": {"text": "Time (arbitrary units)" if is_lowest else ""},
            "unifiedhovertitle": {"text": "Time %{x:.3~g}"},
        }
        layout[y_axis.replace("y", "yaxis")] = {
            "anchor": x_axis,
            "domain": [1 - end for end in reversed(_share(row, n_rows, _GAP / inner))],
            "matches": None if panel == 0 else "y",
            "rangemode": "tozero",
            "showticklabels": column == 0,
            "title": {"text": "Expression (molecules)" if column == 0 else ""},
        }
    if n_panels > 1:
        layout["annotations"] = [_name(name, panel) for panel, name in enumerate(cell_types)]
        layout["legend"] = {"y": 1 + 30 / inner}  # above the names
    return new_figure(traces, theme, height=inner + _AROUND, uirevision="time course", **layout)


def _axis(letter: str, panel: int) -> str:
    """Return Plotly's name of a panel's axis: x, x2, x3, ..."""
    return letter if panel == 0 else f"{letter}{panel + 1}"


def _share(place: int, n_places: int, gap: float) -> list[float]:
    """Return the limits of one of several equal parts of 0 to 1, with gaps between."""
    size = (1 - gap * (n_places - 1)) / n_places
    start = place * (size + gap)
    return [start, min(start + size, 1.0)]  # rounding may pass 1


def _name(text: str, panel: int) -> Part:
    return {
        "text": text,
        "x": 0,
        "xref": f"{_axis('x', panel)} domain",
        "xanchor": "left",
        "y": 1,
        "yref": f"{_axis('y', panel)} domain",
        "yanchor": "bottom",
    }


def _line(
    times: Float[np.ndarray, " times"],
    course: Float[np.ndarray, " times"],
    name: str,
    color: Mapping[str, str],
) -> Trace:
    return {
        "type": "scatter",
        "x": compact(times),
        "y": compact(course),
        "mode": "lines",
        "name": name,
        "legendgroup": name,
        "line": {"color": color[name], "width": 2.5},
        "hovertemplate": "%{y:.3~g}",
    }


def _cells(
    times: Float[np.ndarray, " times"],
    courses: Float[np.ndarray, "cells times"],
    name: str,
    color: Mapping[str, str],
) -> Trace:
    """Draw all cells of a gene, which the legend shows and hides with the gene's line."""
    return {
        "type": "scatter",
        "x": joined(np.broadcast_to(times, courses.shape)),
        "y": joined(courses),
        "mode": "lines",
        "name": name,
        "legendgroup": name,
        "showlegend": False,
        "line": {"color": translucent(color[name], 0.35), "width": 1},
        "hoverinfo": "skip",
    }


def _ghost(
    times: Float[np.ndarray, " times"], courses: Float[np.ndarray, "times genes"], theme: Theme
) -> Trace:
    return {
        "type": "scatter",
        "x": joined(np.broadcast_to(times, courses.T.shape)),
        "y": joined(courses.T),
        "mode": "lines",
        "name": "Before",
        "legendgroup": "Before",
        "legendrank": 2000,  # after the genes
        "line": {"color": ghost_color(theme), "width": 2},
        "hoverinfo": "skip",
    }
