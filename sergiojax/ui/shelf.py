"""The cells of a visit, simulated or opened, each with its origin."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import streamlit as st

from sergiojax.io import AnnData
from sergiojax.ui import session
from sergiojax.ui.stale import Basis, basis, shown_result


def cells() -> AnnData | None:
    """Return the cells last simulated or opened."""
    return st.session_state.get("cells")


def set_cells(
    adata: AnnData,
    *,
    name: str,
    origin: Mapping[str, Any],
    made_from: Basis | None,
    again: Callable[[], None] | None,
) -> None:
    """Keep cells for the pages that look at them.

    Args:
        adata: The cells.
        name: Digest that tells them from others.
        origin: How they came about, for captions.
        made_from: What they were made from; None for cells of a file, which have no design.
        again: Makes them of the present design with the same settings and keeps them here; None if
            `made_from` is.
    """
    st.session_state.cells = adata
    st.session_state.cells_name = name
    st.session_state.cells_origin = dict(origin)
    st.session_state.cells_made_from = made_from
    st.session_state.cells_again = again


def shown_cells(*, fades: bool = True) -> AbstractContextManager[None]:
    """Return the place to show the cells in, which says whether they are of an earlier design."""
    state = st.session_state

    def repeat() -> None:
        before = cells()
        state.cells_again()
        if cells() is not before:
            st.rerun()

    return shown_result(
        state.get("cells_made_from"),
        basis(session.design().grn),
        again="Simulate again",
        repeat=repeat,
        key="cells",
        fades=fades,
    )


def cells_name() -> str:
    """Return the digest of the cells, which caches are keyed by."""
    return st.session_state.get("cells_name", "")


def cells_origin() -> dict[str, Any]:
    """Return how the cells came about."""
    return st.session_state.get("cells_origin", {})


def cells_caption() -> str:
    """Return in a few words how the cells came about."""
    origin = cells_origin()
    if origin.get("source") != "simulation":
        return str(origin.get("source", ""))
    noise = origin.get("technical_noise")
    kind = "clean" if noise is None else noise if isinstance(noise, str) else "custom noise"
    return f"simulated, seed {origin.get('seed')}, {kind}"
