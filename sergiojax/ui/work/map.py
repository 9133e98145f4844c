"""Waits for a UMAP that is computed in the background."""

import streamlit as st

from sergiojax.ui.work import cached


@st.fragment(run_every=0.7)
def wait_for_map(name: str) -> None:
    """Look now and then whether UMAP is ready, then show it."""
    if cached.is_map_ready(name):
        st.rerun()
    st.caption("UMAP is running; principal components are shown meanwhile.")
