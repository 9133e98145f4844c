"""Two genes against each other: where the flow leads, where it stops, and courses along it."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Bool, Float

from sergiojax.plot._arrays import check_length, compact
from sergiojax.plot._colors import color_of, translucent
from sergiojax.plot._theme import (
    Part,
    Theme,
    Trace,
    new_figure,
    page_color,
    quiet_color,
    text_color,
)

Polyline = Float[np.ndarray, "_ 2"]

_HEIGHT = 440
_ARROW = 0.75  # of the distance between two arrows
_CONTRAST = 0.3  # power of the speed that an arrow's length shows; 1 would hide all slow ones

STARTS = "start"
"""Name of the arrows of `phase_plane`: a click anywhere chooses the nearest as a start."""


def phase_plane(
    gene_names: tuple[str, str],
    limits: tuple[float, float],
    *,
    arrow_x: Float[np.ndarray, " columns"],
    arrow_y: Float[np.ndarray, " rows"],
    arrows: Float[np.ndarray, "rows columns 2"],
    nullclines: tuple[Sequence[Polyline], Sequence[Polyline]],
    points: Polyline,
    stable: Bool[np.ndarray, " points"],
    only_held: Bool[np.ndarray, " points"] | None = None,
    trajectories: Sequence[Polyline] = (),
    ellipses: Sequence[Polyline] = (),
    colors: Mapping[str, str] | None = None,
    theme: Theme = "light",
) -> go.Figure:
    """Draw the flow of two genes, the nullclines in the genes' colours, and the steady states.

    Args:
        gene_names: Names of the genes on the horizontal and the vertical axis.
        limits: Highest level drawn of each (molecules).
        arrow_x: Places of the arrows on the horizontal axis (molecules).
        arrow_y: Places of the arrows on the vertical axis (molecules).
        arrows: Velocity at every place (molecules per time).
        nullclines: Lines on which the first and the second gene stand still (molecules).
        points: Steady states (molecules).
        stable: Whether each of them is stable.
        only_held: Whether each of them is a steady state only while the other genes are held.
        trajectories: Courses from chosen starts (molecules).
        ellipses: Outlines of the noise around stable states (molecules).
        colors: Colour by gene, by default those of the two names.
        theme: The page that the figure is drawn for.

    Returns:
        The figure. A click chooses the nearest point of its trace "start", the arrows.

    Raises:
        ValueError: If sizes disagree.
    """
    check_length("stabilities", len(stable), len(points), of="steady states")
    color = color_of(gene_names, known=colors)
    traces = [_flow(arrow_x, arrow_y, arrows, limits, theme)]
    for gene, lines in zip(gene_names, nullclines, strict=True):
        traces.append(_lines(lines, f"{gene} stands still", color[gene], 2.5))
    if ellipses:
        traces.append(_lines(ellipses, "Noise (95 % of cells)", quiet_color(theme), 1.5, "dot"))
    if trajectories:
        traces += _courses(trajectories, theme)
    apart = np.zeros_like(stable) if only_held is None else only_held
    kinds = (
        ("Stable state", stable & ~apart),
        ("Unstable state", ~stable & ~apart),
        ("Only while the others are held", apart),
    )
    for name, chosen in kinds:
        if chosen.any():
            traces.append(_states(points[chosen], name, theme))
    axes = [
        {"title": {"text": f"{gene} (molecules)"}, "range": [0, most]}
        for gene, most in zip(gene_names, limits, strict=True)
    ]
    revision = f"phase plane {gene_names}"
    layout: Part = {
        "xaxis": axes[0],
        "yaxis": axes[1],
        "hovermode": "closest",
        "hoverdistance": -1,
    }
    return new_figure(traces, theme, height=_HEIGHT, uirevision=revision, **layout)


def _flow(
    x: Float[np.ndarray, " columns"],
    y: Float[np.ndarray, " rows"],
    arrows: Float[np.ndarray, "rows columns 2"],
    limits: tuple[float, float],
    theme: Theme,
) -> Trace:
    """Draw directions as they look on the page; lengths show fast and slow."""
    relative = arrows / np.asarray(limits)
    speed = np.linalg.norm(relative, axis=-1, keepdims=True)
    fastest = max(float(speed.max(initial=0.0)), 1e-12)
    direction = relative / np.maximum(speed, 1e-12)
    length = _ARROW / max(len(x), len(y)) * (speed / fastest) ** _CONTRAST
    u, v = np.moveaxis(direction * length * np.asarray(limits), -1, 0)
    across, up = np.meshgrid(x, y)
    return {
        "type": "quiver",
        "x": compact(across.ravel()),
        "y": compact(up.ravel()),
        "u": compact(u.ravel()),
        "v": compact(v.ravel()),
        "arrowref": "data",
        "lengthmode": "raw",
        "anchor": "center",
        "showlegend": False,
        "name": STARTS,
        "hovertemplate": "Start here: %{x:.3~g}, %{y:.3~g}<extra></extra>",
        "marker": {"arrowsize": 0.7, "line": {"width": 1}, "color": quiet_color(theme)},
        "unselected": {"marker": {"color": quiet_color(theme)}},  # not faded by a click
        "opacity": 0.6,
    }


def _lines(
    lines: Sequence[Polyline], name: str, color: str, width: float, dash: str = "solid"
) -> Trace:
    x, y = _joined(lines)
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "name": name,
        "line": {"color": color, "width": width, "dash": dash},
        "hoverinfo": "skip",
    }


def _courses(trajectories: Sequence[Polyline], theme: Theme) -> list[Trace]:
    first = np.array([course[0] for course in trajectories])
    ink = text_color(theme)
    begin = {
        "type": "scatter",
        "x": compact(first[:, 0]),
        "y": compact(first[:, 1]),
        "mode": "markers",
        "name": "Course",
        "legendgroup": "Course",
        "showlegend": False,
        "marker": {"symbol": "x-thin", "size": 8, "line": {"width": 2, "color": ink}},
        **_faded(1),
        "hoverinfo": "skip",
    }
    line = _lines(trajectories, "Course", translucent(ink, 0.8), 2.0)
    return [line | {"legendgroup": "Course"}, begin]


def _states(points: Polyline, name: str, theme: Theme) -> Trace:
    is_stable = name == "Stable state"
    ink = text_color(theme)
    return {
        "type": "scatter",
        "x": compact(points[:, 0]),
        "y": compact(points[:, 1]),
        "mode": "markers",
        "name": name,
        "marker": {
            "size": 12,
            "symbol": "diamond" if name.startswith("Only") else "circle",
            "color": ink if is_stable else page_color(theme),
            "line": {"width": 2, "color": ink},
        },
        **_faded(1),
        "hovertemplate": f"{name}: %{{x:.4~g}}, %{{y:.4~g}}<extra></extra>",
    }


def _faded(opacity: int) -> Trace:
    """Keep markers as they are when a click selects one: Plotly would fade all others."""
    return {kind: {"marker": {"opacity": opacity}} for kind in ("selected", "unselected")}


def _joined(lines: Sequence[Polyline]) -> tuple[np.ndarray, np.ndarray]:
    """Return polylines of different lengths as one line with gaps."""
    gap = np.full((1, 2), np.nan)
    parts = [part for line in lines for part in (line, gap)] or [gap]
    x, y = np.vstack(parts).T
    return compact(x), compact(y)
