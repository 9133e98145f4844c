"""Random networks with every feature that production depends on."""

import numpy as np
from hypothesis import strategies as st

from sergiojax.grn import GRN, Kinetics


@st.composite
def network_plans(draw, max_genes=16):
    """Arguments of `random_network`, which the test calls.

    Not the network: the run-time type checks draw from `random`, which strategies must not.
    """
    n_genes = draw(st.integers(1, max_genes))
    degree = st.sampled_from([0, 0, 1, 2, 3, 5])
    return {
        "in_degrees": draw(st.lists(degree, min_size=n_genes, max_size=n_genes)),
        "seed": draw(st.integers(0, 2**16)),
        "n_types": draw(st.sampled_from([1, 3])),
        "product": draw(st.booleans()),
        "factors": draw(st.booleans()),
    }


def random_network(in_degrees, *, seed, n_types=2, product=False, factors=False, acyclic=False):
    """A network with given in-degrees, with cycles if they are allowed; the rest is random."""
    rng = np.random.default_rng(seed)
    n_genes = len(in_degrees)
    pools = [gene if acyclic else n_genes for gene in range(n_genes)]
    regulators = [
        rng.choice(pool, min(degree, pool), replace=False)
        for pool, degree in zip(pools, in_degrees, strict=True)
    ]
    target = np.repeat(np.arange(n_genes), [len(r) for r in regulators])
    n_edges = len(target)
    factor = rng.uniform(0.2, 2, (n_types, n_edges)) if factors else None
    return GRN(
        [f"g{number}" for number in range(n_genes)],
        [f"t{number}" for number in range(n_types)],
        regulator=np.concatenate(regulators).astype(int),
        target=target,
        product=rng.random(n_genes) < 0.5 if product else None,
        kinetics=Kinetics(
            strength=rng.uniform(1, 5, n_edges) * rng.choice([-1, 1], n_edges),
            hill_coefficient=rng.choice([1.0, 2.0, 2.5, 8.0], n_edges),
            half_response=rng.uniform(0.3, 3, n_edges),
            basal_rate=rng.uniform(0, 2, (n_types, n_genes)),
            decay=rng.uniform(0.5, 1.5, n_genes),
            noise_amplitude=rng.uniform(0, 1, n_genes),
            strength_factor=factor,
        ),
    )


def random_levels(grn, *, seed=0):
    """Levels of every gene in every cell type, some of them 0."""
    rng = np.random.default_rng(seed)
    shape = (grn.n_cell_types, grn.n_genes)
    return (rng.gamma(1.0, 2.0, shape) * (rng.random(shape) < 0.8)).astype(np.float32)
