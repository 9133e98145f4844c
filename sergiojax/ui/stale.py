"""Marks results that are older than what they were made from, and offers to repeat the work.

A result is kept together with its `Basis`, and a page shows it inside `shown_result`, which
compares that with what would go in now. An edit that is undone ends the mark.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeAlias

import streamlit as st

from sergiojax.grn import GRN
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.work.desk import digest

Basis: TypeAlias = Mapping[str, str]
"""Digest of everything that a result was made from, by what it is called once it has changed."""

_FADED = "earlier_result"
_STYLE = f"<style>[class*='st-key-{_FADED}'] {{ opacity: 0.5; }}</style>"
_WORDS = {
    "design": "an earlier design",
    "targets": "earlier targets",
    "knockouts": "other knock-outs",
    "data": "other cells or settings",
}


def basis(grn: GRN, **others: object) -> Basis:
    """Return what a result is made from.

    The digest of a network covers names, wiring and parameters: what a simulation reads and what
    its figures show. Positions on the canvas, notes and settings are not part of it.

    Args:
        grn: The network.
        **others: What else decides the result and may change while it is shown: "targets",
            "knockouts" or "data".
    """
    made_from = {_WORDS["design"]: grn.digest()}
    return made_from | {_WORDS[kind]: digest(each) for kind, each in others.items()}


def is_stale(made_from: Basis | None, now: Basis) -> bool:
    """Return whether a result was made from something other than what there is now; None is not."""
    return bool(_changed(made_from, now))


@contextmanager
def shown_result(
    made_from: Basis | None,
    now: Basis,
    *,
    again: str,
    repeat: Callable[[], None],
    key: str,
    fades: bool = True,
) -> Iterator[None]:
    """Show a result inside; where it is older than its input, say so above and let it fade.

    Args:
        made_from: What the result was made from; None for what came from elsewhere, as from a file.
        now: What it would be made from now.
        again: Label of the button.
        repeat: Does the work again with the same settings, when the button is pressed.
        key: Name of the result, for widget keys.
        fades: Whether what is inside fades, too: files to save do not.
    """
    changed = _changed(made_from, now)
    # Both containers are always there: what is inside keeps its place, and so its state.
    line = st.container()
    if changed:
        with line, guard():
            _mark(f"From {' and '.join(changed)}.", again, repeat, key)
    with st.container(key=f"{_FADED}_{key}" if changed and fades else None):
        if changed and fades:
            st.html(_STYLE)
        yield


def _mark(words: str, again: str, repeat: Callable[[], None], key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":orange[:material/history:] {words}", width="content")
        pressed = st.button(again, key=f"repeat_{key}", icon=":material/refresh:")
    if pressed:
        repeat()


def _changed(made_from: Basis | None, now: Basis) -> list[str]:
    return [words for words, digest in (made_from or {}).items() if now.get(words) != digest]
