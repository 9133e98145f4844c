"""The copula: its correlation is Ledoit and Wolf's, and its cells have the moments they must."""

import jax
import numpy as np
import pytest
import scipy.sparse as sp
from scipy.stats import nbinom
from sklearn.covariance import ledoit_wolf

from sergiojax.analysis.realism import draw_copula, fit_copula
from sergiojax.analysis.realism._copula import _correlation, _quantiles


@pytest.mark.parametrize("shape", [(30, 50), (50, 30), (80, 3)])
def test_factor_and_ridge_are_the_correlation_of_ledoit_and_wolf(shape):
    rng = np.random.default_rng(0)
    scores = rng.normal(size=shape) @ rng.normal(size=(shape[1], shape[1]))
    covariance, _ = ledoit_wolf(scores)
    spread = np.sqrt(np.diag(covariance))
    factor, ridge = _correlation(scores)
    found = factor.T @ factor + np.diag(ridge**2 - 1e-6)
    np.testing.assert_allclose(found, covariance / spread[:, None] / spread[None], atol=1e-12)


def test_quantiles_are_those_of_the_negative_binomial():
    mean, size = (
        np.array([0.0, 0.3, 5.0, 80.0, 900.0, 480.0]),
        np.array([1, 0.05, 2, 1000, 3, 1000]),
    )
    uniform = np.random.default_rng(1).random((200, 6)).astype(np.float32)
    expected = nbinom.ppf(uniform.astype(float), size, size / (size + mean))
    expected[:, 0] = 0
    np.testing.assert_array_equal(_quantiles(uniform, mean, size), expected)


def test_drawn_cells_keep_means_zeros_and_correlation():
    rng, n = np.random.default_rng(2), 4_000
    depth = rng.gamma(4, 0.25, n)[:, None]
    counts = rng.poisson(depth * np.array([[0.5, 2.0, 8.0, 8.0]]))
    counts[:, 3] = rng.permutation(counts[:, 3])
    drawn = draw_copula(
        fit_copula(counts, np.zeros(n, int), 1), np.zeros(n, int), key=jax.random.key(0)
    )
    error = counts.std(0) / np.sqrt(n)
    assert (np.abs(drawn.mean(0) - counts.mean(0)) < 6 * error).all()
    assert np.abs((drawn == 0).mean(0) - (counts == 0).mean(0)).max() < 0.04
    found, expected = np.corrcoef(drawn.T), np.corrcoef(counts.T)
    assert np.abs(found - expected).max() < 0.11  # spreading equal counts loses some
    assert found[1, 2] > 0.35
    assert abs(found[2, 3]) < 0.1


def test_types_keep_their_means_shrunk_to_all_cells():
    counts = np.repeat([[0, 10], [10, 0]], [2, 98], axis=0)
    kind = np.repeat([0, 1], [2, 98])
    fit = fit_copula(counts, kind, 3)
    weight = 2 / 5
    np.testing.assert_allclose(
        fit.mean[0], weight * np.array([0, 10]) + (1 - weight) * counts.mean(0)
    )
    np.testing.assert_allclose(fit.mean[2], counts.mean(0), rtol=1e-6)  # a type without cells
    assert fit.first[0] == fit.first[2] != fit.first[1]  # both have the correlation of all cells


def test_genes_and_cells_without_counts_stay_so():
    counts = np.random.default_rng(3).poisson(2.0, (40, 6))
    counts[:, 2], counts[5] = 0, 0
    drawn = draw_copula(
        fit_copula(counts, np.zeros(40, int), 1), np.zeros(60, int), key=jax.random.key(0)
    )
    assert not drawn[:, 2].any()
    assert drawn.dtype == np.int32


def test_one_cell_is_enough(key):
    fit = fit_copula(np.array([[3, 0, 7]]), np.array([0]), 1)
    assert draw_copula(fit, np.array([0, 0, 0]), key=key).shape == (3, 3)
    assert draw_copula(fit, np.zeros(0, int), key=key).shape == (0, 3)


def test_sparse_counts_give_the_same_fit_and_a_key_the_same_cells(key):
    counts = np.random.default_rng(4).poisson(0.7, (50, 12))
    kind = np.arange(50) % 2
    dense, sparse = fit_copula(counts, kind, 2), fit_copula(sp.csr_matrix(counts), kind, 2)
    for one, other in zip(dense, sparse, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)
    drawn = [draw_copula(dense, kind, key=each) for each in (key, key, jax.random.key(9))]
    np.testing.assert_array_equal(drawn[0], drawn[1])
    assert (drawn[0] != drawn[2]).any()


@pytest.mark.parametrize(
    ("counts", "kind", "sentence"),
    [
        (np.full((3, 2), 0.5), [0, 0, 0], "needs whole counts"),
        (np.full((3, 2), -1), [0, 0, 0], "must be finite and not negative, but one is -1"),
        (np.ones((3, 2)), [0, 0], r"one number per cell \(3\), but has shape \(2,\)"),
        (np.ones((3, 2)), [0, 0, 2], "must be from 0 to 1, but goes from 0 to 2"),
    ],
)
def test_counts_that_it_cannot_be_fitted_to_are_refused(counts, kind, sentence):
    with pytest.raises(ValueError, match=sentence):
        fit_copula(counts, np.array(kind), 2)
