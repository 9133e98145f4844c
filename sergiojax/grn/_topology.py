"""Who regulates whom: the static half of a network, hashable so that `jit` can close over it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from jaxtyping import Bool, Int

from sergiojax.grn._igraph import directed_graph

if TYPE_CHECKING:
    import igraph


@dataclass(frozen=True, eq=False)
class Topology:
    """Edges and logic of a network; two are equal if their bytes are.

    Attributes:
        n_genes: Number of genes.
        regulator: Gene index of every edge's regulator.
        target: Gene index of every edge's target.
        product: Whether the regulators of a gene act together (AND-like) instead of adding up.
        digest: The bytes that equality compares.
    """

    n_genes: int
    regulator: Int[np.ndarray, " edges"]
    target: Int[np.ndarray, " edges"]
    product: Bool[np.ndarray, " genes"]
    digest: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for name, kind in (("regulator", np.int32), ("target", np.int32), ("product", bool)):
            array = np.array(getattr(self, name), kind)
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        parts = (self.regulator, self.target, self.product)
        object.__setattr__(self, "digest", b"|".join(part.tobytes() for part in parts))

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Topology) and self.digest == other.digest

    @property
    def n_edges(self) -> int:
        """Number of edges."""
        return len(self.regulator)

    @cached_property
    def in_degree(self) -> Int[np.ndarray, " genes"]:
        """Number of regulators of every gene."""
        return np.bincount(self.target, minlength=self.n_genes)

    @cached_property
    def out_degree(self) -> Int[np.ndarray, " genes"]:
        """Number of targets of every gene."""
        return np.bincount(self.regulator, minlength=self.n_genes)

    @cached_property
    def loops(self) -> tuple[Int[np.ndarray, " members"], ...]:
        """Genes of every feedback loop: components of two genes or more, and self-regulators."""
        component = self._component
        size = np.bincount(component, minlength=1)
        looped = size[component] > 1 if self.n_genes else np.zeros(0, bool)
        looped[self.regulator[self.regulator == self.target]] = True
        return tuple(np.nonzero(looped & (component == c))[0] for c in np.unique(component[looped]))

    @cached_property
    def loop_edges(self) -> Int[np.ndarray, " inside"]:
        """Edges in a feedback loop: both of their ends are in one component."""
        component = self._component
        return np.nonzero(component[self.regulator] == component[self.target])[0]

    @property
    def has_feedback(self) -> bool:
        """Whether a gene regulates itself, directly or through others."""
        return bool(self.loops)

    @cached_property
    def feedback_driven(self) -> Bool[np.ndarray, " genes"]:
        """Genes in a feedback loop or downstream of one, which no order of levels covers."""
        return self.downstream(np.array([members[0] for members in self.loops], int))

    def downstream(self, genes: Int[np.ndarray, " roots"]) -> Bool[np.ndarray, " genes"]:
        """Return which genes are among `genes` or regulated by them, directly or through others."""
        return self._reached(genes, "out")

    def upstream(self, genes: Int[np.ndarray, " ends"]) -> Bool[np.ndarray, " genes"]:
        """Return which genes are among `genes` or regulate them, directly or through others."""
        return self._reached(genes, "in")

    @cached_property
    def levels(self) -> Int[np.ndarray, " genes"]:
        """Longest path from a gene without regulators; a feedback loop counts as one gene."""
        component = self._component
        level = np.zeros(component.max(initial=-1) + 1, int)
        edges = np.stack([component[self.regulator], component[self.target]], axis=1)
        edges = np.unique(edges[edges[:, 0] != edges[:, 1]], axis=0)
        condensed = directed_graph(len(level), edges)
        for node in condensed.topological_sorting():
            for target in condensed.successors(node):
                level[target] = max(level[target], level[node] + 1)
        return level[component]

    @property
    def depth(self) -> int:
        """Number of regulatory steps on the longest path."""
        return int(self.levels.max(initial=0))

    def _reached(
        self, genes: Int[np.ndarray, " start"], mode: Literal["in", "out"]
    ) -> Bool[np.ndarray, " genes"]:
        reached = np.zeros(self.n_genes, bool)
        for found in self._graph.neighborhood(genes.tolist(), order=self.n_genes, mode=mode):
            reached[found] = True
        return reached

    @cached_property
    def _graph(self) -> "igraph.Graph":
        edges = np.stack([self.regulator, self.target], axis=1)
        return directed_graph(self.n_genes, edges)

    @cached_property
    def _component(self) -> Int[np.ndarray, " genes"]:
        return np.array(self._graph.connected_components(mode="strong").membership, int)


def find_parallel_edge(regulator: Sequence[int], target: Sequence[int]) -> int | None:
    """Return the index of the first edge that repeats an earlier pair, if there is one."""
    seen: set[tuple[int, int]] = set()
    for index, pair in enumerate(zip(regulator, target, strict=True)):
        if pair in seen:
            return index
        seen.add(pair)
    return None
