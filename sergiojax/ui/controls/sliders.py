"""Shows sliders below a figure: it follows a moving thumb, and the design keeps the last value."""

from collections.abc import Sequence

import streamlit as st

from sergiojax.grn import Design
from sergiojax.ui import session
from sergiojax.ui.canvas.shown_genes import looked_at
from sergiojax.ui.controls.parameters import apply_slider, slider_groups
from sergiojax.ui.live_sliders import live_sliders, slider_state
from sergiojax.ui.shell.rerun import rerun_fragments


def preview(cell_type: int, *, key: str) -> Design:
    """Return the design with the value of a slider that is being dragged.

    Args:
        cell_type: Type whose basal rates the sliders show.
        key: Widget key of the panel.
    """
    design = session.design()
    state = slider_state(key)
    if state is None or state["base_rev"] != session.edition() or state["final"]:
        return design
    return apply_slider(design, state["changed"], state["values"][state["changed"]], cell_type)


def show_sliders(genes: Sequence[str], cell_type: int, *, key: str, fragment: str) -> None:
    """Show the sliders of what is selected, last in a fragment that draws `preview`.

    Args:
        genes: Genes that the figure draws.
        cell_type: Type whose basal rates are shown.
        key: Widget key of the panel.
        fragment: Key of the fragment, which runs again while a thumb moves.
    """
    design = session.design()
    live_sliders(
        slider_groups(design, looked_at(design.grn, session.selection(), genes), cell_type),
        rev=session.edition(),
        key=key,
        on_change=lambda: _on_slider(cell_type, key, fragment),
    )


def _on_slider(cell_type: int, key: str, fragment: str) -> None:
    """Redraw while a slider moves; keep its value when it is let go.

    An edit of the canvas may come in the same message. It goes first: sliders count its edges.
    """
    session.take_canvas_edit()
    state = slider_state(key)
    if state is None or state["base_rev"] != session.edition() or not state["final"]:
        rerun_fragments(fragment)
        return
    name = state["changed"]
    changed = apply_slider(session.design(), name, state["values"][name], cell_type)
    session.set_design(changed, undo_group=f"slider {name}")
    st.rerun()  # of the whole page: by default the fragment alone runs, and the canvas stays behind
