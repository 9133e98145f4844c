"""Cells that a design is fitted to: a set of the shelf, which a file may join."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import streamlit as st

from sergiojax.ui import shelf
from sergiojax.ui.controls.cell_file import choose_matrix, show_open_file

_PLACE = "improve_fit"


class Cells(NamedTuple):
    """Cells to fit to.

    Attributes:
        matrix: Levels, cells × genes, dense or sparse.
        genes: Name of every column.
        labels: Columns that may say the cell types, by name.
        name: Digest of the cells.
    """

    matrix: Any
    genes: list[str]
    labels: dict[str, list[str]]
    name: str


def choose_cells(gene_names: Sequence[str]) -> Cells | None:
    """Choose a set of the shelf, or open a file; None as long as there are no cells.

    Args:
        gene_names: The design's genes, by which a table shows where its genes are.
    """
    cell_set = shelf.choose(_PLACE, label="Fit to")
    if cell_set is None:
        st.caption("There are no cells yet: open a file, or simulate some on the Cells page.")
    show_open_file(_PLACE, gene_names)
    if cell_set is None:
        return None
    cell_set = choose_matrix(cell_set)
    adata = cell_set.cells
    labels = {
        str(column): adata.obs[column].astype(str).tolist()
        for column in adata.obs.columns
        if adata.obs[column].dtype.name in {"category", "object", "str", "string"}
    }
    genes = [str(gene) for gene in adata.var_names]
    return Cells(adata.X, genes, labels, cell_set.digest)


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
