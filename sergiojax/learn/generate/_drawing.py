"""The edges of a drawn network as a generator takes them, and what follows from them alone."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np

from sergiojax.grn import GRN, Topology

Edge: TypeAlias = tuple[str, str, int]
"""Regulator, target and sign: 1 activates, -1 represses, 0 is not known."""


class Drawing(NamedTuple):
    """What follows from the edges.

    Attributes:
        genes: Names of the genes, in the order in which edges name them.
        edges: Numbers of regulator and target and sign of every edge but those onto itself.
        n_targets: Genes with regulators other than themselves.
        n_regulators: The largest number of regulators of one gene, at least 1.
        entered: Names of the genes that the cell type reaches: all without regulators, and those of
            a loop that nothing outside it regulates.
        depth: Edges on the longest path; a loop counts as one gene.
    """

    genes: tuple[str, ...]
    edges: tuple[tuple[int, int, int], ...]
    n_targets: int
    n_regulators: int
    entered: frozenset[str]
    depth: int


@lru_cache(maxsize=64)
def drawing_of(edges: tuple[Edge, ...]) -> Drawing:
    """Return what follows from checked edges."""
    genes = tuple(dict.fromkeys(name for edge in edges for name in edge[:2]))
    number = {name: place for place, name in enumerate(genes)}
    kept = tuple((number[r], number[t], sign) for r, t, sign in edges if r != t)
    regulators = np.array([edge[0] for edge in kept], int)
    targets = np.array([edge[1] for edge in kept], int)
    topology = Topology(len(genes), regulators, targets, np.zeros(len(genes), bool))
    degree = topology.in_degree
    entered = frozenset(genes[place] for place in np.nonzero(topology.levels == 0)[0])
    return Drawing(
        genes, kept, int((degree > 0).sum()), int(degree.max(initial=1)), entered, topology.depth
    )


def check_edges(edges: Sequence[Edge]) -> None:
    """Refuse edges with an unknown sign or drawn twice.

    Raises:
        ValueError: If a sign is not 1, -1 or 0, or a pair occurs twice.
    """
    for regulator, target, sign in edges:
        if sign not in (-1, 0, 1):
            raise ValueError(
                f"The sign of an edge must be 1, -1, or 0 where it is not known, but that of "
                f"{regulator} → {target} is {sign}."
            )
    for (regulator, target), n in Counter((edge[0], edge[1]) for edge in edges).items():
        if n > 1:
            raise ValueError(f"An edge must be drawn once, but {regulator} → {target} is twice.")


def edges_of(grn: GRN) -> tuple[Edge, ...]:
    """Return the edges of a network with the signs of their strengths."""
    names, signs = grn.gene_names, np.sign(np.asarray(grn.strength)).astype(int)
    pairs = zip(grn.regulator, grn.target, signs, strict=True)
    return tuple((names[regulator], names[target], int(sign)) for regulator, target, sign in pairs)


def check_genes(drawing: Drawing, gene_names: Sequence[str]) -> None:
    """Refuse cells that lack genes of the drawing, or a drawing without edges.

    Raises:
        ValueError: If there are no edges, or cells lack a gene that they name.
    """
    if not drawing.genes:
        raise ValueError(
            "A NetworkGenerator needs the edges of a network: NetworkGenerator.of(grn), or "
            "--network FILE on the command line."
        )
    known = set(gene_names)
    missing = [name for name in drawing.genes if name not in known]
    if missing:
        listed = ", ".join(missing[:10]) + (", …" if len(missing) > 10 else "")
        raise ValueError(
            f"The cells lack {len(missing):,} of the {len(drawing.genes):,} genes of the network: "
            f"{listed}. Rename them, or leave out their edges: "
            "`learner.within(cells.gene_names)`."
        )
