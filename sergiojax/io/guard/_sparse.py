"""Checks of whole sparse matrices before anything calculates with them.

SciPy's compiled loops trust a matrix: an index out of range would read or write other memory of the
process, and crash it or show that memory as expression.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import scipy.sparse
from anndata import AnnData

from sergiojax._types import Matrix
from sergiojax.io.guard._limits import CellsFileError, quote, refuse_all


def check_matrices(adata: AnnData, name: str) -> None:
    """Check every sparse matrix of cells that were just read, and sort the entries of its rows.

    Args:
        adata: The cells.
        name: The file, as messages call it.

    Raises:
        CellsFileError: If one is damaged; the message names it.
    """
    with refuse_all(name, "file of cells"):
        for place, matrix in _sparse_matrices(adata):
            check_sparse(matrix, name, place)


def check_sparse(matrix: Matrix, name: str, place: str) -> None:
    """Check one matrix in CSR or CSC form, and sort the entries of its rows.

    Args:
        matrix: The matrix.
        name: The file, as messages call it.
        place: Where the matrix is in the file.

    Raises:
        CellsFileError: If it is damaged.
    """
    problem = _problem(matrix)
    if problem:
        raise CellsFileError(f"{name} has a damaged sparse matrix at {quote(place)}: {problem}.")


def _problem(matrix: Matrix) -> str:
    """Return what is wrong with a matrix in CSR or CSC form; empty if nothing is."""
    indptr, n_entries = matrix.indptr, len(matrix.indices)
    major, minor = matrix.shape if matrix.format == "csr" else matrix.shape[::-1]
    if len(indptr) != major + 1 or len(matrix.data) != n_entries:
        return "its parts differ in length"
    if indptr[0] != 0 or indptr[-1] != n_entries or np.any(indptr[1:] < indptr[:-1]):
        return f"its rows do not end at the {n_entries:,} entries"
    if n_entries and (matrix.indices.min() < 0 or matrix.indices.max() >= minor):
        return f"an index is not one of 0 to {minor - 1:,}"
    matrix.check_format(full_check=True)
    matrix.sort_indices()
    return "" if matrix.has_canonical_format else "an entry is there twice"


def _sparse_matrices(adata: AnnData) -> Iterator[tuple[str, Matrix]]:
    parts: dict[str, Any] = {"X": adata.X, "uns": adata.uns}
    parts |= {name: getattr(adata, name) for name in ("layers", "obsm", "varm", "obsp", "varp")}
    raw: Any = adata.raw
    if raw is not None:
        parts |= {"raw/X": raw.X, "raw/varm": raw.varm}
    waiting = list(parts.items())
    while waiting:
        place, part = waiting.pop()
        if scipy.sparse.issparse(part):
            yield place, part
        elif hasattr(part, "items") and not hasattr(part, "dtypes"):  # a mapping, not a table
            waiting += [(f"{place}/{key}", part[key]) for key in part]
