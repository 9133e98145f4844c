"""UMI counts: the Poisson law, measured count by count and in draws, and its corners."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from sergiojax.noise import draw_umi_counts
from sergiojax.noise._draws import uniform
from sergiojax.noise._umi_counts import poisson_quantile

MEANS = (0.01, 0.1, 0.5, 1, 2, 3, 5, 8, 10, 12, 14, 16, 18, 20, 25, 30, 40, 50, 70, 90, 150, 300)
LARGE_MEANS = (500, 1e3, 3e3, 1e4, 1e5, 1e6)


def test_every_cumulative_probability_is_right_to_5e_7():
    mean, count = [], []
    for each in (*MEANS, *LARGE_MEANS):
        law = stats.poisson(np.float32(each))
        possible = np.arange(max(law.ppf(1e-9) - 1, 0), law.isf(1e-9) + 2)
        count.append(possible[:: 1 + possible.size // 1000])
        mean.append(np.full(count[-1].shape, each, np.float32))
    mean, count = np.concatenate(mean), np.concatenate(count)
    survival = stats.poisson(mean.astype(float)).sf(count)
    # The largest k with P(X >= k) > v is above the count if v < P(X > count), and only then.
    margin = 5e-7 + 2.0**-24  # and half a float32 step, by which v itself is rounded
    above = poisson_quantile(jnp.float32(survival - margin), mean) > count
    at_most = poisson_quantile(jnp.float32(survival + margin), mean) <= count
    assert np.all(above | (survival <= margin))
    assert np.all(at_most | (survival >= 1 - margin))


def test_draws_pass_the_chi_square_test(key):
    means = np.array([0.01, 0.3, 1.0, 4.0, 12.0, 16.0, 19.0, 40.0, 300.0, 1e4], np.float32)
    n_draws = 100_000
    counts = draw_umi_counts(np.repeat(means[:, None], n_draws, axis=1), key=key)
    for mean, drawn in zip(means, np.asarray(counts), strict=True):
        law = stats.poisson(float(mean))
        edges = np.unique(law.ppf(np.linspace(0.01, 0.99, 50)))
        expected = n_draws * np.diff(law.cdf(edges), prepend=0.0, append=1.0)
        observed = np.bincount(np.searchsorted(edges, drawn), minlength=edges.size + 1)
        assert np.all(expected > 5)
        assert stats.chisquare(observed, expected).pvalue > 1e-4


@pytest.mark.parametrize("mean", [3.0, 70.0, 1e6])
def test_variance_is_the_mean(key, mean):
    n = 200_000
    counts = np.asarray(draw_umi_counts(np.full((n // 100, 100), mean), key=key), float)
    assert abs(counts.mean() - mean) < 4 * np.sqrt(mean / n)
    assert abs(counts.var() / mean - 1) < 4 * np.sqrt((2 + 1 / mean) / n)


def test_a_larger_mean_never_gives_a_smaller_count(key):
    tails = uniform(key, shape=(500, 1))
    means = jnp.exp(jnp.linspace(-3.0, 7.0, 400))
    counts = poisson_quantile(
        jnp.broadcast_to(tails, (500, 400)), jnp.broadcast_to(means, (500, 400))
    )
    assert np.all(np.diff(counts, axis=1) >= 0)


def test_uniform_stays_inside_its_interval_and_resolves_the_upper_tail(key):
    tails = np.asarray(uniform(key, shape=(2**12, 2**11)))
    assert 0 < tails.min() < 2.0**-20
    assert tails.max() < 1
    assert stats.kstest(tails[:10].ravel(), "uniform").pvalue > 1e-3


@pytest.mark.parametrize("mean", [20.0, 100.0, 1e4])
def test_the_ends_of_the_uniform_give_counts_within_seven_deviations(mean):
    tails = jnp.array([2.0**-33, 1 - 2.0**-24], jnp.float32)
    high, low = np.asarray(poisson_quantile(tails, jnp.full(2, mean))) - mean
    assert 5 * np.sqrt(mean) < high < 9 * np.sqrt(mean)
    assert -7 * np.sqrt(mean) < low < -4 * np.sqrt(mean)


def test_nothing_gives_no_counts(key):
    counts = draw_umi_counts(np.zeros((2000, 100)), key=key)
    assert counts.dtype == jnp.int32
    assert not np.any(counts)


def test_means_that_int32_cannot_hold_are_refused(key):
    with pytest.raises(ValueError, match="at most 1e\\+09 to be counted in int32"):
        draw_umi_counts(np.array([[1.0, 3e9]]), key=key)


def test_means_that_int32_cannot_hold_are_cut_under_jit(key):
    counts = jax.jit(lambda x: draw_umi_counts(x, key=key))(jnp.full((3, 5), 1e12))
    assert np.all(np.abs(np.asarray(counts) - 2e9) < 6 * np.sqrt(2e9))
