"""GRNsight's and GRNmap's sheets: matrices of genes, and a number for each gene."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sergiojax.grn.formats._matrix_axis import find_axis
from sergiojax.grn.formats._numbers import is_number, parse_number
from sergiojax.grn.formats._workbook import Sheet

CORNER = "cols regulators/rows targets"
_GENE_COLUMNS = ("id", "standardname", "gene", "name")


@dataclass(frozen=True)
class Entry:
    """A cell of a matrix that is not 0.

    Attributes:
        row: Gene of the row.
        column: Gene of the column.
        number: What the cell holds.
        place: Name of the cell.
    """

    row: str
    column: str
    number: float
    place: str


def is_matrix(sheet: Sheet) -> bool:
    """Tell whether the first row and the first column name the same genes."""
    header = sheet.rows[0] if sheet.rows else []
    if not header:
        return False
    names = {row[0] for row in sheet.rows[1:] if row} - {""}
    return header[0] == CORNER or not names.isdisjoint(header[1:])


def corner_of(sheet: Sheet) -> str:
    """Return the text of the first cell."""
    return sheet.rows[0][0] if sheet.rows and sheet.rows[0] else ""


def regulators_in_rows(sheet: Sheet) -> bool:
    """Tell whether the first cell says so; else regulators are in columns, as in GRNsight."""
    return find_axis(corner_of(sheet)) == "rows"


def read_matrix(sheet: Sheet) -> tuple[tuple[str, ...], list[Entry]]:
    """Return the genes, in the order of the columns, and the cells that are not 0.

    Raises:
        GRNFormatError: If a gene is named twice in a row or column, or a cell is no number.
    """
    columns = _read_names(sheet, [(0, column) for column in range(1, len(sheet.rows[0]))])
    below = [(row, 0) for row, cells in enumerate(sheet.rows) if row and cells]
    rows = _read_names(sheet, below)
    entries = []
    for row, cells in enumerate(sheet.rows[1:], start=1):
        for column, cell in enumerate(cells[1:], start=1):
            if cell in ("", "0", "0.0"):
                continue
            try:
                number = parse_number(cell)
            except ValueError as error:
                raise sheet.error(row, column, f"the weight {error}") from error
            below, right = rows.get((row, 0)), columns.get((0, column))
            if below is None or right is None:
                raise sheet.error(row, column, "the row or the column of this number has no gene.")
            if number:
                entries.append(Entry(below, right, number, sheet.place(row, column)))
    return tuple(dict.fromkeys([*columns.values(), *rows.values()])), entries


def _read_names(sheet: Sheet, cells: Sequence[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Return the names by cell, without the empty ones."""
    names: dict[tuple[int, int], str] = {}
    seen: dict[str, tuple[int, int]] = {}
    for row, column in cells:
        name = sheet.rows[row][column]
        if not name:
            continue
        if name in seen:
            problem = (
                f"the gene {name} is already in {sheet.place(*seen[name])}; names must differ."
            )
            raise sheet.error(row, column, problem)
        names[row, column] = name
        seen[name] = (row, column)
    return names


def read_numbers(
    sheet: Sheet, genes: Collection[str], *, what: str
) -> tuple[dict[str, float], list[str]]:
    """Return a number for each gene, and the genes of the sheet that the network does not have.

    The number is in the last column. Old workbooks have two names of each gene before it.

    Args:
        sheet: Sheet with a header.
        genes: Genes of the network.
        what: What the numbers are, to begin a sentence.

    Raises:
        GRNFormatError: If a cell is no number.
    """
    header = [cell.lower().replace(" ", "") for cell in sheet.rows[0]] if sheet.rows else []
    known = set(genes)
    found: dict[str, float] = {}
    strangers = []
    for row, cells in enumerate(sheet.rows[1:], start=1):
        last = len(header) - 1
        cell = cells[last] if 0 < last < len(cells) else ""
        name = next((text for text in cells[:last] if text in known), "")
        if not name and any(cells):
            strangers.append(_stranger(header, cells))
        if not name or not cell:
            continue
        try:
            found[name] = parse_number(cell)
        except ValueError as error:
            raise sheet.error(row, last, f"{what} {error}") from error
    return found, strangers


def _stranger(header: Sequence[str], cells: Sequence[str]) -> str:
    """Return what a row calls its gene."""
    columns = [header.index(name) for name in _GENE_COLUMNS if name in header]
    names = [cells[column] for column in columns if cells[column:]]
    return next((name for name in (*names, *cells) if name and not is_number(name)), "?")
