"""What the browser keeps of a visit, and what comes back from it (protocol: `ui.browser_store`)."""

import streamlit as st

from sergiojax.grn import Design, GRNFormatError, decode_design
from sergiojax.ui import session
from sergiojax.ui.browser_store import Document, Record, browser_store, kept_record, remembers
from sergiojax.ui.canvas import design_of
from sergiojax.ui.graph_editor import MAX_NODES, check_graph

_HEIGHT = 460  # pixels, of the canvas


def restore() -> None:
    """Open what the browser kept, once per session and before the page."""
    state = st.session_state
    if state.get("is_restored"):
        return
    is_reported, record = kept_record(session.name())
    if not is_reported:
        return
    state.is_restored = True
    if record is None or record.id == session.document_id():
        return  # nothing, or what was drawn on this session's own example in the meantime
    session.count_on_from(record.rev)
    try:
        base = decode_design(record.text)
    except GRNFormatError:
        session.tell("The design kept in this browser could not be read, so here is an example.")
        return
    design, was_drawn = _with_drawing(record, base)
    if session.is_linked():
        session.set_own_design(design)  # the link's is shown; the person's own waits for a button
        return
    session.open_design(design, document=record.id if record.is_own else None)
    if was_drawn:
        session.tell("Your drawing was kept in this browser and is back.", icon=":material/draw:")


def is_awaited() -> bool:
    """Return whether the browser keeps a design that has not arrived yet."""
    state = st.session_state
    return not state.get("is_restored") and not session.is_linked() and remembers()


def show_skeleton() -> None:
    """Hold the page's place until the browser's design is there."""
    drawing, response = st.columns([11, 10], gap="medium")
    drawing.skeleton(height=_HEIGHT)
    response.skeleton(height=_HEIGHT)


def document() -> Document:
    """Return the design as the browser keeps it."""
    return {"id": session.document_id(), "text": session.text()}


def keep(*, key: str = "browser_store") -> None:
    """Ask the browser what it keeps, then keep the design there; below the page.

    Args:
        key: A fragment needs one of its own: the end of `app.py` is not reached then.
    """
    state = st.session_state
    is_heard = bool(state.get("is_restored"))
    is_kept = is_heard and not session.is_untouched() and bool(session.text())
    design = document() if is_kept else None
    version = (design, session.rev(), session.seen())
    order, before = state.get("numbered", (0, None))
    if version != before:
        order += 1
        state.numbered = (order, version)
    browser_store(
        session=session.name(),
        document=design,
        rev=session.rev(),
        seq=session.seen(),
        order=order,
        is_heard=is_heard,
        key=key,
    )


def keep_from_fragment() -> None:
    """Keep the design from a fragment's run."""
    keep(key="browser_store_fragment")


def _with_drawing(record: Record, base: Design) -> tuple[Design, bool]:
    """Put a drawing that Python never took onto the design that it was drawn on."""
    if record.graph is None:
        return base, False
    try:
        return design_of(check_graph(record.graph, max_nodes=MAX_NODES), base), True
    except ValueError as error:
        session.tell(f"The last drawing could not be used: {error}", icon=":material/error:")
        return base, False
