"""The part of a network that decides what some of its genes do."""

from collections.abc import Sequence

import numpy as np

from sergiojax.grn._kinetics import Kinetics
from sergiojax.grn._network import GRN


def upstream_network(grn: GRN, genes: Sequence[str]) -> GRN:
    """Return the network of some genes and everything that regulates them, directly or indirectly.

    Without noise these genes behave exactly as in the whole network.

    Args:
        grn: The whole network.
        genes: Names of genes.

    Returns:
        Their network, genes and edges in the order of the whole.

    Raises:
        ValueError: If there is no such gene.
    """
    index = {name: gene for gene, name in enumerate(grn.gene_names)}
    unknown = [name for name in genes if name not in index]
    if unknown:
        raise ValueError(f"There is no gene {unknown[0]!r} in the network.")
    kept = grn.topology.upstream(np.array([index[name] for name in genes], int))
    edges = kept[grn.target]
    place = np.cumsum(kept) - 1
    kinetics, factor = grn.kinetics, grn.strength_factor
    return GRN(
        [name for name, is_kept in zip(grn.gene_names, kept, strict=True) if is_kept],
        grn.cell_types,
        regulator=place[grn.regulator[edges]],
        target=place[grn.target[edges]],
        product=grn.product[kept],
        kinetics=Kinetics(
            strength=kinetics.strength[edges],
            hill_coefficient=kinetics.hill_coefficient[edges],
            half_response=kinetics.half_response[edges],
            basal_rate=kinetics.basal_rate[:, kept],
            decay=kinetics.decay[kept],
            noise_amplitude=kinetics.noise_amplitude[kept],
            strength_factor=None if factor is None else factor[:, edges],
        ),
    )
