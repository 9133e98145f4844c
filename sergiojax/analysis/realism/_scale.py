"""The scale of the card: log-normalised cells, and principal components of both sides together."""

from typing import NamedTuple

import numpy as np
import scipy.linalg
import scipy.sparse as sp
from jaxtyping import Float

from sergiojax._types import Matrix
from sergiojax.analysis._pca import pca

MOST_COMPONENTS = 50
_MOST_EXACT = 2_000  # genes or cells; more take the eigenvectors of their covariance too long


class Components(NamedTuple):
    """A space that other cells can be put into.

    Attributes:
        mean: Its origin, on the scale of the cells.
        loadings: Unit vector of each component.
    """

    mean: Float[np.ndarray, " genes"]
    loadings: Float[np.ndarray, "components genes"]

    def place(self, cells: Matrix) -> Float[np.ndarray, "cells components"]:
        """Return the coordinates of cells, dense or sparse; sparse ones stay so."""
        return np.asarray(cells @ self.loadings.T) - (self.loadings @ self.mean)[None]


def library_sizes(cells: Matrix) -> Float[np.ndarray, " cells"]:
    """Return the total of every cell, dense or sparse."""
    return np.asarray(cells.sum(axis=1, dtype=float)).ravel()


def median_library(cells: Matrix) -> float:
    """Return the median total of the cells that have any; 1 if none has."""
    total = library_sizes(cells)
    return float(np.median(total[total > 0])) if (total > 0).any() else 1.0


def log_scaled(cells: Matrix, size: float) -> Matrix:
    """Return log(1 + share · size) of every cell, dense or sparse; empty cells stay 0."""
    total = library_sizes(cells)
    scale = np.divide(size, total, out=np.zeros_like(total), where=total > 0).astype(np.float32)
    if sp.issparse(cells):
        return (sp.diags_array(scale) @ cells.astype(np.float32)).tocsr().log1p()
    return np.log1p(cells.astype(np.float32) * scale[:, None])


def shared_components(
    one: Float[np.ndarray, "cells genes"], other: Float[np.ndarray, "other_cells genes"]
) -> Components:
    """Return the principal components of two sets together, centred and not scaled.

    There are min(50, genes − 1, cells of both − 1) of them, at least 1. A direction that only one
    set has is among them.
    """
    both = np.concatenate([one, other])
    n_cells, n_genes = both.shape
    n_components = max(1, min(MOST_COMPONENTS, n_genes - 1, n_cells - 1))
    mean = both.mean(axis=0, dtype=float).astype(np.float32)
    if min(both.shape) > _MOST_EXACT:
        return Components(mean, pca(both, n_components=n_components).loadings)
    both -= mean
    if n_genes <= n_cells:
        return Components(mean, _leading(both.T @ both, n_components).T)
    cells = _leading(both @ both.T, n_components)
    loadings = cells.T @ both
    length = np.linalg.norm(loadings, axis=1, keepdims=True)
    return Components(mean, np.divide(loadings, length, out=loadings, where=length > 0))


def _leading(
    product: Float[np.ndarray, "n n"], n_components: int
) -> Float[np.ndarray, "n components"]:
    """Return the eigenvectors of the largest eigenvalues, the largest first."""
    n = len(product)
    vectors = scipy.linalg.eigh(product, subset_by_index=(n - n_components, n - 1))[1]
    return np.ascontiguousarray(vectors[:, ::-1])
