"""What the browser keeps of a visit, and what comes back from it (protocol: `ui.browser_store`)."""

import streamlit as st

from sergiojax.grn import Design, GRNFormatError, decode_design
from sergiojax.ui import session
from sergiojax.ui.browser_store import (
    Document,
    Record,
    browser_store,
    kept_designs,
    kept_record,
    remembers,
)
from sergiojax.ui.drawing import design_of
from sergiojax.ui.graph_editor import MAX_NODES, check_graph

_HEIGHT = 460  # pixels, of the canvas
_MOST_NAMES = 5
_BACK = ":material/draw:"


def restore() -> None:
    """Open what the browser kept, once per session and before the page."""
    state = st.session_state
    if state.get("is_restored"):
        return
    is_reported, record = kept_record(session.name())
    if not is_reported:
        return
    # Nothing, or what was drawn on this session's own example in the meantime, needs no opening.
    if record is not None and record.id != session.document_id():
        _bring_back(record)
    state.is_restored = True  # last: a run may be stopped anywhere, and the next one begins again


def _bring_back(record: Record) -> None:
    session.count_on_from(record.rev)
    found = _design_of(record)
    if found is None:
        session.tell("The design kept in this browser could not be read, so here is an example.")
    elif session.is_linked():
        session.set_own_design(found)  # the link's is shown; the person's own waits for a button
    else:
        session.open_design(found, document=record.id if record.is_own else None)
        if record.graph is not None:
            session.tell("Your drawing was kept in this browser and is back.", icon=_BACK)


def earlier_designs() -> None:
    """List what the browser keeps, and open what is chosen."""
    state = st.session_state
    choice, record = kept_designs(
        session=session.name(), shown=session.document_id(), key="earlier_designs"
    )
    if record is None or choice == state.get("earlier_choice", 0):
        return
    found = _design_of(record)
    if found is None:
        session.tell("This design could not be read.", icon=":material/error:")
    else:
        session.count_on_from(record.rev)
        session.open_design(found)
    state.earlier_choice = choice
    st.rerun()


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
    names = session.design().grn.gene_names[:_MOST_NAMES]
    return {"id": session.document_id(), "text": session.text(), "names": names}


def keep(*, key: str = "browser_store") -> None:
    """Ask the browser what it keeps, then keep the design there; below the page.

    Args:
        key: A fragment needs one of its own: the end of `app.py` is not reached then.
    """
    state = st.session_state
    is_heard = bool(state.get("is_restored"))
    is_kept = is_heard and not session.is_untouched()
    if is_kept and not session.text() and state.get("told_too_large") != session.document_id():
        state.told_too_large = session.document_id()
        st.toast("This design is too large for the browser to keep. Save it as a file.")
    design = document() if is_kept and session.text() else None
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
    """Keep the design from a fragment's run; what the browser kept is asked for by the page's."""
    if st.session_state.get("is_restored"):
        keep(key="browser_store_fragment")


def _design_of(record: Record) -> Design | None:
    """Return the design of a record, with what was drawn on it; None if it is not one."""
    try:
        base = decode_design(record.text)
    except GRNFormatError:
        return None
    if record.graph is None:
        return base
    try:
        return design_of(check_graph(record.graph, max_nodes=MAX_NODES), base)
    except ValueError as error:
        session.tell(f"The last drawing could not be used: {error}", icon=":material/error:")
        return base
