"""Two genes of a network against each other, the others held."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import streamlit as st

from sergiojax.grn import Design
from sergiojax.kinetics import PhasePlane, lna, phase_plane, phase_trajectory
from sergiojax.plot import STARTS, chart_config
from sergiojax.plot import phase_plane as plot_phase_plane
from sergiojax.ui import dynamics, session
from sergiojax.ui.gene_colors import gene_colors

_MOST_COURSES = 8
_DURATION = 40.0
_ELLIPSE = np.sqrt(5.991)  # holds 95 % of a normal law in two dimensions


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
    plane = phase_plane(grn, genes)
    key = f"understand_courses_{session.opened()}_{genes}"
    chart = st.container()
    left, right = st.columns(2, vertical_alignment="center")
    shows_noise = left.toggle("Show the noise around stable states", key="understand_ellipses")
    right.button("Clear courses", key="understand_clear", on_click=lambda: _clear(key))
    starts = st.session_state.setdefault(key, [])
    figure = plot_phase_plane(
        genes,
        (float(plane.x[-1]), float(plane.y[-1])),
        arrow_x=plane.arrow_x,
        arrow_y=plane.arrow_y,
        arrows=plane.arrows,
        nullclines=(plane.nullclines[0], plane.nullclines[1]),
        points=plane.points,
        stable=plane.stable,
        trajectories=[phase_trajectory(grn, genes, start=at, duration=_DURATION) for at in starts],
        ellipses=_ellipses(design, cell_type, genes, plane) if shows_noise else (),
        colors=gene_colors(names, genes),
        theme=session.theme(),
    )
    chart.plotly_chart(
        figure,
        key="understand_plane",
        theme=None,
        config=chart_config("phase_plane"),
        on_select=lambda: _add_start(key, figure),
        selection_mode="points",
    )
    if len(names) > 2:
        st.caption("The other genes are held at their steady state.")
    return list(genes)


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


def _add_start(key: str, figure: Any) -> None:
    """Take the place that was clicked as the start of a course."""
    points = st.session_state["understand_plane"].selection.points
    for point in points[:1]:
        if figure.data[point["curve_number"]].name == STARTS:
            starts = [*st.session_state.get(key, []), (float(point["x"]), float(point["y"]))]
            st.session_state[key] = starts[-_MOST_COURSES:]


def _clear(key: str) -> None:
    st.session_state[key] = []


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
