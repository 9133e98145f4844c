"""Cells of mutants: their name at the desk, and how they come onto the shelf."""

from functools import partial
from typing import Any

import streamlit as st

from sergiojax.api import screen
from sergiojax.grn import GRN
from sergiojax.ui import session, shelf
from sergiojax.ui.controls.design_name import design_name
from sergiojax.ui.shelf import CellSet, Origin
from sergiojax.ui.stale import basis
from sergiojax.ui.work.background import wait_for
from sergiojax.ui.work.cost import Cost, simulation_cost
from sergiojax.ui.work.desk import digest
from sergiojax.ui.work.job import CancelledError


def screen_name(grn: GRN, asked: dict[str, Any]) -> str:
    """Return the digest of the cells that `screen` makes of a network with some arguments."""
    return digest("screen", grn.digest(), repr(sorted(asked.items())))


def screen_cost(grn: GRN, asked: dict[str, Any]) -> Cost:
    """Return what the same cells cost."""
    n_cells = (1 + len(asked["perturbations"])) * grn.n_cell_types * asked["n_cells"]
    is_noisy = asked.get("technical_noise") is not None
    return simulation_cost(n_cells, grn.n_genes, is_noisy=is_noisy)


def open_in_cells(grn: GRN, asked: dict[str, Any], *, words: str, source: str) -> None:
    """Put the cells of a screen on the shelf and show them on the Cells page.

    Args:
        grn: The network.
        asked: Arguments of `screen`.
        words: What was done to it, for the name of the set.
        source: What the cells are, for captions.
    """
    found = screen_set(grn, asked, words=words, source=source)
    if found is not None:
        shelf.add(found)
        st.switch_page("pages/studio/cells.py")


def screen_set(grn: GRN, asked: dict[str, Any], *, words: str, source: str) -> CellSet | None:
    """Return the cells of a screen as a set; those that are not at the desk are made.

    Returns:
        The set; None if making it was cancelled.
    """
    name = screen_name(grn, asked)
    try:
        cells = wait_for(
            name,
            lambda progress: screen(grn, progress=progress, **asked),
            key="shelf_cancel",
            cost=screen_cost(grn, asked),
        )
    except CancelledError:
        st.info("Cancelled. Nothing was changed.")
        return None
    is_present = session.design().grn.digest() == grn.digest()
    return CellSet(
        name=f"{design_name(grn)}, {words}",
        cells=cells,
        digest=name,
        origin=Origin("screen", source, asked, session.design() if is_present else None),
        made_from=basis(grn),
        again=partial(_screen_again, asked, words=words, source=source),
    )


def _screen_again(asked: dict[str, Any], *, words: str, source: str) -> CellSet | None:
    return screen_set(session.design().grn, asked, words=words, source=source)
