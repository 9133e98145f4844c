"""Cells that a design is fitted to: those of the app, an h5ad file or a table."""

import io
from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.io import AnnData, dense
from sergiojax.ui import cached, jobs, session

_HERE, _FILE = "The cells of this app", "A file"


class Cells(NamedTuple):
    """Cells to fit to.

    Attributes:
        matrix: Levels, cells × genes.
        genes: Name of every column.
        labels: Columns that may tell the cell types, by name.
        name: Digest of the cells.
    """

    matrix: np.ndarray
    genes: list[str]
    labels: dict[str, list[str]]
    name: str


def choose_cells() -> Cells | None:
    """Choose the cells of this app or a file; None as long as there is no file."""
    here = session.cells()
    source = st.segmented_control(
        "Fit to",
        [_FILE] if here is None else [_HERE, _FILE],
        default=_FILE if here is None else _HERE,
        required=True,
        key=f"improve_fit_source_{here is None}",
    )
    if source == _HERE and here is not None:
        return _of_anndata(here, session.cells_name())
    upload = st.file_uploader(
        "Cells × genes",
        type=["h5ad", "csv"],
        max_upload_size=500,
        key="improve_fit_file",
        help="h5ad, or CSV with a header of gene names; a column of words tells the cell types.",
    )
    if upload is None:
        return None
    content = upload.getvalue()
    name = jobs.digest("fit file", content)
    if upload.name.lower().endswith(".h5ad"):
        return _of_anndata(cached.open_cells(name, content), name)
    return _of_csv(content, name)


def _of_anndata(adata: AnnData, name: str) -> Cells:
    labels = {
        str(column): adata.obs[column].astype(str).tolist()
        for column in adata.obs.columns
        if adata.obs[column].dtype.name in {"category", "object", "str", "string"}
    }
    return Cells(dense(adata.X), [str(gene) for gene in adata.var_names], labels, name)


def _of_csv(content: bytes, name: str) -> Cells:
    """Read a table of cells; columns of words are labels.

    Raises:
        ValueError: If it is none.
    """
    try:
        table = pd.read_csv(io.BytesIO(content))
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise ValueError("This is no CSV table with a header of gene names.") from error
    genes = [column for column in table.columns if pd.api.types.is_numeric_dtype(table[column])]
    words = [column for column in table.columns if column not in genes]
    if genes and str(table.columns[0]).startswith("Unnamed") and genes[0] == table.columns[0]:
        genes = genes[1:]  # the numbers of the rows
    if not genes:
        raise ValueError("This table has no column of numbers. Genes are its columns.")
    labels = {str(column): table[column].astype(str).tolist() for column in words}
    return Cells(table[genes].to_numpy(float), [str(gene) for gene in genes], labels, name)


def choose_label(cells: Cells) -> str:
    """Let the person choose the column of cell types.

    Raises:
        ValueError: If there is none.
    """
    if not cells.labels:
        raise ValueError(
            "These cells have no column that tells their type, and the design has several types. "
            "Add one to the file, or design with one cell type."
        )
    columns = sorted(cells.labels, key=lambda column: column != "cell_type")
    return st.selectbox("Cell types are in", columns, key=f"improve_fit_label_{cells.name}")
