"""Rows of cells from text with commas, semicolons or tabs."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_EDGES
from sergiojax.grn._report import Finding
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._column_words import names_both
from sergiojax.grn.formats._lines import find_text_doubts, is_comment, list_comments, visible_text
from sergiojax.grn.formats._numbers import is_number, parse_number


@dataclass(frozen=True, slots=True)
class Row:
    """A line that is not empty.

    Attributes:
        line: Line number, from 1.
        cells: Text of each cell without surrounding spaces.
    """

    line: int
    cells: tuple[str, ...]

    def cell(self, column: int) -> str:
        """Return the text of a cell; it is empty if the row is too short."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(frozen=True)
class Table:
    """The lines of a text file as cells.

    Attributes:
        name: File name.
        delimiter: What separates the cells.
        rows: All lines that are not empty.
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
        """Return whether a cell holds a number, finite or not."""
        return is_number(cell, decimal_comma=self.decimal_comma)

    def error(self, row: Row, problem: str) -> GRNFormatError:
        """Return the error of a row, for the caller to raise."""
        return GRNFormatError(self.name, row.line, problem)

    def number(self, row: Row, cell: str, what: str) -> float:
        """Return the number in a cell.

        Args:
            row: Row of the cell.
            cell: Text of the cell.
            what: What the number is, to begin a sentence.

        Raises:
            GRNFormatError: If it is not a finite number.
        """
        try:
            return parse_number(cell, decimal_comma=self.decimal_comma)
        except ValueError as error:
            raise self.error(row, f"{what} {error}") from error


_LINES_LOOKED_AT = 20
_SPECIAL = frozenset('\t;,"\r\n')
_LISTED = re.compile(r"#+\s*\(?(\d+)\)\s*(.+)")  # RegulonDB: "# (2) Gene regulated by the TF"
_SINGLE_QUOTED = re.compile("'[^']+'")
_MOST_ROWS = MAX_EDGES + 1  # one may be a header
_MOST_CHARACTERS = 5_000_000  # of a line, before it is split into cells


def read_table(
    file: SourceFile, *, most_rows: int | None = None, delimiter: str | None = None
) -> Table:
    """Split a text file into rows and cells; blank lines and comments are left out.

    Args:
        file: Text with commas, semicolons or tabs, in any usual encoding and with any line ends.
        most_rows: Stop after this many rows, to inspect the content.
        delimiter: What separates the cells; by default found from the first lines.

    Raises:
        GRNFormatError: If the content is not text, or is blank.
    """
    text = visible_text(file)
    comments: dict[int, str] = {}
    delimiter = delimiter or _find_delimiter(text)
    rows: list[Row] = []
    lines = _bounded_lines(file.name, text, comments)
    # Skipping the space after a delimiter lets a quote after it begin a cell.
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    try:
        for cells in reader:
            row = tuple(cell.strip() for cell in cells)
            if any(row):
                rows.append(Row(reader.line_num, row))
            if len(rows) == most_rows:
                break
            if len(rows) > _MOST_ROWS:
                problem = (
                    f"a network may have at most {MAX_EDGES:,} edges, but the file has more lines."
                )
                raise GRNFormatError(file.name, rows[-1].line, problem)
    except csv.Error as error:
        problem = f"the line cannot be split: {error}."
        raise GRNFormatError(file.name, reader.line_num, problem) from error
    if not rows:
        raise GRNFormatError(file.name, None, "the file has no rows.")
    if all(map(_SINGLE_QUOTED.fullmatch, rows[0].cells)):
        rows = [Row(row.line, tuple(map(_unquoted, row.cells))) for row in rows]
    header = _header_in_comments(comments, rows[0], delimiter)
    if header is not None:
        rows.insert(0, header)
        comments.pop(header.line)
    dropped = list_comments(file.name, comments)
    return Table(file.name, delimiter, tuple(rows), find_text_doubts(file), dropped)


def write_table(rows: Sequence[Sequence[str]], *, delimiter: str) -> str:
    """Return rows of cells as text; cells are quoted where necessary.

    That includes cells with any of the possible delimiters, so that a reader does not mistake the
    delimiter of the file, and cells that begin like a comment.
    """
    return "".join(delimiter.join(map(_quoted, row)) + "\n" for row in rows)


def _unquoted(cell: str) -> str:
    return cell[1:-1] if _SINGLE_QUOTED.fullmatch(cell) else cell


def _quoted(cell: str) -> str:
    must = set(cell) & _SPECIAL or is_comment(cell)
    return '"' + cell.replace('"', '""') + '"' if must else cell


def _bounded_lines(name: str, text: str, comments: dict[int, str]) -> Iterator[str]:
    """Yield the lines; comments go to `comments` and leave an empty line."""
    inside = False  # inside a quoted cell, lines may begin with anything
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > _MOST_CHARACTERS:
            problem = f"the line is longer than {_MOST_CHARACTERS:,} characters."
            raise GRNFormatError(name, number, problem)
        if not inside and is_comment(line):
            comments[number] = line
            yield "\n"
            continue
        inside ^= line.count('"') % 2 == 1
        yield line


def _header_in_comments(comments: Mapping[int, str], first: Row, delimiter: str) -> Row | None:
    """Return the header that follows a "#" or is a list of columns above the first row."""
    if names_both(first.cells):
        return None
    above = {number: text for number, text in comments.items() if number < first.line}
    if not above:
        return None
    last = max(above)
    cells = next(csv.reader([above[last].lstrip("#")], delimiter=delimiter, skipinitialspace=True))
    candidates = [tuple(cell.strip() for cell in cells)]
    listed = [match for text in above.values() if (match := _LISTED.match(text.strip()))]
    if [match[1] for match in listed] == [str(number + 1) for number in range(len(listed))]:
        candidates.append(tuple(match[2].strip() for match in listed))
    for found in candidates:
        if names_both(found) and len(found) >= len(first.cells):
            return Row(last, found)
    return None


def _find_delimiter(text: str) -> str:
    """Return the delimiter that is in most lines, and most often; a tab wins over others.

    Tabs win over all others if all of the first lines have the same number of them: databases
    separate lists inside a cell with semicolons or commas.
    """
    lines = (line for line in io.StringIO(text, newline="") if line.strip())
    lines = islice((line for line in lines if not is_comment(line)), _LINES_LOOKED_AT)
    unquoted = ["".join(line.split('"')[::2]) for line in lines]
    tabs = {line.count("\t") for line in unquoted}
    if len(tabs) == 1 and tabs != {0}:
        return "\t"

    def weight(delimiter: str) -> tuple[int, int]:
        counts = [line.count(delimiter) for line in unquoted]
        return sum(map(bool, counts)), counts[0]

    return max("\t;,", key=weight) if unquoted else ","
