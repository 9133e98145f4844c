"""Variance of genes: against the whole table, with the sparse matrix, and what is kept."""

import numpy as np
import pytest
import scipy.sparse

from sergiojax.analysis import _sparse, gene_variance, normalize, variable_genes


@pytest.fixture
def counts(monkeypatch):
    monkeypatch.setattr(_sparse, "_BLOCK", 100)  # several blocks
    found = np.random.default_rng(0).poisson(np.geomspace(0.1, 20, 15), size=(60, 15))
    found[3] = 0
    return found


@pytest.mark.parametrize("library_size", ["median", 1e4, None])
def test_the_variance_is_that_of_the_normalised_table(counts, library_size):
    truth = normalize(counts, library_size=library_size).var(axis=0)
    for matrix in (counts, scipy.sparse.csr_matrix(counts)):
        found = gene_variance(matrix, library_size=library_size)
        np.testing.assert_allclose(found, truth, rtol=1e-4, atol=1e-6)


def test_it_says_how_far_it_is(counts):
    heard = []
    gene_variance(counts, progress=heard.append)
    assert len(heard) > 2
    assert heard[-1].share < 1


def test_cells_without_expression_have_no_variance():
    assert not gene_variance(np.zeros((3, 4))).any()


def test_the_genes_that_vary_most_are_kept_in_their_order():
    variance = np.array([0.1, 3.0, 0.2, 3.0])
    assert variable_genes(variance, 2).tolist() == [1, 3]
    assert variable_genes(variance, 9).tolist() == [0, 1, 2, 3]
    with pytest.raises(ValueError, match="`n_genes` must be at least 1"):
        variable_genes(variance, 0)
