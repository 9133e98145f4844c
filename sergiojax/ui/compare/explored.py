"""Cells of mutants: their name at the desk, and how they come to the Explore page."""

from typing import Any

import streamlit as st

from sergiojax.api import screen
from sergiojax.grn import GRN
from sergiojax.ui import session, shelf
from sergiojax.ui.stale import basis
from sergiojax.ui.work.desk import CancelledError, digest, wait_for


def screen_name(grn: GRN, asked: dict[str, Any]) -> str:
    """Return the digest of the cells that `screen` makes of a network with some arguments."""
    return digest("screen", grn.digest(), repr(sorted(asked.items())))


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
            name, lambda report: screen(grn, progress=report, **asked), key="explore_cancel"
        )
    except CancelledError:
        st.info("Cancelled. The cells of before are kept.")
        return
    is_present = session.design().grn.digest() == grn.digest()
    shelf.set_cells(
        adata,
        name=name,
        origin={"source": source, "design": session.design() if is_present else None},
        made_from=basis(grn),
        again=lambda: explore_screen(session.design().grn, asked, source=source),
    )
