"""Amounts by name as bars, longest first: sensitivities, noise by origin, changes."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float

from sergiojax.plot._arrays import check_length, compact
from sergiojax.plot._theme import Theme, new_figure, quiet_color

_MOST_BARS = 20


def bars(
    amounts: Float[np.ndarray, " bars"],
    *,
    names: Sequence[str],
    title: str,
    colors: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Draw the largest amounts as horizontal bars.

    Args:
        amounts: Signed amounts; the 20 largest in size are drawn.
        names: Name of every bar.
        title: Title of the axis, with the unit.
        colors: Colour by name; the others are grey.
        theme: The page that the figure is drawn for.

    Returns:
        The figure.

    Raises:
        ValueError: If sizes disagree.
    """
    check_length("names", len(names), len(amounts), of="bars")
    order = np.argsort(-np.abs(amounts), kind="stable")[:_MOST_BARS].tolist()
    chosen = [str(names[place]) for place in order]
    color = colors or {}
    trace = {
        "type": "bar",
        "orientation": "h",
        "x": compact(amounts[order]),
        "y": chosen,
        "marker": {"color": [color.get(name, quiet_color(theme)) for name in chosen]},
        "hovertemplate": "%{y}: %{x:.3~g}<extra></extra>",
    }
    return new_figure(
        [trace],
        theme,
        height=24 * len(order) + 70,
        uirevision=f"bars {title}",
        xaxis={"title": {"text": title}, "zeroline": True},
        yaxis={"type": "category", "autorange": "reversed", "showgrid": False}
        | {"tickmode": "linear"},
        bargap=0.3,
    )
