"""Sparse matrices by rows in as little memory as possible: 32-bit values and indices."""

from typing import Any

import numpy as np
import scipy.sparse

from sergiojax._types import Matrix

_MOST_INDEX = np.iinfo(np.int32).max


def to_csr(matrix: Matrix) -> Matrix:
    """Return a sparse matrix as CSR; a dense one is returned unchanged.

    Values of 64 bits become float32 and indices of 64 bits int32 first, so that the copy that the
    change of order needs is a small one. The parts of the given matrix may be replaced.
    """
    if not scipy.sparse.issparse(matrix):
        return matrix
    if matrix.format not in ("csr", "csc"):
        matrix = matrix.tocsr()
    if matrix.dtype.itemsize > 4:
        matrix.data = matrix.data.astype(np.float32)
    if matrix.indices.dtype.itemsize > 4 and max(matrix.nnz, *matrix.shape) <= _MOST_INDEX:
        matrix.indices = matrix.indices.astype(np.int32)
        matrix.indptr = matrix.indptr.astype(np.int32)
    return scipy.sparse.csr_matrix(matrix)


def read_csr(
    data: Any, indices: Any, indptr: Any, shape: tuple[int, int]
) -> scipy.sparse.csr_matrix:
    """Return the CSR matrix of three arrays of an HDF5 file, which HDF5 converts as it reads.

    Args:
        data: Values.
        indices: Column of every value.
        indptr: Where rows begin and end.
        shape: Rows and columns.
    """
    index = np.int32 if max(len(indices), *shape) <= _MOST_INDEX else np.int64
    parts = [_read(part, kind) for part, kind in ((data, np.float32), (indices, index))]
    ends = np.asarray(indptr[:], np.int64).astype(index)
    made = scipy.sparse.csr_matrix(shape, dtype=np.float32)
    made.data, made.indices, made.indptr = *parts, ends  # set, as the constructor trusts them
    return made


def _read(array: Any, dtype: Any) -> np.ndarray:
    values = np.empty(array.shape, dtype)
    if values.size:
        array.read_direct(values)
    return values
