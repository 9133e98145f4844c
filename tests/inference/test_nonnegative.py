"""Least squares over w ≥ 0: the conditions of its optimum, and SciPy's active-set method."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import nnls

from sergiojax.inference import _nonnegative
from sergiojax.inference._nonnegative import solve_nonnegative

SLOTS = 12  # one size for all, so that one compilation serves; unused slots are rows of zeros


def solve(design, target, alpha=0.0, *, function=solve_nonnegative):
    used = design.shape[1]
    matrix, vector = np.zeros((SLOTS, SLOTS)), np.zeros(SLOTS)
    matrix[:used, :used] = design.T @ design + alpha * np.eye(used)
    vector[:used] = design.T @ target
    with jax.enable_x64(True):
        found = np.asarray(jax.jit(function)(jnp.asarray(matrix), jnp.asarray(vector)))
    assert not found[used:].any()
    return found[:used]


def draw(seed, n_rows, used, spread=0.0):
    """A design whose columns differ in scale by 10^±spread, and a target half outside its cone."""
    rng = np.random.default_rng(seed)
    scale = 10.0 ** rng.uniform(-spread, spread, used)
    return rng.random((n_rows, used)) * scale, rng.normal(size=n_rows) + 0.3


@given(st.integers(0, 10_000), st.integers(1, SLOTS), st.sampled_from([0.0, 1e-3, 1.0]))
def test_agrees_with_an_active_set_method(seed, used, alpha):
    design, target = draw(seed, 40, used, spread=1.0)
    ridge = np.vstack([design, np.sqrt(alpha) * np.eye(used)])
    expected = nnls(ridge, np.append(target, np.zeros(used)))[0]
    np.testing.assert_allclose(
        solve(design, target, alpha), expected, rtol=1e-6, atol=1e-7 * max(1e-3, expected.max())
    )


@pytest.mark.parametrize("angle", [1e-1, 1e-3])
def test_nearly_equal_columns_reach_the_optimum(angle):
    # Regulators that hardly vary: a common part and a little of their own. Gradient descent would
    # need 1/angle² steps.
    for seed in range(20):
        own, target = draw(seed, 200, SLOTS)
        design = 1.0 + angle * own
        found = solve(design, target + design.sum(1))
        slope = design.T @ (design @ found - target - design.sum(1))
        assert np.all(found >= 0)
        assert np.all(slope > -1e-6)
        assert np.all(np.abs(slope * found) < 1e-6 * found.max())


def test_single_exchanges_reach_the_optimum_too(monkeypatch):
    # What remains where exchanges of all wrong slots go in circles, which random problems do not.
    monkeypatch.setattr(_nonnegative, "_PATIENCE", 0)

    def one_at_a_time(matrix, vector):  # a new function, so that it is compiled anew
        return solve_nonnegative(matrix, vector)

    for seed in range(20):
        design, target = draw(seed, 40, SLOTS)
        found = solve(design, target, function=one_at_a_time)
        np.testing.assert_allclose(found, nnls(design, target)[0], rtol=1e-6, atol=1e-7)


def test_equal_columns_share():
    column = np.linspace(1.0, 2.0, 30)
    found = solve(np.stack([column, column], axis=1), 3.0 * column)
    np.testing.assert_allclose(found, [1.5, 1.5], rtol=1e-3)


def test_nothing_to_explain_gives_nothing():
    design, _ = draw(0, 40, 3)
    assert not solve(design, np.zeros(40)).any()
    assert not solve(design, -np.ones(40)).any()
