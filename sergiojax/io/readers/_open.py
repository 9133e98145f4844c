"""One reader for every kind of file of cells."""

import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from anndata import AnnData

from sergiojax.io._cell_table import MOST_TEXT, read_cell_table
from sergiojax.io._matrices import choose_matrix
from sergiojax.io._read_cells import load_h5ad, load_zarr
from sergiojax.io.guard import (
    MOST_BYTES,
    CellsFileError,
    hdf5_layout,
    quote,
    refuse_all,
    size,
    unpack_gzip,
    unpack_tar,
    unpack_zip,
)
from sergiojax.io.readers._arrays import read_arrays
from sergiojax.io.readers._csr import to_csr
from sergiojax.io.readers._loom import read_loom
from sergiojax.io.readers._mtx_folder import find_matrices, read_mtx_folder
from sergiojax.io.readers._opened import OpenedCells, assemble, unique_names
from sergiojax.io.readers._signature import signature
from sergiojax.io.readers._tenx_h5 import read_tenx_h5

_ZARR = (".zgroup", ".zattrs", "zarr.json")
_STORED = ("h5ad", "zarr")  # the layouts with several matrices
_HDF5 = (".h5ad", ".h5", ".hdf5", ".loom")


def read_cells(
    source: str | Path | bytes, *, matrix: str | None = None, most_bytes: int = MOST_BYTES
) -> AnnData:
    r"""Read cells from any kind of file, which may be a stranger's; a sparse matrix stays sparse.

    The content decides, not the name: h5ad, a zarr folder, Cell Ranger's HDF5 (version 2 and 3), a
    folder with a sparse matrix (matrix.mtx) and lists of names, a table as text with genes on
    either side, an npz archive, loom; also packed by gzip, or in a zip or tar archive.

    Args:
        source: File or folder, or the content of a file.
        matrix: What `X` becomes in h5ad and zarr: "X", "raw" or a layer such as "layers/counts";
            of a 10x file, the genome. By default the first matrix that is expression.
        most_bytes: Memory that the values may take; by default 4 GB.

    Returns:
        Cells in memory, a sparse `X` by rows (CSR). Genes that share a name get "-1", "-2"; their
        identifiers are in `var["gene_ids"]`.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: If it holds no cells, is damaged, unsafe or too large.

    Warns:
        UserWarning: For what was left out or assumed.

    Example:
        >>> import sergiojax.io
        >>> sergiojax.io.read_cells(b"cell,A,B\nc1,3,0\nc2,1,4\n").shape
        (2, 2)
    """
    name = _name(source)
    opened = open_cells(source, genome=matrix, most_bytes=most_bytes)
    cells, notes = opened.cells, opened.notes
    if opened.kind in _STORED:
        cells = choose_matrix(cells, matrix, file=name, copy=False)
        cells.X = to_csr(cells.X)
        cells, note = _with_unique_genes(cells)
        notes = (*notes, *note)
    for note in notes:
        warnings.warn(f"{name}: {note}", stacklevel=2)
    return cells


def open_cells(
    source: str | Path | bytes,
    *,
    gene_names: Sequence[str] = (),
    genome: str | None = None,
    most_bytes: int = MOST_BYTES,
) -> OpenedCells:
    """Read cells as the file has them, and return notes in place of warnings.

    Args:
        source: As in `read_cells`.
        gene_names: Genes of a network, which show where a table has its genes.
        genome: Group of a 10x file of version 2.
        most_bytes: As in `read_cells`.

    Returns:
        The cells with all matrices of the file, of which `X` may be missing; notes; the kind.

    Raises:
        FileNotFoundError: If there is no such file.
        ValueError: As `read_cells`.
    """
    name = _name(source)
    if not isinstance(source, bytes):
        path = Path(source)
        if path.is_dir():
            return _open_folder(path, name, most_bytes=most_bytes)
        if not path.is_file():
            raise FileNotFoundError(f"{source}: there is no such file.")
    settings = {"genome": genome, "most_bytes": most_bytes}
    return _open_file(source, name, gene_names, **settings)


def _open_file(
    source: str | Path | bytes,
    name: str,
    gene_names: Sequence[str],
    *,
    genome: str | None,
    most_bytes: int,
) -> OpenedCells:
    kind = signature(source, name)
    if kind == "hdf5":
        return _open_hdf5(source, name, genome=genome, most_bytes=most_bytes)
    if kind == "npz":
        return read_arrays(source, name, most_bytes=most_bytes)
    if kind == "text":
        return _open_table(source, name, gene_names)
    if kind == "mtx":
        if isinstance(source, bytes):
            raise CellsFileError(
                f"{name} is a matrix without the names of its genes and cells. Open the folder, or "
                "a zip archive of it."
            )
        path = Path(source)
        return read_mtx_folder(path.parent, name, matrix=path, most_bytes=most_bytes)
    return _open_packed(source, name, kind, gene_names, genome=genome, most_bytes=most_bytes)


