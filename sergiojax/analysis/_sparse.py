"""Sparse matrices of cells: checked as they are, and gone through in blocks of rows.

Real cells have one value in ten or twenty above zero. 50,000 cells of 30,000 genes take 1 GB as a
sparse matrix and 6 GB as a full table, which nothing here makes.
"""

from collections.abc import Iterator

import numpy as np
import scipy.sparse
from jaxtyping import Float, Shaped

from sergiojax._types import Matrix
from sergiojax.analysis._inputs import as_matrix

_BLOCK = 1 << 21  # values at once


def is_sparse(matrix: Matrix) -> bool:
    """Return whether a matrix is one of SciPy's sparse ones."""
    return bool(scipy.sparse.issparse(matrix))


def as_cells(name: str, values: Matrix, *, signed: bool = True) -> Matrix:
    """Return cells as a float32 matrix: sparse by rows if they were sparse, else a plain array.

    Args:
        name: What the values are, for the message.
        values: The matrix, cells first.
        signed: Whether negative values are allowed.

    Raises:
        ValueError: If it is empty, or an entry is NaN, infinite or out of bounds.
    """
    if not is_sparse(values):
        return as_matrix(name, values, signed=signed)
    if 0 in values.shape:
        raise ValueError(
            f"{name} must be a matrix with at least one cell and one column, "
            f"but its shape is {values.shape}."
        )
    rows = scipy.sparse.csr_matrix(values, copy=False)
    stored = rows.data
    first = _first_improper(stored, signed=signed)
    if first is not None:
        cell = int(np.searchsorted(rows.indptr, first, side="right")) - 1
        need = "finite" if signed else "finite and not negative"
        raise ValueError(
            f"{name} must be {need}, but is {stored[first]:g} in cell {cell}, "
            f"column {rows.indices[first]}."
        )
    return with_values(rows, stored.astype(np.float32, copy=False))


def _first_improper(values: Shaped[np.ndarray, " stored"], *, signed: bool) -> int | None:
    """Return the place of the first value that is not finite, or negative; None if all are fine."""
    for start in range(0, values.size, _BLOCK):
        part = values[start : start + _BLOCK]
        proper = np.isfinite(part) if signed else np.isfinite(part) & (part >= 0)
        if not proper.all():
            return start + int(np.argmin(proper))
    return None


def with_values(matrix: Matrix, values: Shaped[np.ndarray, " stored"]) -> Matrix:
    """Return a sparse matrix by rows with other values in the same places, which both share."""
    parts = (values, matrix.indices, matrix.indptr)
    return scipy.sparse.csr_matrix(parts, shape=matrix.shape, copy=False)


def row_blocks(matrix: Matrix, most: int | None = None) -> Iterator[slice]:
    """Divide cells into blocks of about equally many values, so that copies stay small.

    Args:
        matrix: Cells × columns, dense or sparse.
        most: Values that a block may hold; a block has at least one cell. By default two
            million.
    """
    n_cells = matrix.shape[0]
    n_values = matrix.nnz if is_sparse(matrix) else matrix.size
    n_rows = max(int((most or _BLOCK) * n_cells / max(n_values, 1)), 1)
    for first in range(0, n_cells, n_rows):
        yield slice(first, min(first + n_rows, n_cells))


def row_sums(matrix: Matrix) -> Float[np.ndarray, " cells"]:
    """Return the total of every cell."""
    if not is_sparse(matrix):
        return matrix.sum(axis=1, dtype=float)
    total = np.zeros(matrix.shape[0])
    for rows in row_blocks(matrix):  # SciPy's own sum copies the whole matrix
        total[rows] = np.asarray(matrix[rows].sum(axis=1, dtype=float)).ravel()
    return total


def column_moments(
    matrix: Matrix,
) -> tuple[Float[np.ndarray, " columns"], Float[np.ndarray, " columns"]]:
    """Return mean and variance of every column over all cells, zeros included."""
    n_cells, n_columns = matrix.shape
    mean, square = np.zeros(n_columns), np.zeros(n_columns)
    for rows in row_blocks(matrix):
        mean += _sums(matrix[rows], np.zeros(n_columns), power=1) / n_cells
    # A second pass, since the difference of large sums would lose a small variance.
    for rows in row_blocks(matrix):
        square += _sums(matrix[rows], mean, power=2)
    return mean, square / n_cells


def _sums(
    block: Matrix, origin: Float[np.ndarray, " columns"], *, power: int
) -> Float[np.ndarray, " columns"]:
    """Return the sum of every column's (x - origin)^power, in double precision."""
    if not is_sparse(block):
        return ((np.asarray(block, float) - origin) ** power).sum(axis=0)
    n_columns = block.shape[1]
    distance = (block.data.astype(float) - origin[block.indices]) ** power
    missing = block.shape[0] - np.bincount(block.indices, minlength=n_columns)
    return np.bincount(block.indices, distance, n_columns) + missing * (-origin) ** power
