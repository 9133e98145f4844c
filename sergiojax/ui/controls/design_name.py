"""Names designs, which have none of their own: after the example they began as, or their genes."""

import streamlit as st

from sergiojax.datasets import list_examples, load_design
from sergiojax.grn import GRN

_FEW = 3


def design_name(grn: GRN) -> str:
    """Return the title of the example with these genes and edges, else the first genes."""
    title = _titles().get(_wiring(grn))
    if title is not None:
        return title
    names = ", ".join(grn.gene_names[:_FEW])
    return names if grn.n_genes <= _FEW else f"{names} and {grn.n_genes - _FEW:,} more"


@st.cache_resource(show_spinner=False)
def _titles() -> dict[object, str]:
    return {_wiring(load_design(each.name).grn): each.title for each in list_examples()}


def _wiring(grn: GRN) -> object:
    return grn.gene_names, grn.topology.digest
