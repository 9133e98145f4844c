"""Small cells, and a small configuration of every learner, for tests of the contract."""

from typing import Any

import numpy as np

from sergiojax.learn import LEARNERS, Cells, cells_of

N_GENES = 12
TYPES = ("B", "NK", "T")

SMALL: dict[str, Any] = {
    "Copula": LEARNERS["Copula"](),
    "CountVAE": LEARNERS["CountVAE"](latent=3, hidden=(8,), n_steps=20, batch=16),
    "NetworkGenerator": LEARNERS["NetworkGenerator"](
        edges=(("G0", "G1", 1), ("G0", "G2", -1), ("G1", "G2", 0), ("G2", "G2", 1)),
        n_steps=20,
        hidden=4,
        batch=16,
    ),
    "CountGAN": LEARNERS["CountGAN"](
        n_steps=20, batch=6, critic_steps=2, latent=4, generator_layers=(5, 6), critic_layers=(6,)
    ),
}


def small_cells(n_cells: int = 60, *, seed: int = 0, names: tuple[str, ...] = TYPES) -> Cells:
    """Return negative binomial cells of three types that differ in their genes."""
    rng = np.random.default_rng(seed)
    label = np.arange(n_cells) % len(names)
    mean = rng.gamma(2.0, 2.0, (len(names), N_GENES))[label]
    counts = rng.poisson(mean * rng.gamma(4.0, 0.25, mean.shape))
    genes = [f"G{number}" for number in range(N_GENES)]
    return cells_of(counts, cell_type=np.array(names)[label], gene_names=genes, type_names=names)
