"""UMI counts: the Poisson law, measured count by count and in draws, and its corners."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from sergiojax.noise import draw_umi_counts
from sergiojax.noise._draws import uniform
from sergiojax.noise._umi_counts import poisson_quantile

SHAPE = (2_048, 104)  # one for all tests, so that they compile once; it is its own padded size
MEANS = (0.01, 0.1, 0.5, 1, 2, 3, 5, 8, 10, 12, 14, 16, 18, 20, 25, 30, 40, 50, 70, 90, 150, 300)
LARGE_MEANS = (500, 1e3, 3e3, 1e4, 1e5, 1e6)


def quantile(upper_tail, mean):
    """Return the quantiles of two vectors of one length."""
    pairs = np.ones((2, SHAPE[0] * SHAPE[1]), np.float32)
    pairs[:, : len(mean)] = upper_tail, mean
    return np.asarray(poisson_quantile(*jnp.asarray(pairs.reshape(2, *SHAPE)))).ravel()[: len(mean)]


def test_every_cumulative_probability_is_right_to_5e_7():
    mean, count = [], []
    for each in (*MEANS, *LARGE_MEANS):
        law = stats.poisson(np.float32(each))
        possible = np.arange(max(law.ppf(1e-9) - 1, 0), law.isf(1e-9) + 2)
        count.append(possible[:: 1 + possible.size // 1000])
        mean.append(np.full(count[-1].shape, each, np.float32))
    mean, count = np.concatenate(mean), np.concatenate(count)
    survival = stats.poisson(mean.astype(float)).sf(count)
    # The quantile, the largest k with P(X >= k) > v, is above a count where v < P(X > count).
    margin = 5e-7 + 2.0**-24  # v itself is rounded by up to 2⁻²⁵
    assert np.all((quantile(survival - margin, mean) > count) | (survival <= margin))
    assert np.all((quantile(survival + margin, mean) <= count) | (survival >= 1 - margin))


@pytest.mark.parametrize("mean", [0.01, 0.3, 1.0, 4.0, 12.0, 16.0, 19.0, 40.0, 300.0, 1e4])
def test_draws_pass_the_chi_square_test(key, mean):
    key = jax.random.fold_in(key, int(100 * mean))  # else all means share the same uniforms
    drawn = np.asarray(draw_umi_counts(np.full(SHAPE, mean), key=key)).ravel()
    law = stats.poisson(float(np.float32(mean)))
    edges = np.unique(law.ppf(np.linspace(1e-4, 1 - 1e-4, 100)))
    expected = drawn.size * np.diff(law.cdf(edges), prepend=0.0, append=1.0)
    observed = np.bincount(np.searchsorted(edges, drawn), minlength=edges.size + 1)
    assert np.all(expected > 1)
    assert stats.chisquare(observed, expected).pvalue > 1e-3


@pytest.mark.parametrize("mean", [3.0, 70.0, 1e6])
def test_variance_is_the_mean(key, mean):
    counts = np.asarray(draw_umi_counts(np.full(SHAPE, mean), key=key), float)
    assert abs(counts.mean() - mean) < 4 * np.sqrt(mean / counts.size)
    assert abs(counts.var() / mean - 1) < 4 * np.sqrt((2 + 1 / mean) / counts.size)


def test_a_larger_mean_never_gives_a_smaller_count(key):
    tails = jnp.broadcast_to(uniform(key, shape=SHAPE)[:, :1], SHAPE)
    means = jnp.broadcast_to(jnp.exp(jnp.linspace(-3.0, 7.0, SHAPE[1])), SHAPE)
    assert np.all(np.diff(poisson_quantile(tails, means), axis=1) >= 0)


def test_uniform_stays_inside_its_interval_and_resolves_the_upper_tail(key):
    tails = np.stack([uniform(each, shape=SHAPE) for each in jax.random.split(key, 20)])
    assert 0 < tails.min() < 2.0**-20
    assert 1 - 2.0**-20 < tails.max() < 1
    assert stats.kstest(tails[0].ravel(), "uniform").pvalue > 1e-3


def test_the_ends_of_the_uniform_give_counts_a_few_deviations_away():
    means = np.array([20.0, 100.0, 1e4])
    high = (quantile(np.full(3, 2.0**-33), means) - means) / np.sqrt(means)
    low = (quantile(np.full(3, 1 - 2.0**-24), means) - means) / np.sqrt(means)
    assert np.all((high > 6) & (high < 9))
    assert np.all((low > -6) & (low < -4))


def test_nothing_gives_no_counts(key):
    counts = draw_umi_counts(np.zeros(SHAPE), key=key)
    assert counts.dtype == jnp.int32
    assert not np.any(counts)


def test_means_that_int32_cannot_hold_are_refused(key):
    with pytest.raises(ValueError, match="at most 1e\\+09 to be counted in int32"):
        draw_umi_counts(np.array([[1.0, 3e9]]), key=key)


def test_means_that_int32_cannot_hold_are_cut_where_they_cannot_be_refused():
    tails = np.array([2.0**-33, 0.5, 1 - 2.0**-24])
    assert np.all(np.abs(quantile(tails, np.full(3, 1e12)) - 2e9) < 7 * np.sqrt(2e9))
