"""Mounts the store, and reads what the browser reports from it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypedDict

import streamlit as st
from streamlit.components.v2 import component

from sergiojax.ui._assets import read_assets

_PACKAGE = "sergiojax.ui.browser_store"
_KEY = "browser_store"
_COOKIE = "sergiojax_keeps"  # set by records.js
_mount = component(
    "sergiojax.browser_store",
    js=read_assets(_PACKAGE, "frontend/records.js", "frontend/store.js"),
)
_mount_list = component(
    "sergiojax.kept_designs",
    html=read_assets(_PACKAGE, "frontend/list.html"),
    css=read_assets(_PACKAGE, "frontend/list.css"),
    js=read_assets(_PACKAGE, "frontend/records.js", "frontend/list.js"),
)


class Document(TypedDict):
    """A design on its way to the browser.

    Attributes:
        id: Names the document.
        text: The design; empty if it cannot be kept.
        names: Its first genes, for lists.
    """

    id: str
    text: str
    names: Sequence[str]


class Record(NamedTuple):
    """What the browser kept of a document.

    Attributes:
        id: Names the document.
        is_own: Whether it is the document of this tab, not that of another one.
        rev: Number of Python's last change in it.
        text: The design as Python last sent it.
        graph: What has been drawn on it since, unchecked; None if nothing was.
    """

    id: str
    is_own: bool
    rev: int
    text: str
    graph: object


def browser_store(
    *,
    session: str,
    document: Document | None,
    rev: int,
    seq: int,
    order: int,
    is_heard: bool,
    visitor: str | None = None,
    key: str = _KEY,
) -> None:
    """Ask the browser what it keeps until its report arrives; then keep a design there.

    Args:
        session: Names this session; with a new name the browser reports again.
        document: Design to keep, if there is one.
        rev: Number of Python's last change.
        seq: Number of the last edit that the design holds.
        order: Rises with every new design: the browser may draw an element of an older run last.
        is_heard: Whether the browser's report has arrived.
        visitor: Token of the visitor, for the report after a reload; once the browser was heard.
        key: Widget key; a fragment needs its own.
    """
    numbers = {"rev": rev, "seq": seq, "order": order}
    _mount(
        key=key,
        data={
            "session": session,
            "is_heard": is_heard,
            "document": document,
            "visitor": visitor,
            **numbers,
        },
        on_stored_change=_ignore,
    )


def kept_record(session: str) -> tuple[bool, Record | None]:
    """Return whether the browser reported for this session, and the record that is to come back."""
    report = _report(session)
    return bool(report), _read_record(report.get("record"))


def former_visitor(session: str) -> str | None:
    """Return the token that this tab's visitor had before a reload, if the browser reported one."""
    token = _report(session).get("visitor")
    return token if isinstance(token, str) else None


def _report(session: str) -> Mapping[str, Any]:
    """Return what the browser reported for a session; empty if it did not."""
    report = (st.session_state.get(_KEY) or {}).get("stored") or {}
    return report if report.get("session") == session else {}


def kept_designs(*, session: str, shown: str, key: str) -> tuple[int, Record | None]:
    """List the designs that the browser keeps, so that one of them can be opened again.

    Args:
        session: Names this session; a choice from an earlier one, which the browser may send again
            after a restart of the server, does not count.
        shown: Id of the current document, which is not listed.
        key: Widget key.

    Returns:
        A number that changes with every choice, and what was chosen; 0 and None at first.
    """
    _mount_list(key=key, data={"session": session, "shown": shown}, on_chosen_change=_ignore)
    state = (st.session_state.get(key) or {}).get("chosen") or {}
    choice = state.get("choice")
    if state.get("session") != session:
        return 0, None
    return (choice if isinstance(choice, int) else 0), _read_record(state.get("record"))


def _read_record(value: Any) -> Record | None:
    """Return a record as the browser sent it; None if it is anything else."""
    if not isinstance(value, dict):
        return None
    identity, rev, text = value.get("id"), value.get("rev"), value.get("text")
    if not (isinstance(identity, str) and isinstance(rev, int) and isinstance(text, str)):
        return None
    return Record(identity, value.get("is_own") is True, rev, text, value.get("graph"))


def remembers() -> bool:
    """Return whether the browser says, before any report, that it keeps a design."""
    return st.context.cookies.get(_COOKIE) == "1"


def records_js() -> str:
    """Return the browser's side of the memory, for a component that writes into it."""
    return read_assets(_PACKAGE, "frontend/records.js")


def _ignore() -> None:
    """Stand in for a missing callback: CCv2 ignores state keys that have none."""
