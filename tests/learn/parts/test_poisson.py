"""Poisson counts from uniform numbers: the quantile function, against SciPy's."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from sergiojax.learn.parts._poisson import poisson_quantile

UNIFORM = (np.arange(20_000) + 0.5) / 20_000  # every quantile once


@pytest.mark.parametrize("rate", [1e-6, 0.3, 2.0, 7.9])
def test_small_means_are_inverted_exactly(rate):
    found = poisson_quantile(jnp.full(20_000, rate), jnp.asarray(UNIFORM, jnp.float32))
    wanted = np.minimum(stats.poisson.ppf(UNIFORM, rate), 16)
    assert (np.asarray(found) == wanted).mean() > 0.999  # the rest rounds at a jump


@pytest.mark.parametrize("rate", [8.1, 30.0, 1e4])
def test_large_means_keep_mean_variance_and_quantiles(rate):
    found = np.asarray(poisson_quantile(jnp.full(20_000, rate), jnp.asarray(UNIFORM, jnp.float32)))
    assert abs(found.mean() / rate - 1) < 0.005
    assert abs(found.var() / rate - 1) < 0.02
    off = np.abs(found - stats.poisson.ppf(UNIFORM, rate))
    assert off.max() <= max(2, 3e-3 * rate)
    assert off.mean() < 0.2


def test_the_ends_stay_finite_and_whole():
    rate = jnp.exp(jnp.array([-80.0, 0.0, 15.0]))
    for uniform in (0.0, 1.0):
        found = np.asarray(poisson_quantile(rate, jnp.full(3, uniform)))
        assert np.isfinite(found).all()
        assert (found == np.rint(found)).all()
        assert (found >= 0).all()


def test_counts_have_no_gradient_of_their_own():
    slope = jax.grad(lambda rate: poisson_quantile(rate, jnp.full(3, 0.4)).sum())(jnp.ones(3))
    assert (slope == 0).all()
