"""Principal components against the singular value decomposition, and the choice of signs."""

import numpy as np
import pytest
import scipy.sparse

from sergiojax.analysis import pca


def cells(n_cells, n_genes, seed=0):
    rng = np.random.default_rng(seed)
    spread = np.geomspace(5.0, 0.1, n_genes)
    mixing = np.linalg.qr(np.random.default_rng(99).normal(size=(n_genes, n_genes)))[0]
    return (rng.normal(size=(n_cells, n_genes)) * spread) @ mixing


def truth(matrix):
    centered = matrix - matrix.mean(axis=0)
    u, s, _ = np.linalg.svd(centered, full_matrices=False)
    return u * s, s**2 / np.sum(s**2)


@pytest.mark.parametrize("offset", [0.0, 100.0])
def test_components_are_those_of_the_decomposition(offset):
    matrix = cells(200, 8) + offset
    result = pca(matrix, n_components=5)
    coordinates, share = truth(matrix)
    np.testing.assert_allclose(np.abs(result.coordinates), np.abs(coordinates[:, :5]), atol=2e-3)
    np.testing.assert_allclose(result.explained_variance, share[:5], rtol=1e-4)
    np.testing.assert_allclose(
        result.coordinates, (matrix - matrix.mean(axis=0)) @ result.loadings.T, atol=2e-3
    )


def test_signs_survive_another_draw_of_the_same_kind():
    first, second = (pca(cells(500, 6, seed), n_components=2).loadings for seed in (1, 2))
    assert np.all(np.sum(first * second, axis=1) > 0.9)


def test_sign_does_not_hang_on_a_tie():
    # A toggle switch: both genes weigh the same, one with the other sign.
    rng = np.random.default_rng(0)
    for _ in range(20):
        level = rng.normal(size=(100, 1))
        matrix = np.hstack([level, -level]) + 0.01 * rng.normal(size=(100, 2))
        assert pca(matrix, n_components=1).loadings[0, 0] > 0


def test_equal_seeds_give_equal_bytes_where_the_solver_is_random():
    matrix = np.random.default_rng(0).normal(size=(600, 1200))
    first, again = (pca(matrix, n_components=3, seed=7) for _ in range(2))
    assert first.coordinates.tobytes() == again.coordinates.tobytes()
    assert first.coordinates.dtype == np.float32


@pytest.mark.parametrize(("shape", "n_components"), [((2, 10), 2), ((30, 3), 3), ((30, 1), 1)])
def test_there_are_no_more_components_than_cells_or_genes(shape, n_components):
    result = pca(np.random.default_rng(0).normal(size=shape))
    assert result.coordinates.shape == (shape[0], n_components)
    assert result.loadings.shape == (n_components, shape[1])


def test_equal_cells_lie_on_one_spot():
    result = pca(np.ones((5, 3)))
    assert not result.coordinates.any()
    assert not result.explained_variance.any()


def test_one_cell_is_refused():
    with pytest.raises(ValueError, match="at least two cells"):
        pca(np.ones((1, 3)))


def test_nan_is_refused():
    with pytest.raises(ValueError, match="nan in cell 1, column 0"):
        pca(np.array([[0.0, 1.0], [np.nan, 1.0]]))


def counts(n_cells, n_genes):
    """Log counts of six kinds of cells, one value in five above zero."""
    rng = np.random.default_rng(0)
    level = rng.gamma(0.3, 0.8, size=(6, n_genes))
    return np.log1p(rng.poisson(level[rng.integers(0, 6, n_cells)]).astype(np.float32))


def test_a_large_sparse_matrix_has_the_components_of_the_full_table(monkeypatch):
    matrix = counts(300, 120)
    dense = pca(matrix, n_components=5)
    monkeypatch.setattr("sergiojax.analysis._pca._PLAIN", 0)
    sparse = pca(scipy.sparse.csr_matrix(matrix), n_components=5)
    np.testing.assert_allclose(sparse.coordinates, dense.coordinates, atol=1e-4)
    np.testing.assert_allclose(sparse.explained_variance, dense.explained_variance, rtol=1e-5)
    np.testing.assert_allclose(sparse.loadings, dense.loadings, atol=1e-4)
    again = pca(scipy.sparse.csr_matrix(matrix), n_components=5)
    assert again.coordinates.tobytes() == sparse.coordinates.tobytes()


def test_a_sparse_matrix_is_never_made_a_full_table(monkeypatch):
    matrix = scipy.sparse.csr_matrix(counts(3_000, 1_500))
    for name in ("toarray", "todense"):
        monkeypatch.setattr(scipy.sparse.csr_matrix, name, lambda *_: pytest.fail("densified"))
    assert pca(matrix, n_components=3).coordinates.shape == (3_000, 3)


@pytest.mark.parametrize("shape", [(2, 5), (5, 1), (3, 3)])
def test_a_small_sparse_matrix_may_have_all_its_components(shape, monkeypatch):
    monkeypatch.setattr("sergiojax.analysis._pca._PLAIN", 0)
    matrix = np.random.default_rng(0).poisson(1.0, shape).astype(np.float32)
    matrix[0, 0] = 7
    found = pca(scipy.sparse.csr_matrix(matrix))
    np.testing.assert_allclose(found.coordinates, pca(matrix).coordinates, atol=1e-5)
    assert not pca(scipy.sparse.csr_matrix(np.ones((9, 7))), n_components=2).coordinates.any()
