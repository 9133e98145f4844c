"""Shows two genes of a network against each other, with the others held."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import streamlit as st

from sergiojax.grn import Design
from sergiojax.kinetics import PhasePlane, lna, phase_plane, phase_trajectory, steady_state
from sergiojax.plot import STARTS, chart_config
from sergiojax.plot import phase_plane as plot_phase_plane
from sergiojax.ui import session
from sergiojax.ui.canvas.gene_colors import gene_colors
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.understand import dynamics
from sergiojax.ui.understand.states import chosen_state
from sergiojax.ui.visit import visit

_MOST_COURSES = 8
_MOST_HELD = 4  # genes that are named with their levels
_DURATION = 40.0
_ELLIPSE = np.sqrt(5.991)  # holds 95 % of a normal law in two dimensions


@dataclass(frozen=True)
class _Courses:
    """Where courses start that were asked for, by the two genes of the plane.

    Attributes:
        opened: Number of the design that was open.
        starts: Levels of the two genes (molecules).
    """

    opened: int = 0
    starts: Mapping[tuple[str, str], Sequence[tuple[float, float]]] = field(default_factory=dict)


def show_phase_plane(design: Design, cell_type: int) -> list[str]:
    """Show the flow of two genes; a click on the plane starts a course.

    Returns:
        The two genes.
    """
    names = list(design.grn.gene_names)
    if len(names) < 2:
        st.info("This view needs two genes. Draw a second one.")
        return names
    genes = _choose_genes(names, _suggested(design))
    grn = dynamics.one_type(design.grn, cell_type)
    held = held_levels(design, cell_type)
    plane = phase_plane(grn, genes, held=held)
    stable, only_held = _kinds(design, cell_type, plane, held)
    chart = st.container()
    left, right = st.columns(2, vertical_alignment="center")
    shows_noise = left.toggle("Show the noise around stable states", key="understand_ellipses")
    right.button("Clear courses", key="understand_clear", on_click=lambda: _keep(genes, []))
    starts = _starts(genes)
    figure = plot_phase_plane(
        genes,
        (float(plane.x[-1]), float(plane.y[-1])),
        arrow_x=plane.arrow_x,
        arrow_y=plane.arrow_y,
        arrows=plane.arrows,
        nullclines=(plane.nullclines[0], plane.nullclines[1]),
        points=plane.points,
        stable=stable,
        only_held=only_held,
        trajectories=[
            phase_trajectory(grn, genes, start=at, held=held, duration=_DURATION) for at in starts
        ],
        ellipses=_ellipses(design, cell_type, genes, plane) if shows_noise else (),
        colors=gene_colors(names, genes),
        theme=session.theme(),
    )
    traces = [getattr(trace, "name", None) for trace in figure.data]
    chart.plotly_chart(
        figure,
        key="understand_plane",
        theme=None,
        config=chart_config("phase_plane"),
        on_select=lambda: _add_start(genes, traces),
        selection_mode="points",
    )
    if held is not None:
        st.caption(_held_words(design, cell_type, genes, held))
    return list(genes)


def held_levels(design: Design, cell_type: int) -> np.ndarray | None:
    """Return the levels at which the other genes are held: those of a steady state, stable if any.

    Of several stable states the person chooses one. Without a steady state it is the place that the
    course of the network has reached.

    Returns:
        Levels of all genes (molecules); None if there are no others.
    """
    if design.grn.n_genes == 2:
        return None
    points = dynamics.states(design, cell_type)
    if points.stable.any():
        return chosen_state(design, cell_type)
    if len(points.expression):
        return points.expression[0]
    return np.asarray(steady_state(dynamics.one_type(design.grn, cell_type)), float)[0]


def _kinds(
    design: Design, cell_type: int, plane: PhasePlane, held: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return which points of a plane are stable states of the whole network, and which are none."""
    if held is None:
        return plane.stable, np.zeros_like(plane.stable)
    names, states = design.grn.gene_names, dynamics.states(design, cell_type)
    at = [names.index(gene) for gene in plane.genes]
    others = np.delete(np.arange(len(names)), at)
    near = partial(np.isclose, rtol=1e-3, atol=1e-3)
    same = near(plane.points[:, None], states.expression[:, at]).all(axis=-1)
    as_held = same & near(states.expression[:, others], held[others]).all(axis=-1)
    found = np.where(np.any(as_held, axis=1, keepdims=True), as_held, same)
    stable = np.asarray(np.any(found & states.stable, axis=1))
    return stable, ~np.asarray(np.any(found, axis=1))


