"""The feedback loops of a network, shortest first.

igraph's `simple_cycles` returns all cycles at once and cannot be stopped, and a network of forty
genes may have millions. This search goes length by length, in the order of the names, and ends
when it has found enough or searched long enough.
"""

from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np

from sergiojax._checks import check_count
from sergiojax.grn._network import GRN
from sergiojax.grn._topology import Topology

_MOST_STEPS = 200_000  # edges followed, about a fifth of a second


class FeedbackLoop(NamedTuple):
    """One simple cycle: no gene twice.

    Attributes:
        genes: Names in the order of regulation, from the alphabetically first on; the last
            regulates the first.
        edges: Index of the edge from each gene to the next.
        sign: Product of the signs of the strengths: 1 for positive feedback, -1 for negative, 0 if
            an edge has strength 0.
    """

    genes: tuple[str, ...]
    edges: tuple[int, ...]
    sign: int

    @property
    def length(self) -> int:
        """Number of genes, and of edges."""
        return len(self.edges)


class FeedbackLoops(NamedTuple):
    """Feedback loops by length, then by names.

    Attributes:
        loops: The loops.
        has_more: Whether there may be more: the requested number was reached, or the network is so
            dense that the search was ended. Missing loops are no shorter than those listed.
    """

    loops: tuple[FeedbackLoop, ...]
    has_more: bool


def feedback_loops(grn: GRN, *, most: int = 200, longest: int = 12) -> FeedbackLoops:
    """List the feedback loops of a network, self-regulation included.

    Args:
        grn: Network with known strengths.
        most: Number of loops at which the list ends.
        longest: Most genes of a loop.

    Returns:
        The loops, and whether there are more of at most that length.

    Raises:
        ValueError: If a limit is less than 1.
    """
    check_count("most", most)
    check_count("longest", longest)
    search = _Search(grn.topology, grn.gene_names)
    cycles = list(islice(search.cycles(longest), most + 1))
    loops = tuple(_describe(grn, cycle) for cycle in cycles[:most])
    return FeedbackLoops(loops, len(cycles) > most or search.is_cut)


def _describe(grn: GRN, cycle: tuple[int, ...]) -> FeedbackLoop:
    edges = list(cycle)
    genes = tuple(grn.gene_names[gene] for gene in grn.regulator[edges])
    return FeedbackLoop(genes, cycle, int(np.sign(np.asarray(grn.strength)[edges]).prod()))


class _Search:
    """Cycles of edges, shortest first, each from its alphabetically first gene.

    Genes are numbered by name, so that trying successors in this order also orders the cycles.
    """

    def __init__(self, topology: Topology, names: tuple[str, ...]) -> None:
        rank = np.argsort(np.argsort(np.array(names, object)))
        self.after: dict[int, list[tuple[int, int]]] = {}  # target and edge
        self.before: dict[int, list[int]] = {}
        for edge in topology.loop_edges.tolist():
            start, end = int(rank[topology.regulator[edge]]), int(rank[topology.target[edge]])
            self.after.setdefault(start, []).append((end, edge))
            self.before.setdefault(end, []).append(start)
        for successors in self.after.values():
            successors.sort()
        self.steps = 0

    @property
    def is_cut(self) -> bool:
        """Whether the search was cut short."""
        return self.steps >= _MOST_STEPS

    def cycles(self, longest: int) -> Iterator[tuple[int, ...]]:
        """Yield the cycles of up to `longest` edges."""
        for length in range(1, min(longest, len(self.after)) + 1):
            for root in sorted(self.after):
                if self.is_cut:
                    return
                yield from self._from(root, length)

    def _from(self, root: int, length: int) -> Iterator[tuple[int, ...]]:
        """Yield the cycles of one length whose first gene is `root`."""
        back = self._distances(root, length)
        path, visited = [], {root}
        branches = [iter(self.after[root])]
        while branches and not self.is_cut:
            gene, edge = next(branches[-1], (None, 0))
            self.steps += 1
            left = length - len(branches)
            if gene is None:
                branches.pop()
                if path:
                    visited.discard(path.pop()[0])
            elif gene == root and left == 0:
                yield (*(each for _, each in path), edge)
            elif gene not in visited and back.get(gene, length) <= left:
                path.append((gene, edge))
                visited.add(gene)
                branches.append(iter(self.after[gene]))

    def _distances(self, root: int, length: int) -> dict[int, int]:
        """Return the number of edges back to `root` over later genes, up to `length` − 1."""
        found = {root: 0}
        waiting = deque([root])
        while waiting and not self.is_cut:
            gene = waiting.popleft()
            if found[gene] + 1 == length:
                break
            for earlier in self.before[gene]:
                self.steps += 1
                if earlier > root and earlier not in found:
                    found[earlier] = found[gene] + 1
                    waiting.append(earlier)
        return found
