"""AnnData and its files: the only place that knows how cells are stored."""

from anndata import AnnData

from sergiojax.io._anndata import (
    cells_to_anndata,
    grn_from_anndata,
    strength_matrix,
)
from sergiojax.io._cell_table import CellTable, read_cell_table
from sergiojax.io._differentiation import differentiation_to_anndata
from sergiojax.io._files import csv_text, dense, h5ad_bytes, write_csv, write_h5ad
from sergiojax.io._generated import generated_to_anndata
from sergiojax.io._matrices import CellMatrix, best_matrix, list_matrices, use_matrix
from sergiojax.io._mtx import mtx_zip, write_mtx
from sergiojax.io._read_cells import load_h5ad, read_h5ad, read_zarr
from sergiojax.io._record import read_record, write_record
from sergiojax.io._screen import screen_to_anndata
from sergiojax.io._to_anndata import to_anndata
from sergiojax.io._whole_counts import whole_counts
from sergiojax.io.guard import CellsFileError
from sergiojax.io.readers import OpenedCells, open_cells, read_cells, unique_names

__all__ = [
    "AnnData",
    "CellMatrix",
    "CellTable",
    "CellsFileError",
    "OpenedCells",
    "best_matrix",
    "cells_to_anndata",
    "csv_text",
    "dense",
    "differentiation_to_anndata",
    "generated_to_anndata",
    "grn_from_anndata",
    "h5ad_bytes",
    "list_matrices",
    "load_h5ad",
    "mtx_zip",
    "open_cells",
    "read_cell_table",
    "read_cells",
    "read_h5ad",
    "read_record",
    "read_zarr",
    "screen_to_anndata",
    "strength_matrix",
    "to_anndata",
    "unique_names",
    "use_matrix",
    "whole_counts",
    "write_csv",
    "write_h5ad",
    "write_mtx",
    "write_record",
]