def _held_words(design: Design, cell_type: int, genes: tuple[str, str], held: np.ndarray) -> str:
    """Say at which levels the other genes are held, and what kind of state that is."""
    pairs = zip(design.grn.gene_names, held.tolist(), strict=True)
    others = [f"{plain(name)} at {level:.3g}" for name, level in pairs if name not in genes]
    what = ", ".join(others) if len(others) <= _MOST_HELD else f"the other {len(others)} genes"
    states = dynamics.states(design, cell_type)
    if states.stable.any():
        return f"Held: {what}, as in a stable state."
    if len(states.expression):
        return f"Held: {what}, as in an unstable state; the network has no stable one."
    return f"Held: {what}, where their course has led; no steady state was found."


def _choose_genes(names: Sequence[str], suggested: tuple[str, str]) -> tuple[str, str]:
    left, right = st.columns(2)
    opened = session.opened()
    first = left.selectbox(
        "Across", names, index=names.index(suggested[0]), key=f"understand_x_{opened}_{suggested}"
    )
    others = [name for name in names if name != first]
    second = suggested[1] if suggested[1] in others else others[0]
    chosen = right.selectbox(
        "Up", others, index=others.index(second), key=f"understand_y_{opened}_{suggested}_{first}"
    )
    return first, chosen


def _suggested(design: Design) -> tuple[str, str]:
    """Return the two genes that are selected, else two that regulate each other, else the first."""
    grn = design.grn
    names = grn.gene_names
    chosen = [name for name in session.selection()["nodes"] if name in names]
    looped = [names[gene] for members in grn.topology.loops for gene in members]
    first, second, *_ = dict.fromkeys([*chosen[:2], *looped, *names])
    return first, second


def _add_start(genes: tuple[str, str], traces: Sequence[str | None]) -> None:
    """Take the place that was clicked as the start of a course."""
    points = st.session_state["understand_plane"].selection.points
    for point in points[:1]:
        if traces[point["curve_number"]] == STARTS:
            start = float(point["x"]), float(point["y"])
            _keep(genes, [*_starts(genes), start][-_MOST_COURSES:])


def _starts(genes: tuple[str, str]) -> Sequence[tuple[float, float]]:
    kept = visit().recall(_Courses)
    return kept.starts.get(genes, ()) if kept.opened == session.opened() else ()


def _keep(genes: tuple[str, str], starts: Sequence[tuple[float, float]]) -> None:
    before = visit().recall(_Courses)
    others = before.starts if before.opened == session.opened() else {}
    visit().remember(_Courses(session.opened(), {**others, genes: starts}))


def _ellipses(
    design: Design, cell_type: int, genes: tuple[str, str], plane: PhasePlane
) -> list[np.ndarray]:
    """Return outlines that hold 95 % of the cells around the stable states of the whole network."""
    grn = dynamics.one_type(design.grn, cell_type)
    points = dynamics.states(design, cell_type)
    at = [grn.gene_names.index(gene) for gene in genes]
    angle = np.linspace(0, 2 * np.pi, 73)
    circle = np.stack([np.cos(angle), np.sin(angle)])
    outlines = []
    for levels in points.expression[points.stable]:
        covariance = lna(grn, levels=levels[None]).covariance[0][np.ix_(at, at)]
        if np.isfinite(covariance).all():
            values, axes = np.linalg.eigh(covariance)
            outline = axes @ (np.sqrt(np.maximum(values, 0.0))[:, None] * circle) * _ELLIPSE
            outlines.append(np.clip(levels[at] + outline.T, 0.0, [plane.x[-1], plane.y[-1]]))
    return outlines
