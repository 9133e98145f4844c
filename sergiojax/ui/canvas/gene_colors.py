"""Colours of genes: the same on every page, and no two drawn genes alike."""

from collections.abc import Sequence

import streamlit as st

from sergiojax.plot import PALETTE, color_of


def gene_colors(names: Sequence[str], drawn: Sequence[str]) -> dict[str, str]:
    """Return the colours of the genes that a figure draws.

    A gene that joins a network leaves the colours of the others alone. Those of more genes than
    there are colours would repeat, so there only drawn ones count.

    Args:
        names: All genes of the network.
        drawn: Those of the figure.
    """
    if len(names) > len(PALETTE):
        return color_of(drawn)
    colors = color_of(names, known=st.session_state.get("gene_colors"))
    st.session_state.gene_colors = colors
    return colors
