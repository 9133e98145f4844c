"""What the canvas of the page Understand shows besides the network: loops, and what matters."""

from itertools import pairwise

import streamlit as st

from sergiojax.grn import GRN, Design, FeedbackLoop, feedback_loops
from sergiojax.ui import session
from sergiojax.ui.graph_editor import Emphasis, Loop
from sergiojax.ui.sensitivity_view import importance

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
    """Return how much the level of the chosen gene answers to every edge's strength."""
    grn = design.grn
    chosen_type = st.session_state.get("understand_cell_type")
    cell_type = grn.cell_types.index(chosen_type) if chosen_type in grn.cell_types else 0
    try:
        found = importance(design, cell_type)
    except ValueError:
        return {}  # the view says what is wrong
    if found is None:
        return {}
    gene, share = found
    share = share / max(float(share.max()), 1e-12)
    names = grn.gene_names
    pairs = zip(grn.regulator.tolist(), grn.target.tolist(), share.tolist(), strict=True)
    return {
        "edges": [(ids[names[one]], ids[names[other]], each) for one, other, each in pairs],
        "words": f"The wider an edge, the more {gene} answers to its strength.",
    }
