"""Genes that nothing in the network would ever switch on, and that therefore need a basal rate."""

import numpy as np
from jaxtyping import Bool, Float

from sergiojax.grn._topology import Topology


def find_undriven(
    topology: Topology,
    strength: Float[np.ndarray, " edges"],
    *,
    on: Bool[np.ndarray, " genes"],
) -> Bool[np.ndarray, " genes"]:
    """Find the genes that would stay off for ever without a basal rate.

    These are the genes without regulators, and the members of feedback loops that no absent
    repressor leaves on and no gene upstream switches on.

    Args:
        topology: Edges and logic.
        strength: Signed K of every edge.
        on: Genes that already have a basal rate.

    Returns:
        True for the genes in need.
    """
    needy = (topology.in_degree == 0) & ~on
    alive = _switched_on(topology, strength, on | needy)
    # By level, so that everything upstream of a loop is settled before the loop itself.
    for members in sorted(topology.loops, key=lambda genes: topology.levels[genes[0]]):
        if not alive[members].any():
            needy[members] = True
            alive = _switched_on(topology, strength, alive | needy)
    return needy


def _switched_on(
    topology: Topology,
    strength: Float[np.ndarray, " edges"],
    on: Bool[np.ndarray, " genes"],
) -> Bool[np.ndarray, " genes"]:
    """Return the genes that are ever produced if those in `on` are, and all others start at 0."""
    activates = strength > 0
    activated, repressed = np.zeros((2, topology.n_genes), bool)
    activated[topology.target[activates]] = True
    repressed[topology.target[strength < 0]] = True
    # An absent repressor leaves its target on; where regulators act together, an activator must be
    # present as well.
    alive = on | (repressed & ~(topology.product & activated))
    while True:
        reached = activates & alive[topology.regulator] & ~alive[topology.target]
        if not reached.any():
            return alive
        alive = alive.copy()
        alive[topology.target[reached]] = True
