"""Cells of a loom file, read with h5py a block of cells at a time.

The layout is documented and simple, and loompy, which reads it, is no longer maintained and needs
numba: https://linnarssonlab.org/loompy/format/index.html
"""

from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse

from sergiojax._types import Labels
from sergiojax.io.guard import MOST_BYTES, Budget, checked_hdf5, part
from sergiojax.io.readers._opened import OpenedCells, assemble

_KIND = "loom"
_GENES = ("Gene", "gene", "gene_names", "GeneName", "var_names", "Symbol", "Name")
_IDS = ("Accession", "gene_ids", "GeneID", "ensembl_id")
_CELLS = ("CellID", "cell_names", "obs_names", "barcode", "CellId")
_BLOCK = 64 << 20  # bytes of the matrix


def read_loom(
    source: str | Path | bytes, name: str, *, most_bytes: int = MOST_BYTES
) -> OpenedCells:
    """Read the main matrix of a loom file with the attributes of its cells.

    Args:
        source: Path, or the content.
        name: The file, as messages call it.
        most_bytes: Memory that the values may take.

    Raises:
        CellsFileError: If the file is damaged, unsafe or too large, or lacks names of genes.
    """
    with checked_hdf5(source, name, kind="loom file", most_bytes=most_bytes) as (file, budget):
        matrix = part(file, "matrix", budget, n_axes=2)
        if matrix.dtype.kind not in "biuf":
            raise budget.refuse("has a matrix that is not made of numbers.")
        n_genes, n_cells = matrix.shape
        rows = _columns(file.get("row_attrs"), n_genes, budget)
        columns = _columns(file.get("col_attrs"), n_cells, budget)
        genes = _first(rows, _GENES) or _first(rows, _IDS)
        if genes is None:
            raise budget.refuse(
                "does not name its genes: there is no `Gene` or `Accession` in row_attrs."
            )
        cells, ids = _first(columns, _CELLS), _first(rows, _IDS)
        labels = {key: value for key, value in columns.items() if key not in _CELLS}
        kept = _read(matrix)
    named = {} if cells is None or len(set(cells)) < n_cells else {"cells": cells}
    return assemble(kept, genes, name=name, kind=_KIND, gene_ids=ids, labels=labels, **named)


def _columns(group: Any, length: int, budget: Budget) -> dict[str, Labels]:
    """Return the attributes that have one number or text for every row."""
    if not hasattr(group, "keys"):
        raise budget.refuse("lacks the attributes of its genes or cells (row_attrs, col_attrs).")
    found: dict[str, Labels] = {}
    for key in group:
        array = group[key]
        if hasattr(array, "keys") or array.shape != (length,) or array.dtype.names:
            continue
        values = array[:]
        if array.dtype.kind in "OS":
            texts = (each if isinstance(each, bytes) else str(each).encode() for each in values)
            found[key] = [each.decode("utf-8", "replace") for each in texts]
        else:
            found[key] = values
    return found


def _first(columns: dict[str, Labels], names: tuple[str, ...]) -> list[str] | None:
    key = next((name for name in names if name in columns), None)
    return None if key is None else [str(each) for each in columns[key]]


def _read(matrix: Any) -> scipy.sparse.csr_matrix:
    n_genes, n_cells = matrix.shape
    step = max(_BLOCK // max(n_genes * matrix.dtype.itemsize, 1), 1)
    if matrix.chunks:  # whole pieces, so that none is unpacked twice
        step = max(step // matrix.chunks[1], 1) * matrix.chunks[1]
    blocks = [
        scipy.sparse.csr_matrix(matrix[:, first : first + step].T.astype(np.float32))
        for first in range(0, n_cells, step)
    ]
    if not blocks:
        return scipy.sparse.csr_matrix((n_cells, n_genes), dtype=np.float32)
    joined: Any = scipy.sparse.vstack(blocks, format="csr")
    return joined
