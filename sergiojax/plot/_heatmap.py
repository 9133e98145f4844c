"""Genes by cells as a table of colours, with a strip that tells the cell types."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float

from sergiojax.plot._arrays import as_labels, check_length, compact
from sergiojax.plot._colors import Labels, color_of, diverging_scale, sequential_scale
from sergiojax.plot._theme import Theme, color_bar, page_color, style

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
        table: Expression of every row and column; 500 rows and 300 columns are about 0.8 MB.
        row_names: Gene of every row, from the top; they are written out up to 60 rows.
        cell_type: Cell type of every column; equal ones are neighbours.
        value_title: Title of the colour bar, with the unit.
        diverging: Whether values are signed, such as z-scores, and 0 is the middle of the scale.
        colors: Colour by cell type, by default those of the cell types at hand.
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
    figure = style(
        go.Figure(_cells(table, row_names, value_title, diverging=diverging, theme=theme)),
        theme,
        x_title="",
        y_title="Gene",
        height=inner + _STRIP + _AROUND,
        uirevision="heatmap",
    )
    share = _STRIP / inner
    figure.update_layout(
        xaxis=_cell_type_axis(labels),
        yaxis={
            "autorange": "reversed",
            "domain": [0, 1 - 1.4 * share],
            "showgrid": False,
            "showticklabels": n_rows <= _MOST_NAMES,
            "tickmode": "linear",
            "type": "category",
        },
        yaxis2={
            "domain": [1 - share, 1],
            "fixedrange": True,
            "showgrid": False,
            "showticklabels": False,
        },
    )
    figure.add_trace(_strip(labels, colors))
    for border in _starts(labels)[1:]:
        figure.add_vline(border - 0.5, line_width=1.5, line_color=page_color(theme))
    return figure


def _cells(
    table: Float[np.ndarray, "rows columns"],
    row_names: Sequence[str],
    title: str,
    *,
    diverging: bool,
    theme: Theme,
) -> go.Heatmap:
    return go.Heatmap(
        z=compact(table),
        y=list(row_names),
        colorscale=diverging_scale(theme) if diverging else sequential_scale(theme),
        zmid=0 if diverging else None,
        colorbar=color_bar(title, theme),
        zsmooth=False,
        hovertemplate="%{y}: %{z:.3~g}<extra></extra>",
    )


def _strip(labels: np.ndarray, colors: Mapping[str, str] | None) -> go.Heatmap:
    color = color_of(labels, known=colors)
    number = {name: code for code, name in enumerate(color)}
    codes = np.array([[number[name] for name in labels.tolist()]], np.uint8)
    limits = np.arange(len(color) + 1) / len(color)
    return go.Heatmap(
        z=codes,
        yaxis="y2",
        colorscale=[
            [limits[code + end], shade]
            for code, shade in enumerate(color.values())
            for end in (0, 1)
        ],
        zmin=-0.5,
        zmax=len(color) - 0.5,
        showscale=False,
        hoverinfo="skip",
    )


def _cell_type_axis(labels: np.ndarray) -> dict[str, object]:
    """Write every cell type's name below the middle of its columns."""
    starts = _starts(labels)
    ends = np.append(starts[1:], len(labels))
    return {
        "title": {"text": "Cells, by cell type"},
        "tickvals": (starts + ends - 1) / 2,
        "ticktext": labels[starts].tolist(),
        "showgrid": False,
    }


def _starts(labels: np.ndarray) -> np.ndarray:
    """Return the first column of every run of equal labels."""
    return np.concatenate([[0], np.nonzero(labels[1:] != labels[:-1])[0] + 1])
