"""What was understood of the cells to learn from: counts, genes, types, and what was set aside."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.analysis import gene_variance, variable_genes
from sergiojax.io import AnnData, list_matrices, whole_counts
from sergiojax.learn import split_cells
from sergiojax.ui.shelf import CellSet
from sergiojax.ui.work.desk import digest

MOST_GENES = 2_000  # used by default: with more, models are slow and learn little more
SHARE = 0.3  # of the cells, set aside for the card
LEAST_CELLS = 20
ALL = "all cells are of one type"
_MOST_TYPES = 60
_TYPE = "cell_type"
_WORDS = {"category", "object", "str", "string", "bool"}


@dataclass(frozen=True, eq=False, repr=False)
class Understood:
    """Cells to learn from.

    Attributes:
        name: What the person knows the cells by.
        digest: Short name of what follows.
        cells: Whole counts of the genes used, with `obs["cell_type"]`.
        matrix: Where the counts come from, such as "X" or "layers/counts".
        column: Column of the cell types; None if all cells are of one type.
        n_genes: Genes of the file or the simulation, of which all or the most variable are used.
        n_empty: Cells without any count of the genes used.
    """

    name: str
    digest: str
    cells: AnnData
    matrix: str
    column: str | None
    n_genes: int
    n_empty: int

    def __repr__(self) -> str:
        """Name the content alone: digests of what is asked of it are made from this."""
        return f"Understood({self.digest})"

    @property
    def counts(self) -> Any:
        """The counts, dense or sparse."""
        return self.cells.X

    @property
    def types(self) -> dict[str, int]:
        """Number of cells by type, the largest first."""
        sizes = self.cells.obs[_TYPE].value_counts()
        return {str(name): int(n) for name, n in sizes.items()}

    def split(self, seed: int) -> tuple[AnnData, AnnData]:
        """Return cells to train on, and 30 % of every type that take no part in training."""
        label = self.cells.obs[_TYPE].cat.codes.to_numpy().astype(np.int64)
        kept, held_out = split_cells(label, SHARE, seed=seed)
        return self.cells[kept].copy(), self.cells[held_out].copy()


def type_columns(cells: AnnData) -> list[str]:
    """Return the columns that may say the cell types, the likeliest first."""
    found = [
        str(column)
        for column in cells.obs.columns
        if cells.obs[column].dtype.name in _WORDS
        and 1 <= cells.obs[column].nunique() <= _MOST_TYPES
    ]
    return sorted(found, key=lambda column: column != _TYPE)


def understand(cell_set: CellSet, *, column: str | None, n_genes: int) -> Understood:
    """Return the cells of a set as a model takes them.

    Args:
        cell_set: A set of the shelf.
        column: Column of the cell types; None for one type.
        n_genes: Genes to use at most: the most variable ones.

    Raises:
        ValueError: If its values are not counts, or there are too few cells.
    """
    name = digest("understood", cell_set.digest, column, n_genes)
    return _understand(name, column, n_genes, cell_set)


@st.cache_resource(max_entries=4, show_spinner="Looking at the cells …")
def _understand(name: str, column: str | None, n_genes: int, _cell_set: CellSet) -> Understood:
    adata = _cell_set.cells
    if adata.n_obs < LEAST_CELLS:
        some = "is one" if adata.n_obs == 1 else f"are {adata.n_obs}"
        raise ValueError(f"A model needs at least {LEAST_CELLS} cells to learn from; there {some}.")
    counts, matrix = _counts(_cell_set)
    genes = np.arange(adata.n_vars)
    if adata.n_vars > n_genes:
        genes = variable_genes(gene_variance(counts), n_genes)
        counts = counts[:, genes]
    names = adata.obs_names.astype(str)
    if not names.is_unique:
        names = pd.RangeIndex(adata.n_obs).astype(str)
    cells = AnnData(
        X=counts,
        obs=pd.DataFrame({_TYPE: _types(adata, column)}, index=names),
        var=pd.DataFrame(index=adata.var_names[genes].astype(str)),
    )
    total = np.asarray(counts.sum(1)).ravel()
    return Understood(
        _cell_set.name, name, cells, matrix, column, adata.n_vars, int((total == 0).sum())
    )


def _types(adata: AnnData, column: str | None) -> pd.Categorical:
    """Return the type of every cell.

    Raises:
        ValueError: If a cell has none.
    """
    if column is None:
        return pd.Categorical(["all"] * adata.n_obs)
    labels = adata.obs[column]
    n_missing = int(np.count_nonzero(labels.isna()))
    if n_missing:
        raise ValueError(
            f"{n_missing:,} cells have no entry in the column {column}. Choose another column, or "
            "give every cell a type."
        )
    return pd.Categorical(labels.astype(str))


def _counts(cell_set: CellSet) -> tuple[Any, str]:
    """Return whole counts and where they come from: the matrix that is shown if it holds some."""
    adata = cell_set.cells
    kinds = {matrix.name: matrix.kind for matrix in list_matrices(adata)}
    if cell_set.origin.kind == "simulated" and "counts" not in kinds.values():
        raise ValueError(
            "These cells hold clean expression, and models learn from counts: choose a profile of "
            "technical noise on the Cells page and simulate again."
        )
    if kinds.get("X") == "counts":
        chosen = cell_set.origin.settings.get("matrix", "X")
        return whole_counts(adata, layer="X"), str(chosen)
    counts = whole_counts(adata)
    return counts, "layers/counts" if "counts" in adata.layers else "raw"
