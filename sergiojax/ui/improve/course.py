"""Time courses of a network that a search found, over those of the network before."""

import streamlit as st

from sergiojax._types import Initial
from sergiojax.grn import GRN, Design
from sergiojax.inference import Bistable, Oscillation
from sergiojax.plot import chart_config, time_course
from sergiojax.ui import session
from sergiojax.ui.canvas.gene_colors import gene_colors
from sergiojax.ui.canvas.shown_genes import MOST_LINES, shown_genes
from sergiojax.ui.improve.run import Search
from sergiojax.ui.work import cached

_DURATION = 40.0
_CELLS = 5  # noisy ones, per cell type
_MOST_TYPES = 3  # drawn


def show_course(search: Search, after: GRN, *, key: str) -> None:
    """Draw the courses of the network found over those of the one before, in grey."""
    new, old = (
        cached.response(
            Design(grn), duration=_DURATION, start=_start(search), n_cells=_CELLS, seed=0
        )
        for grn in (after, search.begin)
    )
    genes, types = _asked_for(search, after)
    figure = time_course(
        new.times,
        new.noise_free[types],
        cells=new.cells[types],
        previous=old.noise_free[types],
        colors=gene_colors(after.gene_names, genes),
        gene_names=after.gene_names,
        cell_types=[after.cell_types[place] for place in types],
        genes=genes,
        theme=session.theme(),
    )
    st.plotly_chart(figure, key=key, theme=None, config=chart_config("improved"))
    st.caption(_about(search, after, len(genes), len(types)))


def _start(search: Search) -> Initial:
    """Return where courses begin, so that they show what the targets ask for."""
    if any(isinstance(target, Bistable | Oscillation) for target in search.targets):
        return "random"
    return "steady_state" if search.begin.topology.has_feedback else "off"


def _asked_for(search: Search, grn: GRN) -> tuple[list[str], list[int]]:
    """Return the genes and the cell types to draw, those of the targets first."""
    genes = [name for target in search.targets for name in target.names]
    named = [target.cell_type for target in search.targets]
    types = [grn.cell_types.index(name) for name in named if name in grn.cell_types]
    all_genes = dict.fromkeys([*genes, *shown_genes(grn, genes)[0]])
    all_types = dict.fromkeys([*types, *range(grn.n_cell_types)])
    return list(all_genes)[:MOST_LINES], sorted(list(all_types)[:_MOST_TYPES])


def _about(search: Search, grn: GRN, n_genes: int, n_types: int) -> str:
    """Say what the figure shows."""
    begin = {
        "random": "from random levels",
        "steady_state": "from the steady state that the targets are about",
        "off": "with all genes off",
    }[_start(search)]
    some = [f"{n_genes} of {grn.n_genes} genes"] if n_genes < grn.n_genes else []
    some += [f"{n_types} of {grn.n_cell_types} cell types"] if n_types < grn.n_cell_types else []
    return "; ".join([f"Grey: before. Both start {begin}", *some]) + "."
