"""Cells to files: h5ad and CSV."""

from collections.abc import Mapping
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pandas as pd
import scipy.sparse
from anndata import AnnData
from anndata.io import write_elem

from sergiojax._spreadsheet import guard
from sergiojax._types import Matrix
from sergiojax._whole_file import whole_file
from sergiojax.io.guard import MOST_DENSE_BYTES

_PARTS = ("X", "raw", "obs", "var", "obsm", "varm", "obsp", "varp", "layers", "uns")


def write_h5ad(adata: AnnData, path: str | Path) -> None:
    """Write cells as h5ad, compressed.

    Args:
        adata: Cells.
        path: File to write; it appears whole or not at all.

    Raises:
        OSError: If it cannot be written.
    """
    with whole_file(path) as file, h5py.File(file, "w") as root:
        fill_h5ad(root, adata, compression="gzip")


def h5ad_bytes(adata: AnnData) -> bytes:
    """Return cells as the content of an h5ad file."""
    content = BytesIO()
    with h5py.File(content, "w") as root:
        fill_h5ad(root, adata, compression="gzip")
    return content.getvalue()


def write_csv(adata: AnnData, path: str | Path) -> None:
    """Write cells as CSV: one line per cell with its name, its cell type and all genes.

    Args:
        adata: Cells.
        path: File to write; it appears whole or not at all.

    Raises:
        OSError: If it cannot be written.
    """
    with whole_file(path) as file:
        file.write(csv_text(adata).encode())


def csv_text(adata: AnnData) -> str:
    """Return cells as the content of a CSV file: cell, cell_type and one column per gene.

    Names that a spreadsheet would read as formulas get an apostrophe in front.
    """
    cells, genes = (
        list(map(guard, map(str, names))) for names in (adata.obs_names, adata.var_names)
    )
    table = pd.DataFrame(dense(adata.X), index=pd.Index(cells), columns=pd.Index(genes))
    if "cell_type" in adata.obs:
        names = np.array([guard(str(name)) for name in adata.obs["cell_type"]], object)
        table.insert(0, "cell_type", names, allow_duplicates=True)
    text = StringIO()
    table.to_csv(text, index_label="cell", lineterminator="\n")
    return text.getvalue()


def dense(matrix: Matrix) -> np.ndarray:
    """Return a matrix of cells as a plain array.

    Raises:
        ValueError: If it is sparse and would be too large as a plain array.
    """
    if scipy.sparse.issparse(matrix):
        n_bytes = int(np.prod(matrix.shape, dtype=object)) * matrix.dtype.itemsize
        if n_bytes > MOST_DENSE_BYTES:
            rows, columns = matrix.shape
            raise ValueError(
                f"{rows:,} cells × {columns:,} genes would take {n_bytes / 1e9:.1f} GB as a full "
                f"table, and the limit is {MOST_DENSE_BYTES / 1e9:.1f} GB. Keep fewer genes, such "
                "as the most variable ones, or fewer cells."
            )
        return matrix.toarray()
    return np.asarray(matrix)


def fill_h5ad(root: h5py.File, adata: AnnData, **packing: Any) -> None:
    """Write cells into an open file as `AnnData.write_h5ad` does, which needs a path."""
    adata.strings_to_categoricals()
    root.attrs.update({"encoding-type": "anndata", "encoding-version": "0.1.0"})
    for name in _PARTS:
        part = getattr(adata, name)
        if part is not None:
            part = dict(part) if isinstance(part, Mapping) else part
            write_elem(root, name, part, dataset_kwargs=packing)
