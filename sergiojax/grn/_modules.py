"""Modules: groups of genes with more interactions among themselves than with other genes."""

import numpy as np
from jaxtyping import Int

from sergiojax.grn._igraph import seeded_igraph
from sergiojax.grn._topology import Topology


def find_modules(topology: Topology, *, seed: int = 0) -> Int[np.ndarray, " genes"]:
    """Divide a network into modules, by Louvain's method on its undirected edges.

    Args:
        topology: Who regulates whom.
        seed: The same seed gives the same modules.

    Returns:
        Module of every gene, numbered from 0 by size, the largest first.

    Source:
        Blondel et al. (2008), J. Stat. Mech. P10008.
    """
    if topology.n_genes == 0:
        return np.zeros(0, int)
    edges = np.stack([topology.regulator, topology.target], axis=1)
    with seeded_igraph(seed) as igraph:
        graph = igraph.Graph(topology.n_genes, edges.tolist()).simplify()
        module = np.array(graph.community_multilevel().membership, int)
    order = np.argsort(-np.bincount(module), kind="stable")
    return np.argsort(order)[module]
