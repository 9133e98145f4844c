"""The random numbers: the published generator, the normal law, and no correlation anywhere."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.extend.random import threefry_2x32
from scipy import stats

from sergiojax.simulation._random import (
    BINOMIAL_GROUP,
    as_word,
    binomial,
    binomial_words,
    cell_keys,
    normal,
    start_uniform,
    threefry,
)

N_GENES, N_CELLS, N_STEPS = 32, 512, 64  # a million numbers

KNOWN_ANSWERS = [  # Random123's kat_vectors, threefry2x32 with 20 rounds: counter, key, words
    ((0, 0), (0, 0), (0x6B200159, 0x99BA4EFE)),
    ((0xFFFFFFFF, 0xFFFFFFFF), (0xFFFFFFFF, 0xFFFFFFFF), (0x1CB996FC, 0xBB002BE7)),
    ((0x243F6A88, 0x85A308D3), (0x13198A2E, 0x03707344), (0xC4923A9C, 0x483DF7A0)),
]


def words(*values):
    return tuple(jnp.asarray(value, jnp.uint32) for value in values)


@pytest.fixture(scope="module")
def keys(key):
    return cell_keys(key, jnp.zeros(N_CELLS, jnp.int32), jnp.arange(N_CELLS))


@pytest.fixture(scope="module")
def normals(keys):
    """Normal numbers as (steps, genes, cells)."""
    genes = as_word(jnp.arange(N_GENES))[:, None]
    steps = as_word(jnp.arange(N_STEPS))[:, None, None]
    return np.asarray(jax.jit(normal)(keys, genes, steps), float)


@pytest.fixture(scope="module")
def flips(keys):
    """Binomial increments as (steps, genes, cells)."""
    genes = as_word(jnp.arange(N_GENES))[:, None]

    def group(number):
        words = binomial_words(keys, genes, number)
        return jax.vmap(lambda step: binomial(words, step))(jnp.arange(BINOMIAL_GROUP))

    groups = jax.jit(jax.vmap(group))(jnp.arange(N_STEPS // BINOMIAL_GROUP))
    return np.asarray(groups, float).reshape(N_STEPS, N_GENES, N_CELLS)


@pytest.mark.parametrize(("counter", "key_words", "expected"), KNOWN_ANSWERS)
def test_threefry_gives_the_published_words(counter, key_words, expected):
    found = threefry(words(*key_words), words(*counter))
    assert tuple(int(word) for word in found) == expected


def test_threefry_equals_that_of_jax(key):
    key_words = jax.random.bits(key, (2,), jnp.uint32)
    counters = jax.random.bits(jax.random.fold_in(key, 1), (2, 500), jnp.uint32)
    own = jnp.concatenate(threefry(tuple(key_words), tuple(counters)))
    # JAX pairs the first half of its counters with the second.
    assert jnp.array_equal(own, threefry_2x32(tuple(key_words), counters.ravel()))


def test_typed_and_raw_keys_and_other_generators_are_accepted(key):
    zero = jnp.zeros(1, jnp.int32)
    raw = cell_keys(jax.random.key_data(key), zero, zero)
    assert raw == cell_keys(key, zero, zero)
    philox = cell_keys(jax.random.key(0, impl="rbg"), zero, zero)
    assert philox != raw


def test_every_cell_has_a_key_of_its_own(key):
    kinds, cells = jnp.divmod(jnp.arange(9 * 5000), 5000)
    first, second = cell_keys(key, kinds, cells)
    assert len(np.unique(np.stack([first, second]), axis=1).T) == 9 * 5000


def test_normals_are_the_box_muller_transform_of_the_words(keys):
    gene, step = as_word(jnp.arange(N_GENES))[:, None], jnp.uint32(5)
    radius, angle = (np.asarray(part) for part in threefry(keys, (gene, step)))
    share = (radius.astype(float) + 0.5) / 2**32
    turn = 0.25 - np.abs(angle.view(np.int32) >> 8) / 2**24
    expected = np.sqrt(-2 * np.log(share)) * np.sin(2 * np.pi * turn)
    # float32 has 24 of the radius' 32 bits near share 1, so radii below 1e-2 are coarse.
    np.testing.assert_allclose(normal(keys, gene, step), expected, atol=1e-4)


def test_normals_have_the_normal_law(normals):
    assert stats.kstest(normals.ravel()[::5], stats.norm.cdf).pvalue > 1e-3


@pytest.mark.parametrize("order", range(1, 7))
def test_normals_have_the_normal_moments(normals, order):
    expected, second = stats.norm.moment(order), stats.norm.moment(2 * order)
    standard_error = np.sqrt((second - expected**2) / normals.size)
    assert abs((normals**order).mean() - expected) < 4 * standard_error


@pytest.mark.parametrize("bound", [2.0, 3.0, 4.0])
@pytest.mark.parametrize("sign", [-1, 1])
def test_normals_have_the_normal_tails(normals, bound, sign):
    expected = normals.size * stats.norm.sf(bound)
    assert abs((sign * normals > bound).sum() - expected) < 4 * np.sqrt(expected)


@pytest.mark.parametrize("axis", [0, 1, 2], ids=["steps", "genes", "cells"])
@pytest.mark.parametrize("lag", [1, 2, 16])
@pytest.mark.parametrize("power", [1, 2])
def test_neighbours_are_uncorrelated(normals, axis, lag, power):
    values = normals**power - stats.norm.moment(power)
    first = np.take(values, range(values.shape[axis] - lag), axis)
    later = np.take(values, range(lag, values.shape[axis]), axis)
    variance = stats.norm.moment(2 * power) - stats.norm.moment(power) ** 2
    correlation = (first * later).mean() / variance
    assert abs(correlation) < 4 / np.sqrt(first.size)


def test_cell_types_are_uncorrelated(key):
    kinds = [cell_keys(key, jnp.full(20_000, kind), jnp.arange(20_000)) for kind in (0, 1)]
    first, second = (np.asarray(normal(keys, jnp.uint32(3), jnp.uint32(7))) for keys in kinds)
    assert abs((first * second).mean()) < 4 / np.sqrt(first.size)


def test_sums_over_many_genes_stay_normal(normals):
    """Dependence beyond pairs would show in the law of sums."""
    sums = normals.sum(axis=1).ravel() / np.sqrt(N_GENES)
    assert stats.kstest(sums, stats.norm.cdf).pvalue > 1e-3
    sums = normals.sum(axis=0).ravel() / np.sqrt(N_STEPS)
    assert stats.kstest(sums, stats.norm.cdf).pvalue > 1e-3


def test_start_is_uniform_and_independent_of_the_steps(keys, normals):
    start = np.asarray(start_uniform(keys, as_word(jnp.arange(N_GENES))[:, None]), float)
    assert start.min() >= 0
    assert start.max() < 1
    assert stats.kstest(start.ravel(), stats.uniform.cdf).pvalue > 1e-3
    correlation = ((start - 0.5) * normals[0]).mean() * np.sqrt(12)
    assert abs(correlation) < 4 / np.sqrt(start.size)


def test_binomial_increments_count_eight_flips(flips):
    """Every step of a group by itself, so that no byte of the words is left out or weak."""
    counts = np.rint(flips * np.sqrt(2) + 4).astype(int)
    np.testing.assert_allclose(counts / np.sqrt(2) - np.sqrt(8), flips, atol=1e-6)
    expected = stats.binom.pmf(np.arange(9), 8, 0.5)
    for first in range(BINOMIAL_GROUP):
        found = np.bincount(counts[first::BINOMIAL_GROUP].ravel(), minlength=9)
        assert stats.chisquare(found, expected * found.sum()).pvalue > 1e-4


@pytest.mark.parametrize("axis", [0, 1, 2], ids=["steps", "genes", "cells"])
@pytest.mark.parametrize("lag", [1, 2, 4, 8])
@pytest.mark.parametrize("power", [1, 2])
def test_neighbouring_binomial_increments_are_uncorrelated(flips, axis, lag, power):
    values = flips**power - (power == 2)
    first = np.take(values, range(values.shape[axis] - lag), axis)
    later = np.take(values, range(lag, values.shape[axis]), axis)
    variance = {1: 1.0, 2: 2.75 - 1.0}[power]
    assert abs((first * later).mean() / variance) < 4 / np.sqrt(first.size)


def test_sums_of_binomial_increments_have_the_variance_of_independent_ones(flips):
    for axis, n in ((0, N_STEPS), (1, N_GENES), (2, N_CELLS)):
        sums = flips.sum(axis=axis).ravel() / np.sqrt(n)
        assert abs(sums.var() - 1) < 4 * np.sqrt(2 / sums.size)
        kurtosis = stats.kurtosis(sums) + 0.25 / n
        assert abs(kurtosis) < 4 * np.sqrt(24 / sums.size)
