"""Cells from files that anybody may have written: h5ad and zarr, checked by the guard."""

import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

import anndata
from anndata import AnnData

from sergiojax.io._matrices import choose_matrix
from sergiojax.io.guard import (
    MOST_BYTES,
    CellsFileError,
    check_h5ad,
    check_matrices,
    check_zarr,
    refuse_all,
)


def read_h5ad(
    source: str | Path | bytes, *, matrix: str | None = None, most_bytes: int = MOST_BYTES
) -> AnnData:
    """Read cells from an h5ad file, which may be a stranger's.

    Before any value is read, the file is refused if it links to other places, is damaged, or needs
    too much memory.

    Args:
        source: Path, or the content of a file.
        matrix: What `X` becomes: "X", "raw" or a layer such as "layers/counts", as `list_matrices`
            names them. By default the file's `X`, unless that is missing or cannot be expression
            (z-scores) while another matrix is expression.
        most_bytes: Memory that the values may take; by default 4 GB.

    Returns:
        Cells, in memory.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it is not an h5ad file, is unsafe or too large, or lacks cells, genes or this
            matrix.

    Warns:
        UserWarning: If a matrix other than the file's `X` was used by default.
    """
    adata = load_h5ad(source, most_bytes=most_bytes)
    return choose_matrix(adata, matrix, file=_name(source))


def load_h5ad(
    source: str | Path | bytes, *, most_bytes: int = MOST_BYTES, name: str | None = None
) -> AnnData:
    """Read cells as the file has them, with the same checks; `X` may be missing.

    Args:
        source: As in `read_h5ad`.
        most_bytes: As in `read_h5ad`.
        name: The file, as messages call it; by default its path.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: As `read_h5ad`.
    """
    name = _name(source) if name is None else name
    if not isinstance(source, bytes) and not Path(source).is_file():
        raise FileNotFoundError(f"{source}: there is no such file.")
    check_h5ad(source, name, most_bytes=most_bytes)
    with refuse_all(name, "h5ad file"), warnings.catch_warnings():
        # anndata says of early files, element by element, that they are early.
        warnings.simplefilter("ignore")
        adata = anndata.read_h5ad(_readable(source))
    return _checked(adata, name)


def read_zarr(
    folder: str | Path, *, matrix: str | None = None, most_bytes: int = MOST_BYTES
) -> AnnData:
    """Read cells from a zarr folder, as `simulate_to_file` writes it.

    Args:
        folder: The folder, in zarr's second format.
        matrix: As in `read_h5ad`.
        most_bytes: As in `read_h5ad`.

    Returns:
        Cells, in memory.

    Raises:
        FileNotFoundError: If there is no such folder.
        ValueError: As `read_h5ad`.

    Warns:
        UserWarning: As `read_h5ad`.
    """
    adata = load_zarr(folder, most_bytes=most_bytes)
    return choose_matrix(adata, matrix, file=str(folder))


def load_zarr(
    folder: str | Path, *, most_bytes: int = MOST_BYTES, name: str | None = None
) -> AnnData:
    """Read cells as the folder has them, with the same checks; `X` may be missing.

    Args:
        folder: As in `read_zarr`.
        most_bytes: As in `read_h5ad`.
        name: The folder, as messages call it; by default its path.

    Raises:
        FileNotFoundError: If there is no such folder.
        ValueError: As `read_h5ad`.
    """
    name = str(folder) if name is None else name
    if not Path(folder).is_dir():
        raise FileNotFoundError(f"{folder}: there is no such folder.")
    root = check_zarr(folder, name, most_bytes=most_bytes)
    with refuse_all(name, "zarr folder of cells"):
        adata = anndata.read_zarr(root)
    return _checked(adata, name)


def _checked(adata: AnnData, name: str) -> AnnData:
    check_matrices(adata, name)
    if adata.n_obs == 0 or adata.n_vars == 0:
        raise CellsFileError(f"{name} holds {adata.n_obs} cells and {adata.n_vars} genes.")
    return adata


def _name(source: str | Path | bytes) -> str:
    return "The file" if isinstance(source, bytes) else str(source)


def _readable(source: str | Path | bytes) -> Any:
    """Return a source that h5py opens, although anndata's annotation allows only paths."""
    return BytesIO(source) if isinstance(source, bytes) else source
