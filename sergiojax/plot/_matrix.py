"""A signed table by names on both sides: correlations, sensitivities, effects of knock-outs."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float

from sergiojax.plot._arrays import check_length, compact
from sergiojax.plot._colors import diverging_scale
from sergiojax.plot._theme import Part, Theme, color_bar, new_figure

_MOST_NAMES = 60  # on an axis; more would overlap


def matrix(
    table: Float[np.ndarray, "rows columns"],
    *,
    row_names: Sequence[str],
    column_names: Sequence[str],
    value_title: str,
    row_title: str = "",
    column_title: str = "",
    limit: float | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Draw a signed table in colours, 0 in the middle of the scale.

    Args:
        table: The values; NaN is left blank.
        row_names: Name of every row, from the top; written out up to 60.
        column_names: Name of every column; written out up to 60.
        value_title: Title of the colour bar, with the unit.
        row_title: What the rows are.
        column_title: What the columns are.
        limit: Largest size on the scale; by default that of the table.
        theme: The page that the figure is drawn for.

    Returns:
        The figure.

    Raises:
        ValueError: If sizes disagree.
    """
    check_length("row names", len(row_names), table.shape[0], of="rows")
    check_length("column names", len(column_names), table.shape[1], of="columns")
    known = table[np.isfinite(table)]
    most = float(np.abs(known).max(initial=0.0)) if limit is None else limit
    trace = {
        "type": "heatmap",
        "z": compact(table),
        "x": list(column_names),
        "y": list(row_names),
        "colorscale": diverging_scale(theme),
        "zmin": -(most or 1.0),
        "zmax": most or 1.0,
        "colorbar": color_bar(value_title, theme),
        "xgap": 1 if table.size <= 2500 else 0,
        "ygap": 1 if table.size <= 2500 else 0,
        "hoverongaps": False,
        "hovertemplate": "%{y}, %{x}: %{z:.3~g}<extra></extra>",
    }
    return new_figure(
        [trace],
        theme,
        height=int(np.clip(22 * len(row_names), 160, 620)) + 110,
        uirevision=f"matrix {value_title}",
        xaxis=_axis(column_names, column_title),
        yaxis=_axis(row_names, row_title) | {"autorange": "reversed"},
    )


def _axis(names: Sequence[str], title: str) -> Part:
    return {
        "title": {"text": title},
        "type": "category",  # a gene named "53" is not a number
        "showgrid": False,
        "showticklabels": len(names) <= _MOST_NAMES,
        "tickmode": "linear",
    }
