"""The four steps together: their order, their independence, and what a caller may do with them."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from sergiojax import noise
from sergiojax.noise import (
    PROFILES,
    _draws,
    _dropout,
    _scaling,
    _umi_counts,
    add_technical_noise,
    simulate_technical_noise,
)

DS4 = PROFILES["DS4"].noise.replace(outlier_probability=0.1)


@pytest.fixture(scope="module")
def expression():
    return np.random.default_rng(0).gamma(1.5, 2.0, size=(3, 60, 90)).astype(np.float32)


@pytest.fixture(scope="module")
def effects(expression, key):
    return simulate_technical_noise(expression, DS4, key=key)


def test_what_was_planted_explains_the_counts(expression, effects):
    scaled = expression * np.asarray(effects.outlier_factor, float)
    scaled *= np.asarray(effects.library_size)[..., None] / scaled.sum(axis=-1, keepdims=True)
    midpoint = np.percentile(np.log1p(scaled), DS4.dropout_percentile)
    assert float(effects.midpoint) == pytest.approx(midpoint, abs=1e-5)
    kept, counts = np.asarray(effects.kept), np.asarray(effects.counts)
    assert not np.any(counts[~kept])
    residual = (counts - scaled)[kept] / np.sqrt(scaled[kept])
    n = residual.size
    assert abs(residual.mean()) < 4 / np.sqrt(n)
    assert abs(residual.var() - 1) < 4 * np.sqrt(np.mean(2 + 1 / scaled[kept]) / n)


def test_steps_one_by_one_give_the_same_bytes(expression, effects, key):
    x, factor = noise.add_outlier_genes(expression, key=key, probability=0.1, mean=3.0, sd=1.0)
    x, library_size = noise.scale_library_size(x, key=key, mean=6.0, sd=0.3)
    x, kept = noise.apply_dropout(x, key=key, steepness=8.0, percentile=74.0)
    counts = noise.draw_umi_counts(x, key=key)
    for mine, whole in (
        (factor, effects.outlier_factor),
        (library_size, effects.library_size),
        (kept, effects.kept),
        (counts, effects.counts),
    ):
        assert np.array_equal(mine, whole)


def test_same_key_gives_the_same_bytes_and_another_key_others(expression, effects, key):
    again = add_technical_noise(expression, DS4, key=key)
    assert np.asarray(again).tobytes() == np.asarray(effects.counts).tobytes()
    other = add_technical_noise(expression, DS4, key=jax.random.fold_in(key, 1))
    assert np.any(np.asarray(other) != np.asarray(again))


def test_raw_keys_work_too(expression, effects):
    raw = add_technical_noise(expression, DS4, key=jax.random.PRNGKey(0))
    assert np.array_equal(raw, effects.counts)


@pytest.mark.parametrize(
    ("change", "unchanged"),
    [
        ({"outlier_mean": 4.0}, ("library_size",)),
        ({"library_mean": 4.0}, ("outlier_factor",)),
        ({"dropout_percentile": 10.0}, ("outlier_factor", "library_size")),
    ],
)
def test_a_setting_leaves_the_draws_of_other_steps(expression, effects, key, change, unchanged):
    changed = simulate_technical_noise(expression, DS4.replace(**change), key=key)
    for name in unchanged:
        assert np.array_equal(getattr(changed, name), getattr(effects, name))
    both_kept = np.asarray(changed.kept & effects.kept)
    if change.keys() == {"dropout_percentile"}:
        assert np.array_equal(changed.counts[both_kept], effects.counts[both_kept])


def test_zeros_increase_with_the_percentile(expression, key):
    zeros = [
        np.mean(add_technical_noise(expression, DS4.replace(dropout_percentile=q), key=key) == 0)
        for q in (0, 20, 40, 60, 80, 100)
    ]
    assert np.all(np.diff(zeros) > 0)


def test_a_given_midpoint_replaces_the_percentile(expression, effects, key):
    given = simulate_technical_noise(
        expression, DS4.replace(dropout_percentile=1.0), key=key, midpoint=effects.midpoint
    )
    assert np.array_equal(given.counts, effects.counts)
    with pytest.raises(ValueError, match="`midpoint` must be finite, but is nan"):
        add_technical_noise(expression, DS4, key=key, midpoint=float("nan"))


def test_a_cell_without_expression_has_no_counts(expression, key):
    expression = expression.copy()
    expression[1, 5] = 0.0
    counts = np.asarray(add_technical_noise(expression, "DS8", key=key))
    assert not np.any(counts[1, 5])
    assert np.all(counts >= 0)
    assert np.any(counts[1, 4])


def test_jit_and_vmap_over_keys_and_parameters(expression, key):
    keys = jax.random.split(key, 2)
    percentiles = jnp.array([30.0, 80.0])

    @jax.jit
    @jax.vmap
    def count(key, percentile):
        return add_technical_noise(expression, DS4.replace(dropout_percentile=percentile), key=key)

    together = np.asarray(count(keys, percentiles))
    for i in range(2):
        alone = add_technical_noise(
            expression, DS4.replace(dropout_percentile=percentiles[i]), key=keys[i]
        )
        # One compiled program may round a mean otherwise than four, which moves a count by one.
        difference = np.abs(together[i] - np.asarray(alone))
        assert difference.max() <= 1
        assert np.mean(difference > 0) < 1e-3


def test_new_values_and_similar_sizes_do_not_compile(expression, effects, key):
    cores = (
        _scaling._scale_genes,
        _scaling._scale_cells,
        _dropout._split,
        _dropout._order_statistics,
        _dropout.interpolate,
        _dropout._drop,
        _draws.uniform,
        _umi_counts.poisson_quantile,
    )
    before = [core._cache_size() for core in cores]
    add_technical_noise(expression, "DS8", key=key)
    add_technical_noise(expression, PROFILES["DS6"].noise.replace(dropout_steepness=3), key=key)
    add_technical_noise(expression[:, :, :-1], "DS1", key=key)
    add_technical_noise(expression[:, :-1], "DS1", key=key, midpoint=1)
    assert [core._cache_size() for core in cores] == before


@pytest.mark.validate
def test_double_precision_mode_changes_nothing(key):
    expression = np.linspace(0.0, 40.0, 40).reshape(8, 5)
    midpoint = noise.dropout_midpoint(expression, percentile=70.0)
    counts = noise.draw_umi_counts(expression, key=key)
    with jax.enable_x64(True):
        assert noise.dropout_midpoint(expression, percentile=70.0) == midpoint
        double = noise.draw_umi_counts(expression, key=key)
    assert double.dtype == jnp.int32
    assert np.array_equal(double, counts)


def test_unknown_profile_is_refused(expression, key):
    with pytest.raises(ValueError, match="Unknown noise profile 'DS99'"):
        add_technical_noise(expression, "DS99", key=key)
