"""The cells of an experiment in the order of a network: its genes and cell types.

Nothing is guessed silently: a note lists every name that was matched loosely, missing or left out,
and data that no fit could use are refused.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int, Num

from sergiojax._types import Labels, Matrix
from sergiojax.grn import GRN
from sergiojax.grn._match import match_names

_NAMED = 5  # names listed in a note


class MatchedData(NamedTuple):
    """Cells in the order of a network.

    Attributes:
        expression: Levels; NaN for a gene that was not measured. `expression[:, observed]` are
            those that were.
        cell_type: Number of every cell's type.
        observed: Whether a gene was measured.
        source: The label or number of the column that each gene comes from; empty for none.
        notes: One sentence for each thing that a user should know.
        total: Total of every whole cell over all columns, where the data have columns that the
            network lacks; else None.
    """

    expression: Float[np.ndarray, "cells genes"]
    cell_type: Int[np.ndarray, " cells"]
    observed: Bool[np.ndarray, " genes"]
    source: tuple[str, ...]
    notes: tuple[str, ...]
    total: Float[np.ndarray, " cells"] | None = None


def match_data(
    grn: GRN,
    expression: Matrix,
    *,
    gene_names: Labels | None = None,
    cell_type: Labels | None = None,
    types: Mapping[str, str] | None = None,
) -> MatchedData:
    """Find a network's genes and cell types in cells.

    Names are compared exactly, then without regard to case. Genes of the data that the network
    lacks are left out, and so are cells of types that it lacks.

    Args:
        grn: The network.
        expression: Levels, cells × genes, dense or SciPy sparse: `adata.X`.
        gene_names: Name of every column: `adata.var_names`. By default the columns are the
            network's genes in its order.
        cell_type: Label of every cell: `adata.obs["cell_type"]`. Not needed if the network has
            one type, which all cells then have.
        types: The network's cell type for each label whose name differs, such as
            `{"CD34+": "HSC"}`. Several labels may mean one type.

    Returns:
        Expression and cell types in the network's order, and notes.

    Raises:
        ValueError: If shapes disagree, no gene is shared, a cell type has no cells, or a level
            is negative, infinite or NaN.
    """
    shape = tuple(getattr(expression, "shape", None) or np.shape(expression))
    if len(shape) != 2 or 0 in shape:
        raise ValueError(f"`expression` must be a matrix, cells × genes, but has shape {shape}.")
    columns, gene_notes = _match_genes(grn, gene_names, shape[1])
    kind, type_notes = _match_types(grn, cell_type, types or {}, n_cells=shape[0])
    known = np.nonzero(kind >= 0)[0]
    observed = columns >= 0
    names = [str(n) for n in (grn.gene_names if gene_names is None else gene_names)]
    matrix = np.full((len(known), grn.n_genes), np.nan, np.float32)
    matrix[:, observed] = _levels(expression, known, columns[observed])
    _check_levels(grn, matrix, observed)
    source = tuple(names[column] if column >= 0 else "" for column in columns)
    notes = (*gene_notes, *type_notes, *_silent_genes(grn, matrix, observed))
    total = _totals(expression, known) if shape[1] > observed.sum() else None
    return MatchedData(matrix, kind[known], observed, source, notes, total)


def is_counts(data: MatchedData) -> bool:
    """Return whether all entries are whole and some are above 0, as of raw counts."""
    counts = data.expression[:, data.observed]
    return bool(counts.any() and not (counts % 1).any())


def _totals(expression: Matrix, cells: Int[np.ndarray, " cells"]) -> Float[np.ndarray, " cells"]:
    """Return the sum of every cell over all columns; a sparse matrix stays sparse."""
    if hasattr(expression, "toarray"):
        return np.asarray(expression.sum(axis=1), float).ravel()[cells]
    return np.asarray(expression).sum(1, dtype=float)[cells]


def _levels(
    expression: Matrix, cells: Int[np.ndarray, " cells"], columns: Int[np.ndarray, " matched"]
) -> Num[np.ndarray, "cells matched"]:
    """Return the wanted part of a matrix; only that part of a sparse one is made dense."""
    if hasattr(expression, "toarray"):
        return np.asarray(expression.tocsc()[:, columns].toarray())[cells]
    return np.asarray(expression)[np.ix_(cells, columns)]


def _match_genes(
    grn: GRN, gene_names: Labels | None, n_columns: int
) -> tuple[Int[np.ndarray, " genes"], list[str]]:
    """Return the column of every gene, -1 for none."""
    if gene_names is None:
        if n_columns != grn.n_genes:
            raise ValueError(
                f"`expression` has {n_columns} columns, but the network has {grn.n_genes} genes. "
                "Pass `gene_names`, the name of every column."
            )
        return np.arange(n_columns), []
    names = [str(name) for name in gene_names]
    if len(names) != n_columns:
        raise ValueError(
            f"`gene_names` must name every column ({n_columns:,}), but has {len(names):,} names."
        )
    found = match_names(grn.gene_names, names)
    if not found.place:
        raise ValueError(
            f"The data have none of the network's genes {_listed(grn.gene_names)}; they have "
            f"{_listed(names)}. Rename the genes of one of them."
        )
    known = {*found.place, *found.ambiguous}
    missing = [name for name in grn.gene_names if name not in known]
    notes = _note("Genes matched without regard to case: {}.", found.loosely)
    notes += _note("Genes that match several columns, left out: {}.", found.ambiguous)
    notes += _note("Genes that are not in the data and so remain free: {}.", missing)
    columns = np.array([found.place.get(name, -1) for name in grn.gene_names])
    return columns, notes


def _match_types(
    grn: GRN, cell_type: Labels | None, types: Mapping[str, str], *, n_cells: int
) -> tuple[Int[np.ndarray, " cells"], list[str]]:
    """Return the number of every cell's type, -1 for a label that the network lacks."""
    if cell_type is None:
        if grn.n_cell_types > 1:
            raise ValueError(
                f"The network has {grn.n_cell_types} cell types, so `cell_type` must give the "
                "type of every cell."
            )
        return np.zeros(n_cells, int), []
    labels = np.asarray(cell_type, str)
    if labels.shape != (n_cells,):
        raise ValueError(
            f"`cell_type` must have one label per cell ({n_cells:,}), but has shape {labels.shape}."
        )
    distinct, index = np.unique(labels, return_inverse=True)
    number, loosely = _number_labels(grn, distinct.tolist(), types)
    for place, name in enumerate(grn.cell_types):
        if place not in number:
            raise ValueError(
                f"No cell is of the network's type {name}; the labels are "
                f"{_listed(distinct.tolist())}. Use `types` to map labels to cell types, "
                "or remove the type from the network."
            )
    dropped = [
        f"{label} ({int((index == place).sum()):,} cells)"
        for place, label in enumerate(distinct.tolist())
        if number[place] < 0
    ]
    notes = _note("Labels matched without regard to case: {}.", loosely)
    notes += _note("Labels that are not cell types of the network, left out: {}.", dropped)
    return np.array(number)[index], notes


