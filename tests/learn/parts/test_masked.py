"""Nets that read their regulators alone, with the signs that edges have."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from sergiojax.learn.parts import build_nets, read_regulators, wire

EDGES = ((0, 3, 1), (1, 3, -1), (2, 3, 0), (3, 4, 1))


@pytest.fixture(scope="module")
def nets(key):
    """Nets for gene 3, with three regulators, and gene 4, with one."""
    wiring = wire(EDGES, n_targets=2, n_regulators=3)
    return build_nets(2, 3, 5, key=key), wiring


def test_edges_are_padded_to_the_largest_number_of_regulators():
    wiring = wire(EDGES, n_targets=2, n_regulators=3)
    assert wiring.target.tolist() == [3, 4]
    assert wiring.regulator.tolist() == [[0, 1, 2], [3, 0, 0]]
    assert wiring.sign.tolist() == [[1, -1, 0], [1, 0, 0]]
    assert wiring.is_edge.tolist() == [[1, 1, 1], [1, 0, 0]]


def test_a_net_is_the_sum_that_the_equation_gives(nets):
    masked, wiring = nets
    x = np.linspace(-1, 2, 5)
    weight, shift = np.asarray(masked.weight[1, 0], float), np.asarray(masked.shift[1], float)
    hidden = np.tanh(np.log1p(np.exp(weight)) * x[3] + shift)
    wanted = np.log1p(np.exp(np.asarray(masked.effect[1], float))) @ hidden
    assert float(read_regulators(masked, wiring, jnp.asarray(x))[1]) == pytest.approx(
        wanted, rel=1e-5
    )


def test_a_net_reads_its_regulators_and_no_other_gene(nets, key):
    slopes = jax.jacobian(lambda x: read_regulators(*nets, x))(jax.random.normal(key, (5,)))
    assert (np.asarray(slopes) != 0).tolist() == [[1, 1, 1, 0, 0], [0, 0, 0, 1, 0]]


@pytest.mark.parametrize("seed", range(5))
def test_signs_hold_for_all_weights(nets, seed):
    masked, wiring = nets
    keys = iter(jax.random.split(jax.random.key(seed), 4))
    wild = jax.tree.map(lambda leaf: 2 * jax.random.normal(next(keys), leaf.shape), masked)
    x = jax.random.normal(next(keys), (5,))
    slopes = jax.jacobian(lambda x: read_regulators(wild, wiring, x))(x)
    assert slopes[0, 0] >= 0 >= slopes[0, 1]
    assert slopes[1, 3] >= 0


def test_an_unknown_sign_may_become_either(nets):
    masked, wiring = nets

    def moved(weight):
        return eqx.tree_at(lambda nets: nets.weight, masked, jnp.full_like(masked.weight, weight))

    def read(weight, x):
        return float(read_regulators(moved(weight), wiring, jnp.zeros(5).at[2].set(x))[0])

    assert read(3.0, 1.0) > read(3.0, -1.0)
    assert read(-3.0, 1.0) < read(-3.0, -1.0)


def test_memory_grows_with_edges_not_with_the_square_of_hidden_units(key):
    edges = [(regulator, target, 1) for target in range(100, 1000) for regulator in range(10)]
    wiring = wire(edges, n_targets=900, n_regulators=10)
    nets = build_nets(900, 10, 16, key=key)
    assert sum(leaf.nbytes for leaf in jax.tree.leaves((nets, wiring))) < 1 << 20
