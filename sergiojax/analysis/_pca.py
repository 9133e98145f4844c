"""Principal components, with signs that stay when a data set is drawn again."""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float

from sergiojax._checks import check_count
from sergiojax._types import Matrix
from sergiojax.analysis._sparse import as_cells, column_moments, is_sparse

_PLAIN = 1 << 22  # values of a sparse matrix below which a full table is quicker
_TOLERANCE = 1e-6  # of singular values, relative


class PrincipalComponents(NamedTuple):
    """Cells in the directions of greatest variance.

    Attributes:
        coordinates: Position of every cell, on the scale of the expression.
        explained_variance: Share of the total variance along each component.
        loadings: Unit vector of each component.
    """

    coordinates: Float[np.ndarray, "cells components"]
    explained_variance: Float[np.ndarray, " components"]
    loadings: Float[np.ndarray, "components genes"]


def pca(
    expression: Matrix,
    *,
    n_components: int = 50,
    seed: int = 0,
) -> PrincipalComponents:
    """Project cells on the directions of greatest variance.

    Args:
        expression: Normalised expression, cells × genes, dense or sparse. A large sparse matrix is
            centred within the products of the solver, and never becomes a full table.
        n_components: Largest number of components; fewer with fewer cells or genes.
        seed: Seed of the randomised solver that scikit-learn chooses for large matrices, and of the
            start of the iterative one for sparse matrices.

    Returns:
        Coordinates, shares of the variance and loadings. The first gene that weighs at least half
        as much as the heaviest has a positive loading, so that drawing the data again does not
        flip the picture.

    Raises:
        ValueError: If there are fewer than two cells, or an entry is infinite or NaN.

    Example:
        >>> import numpy as np
        >>> from sergiojax.analysis import pca
        >>> pca(np.array([[0.0, 1.0], [2.0, 1.0]])).coordinates[:, 0].round(3).tolist()
        [-1.0, 1.0]
    """
    n_components = check_count("n_components", n_components)
    matrix = as_cells("Expression", expression)
    if matrix.shape[0] < 2:
        raise ValueError("Principal components need at least two cells, but there is one.")
    n_components = min(n_components, *matrix.shape)
    is_large = matrix.shape[0] * matrix.shape[1] > _PLAIN
    if is_sparse(matrix) and is_large and n_components < min(matrix.shape):
        return _sparse(matrix, n_components, seed)
    return _dense(matrix.toarray() if is_sparse(matrix) else matrix, n_components, seed)


def _dense(
    matrix: Float[np.ndarray, "cells genes"], n_components: int, seed: int
) -> PrincipalComponents:
    from sklearn.decomposition import PCA

    # Centred in float64 first: in float32, scikit-learn's covariance would lose a small variance
    # next to a large mean.
    centered = (matrix - matrix.mean(axis=0, dtype=float)).astype(np.float32)
    if not np.ptp(matrix, axis=0).any():
        return _no_variance(len(matrix), matrix.shape[1], n_components)
    model = PCA(n_components, random_state=seed)
    coordinates = model.fit_transform(centered)
    shares = model.explained_variance_ratio_
    return _with_signs(coordinates, shares, np.asarray(model.components_))


def _sparse(matrix: Matrix, n_components: int, seed: int) -> PrincipalComponents:
    """Find the singular vectors of the centred matrix by Lanczos, in products with the sparse one.

    (X - 1μ) v = X v - 1 (μ v), so centring costs one number for each product.

    Source:
        Lehoucq, Sorensen and Yang (1998), ARPACK Users' Guide, SIAM.
    """
    from scipy.sparse import csr_matrix
    from scipy.sparse import linalg as _linalg

    linalg: Any = _linalg  # SciPy's own signatures are those of the class that it makes
    n_cells, n_genes = matrix.shape
    mean, variance = column_moments(matrix)
    if not variance.any():
        return _no_variance(n_cells, n_genes, n_components)
    parts = (matrix.data.astype(float), matrix.indices, matrix.indptr)  # products in double
    cells = csr_matrix(parts, shape=matrix.shape, copy=False)
    genes = cells.T
    centered = linalg.LinearOperator(
        matrix.shape,
        matvec=lambda v: cells @ v.ravel() - mean @ v.ravel(),
        rmatvec=lambda u: genes @ u.ravel() - mean * u.sum(),
        dtype=float,
    )
    start = np.random.default_rng(seed).normal(size=min(matrix.shape))
    found = linalg.svds(centered, n_components, v0=start, tol=_TOLERANCE, solver="arpack")
    u, s, loadings = found[0][:, ::-1], found[1][::-1], found[2][::-1]  # the largest first
    share = s**2 / (matrix.shape[0] * variance.sum())
    return _with_signs(u * s, share, loadings)


def _with_signs(
    coordinates: Float[np.ndarray, "cells components"],
    share: Float[np.ndarray, " components"],
    loadings: Float[np.ndarray, "components genes"],
) -> PrincipalComponents:
    sign = _signs(loadings)
    return PrincipalComponents(
        (coordinates * sign).astype(np.float32),
        share.astype(np.float32),
        (loadings * sign[:, None]).astype(np.float32),
    )


def _signs(loadings: Float[np.ndarray, "components genes"]) -> Float[np.ndarray, " components"]:
    weight = np.abs(loadings)
    leading = np.argmax(weight >= weight.max(axis=1, keepdims=True) / 2, axis=1)
    return np.where(loadings[np.arange(len(loadings)), leading] < 0, -1.0, 1.0)


def _no_variance(n_cells: int, n_genes: int, n_components: int) -> PrincipalComponents:
    """Put identical cells on one spot; scikit-learn would divide by their variance of 0."""
    return PrincipalComponents(
        np.zeros((n_cells, n_components), np.float32),
        np.zeros(n_components, np.float32),
        np.eye(n_components, n_genes, dtype=np.float32),
    )
