"""Expression in time: what the network does, some cells that follow it, and what it did before."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from plotly.subplots import make_subplots

from sergiojax.plot._arrays import check_length, compact, joined
from sergiojax.plot._colors import color_of, translucent
from sergiojax.plot._theme import Theme, ghost_color, style

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
        times: Times (in units of which 1 / decay is one).
        noise_free: Noise-free course (molecules).
        gene_names: Name of every gene.
        cell_types: Name of every cell type, which is the title of its panel if there are several.
        cells: Noisy courses of some cells (molecules).
        previous: Noise-free course before the last change (molecules), drawn in grey.
        genes: Genes to draw, all by default; above a dozen, lines are hard to follow.
        colors: Colour by gene, by default those of all gene names.
        columns: Panels beside each other.
        theme: The page that the figure is drawn for.

    Returns:
        The figure.

    Raises:
        ValueError: If sizes disagree, or a gene is unknown.
    """
    check_length("gene names", len(gene_names), noise_free.shape[2], of="genes")
    check_length("names of cell types", len(cell_types), len(noise_free), of="cell types")
    color = color_of(gene_names, known=colors)
    chosen = _indices(gene_names, genes)
    figure = _panels(cell_types, columns, theme)
    for panel in range(len(cell_types)):
        traces: list[go.Scatter] = []
        if previous is not None:
            traces.append(_ghost(times, previous[panel][:, chosen], theme))
        if cells is not None:
            traces += [
                _cells(times, cells[panel][:, :, gene], gene_names[gene], color) for gene in chosen
            ]
        traces += [
            _line(times, noise_free[panel][:, gene], gene_names[gene], color) for gene in chosen
        ]
        if panel > 0:  # the legend lists a gene once
            traces = [trace.update(showlegend=False) for trace in traces]
        row, column = divmod(panel, columns)
        figure.add_traces(traces, rows=row + 1, cols=column + 1)
    return figure


def _indices(gene_names: Sequence[str], genes: Sequence[str] | None) -> list[int]:
    if genes is None:
        return list(range(len(gene_names)))
    index = {name: number for number, name in enumerate(gene_names)}
    unknown = [name for name in genes if name not in index]
    if unknown:
        raise ValueError(f"There is no gene {unknown[0]!r} in the network.")
    return [index[name] for name in genes]


def _panels(cell_types: Sequence[str], columns: int, theme: Theme) -> go.Figure:
    """Lay the panels out, with one scale for all, so that cell types can be compared."""
    n_rows = -(-len(cell_types) // columns)
    inner = _ONLY_PANEL if n_rows == 1 else n_rows * _PANEL + (n_rows - 1) * _GAP
    figure = make_subplots(
        rows=n_rows,
        cols=columns,
        shared_xaxes="all",
        shared_yaxes="all",
        vertical_spacing=_GAP / inner,
        horizontal_spacing=0.04,
    )
    style(figure, theme, x_title="", y_title="", height=inner + _AROUND, uirevision="time course")
    figure.update_layout(hovermode="x unified")
    figure.update_xaxes(title_text="Time (1/λ)", row=n_rows)
    figure.update_yaxes(rangemode="tozero").update_yaxes(title_text="Expression (molecules)", col=1)
    if len(cell_types) > 1:
        _write_names(figure, cell_types, columns)
        figure.update_layout(legend_y=1 + 30 / inner)  # above the names
    return figure


def _write_names(figure: go.Figure, cell_types: Sequence[str], columns: int) -> None:
    corner = {"x": 0, "y": 1, "xref": "x domain", "yref": "y domain"}
    for panel, name in enumerate(cell_types):
        row, column = divmod(panel, columns)
        figure.add_annotation(
            text=name,
            **corner,
            xanchor="left",
            yanchor="bottom",
            row=row + 1,
            col=column + 1,
        )


def _line(
    times: Float[np.ndarray, " times"],
    course: Float[np.ndarray, " times"],
    name: str,
    color: Mapping[str, str],
) -> go.Scatter:
    return go.Scatter(
        x=compact(times),
        y=compact(course),
        mode="lines",
        name=name,
        legendgroup=name,
        line={"color": color[name], "width": 2.5},
        hovertemplate="%{y:.3~g}",
    )


def _cells(
    times: Float[np.ndarray, " times"],
    courses: Float[np.ndarray, "cells times"],
    name: str,
    color: Mapping[str, str],
) -> go.Scatter:
    """Draw all cells of a gene, which the legend shows and hides with the gene's line."""
    return go.Scatter(
        x=joined(np.broadcast_to(times, courses.shape)),
        y=joined(courses),
        mode="lines",
        name=name,
        legendgroup=name,
        showlegend=False,
        line={"color": translucent(color[name], 0.35), "width": 1},
        hoverinfo="skip",
    )


def _ghost(
    times: Float[np.ndarray, " times"], courses: Float[np.ndarray, "times genes"], theme: Theme
) -> go.Scatter:
    return go.Scatter(
        x=joined(np.broadcast_to(times, courses.T.shape)),
        y=joined(courses.T),
        mode="lines",
        name="Before",
        legendgroup="Before",
        legendrank=2000,  # after the genes
        line={"color": ghost_color(theme), "width": 2},
        hoverinfo="skip",
    )
