"""Cells that a design is fitted to: those of the app, an h5ad file or a table."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st

from sergiojax.io import AnnData, read_cell_table
from sergiojax.ui import shelf
from sergiojax.ui.controls.cell_file import FILE_TYPES, choose_matrix, open_cells
from sergiojax.ui.work.desk import digest

_HERE, _FILE = "The cells of this app", "A file"
_HDF5 = b"\x89HDF"  # how an HDF5 file begins, whatever it is called


class Cells(NamedTuple):
    """Cells to fit to.

    Attributes:
        matrix: Levels, cells × genes, dense or sparse.
        genes: Name of every column.
        labels: Columns that may tell the cell types, by name.
        name: Digest of the cells.
    """

    matrix: Any
    genes: list[str]
    labels: dict[str, list[str]]
    name: str


def choose_cells(gene_names: Sequence[str]) -> Cells | None:
    """Choose the cells of this app or a file; None as long as there is no file.

    Args:
        gene_names: The design's genes, by which a table shows where its genes are.
    """
    here = shelf.cells()
    source = st.segmented_control(
        "Fit to",
        [_FILE] if here is None else [_HERE, _FILE],
        default=_FILE if here is None else _HERE,
        required=True,
        key=f"improve_fit_source_{here is None}",
    )
    if source == _HERE and here is not None:
        return _of_anndata(here, shelf.cells_name())
    upload = st.file_uploader(
        "Cells and genes",
        type=[*FILE_TYPES, "csv", "tsv", "txt", "gz"],
        max_upload_size=500,
        key="improve_fit_file",
        help="h5ad, or a table with the names of the genes on one side and the cells on the other; "
        "a column of words or clusters says the cell types.",
    )
    if upload is None:
        return None
    content = upload.getvalue()
    if content.startswith(_HDF5) or upload.name.lower().endswith(FILE_TYPES):
        stored, name = open_cells(content)
        return _of_anndata(*choose_matrix(stored, name, key="improve_fit_matrix"))
    return _of_table(content, gene_names)


def _of_anndata(adata: AnnData, name: str) -> Cells:
    labels = {
        str(column): adata.obs[column].astype(str).tolist()
        for column in adata.obs.columns
        if adata.obs[column].dtype.name in {"category", "object", "str", "string"}
    }
    return Cells(adata.X, [str(gene) for gene in adata.var_names], labels, name)


def _of_table(content: bytes, gene_names: Sequence[str]) -> Cells:
    table = read_cell_table(content, gene_names)
    for note in table.notes:
        st.caption(note)
    name = digest("fit table", content, *gene_names)
    return Cells(table.matrix, table.genes, table.labels, name)


def choose_label(cells: Cells) -> str:
    """Let the person choose the column of cell types.

    Raises:
        ValueError: If there is none.
    """
    if not cells.labels:
        raise ValueError(
            "These cells have no column that says their type, and the design has several types. "
            "Add one to the file, or design with one cell type."
        )
    columns = sorted(cells.labels, key=lambda column: column != "cell_type")
    return st.selectbox("Cell types are in", columns, key=f"improve_fit_label_{cells.name}")
