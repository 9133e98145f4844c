"""The places of cells on a map: principal components at once, UMAP as soon as it is ready."""

import numpy as np
import streamlit as st

from sergiojax.io import AnnData
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.work import cached
from sergiojax.ui.work.job import CancelledError


def map_points(adata: AnnData, name: str, kind: str) -> tuple[np.ndarray, str]:
    """Return the places of cells on a map, and the name of its axes.

    While UMAP is computed in the background, and where it fails, principal components stand in for
    it, which is said.

    Args:
        adata: The cells, with at least two genes.
        name: Digest of the cells.
        kind: "UMAP" or "PCA".
    """
    components = cached.components(adata, name)
    if kind == "UMAP":
        try:
            layout = cached.neighbour_map_if_ready(adata, name)
        except (CancelledError, ValueError) as error:
            st.caption(f"{plain(error)} Principal components are shown instead.")
            return components[:, :2], "PC"
        if layout is not None:
            return layout, "UMAP"
        _wait(name)
    return components[:, :2], "PC"


@st.fragment(run_every=0.7)
def _wait(name: str) -> None:
    """Look now and then whether UMAP is ready, then show it."""
    if cached.is_map_ready(name):
        st.rerun()
    st.caption("UMAP is running; principal components are shown meanwhile.")
