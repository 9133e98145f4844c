"""Padding: nothing is lost, little is wasted, and bad expression is named."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sergiojax.noise import add_technical_noise
from sergiojax.noise._matrix import Matrix, bucket


@given(st.integers(1, 10**9))
def test_bucket_holds_the_size_and_wastes_an_eighth_at_most(size):
    assert size <= bucket(size) <= max(size + 7, size * 9 / 8)
    assert bucket(bucket(size)) == bucket(size)


@pytest.mark.parametrize("shape", [(5,), (3, 5), (2, 3, 5), (64, 64)])
def test_expression_comes_back_as_it_went_in(shape):
    expression = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)
    matrix = Matrix.of(expression)
    assert np.array_equal(matrix.restore(matrix.values), expression)
    assert np.array_equal(matrix.restore_cells(matrix.values.sum(axis=1)), expression.sum(axis=-1))
    assert matrix.restore_genes(matrix.values[0]).shape == shape[-1:]
    assert matrix.n_padding == matrix.values.size - expression.size


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (np.full((2, 3), -1.0), "must be finite and not negative, but an entry is -1"),
        (np.array([[1.0, np.nan]]), "but an entry is nan"),
        (np.array([[1.0, np.inf]]), "but an entry is inf"),
        (np.zeros((0, 3)), r"at least one cell and one gene .* shape is \(0, 3\)"),
        (np.zeros((3, 0)), r"at least one cell and one gene .* shape is \(3, 0\)"),
        (np.broadcast_to(np.float32(1), (2**20, 2**12)), "may hold 2,147,483,647 entries at most"),
    ],
)
def test_bad_expression_is_refused(key, bad, message):
    with pytest.raises(ValueError, match=message):
        add_technical_noise(bad, "DS1", key=key)


@pytest.mark.parametrize("shape", [(3, 5), (8, 8)])  # with and without padding
def test_bad_expression_is_refused_under_jit_too(shape):
    check = jax.jit(lambda sign: Matrix.of(sign * jnp.ones(shape)).values)
    assert check(1.0).sum() == np.prod(shape)
    with pytest.raises((RuntimeError, ValueError), match="must be finite and not negative"):
        check(-1.0).block_until_ready()


def test_known_expression_may_be_closed_over_by_jit():
    expression = jnp.ones((8, 8))
    assert jax.jit(lambda: Matrix.of(expression).values)().sum() == 64
