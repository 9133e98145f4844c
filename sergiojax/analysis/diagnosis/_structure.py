"""What the drawing alone tells: genes without edges, nothing to drive the network, loops."""

from collections.abc import Iterator

import numpy as np
from igraph import Graph

from sergiojax.analysis.diagnosis._finding import Diagnosis, names_of, pairs_of, some
from sergiojax.grn import GRN

_LONGEST_LOOP = 8  # genes
_MOST_LOOPS = 50
_DENSE = 400  # edges among loops' genes; beyond, loops are too many to be listed


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
    if not grn.topology.loops:
        return
    inside = _inside_loops(grn)
    if len(inside) > _DENSE:
        n_genes = sum(map(len, grn.topology.loops))
        yield Diagnosis(
            "feedback",
            "note",
            f"{n_genes:,} genes lie in feedback loops, too entangled to list every loop.",
            "Cells start at random levels, so that every state they can settle in shows.",
        )
        return
    graph = Graph(grn.n_genes, np.stack([grn.regulator, grn.target], 1)[inside], directed=True)
    found = 0
    for length in range(1, _LONGEST_LOOP + 1):
        for cycle in graph.simple_cycles(min=length, max=length, output="epath"):
            if found == _MOST_LOOPS:
                more = f"There are more than {_MOST_LOOPS} feedback loops; the shortest are listed."
                yield Diagnosis("feedback", "note", more)
                return
            found += 1
            yield _describe_loop(grn, inside[list(cycle)])


def _inside_loops(grn: GRN) -> np.ndarray:
    """Return the edges that lie in a loop: both ends in one component."""
    component = np.full(grn.n_genes, -1)
    for number, members in enumerate(grn.topology.loops):
        component[members] = number
    start, end = component[grn.regulator], component[grn.target]
    return np.nonzero((start == end) & (start >= 0))[0]


def _describe_loop(grn: GRN, edges: np.ndarray) -> Diagnosis:
    genes = names_of(grn, grn.regulator[edges])
    path = " → ".join([*genes, genes[0]])
    positive = (np.asarray(grn.strength)[edges] < 0).sum() % 2 == 0
    meaning = "can hold two states" if positive else "can hold a level steady, or oscillate"
    kind = "Positive" if positive else "Negative"
    length = f"{len(edges)} {'gene' if len(edges) == 1 else 'genes'}"
    problem = f"{kind} feedback loop of {length}: {path}. It {meaning}."
    return Diagnosis("feedback", "note", problem, genes=genes, edges=pairs_of(grn, edges))
