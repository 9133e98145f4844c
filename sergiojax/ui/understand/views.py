"""Draws the chosen view of the Understand page, with the sliders that belong to it."""

from collections.abc import Callable

import streamlit as st

from sergiojax.grn import Design
from sergiojax.ui import session
from sergiojax.ui.canvas.page import canvas_fragment
from sergiojax.ui.controls.filled_in import show_filled_in
from sergiojax.ui.controls.sliders import preview, show_sliders
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.understand.noise import show_noise
from sergiojax.ui.understand.phase_plane import show_phase_plane
from sergiojax.ui.understand.sensitivity import show_sensitivity
from sergiojax.ui.understand.states import show_states
from sergiojax.ui.understand.sweep import show_sweep

FRAGMENT = "understand"
_SLIDERS = "understand_sliders"
MOST_GENES = 150
VIEWS: dict[str, Callable[[Design, int], list[str]]] = {
    "States": show_states,
    "Two genes": show_phase_plane,
    "Sweep": show_sweep,
    "Noise": show_noise,
    "What matters": show_sensitivity,
}
QUESTIONS = {
    "States": "Where can a cell stay, and which states attract most?",
    "Two genes": "How do two genes affect each other? Click an arrow to start a course.",
    "Sweep": "What changes when one parameter changes? Click a point to use its value.",
    "Noise": "How much do cells vary, and where does the noise come from?",
    "What matters": "Which parameter affects a gene the most?",
}


@canvas_fragment(FRAGMENT)
def show_understand(view: str) -> None:
    """Show one view of the design as the sliders have it, then the sliders."""
    grn = session.design().grn
    cell_type = 0
    if grn.n_cell_types > 1:
        name = st.selectbox(
            "Cell type",
            grn.cell_types,
            key="understand_cell_type",
            on_change=st.rerun,  # the canvas shows it, too
        )
        cell_type = grn.cell_types.index(name)
    answer = st.container()
    genes: list[str] = []
    with answer, guard():
        genes = VIEWS[view](preview(cell_type, key=_SLIDERS), cell_type)
        show_filled_in(
            session.design(), key="understand_filled_in", cell_type=cell_type, fragment=FRAGMENT
        )
    show_sliders(genes, cell_type, key=_SLIDERS, fragment=FRAGMENT)
