"""Unspliced and spliced together: what they share, what is drawn apart, and the laws of both."""

import inspect

import numpy as np
import pytest

from sergiojax.noise import PROFILES, simulate_technical_noise
from sergiojax.noise import _splicing as splicing
from sergiojax.noise._matrix import Matrix
from sergiojax.noise._splicing import simulate_splicing_noise

NOISE = PROFILES["DS4"].noise.replace(outlier_probability=0.1, dropout_steepness=2.0)
SHAPE = (2, 30, 90)


@pytest.fixture(scope="module")
def clean():
    random = np.random.default_rng(0)
    return [random.gamma(1.5, scale, size=SHAPE).astype(np.float32) for scale in (1.0, 4.0)]


@pytest.fixture(scope="module")
def effects(clean, key):
    return simulate_splicing_noise(*clean, profile=NOISE, key=key)


@pytest.fixture(scope="module")
def scaled(clean, effects):
    """Both before dropout, from what was planted: one outlier factor, one library size."""
    u, s = (x * np.asarray(effects.outlier_factor, float) for x in clean)
    scale = np.asarray(effects.library_size)[..., None] / (u + s).sum(axis=-1, keepdims=True)
    return u * scale, s * scale


def test_library_size_is_the_total_of_both(clean, key):
    u, s = (Matrix.of(x).values for x in clean)
    left_u, left_s, library_size = splicing._scale_cells_together(u, s, key, NOISE)
    cells = slice(SHAPE[0] * SHAPE[1])
    total = np.sum(left_u, axis=1, dtype=float) + np.sum(left_s, axis=1, dtype=float)
    np.testing.assert_allclose(total[cells], library_size[cells], rtol=1e-6)
    np.testing.assert_allclose(left_u * s, left_s * u, rtol=1e-5)  # the ratio stays


def test_outliers_and_library_sizes_are_those_of_the_same_key(clean, effects, key):
    alone = simulate_technical_noise(clean[1], profile=NOISE, key=key)
    assert np.array_equal(effects.outlier_factor, alone.outlier_factor)
    assert np.array_equal(effects.library_size, alone.library_size)
    assert 0 < np.sum(np.asarray(effects.outlier_factor) != 1) < SHAPE[-1]


def test_midpoint_is_the_percentile_of_both_together(effects, scaled):
    midpoint = np.percentile(np.log1p(scaled[0] + scaled[1]), NOISE.dropout_percentile)
    assert float(effects.midpoint) == pytest.approx(midpoint, abs=1e-5)


@pytest.mark.parametrize("which", [0, 1])
def test_entries_survive_by_their_own_level_and_are_counted(effects, scaled, which):
    x = scaled[which]
    kept = np.asarray((effects.unspliced_kept, effects.spliced_kept)[which])
    counts = np.asarray((effects.unspliced, effects.spliced)[which])
    chance = 1 / (1 + np.exp(-NOISE.dropout_steepness * (np.log1p(x) - effects.midpoint)))
    groups = np.digitize(x, np.quantile(x, np.linspace(0, 1, 11)[1:-1]))
    for group in range(10):
        expected = chance[groups == group]
        standard_error = np.sqrt(np.sum(expected * (1 - expected))) / expected.size
        assert abs(kept[groups == group].mean() - expected.mean()) < 4 * standard_error
    assert not np.any(counts[~kept])
    residual = (counts - x)[kept] / np.sqrt(x[kept])
    assert abs(residual.mean()) < 4 / np.sqrt(residual.size)
    excess = 4 * np.sqrt(np.mean(2 + 1 / x[kept]) / residual.size)
    assert abs(residual.var() - 1) < excess


def test_dropout_and_counts_of_the_two_are_independent(effects, scaled):
    residuals = []
    for x, kept in zip(scaled, (effects.unspliced_kept, effects.spliced_kept), strict=True):
        chance = 1 / (1 + np.exp(-NOISE.dropout_steepness * (np.log1p(x) - effects.midpoint)))
        residuals.append((np.asarray(kept) - chance) / np.sqrt(chance * (1 - chance)))
    n = residuals[0].size
    assert abs(np.mean(residuals[0] * residuals[1])) < 4 / np.sqrt(n)
    both = np.asarray(effects.unspliced_kept & effects.spliced_kept)
    counts = effects.unspliced, effects.spliced
    z = [((np.asarray(c) - x) / np.sqrt(x))[both] for c, x in zip(counts, scaled, strict=True)]
    assert abs(np.mean(z[0] * z[1])) < 4 / np.sqrt(both.sum())


def test_spliced_molecules_alone_get_the_counts_of_the_plain_function(clean, key):
    alone = simulate_technical_noise(clean[1], profile=NOISE, key=key)
    effects = simulate_splicing_noise(np.zeros_like(clean[1]), clean[1], profile=NOISE, key=key)
    assert np.array_equal(effects.spliced, alone.counts)
    assert np.array_equal(effects.spliced_kept, alone.kept)
    assert float(effects.midpoint) == float(alone.midpoint)
    assert not np.any(effects.unspliced)


def test_a_cell_without_expression_has_no_counts(key):
    clean = np.ones(SHAPE, np.float32)
    clean[1, 2] = 0.0
    effects = simulate_splicing_noise(clean, clean, profile=NOISE, key=key)
    assert not np.any(effects.unspliced[1, 2])
    assert not np.any(effects.spliced[1, 2])
    assert np.any(effects.spliced[1, 3])


@pytest.mark.parametrize(
    ("unspliced", "spliced", "message"),
    [
        (np.ones((2, 3)), np.ones((2, 4)), r"one shape, but they have \(2, 3\) and \(2, 4\)"),
        (np.full(SHAPE, -1.0), np.ones(SHAPE), "not negative, but an entry is -1"),
        (np.ones(SHAPE), np.full(SHAPE, np.nan), "not negative, but an entry is nan"),
        (np.ones((0, 3)), np.ones((0, 3)), "at least one cell and one gene"),
    ],
)
def test_bad_expression_is_refused(key, unspliced, spliced, message):
    as_users_call_it = inspect.unwrap(simulate_splicing_noise)  # without the check of shapes
    with pytest.raises(ValueError, match=message):
        as_users_call_it(unspliced, spliced, profile="DS1", key=key)
