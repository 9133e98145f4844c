"""Who waits for work: one visitor per browser tab, who is known again after a reload.

The browser keeps the visitor's token, which nobody else has (`ui.browser_store`), and brings it
back to the next session of the tab. What the visitor asked for waits there meanwhile.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from sergiojax.ui.work.job import Job

PATIENCE = 600.0  # seconds that work and results wait for a visitor who has gone
_KEPT = "work_visitor"


@dataclass(eq=False)
class Asked:
    """What a visitor asked for at one place of the app.

    Attributes:
        what: What the page needs besides the result, to show it and to ask again.
        job: The work.
        token: Name by which the visitor waits for it.
        has_left: Whether the visitor cancelled it; others may still wait for it.
        is_new: Whether no page has looked at it yet.
    """

    what: Any
    job: Job[Any]
    token: str
    has_left: bool = False
    is_new: bool = True


@dataclass(eq=False)
class Visitor:
    """One tab of a browser.

    Attributes:
        token: Secret name.
        session: Streamlit's name of the session that the tab has.
        asked: What was asked for last, by place.
        cancelled: Name of the work that a page waited for and that was cancelled last.
        views: The view that was chosen last, by page.
        gone_since: When the tab was first found gone (seconds); None while it is here.
    """

    token: str
    session: str
    asked: dict[str, Asked] = field(default_factory=dict)
    cancelled: str = ""
    views: dict[str, str] = field(default_factory=dict)
    gone_since: float | None = None


class Visitors:
    """All visitors of the server.

    Args:
        clock: Returns the time (seconds).
        is_connected: Whether a browser is connected to one of Streamlit's sessions.
    """

    def __init__(self, *, clock: Callable[[], float], is_connected: Callable[[str], bool]) -> None:
        self._clock, self._is_connected = clock, is_connected
        self._by_token: dict[str, Visitor] = {}

    def welcome(self, session: str) -> Visitor:
        """Return a new visitor; those who are gone for long are forgotten, with their results."""
        self._forget_gone()
        visitor = Visitor(secrets.token_urlsafe(16), session)
        self._by_token[visitor.token] = visitor
        return visitor

    def find(self, token: str) -> Visitor | None:
        """Return who has a token; None if that is nobody, or nobody any more."""
        return self._by_token.get(token)

    def is_here(self, token: str) -> bool:
        """Return whether the browser of a visitor is connected."""
        visitor = self._by_token.get(token)
        return visitor is not None and self._is_connected(visitor.session)

    def take_for(self, visitor: Visitor, before: Visitor) -> None:
        """Take a visitor for one who was here before; what both asked for stays."""
        before.asked.update(visitor.asked)
        before.session = visitor.session
        self._by_token[visitor.token] = before

    def _forget_gone(self) -> None:
        now = self._clock()
        for token, visitor in list(self._by_token.items()):
            if self._is_connected(visitor.session):
                visitor.gone_since = None
            elif visitor.gone_since is None:
                visitor.gone_since = now
            elif now - visitor.gone_since > PATIENCE:
                self._by_token.pop(token, None)


@st.cache_resource(show_spinner=False)
def visitors() -> Visitors:
    """Return the visitors of this server."""
    return Visitors(clock=time.monotonic, is_connected=_is_connected)


def visitor() -> Visitor:
    """Return the visitor of this run of a page."""
    context = get_script_run_ctx()
    session = "" if context is None else context.session_id
    known: Visitor | None = st.session_state.get(_KEPT)
    if known is None:
        known = st.session_state[_KEPT] = visitors().welcome(session)
    known.session = session
    return known


def know_again(token: str | None) -> None:
    """Take this session's visitor for the one who had a token before the page was reloaded."""
    before = visitors().find(token) if token else None
    if before is not None and before is not visitor():
        visitors().take_for(visitor(), before)
        st.session_state[_KEPT] = before


def _is_connected(session: str) -> bool:
    return not exists() or get_instance().is_active_session(session)
