"""What all views of a set of cells begin with: its facts, its labels and its figures."""

from typing import NamedTuple

import numpy as np
import streamlit as st

from sergiojax.io import AnnData
from sergiojax.ui.cells.columns import Column, columns_of, group_columns, labels_of
from sergiojax.ui.shelf import CellSet
from sergiojax.ui.work import cell_values
from sergiojax.ui.work.cell_values import Facts

_ALL, _BY_TYPE = "all cells", "Cell type"
_MOLECULES = "molecules"
_UNITS = {"log": "log(1 + x)", "scaled": "scaled"}
_LABELS = "cells_labels"
_FEW_LABELS = 6


class View(NamedTuple):
    """Cells to look at.

    Attributes:
        adata: The cells.
        name: Digest of the cells.
        facts: What is known of them as a whole.
        columns: What they can be coloured by.
        column: Column of the labels; None if there is none.
        label: Label of every cell, by which figures are coloured.
        called: What the labels are, for titles.
        unit: What the values are, for titles.
    """

    adata: AnnData
    name: str
    facts: Facts
    columns: tuple[Column, ...]
    column: str | None
    label: list[str]
    called: str
    unit: str

    @property
    def is_scaled(self) -> bool:
        """Whether the values are logarithms, z-scores or the like, not levels of a cell."""
        return self.unit != _MOLECULES

    @property
    def has_many_labels(self) -> bool:
        """Whether a legend of all labels needs the width of the page."""
        return len(set(self.label)) > _FEW_LABELS

    @property
    def telling_gene(self) -> int:
        """Index of the gene that varies most."""
        return int(self.facts.variance.argmax())

    def log_title(self, what: str) -> str:
        """Return the title of values as `cell_values.log_values` gives them."""
        return f"{what}, {self.unit}" if self.is_scaled else f"log(1 + {what})"


def open_view(cell_set: CellSet, *, asks: bool = True) -> View:
    """Return the facts and the labels of a set; of several labels, the person chooses.

    Args:
        cell_set: The set.
        asks: Whether the labels can be chosen here; else those chosen before are used.

    Raises:
        ValueError: If values are missing, which no figure can show.
        CancelledError: If the person cancelled the work.
    """
    adata = cell_set.cells
    facts = cell_values.facts(adata, cell_set.digest)
    columns = columns_of(adata, cell_set.digest)
    groups = [each.name for each in group_columns(columns)]
    column = _chosen(groups, asks=asks)
    label = [_ALL] * adata.n_obs if column is None else labels_of(adata, column).tolist()
    unit = _UNITS.get(facts.kind, _MOLECULES)
    called = _BY_TYPE if column in (None, "cell_type") else str(column)
    return View(adata, cell_set.digest, facts, columns, column, label, called, unit)


def _chosen(groups: list[str], *, asks: bool) -> str | None:
    if len(groups) < 2:
        return groups[0] if groups else None
    if asks:
        return st.selectbox("Labels", groups, key=_LABELS, persist_state="session", width=320)
    before = st.session_state.get(_LABELS)
    return before if before in groups else groups[0]


def show_figures(view: View) -> None:
    """Show how large a table of cells is, how deep, and how much of it is zero."""
    adata, facts = view.adata, view.facts
    figures = [f"**{adata.n_obs:,}** cells", f"**{adata.n_vars:,}** genes"]
    if not view.is_scaled:  # totals and zeros need counts
        zeros = facts.zeros.mean() / adata.n_vars
        figures += [f"median total **{np.median(facts.total):,.0f}**", f"**{zeros:.0%}** zeros"]
        empty = int((facts.total == 0).sum())
        if empty:
            share = empty / adata.n_obs
            figures.append(f"**{empty:,}** cells ({share:.1%}) without counts")
    with st.container(horizontal=True, gap="medium"):
        for figure in figures:
            st.markdown(figure, width="content")
