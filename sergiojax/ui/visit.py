"""What the app knows of one visit: a single typed value in Streamlit's session state.

Streamlit may stop a run wherever it touches the session state or sends something to the browser;
the attributes of a `Visit` are no such places. What belongs together is therefore written without
such a place in between, and what says that a thing was done is written last: a run that is stopped
before it leaves the thing to the next run.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar, cast

import streamlit as st

from sergiojax.grn import Design
from sergiojax.ui.graph_editor import SelectionRequest

Memory = TypeVar("Memory")

_VISIT = "visit"


class Message(NamedTuple):
    """What is to be said once, whatever run shows it."""

    text: str
    icon: str


@dataclass
class Visit:
    """A visit: from the first page until the tab is closed or reloaded.

    Attributes:
        design: What the person works on.
        untouched: The design of the beginning: as long as it is that, there is nothing to keep.
        document: What the browser keeps the design under; a design that is opened has another.
        name: Names the visit: a reload begins another one, a restarted server too.
        rev: Number of the last change that did not come from the canvas. It starts from the clock,
            so that an open page does not take the graph of a restarted server for the one it has.
        seen: Number of the last edit of the canvas that was taken.
        opened: Number of designs opened so far, for widgets that start again with each.
        undo_group: What the last change from Python's side belongs to, for the canvas's undo.
        pointed: What the canvas is to select.
        is_linked: Whether a link brought the design of the beginning.
        own_design: A design that waits for a button, because another one is shown.
        messages: What is still to be said.
        text: The design as text, and of which design it is.
        is_restored: Whether what the browser kept has come back.
        kept: How often something else was kept in the browser, and what was last.
        too_large: The document that was said to be too large for the browser.
        earlier_choice: The last choice among the browser's earlier designs.
        colors: Colour by gene.
        memories: What pages remember, by the name of its class; see `recall`.
    """

    design: Design
    untouched: Design
    document: str
    name: str = field(default_factory=lambda: f"{time.time_ns():x}")
    rev: int = field(default_factory=lambda: time.time_ns() // 1_000_000)
    seen: int = 0
    opened: int = 0
    undo_group: str | None = None
    pointed: SelectionRequest | None = None
    is_linked: bool = False
    own_design: Design | None = None
    messages: list[Message] = field(default_factory=list)
    text: tuple[Design | None, str] = (None, "")
    is_restored: bool = False
    kept: tuple[int, Sequence[object]] = (0, ())
    too_large: str = ""
    earlier_choice: int = 0
    colors: dict[str, str] = field(default_factory=dict)
    memories: dict[str, object] = field(default_factory=dict)

    @property
    def edition(self) -> int:
        """A number that rises with every change of the design, also with those of the canvas."""
        return self.rev + self.seen

    def replace(self, new: Design, *, undo_group: str | None = None) -> None:
        """Take a design from Python's side; see `session.set_design`."""
        self.design, self.undo_group = new, undo_group
        self.rev += 1

    def recall(self, kind: type[Memory]) -> Memory:
        """Return what was remembered of a kind; at first a new one, made without arguments.

        Args:
            kind: A class of one page, such as a dataclass with a default for every field. Found by
                its name, because every run of a page's script makes the script's classes again.
        """
        return cast("Memory", self.memories.setdefault(_name(kind), kind()))

    def remember(self, memory: object) -> None:
        """Keep something in the place of what was remembered of its kind."""
        self.memories[_name(type(memory))] = memory


def visit() -> Visit:
    """Return this visit. Streamlit may stop the run here: ask before you write several things."""
    return st.session_state[_VISIT]


def _name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def has_begun() -> bool:
    """Return whether there is a visit yet."""
    return _VISIT in st.session_state


def begin(new: Visit) -> None:
    """Begin a visit."""
    st.session_state[_VISIT] = new
