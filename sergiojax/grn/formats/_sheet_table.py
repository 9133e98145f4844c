"""Reads tables in Excel sheets as if they had been saved as text with tabs."""

from dataclasses import replace

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError, GRNFormatQuestion
from sergiojax.grn._report import Finding, ReadReport, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats import adjacency, database, edge_list, sergio_v2
from sergiojax.grn.formats._column_words import names_both
from sergiojax.grn.formats._format import ReadOptions
from sergiojax.grn.formats._table import write_table
from sergiojax.grn.formats._workbook import MAX_CELLS, Sheet, Workbook

_HEADER_ROWS = 20  # in which a header is searched for, including empty ones above it
_TABLES = (sergio_v2.FORMAT, adjacency.FORMAT, database.FORMAT, edge_list.FORMAT)


def read_sheet_table(book: Workbook, options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read the first sheet that looks like edges, or else the first that is not empty.

    Args:
        book: Workbook; lines in messages are rows of the sheet.
        options: What the user said.

    Raises:
        GRNFormatError: If all sheets are empty, or the table is not a network.
        GRNFormatQuestion: If a matrix does not say where its regulators are.
    """
    sheet = _find_table(book)
    file = SourceFile(f"{book.name}, sheet {sheet.title}", _as_text(sheet).encode())
    found = next((table for table in _TABLES if table.sniff([file])), edge_list.FORMAT)
    if found.read is None:
        raise TypeError(f"{found.label} must be readable.")
    try:
        design, report = found.read([file], options)
    except GRNFormatQuestion:
        raise
    except GRNFormatError as error:
        if found is not edge_list.FORMAT or any(map(names_both, sheet.rows[:_HEADER_ROWS])):
            raise
        problem = f"{error.problem} A workbook may also have GRNsight's sheet 'network'."
        raise GRNFormatError(error.path, error.line, problem) from error
    warnings, dropped = list(report.warnings), list(report.dropped)
    if sheet.dates:
        problem = f"cells that hold dates: {enumerate_names(sheet.dates)}."
        fix = "Excel turns gene names such as SEPT2 into dates; check them."
        warnings.append(Finding(book.name, None, problem, fix))
    others = [title for title in book.titles if title != sheet.title]
    if others:
        problem = f"unused sheets: {enumerate_names(others)}."
        dropped.append(Finding(book.name, None, problem))
    label = f"{found.label.partition(' (')[0]} in a workbook"
    return design, replace(report, format=label, warnings=tuple(warnings), dropped=tuple(dropped))


def _find_table(book: Workbook) -> Sheet:
    """Return the first sheet that names regulators and targets, else the first that has cells.

    Raises:
        GRNFormatError: If all sheets are empty.
    """
    filled = None
    for title in book.titles:
        sheet = book.read(title)
        rows = [row for row in sheet.rows[:_HEADER_ROWS] if any(row)]
        if not rows:
            continue
        filled = filled or sheet
        if any(map(names_both, rows)):
            return sheet
    if filled is not None:
        return filled
    which = "its only sheet" if len(book.titles) == 1 else "every sheet"
    raise GRNFormatError(book.name, None, f"the workbook is empty: {which} holds nothing.")


def _as_text(sheet: Sheet) -> str:
    """Return the sheet as lines with tabs; short rows are padded to the length of the header."""
    lengths = [len(row) for row in sheet.rows if row]
    if max(lengths) == 1:  # pasted text: the lines are not split into cells yet
        return "".join(f"{row[0] if row else ''}\n" for row in sheet.rows)
    width = next(length for length in lengths if length > 1)  # below a title
    if width * len(lengths) > MAX_CELLS:
        problem = f"the sheet {sheet.title} has more than {MAX_CELLS:,} cells."
        raise GRNFormatError(sheet.file, None, problem)
    rows = [[*row, *[""] * (width - len(row))] if row else [] for row in sheet.rows]
    return write_table(rows, delimiter="\t")
