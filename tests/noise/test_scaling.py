"""Outlier genes and library sizes: their laws, and what they do to the expression."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy import stats

from sergiojax.noise import add_outlier_genes, scale_library_size

MANY_GENES = np.ones((1, 40_000))


@pytest.fixture(scope="module")
def expression():
    return np.random.default_rng(0).gamma(2.0, size=(3, 60, 90)).astype(np.float32)


def test_outliers_are_binomial_in_number_and_lognormal_in_size(key):
    n_genes, probability, mean, sd = MANY_GENES.size, 0.01, 0.8, 1.5
    _, factor = add_outlier_genes(MANY_GENES, key=key, probability=probability, mean=mean, sd=sd)
    outliers = np.asarray(factor)[np.asarray(factor) != 1]
    standard_error = np.sqrt(n_genes * probability * (1 - probability))
    assert abs(outliers.size - n_genes * probability) < 4 * standard_error
    assert stats.kstest(np.log(outliers), stats.norm(mean, sd).cdf).pvalue > 1e-3


def test_outlier_factors_are_shared_by_all_cells_and_blocks(key, expression):
    settings = {"key": key, "probability": 0.3, "mean": 2.0, "sd": 1.0}
    scaled, factor = add_outlier_genes(expression, **settings)
    assert factor.shape == expression.shape[-1:]
    assert np.array_equal(scaled, expression * np.asarray(factor))
    assert np.array_equal(add_outlier_genes(expression[0, :7], **settings)[1], factor)
    assert np.array_equal(add_outlier_genes(expression[..., :70], **settings)[1], factor[:70])


@pytest.mark.parametrize(("probability", "share"), [(0.0, 0.0), (1.0, 1.0)])
def test_no_gene_or_every_gene_is_an_outlier(key, probability, share):
    _, factor = add_outlier_genes(MANY_GENES, key=key, probability=probability, mean=3.0, sd=1.0)
    assert np.mean(np.asarray(factor) != 1) == share


def test_more_outliers_keep_those_that_were(key):
    factors = [
        add_outlier_genes(MANY_GENES, key=key, probability=p, mean=3.0, sd=1.0)[1]
        for p in (0.05, 0.2)
    ]
    few, many = map(np.asarray, factors)
    assert np.array_equal(many[few != 1], few[few != 1])
    assert np.sum(many != 1) > np.sum(few != 1)


def test_totals_are_the_library_sizes(key, expression):
    scaled, library_size = scale_library_size(expression, key=key, mean=7.0, sd=0.4)
    assert library_size.shape == expression.shape[:-1]
    np.testing.assert_allclose(np.sum(scaled, axis=-1, dtype=float), library_size, rtol=1e-6)
    share = expression / expression.sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(scaled / library_size[..., None], share, rtol=1e-5)


def test_log_totals_are_normal(key):
    scaled, _ = scale_library_size(np.ones((20_000, 3)), key=key, mean=4.8, sd=0.3)
    log_total = np.log(np.asarray(scaled).sum(axis=-1))
    assert stats.kstest(log_total, stats.norm(4.8, 0.3).cdf).pvalue > 1e-3


def test_all_zero_cell_stays_zero(key, expression):
    expression = expression.copy()
    expression[1, 2] = 0.0
    scaled, library_size = scale_library_size(expression, key=key, mean=7.0, sd=0.4)
    assert np.all(np.asarray(scaled[1, 2]) == 0)
    assert library_size[1, 2] > 0
    assert np.all(np.isfinite(scaled))


def test_gradient_of_an_all_zero_cell_is_finite(key):
    def total(expression):
        return scale_library_size(expression, key=key, mean=7.0, sd=0.4)[0].sum()

    assert np.all(np.isfinite(jax.grad(total)(jnp.zeros((2, 3)).at[0].set(1.0))))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"probability": 2.0}, "`probability` must be between 0 and 1, but is 2.0"),
        ({"mean": float("nan")}, "`mean` must be finite, but is nan"),
        ({"sd": -1.0}, "`sd` must be finite and at least 0, but is -1.0"),
        ({"mean": 20.0}, "An outlier factor must stay below"),
    ],
)
def test_bad_outlier_parameters_are_refused(key, change, message):
    with pytest.raises(ValueError, match=message):
        add_outlier_genes(
            np.ones((1, 2)), key=key, **({"probability": 0.1, "mean": 1.0, "sd": 1.0} | change)
        )


def test_library_sizes_beyond_what_counts_hold_are_refused(key):
    with pytest.raises(ValueError, match="A library size must stay below 1e\\+09, but `mean` = 22"):
        scale_library_size(np.ones((1, 2)), key=key, mean=22.0, sd=0.0)
