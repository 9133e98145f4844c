"""The shelf: the sets of cells of a visit, each with its name and its origin.

Cells that were simulated, opened, made by a screen or learned are kept in one form. Pages choose
from them, each for itself; the shelf is bounded, and what a page has chosen stays on it.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

import streamlit as st

from sergiojax.grn import Design
from sergiojax.io import AnnData
from sergiojax.ui import session
from sergiojax.ui.stale import Basis, basis, shown_result
from sergiojax.ui.stale import is_stale as _is_stale
from sergiojax.ui.work import cost
from sergiojax.ui.work.sizes import size_of

CELLS = "cells"  # the place where the Cells page chooses
MOST_SETS = 12
LEAST_BYTES = 512 << 20  # that a shelf may hold on any machine
_SHARE = 4  # a shelf may hold this part of what all runs together may need

Kind: TypeAlias = Literal["simulated", "opened", "screen", "learned"]


@dataclass(frozen=True, eq=False)
class Origin:
    """How cells came about.

    Attributes:
        kind: What made them.
        text: The same in a few words, for captions.
        settings: What decided them besides the design: seed, noise, file, …
        design: What they were made from; None for cells of a file.
    """

    kind: Kind
    text: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    design: Design | None = None


@dataclass(frozen=True, eq=False, repr=False)
class CellSet:
    """A set of cells.

    Attributes:
        name: What the person knows it by; the shelf makes it unique.
        cells: The cells.
        digest: Short name of their content, by which caches are keyed.
        origin: How they came about.
        made_from: What they were made from; None for cells of a file, which no edit makes old.
        again: Makes them from the current design with the same settings, or returns None if that
            was cancelled; None where `made_from` is.
        stored: An opened file with all its matrices; None if there is nothing to choose from.
        is_shared: Whether all visits have the same cells, so that no visit holds them.
        id: Number on the shelf, which stays when the set is renamed or made again.
    """

    name: str
    cells: AnnData
    digest: str
    origin: Origin
    made_from: Basis | None
    again: "Callable[[], CellSet | None] | None"
    stored: AnnData | None = None
    is_shared: bool = False
    id: int = 0

    def __repr__(self) -> str:
        """Name the content alone: digests of what is asked of a set are made from this."""
        return f"CellSet({self.digest})"

    @property
    def size(self) -> str:
        """Number of cells and genes."""
        return f"{self.cells.n_obs:,} cells × {self.cells.n_vars:,} genes"


@dataclass
class Shelf:
    """What a visit holds: sets by number, the oldest first, and what each place has chosen."""

    sets: dict[int, CellSet] = field(default_factory=dict)
    chosen: dict[str, int] = field(default_factory=dict)
    last: int = 0


def sets() -> list[CellSet]:
    """Return the sets, the newest first."""
    return [*reversed(_shelf().sets.values())]


def add(new: CellSet, *, place: str | None = CELLS) -> CellSet:
    """Put a set on the shelf; cells that are there already are not kept twice.

    Args:
        new: The set.
        place: Where it is chosen from now on; None leaves every choice.

    Returns:
        The set as it is kept.
    """
    shelf = _shelf()
    kept = next((each for each in shelf.sets.values() if each.digest == new.digest), None)
    if kept is None:
        shelf.last += 1
        kept = replace(new, id=shelf.last, name=_unique(new.name, shelf.last))
        shelf.sets[kept.id] = kept
    if place is not None:
        shelf.chosen[place] = kept.id
    _make_room(kept)
    return kept


def put(old: CellSet, new: CellSet) -> CellSet:
    """Put a set in the place of another one, under the name of that."""
    return _keep(replace(new, id=old.id, name=old.name))


def rename(cell_set: CellSet, name: str) -> None:
    """Give a set another name; a number follows where another set has it already."""
    if name.strip():
        _keep(replace(cell_set, name=_unique(name.strip(), cell_set.id)))


def remove(cell_set: CellSet) -> None:
    """Take a set off the shelf."""
    shelf = _shelf()
    shelf.sets.pop(cell_set.id, None)
    shelf.chosen = {place: kept for place, kept in shelf.chosen.items() if kept != cell_set.id}


def chosen(place: str = CELLS) -> CellSet | None:
    """Return what a place has chosen, else what the Cells page has, else the newest set."""
    shelf = _shelf()
    found = [shelf.sets.get(shelf.chosen.get(where, 0)) for where in (place, CELLS)]
    return next((each for each in (*found, *sets()) if each is not None), None)


def choose(place: str = CELLS, *, label: str = "Cells", is_labelled: bool = True) -> CellSet | None:
    """Let the person choose a set.

    Args:
        place: What chooses; each place keeps its choice.
        label: Label of the menu.
        is_labelled: Whether the label is visible.

    Returns:
        The set; None if the shelf is empty.
    """
    start = chosen(place)
    if start is None:
        return None
    key, by_id = f"shelf_{place}", {each.id: each for each in sets()}
    words = {each.id: describe(each) for each in by_id.values()}
    st.session_state[key] = start.id  # the shelf knows the choice; a menu forgets it with its page
    st.selectbox(
        label,
        list(by_id),
        format_func=words.__getitem__,
        key=key,
        on_change=lambda: _shelf().chosen.update({place: st.session_state[key]}),
        label_visibility="visible" if is_labelled else "collapsed",
    )
    return start


def describe(cell_set: CellSet) -> str:
    """Return name, size and origin of a set, and whether its design has changed since."""
    parts = [cell_set.name, cell_set.size, cell_set.origin.text]
    return " · ".join([*parts, "earlier design"] if is_stale(cell_set) else parts)


def is_stale(cell_set: CellSet) -> bool:
    """Return whether the design has changed since the cells were made."""
    return _is_stale(cell_set.made_from, basis(session.design().grn))


def shown(cell_set: CellSet, *, fades: bool = True) -> AbstractContextManager[None]:
    """Return the place to show a set in, which says whether its design has changed since.

    Args:
        cell_set: A set of the shelf.
        fades: Whether what is inside fades then: files to save do not.
    """

    def repeat() -> None:
        new = cell_set.again() if cell_set.again is not None else None
        if new is not None:
            put(cell_set, new)
            st.rerun()

    now = basis(session.design().grn)
    label = "Simulate again"
    return shown_result(
        cell_set.made_from, now, again=label, repeat=repeat, key="cells", fades=fades
    )


def _shelf() -> Shelf:
    return st.session_state.setdefault("shelf", Shelf())


def _keep(cell_set: CellSet) -> CellSet:
    shelf = _shelf()
    if cell_set.id in shelf.sets:  # else it was removed in the meantime
        shelf.sets[cell_set.id] = cell_set
    return cell_set


def _unique(name: str, number: int) -> str:
    taken = {each.name for each in _shelf().sets.values() if each.id != number}
    count, found = 1, name
    while found in taken:
        count += 1
        found = f"{name} ({count})"
    return found


def _make_room(new: CellSet) -> None:
    """Drop the oldest sets that no page has chosen, while there are too many or too large ones."""
    shelf = _shelf()
    in_use, most = {new.id, *shelf.chosen.values()}, most_bytes()
    for each in [each for each in shelf.sets.values() if each.id not in in_use]:
        own = [each for each in sets() if not each.is_shared]
        if len(own) <= MOST_SETS and sum(map(_size, own)) <= most:
            return
        if not each.is_shared:
            remove(each)
            session.tell(f"The shelf of cells was full, so its oldest set is gone: {each.name}.")


@st.cache_resource(show_spinner=False)
def most_bytes() -> int:
    """Return how many bytes a shelf may hold: a part of the memory that was free at the start."""
    return max(LEAST_BYTES, cost.most_bytes() // _SHARE)


def _size(cell_set: CellSet) -> int:
    """Return the bytes of a set with all its matrices; what two of them share counts once."""
    return size_of((cell_set.cells, cell_set.stored))
