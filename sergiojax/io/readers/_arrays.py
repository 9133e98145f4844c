"""Cells of an npz archive: a sparse matrix of SciPy, or arrays with names by which to know them."""

from pathlib import Path

import numpy as np
import scipy.sparse

from sergiojax._types import Labels, Matrix
from sergiojax.io.guard import MOST_BYTES, Budget, check_sparse, load_all_arrays, quote
from sergiojax.io.readers._csr import to_csr
from sergiojax.io.readers._opened import OpenedCells, assemble

_KIND = "npz archive"
_MATRIX = ("X", "counts", "matrix", "expression", "x", "data", "arr_0")
_GENES = ("genes", "gene_names", "var_names", "features", "symbols", "gene")
_CELLS = ("cells", "barcodes", "obs_names", "cell_names")
_SPARSE = {"format", "shape", "data"}


def read_arrays(
    source: str | Path | bytes, name: str, *, most_bytes: int = MOST_BYTES
) -> OpenedCells:
    """Read cells that `scipy.sparse.save_npz` or `numpy.savez` wrote.

    Args:
        source: Path, or the content.
        name: The archive, as messages call it.
        most_bytes: Memory that the arrays may take.

    Raises:
        CellsFileError: If it is damaged, or there is no matrix in it.
    """
    arrays = load_all_arrays(source, name, most_bytes=most_bytes)
    budget = Budget(name, most_bytes)
    matrix = _sparse(arrays, budget) if set(arrays) >= _SPARSE else _dense(arrays, budget)
    genes, cells = _texts(arrays, _GENES), _texts(arrays, _CELLS)
    notes: tuple[str, ...] = ()
    n_rows, n_columns = matrix.shape
    if genes is not None and len(genes) == n_rows != n_columns:
        matrix = to_csr(matrix.T) if scipy.sparse.issparse(matrix) else matrix.T
        notes = ("Genes were in the rows, so the matrix was transposed.",)
    n_cells, n_genes = matrix.shape
    if genes is None:
        genes = [f"gene {number}" for number in range(n_genes)]
        notes = (*notes, "The archive does not name its genes, so they have numbers.")
    for words, length, what in ((genes, n_genes, "genes"), (cells, n_cells, "cells")):
        if words is not None and len(words) != length:
            raise budget.refuse(
                f"names {len(words):,} {what}, but its matrix is {n_rows:,} × {n_columns:,}."
            )
    labels = _labels(arrays, n_cells)
    return assemble(matrix, genes, name=name, kind=_KIND, cells=cells, labels=labels, notes=notes)


def _sparse(arrays: dict[str, np.ndarray], budget: Budget) -> Matrix:
    """Build what `save_npz` took apart; SciPy's own reader trusts the parts."""
    kind, shape = str(arrays["format"].astype(str)), arrays["shape"]
    if shape.shape != (2,) or shape.dtype.kind not in "iu" or shape.min() < 0:
        raise budget.refuse("has a sparse matrix without a shape.")
    rows, columns = (int(n) for n in shape)
    wanted = ("row", "col") if kind == "coo" else ("indices", "indptr")
    if kind not in ("csr", "csc", "coo") or not set(wanted) <= set(arrays):
        raise budget.refuse(
            f"has a sparse matrix of the kind {quote(kind)}. Save it as CSR: "
            "scipy.sparse.save_npz(file, X.tocsr())."
        )
    first, second, values = (arrays.pop(each) for each in (*wanted, "data"))
    whole = all(each.dtype.kind in "iu" and each.ndim == 1 for each in (first, second))
    if not whole or values.ndim != 1 or values.dtype.kind not in "biuf":
        raise budget.refuse("has a sparse matrix that is not made of numbers.")
    if kind == "coo":
        return _from_entries(values, first, second, (rows, columns), budget)
    made = (scipy.sparse.csr_matrix if kind == "csr" else scipy.sparse.csc_matrix)((0, 0))
    made._shape = (rows, columns)
    made.data, made.indices, made.indptr = values, first, second
    check_sparse(made, budget.name, "data")
    return to_csr(made)


def _from_entries(
    values: np.ndarray,
    row: np.ndarray,
    column: np.ndarray,
    shape: tuple[int, int],
    budget: Budget,
) -> Matrix:
    for places, length in ((row, shape[0]), (column, shape[1])):
        if len(places) != len(values) or (
            len(places) and (places.min() < 0 or places.max() >= length)
        ):
            raise budget.refuse("has a sparse matrix with a value outside its shape.")
    return to_csr(scipy.sparse.coo_matrix((values, (row, column)), shape=shape))


def _dense(arrays: dict[str, np.ndarray], budget: Budget) -> np.ndarray:
    numeric = {k: v for k, v in arrays.items() if v.ndim == 2 and v.dtype.kind in "biuf"}
    key = next((name for name in _MATRIX if name in numeric), None)
    if key is None and len(numeric) == 1:
        key = next(iter(numeric))
    if key is None:
        found = ", ".join(map(quote, list(arrays)[:6])) or "none"
        raise budget.refuse(
            f"holds the arrays {found}, of which none is a matrix of cells. Call it X, and the "
            "names of its columns genes."
        )
    return numeric[key].astype(np.float32)


def _texts(arrays: dict[str, np.ndarray], names: tuple[str, ...]) -> list[str] | None:
    for name in names:
        if name in arrays and arrays[name].ndim == 1 and arrays[name].dtype.kind in "SU":
            return arrays[name].astype(str).tolist()
    return None


def _labels(arrays: dict[str, np.ndarray], n_cells: int) -> dict[str, Labels]:
    """Return other columns of words, such as cell types."""
    known = {*_GENES, *_CELLS, *_MATRIX, *_SPARSE}
    return {
        key: value.astype(str).tolist()
        for key, value in arrays.items()
        if key not in known and value.shape == (n_cells,) and value.dtype.kind in "SU"
    }
