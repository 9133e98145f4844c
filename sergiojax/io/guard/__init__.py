"""Checks of a file of cells before any of its values is read: anybody may have written it."""

from sergiojax.io.guard._anndata_file import check_h5ad, check_zarr
from sergiojax.io.guard._archive import unpack_gzip, unpack_tar, unpack_zip
from sergiojax.io.guard._hdf5_file import checked_hdf5, hdf5_layout, part, tenx_groups
from sergiojax.io.guard._limits import (
    MOST_BYTES,
    MOST_DENSE_BYTES,
    Budget,
    CellsFileError,
    quote,
    refuse_all,
    size,
)
from sergiojax.io.guard._npz import load_all_arrays, load_arrays
from sergiojax.io.guard._sparse import check_matrices, check_sparse

__all__ = [
    "MOST_BYTES",
    "MOST_DENSE_BYTES",
    "Budget",
    "CellsFileError",
    "check_h5ad",
    "check_matrices",
    "check_sparse",
    "check_zarr",
    "checked_hdf5",
    "hdf5_layout",
    "load_all_arrays",
    "load_arrays",
    "part",
    "quote",
    "refuse_all",
    "size",
    "tenx_groups",
    "unpack_gzip",
    "unpack_tar",
    "unpack_zip",
]
