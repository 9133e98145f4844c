"""Production at many states says what `production_rate` says."""

import numpy as np
from hypothesis import given

from sergiojax.grn import GRN
from sergiojax.kinetics import production_rate
from sergiojax.kinetics._production import Production
from tests.kinetics.networks import network_plans, random_levels, random_network


@given(network_plans())
def test_every_network_produces_the_same(plan):
    grn = random_network(**plan)
    production = Production(grn)
    for seed in range(2):
        levels = np.asarray(random_levels(grn, seed=seed), float)
        expected = production_rate(grn, levels)
        np.testing.assert_allclose(production(levels), expected, rtol=1e-5, atol=1e-6)


def test_levels_of_zero_and_networks_without_edges():
    alone = GRN.from_edges([], basal_rates={"A": [1.0, 2.0]})
    np.testing.assert_array_equal(Production(alone)(np.zeros((2, 1))), [[1.0], [2.0]])
    pair = GRN.from_edges([("A", "B", 3.0), ("A", "C", -2.0)], basal_rates={"A": 1.0})
    pair = pair.replace(half_response=1.0)
    np.testing.assert_allclose(Production(pair)(np.zeros((1, 3))), [[1.0, 0.0, 2.0]], atol=1e-15)


@given(network_plans())
def test_slopes_are_those_of_the_production(plan):
    """Central differences in double precision, with sums and products, for every edge."""
    grn = random_network(**plan)
    production = Production(grn)
    levels = np.random.default_rng(plan["seed"]).uniform(0.1, 4.0, (grn.n_cell_types, grn.n_genes))
    found = production.slopes(levels)
    assert found.shape == (grn.n_cell_types, grn.n_edges)
    for gene in range(grn.n_genes):
        step = 1e-5 * np.eye(grn.n_genes)[gene]
        rise = (production(levels + step) - production(levels - step)) / 2e-5
        of_gene = production.regulator == gene
        expected = rise[:, production.target[of_gene]]
        np.testing.assert_allclose(found[:, of_gene], expected, rtol=1e-6, atol=1e-8)
