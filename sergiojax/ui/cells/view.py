"""What all views of a set of cells begin with: its values, its labels and its figures."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from sergiojax.io import AnnData, dense
from sergiojax.ui.shelf import CellSet
from sergiojax.ui.work import cached

_ALL, _BY_TYPE = "all cells", "Cell type"
_MOLECULES, _SCALED = "molecules", "scaled"
_MOST_LABELS = 100


class View(NamedTuple):
    """Cells to look at.

    Attributes:
        adata: The cells.
        name: Digest of the cells.
        matrix: Expression, dense.
        label: Label of every cell, by which figures are coloured.
        called: What the labels are, for titles.
        unit: What the values are, for titles.
    """

    adata: AnnData
    name: str
    matrix: np.ndarray
    label: list[str]
    called: str
    unit: str

    @property
    def is_scaled(self) -> bool:
        """Whether the values are z-scores or the like, not levels of a cell."""
        return self.unit != _MOLECULES

    def log_title(self, what: str) -> str:
        """Return the title of values as `cached.log_expression` gives them."""
        return f"{what} (scaled)" if self.is_scaled else f"log(1 + {what})"


def open_view(cell_set: CellSet) -> View:
    """Return the values and the labels of a set; of several labels, the person chooses.

    Raises:
        ValueError: If values are missing, which no figure can show.
    """
    adata = cell_set.cells
    matrix = dense(adata.X)
    if not np.isfinite(matrix).all():
        raise ValueError(
            "Some values of these cells are missing or infinite, and figures need numbers: fill "
            "them in, or leave those genes out."
        )
    columns = [
        column
        for column in adata.obs.columns
        if adata.obs[column].dtype.name in {"category", "object", "str", "string", "bool"}
        and adata.obs[column].nunique() <= _MOST_LABELS
    ]
    # Types first, but of a screen of one type its perturbations: they are what differs.
    columns.sort(key=lambda column: (adata.obs[column].nunique() == 1, column != "cell_type"))
    column = columns[0] if columns else None
    if len(columns) > 1:
        column = st.selectbox("Labels", columns, key="cells_labels")
    label = [_ALL] * adata.n_obs if column is None else adata.obs[column].astype(str).tolist()
    unit = _SCALED if cached.is_scaled(matrix) else _MOLECULES
    called = _BY_TYPE if column in (None, "cell_type") else str(column)
    return View(adata, cell_set.digest, matrix, label, called, unit)


def show_figures(view: View) -> None:
    """Show how large a table of cells is, how deep, and how much of it is zero."""
    adata = view.adata
    figures = [f"**{adata.n_obs:,}** cells", f"**{adata.n_vars:,}** genes"]
    if not view.is_scaled:  # totals and zeros need counts
        total = view.matrix.sum(1)
        zeros = (view.matrix == 0).mean()
        figures += [f"median total **{np.median(total):,.0f}**", f"**{zeros:.0%}** zeros"]
        empty = int((total == 0).sum())
        if empty:
            share = empty / adata.n_obs
            figures.append(f"**{empty:,}** cells ({share:.1%}) without counts")
    with st.container(horizontal=True, gap="medium"):
        for figure in figures:
            st.markdown(figure, width="content")
