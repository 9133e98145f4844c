"""Whether a large file can hold cells, judged without reading its values."""

from pathlib import Path

from sergiojax.io._cell_table import MOST_TEXT
from sergiojax.io.guard import CellsFileError, check_h5ad, check_zarr, hdf5_layout, size
from sergiojax.io.readers._mtx_folder import find_matrices
from sergiojax.io.readers._signature import signature

_ZARR = (".zgroup", ".zattrs", "zarr.json")
_ANY = 1 << 60  # bytes: how many may be read is decided where they are


def check_head(path: Path) -> None:
    """Refuse a file or folder that cannot hold cells.

    Args:
        path: File or folder.

    Raises:
        ValueError: If it belongs to another program, is damaged, or lacks what cells need.
    """
    name = str(path)
    if path.is_dir():
        if any((path / mark).exists() for mark in _ZARR):
            check_zarr(path, name, most_bytes=_ANY)
        elif not find_matrices(path):
            raise CellsFileError(f"{name} holds no cells: no matrix.mtx and no zarr store.")
        return
    kind = signature(path, name)
    if kind == "hdf5" and hdf5_layout(path, name) == "h5ad":
        check_h5ad(path, name, most_bytes=_ANY)
    if kind == "text" and path.stat().st_size > MOST_TEXT:
        raise CellsFileError(
            f"{name} has {size(path.stat().st_size)} of text, and the limit is {size(MOST_TEXT)}. "
            "Save such a table as h5ad."
        )
