"""Sums and moments of cells in blocks, which are those of the whole matrix."""

import numpy as np
import pytest
import scipy.sparse

from sergiojax.analysis import _sparse


@pytest.fixture(scope="module")
def matrix():
    return np.random.default_rng(0).poisson(0.7, size=(37, 11))


@pytest.mark.parametrize("most", [1, 40, 10**6])
def test_blocks_cover_every_cell_once(matrix, most):
    for each in (matrix, scipy.sparse.csr_matrix(matrix), np.zeros((4, 0))):
        rows = [row for block in _sparse.row_blocks(each, most) for row in range(37)[block]]
        assert rows == list(range(len(matrix) if each.shape[1] else 4))


def test_totals_and_moments_are_those_of_the_table(matrix, monkeypatch):
    monkeypatch.setattr(_sparse, "_BLOCK", 50)
    for each in (matrix, scipy.sparse.csr_matrix(matrix), scipy.sparse.csr_array(matrix)):
        np.testing.assert_allclose(_sparse.row_sums(each), matrix.sum(axis=1))
        mean, variance = _sparse.column_moments(each)
        np.testing.assert_allclose(mean, matrix.mean(axis=0))
        np.testing.assert_allclose(variance, matrix.var(axis=0))


def test_values_in_the_same_places_share_them(matrix):
    sparse = scipy.sparse.csr_matrix(matrix)
    found = _sparse.with_values(sparse, sparse.data * 2)
    assert np.shares_memory(found.indices, sparse.indices)
    assert np.array_equal(found.toarray(), 2 * matrix)
