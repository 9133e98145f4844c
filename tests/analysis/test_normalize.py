"""Logarithms and z-scores: totals, constant genes, and what is refused."""

import numpy as np
import pytest
import scipy.sparse
from sklearn.preprocessing import StandardScaler

from sergiojax.analysis import normalize, zscore


@pytest.fixture(scope="module")
def counts():
    return np.random.default_rng(0).poisson(3.0, size=(40, 12))


def test_cells_reach_the_median_library_size(counts):
    counts = np.vstack([counts, np.zeros((1, 12), int)])
    normal = normalize(counts)
    total = np.expm1(normal.astype(float)).sum(axis=1)
    np.testing.assert_allclose(total[:-1], np.median(counts[:-1].sum(axis=1)), rtol=1e-5)
    assert total[-1] == 0
    assert normal.dtype == np.float32


def test_cells_reach_a_library_size_of_choice_and_keep_their_proportions(counts):
    scaled = np.expm1(normalize(counts, library_size=1e4).astype(float))
    np.testing.assert_allclose(scaled.sum(axis=1), 1e4, rtol=1e-5)
    np.testing.assert_allclose(scaled, 1e4 * counts / counts.sum(axis=1)[:, None], rtol=1e-4)


def test_clean_expression_keeps_its_totals(counts):
    np.testing.assert_allclose(normalize(counts, library_size=None), np.log1p(counts), rtol=1e-6)


def test_cells_without_any_expression_stay_zero():
    assert np.array_equal(normalize(np.zeros((3, 4))), np.zeros((3, 4)))


def test_zscores_are_those_of_scikit_learn(counts):
    truth = StandardScaler().fit_transform(counts.astype(float))
    np.testing.assert_allclose(zscore(counts), truth, atol=1e-5)


def test_constant_gene_has_zscore_zero():
    # 0.1 is no binary fraction: the mean of many is rounded, and their deviation is not 0.
    expression = np.column_stack([np.full(1001, 0.1), np.arange(1001.0)])
    assert np.array_equal(zscore(expression)[:, 0], np.zeros(1001))


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ([[1.0, -2.0]], "finite and not negative, but is -2 in cell 0, column 1"),
        ([[1.0, np.nan]], "but is nan"),
        (np.zeros((0, 3)), r"its shape is \(0, 3\)"),
    ],
)
def test_bad_expression_is_refused(expression, message):
    with pytest.raises(ValueError, match=message):
        normalize(np.asarray(expression))


def test_bad_library_size_is_refused():
    with pytest.raises(ValueError, match="`library_size` must be positive and finite, but is 0"):
        normalize(np.ones((1, 2)), library_size=0.0)


def test_sparse_counts_stay_sparse_and_have_the_same_values(counts):
    sparse = scipy.sparse.csr_matrix(np.where(counts > 3, counts, 0))
    for size in ("median", 100.0, None):
        found = normalize(sparse, library_size=size)
        assert scipy.sparse.issparse(found)
        np.testing.assert_allclose(
            found.toarray(), normalize(sparse.toarray(), library_size=size), rtol=1e-6
        )


def test_some_genes_are_scaled_by_the_totals_of_whole_cells(counts):
    total = counts.sum(axis=1)
    for matrix in (counts, scipy.sparse.csr_matrix(counts)):
        some = normalize(matrix[:, :3], total=total)
        some = some.toarray() if scipy.sparse.issparse(some) else some
        np.testing.assert_allclose(some, normalize(counts)[:, :3], rtol=1e-6)
    with pytest.raises(ValueError, match=r"one value per cell \(40\), but has 3"):
        normalize(counts, total=np.ones(3))


def test_a_bad_value_of_a_sparse_matrix_is_named():
    matrix = scipy.sparse.csr_matrix(([1.0, -2.0], ([0, 2], [1, 0])), shape=(3, 2))
    with pytest.raises(ValueError, match="not negative, but is -2 in cell 2, column 0"):
        normalize(matrix)
