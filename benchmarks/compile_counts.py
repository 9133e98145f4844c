"""How often the app compiles: while twelve genes are drawn, and while every slider moves."""

from collections.abc import Iterator

import jax
import numpy as np

import sergiojax as sj
from sergiojax.simulation._blocks import run_block


def rows() -> Iterator[tuple[str, ...]]:
    """Yield the lines of the table."""
    run_block.clear_cache()
    for n_genes in range(1, 13):
        sj.simulate_steady_state(_ring(n_genes), 100, key=jax.random.key(0))
    drawn = run_block._cache_size()
    yield "programs compiled while drawing 12 genes one by one", str(drawn), "", "", "≤ 3"
    grn = _ring(12)
    rng = np.random.default_rng(0)
    for name in (
        "strength",
        "hill_coefficient",
        "half_response",
        "basal_rate",
        "decay",
        "noise_amplitude",
    ):
        values = np.asarray(getattr(grn, name))
        changed = grn.replace(**{name: values * rng.uniform(0.5, 2.0, values.shape)})
        sj.simulate_steady_state(changed, 100, key=jax.random.key(0))
    sliders = run_block._cache_size() - drawn
    yield "programs compiled by sliders: K, n, h, b, λ, q", str(sliders), "", "", "0"


def _ring(n_genes: int) -> sj.GRN:
    names = [f"G{gene}" for gene in range(n_genes)]
    edges = [(name, names[(gene + 1) % n_genes], -40.0) for gene, name in enumerate(names)]
    rates = dict.fromkeys(names, 1.0)
    return sj.GRN.from_edges(edges, basal_rates=rates, half_response=10.0, hill_coefficient=4.0)
