"""The padded arrays of the simulator's kernels, against the production edge by edge."""

import equinox as eqx
import jax
import numpy as np
import pytest
from hypothesis import given, settings

from sergiojax.kinetics import (
    at_cells,
    pad,
    padded_production,
    padded_response,
    production_rate,
    wire,
)
from tests.kinetics.networks import network_plans, random_levels, random_network
from tests.systems import lone_genes

WIDE = (0, 1, 2, 5, 17, 40, 0, 3, 1, 40, 9) + 34 * (1,)


@jax.jit
def produce(padded, x, cell_type):
    cells = at_cells(padded, cell_type)
    return padded_production(cells, padded_response(cells, x))


def production_by_rows(grn, levels):
    """Production from the padded arrays, laid out as in `production_rate`."""
    wiring = wire(grn.topology)
    table = np.pad(levels, ((0, 0), (0, 1)))
    rows = produce(pad(grn), table[:, wiring.gene_of_row].T, np.arange(len(levels)))
    return np.asarray(rows)[wiring.row_of_gene].T


def assert_same_production(grn):
    levels = random_levels(grn)
    np.testing.assert_allclose(
        production_by_rows(grn, levels), production_rate(grn, levels), rtol=2e-5, atol=2e-5
    )


@settings(max_examples=25)  # each new shape compiles
@given(network_plans(max_genes=12))
def test_small_networks_produce_the_same(plan):
    assert_same_production(random_network(**plan))


@pytest.mark.parametrize("product", [False, True])
@pytest.mark.parametrize("factors", [False, True])
def test_wide_networks_produce_the_same(product, factors):
    assert_same_production(random_network(WIDE, seed=1, product=product, factors=factors))


def test_star_of_300_regulators_produces_the_same():
    assert_same_production(random_network((*300 * (0,), 300), seed=2))


def test_large_networks_produce_the_same():
    rng = np.random.default_rng(3)
    assert_same_production(random_network(rng.integers(0, 9, 400), seed=3, n_types=3))


def test_shared_hill_responses_change_nothing():
    grn = random_network(300 * (2,), seed=4).replace(hill_coefficient=2.0, half_response=1.0)
    assert len(pad(grn).site_row) < grn.n_edges
    assert_same_production(grn)


@pytest.mark.parametrize("levels", [(1.0,), (1.0, 2.0, 3.0)])
def test_networks_without_edges_produce_the_same(levels):
    assert_same_production(lone_genes(levels=levels, n_types=2))


def test_cells_take_the_rates_of_their_type():
    grn = random_network(6 * (2,), seed=5, n_types=3, factors=True)
    wiring = wire(grn.topology)
    levels = random_levels(grn)
    kinds = np.array([2, 0, 0, 1, 2])
    x = np.pad(levels[:1], ((0, 0), (0, 1)))[:, wiring.gene_of_row].T.repeat(5, 1)
    rows = np.asarray(produce(pad(grn), x, kinds))[wiring.row_of_gene].T
    expected = production_rate(grn, levels[:1].repeat(3, 0))[kinds]
    np.testing.assert_allclose(rows, expected, rtol=2e-5, atol=2e-5)


def test_padding_neither_produces_nor_makes_noise():
    grn = random_network(WIDE, seed=6)
    padded, wiring = pad(grn), wire(grn.topology)
    padding = wiring.gene_of_row == grn.n_genes
    assert padding.any()
    rows = np.asarray(produce(padded, np.ones((len(padding), 2), np.float32), np.arange(2)))
    assert not rows[padding].any()
    assert not np.asarray(padded.noise)[padding].any()
    assert (np.asarray(padded.decay)[padding] == 1.0).all()


def test_every_gene_has_one_row_and_every_edge_one_slot():
    grn = random_network(WIDE, seed=7)
    wiring = wire(grn.topology)
    assert (wiring.gene_of_row[wiring.row_of_gene] == np.arange(grn.n_genes)).all()
    slots = np.concatenate([edges.ravel() for edges in wiring.slot_edges])
    assert sorted(slots[slots < grn.n_edges]) == list(range(grn.n_edges))


def test_slots_grow_with_edges_also_around_a_hub():
    hub = random_network((*999 * (1,), 1000), seed=8)
    slots = sum(edges.size for edges in wire(hub.topology).slot_edges)
    assert slots < 20 * hub.n_edges  # genes × genes would be 500 × as many


def test_new_numbers_keep_every_shape():
    grn = random_network(20 * (3,), seed=9, factors=True)
    other = grn.replace(
        strength=-grn.strength, half_response=2.0, hill_coefficient=3.0, basal_rate=0.1, decay=0.3
    )
    shapes = [[leaf.shape for leaf in jax.tree.leaves(pad(net))] for net in (grn, other)]
    assert shapes[0] == shapes[1]
    assert eqx.tree_equal(*map(jax.tree.structure, (pad(grn), pad(other))))


def test_traced_numbers_give_the_same_arrays():
    grn = random_network(WIDE, seed=10, product=True, factors=True)
    traced = jax.jit(lambda kinetics: pad(grn.replace(kinetics=kinetics)))(grn.kinetics)
    for found, expected in zip(jax.tree.leaves(traced), jax.tree.leaves(pad(grn)), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-6)
