"""A design search: what it was asked for, and asking for it at the desk.

A search belongs to one visitor, who may stop it with its best so far, so nobody shares it.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, TypedDict

import jax

from sergiojax.grn import GRN, ParameterKind
from sergiojax.inference import Target, design
from sergiojax.ui import session
from sergiojax.ui.stale import Basis, basis
from sergiojax.ui.visit import visit
from sergiojax.ui.work.background import ask, asked, forget
from sergiojax.ui.work.cost import LONG

PLACE = "improve_search"
Loss: TypeAlias = Literal["auto", "skeleton", "lna", "cells"]


class Settings(TypedDict):
    """How to search, as arguments of `sergiojax.inference.design`."""

    vary: tuple[ParameterKind, ...]
    bounds: dict[ParameterKind, tuple[float, float]]
    sparsity: float
    loss: Loss
    n_starts: int
    max_steps: int


@dataclass(frozen=True)
class Search:
    """A search that was asked for.

    Attributes:
        begin: The network that it begins with.
        targets: What it is to meet.
        settings: How.
        seed: Seed of the other starts.
        document: The design that was open.
    """

    begin: GRN
    targets: tuple[Target, ...]
    settings: Settings
    seed: int
    document: str

    @property
    def made_from(self) -> Basis:
        """What the search is made from."""
        return search_basis(self.begin, self.targets)


def search_basis(grn: GRN, targets: Sequence[Target]) -> Basis:
    """Return what a search for some targets in a network is made from."""
    return basis(grn, targets=tuple(targets))


def start(grn: GRN, targets: Sequence[Target], settings: Settings, *, seed: int) -> None:
    """Begin a search in the background; the one before ends."""
    key = jax.random.key(seed)
    ask(
        PLACE,
        secrets.token_hex(8),
        lambda progress: design(grn, list(targets), key=key, progress=progress, **settings),
        what=Search(grn, tuple(targets), settings, seed, visit().document),
        cost=LONG,
    )


def current() -> Search | None:
    """Return the last search of this visitor, unless another design was opened since."""
    mine = asked(PLACE)
    if mine is None:
        return None
    if not is_of_this_design(mine.what.document, mine.what.begin):
        forget(PLACE)
        return None
    return mine.what


def is_under_way() -> bool:
    """Return whether a search goes on."""
    mine = asked(PLACE)
    return mine is not None and not mine.has_left and not mine.job.future.done()


def is_of_this_design(document: str, grn: GRN) -> bool:
    """Return whether work belongs to the open design: its document, or one with its network.

    After a reload, an example that nobody changed is a new document with the same network.
    """
    return document == visit().document or grn.digest() == session.design().grn.digest()
