"""What is above the views: which set of cells is shown, under which name, in which view."""

from collections.abc import Sequence

import streamlit as st

from sergiojax.ui import shelf
from sergiojax.ui.controls.cell_file import choose_matrix
from sergiojax.ui.shelf import CellSet
from sergiojax.ui.shell.plain import plain

_FOLDED = "cells_folded"
_EDIT = "cells_edit"
_WORDS = {"seed": "Seed", "noise_type": "Intrinsic noise", "matrix": "Matrix"}
_STYLE = "<style>.stColumn:has(.st-key-cells_settings) { display: none; }</style>"


def show_chosen() -> CellSet | None:
    """Show which set of the shelf is chosen, and what can be done with it."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        cell_set = shelf.choose(is_labelled=False)
        if cell_set is not None:
            _edit(cell_set)
    return None if cell_set is None else choose_matrix(cell_set)


def choose_look(looks: Sequence[str]) -> str:
    """Show the views to choose from, and a button that leaves them the whole width."""
    with st.container(
        horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"
    ):
        look = st.segmented_control(
            "View",
            looks,
            default=looks[0],
            required=True,
            label_visibility="collapsed",
            key="cells_view",
            persist_state="session",
        )
        _fold()
    return look


def _fold() -> None:
    """Show a button that hides the settings; what was entered there is kept."""
    is_folded = st.session_state.get(_FOLDED, False)
    st.button(
        "Show the settings" if is_folded else "Hide the settings",
        key="cells_fold",
        icon=f":material/left_panel_{'open' if is_folded else 'close'}:",
        type="tertiary",
        on_click=lambda: st.session_state.update({_FOLDED: not is_folded}),
    )
    if is_folded:
        st.html(_STYLE)


def _edit(cell_set: CellSet) -> None:
    """Show a menu that renames a set, says what decided it, and takes it off the shelf."""
    with st.popover("Edit", icon=":material/edit:", key=_EDIT):
        key = f"cells_name_{cell_set.id}_{cell_set.name}"
        st.text_input(
            "Name",
            cell_set.name,
            max_chars=80,
            key=key,
            on_change=lambda: shelf.rename(cell_set, st.session_state[key]),
        )
        st.caption("  \n".join(map(plain, _about(cell_set))))
        st.button(
            "Remove from the shelf",
            key="cells_remove",
            icon=":material/delete:",
            on_click=shelf.remove,
            args=(cell_set,),
        )


def _about(cell_set: CellSet) -> list[str]:
    """Return what decided the cells, a line each."""
    settings = cell_set.origin.settings
    known = [f"{word}: {settings[name]}" for name, word in _WORDS.items() if name in settings]
    return [f"{cell_set.size}, {cell_set.origin.text}", *known]
