"""Which genes maps and heatmaps are made from: those that vary most, a list, or the network's."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import streamlit as st

from sergiojax.analysis import variable_genes
from sergiojax.io import AnnData
from sergiojax.ui import session
from sergiojax.ui.cells.view import View
from sergiojax.ui.shell.plain import plain

DEFAULT = 2_000  # genes; up to so many, all are taken
MOST = 5_000

_ALL, _VARIABLE, _LIST, _DESIGN = "all", "variable", "list", "design"
_NAMED = 5  # names that were not found
_LEAST = 2  # genes of a map


class Found(NamedTuple):
    """Genes that were asked for by name.

    Attributes:
        genes: Index of every gene that is there, increasing.
        missing: Names that are not there.
    """

    genes: np.ndarray
    missing: list[str]


def choose_genes(view: View) -> np.ndarray:
    """Let the person choose the genes; all views share the choice.

    Returns:
        Index of every gene, increasing.
    """
    key = f"cells_genes_{view.name}"
    ways = _ways(view)
    if st.session_state.get(key) not in ways:
        st.session_state.pop(key, None)
    way = st.session_state.get(key, next(iter(ways)))
    # From the state, since the button above what is chosen says how many genes it is.
    genes, note = _genes(view, way, key)
    label = f"Genes: {_words(way, len(genes))}"
    with st.popover(label, icon=":material/filter_list:", key=f"{key}_menu"):
        st.radio(
            "Maps and heatmaps show",
            list(ways),
            format_func=ways.__getitem__,
            key=key,
            persist_state="session",
        )
        _show_details(view, way, key)
        if note:
            st.caption(note)
    return genes


def find_genes(names: Sequence[str], adata: AnnData) -> Found:
    """Return the genes of some names: as written, else in any case, else by identifier.

    Args:
        names: Names of genes.
        adata: The cells.
    """
    places: dict[str, int] = {}
    known = [adata.var_names]
    known += [adata.var[each] for each in ("gene_ids", "gene_id") if each in adata.var]
    for column in reversed(known):
        texts = [str(each) for each in column]
        places |= {text.casefold(): place for place, text in reversed([*enumerate(texts)])}
        places |= {text: place for place, text in reversed([*enumerate(texts)])}
    found = [places.get(name, places.get(name.casefold(), -1)) for name in names]
    missing = [name for name, place in zip(names, found, strict=True) if place < 0]
    return Found(np.unique([place for place in found if place >= 0]).astype(int), missing)


def _ways(view: View) -> dict[str, str]:
    """Return the ways to choose genes, the one to begin with first."""
    n_genes = view.adata.n_vars
    ways = {_ALL: f"all {n_genes:,}"} if n_genes <= MOST else {}
    many = {_VARIABLE: "the most variable"}
    ways = ways | many if n_genes <= DEFAULT else many | ways
    ways[_LIST] = "a list of names"
    shared = find_genes(session.design().grn.gene_names, view.adata).genes
    if _LEAST <= len(shared) < n_genes:
        ways[_DESIGN] = f"the {len(shared):,} of the design"
    return ways


def _words(way: str, n_genes: int) -> str:
    words = {_ALL: "all", _VARIABLE: "most variable", _LIST: "of a list", _DESIGN: "of the design"}
    return f"{n_genes:,} {words[way]}" if way != _ALL else f"all {n_genes:,}"


def _show_details(view: View, way: str, key: str) -> None:
    """Show what belongs to a way to choose."""
    most = min(MOST, view.adata.n_vars)
    if way == _VARIABLE:
        st.number_input(
            "How many",
            min_value=min(_LEAST, most),
            max_value=most,
            value=min(DEFAULT, most),
            step=100,
            key=f"{key}_n",
            persist_state="session",
            help="By the variance of log(1 + x), counts scaled to one library size.",
        )
    if way == _LIST:
        st.text_area(
            "Names or identifiers",
            placeholder="CD3D, CD8A, MS4A1 …",
            key=f"{key}_names",
            persist_state="session",
            help="One per line, or with commas or spaces between them.",
        )


def _genes(view: View, way: str, key: str) -> tuple[np.ndarray, str]:
    """Return the genes, and what there is to say about them."""
    state, variance = st.session_state, view.facts.variance
    if way == _ALL:
        return np.arange(view.adata.n_vars), ""
    if way == _VARIABLE:
        return variable_genes(variance, int(state.get(f"{key}_n") or DEFAULT)), ""
    names = session.design().grn.gene_names
    if way == _LIST:
        names = [each for each in re.split(r"[\s,;]+", state.get(f"{key}_names") or "") if each]
    found = find_genes(names, view.adata)
    notes = []
    if found.missing and way == _LIST:
        some = ", ".join(map(plain, found.missing[:_NAMED]))
        more = " …" if len(found.missing) > _NAMED else ""
        notes.append(
            f"{len(found.missing):,} of {len(names):,} names are not among these genes: "
            f"{some}{more}."
        )
    if len(found.genes) < _LEAST:
        notes.append("With fewer than two genes, those that vary most are shown.")
        return variable_genes(variance, DEFAULT), " ".join(notes)
    return found.genes[:MOST], " ".join(notes)
