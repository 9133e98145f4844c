"""Dropout: the midpoint is NumPy's percentile, and entries survive as the logistic says."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from sergiojax.noise import apply_dropout, dropout_midpoint, keep_probability

MODERATE = st.floats(0, 1e6, width=32)
SHAPE = (4, 500, 100)


@given(
    hnp.arrays(np.float32, hnp.array_shapes(min_dims=1, max_dims=3, max_side=2), elements=MODERATE),
    st.floats(0, 100),
)
def test_midpoint_is_the_percentile_that_numpy_finds(expression, percentile):
    expected = np.percentile(np.log1p(expression.astype(float)), percentile)
    midpoint = float(dropout_midpoint(expression, percentile=percentile))
    assert midpoint == pytest.approx(expected, rel=2e-6, abs=1e-6)


@pytest.mark.parametrize("percentile", [0, 37.5, 80, 99.99, 100])
def test_midpoint_of_many_entries_with_ties_and_zeros(percentile):
    expression = np.random.default_rng(1).poisson(0.4, size=SHAPE) * 0.7
    expected = np.percentile(np.log1p(expression), percentile)
    midpoint = float(dropout_midpoint(expression, percentile=percentile))
    assert midpoint == pytest.approx(expected, abs=1e-6)


def test_midpoint_hits_a_rank_that_float32_cannot_hold():
    side, percentile = 4_128, 99
    position = percentile * (side**2 - 1) / 100
    rank = int(position)
    assert int(np.float32(rank)) != rank
    expression = np.full(side**2, 100.0, np.float32)
    expression[: rank + 1] = 1.0  # the value of this rank is 1, that of the next is 100
    expected = np.log(2) + (position - rank) * np.log(101 / 2)
    midpoint = float(dropout_midpoint(expression.reshape(side, side), percentile=percentile))
    assert midpoint == pytest.approx(expected, rel=1e-5)


def test_entries_survive_as_often_as_the_logistic_says(key):
    steepness, percentile = 3.0, 65.0
    expression = np.random.default_rng(2).lognormal(1.0, 1.0, size=SHAPE)
    left, kept = apply_dropout(expression, key=key, steepness=steepness, percentile=percentile)
    y = np.log1p(expression)
    expected = 1 / (1 + np.exp(-steepness * (y - np.percentile(y, percentile))))
    edges = np.quantile(y, np.linspace(0, 1, 21)[1:-1])
    which = np.digitize(y, edges)
    for group in range(20):
        chance, is_kept = expected[which == group], np.asarray(kept)[which == group]
        standard_error = np.sqrt(np.sum(chance * (1 - chance))) / chance.size
        assert abs(is_kept.mean() - chance.mean()) < 4 * standard_error
    assert np.array_equal(left, np.where(kept, expression.astype(np.float32), 0))


def test_keep_probability_is_one_half_at_the_midpoint():
    at_midpoint = keep_probability(np.expm1([1.5]), steepness=8.0, midpoint=1.5)
    np.testing.assert_allclose(at_midpoint, 0.5, rtol=1e-5)


@pytest.mark.parametrize(("midpoint", "share"), [(-1e6, 1.0), (1e6, 0.0)])
def test_certain_entries_are_certain(key, midpoint, share):
    _, kept = apply_dropout(np.ones(SHAPE), key=key, steepness=20.0, midpoint=midpoint)
    assert np.mean(kept) == share


def test_blocks_with_the_midpoint_of_all_lose_what_the_whole_loses(key):
    expression = np.random.default_rng(3).lognormal(size=(8, 5)).astype(np.float32)
    midpoint = dropout_midpoint(expression, percentile=60.0)
    whole = apply_dropout(expression, key=key, steepness=4.0, percentile=60.0)
    block = apply_dropout(expression[:3], key=key, steepness=4.0, midpoint=midpoint)
    assert np.array_equal(block[0], whole[0][:3])


def test_gradient_is_that_of_the_entries_kept(key):
    expression = jnp.linspace(0.0, 3.0, 12).reshape(3, 4)

    def total(expression):
        return apply_dropout(expression, key=key, steepness=2.0, percentile=50.0)[0].sum()

    _, kept = apply_dropout(expression, key=key, steepness=2.0, percentile=50.0)
    assert np.array_equal(jax.grad(total)(expression), np.asarray(kept, float))


@pytest.mark.parametrize("levels", [{}, {"percentile": 50.0, "midpoint": 1.0}])
def test_either_percentile_or_midpoint_must_be_given(key, levels):
    with pytest.raises(ValueError, match="either `percentile` or `midpoint`, and not both"):
        apply_dropout(np.ones((2, 2)), key=key, steepness=1.0, **levels)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"steepness": -1.0, "percentile": 50.0}, "`steepness` must be finite and at least 0"),
        ({"steepness": 1.0, "percentile": -5.0}, "`percentile` must be between 0 and 100"),
        ({"steepness": 1.0, "midpoint": float("nan")}, "`midpoint` must be finite, but is nan"),
    ],
)
def test_bad_dropout_parameters_are_refused(key, settings, message):
    with pytest.raises(ValueError, match=message):
        apply_dropout(np.ones((2, 2)), key=key, **settings)
