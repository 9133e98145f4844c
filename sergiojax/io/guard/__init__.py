"""Checks of a file of cells before any of its values is read: anybody may have written it."""

from sergiojax.io.guard._anndata_file import check_h5ad, check_zarr
from sergiojax.io.guard._limits import MOST_BYTES, MOST_DENSE_BYTES, CellsFileError, refuse_all
from sergiojax.io.guard._npz import load_arrays
from sergiojax.io.guard._sparse import check_matrices

__all__ = [
    "MOST_BYTES",
    "MOST_DENSE_BYTES",
    "CellsFileError",
    "check_h5ad",
    "check_matrices",
    "check_zarr",
    "load_arrays",
    "refuse_all",
]