def _number_labels(
    grn: GRN, labels: list[str], types: Mapping[str, str]
) -> tuple[list[int], list[str]]:
    """Return the cell type of every label, -1 for none, and the labels matched loosely."""
    for label, name in types.items():
        if name not in grn.cell_types:
            raise ValueError(
                f"`types` maps {label} to {name}, but the network's cell types are "
                f"{_listed(grn.cell_types)}."
            )
        if label not in labels:
            raise ValueError(
                f"`types` names {label}, but the labels of the cells are {_listed(labels)}."
            )
    free = [label for label in labels if label not in types]
    found = match_names(grn.cell_types, free)
    by_label = {free[place]: name for name, place in found.place.items()} | dict(types)
    number = [grn.cell_types.index(by_label[x]) if x in by_label else -1 for x in labels]
    return number, found.loosely


def _check_levels(
    grn: GRN, matrix: Float[np.ndarray, "cells genes"], observed: Bool[np.ndarray, " genes"]
) -> None:
    proper = (np.isfinite(matrix) & (matrix >= 0)) | ~observed
    if not proper.all():
        cell, gene = (int(index[0]) for index in np.nonzero(~proper))
        raise ValueError(
            f"Expression must be finite and not negative, but gene {grn.gene_names[gene]} is at "
            f"{matrix[cell, gene]:g} in a cell. Pass counts or levels, not z-scores."
        )


def _silent_genes(
    grn: GRN, matrix: Float[np.ndarray, "cells genes"], observed: Bool[np.ndarray, " genes"]
) -> list[str]:
    silent = observed & ~(matrix > 0).any(0)
    return _note("Genes that are 0 in all cells: {}.", itertools.compress(grn.gene_names, silent))


def _note(sentence: str, names: Iterable[str]) -> list[str]:
    listed = list(names)
    return [sentence.format(_listed(listed))] if listed else []


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
