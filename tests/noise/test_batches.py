"""Batches: what they share, what tells them apart, and the twin without batches."""

import inspect

import jax
import numpy as np
import pytest
from scipy import stats

from sergiojax.noise import PROFILES, simulate_technical_noise
from sergiojax.noise._batches import _draw_gene_factors, simulate_batches

FIRST = PROFILES["DS4"].noise.replace(outlier_probability=0.1)
SECOND = PROFILES["DS8"].noise.replace(outlier_probability=0.1)
N_CELLS, N_GENES = 60, 90  # of each batch, because every size compiles anew
BATCH = ["b", "a", "a", "b"] * (N_CELLS // 2)


@pytest.fixture(scope="module")
def expression():
    random = np.random.default_rng(0)
    return random.gamma(1.5, 2.0, size=(2 * N_CELLS, N_GENES)).astype(np.float32)


@pytest.fixture(scope="module")
def effects(expression, key):
    profiles = {"b": SECOND, "a": FIRST}
    return simulate_batches(expression, profiles, batch=BATCH, key=key, batch_effect=0.3)


def test_a_single_batch_is_the_plain_experiment(expression, key):
    expression = expression[:N_CELLS]
    plain = simulate_technical_noise(expression, FIRST, key=key)
    for share_outliers in (True, False):
        effects = simulate_batches(
            expression, FIRST, batch=[7] * N_CELLS, key=key, share_outliers=share_outliers
        )
        assert effects.labels == (7,)
        assert np.array_equal(effects.counts, plain.counts)
        assert np.array_equal(effects.twin, plain.counts)
        assert np.array_equal(effects.library_size, plain.library_size)
        assert np.array_equal(effects.kept, plain.kept)
        assert np.array_equal(effects.outlier_factor[0], plain.outlier_factor)
        assert float(effects.midpoint[0]) == float(plain.midpoint)
        assert np.all(np.asarray(effects.gene_factor) == 1)


def test_what_was_planted_explains_the_counts(expression, effects):
    assert effects.labels == ("a", "b")
    assert np.array_equal(effects.batch, np.array(BATCH) == "b")
    factor = np.asarray(effects.outlier_factor, float) * np.asarray(effects.gene_factor)
    scaled = expression * factor[effects.batch]
    scaled *= np.asarray(effects.library_size)[:, None] / scaled.sum(axis=1, keepdims=True)
    kept, counts = np.asarray(effects.kept), np.asarray(effects.counts)
    for i, noise in enumerate((FIRST, SECOND)):
        y = np.log1p(scaled[effects.batch == i])
        midpoint = np.percentile(y, noise.dropout_percentile)  # within the batch
        assert float(effects.midpoint[i]) == pytest.approx(midpoint, abs=1e-4)
        log_total = np.log(np.asarray(effects.library_size)[effects.batch == i])
        standard_error = noise.library_sd / np.sqrt(log_total.size)
        assert abs(log_total.mean() - noise.library_mean) < 4 * standard_error
    assert not np.any(counts[~kept])
    residual = (counts - scaled)[kept] / np.sqrt(scaled[kept])
    assert abs(residual.mean()) < 4 / np.sqrt(residual.size)
    excess = 4 * np.sqrt(np.mean(2 + 1 / scaled[kept]) / residual.size)
    assert abs(residual.var() - 1) < excess


def test_gene_factors_are_lognormal(key):
    factor = _draw_gene_factors(key, 0.3, n_genes=5_000)
    assert stats.kstest(np.log(factor), stats.norm(0, 0.3).cdf).pvalue > 1e-3


def test_the_twin_knows_no_batch(expression, effects, key):
    alike = simulate_batches(expression, FIRST, batch=BATCH, key=key)
    assert np.array_equal(alike.counts, alike.twin)
    # Neither the other batch's profile nor the factors of its genes reach the twin.
    assert np.array_equal(effects.twin, alike.twin)
    apart = simulate_batches(
        expression, [FIRST, SECOND], batch=BATCH, key=key, share_outliers=False
    )
    assert np.array_equal(apart.twin, alike.twin)
    assert np.any(np.asarray(apart.counts) != np.asarray(apart.twin))


def test_outlier_genes_are_shared_or_drawn_anew(expression, effects, key):
    first, second = np.asarray(effects.outlier_factor)
    assert np.array_equal(first != 1, second != 1)
    # The same normal number sizes an outlier in both: exp(μ + σ z).
    is_outlier = first != 1
    ratio = np.exp(SECOND.outlier_mean - FIRST.outlier_mean)
    np.testing.assert_allclose(second[is_outlier] / first[is_outlier], ratio, rtol=1e-5)
    anew = simulate_batches(expression, FIRST, batch=BATCH, key=key, share_outliers=False)
    first, second = np.asarray(anew.outlier_factor)
    assert np.any((first != 1) != (second != 1))


def test_a_further_batch_leaves_the_others_as_they_are(expression, key):
    settings = {"key": key, "batch_effect": 0.3, "share_outliers": False}
    n = 2 * N_CELLS
    labels = np.repeat([0, 1, 2], N_CELLS)
    before = simulate_batches(expression, "DS4", batch=labels[:n], **settings)
    more = np.concatenate([expression, expression[:N_CELLS]])
    after = simulate_batches(more, ["DS4", "DS4", "DS7"], batch=labels, **settings)
    for name in ("counts", "twin", "library_size", "kept"):
        assert np.array_equal(getattr(after, name)[:n], getattr(before, name))
    for name in ("gene_factor", "outlier_factor", "midpoint"):
        assert np.array_equal(getattr(after, name)[:2], getattr(before, name))


def test_draws_of_two_batches_are_independent(key):
    noise = FIRST.replace(outlier_probability=0.0)
    alike = np.ones((2 * N_CELLS, N_GENES))
    labels = np.repeat([0, 1], N_CELLS)
    varied = simulate_batches(alike, noise, batch=labels, key=key, batch_effect=0.3)
    constant = simulate_batches(alike, noise.replace(library_sd=0.0), batch=labels, key=key)
    for draws in (
        np.log(np.asarray(varied.gene_factor, float)),
        np.log(np.asarray(varied.library_size, float)).reshape(2, -1),
        np.asarray(constant.kept, float).reshape(2, -1),  # every entry has the same chance
    ):
        assert abs(np.corrcoef(draws)[0, 1]) < 4 / np.sqrt(draws.shape[1])


def test_the_order_of_cells_and_the_form_of_profiles_do_not_matter(expression, effects, key):
    order = np.argsort(BATCH, kind="stable")
    again = simulate_batches(
        expression[order],
        [FIRST.to_dict(), SECOND],
        batch=np.array(BATCH)[order],
        key=key,
        batch_effect=0.3,
    )
    assert np.array_equal(again.counts, effects.counts[order])
    by_profile, by_name = (
        simulate_batches(expression, profile, batch=BATCH, key=key).counts
        for profile in (PROFILES["DS1"], "DS1")
    )
    assert np.array_equal(by_profile, by_name)


def test_raw_keys_work_too(expression):
    raw, typed = (
        simulate_batches(expression, "DS4", batch=BATCH, key=key, batch_effect=0.1).counts
        for key in (jax.random.PRNGKey(3), jax.random.key(3))
    )
    assert np.array_equal(raw, typed)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"batch": ["a"]}, r"one label for each of the 120 cells, but its shape is \(1,\)"),
        (
            {"batch": np.arange(120.0)},
            "whole numbers or all be text, but they are float64",
        ),
        ({"batch": np.array(["a", np.nan] * N_CELLS, object)}, "but they are object"),
        ({"profiles": {"a": "DS1"}}, "those of the batches a, b, but they are of a"),
        ({"profiles": ["DS1"]}, "one profile for each of the 2 batches, but there are 1"),
        ({"profiles": "DS99"}, "Unknown noise profile 'DS99'"),
        ({"batch_effect": -1.0}, "`batch_effect` must be between 0 and 3, but is -1.0"),
        ({"batch_effect": float("nan")}, "`batch_effect` must be between 0 and 3, but is nan"),
        ({"expression": np.full((120, 90), -1.0)}, "not negative, but an entry is -1"),
        ({"expression": np.full((120, 90), np.nan)}, "not negative, but an entry is nan"),
        ({"expression": np.ones((0, 4))}, r"at least one cell .* shape is \(0, 4\)"),
        ({"expression": np.ones(4)}, r"\(cells, genes\), but its shape is \(4,\)"),
    ],
)
def test_bad_input_is_refused(key, change, message):
    arguments = {"expression": np.ones((120, 90)), "batch": BATCH, "profiles": "DS1"}
    as_users_call_it = inspect.unwrap(simulate_batches)  # without the check of shapes
    with pytest.raises(ValueError, match=message):
        as_users_call_it(**(arguments | change), key=key)
