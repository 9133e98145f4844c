"""Genes by cells as a table of colours, with a strip that shows the cell types."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float, Int, Shaped

from sergiojax.plot._arrays import as_labels, check_length, compact
from sergiojax.plot._colors import Labels, color_of, diverging_scale, sequential_scale
from sergiojax.plot._theme import Part, Theme, Trace, color_bar, new_figure, page_color

_MOST_NAMES = 60  # rows that are named; more would overlap
_STRIP = 12  # pixels
_AROUND = 60


def heatmap(
    table: Float[np.ndarray, "rows columns"],
    *,
    row_names: Sequence[str],
    cell_type: Labels,
    value_title: str = "Expression",
    diverging: bool = False,
    colors: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Draw a table of genes by cells, above it the colour of every column's cell type.

    Args:
        table: Expression of every row and column; 400 rows and 300 columns take 0.8 MB.
        row_names: Gene of every row, from the top; they are written out up to 60 rows.
        cell_type: Cell type of every column; equal ones are neighbours.
        value_title: Title of the colour bar, with the unit.
        diverging: Whether values are signed, such as z-scores, and 0 is the middle of the scale.
        colors: Colour by cell type, by default those of the cell types given.
        theme: The page that the figure is drawn for.

    Returns:
        The figure.

    Raises:
        ValueError: If sizes disagree.
    """
    n_rows, n_columns = table.shape
    check_length("row names", len(row_names), n_rows, of="rows")
    labels = as_labels(cell_type, n_columns)
    inner = int(np.clip(16 * n_rows, 240, 620))
    share = _STRIP / inner
    return new_figure(
        [
            _cells(table, row_names, value_title, diverging=diverging, theme=theme),
            _strip(labels, colors),
        ],
        theme,
        height=inner + _STRIP + _AROUND,
        uirevision="heatmap",
        xaxis=_cell_type_axis(labels),
        yaxis=_gene_axis(n_rows) | {"domain": [0, 1 - 1.4 * share]},
        yaxis2={
            "domain": [1 - share, 1],
            "fixedrange": True,
            "showgrid": False,
            "showticklabels": False,
        },
        shapes=[_border(column, theme) for column in _starts(labels)[1:].tolist()],
    )


def _cells(
    table: Float[np.ndarray, "rows columns"],
    row_names: Sequence[str],
    title: str,
    *,
    diverging: bool,
    theme: Theme,
) -> Trace:
    return {
        "type": "heatmap",
        "z": compact(table),
        "y": list(row_names),
        "colorscale": diverging_scale(theme) if diverging else sequential_scale(theme),
        "zmid": 0 if diverging else None,
        "colorbar": color_bar(title, theme),
        "zsmooth": False,
        "hovertemplate": "%{y}: %{z:.3~g}<extra></extra>",
    }


def _strip(labels: Shaped[np.ndarray, " columns"], colors: Mapping[str, str] | None) -> Trace:
    color = color_of(labels, known=colors)
    number = {name: code for code, name in enumerate(color)}
    codes = np.array([[number[name] for name in labels.tolist()]], np.uint8)
    limits = np.arange(len(color) + 1) / len(color)
    return {
        "type": "heatmap",
        "z": codes,
        "yaxis": "y2",
        "colorscale": [
            [limits[code + end], shade]
            for code, shade in enumerate(color.values())
            for end in (0, 1)
        ],
        "zmin": -0.5,
        "zmax": len(color) - 0.5,
        "showscale": False,
        "hoverinfo": "skip",
    }


def _gene_axis(n_rows: int) -> Part:
    return {
        "title": {"text": "Gene"},
        "type": "category",  # a gene named "53" is not a number
        "autorange": "reversed",
        "showgrid": False,
        "showticklabels": n_rows <= _MOST_NAMES,
        "tickmode": "linear",
    }


def _cell_type_axis(labels: Shaped[np.ndarray, " columns"]) -> Part:
    """Write every cell type's name below the middle of its columns."""
    starts = _starts(labels)
    ends = np.append(starts[1:], len(labels))
    return {
        "title": {"text": "Cells, by cell type"},
        "tickvals": (starts + ends - 1) / 2,
        "ticktext": labels[starts].tolist(),
        "showgrid": False,
    }


def _border(column: int, theme: Theme) -> Part:
    """Separate two cell types by a line in the page's colour."""
    return {
        "type": "line",
        "x0": column - 0.5,
        "x1": column - 0.5,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"width": 1.5, "color": page_color(theme)},
    }


def _starts(labels: Shaped[np.ndarray, " columns"]) -> Int[np.ndarray, " runs"]:
    """Return the first column of every run of equal labels."""
    return np.concatenate([[0], np.nonzero(labels[1:] != labels[:-1])[0] + 1])
