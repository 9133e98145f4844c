"""How a column gives the sign of an edge: words, codes, truth values or signed numbers."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sergiojax.grn.formats._numbers import is_number
from sergiojax.grn.formats._signs import is_phrase, parse_phrase
from sergiojax.grn.formats._table import Row, Table

ReadSign: TypeAlias = Callable[[Row], float | None]
"""Reads the sign of a row, None if it is unknown; the text of its `ValueError` ends a sentence."""

DIRECTIONS = frozenset({"directed", "undirected", "mixed", "true", "false"})
_TRUE = frozenset({"true", "t", "yes", "1", "1.0"})
_FALSE = frozenset({"false", "f", "no", "0", "0.0"})
_LETTERS = tuple(map(frozenset, ("ar", "ai", "pn")))  # of activation first
_CODES = frozenset("123456")  # sRACIPE's types; those above 2 are not transcription
_EXISTENCE = ("type", "interaction")  # in which 0 and 1 say whether there is an edge


@dataclass(frozen=True)
class SignColumn:
    """A column, or a pair of columns, that gives signs.

    Attributes:
        columns: Numbers of the columns.
        read: Reads the sign of a row.
        doubt: What had to be guessed, as a sentence, or "".
    """

    columns: tuple[int, ...]
    read: ReadSign
    doubt: str = ""


def cells_of(rows: Sequence[Row], column: int) -> set[str]:
    """Return the distinct non-empty cells of a column."""
    return {cell for row in rows if (cell := row.cell(column))}


def are_marks(cells: set[str]) -> bool:
    """Return whether all cells say yes or no, at least one of them no."""
    lowered = {cell.lower() for cell in cells}
    return lowered <= _TRUE | _FALSE and not lowered.isdisjoint(_FALSE)


def are_words_of_sign(cells: set[str]) -> bool:
    """Return whether all cells are words or symbols of signs; numbers are not."""
    return bool(cells) and all(is_phrase(cell) and not is_number(cell) for cell in cells)


def is_yes(cell: str) -> bool:
    """Return whether a cell says that there is an edge; an empty one does not."""
    return cell.lower() in _TRUE


def find_sign_column(
    table: Table, rows: Sequence[Row], roles: Mapping[str, Sequence[int]], names: Sequence[str]
) -> SignColumn | None:
    """Return the best column that gives signs, if there is one.

    Args:
        table: Table of the rows.
        rows: Rows below the header.
        roles: Numbers of the columns by role; see `_column_words`.
        names: Headers.
    """
    for column in (*roles.get("sign", ()), *roles.get("effect", ())):
        found = _judge(table, rows, column, names[column])
        if found is not None:
            return found
    truth = _find_truth(rows, roles)
    if truth is not None:
        return truth
    for column in roles.get("signed", ()):
        if all(is_number(cell, decimal_comma=True) for cell in cells_of(rows, column)):
            problem = f"the signs are those of the numbers in {names[column]!r}, whose size is not "
            return SignColumn((column,), _by_minus(column), f"{problem}used.")
    return None


def _judge(table: Table, rows: Sequence[Row], column: int, name: str) -> SignColumn | None:
    """Find out how one column gives signs; None if its words say nothing about signs."""
    cells = cells_of(rows, column)
    is_plainly_sign = name.strip().lower() in ("sign", "signs")
    if not cells or (is_existence(name) and are_marks(cells)):
        return SignColumn((column,), lambda _: None) if is_plainly_sign else None
    coded = _judge_codes({cell.lower() for cell in cells}, column, name)
    if coded is not None:
        return coded
    tells = any(parse_phrase(cell) for cell in cells if is_phrase(cell))
    understood = all(map(is_phrase, cells))
    has_minus = any(cell.startswith(("-", "\N{MINUS SIGN}")) for cell in cells)
    may_be_sizes = has_minus or not is_plainly_sign
    if not understood and may_be_sizes and all(map(table.is_number, cells)):
        return SignColumn((column,), _by_number(table, column))
    if tells or is_plainly_sign:  # a cell that is not understood is an error of its line
        return SignColumn((column,), lambda row: parse_phrase(row.cell(column)))
    return None


def _judge_codes(cells: set[str], column: int, name: str) -> SignColumn | None:
    """Understand true and false, RACIPE's 1 and 2, and the first letters of two words."""
    if cells <= {"true", "false"}:
        return SignColumn((column,), lambda row: 1.0 if is_yes(row.cell(column)) else -1.0)
    codes = {cell.removesuffix(".0") for cell in cells}
    if is_existence(name) and codes <= _CODES and {"1", "2"} < codes:
        problem = f"1 in {name!r} is taken as activation, 2 as repression and other numbers as "
        return SignColumn((column,), _by_code(column, "1", "2"), f"{problem}unknown.")
    if codes <= {"1", "2"} and codes != {"1"}:
        if len(cells) == 1 and name.strip().lower() in ("sign", "signs"):
            return None
        doubt = f"1 in {name!r} is taken as activation and 2 as repression, as RACIPE writes them."
        return SignColumn((column,), _by_code(column, "1"), doubt)
    if cells in _LETTERS:
        plus, minus = sorted(cells, key="apirn".index)
        doubt = f"{plus} in {name!r} is taken as activation and {minus} as repression."
        return SignColumn((column,), _by_code(column, plus), doubt)
    return None


def is_existence(name: str) -> bool:
    """Return whether 0 and 1 in a column of this name say whether there is an edge."""
    return name.strip().lower().startswith(_EXISTENCE)


def _by_code(column: int, plus: str, minus: str = "") -> ReadSign:
    def read(row: Row) -> float | None:
        cell = row.cell(column).lower()
        if cell.startswith(plus):
            return 1.0
        return -1.0 if cell and cell.startswith(minus) else None

    return read


def _by_minus(column: int) -> ReadSign:
    """Read the signs of numbers, whatever their size and decimal separator."""

    def read(row: Row) -> float | None:
        number = float(row.cell(column).replace("\N{MINUS SIGN}", "-").replace(",", ".") or 0)
        return math.copysign(1.0, number) if number and not math.isnan(number) else None

    return read


def _by_number(table: Table, column: int) -> ReadSign:
    def read(row: Row) -> float | None:
        cell = row.cell(column)
        if not table.is_number(cell):
            return parse_phrase(cell)
        number = table.number(row, cell, "the sign")
        return math.copysign(1.0, number) if number else None

    return read


def _find_truth(rows: Sequence[Row], roles: Mapping[str, Sequence[int]]) -> SignColumn | None:
    """Read "is_activator" and the like; two columns, one for each sign, go together."""
    truths: dict[str, int] = {}
    for role in ("plus", "minus"):
        for column in roles.get(role, ()):
            cells = cells_of(rows, column)
            lowered = {cell.lower() for cell in cells}
            if cells and lowered <= _TRUE | _FALSE:
                truths.setdefault(role, column)
            elif cells and all(map(is_phrase, cells)):
                return SignColumn((column,), lambda row, at=column: parse_phrase(row.cell(at)))
    if not truths:
        return None
    return SignColumn(tuple(truths.values()), _by_truth(truths))


def _by_truth(truths: Mapping[str, int]) -> ReadSign:
    def read(row: Row) -> float | None:
        told = {role: row.cell(column) for role, column in truths.items() if row.cell(column)}
        if len(truths) == 1 and told:
            ((role, cell),) = told.items()
            return 1.0 if is_yes(cell) == (role == "plus") else -1.0
        plus, minus = (is_yes(told.get(role, "")) for role in ("plus", "minus"))
        return None if plus == minus else 1.0 if plus else -1.0

    return read
