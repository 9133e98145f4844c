"""Steady states over a parameter: solid where cells can stay, dashed where they cannot."""

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Bool, Float, Int

from sergiojax.plot._arrays import check_length, compact
from sergiojax.plot._colors import translucent
from sergiojax.plot._theme import Theme, Trace, new_figure, quiet_color

_HEIGHT = 380


def bifurcation(
    values: Float[np.ndarray, " rows"],
    levels: Float[np.ndarray, " rows"],
    *,
    branch: Int[np.ndarray, " rows"],
    stable: Bool[np.ndarray, " rows"],
    parameter: str,
    gene: str,
    color: str,
    band: Float[np.ndarray, "values 3"] | None = None,
    present: float | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Draw the level of a gene in every steady state against a parameter.

    Args:
        values: Value of the parameter at every steady state.
        levels: Level of the gene there (molecules).
        branch: Which states belong together; they are joined in the order given.
        stable: Whether each is stable.
        parameter: Name of the parameter, with the unit.
        gene: Name of the gene.
        color: Colour of the gene.
        band: Value of the parameter, lowest and highest level of a limit cycle, in rows.
        present: Current value in the design.
        theme: The page that the figure is drawn for.

    Returns:
        The figure; a click on a state chooses its value.

    Raises:
        ValueError: If sizes disagree.
    """
    for what, found in (("levels", levels), ("branches", branch), ("stabilities", stable)):
        check_length(what, len(found), len(values), of="steady states")
    traces: list[Trace] = []
    if band is not None and len(band):
        traces += _band(band, gene, color)
    for is_stable, name, dash in ((True, "Stable", "solid"), (False, "Unstable", "dot")):
        x, y = _pieces(values, levels, branch, stable == is_stable)
        if len(x):
            line = {"color": color, "width": 2.5 if is_stable else 1.5, "dash": dash}
            traces.append(_line(x, y, name, gene) | {"line": line})
    shapes = [] if present is None else [_cursor(present, theme)]
    return new_figure(
        traces,
        theme,
        height=_HEIGHT,
        uirevision=f"bifurcation {parameter} {gene}",
        xaxis={"title": {"text": parameter}},
        yaxis={"title": {"text": f"{gene} (molecules)"}, "rangemode": "tozero"},
        shapes=shapes,
    )


def _pieces(
    values: Float[np.ndarray, " rows"],
    levels: Float[np.ndarray, " rows"],
    branch: Int[np.ndarray, " rows"],
    wanted: Bool[np.ndarray, " rows"],
) -> tuple[np.ndarray, np.ndarray]:
    """Return the wanted parts of all branches as one line with gaps.

    A part reaches to the next state of its branch, so that solid and dashed lines meet.
    """
    x: list[float] = []
    y: list[float] = []
    for number in np.unique(branch):
        rows = np.nonzero(branch == number)[0]
        inside = wanted[rows]
        drawn = inside.copy()
        drawn[1:] |= inside[:-1] & ~inside[1:]
        x += [*np.where(drawn, values[rows], np.nan).tolist(), np.nan]
        y += [*np.where(drawn, levels[rows], np.nan).tolist(), np.nan]
    if not wanted.any():
        return np.zeros(0), np.zeros(0)
    return np.array(x), np.array(y)


def _line(x: np.ndarray, y: np.ndarray, name: str, gene: str) -> Trace:
    return {
        "type": "scatter",
        "x": compact(x),
        "y": compact(y),
        "mode": "lines+markers",
        "marker": {"size": 9, "opacity": 0},  # to be clicked
        "selected": {"marker": {"opacity": 0}},
        "unselected": {"marker": {"opacity": 0}},
        "connectgaps": False,
        "name": name,
        "hovertemplate": f"%{{x:.3~g}}: {gene} %{{y:.3~g}} ({name.lower()})<extra></extra>",
    }


def _band(band: Float[np.ndarray, "values 3"], gene: str, color: str) -> list[Trace]:
    """Fill between the lowest and the highest level of a limit cycle."""
    edge = {
        "type": "scatter",
        "x": compact(band[:, 0]),
        "mode": "lines",
        "legendgroup": "cycle",
        "line": {"color": color, "width": 1},
        "hovertemplate": f"%{{x:.3~g}}: {gene} %{{y:.3~g}} (oscillates)<extra></extra>",
    }
    low = edge | {"y": compact(band[:, 1]), "name": "Lowest", "showlegend": False}
    high = edge | {
        "y": compact(band[:, 2]),
        "name": "Oscillates between",
        "fill": "tonexty",
        "fillcolor": translucent(color, 0.2),
    }
    return [low, high]


def _cursor(value: float, theme: Theme) -> dict[str, object]:
    return {
        "type": "line",
        "x0": value,
        "x1": value,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"width": 1.5, "dash": "dash", "color": quiet_color(theme)},
    }
