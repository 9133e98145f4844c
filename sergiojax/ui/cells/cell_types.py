"""Cell types as a table: how many cells of each, and what its master regulators do."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sergiojax._types import Json
from sergiojax.grn import GRN, Design

MOST_CELLS = 100_000  # in the app, over all types; larger runs belong on the command line
_MOST_RATES = 10
_RATE = "b of "


def cell_type_table(design: Design, n_cells: Mapping[str, Json]) -> pd.DataFrame:
    """Return one line per cell type: name, cells, and the basal rates of the first regulators.

    Args:
        design: The design.
        n_cells: Cells by type; where that is missing or makes no sense, 300.
    """
    grn = design.grn
    table = pd.DataFrame(
        {
            "Cell type": list(grn.cell_types),
            "Cells": list(cells_by_type(grn, n_cells).values()),
        }
    )
    for gene in rated_genes(grn):
        table[_RATE + grn.gene_names[gene]] = grn.basal_rate[:, gene].astype(float)
    return table


def cells_by_type(grn: GRN, n_cells: Mapping[str, Json]) -> dict[str, int]:
    """Return how many cells of each type to simulate: 300 where the saved number makes no sense."""
    return {name: _saved_count(n_cells.get(name)) for name in grn.cell_types}


def rated_genes(grn: GRN) -> Sequence[int]:
    """Return the genes whose basal rates the table shows: those with one, unregulated first."""
    rated = np.nonzero(np.asarray(grn.basal_rate).any(axis=0))[0]
    order = np.argsort(grn.topology.in_degree[rated], kind="stable")
    return rated[order][:_MOST_RATES].tolist()


def with_cell_types(design: Design, table: pd.DataFrame) -> tuple[Design, dict[str, int]]:
    """Return the design with the table's cell types and rates, and the cells of each type.

    A new type starts with the rates of the first one.

    Args:
        design: The design that the table was made from.
        table: The edited table.

    Returns:
        The new design and the number of cells by type.

    Raises:
        ValueError: If a name is missing or repeated, or a number makes no sense.
    """
    if len(table) == 0:
        raise ValueError("Keep at least one cell type.")
    grn = design.grn
    names = [_name(value, line) for line, value in enumerate(table["Cell type"], start=1)]
    counts = {name: _count(name, value) for name, value in zip(names, table["Cells"], strict=True)}
    if len(counts) < len(names):
        repeated = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"The cell type {repeated!r} appears twice; names must differ.")
    check_total(counts)
    sources = [index if _is_known(index, grn) else 0 for index in table.index]
    rates = np.array(grn.basal_rate)[sources]
    for gene in rated_genes(grn):
        for line, value in enumerate(table[_RATE + grn.gene_names[gene]]):
            rates[line, gene] = rates[line, gene] if pd.isna(value) else value
    factor = None if grn.strength_factor is None else np.array(grn.strength_factor)[sources]
    changed = grn.replace(cell_types=names, basal_rate=rates, strength_factor=factor)
    return (design if changed.digest() == grn.digest() else design.replace(grn=changed)), counts


def _saved_count(value: Json) -> int:
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return value if is_count and 0 <= value <= MOST_CELLS else 300


def _is_known(index: object, grn: GRN) -> bool:
    return isinstance(index, int) and 0 <= index < grn.n_cell_types


def _name(value: Json, line: int) -> str:
    text = "" if pd.isna(value) else str(value).strip()
    if not text:
        raise ValueError(f"Cell type {line} has no name.")
    return text


def _count(name: str, value: Json) -> int:
    if pd.isna(value) or value != int(value) or value < 0:
        raise ValueError(f"The number of cells of {name} must be a whole number, 0 or more.")
    return int(value)


def check_total(counts: Mapping[str, int]) -> None:
    """Raise ValueError where there are no cells, or more than the app makes at once."""
    total = sum(counts.values())
    if total == 0:
        raise ValueError("Ask for at least one cell.")
    if total > MOST_CELLS:
        raise ValueError(
            f"{total:,} cells are more than the app makes at once ({MOST_CELLS:,}). "
            "Ask for fewer here, or use `sergiojax simulate` on the command line."
        )
