"""Cells of mutants: their name at the desk, and how they come to the Explore page."""

from typing import Any

import streamlit as st

from sergiojax.api import screen
from sergiojax.grn import GRN
from sergiojax.ui import session, shelf
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


def explore_screen(grn: GRN, asked: dict[str, Any], *, source: str) -> None:
    """Keep the cells of a screen for the Explore page; those that are not at the desk are made.

    Args:
        grn: The network.
        asked: Arguments of `screen`.
        source: What they are, for captions.
    """
    name = screen_name(grn, asked)
    try:
        adata = wait_for(
            name,
            lambda progress: screen(grn, progress=progress, **asked),
            key="explore_cancel",
            cost=screen_cost(grn, asked),
        )
    except CancelledError:
        st.info("Cancelled. The previous cells are kept.")
        return
    is_present = session.design().grn.digest() == grn.digest()
    shelf.set_cells(
        adata,
        name=name,
        origin={"source": source, "design": session.design() if is_present else None},
        made_from=basis(grn),
        again=lambda: explore_screen(session.design().grn, asked, source=source),
    )
