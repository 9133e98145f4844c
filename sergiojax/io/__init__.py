"""AnnData and its files: the only place that knows how cells are stored."""

from anndata import AnnData

from sergiojax.io._anndata import (
    cells_to_anndata,
    grn_from_anndata,
    read_record,
    strength_matrix,
    to_anndata,
    write_record,
)
from sergiojax.io._differentiation import differentiation_to_anndata
from sergiojax.io._files import csv_text, dense, h5ad_bytes, read_h5ad, write_csv, write_h5ad
from sergiojax.io._mtx import mtx_zip, write_mtx
from sergiojax.io._screen import screen_to_anndata

__all__ = [
    "AnnData",
    "cells_to_anndata",
    "csv_text",
    "dense",
    "differentiation_to_anndata",
    "grn_from_anndata",
    "h5ad_bytes",
    "mtx_zip",
    "read_h5ad",
    "read_record",
    "screen_to_anndata",
    "strength_matrix",
    "to_anndata",
    "write_csv",
    "write_h5ad",
    "write_mtx",
    "write_record",
]
