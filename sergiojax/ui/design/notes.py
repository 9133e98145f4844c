"""Shows the design's notes below the canvas, and lets the person write them."""

import streamlit as st

from sergiojax.ui import session
from sergiojax.ui.shell.plain import plain

MAX_NOTES = 5000
"""Characters that can be written; a file may bring more, which are kept."""

_OPEN = "design_notes_open"


def show_notes() -> None:
    """Show the notes, or the field to write them in."""
    notes = session.design().notes
    is_open = bool(st.session_state.get(_OPEN))
    if notes and not is_open:
        st.caption(plain(notes))
    panel = st.expander("Notes", icon=":material/edit_note:", on_change="rerun", key=_OPEN)
    if panel.open:
        with panel:
            _field(notes)


def _field(notes: str) -> None:
    key = f"design_notes_{session.opened()}"
    st.text_area(
        "Notes",
        value=notes,
        key=key,
        max_chars=max(MAX_NOTES, len(notes)),
        on_change=_take,
        args=(key,),
        height=140,
        label_visibility="collapsed",
        placeholder="What is this network, and what should it show?",
    )


def _take(key: str) -> None:
    """Keep what was written; the browser's own limit is no check."""
    text = st.session_state[key]
    if len(text) > max(MAX_NOTES, len(session.design().notes)):
        session.tell(f"Notes hold at most {MAX_NOTES:,} characters; these were not kept.")
        return
    try:
        session.set_notes(text)
    except ValueError as error:
        session.tell(f"These notes cannot be kept: {error}", icon=":material/error:")
