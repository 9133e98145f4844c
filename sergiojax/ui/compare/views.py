"""The views of the Compare page: a mutant, a screen, two designs, and inferability."""

from collections.abc import Callable

import streamlit as st

from sergiojax.grn import Design
from sergiojax.ui import session
from sergiojax.ui.compare import designs, inferable, mutant
from sergiojax.ui.compare.changes import show_changes
from sergiojax.ui.compare.mutant_cells import show_mutant_cells
from sergiojax.ui.compare.screen import show_screen
from sergiojax.ui.controls.filled_in import show_filled_in
from sergiojax.ui.graph_editor import MAX_NODES, Emphasis
from sergiojax.ui.shell.guard import guard

QUESTIONS = {
    "Mutant": "What if a gene were gone, weaker, stronger or held? Select it, then change it.",
    "Screen": "Which knock-out affects which gene, and what do two do together?",
    "A | B": "What does an edit change? Keep a design as A, then continue with B.",
    "Inferable": "Could the edges be recovered from the cells alone?",
}
_VIEWS: dict[str, Callable[[Design], None]] = {
    "Mutant": mutant.show_mutant,
    "Screen": show_screen,
    "A | B": designs.show_designs,
    "Inferable": inferable.show_inferable,
}
_EMPHASES: dict[str, Callable[[Design], Emphasis]] = {
    "Mutant": mutant.emphasis,
    "A | B": designs.emphasis,
    "Inferable": inferable.emphasis,
}


def emphasis(design: Design, view: str) -> Emphasis:
    """Return what the canvas shows in addition to the network; nothing if it cannot be found."""
    if view not in _EMPHASES or design.grn.n_genes > MAX_NODES:
        return {}
    try:
        return _EMPHASES[view](design)
    except ValueError:
        return {}  # the view says what is wrong


def show_below_canvas(view: str) -> None:
    """Show what belongs to the canvas: the genes that are changed."""
    if view == "Mutant":
        with guard():
            show_changes(session.design())


def show_compare(view: str) -> None:
    """Show the answer of a view, next to the canvas."""
    with guard():
        _VIEWS[view](session.design())
        show_filled_in(session.design(), key="compare_filled_in")


def show_below(view: str) -> None:
    """Show what needs the whole width."""
    if view == "Mutant":
        st.divider()
        with guard():
            show_mutant_cells(session.design())
