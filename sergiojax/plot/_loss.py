"""How far a search has come: the loss of every start, step by step."""

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float

from sergiojax.plot._arrays import compact, joined
from sergiojax.plot._theme import Theme, ghost_color, new_figure, text_color

_LEAST = 1e-9  # a loss of 0 has no logarithm


def loss_curve(
    history: Float[np.ndarray, "starts steps"], *, theme: Theme = "light", height: int = 240
) -> go.Figure:
    """Draw the loss of every start in grey, and the smallest so far.

    Args:
        history: Loss after every step; NaN where a start has ended.
        theme: The page that the figure is drawn for.
        height: Height (pixels).

    Returns:
        The figure.
    """
    shown = np.maximum(history, _LEAST)
    steps = np.arange(1, history.shape[1] + 1)
    best = np.fmin.accumulate(np.fmin.reduce(shown, axis=0)) if len(shown) else np.zeros(0)
    starts = {
        "type": "scatter",
        "x": joined(np.broadcast_to(steps, shown.shape).astype(float)),
        "y": joined(shown),
        "mode": "lines",
        "name": "Starts",
        "line": {"color": ghost_color(theme), "width": 1},
        "hoverinfo": "skip",
    }
    smallest = {
        "type": "scatter",
        "x": compact(steps),
        "y": compact(best),
        "mode": "lines",
        "name": "Best",
        "line": {"color": text_color(theme), "width": 2.5},
        "hovertemplate": "Step %{x}: %{y:.2~g}<extra></extra>",
    }
    return new_figure(
        ([starts] if len(shown) > 1 else []) + [smallest],
        theme,
        height=height,
        uirevision="loss",
        xaxis={"title": {"text": "Step"}},
        yaxis={"title": {"text": "Distance from the targets"}, "type": "log", "nticks": 5},
    )
