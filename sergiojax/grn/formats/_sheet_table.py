"""Tables in Excel sheets, read as if they had been saved as text with tabs."""

from dataclasses import replace

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, ReadReport, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats import adjacency, database, edge_list, sergio_v2
from sergiojax.grn.formats._format import ReadOptions
from sergiojax.grn.formats._table import write_table
from sergiojax.grn.formats._workbook import MAX_CELLS, Sheet, Workbook

_TABLES = (sergio_v2.FORMAT, adjacency.FORMAT, database.FORMAT, edge_list.FORMAT)


def read_sheet_table(book: Workbook, options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read the first sheet that is not empty, whatever table it is.

    Args:
        book: Workbook; lines in messages are rows of the sheet.
        options: What the person said.

    Raises:
        GRNFormatError: If all sheets are empty, or the table is no network.
        GRNFormatQuestion: If a matrix does not say where its regulators are.
    """
    sheet = _find_first(book)
    file = SourceFile(f"{book.name}, sheet {sheet.title}", _as_text(sheet).encode())
    found = next((table for table in _TABLES if table.sniff([file])), edge_list.FORMAT)
    if found.read is None:
        raise TypeError(f"{found.label} must be readable.")
    design, report = found.read([file], options)
    warnings, dropped = list(report.warnings), list(report.dropped)
    if sheet.dates:
        problem = f"cells that hold dates: {enumerate_names(sheet.dates)}."
        fix = "Excel makes dates of gene names such as SEPT2; check them."
        warnings.append(Finding(book.name, None, problem, fix))
    others = [title for title in book.titles if title != sheet.title]
    if others:
        problem = f"sheets that are not used: {enumerate_names(others)}."
        dropped.append(Finding(book.name, None, problem))
    return design, replace(report, warnings=tuple(warnings), dropped=tuple(dropped))


def _find_first(book: Workbook) -> Sheet:
    for title in book.titles:
        sheet = book.read(title)
        if any(map(any, sheet.rows)):
            return sheet
    which = "its only sheet" if len(book.titles) == 1 else "every sheet"
    raise GRNFormatError(book.name, None, f"the workbook is empty: {which} holds nothing.")


def _as_text(sheet: Sheet) -> str:
    """Return the sheet as lines with tabs; short rows are filled up to the first one's length."""
    width = len(next(filter(None, sheet.rows)))
    if width * len(sheet.rows) > MAX_CELLS:
        problem = f"the sheet {sheet.title} has more than {MAX_CELLS:,} cells."
        raise GRNFormatError(sheet.file, None, problem)
    if max(map(len, sheet.rows)) == 1:  # text that was pasted: the lines are no cells yet
        return "".join(f"{row[0] if row else ''}\n" for row in sheet.rows)
    rows = [[*row, *[""] * (width - len(row))] if row else [] for row in sheet.rows]
    return write_table(rows, delimiter="\t")
