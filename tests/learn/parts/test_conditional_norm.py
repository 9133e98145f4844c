"""Normalisation by type: batch statistics in training, stored ones for cells that are drawn."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from sergiojax.learn.parts._conditional_norm import conditional_norm

TYPES = jnp.eye(2)[jnp.array([0, 1, 1, 0, 1])]


def by_type(kind):
    """A normalisation whose types have scales and offsets of their own."""
    norm = conditional_norm(kind, width=3, n_types=2)
    scale, offset = jnp.array([[1.0] * 3, [2.0] * 3]), jnp.array([[0.0] * 3, [5.0] * 3])
    return eqx.tree_at(lambda each: (each.scale, each.offset), norm, (scale, offset))


def test_batches_are_normalised_over_cells_and_scaled_by_type(key):
    x = 3 + 4 * jax.random.normal(key, (5, 3))
    normal = (x - x.mean(0)[None]) / x.std(0)[None]
    wanted = normal * (TYPES @ jnp.array([1.0, 2.0]))[:, None] + 5 * TYPES[:, 1:]
    assert np.allclose(by_type("batchnorm")(x, TYPES), wanted, atol=1e-4)


def test_stored_statistics_make_a_cell_independent_of_the_others(key):
    x = jax.random.normal(key, (5, 3))
    norm = by_type("batchnorm").measured(x)
    together = norm(x, TYPES, stored=True)
    alone = jnp.concatenate([norm(x[i : i + 1], TYPES[i : i + 1], stored=True) for i in range(5)])
    assert np.allclose(together, norm(x, TYPES), atol=1e-5)
    assert np.allclose(together, alone, atol=1e-6)
    batch = jnp.concatenate([norm(x[i : i + 1], TYPES[i : i + 1]) for i in range(5)])
    assert not np.allclose(together, batch, atol=0.1)  # a batch of one cell is 0 everywhere


def test_layers_are_normalised_over_units(key):
    x = 3 + 4 * jax.random.normal(key, (5, 3))
    normal = (x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True)
    wanted = normal * (TYPES @ jnp.array([1.0, 2.0]))[:, None] + 5 * TYPES[:, 1:]
    assert np.allclose(by_type("layernorm")(x, TYPES), wanted, atol=1e-3)


def test_without_normalisation_types_make_no_difference(key):
    x = jax.random.normal(key, (5, 3))
    assert np.allclose(conditional_norm("none", width=3, n_types=2)(x, TYPES), x)
