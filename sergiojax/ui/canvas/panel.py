"""Puts the network on the canvas: to be edited by hand, or only shown where it is large."""

from collections.abc import Callable

import streamlit as st

from sergiojax.grn import typical_strength
from sergiojax.ui import kept, session
from sergiojax.ui.canvas.overview import groups_of, needs_groups, overview_of
from sergiojax.ui.canvas.page import require_after_edit
from sergiojax.ui.drawing import graph_of
from sergiojax.ui.graph_editor import (
    MAX_NODES,
    MAX_SHOWN,
    Emphasis,
    chosen_colouring,
    graph_editor,
    network_overview,
)
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.visit import visit


def show_canvas(*, emphasis: Emphasis | None = None) -> None:
    """Show the design's network, as far as its size allows; inside `canvas_page`.

    Args:
        emphasis: What stands out on a network that can be edited.
    """
    after_edit = require_after_edit()
    n_genes = session.design().grn.n_genes
    if n_genes > MAX_SHOWN:
        st.info(
            f"This network has {n_genes:,} genes; the canvas shows up to {MAX_SHOWN:,}. "
            "Everything else works: edit the network in the tables below.",
            icon=":material/hub:",
        )
    elif n_genes > MAX_NODES:
        _show(after_edit)
        st.caption(f"Above {MAX_NODES} genes, edit the network in the tables of the Design page.")
    else:
        with guard():  # what the browser sent may be no graph
            _edit(after_edit, emphasis)


def _show(after_edit: Callable[[], None]) -> None:
    design = session.design()
    network_overview(
        overview_of(design),
        groups=groups_of(design.grn, colouring=chosen_colouring(session.CANVAS)),
        rev=visit().rev,
        key=session.CANVAS,
        on_select=after_edit,
        on_colour=session.take_canvas_edit,
        selected=visit().pointed,
        height=kept.CANVAS_HEIGHT,
    )


def _edit(after_edit: Callable[[], None], emphasis: Emphasis | None) -> None:
    design = session.design()
    colouring = chosen_colouring(session.CANVAS)
    graph_editor(
        graph_of(design),
        rev=visit().rev,
        key=session.CANVAS,
        document=kept.document(),
        on_change=after_edit,
        on_select=after_edit,
        on_colour=session.take_canvas_edit,
        undo_group=visit().undo_group,
        selected=visit().pointed,
        groups=groups_of(design.grn, colouring=colouring) if needs_groups(colouring) else None,
        emphasis=emphasis,
        default_strength=typical_strength(design.grn),
        height=kept.CANVAS_HEIGHT,
    )
