"""SERGIO's bifurcation matrix ("bMat"): which cell type descends from which."""

from collections.abc import Sequence

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_CELL_TYPES
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._numbers import is_number
from sergiojax.grn.formats._table import read_table

Matrix = list[list[float]]

SETTING = "transitions"
KEPT = "The transitions between cell types are kept in the design's settings, as `transitions`."


def split_matrix(
    files: Sequence[SourceFile],
) -> tuple[Sequence[SourceFile], SourceFile | None]:
    """Separate the bifurcation matrix, if it is the third file, from the pair."""
    if len(files) != 3:
        return files, None
    square = [file for file in files if looks_like_matrix(file)]
    named = [file for file in square if "bmat" in file.name.lower()]
    found = next(iter(named or square), None)
    if found is None:
        return files, None
    return [file for file in files if file is not found], found


def looks_like_matrix(file: SourceFile) -> bool:
    """Return whether a file is a square of numbers with zeros on the diagonal."""
    rows = [row.cells for row in read_table(file, most_rows=MAX_CELL_TYPES + 1).rows]
    if any(len(cells) != len(rows) or not all(map(is_number, cells)) for cells in rows):
        return False
    return all(cells[place].strip("0.") == "" for place, cells in enumerate(rows))


def read_matrix(file: SourceFile, n_cell_types: int) -> Matrix:
    """Read the rate from every parent (row) to every child (column).

    Raises:
        GRNFormatError: If the size does not fit the cell types, or an entry is not a valid rate.
    """
    table = read_table(file)
    matrix = [[table.number(row, cell, "a rate") for cell in row.cells] for row in table.rows]
    if len(matrix) != n_cell_types:
        problem = f"the matrix has {len(matrix)} cell types, but the network has {n_cell_types}."
        raise GRNFormatError(file.name, None, problem)
    for row, rates in zip(table.rows, matrix, strict=True):
        if min(rates) < 0:
            raise table.error(row, "a rate between cell types must not be negative.")
    return matrix
