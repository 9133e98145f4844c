"""Opens Excel workbooks as sheets of text, with all the limits that a zip archive needs."""

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_BYTES
from sergiojax.grn._report import count
from sergiojax.grn._source import SourceFile, too_large

_MARK = b"PK\x03\x04"
_MAX_UNPACKED = 100 * 2**20
_MAX_RATIO = 200  # ratio of unpacked to packed size: 40 in sheets full of zeros
_ALWAYS_FINE = 5 * 2**20  # unpacked; a small workbook may repeat itself
_MAX_PARTS = 2_000
MAX_CELLS = 1_000_000  # of a sheet, including empty cells before the last of a row
_MOST_ROWS = 2**20  # of a sheet in Excel
_EMPTY: list[str] = []
_DAMAGED = "this is not an Excel workbook, or a damaged one; open it and save it as .xlsx."


@dataclass(frozen=True)
class Sheet:
    """A sheet as texts.

    Attributes:
        file: File name.
        title: Name of the sheet.
        rows: Texts of the cells, without empty cells at the end of a row and empty rows at the end.
        dates: Names of the cells that hold dates or times.
    """

    file: str
    title: str
    rows: Sequence[Sequence[str]]
    dates: Sequence[str]

    def place(self, row: int, column: int) -> str:
        """Return the name of a cell, such as "network!B7"; row and column count from 0."""
        return f"{self.title}!{column_letters(column)}{row + 1}"

    def error(self, row: int, column: int, problem: str) -> GRNFormatError:
        """Return the error of a cell, for the caller to raise."""
        return GRNFormatError(self.file, self.place(row, column), problem)


class Workbook:
    """An .xlsx file whose sheets are read one by one; formulas count as their saved results.

    Attributes:
        name: File name.
        titles: Names of the sheets that have cells, in order.
    """

    def __init__(self, file: SourceFile) -> None:
        """Open a workbook.

        Raises:
            GRNFormatError: If the file is not a workbook, is damaged, or unpacks to too much.
        """
        import openpyxl

        self.name = file.name
        with _translate_errors(file.name):
            _check_archive(file)
            content = io.BytesIO(file.content)
            # Without links nothing outside the file is read; macros are never run.
            self._book = openpyxl.load_workbook(
                content, read_only=True, data_only=True, keep_links=False
            )
            self.titles = tuple(sheet.title for sheet in self._book.worksheets)

    def read(self, title: str) -> Sheet:
        """Read a sheet.

        Raises:
            GRNFormatError: If it is damaged or has too many cells.
        """
        rows: list[list[str]] = []
        dates: list[str] = []
        n_cells = 0
        with _translate_errors(self.name):
            sheet = self._book[title]
            sheet.reset_dimensions()  # files may give wrong dimensions
            for values in sheet.iter_rows(values_only=True):
                if (
                    not values
                ):  # of a gap, which one stray cell in the last row makes a million rows long
                    rows.append(_EMPTY)
                n_cells += len(values)
                if n_cells > MAX_CELLS or len(rows) > _MOST_ROWS:
                    problem = f"the sheet {title} has more than {MAX_CELLS:,} cells."
                    raise GRNFormatError(self.name, None, problem)
                if not values:
                    continue
                texts = [""] * len(values)
                for column, value in enumerate(values):
                    if value is not None:
                        texts[column] = _as_text(value)
                    if isinstance(value, datetime.date | datetime.time):
                        dates.append(f"{title}!{column_letters(column)}{len(rows) + 1}")
                rows.append(_cut(texts))
        while rows and not rows[-1]:
            rows.pop()
        return Sheet(self.name, title, rows, dates)


def is_workbook(file: SourceFile) -> bool:
    """Return whether a file is a zip archive with the parts of a workbook, or has its suffix."""
    if not file.content.startswith(_MARK) or len(file.content) > MAX_BYTES:
        return False
    if file.suffix in (".xlsx", ".xlsm"):
        return True
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            return any(name.startswith("xl/") for name in archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def column_letters(column: int) -> str:
    """Return "A" for 0, "Z" for 25 and "AA" for 26."""
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


def _check_archive(file: SourceFile) -> None:
    """Refuse what would unpack to too much, before anything is unpacked.

    Python's zipfile never unpacks more of a part than the directory says, so it cannot be cheated.
    """
    if len(file.content) > MAX_BYTES:
        raise GRNFormatError(file.name, None, too_large(len(file.content)))
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    ratio = unpacked / len(file.content)
    is_bomb = unpacked > _ALWAYS_FINE and ratio > _MAX_RATIO
    if len(parts) > _MAX_PARTS or unpacked > _MAX_UNPACKED or is_bomb:
        size = f"{count(len(parts), 'part')} and {unpacked / 2**20:,.0f} MB"
        problem = f"the workbook would unpack to {size}, which is too much."
        raise GRNFormatError(file.name, None, problem)


@contextmanager
def _translate_errors(name: str) -> Iterator[None]:
    """Turn whatever openpyxl raises into one sentence; hide its warnings."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except GRNFormatError:
        raise
    except Exception as error:
        raise GRNFormatError(name, None, _DAMAGED) from error


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    # Line breaks and the like would split the lines of a table.
    return re.sub(r"[\x00-\x1f]+", " ", str(value)).strip()


def _cut(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells
