"""Two ways to have work done: a page waits for it, or watches it while the page goes on.

`wait_for` holds the run of the page until the result is there. What is *asked for* belongs to a
place of the app instead: the page is drawn to its end, a small fragment looks now and then how far
the work is, and a reload finds it again.
"""

from collections.abc import Callable
from concurrent.futures import wait
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from sergiojax.ui.shell.plain import plain
from sergiojax.ui.work.cost import SHORT, Cost
from sergiojax.ui.work.desk import desk
from sergiojax.ui.work.job import CancelledError, Job, Result, Work, told
from sergiojax.ui.work.visitor import Asked, Visitor, visitor

_QUIET = 0.4  # seconds before progress appears; below, it would only flicker
_PAUSE = 0.1  # seconds between looks of a waiting page; at each, Streamlit may interrupt it
_LOOK = 0.5  # seconds between looks of a watching page

Show = Callable[[Job[Any]], None]


def wait_for(
    name: str, work: Work[Result], *, key: str, cost: Cost = SHORT, goes_on: bool = False
) -> Result:
    """Return the result of work, showing progress and a cancel button if it takes long.

    Args:
        name: Digest of the inputs.
        work: What is to be done.
        key: Widget key of the cancel button.
        cost: Its lane, and the memory it needs.
        goes_on: Whether an earlier run of the page asked for it and was stopped while it waited,
            by a message of the browser or by the cancel button.

    Returns:
        The result, kept or new.

    Raises:
        CancelledError: If the person cancelled it.
        Exception: Whatever `work` raised.
    """
    me = visitor()
    if goes_on and me.cancelled == name:
        raise CancelledError
    me.cancelled = ""
    job = desk().join(name, work, visitor=me.token, cost=cost)
    wait([job.future], timeout=_QUIET)
    if not job.future.done():
        _show_until_done(job, me, key)
    return job.future.result()


def _show_until_done(job: Job[Any], me: Visitor, key: str) -> None:
    slot = st.empty()
    with slot.container():
        bar = st.progress(0.0, text="Starting …")
        st.button("Cancel", key=key, icon=":material/close:", on_click=_cancel, args=(job, me))
    while not job.future.done():
        if me.token not in job.visitors:
            raise CancelledError
        _draw(bar, job)
        wait([job.future], timeout=_PAUSE)
    slot.empty()


def _cancel(job: Job[Any], me: Visitor) -> None:
    me.cancelled = job.name
    desk().leave(job, me.token)


def ask(place: str, name: str, work: Work[Any], *, what: Any = None, cost: Cost = SHORT) -> Asked:
    """Ask for work at a place of the app; what was asked for there before is left.

    Args:
        place: Name of the place, also for widget keys.
        name: Digest of the inputs.
        work: What is to be done.
        what: What the page needs besides the result, to show it and to ask again.
        cost: Its lane, and the memory it needs.

    Raises:
        ValueError: If it needs more memory than all runs together may have.
    """
    me = visitor()
    job = desk().join(name, work, visitor=me.token, cost=cost)
    if (before := me.asked.get(place)) is None or before.job is not job:
        forget(place)
    me.asked[place] = Asked(what, job, me.token)
    return me.asked[place]


def asked(place: str) -> Asked | None:
    """Return what was asked for at a place, also before the page was reloaded."""
    return visitor().asked.get(place)


def forget(place: str) -> None:
    """Drop what was asked for at a place, and leave its work."""
    before = visitor().asked.pop(place, None)
    if before is not None:
        desk().leave(before.job, before.token)


def in_background(name: str, work: Work[Result], *, key: str, cost: Cost = SHORT) -> Result | None:
    """Return the result of work if it is ready, else begin it and watch.

    Args:
        name: Digest of the inputs.
        work: What is to be done.
        key: The place; the work for other inputs that was asked for there is left.
        cost: Its lane, and the memory it needs.

    Returns:
        The result; None while it is under way, and after it was cancelled, which is said.

    Raises:
        ValueError: If `work` raised it, or needs too much memory.
        RuntimeError: If `work` failed otherwise.
    """
    before = asked(key)
    if before is None or before.job.name != name:
        ask(key, name, work, cost=cost)
    return watch(key)


def watch(
    place: str, *, show: Show | None = None, stop: str | None = None, is_old: bool = False
) -> Any:
    """Return the result of what was asked for at a place, else show how far it is.

    Args:
        place: Name of the place.
        show: Draws the best so far and the scores, while the work goes on; by default a bar alone.
        stop: Label of the button that ends the work with the best so far, for work that has one.
        is_old: Whether its inputs are others now: then nobody is asked to start it again.

    Returns:
        The result; None if there is none, or none yet.

    Raises:
        ValueError: If the work raised it.
        RuntimeError: If the work failed otherwise.
    """
    mine = asked(place)
    if mine is None:
        return None
    job = mine.job
    if mine.is_new and not job.future.done():
        mine.is_new = False
        wait([job.future], timeout=_QUIET)
    failure = job.future.exception() if job.future.done() else None
    if mine.has_left or failure is not None:
        _say_that_it_ended(place, mine, failure, is_old=is_old)
        return None
    if job.future.done():
        return job.future.result()
    _watch(place, mine, show, stop)
    return None


@st.fragment(run_every=_LOOK)
def _watch(place: str, mine: Asked, show: Show | None, stop: str | None) -> None:
    job = mine.job
    if mine.has_left or job.future.done():
        st.rerun()
    with st.container(horizontal=True):
        if stop is not None:
            st.button(
                "Stopping …" if job.is_stopped else stop,
                key=f"{place}_stop",
                icon=":material/stop:",
                disabled=job.is_stopped,
                on_click=desk().stop,
                args=(job,),
            )
        st.button(
            "Cancel",
            key=f"{place}_cancel",
            icon=":material/close:",
            help="End the work; your settings are kept.",
            on_click=_leave,
            args=(mine,),
        )
    _draw(st.empty(), job)
    if show is not None:
        show(job)


def _draw(slot: DeltaGenerator, job: Job[Any]) -> None:
    slot.progress(job.progress.share, text=f"{plain(desk().outlook(job))} …")


def _leave(mine: Asked) -> None:
    mine.has_left = True
    desk().leave(mine.job, mine.token)


def _say_that_it_ended(
    place: str, mine: Asked, failure: BaseException | None, *, is_old: bool
) -> None:
    """Say why there is no result, and offer to start again; others who waited for it go on."""
    is_cancelled = mine.has_left or isinstance(failure, CancelledError)
    if is_cancelled:
        st.info("Cancelled. The settings are kept.")
    again = "Start again with the same settings."
    if not is_old and st.button(
        "Start again", key=f"{place}_again", icon=":material/refresh:", help=again
    ):
        job = mine.job
        ask(place, job.name, job.work, what=mine.what, cost=job.cost)
        st.rerun()
    if not is_cancelled and failure is not None:
        raise told(failure)
