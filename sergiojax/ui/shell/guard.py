"""Catches what goes wrong on a page: a sentence instead of a traceback, and the design is kept."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from sergiojax.ui.shell.plain import plain

_log = logging.getLogger("sergiojax")


class PageEnd(Exception):  # noqa: N818 (no error: it has shown all it has)
    """Raised where a page ends early. `st.stop` would also end what comes below every page."""


@contextmanager
def guard() -> Iterator[None]:
    """Show what goes wrong inside as one sentence; the traceback goes to the server's log.

    Streamlit's own signals (rerun, stop) are no `Exception` and pass.
    """
    try:
        yield
    except PageEnd:
        raise
    except ValueError as error:
        st.error(plain(_sentence(error)), icon=":material/error:")
    except Exception as error:  # noqa: BLE001 (logged; the page goes on)
        _log.exception("A page failed")
        st.error(
            f"This went wrong here and was logged ({type(error).__name__}). Your design is kept: "
            "undo the last change, or reload the page.",
            icon=":material/bug_report:",
        )


def _sentence(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text if len(text) < 500 else text[:500] + " …"
