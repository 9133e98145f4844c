"""The browser's own memory of the design, so that a reload or a restart loses nothing."""

import streamlit as st
from streamlit.components.v2 import component

from sergiojax.ui._assets import read_assets

_KEY = "browser_store"
_mount = component("sergiojax.browser_store", js=read_assets(__name__, "frontend/store.js"))


def browser_store(*, session: str, text: str | None, order: int, key: str = _KEY) -> None:
    """Report what the browser holds, then keep `text` there.

    Args:
        session: Names this session; with a new name the browser reports anew.
        text: Design to keep, or None as long as the browser's report has not been seen.
        order: Rises with every new text: the browser may draw an element of an older run last.
        key: Widget key; a fragment needs one of its own.
    """
    _mount(
        key=key,
        data={"session": session, "ready": text is not None, "text": text, "order": order},
        on_stored_change=_ignore,
    )


def stored_design(session: str) -> tuple[bool, str | None]:
    """Return whether the browser reported for this session, and the text that it holds."""
    state = (st.session_state.get(_KEY) or {}).get("stored") or {}
    if state.get("session") != session:
        return False, None
    text = state.get("text")
    return True, text if isinstance(text, str) else None


def _ignore() -> None:
    """Stand for a missing callback: CCv2 ignores state keys that have none."""
