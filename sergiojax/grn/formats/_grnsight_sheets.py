"""Reads GRNsight's and GRNmap's sheets: matrices of genes, and one number per gene."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sergiojax.grn._report import count, enumerate_names
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
    """Return whether the first row and the first column name the same genes."""
    header = sheet.rows[0] if sheet.rows else []
    if not header:
        return False
    names = {row[0] for row in sheet.rows[1:] if row} - {""}
    return header[0] == CORNER or not names.isdisjoint(header[1:])


def corner_of(sheet: Sheet) -> str:
    """Return the text of the first cell."""
    return sheet.rows[0][0] if sheet.rows and sheet.rows[0] else ""


def regulators_in_rows(sheet: Sheet) -> bool:
    """Return whether the first cell says so; otherwise they are in columns, as in GRNsight."""
    return find_axis(corner_of(sheet)) == "rows"


@dataclass(frozen=True)
class Matrix:
    """A matrix of genes.

    Attributes:
        sheet: Sheet that holds it.
        genes: Genes in the order of the columns.
        entries: Cells that are not 0.
        doubts: What is missing, a sentence each.
        strays: Names of cells outside the rows and columns of genes.
    """

    sheet: Sheet
    genes: tuple[str, ...]
    entries: list[Entry]
    doubts: list[str]
    strays: list[str]


def read_matrix(sheet: Sheet) -> Matrix:
    """Return the genes, the cells that are not 0, and what is missing.

    Raises:
        GRNFormatError: If a gene is named twice in a row or column, a cell is not a number, or a
            number has no gene.
    """
    columns = _read_names(sheet, [(0, column) for column in range(1, len(sheet.rows[0]))])
    below = [(row, 0) for row, cells in enumerate(sheet.rows) if row and cells]
    rows = _read_names(sheet, below)
    entries: list[Entry] = []
    strays = []
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells[1:], start=1):
            if row == 0 or cell in ("", "0", "0.0"):
                continue
            names = rows.get((row, 0)), columns.get((0, column))
            if None in names and not is_number(cell):
                strays.append(sheet.place(row, column))
                continue
            entries += _read_entry(sheet, row, column, names)
    genes = tuple(dict.fromkeys([*columns.values(), *rows.values()]))
    return Matrix(sheet, genes, entries, _find_gaps(sheet, rows, columns), strays)


def _read_entry(
    sheet: Sheet, row: int, column: int, names: tuple[str | None, str | None]
) -> list[Entry]:
    try:
        number = parse_number(sheet.rows[row][column])
    except ValueError as error:
        raise sheet.error(row, column, f"the weight {error}") from error
    below, right = names
    if below is None or right is None:
        raise sheet.error(row, column, "the row or the column of this number has no gene.")
    return [Entry(below, right, number, sheet.place(row, column))] if number else []


def _find_gaps(
    sheet: Sheet, rows: Mapping[tuple[int, int], str], columns: Mapping[tuple[int, int], str]
) -> list[str]:
    """Report genes without a row or column, and empty cells of the matrix."""
    doubts = []
    for what, there, here in (("row", rows, columns), ("column", columns, rows)):
        lone = [name for name in here.values() if name not in set(there.values())]
        if lone:
            doubts.append(f"there is no {what} for {enumerate_names(lone)}; it counts as zeros.")
    empty = [
        sheet.place(row, column)
        for row, _ in rows
        for _, column in columns
        if column >= len(sheet.rows[row]) or not sheet.rows[row][column]
    ]
    if empty:
        cells = count(len(empty), "empty cell")
        doubts.append(f"{cells} in the matrix, read as 0: {enumerate_names(empty)}.")
    return doubts


def _read_names(sheet: Sheet, cells: Sequence[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Return the names by cell, leaving out empty ones."""
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
    """Return a number for each gene, and the genes of the sheet that are not in the network.

    The number is in the last column. Old workbooks have two names per gene before it.

    Args:
        sheet: Sheet with a header.
        genes: Genes of the network.
        what: What the numbers are, to begin a sentence.

    Raises:
        GRNFormatError: If a cell is not a number.
    """
    header = [cell.lower().replace(" ", "") for cell in sheet.rows[0]] if sheet.rows else []
    known = {gene.casefold(): gene for gene in genes} | {gene: gene for gene in genes}
    last = len(header) - 1 if len(header) > 1 else max(map(len, sheet.rows), default=0) - 1
    found: dict[str, float] = {}
    strangers = []
    for row, cells in enumerate(sheet.rows[1:], start=1):
        cell = cells[last] if 0 < last < len(cells) else ""
        texts = [text for text in cells[:last] for text in (text, text.casefold())]
        name = next((known[text] for text in texts if text in known), "")
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
    """Return the name that a row gives its gene."""
    columns = [header.index(name) for name in _GENE_COLUMNS if name in header]
    names = [cells[column] for column in columns if cells[column:]]
    return next((name for name in (*names, *cells) if name and not is_number(name)), "?")
