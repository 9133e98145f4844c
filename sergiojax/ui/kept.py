"""What the browser keeps of a visit, and what comes back from it (protocol: `ui.browser_store`)."""

import streamlit as st

from sergiojax.grn import Design, GRNFormatError, decode_design
from sergiojax.ui import link, session
from sergiojax.ui.browser_store import (
    Document,
    Record,
    browser_store,
    former_visitor,
    kept_designs,
    kept_record,
    remembers,
)
from sergiojax.ui.drawing import design_of
from sergiojax.ui.graph_editor import MAX_NODES, check_graph
from sergiojax.ui.visit import Visit, visit
from sergiojax.ui.work.visitor import know_again, visitor

CANVAS_HEIGHT = 460  # pixels
_MOST_NAMES = 5
_BACK = ":material/draw:"


def restore() -> None:
    """Open what the browser kept, once per visit and before the page."""
    here = visit()
    if here.is_restored:
        return
    is_reported, record = kept_record(here.name)
    if not is_reported:
        return
    know_again(former_visitor(here.name))
    # Nothing, or what was drawn on this visit's own example in the meantime, needs no opening.
    if record is not None and record.id != here.document:
        _bring_back(here, record)
    here.is_restored = True  # last: a run may be stopped anywhere, and the next one begins again


def _bring_back(here: Visit, record: Record) -> None:
    _count_on_from(here, record)
    found = _design_of(record)
    if found is None:
        session.tell("The design kept in this browser could not be read, so here is an example.")
    elif here.is_linked:
        here.own_design = found  # the link's is shown; the person's own waits for a button
    else:
        session.open_design(found, document=record.id if record.is_own else None)
        if record.graph is not None:
            session.tell("Your drawing was kept in this browser and is back.", icon=_BACK)


def show_earlier_designs() -> None:
    """List what the browser keeps, and open what is chosen."""
    here = visit()
    choice, record = kept_designs(session=here.name, shown=here.document, key="earlier_designs")
    if record is None or choice == here.earlier_choice:
        return
    found = _design_of(record)
    if found is None:
        session.tell("This design could not be read.", icon=":material/error:")
    else:
        _count_on_from(here, record)
        session.open_design(found)
    here.earlier_choice = choice
    st.rerun()


def is_awaited() -> bool:
    """Return whether the browser keeps a design that has not arrived yet."""
    here = visit()
    return not here.is_restored and not here.is_linked and remembers()


def show_skeleton() -> None:
    """Hold the page's place until the browser's design is there."""
    drawing, response = st.columns([11, 10], gap="medium")
    drawing.skeleton(height=CANVAS_HEIGHT)
    response.skeleton(height=CANVAS_HEIGHT)


def document() -> Document:
    """Return the design as the browser keeps it."""
    here = visit()
    names = here.design.grn.gene_names[:_MOST_NAMES]
    return {"id": here.document, "text": link.text(), "names": names}


def keep(*, key: str = "browser_store") -> None:
    """Ask the browser what it keeps, then keep the design there; below the page.

    Args:
        key: A fragment needs one of its own: the end of `app.py` is not reached then.
    """
    here = visit()
    is_kept = here.is_restored and here.design is not here.untouched
    if is_kept and not link.text() and here.too_large != here.document:
        here.too_large = here.document
        st.toast("This design is too large for the browser to keep. Save it as a file.")
    design = document() if is_kept and link.text() else None
    order, before = here.kept
    now = (design, here.rev, here.seen)
    if now != before:
        order += 1
        here.kept = (order, now)
    browser_store(
        session=here.name,
        document=design,
        rev=here.rev,
        seq=here.seen,
        order=order,
        is_heard=here.is_restored,
        visitor=visitor().token if here.is_restored else None,
        key=key,
    )


def keep_from_fragment(fragment: str) -> None:
    """Keep the design from a fragment's run; what the browser kept is asked for by the page's.

    Args:
        fragment: Name of the fragment.
    """
    if visit().is_restored:
        keep(key=f"browser_store_{fragment}")


def _count_on_from(here: Visit, record: Record) -> None:
    """Let further changes have larger numbers than one that the browser holds."""
    here.rev = max(here.rev, record.rev + 1)


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
