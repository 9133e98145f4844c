"""Work in the background that a page does not wait for: the canvas beside it stays alive.

`desk.wait_for` holds the page's run up until the work is done. Here the page is drawn to its end,
and a small fragment looks now and then how far the work is.
"""

from collections.abc import Callable
from concurrent.futures import wait
from typing import Any

import streamlit as st

from sergiojax.ui.shell.plain import plain
from sergiojax.ui.work.desk import QUIET, Job, Report, desk, told

_LOOK = 0.5  # seconds between looks


def in_background(name: str, work: Callable[[Report], Any], *, key: str) -> Any:
    """Return the result of `work` if it is ready, else show its progress and a cancel button.

    Args:
        name: Digest of the inputs.
        work: See `desk.wait_for`.
        key: Widget key of the buttons.

    Returns:
        The result; None while it is under way, and after it was cancelled, which is said.

    Raises:
        ValueError: If `work` raised it.
        RuntimeError: If `work` failed otherwise.
    """
    here = desk()
    kept = here.result(name)
    if kept is not None:
        return kept
    cancelled, failure = f"{key}_cancelled", here.failure(name)
    if st.session_state.get(cancelled) == name or failure is not None:
        if failure is None:
            st.info("Cancelled. The settings are kept.")
        again = "Begin the work anew with the same settings."
        if not st.button("Start again", key=f"{key}_again", icon=":material/refresh:", help=again):
            if failure is not None:
                raise told(failure)
            return None
        st.session_state.pop(cancelled, None)
    job = here.start(name, work)
    wait([job.future], timeout=QUIET)
    if not job.future.done():
        _watch(job, name, key)
    elif job.future.exception() is None:
        return job.future.result()
    else:
        st.rerun()  # what went wrong is said above
    return None


@st.fragment(run_every=_LOOK)
def _watch(job: Job[Any], name: str, key: str) -> None:
    if job.future.done():
        st.rerun()
    st.progress(job.share, text=f"{plain(job.phase)} …")
    st.button(
        "Cancel",
        key=f"{key}_cancel",
        icon=":material/close:",
        help="End the work; what was chosen stays.",
        on_click=_cancel,
        args=(job, name, key),
    )


def _cancel(job: Job[Any], name: str, key: str) -> None:
    """End the work; that it was cancelled concerns this visit alone."""
    job.cancel.set()
    st.session_state[f"{key}_cancelled"] = name
