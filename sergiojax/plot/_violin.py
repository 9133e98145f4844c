"""The distribution of one value in every cell type, as violins."""

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Num

from sergiojax.plot._arrays import as_labels, compact
from sergiojax.plot._colors import Labels, color_of, translucent
from sergiojax.plot._theme import Theme, Trace, new_figure, page_color


def violin(
    values: Num[np.ndarray, " cells"],
    *,
    label: Labels,
    value_title: str,
    x_title: str = "Cell type",
    colors: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Draw one violin per label, with its quartiles as a box inside.

    Args:
        values: Value of every cell, such as the expression of a gene; above 2,000 per label,
            thin them (`analysis.thin_by_quantile`), since the browser smooths them.
        label: Label of every cell.
        value_title: What the value is, with the unit.
        x_title: What the labels are.
        colors: Colour by label, by default those of the labels given.
        theme: The page that the figure is drawn for.

    Returns:
        The figure.

    Raises:
        ValueError: If there is not one label per value.
    """
    labels = as_labels(label, len(values))
    return new_figure(
        [
            _violin(values[labels == name], name, color, theme)
            for name, color in color_of(labels, known=colors).items()
        ],
        theme,
        height=380,
        uirevision=value_title,
        xaxis={
            "title": {"text": x_title},
            "type": "category",  # a cell type named "3" is not a number
            "tickmode": "linear",
            "showgrid": False,
        },
        yaxis={"title": {"text": value_title}},
    )


def _violin(values: Num[np.ndarray, " members"], name: str, color: str, theme: Theme) -> Trace:
    return {
        "type": "violin",
        "y": compact(values),
        "name": name,
        "line": {"color": color, "width": 1.5},
        "fillcolor": translucent(color, 0.3),
        "points": False,
        "spanmode": "hard",  # no density where there can be no value, such as below 0
        "box": {"visible": True, "width": 0.1, "fillcolor": page_color(theme)},
        "width": 0.85,
        "hoverinfo": "skip",
        "showlegend": False,
    }
