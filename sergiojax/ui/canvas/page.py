"""What a page that shows the canvas owes to it: no edit is missed, and each is confirmed and kept.

The canvas sends an edit again until it is confirmed. A page takes the newest edit before it runs
(`session.run_page`) and is kept after it has run (`app.py`); the rest is here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec

import streamlit as st

from sergiojax.ui import kept, session
from sergiojax.ui.graph_editor import confirm_edits
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.visit import visit

Arguments = ParamSpec("Arguments")

_after_edit: ContextVar[Callable[[], None] | None] = ContextVar("after_edit", default=None)


@contextmanager
def canvas_page(*, after_edit: Callable[[], None] = session.take_canvas_edit) -> Iterator[None]:
    """Run a page that shows the canvas; `show_canvas` belongs inside, and what it shows of it.

    Args:
        after_edit: Called after edits and selections; by default the whole page runs then. What it
            runs instead must be fragments made by `canvas_fragment`.
    """
    token = _after_edit.set(after_edit)
    try:
        yield
    finally:
        _after_edit.reset(token)
    confirm_edits(session.CANVAS, seen=visit().seen)


def canvas_fragment(
    name: str,
) -> Callable[[Callable[Arguments, None]], Callable[Arguments, None]]:
    """Make a function a fragment that may run alone after an edit of the canvas.

    It takes the newest edit first; last it confirms the edit and keeps the design.

    Args:
        name: Key of the fragment.
    """

    def decorate(show: Callable[Arguments, None]) -> Callable[Arguments, None]:
        @st.fragment(key=name)
        @wraps(show)
        def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
            session.take_canvas_edit()
            with guard():
                show(*args, **kwargs)
            confirm_edits(session.CANVAS, seen=visit().seen, part=name)
            kept.keep_from_fragment(name)

        return run

    return decorate


def require_after_edit() -> Callable[[], None]:
    """Return what is called after an edit.

    Raises:
        RuntimeError: Outside `canvas_page`: edits would never be confirmed.
    """
    after_edit = _after_edit.get()
    if after_edit is None:
        raise RuntimeError("The canvas must be shown inside `with canvas_page():`.")
    return after_edit