def _open_hdf5(
    source: str | Path | bytes, name: str, *, genome: str | None, most_bytes: int
) -> OpenedCells:
    layout = hdf5_layout(source, name)
    if layout == "10x":
        return read_tenx_h5(source, name, genome=genome, most_bytes=most_bytes)
    if layout == "loom":
        return read_loom(source, name, most_bytes=most_bytes)
    return OpenedCells(load_h5ad(source, most_bytes=most_bytes, name=name), (), "h5ad")


def _open_packed(
    source: str | Path | bytes,
    name: str,
    kind: str,
    gene_names: Sequence[str],
    *,
    genome: str | None,
    most_bytes: int,
) -> OpenedCells:
    """Unpack an archive into a folder that is thrown away, and open what is in it."""
    if kind == "gzip" and not isinstance(source, bytes) and _is_mtx(source, name):
        path = Path(source)
        return read_mtx_folder(path.parent, name, matrix=path, most_bytes=most_bytes)
    with tempfile.TemporaryDirectory(prefix="sergiojax") as place:
        folder = Path(place)
        if kind == "gzip":
            unpack_gzip(source, name, folder / "cells", most_bytes=most_bytes)
        else:
            unpack = unpack_zip if kind == "zip" else unpack_tar
            unpack(source, name, folder, most_bytes=most_bytes)
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        if len(files) == 1:
            settings = {"genome": genome, "most_bytes": most_bytes}
            return _open_unpacked(files[0], name, gene_names, **settings)
        return _open_folder(folder, name, most_bytes=most_bytes)


def _open_unpacked(
    path: Path, name: str, gene_names: Sequence[str], **settings: Any
) -> OpenedCells:
    if signature(path, name) in ("zip", "tar", "gzip"):
        raise CellsFileError(f"{name} holds another archive. Unpack it first.")
    return _open_file(path, name, gene_names, **settings)


def _open_folder(folder: Path, name: str, *, most_bytes: int) -> OpenedCells:
    stores = [folder, *sorted(each for each in folder.iterdir() if each.is_dir())]
    stores = [each for each in stores if any((each / mark).exists() for mark in _ZARR)]
    if stores:
        if len(stores) > 1 and stores[0] != folder:
            raise CellsFileError(f"{name} holds {len(stores)} zarr folders. Open one of them.")
        return OpenedCells(load_zarr(stores[0], most_bytes=most_bytes, name=name), (), "zarr")
    if find_matrices(folder):
        return read_mtx_folder(folder, name, most_bytes=most_bytes)
    files = [quote(each.name) for each in sorted(folder.iterdir())][:4]
    raise CellsFileError(
        f"{name} holds no cells: there is neither matrix.mtx nor a zarr store in it, but "
        f"{', '.join(files) or 'nothing'}."
    )


def _open_table(source: str | Path | bytes, name: str, gene_names: Sequence[str]) -> OpenedCells:
    if not isinstance(source, bytes):
        n_bytes = Path(source).stat().st_size
        if n_bytes > MOST_TEXT:
            raise CellsFileError(
                f"{name} has {size(n_bytes)} of text, and the limit is {size(MOST_TEXT)}. Save "
                "such a table as h5ad."
            )
        source = Path(source).read_bytes()
    try:
        table = read_cell_table(source, gene_names)
    except ValueError as error:
        if name.lower().endswith(_HDF5):
            raise CellsFileError(
                f"{name} is not an HDF5 file, although its name says so. It may be damaged, or a "
                "web page that was saved in its place."
            ) from error
        raise CellsFileError(f"{name} cannot be read: {error}") from error
    with refuse_all(name, "table of cells"):
        named = len(set(table.cells)) == len(table.cells) > 0
        return assemble(
            np.asarray(table.matrix),
            table.genes,
            name=name,
            kind="table",
            cells=table.cells if named else None,
            labels=dict(table.labels),
            notes=table.notes,
        )


def _with_unique_genes(cells: AnnData) -> tuple[AnnData, tuple[str, ...]]:
    if cells.var_names.is_unique:
        return cells, ()
    names, note = unique_names(list(map(str, cells.var_names)))
    cells.var_names = names
    return cells, note


def _is_mtx(source: str | Path, name: str) -> bool:
    import gzip

    with refuse_all(name, "gzip file"), gzip.open(source) as packed:
        return packed.read(14).lower() == b"%%matrixmarket"


def _name(source: str | Path | bytes) -> str:
    return "The file" if isinstance(source, bytes) else str(source)
