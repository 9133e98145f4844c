"""Whole counts for models of counts: which matrix of the cells holds them, or why none does."""

from typing import Any

import numpy as np
import scipy.sparse
from anndata import AnnData

from sergiojax._types import Matrix
from sergiojax.io._matrices import list_matrices
from sergiojax.io.readers import to_csr

_COUNTS = "counts"
_FACTOR = 1e4  # to which Scanpy's and Seurat's examples normalise


def whole_counts(adata: AnnData, *, layer: str | None = None) -> Matrix:
    """Return the counts of cells, checked to be whole and not negative.

    Args:
        adata: Cells.
        layer: The matrix to take: a layer such as "counts", "X" or "raw". By default the first of
            `layers["counts"]`, `X` and `raw` that holds whole counts.

    Returns:
        Cells × genes of `adata`; sparse counts as CSR, which may share memory with the cells.

    Raises:
        ValueError: If no such matrix holds whole counts; the sentence says what to do.

    Example:
        >>> import anndata, numpy as np, sergiojax.io
        >>> cells = anndata.AnnData(np.log1p([[3.0, 0.0], [1.0, 4.0]]))
        >>> cells.layers["counts"] = np.array([[3, 0], [1, 4]])
        >>> sergiojax.io.whole_counts(cells)
        array([[3, 0],
               [1, 4]])
    """
    named = {matrix.name: matrix.kind for matrix in list_matrices(adata)}
    wanted = [f"layers/{_COUNTS}", "X", "raw"] if layer is None else [_place(layer, adata)]
    for name in wanted:
        if named.get(name) == "counts" and (found := _take(adata, name)) is not None:
            return found
    raise ValueError(_refusal(adata, named, layer))


def _place(layer: str, adata: AnnData) -> str:
    """Return a matrix by the name that `list_matrices` gives it."""
    place = f"layers/{layer}" if layer in adata.layers else layer
    names = [matrix.name for matrix in list_matrices(adata)]
    if place not in names:
        there = ", ".join(names) or "none"
        raise ValueError(f"`layer` must be a matrix of the cells ({there}), but is {layer!r}.")
    return place


def _take(adata: AnnData, name: str) -> Matrix | None:
    """Return a matrix with the genes of `X`; None if `raw` lacks some of them."""
    matrix: Matrix
    if name == "raw":
        raw: Any = adata.raw
        if raw.var_names.equals(adata.var_names):
            matrix = raw.X
        elif not raw.var_names.is_unique or not adata.var_names.isin(raw.var_names).all():
            return None
        else:
            matrix = raw[:, list(adata.var_names)].X
    else:
        matrix = adata.X if name == "X" else adata.layers[name.removeprefix("layers/")]
    if scipy.sparse.issparse(matrix):
        # A new container of the same values: what it replaces of its parts is not the cells'.
        same = scipy.sparse.csc_matrix if matrix.format == "csc" else scipy.sparse.csr_matrix
        return to_csr(same(matrix))
    return np.asarray(matrix)


def _refusal(adata: AnnData, named: dict[str, Any], layer: str | None) -> str:
    kinds = {
        "expression": "values that are not whole",
        "scaled": "negative or missing values (scaled)",
    }
    asked = named if layer is None else {_place(layer, adata): named[_place(layer, adata)]}
    others = [name for name, kind in named.items() if kind == "counts"]
    found = "; ".join(f"{name} holds {kinds[k]}" for name, k in asked.items() if k in kinds)
    sentence = f"Whole counts are needed, but {found or 'the cells have no matrix of numbers'}."
    if others:
        where = " or ".join(repr(name.removeprefix("layers/")) for name in others)
        return f"{sentence} Counts are in {where}: name it as the `layer`."
    source = "raw.X" if "raw" in named else "X"
    total = next((name for name in ("n_counts", "total_counts") if name in adata.obs), None)
    if "log1p" in adata.uns or named.get("raw") == "expression":
        totals = f'obs["{total}"]' if total else "the total count of every cell"
        return (
            f'{sentence} They were log-transformed: layers["counts"] = round(expm1({source}) · '
            f"{totals} / {_FACTOR:.0f}) undoes it, if cells were normalised to {_FACTOR:,.0f}."
        )
    return f'{sentence} Keep the raw counts in layers["counts"], or open the file they came from.'
