"""Rows of cells from text with commas, semicolons or tabs."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_EDGES
from sergiojax.grn._report import Finding, count
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._lines import find_encoding_doubts
from sergiojax.grn.formats._numbers import is_number, parse_number


@dataclass(frozen=True, slots=True)
class Row:
    """A line that holds something.

    Attributes:
        line: Line number, from 1.
        cells: Text of each cell without surrounding blanks.
    """

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """Return the text of a cell, which is empty where the row is too short."""
        return self.cells[column] if column < len(self.cells) else ""


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


_LINES_LOOKED_AT = 20
_SPECIAL = frozenset('\t;,"\r\n')
_MOST_ROWS = MAX_EDGES + 1  # one may be a header
_MOST_CHARACTERS = 5_000_000  # of a line, before it is split into as many cells


def read_table(
    file: SourceFile, *, most_rows: int | None = None, delimiter: str | None = None
) -> Table:
    """Split a text file into rows and cells; blank lines, and comments at the top, are left out.

    Args:
        file: Text with commas, semicolons or tabs, in any usual encoding and with any line ends.
        most_rows: Stop after so many rows, for a look at the content.
        delimiter: What parts the cells; by default it is found from the first lines.

    Raises:
        GRNFormatError: If the content is no text, or holds nothing but blanks.
    """
    text = file.text
    comments, body = _split_comments(text)
    delimiter = delimiter or _find_delimiter(body)
    rows = []
    reader = csv.reader(_bounded_lines(file.name, body, len(comments)), delimiter=delimiter)
    try:
        for cells in reader:
            row = tuple(cell.strip() for cell in cells)
            if any(row):
                rows.append(Row(len(comments) + reader.line_num, row))
            if len(rows) == most_rows:
                break
            if len(rows) > _MOST_ROWS:
                problem = f"a network may have {MAX_EDGES:,} edges, but the file has more lines."
                raise GRNFormatError(file.name, rows[-1].line, problem)
    except csv.Error as error:
        line = len(comments) + reader.line_num
        raise GRNFormatError(file.name, line, f"the line cannot be split: {error}.") from error
    if not rows:
        raise GRNFormatError(file.name, None, "the file holds no rows.")
    dropped = (
        [Finding(file.name, 1, f"{count(len(comments), 'comment line')}.")] if comments else []
    )
    return Table(file.name, delimiter, tuple(rows), find_encoding_doubts(file), tuple(dropped))


def write_table(rows: Sequence[Sequence[str]], *, delimiter: str) -> str:
    """Return rows of cells as text; cells are quoted where they must be.

    A cell with any of the delimiters is, lest a reader take another one for that of the file.
    """
    return "".join(delimiter.join(map(_quoted, row)) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & _SPECIAL else cell


def _bounded_lines(name: str, text: str, n_before: int) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), n_before + 1):
        if len(line) > _MOST_CHARACTERS:
            problem = f"the line is longer than {_MOST_CHARACTERS:,} characters."
            raise GRNFormatError(name, number, problem)
        yield line


def _split_comments(text: str) -> tuple[list[str], str]:
    """Part the lines at the top that begin with "#"; further down it may begin a gene's name."""
    comments = []
    for line in io.StringIO(text, newline=""):
        if not line.startswith("#"):
            break
        comments.append(line)
    return comments, text[sum(map(len, comments)) :]


def _find_delimiter(text: str) -> str:
    """Return the delimiter that the first line holds most often; a tab wins over equal others.

    Tabs win over all others where each of the first lines holds as many: databases part lists
    inside a cell with semicolons or commas.
    """
    lines = (line for line in io.StringIO(text, newline="") if line.strip())
    unquoted = ["".join(line.split('"')[::2]) for line in islice(lines, _LINES_LOOKED_AT)]
    tabs = {line.count("\t") for line in unquoted}
    if len(tabs) == 1 and tabs != {0}:
        return "\t"
    return max("\t;,", key=unquoted[0].count) if unquoted else ","
