"""The order in which a heatmap lists genes: along the flow of regulation, like with like."""

import numpy as np
from jaxtyping import Array, Float, Int

from sergiojax.grn import GRN


def gene_order(
    grn: GRN, level: Float[Array | np.ndarray, "cell_types genes"] | None = None
) -> Int[np.ndarray, " genes"]:
    """Order genes from the master regulators down.

    Genes are sorted by their level in the network, then by the cell type in which they are
    highest, then by their strongest regulator, and finally in the order of the network.

    Args:
        grn: The network.
        level: Mean expression per cell type and gene, on any scale; by default the basal rates,
            which distinguish the master regulators.

    Returns:
        Gene indices, the top row first.

    Raises:
        ValueError: If `level` does not have one row per cell type and one column per gene.
    """
    pattern = np.asarray(grn.basal_rate if level is None else level)
    if pattern.shape != (grn.n_cell_types, grn.n_genes):
        raise ValueError(
            f"`level` must have shape {(grn.n_cell_types, grn.n_genes)}, "
            f"one row per cell type and one column per gene, but has {pattern.shape}."
        )
    highest_in = pattern.argmax(axis=0)
    regulator = _strongest_regulator(grn)
    position = np.zeros(grn.n_genes, int)
    order: list[int] = []
    # Level by level, because the regulators of a gene must have positions before it gets one.
    for step in range(grn.topology.depth + 1):
        genes = np.nonzero(grn.topology.levels == step)[0]
        leader = np.where(regulator[genes] < 0, -1, position[regulator[genes]])
        genes = genes[np.lexsort((genes, leader, highest_in[genes]))]
        position[genes] = len(order) + np.arange(len(genes))
        order.extend(genes.tolist())
    return np.array(order, int)


def peak_order(level: Float[np.ndarray, "cell_types genes"]) -> Int[np.ndarray, " genes"]:
    """Order genes by the cell type in which they are highest, the most specific first.

    Args:
        level: Mean of every cell type and gene, on any scale.

    Returns:
        Gene indices, the top row first.
    """
    high = level.max(axis=0)
    return np.lexsort((level.mean(axis=0) - high, level.argmax(axis=0)))


def _strongest_regulator(grn: GRN) -> Int[np.ndarray, " genes"]:
    """Return the regulator with the largest |K| of every gene; -1 if it has none but itself."""
    strength = np.where(grn.regulator == grn.target, -1.0, np.abs(np.asarray(grn.strength)))
    strongest = np.full(grn.n_genes, -1)
    ascending = np.argsort(strength, kind="stable")  # the last one assigned stays
    ascending = ascending[strength[ascending] >= 0]
    strongest[grn.target[ascending]] = grn.regulator[ascending]
    return strongest
