"""Shows on the canvas of the Understand page which loops and edges the view is about."""

from itertools import pairwise

import numpy as np
import streamlit as st

from sergiojax.grn import GRN, Design, FeedbackLoop, feedback_loops
from sergiojax.ui import session
from sergiojax.ui.graph_editor import Emphasis, Loop
from sergiojax.ui.understand import dynamics
from sergiojax.ui.understand.noise import MOST_GENES as NOISE_GENES
from sergiojax.ui.understand.sensitivity import importance
from sergiojax.ui.understand.states import state_in_view

_MOST_LOOPS = 30
_LONGEST = 8
_MEANINGS = {
    1: ("+", "Positive: it can hold two states."),
    -1: ("−", "Negative: it can hold a level steady, or oscillate."),
    0: ("?", "An edge of strength 0: it does nothing."),
}


def emphasis(design: Design, view: str) -> Emphasis:
    """Return the loops of a design and, in the view of what matters, how much each edge does."""
    found = feedback_loops(design.grn, most=_MOST_LOOPS, longest=_LONGEST)
    ids = session.canvas_ids()
    shown: Emphasis = {"loops": [_loop(design.grn, loop, ids) for loop in found.loops]}
    if view == "What matters":
        shown |= _importance(design, ids)
    elif view == "Noise":
        shown |= _noise(design, ids)
    elif found.loops:
        more = " (the shortest)" if found.has_more else ""
        shown["words"] = f"Feedback loops{more}: point at one to see it."
    return shown


def _loop(grn: GRN, loop: FeedbackLoop, ids: dict[str, str]) -> Loop:
    sign, title = _MEANINGS[loop.sign]
    names = [*loop.genes, loop.genes[0]]
    arrows = ["⊣" if grn.strength[edge] < 0 else "→" for edge in loop.edges]
    text = " ".join(part for pair in zip(names, [*arrows, ""], strict=True) for part in pair)
    edges = [(ids[one], ids[other]) for one, other in pairwise(names)]
    return {"text": text.strip(), "title": title, "sign": sign, "edges": edges}


def _importance(design: Design, ids: dict[str, str]) -> Emphasis:
    """Return how much the level of the chosen gene depends on every edge's strength."""
    try:
        found = importance(design, _cell_type(design))
    except ValueError:
        return {}  # the view says what is wrong
    if found is None:
        return {}
    gene, share = found
    share = share / max(float(share.max()), 1e-12)
    words = f"The wider an edge, the more {gene} depends on its strength."
    return {"edges": _edges(design.grn, share, ids), "words": words}


def _noise(design: Design, ids: dict[str, str]) -> Emphasis:
    """Return how much of its target's noise arrives through every edge."""
    levels = state_in_view(design, _cell_type(design))
    if levels is None or not design.grn.n_edges or design.grn.n_genes > NOISE_GENES:
        return {}
    try:
        share = dynamics.budget(design, _cell_type(design), levels.tolist()).edge_share[0]
    except ValueError:
        return {}  # the view says what is wrong
    share = np.nan_to_num(np.minimum(np.abs(share), 1.0))
    words = "The wider an edge, the more it adds to its target's noise or takes away from it."
    return {"edges": _edges(design.grn, share, ids), "words": words}


def _cell_type(design: Design) -> int:
    chosen, types = st.session_state.get("understand_cell_type"), design.grn.cell_types
    return types.index(chosen) if chosen in types else 0


def _edges(grn: GRN, share: np.ndarray, ids: dict[str, str]) -> list[tuple[str, str, float]]:
    names = grn.gene_names
    pairs = zip(grn.regulator.tolist(), grn.target.tolist(), share.tolist(), strict=True)
    return [(ids[names[one]], ids[names[other]], each) for one, other, each in pairs]
