"""Rows of cells from text with commas, semicolons or tabs."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, count
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._numbers import is_number, parse_number


@dataclass(frozen=True)
class Row:
    """A line that holds something.

    Attributes:
        line: Line number, from 1.
        cells: Text of each cell without surrounding blanks.
    """

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The lines of a text file as cells.

    Attributes:
        name: File name.
        delimiter: What parts the cells.
        rows: All lines that hold something.
        warnings: What had to be guessed.
        dropped: Comments.
    """

    name: str
    delimiter: str
    rows: tuple[Row, ...]
    warnings: tuple[Finding, ...]
    dropped: tuple[Finding, ...]

    @property
    def decimal_comma(self) -> bool:
        """Whether commas are free to be decimal commas, as in European spreadsheets."""
        return self.delimiter != ","

    def is_number(self, cell: str) -> bool:
        """Tell whether a cell holds a number, be it finite or not."""
        return is_number(cell, decimal_comma=self.decimal_comma)

    def error(self, row: Row, problem: str) -> GRNFormatError:
        """Return the error of a row, to be raised."""
        return GRNFormatError(self.name, row.line, problem)

    def number(self, row: Row, cell: str, what: str) -> float:
        """Return the number in a cell.

        Args:
            row: Row of the cell.
            cell: Text of the cell.
            what: What the number is, to begin a sentence.

        Raises:
            GRNFormatError: If it is no finite number.
        """
        try:
            return parse_number(cell, decimal_comma=self.decimal_comma)
        except ValueError as error:
            raise self.error(row, f"{what} {error}") from error


def read_table(file: SourceFile, *, most_rows: int | None = None) -> Table:
    """Split a text file into rows and cells; blank lines, and comments at the top, are left out.

    Args:
        file: Text with commas, semicolons or tabs, in any usual encoding and with any line ends.
        most_rows: Stop after so many rows, for a look at the content.

    Raises:
        GRNFormatError: If the content is no text, or holds nothing but blanks.
    """
    text = file.text
    comments, body = _split_comments(text)
    delimiter = _find_delimiter(body)
    rows = []
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            row = tuple(cell.strip() for cell in cells)
            if any(row):
                rows.append(Row(len(comments) + reader.line_num, row))
            if len(rows) == most_rows:
                break
    except csv.Error as error:
        line = len(comments) + reader.line_num
        raise GRNFormatError(file.name, line, f"the line cannot be split: {error}.") from error
    if not rows:
        raise GRNFormatError(file.name, None, "the file holds no rows.")
    warnings = []
    if file.encoding == "cp1252":
        problem = "the text is not UTF-8 and was read as Western European (Windows-1252)."
        warnings.append(Finding(file.name, None, problem, "Check letters with accents."))
    dropped = (
        [Finding(file.name, 1, f"{count(len(comments), 'comment line')}.")] if comments else []
    )
    return Table(file.name, delimiter, tuple(rows), tuple(warnings), tuple(dropped))


def write_table(rows: Sequence[Sequence[str]], *, delimiter: str) -> str:
    """Return rows of cells as text; cells are quoted where they must be."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _split_comments(text: str) -> tuple[list[str], str]:
    """Part the lines at the top that begin with "#"; further down it may begin a gene's name."""
    comments = []
    for line in io.StringIO(text, newline=""):
        if not line.startswith("#"):
            break
        comments.append(line)
    return comments, text[sum(map(len, comments)) :]


def _find_delimiter(text: str) -> str:
    """Return the delimiter that the first line holds most often; a tab wins over equal others."""
    first = next((line for line in io.StringIO(text, newline="") if line.strip()), "")
    outside_quotes = "".join(first.split('"')[::2])
    return max("\t;,", key=outside_quotes.count)
