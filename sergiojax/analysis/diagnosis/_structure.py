"""What the drawing alone shows: genes without edges, nothing to drive the network, loops."""

from collections.abc import Iterator

import numpy as np

from sergiojax.analysis.diagnosis._finding import Diagnosis, names_of, some
from sergiojax.grn import GRN, FeedbackLoop, feedback_loops

_LONGEST_LOOP = 8  # genes
_MOST_LOOPS = 50
_MEANINGS = {
    1: ("Positive", "can hold two states"),
    -1: ("Negative", "can hold a level steady, or oscillate"),
    0: ("Open", "has an edge of strength 0, and does nothing"),
}


def find_isolated(grn: GRN) -> Iterator[Diagnosis]:
    """Find genes without edges in a network that has some."""
    degree = grn.topology.in_degree + grn.topology.out_degree
    names = names_of(grn, np.nonzero(degree == 0)[0])
    if names and grn.n_edges:
        yield Diagnosis(
            "isolated",
            "warning",
            f"{some(names, 'gene')} {'has' if len(names) == 1 else 'have'} no edges.",
            "Draw an edge, or delete what is not needed.",
            genes=names,
        )


def find_undriven_masters(grn: GRN) -> Iterator[Diagnosis]:
    """Find master regulators without a basal rate, and networks without master regulators."""
    masters = grn.topology.in_degree == 0
    silent = masters & (np.asarray(grn.basal_rate) <= 0).all(axis=0)
    names = names_of(grn, np.nonzero(silent & (grn.topology.out_degree > 0))[0])
    if names:
        verb, owner = ("regulates", "its") if len(names) == 1 else ("regulate", "their")
        yield Diagnosis(
            "master-without-rate",
            "problem",
            f"{some(names, 'gene')} {verb} others, but {owner} own basal rate is 0 in every cell "
            "type and nothing else switches on what is never made.",
            "Give a basal rate.",
            genes=names,
        )
    if grn.n_edges and not masters.any():
        yield Diagnosis(
            "no-master",
            "note",
            "There is no master regulator: every gene is regulated.",
        )


def find_loops(grn: GRN) -> Iterator[Diagnosis]:
    """List feedback loops with sign and length, the shortest first."""
    found = feedback_loops(grn, most=_MOST_LOOPS, longest=_LONGEST_LOOP)
    for loop in found.loops:
        yield _describe_loop(loop)
    if found.loops and found.has_more:
        more = f"There are more than {len(found.loops)} feedback loops; the shortest are listed."
        yield Diagnosis("feedback", "note", more)
    elif grn.topology.loops and not found.loops:
        names = names_of(grn, np.concatenate(grn.topology.loops))
        long = f"{some(names, 'gene')} are in feedback loops that are too long to list."
        yield Diagnosis("feedback", "note", long, genes=names)


def _describe_loop(loop: FeedbackLoop) -> Diagnosis:
    following = (*loop.genes[1:], loop.genes[0])
    path = " → ".join([*loop.genes, loop.genes[0]])
    length = f"{loop.length} {'gene' if loop.length == 1 else 'genes'}"
    kind, meaning = _MEANINGS[loop.sign]
    problem = f"{kind} feedback loop of {length}: {path}. It {meaning}."
    pairs = tuple(zip(loop.genes, following, strict=True))
    return Diagnosis("feedback", "note", problem, genes=loop.genes, edges=pairs)
