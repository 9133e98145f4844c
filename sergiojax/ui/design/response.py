"""Draws what the network does in time, again with every edit and slider."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial

import streamlit as st

from sergiojax._types import Initial
from sergiojax.grn import Design
from sergiojax.plot import chart_config, time_course
from sergiojax.ui import session
from sergiojax.ui.canvas.gene_colors import gene_colors
from sergiojax.ui.canvas.overview import needs_groups
from sergiojax.ui.canvas.page import canvas_fragment
from sergiojax.ui.canvas.shown_genes import deciding_part, shown_genes
from sergiojax.ui.controls.filled_in import show_filled_in
from sergiojax.ui.controls.sliders import preview, show_sliders
from sergiojax.ui.controls.starts import STARTS
from sergiojax.ui.design.lights import FRAGMENT as LIGHTS
from sergiojax.ui.graph_editor import chosen_colouring
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.shell.rerun import rerun_fragments
from sergiojax.ui.work import cached

FRAGMENT = "response"
TABLES = "design_tables"  # widget key of the tables' expander
_SLIDERS = "design_sliders"
_DURATIONS = (5, 10, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200)
_NOISY_CELLS = 5


def on_canvas_change() -> None:
    """Take an edit or a selection of the canvas over; redraw the response, then the lights.

    Open tables show the design too, and so do colours by level or module: the whole page runs for
    them.
    """
    session.take_canvas_edit()
    if not st.session_state.get(TABLES) and not needs_groups(chosen_colouring(session.CANVAS)):
        rerun_fragments(FRAGMENT, LIGHTS)


@canvas_fragment(FRAGMENT)
def show_response() -> None:
    """Show the response, then the sliders: reaching them asks the browser for the next value."""
    design = session.design()
    chart = st.container()
    cell_type, duration, start, genes = _choices(design)
    with chart:
        _chart(preview(cell_type, key=_SLIDERS), cell_type, duration, start, genes)
        show_filled_in(design, key="design_filled_in", cell_type=cell_type, fragment=FRAGMENT)
    show_sliders(genes, cell_type, key=_SLIDERS, fragment=FRAGMENT)


def _choices(design: Design) -> tuple[int, float, Initial, Sequence[str]]:
    grn, settings = design.grn, session.settings()
    columns = st.columns([2, 2, 2] if grn.n_cell_types > 1 else [2, 2], vertical_alignment="bottom")
    default_start: Initial = "random" if grn.topology.has_feedback else "off"
    # With its first loop a drawn network gets the start that shows what the loop does.
    start_key = f"design_start_{session.opened()}_{default_start}"
    start = columns[0].selectbox(
        "Start from",
        list(STARTS),
        index=list(STARTS).index(settings.initial or default_start),
        format_func=STARTS.__getitem__,
        key=start_key,
        on_change=lambda: session.set_settings(initial=st.session_state[start_key]),
    )
    duration_key = f"design_duration_{session.opened()}"
    duration = columns[1].select_slider(
        "Follow for (time)",
        _DURATIONS,
        value=min(_DURATIONS, key=lambda each: abs(each - settings.duration)),
        key=duration_key,
        on_change=lambda: session.set_settings(duration=float(st.session_state[duration_key])),
    )
    cell_type = 0
    if grn.n_cell_types > 1:
        name = columns[2].selectbox("Cell type", grn.cell_types, key="design_cell_type")
        cell_type = grn.cell_types.index(name)
    genes, words = shown_genes(grn, session.selection()["nodes"])
    if words:
        st.caption(plain(words))
    return cell_type, float(duration), start, genes


def _chart(
    design: Design, cell_type: int, duration: float, start: Initial, genes: Sequence[str]
) -> None:
    grn = design.grn
    if grn.n_genes == 0:
        st.info("Double-click the canvas to add a gene. Its response appears here.")
        return
    follow = partial(cached.response, duration=duration, start=start, n_cells=_NOISY_CELLS, seed=0)
    part = deciding_part(design, genes)
    grn = part.grn
    with _patience(part is not design):
        response = follow(part)
    one_type = slice(cell_type, cell_type + 1)
    previous = None
    if design is not session.design():  # a slider is dragged: what it moves away from, in grey
        before = deciding_part(session.design(), genes)
        previous = follow(before).noise_free[one_type]
    figure = time_course(
        response.times,
        response.noise_free[one_type],
        cells=response.cells[one_type],
        previous=previous,
        colors=gene_colors(design.grn.gene_names, genes),
        gene_names=grn.gene_names,
        cell_types=grn.cell_types[one_type],
        genes=genes,
        theme=session.theme(),
    )
    st.plotly_chart(figure, key="design_response", config=chart_config("response"), theme=None)


def _patience(is_large: bool) -> AbstractContextManager[None]:
    """Say what takes long: the first response of a large network is compiled for its size."""
    return st.spinner("Compiling the response …") if is_large else nullcontext()
