"""Cells to files: h5ad and CSV."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse
from anndata import AnnData

from sergiojax._spreadsheet import guard
from sergiojax.io.guard import MOST_DENSE_BYTES


def write_h5ad(adata: AnnData, path: str | Path) -> None:
    """Write cells as h5ad, compressed.

    Args:
        adata: Cells.
        path: File to write; it appears whole or not at all.
    """
    with _whole_file(path) as unfinished:
        adata.write_h5ad(unfinished, compression="gzip")


def h5ad_bytes(adata: AnnData) -> bytes:
    """Return cells as the content of an h5ad file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "cells.h5ad"
        write_h5ad(adata, path)
        return path.read_bytes()


def write_csv(adata: AnnData, path: str | Path) -> None:
    """Write cells as CSV: one line per cell with its name, its cell type and all genes.

    Args:
        adata: Cells.
        path: File to write; it appears whole or not at all.
    """
    with _whole_file(path) as unfinished:
        unfinished.write_text(csv_text(adata), encoding="utf-8", newline="")


def csv_text(adata: AnnData) -> str:
    """Return cells as the content of a CSV file: cell, cell_type and one column per gene.

    Names that a spreadsheet would take for formulas have an apostrophe in front.
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


def dense(matrix: Any) -> np.ndarray:
    """Return a matrix of cells as a plain array.

    Raises:
        ValueError: If it is a sparse one that would be too large.
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


@contextmanager
def _whole_file(path: str | Path) -> Iterator[Path]:
    """Give a file to write to, which takes the place of `path` once it is complete."""
    target = Path(path)
    unfinished = target.with_name(target.name + ".part")
    try:
        yield unfinished
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
