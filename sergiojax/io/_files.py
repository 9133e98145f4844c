"""Cells to and from files: h5ad and CSV."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import anndata
import numpy as np
import pandas as pd
import scipy.sparse
from anndata import AnnData

from sergiojax._spreadsheet import guard


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


def read_h5ad(source: str | Path | bytes) -> AnnData:
    """Read cells from an h5ad file.

    Args:
        source: Path, or the content of a file.

    Returns:
        Cells, in memory.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is no h5ad file, or holds no cells or genes.
    """
    name = "The file" if isinstance(source, bytes) else str(source)
    if not isinstance(source, bytes) and not Path(source).is_file():
        raise FileNotFoundError(f"{source}: there is no such file.")
    try:
        adata = anndata.read_h5ad(_readable(source))
    except Exception as error:  # h5py and anndata raise whatever the damaged bytes lead to
        message = f"{name} is not a readable h5ad file ({type(error).__name__})."
        raise ValueError(message) from error
    if adata.n_obs == 0 or adata.n_vars == 0:
        raise ValueError(f"{name} holds {adata.n_obs} cells and {adata.n_vars} genes.")
    if adata.X is None:
        raise ValueError(f"{name} holds no expression matrix X.")
    return adata


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


def dense(matrix: object) -> np.ndarray:
    """Return a matrix of cells as a plain array."""
    if scipy.sparse.issparse(matrix):
        return matrix.toarray()  # type: ignore[union-attr]
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


def _readable(source: str | Path | bytes) -> Any:
    """Return what h5py opens, though anndata's annotation knows paths only."""
    return BytesIO(source) if isinstance(source, bytes) else source
