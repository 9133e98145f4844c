"""Sums by cell and by gene against numpy, and how they belong together."""

import numpy as np
import pytest
import scipy.sparse

from sergiojax.analysis import cell_summary


def test_summary_agrees_with_numpy():
    counts = np.random.default_rng(0).poisson(1.0, size=(50, 7))
    summary = cell_summary(counts)
    assert np.array_equal(summary.library_size, counts.sum(axis=1))
    assert np.array_equal(summary.genes_detected, (counts > 0).sum(axis=1))
    assert np.array_equal(summary.zeros + summary.genes_detected, np.full(50, 7))
    np.testing.assert_allclose(summary.gene_mean, counts.mean(axis=0), rtol=1e-6)
    np.testing.assert_allclose(summary.gene_variance, counts.var(axis=0), rtol=1e-6)
    np.testing.assert_allclose(summary.gene_zero_share, (counts == 0).mean(axis=0), rtol=1e-6)


def test_small_variance_beside_a_large_mean_is_kept():
    counts = np.array([[1e6], [1e6 + 1], [1e6 + 2]])
    assert cell_summary(counts).gene_variance[0] == pytest.approx(2 / 3)


def test_negative_counts_are_refused():
    with pytest.raises(ValueError, match="Counts must be finite and not negative"):
        cell_summary(np.array([[1.0, -1.0]]))


def test_sparse_counts_are_summarised_without_a_full_table():
    counts = np.random.default_rng(0).poisson(0.4, size=(50, 20))
    sparse = scipy.sparse.csr_matrix(counts)
    sparse.data[:3] = 0  # a file may store zeros
    for found, truth in zip(cell_summary(sparse), cell_summary(sparse.toarray()), strict=True):
        np.testing.assert_allclose(found, truth, rtol=1e-6)
