"""Finds out what the columns of a database of regulation are, with or without a header."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sergiojax.grn._report import Finding, enumerate_names
from sergiojax.grn.formats._column_words import find_ends, find_role, plain
from sergiojax.grn.formats._numbers import is_number
from sergiojax.grn.formats._sign_columns import SignColumn, cells_of, find_sign_column
from sergiojax.grn.formats._signs import is_phrase
from sergiojax.grn.formats._table import Row, Table

_NAMES = {
    "regulator_id": "source",
    "target_id": "target",
    "sign": "mor modeofregulation mode regulation effect function sign",
    "weight": "weight",
    "confidence": "confidence",
    "consensus_stimulation": "consensusstimulation",
    "consensus_inhibition": "consensusinhibition",
    "is_stimulation": "isstimulation",
    "is_inhibition": "isinhibition",
    "is_directed": "isdirected",
    "type": "type",
}
"""Names of columns other than those of the genes, the best first, as `plain` returns them."""

# Columns that occur in databases only, not in users' own networks.
_MARK_NAMES = """
    pmid pmids pubmed pubmedid pubmedids reference references resources sources database evidence
    confidence mor likelihood signdecision curationeffort isstimulation isinhibition
    consensusstimulation consensusinhibition dorothealevel regulatorid
    entitya databasea mechanism detectionmethod organism uniprotidtf confidencelevel evidencetype
"""
_MARKS = frozenset(_MARK_NAMES.split())

_ID = re.compile(r"\d+|MI(MAT)?\d+", re.ASCII)  # of Entrez, or of miRBase
_PMIDS = re.compile(r"[\d; ]*", re.ASCII)
_TRRUST = {"regulator": 0, "target": 1, "sign": 2}
_REGNETWORK = {"regulator": 0, "target": 2}
LOOKED_AT = 50  # rows that decide what a file without clues in its header is
_TRRUST_MODES = ("activation", "repression", "unknown")


@dataclass(frozen=True)
class Source:
    """A database's file whose columns are understood.

    Attributes:
        place: Column number by role; see `_NAMES`.
        rows: Rows with edges.
        dropped: Columns that are not used.
        sign: Reads the sign of a row, where there is no column of signs as databases have it.
    """

    place: Mapping[str, int]
    rows: Sequence[Row]
    dropped: Sequence[Finding]
    sign: SignColumn | None = None


def find_source(table: Table) -> Source | None:
    """Return what the columns are, or None if the first rows are not of a known database."""
    header, *rows = table.rows
    place = _place_columns(header)
    if {"regulator", "target"} <= place.keys():
        if _MARKS.isdisjoint(map(plain, header.cells)) and not _is_decoupler(table):
            return None
        sign = None
        if "is_stimulation" in place:
            place.pop("sign", None)
        elif "sign" not in place or not _tells(table, rows, place["sign"]):
            sign = _find_sign(table, place)
            if sign is not None:
                place.pop("sign", None)
            elif "type" in place:
                place.setdefault("sign", place["type"])
        used = sign.columns if sign else ()
        return Source(place, rows, _find_unused(table, header, place, used), sign)
    for is_row, columns in ((_is_trrust, _TRRUST), (_is_regnetwork, _REGNETWORK)):
        if all(map(is_row, table.rows[:LOOKED_AT])):
            return Source(columns, table.rows, _find_unused(table, None, columns))
    return None


def are_modes(rows: Sequence[Row], column: int) -> bool:
    """Return whether a column of weights holds modes of regulation: 1, -1 or nothing."""
    cells = {row.cell(column) for row in rows}
    return all(cell.lstrip("+-\N{MINUS SIGN}") in ("1", "1.0", "") for cell in cells)


def is_negative(cell: str) -> bool:
    """Return whether a cell begins with a minus, of any kind."""
    return cell.startswith(("-", "\N{MINUS SIGN}"))


def _place_columns(header: Row) -> dict[str, int]:
    at: dict[str, int] = {}
    for column, cell in enumerate(header.cells):
        at.setdefault(plain(cell), column)
    ends = find_ends(header.cells).place
    others = {
        role: at[next(name for name in names.split() if name in at)]
        for role, names in _NAMES.items()
        if not at.keys().isdisjoint(names.split())
    }
    if others.get("type") in ends.values():
        others.pop("type")
    return {**ends, **others}


def _tells(table: Table, rows: Sequence[Row], column: int) -> bool:
    """Return whether any cell of a column is a sign or a number."""
    return any(is_phrase(cell) or table.is_number(cell) for cell in cells_of(rows, column))


def _find_sign(table: Table, place: Mapping[str, int]) -> SignColumn | None:
    """Find signs in a column that people have named, as in a sheet with references."""
    header, *rows = table.rows
    roles: dict[str, list[int]] = {}
    ends = (place["regulator"], place["target"])
    for column, name in enumerate(header.cells):
        role = find_role(name)
        if role is not None and column not in ends:
            roles.setdefault(role, []).append(column)
    return find_sign_column(table, rows, roles, header.cells)


def _is_decoupler(table: Table) -> bool:
    """Return whether these are decoupler's three columns, with a mode of regulation as weight.

    Ones alone may only mark edges; decoupler's tables always have some edges that repress.
    """
    header, *rows = table.rows
    if [cell for cell in header.cells if cell] != ["source", "target", "weight"] or not rows:
        return False
    column = header.cells.index("weight")
    return are_modes(rows[:LOOKED_AT], column) and any(
        is_negative(row.cell(column)) for row in rows
    )


def _is_trrust(row: Row) -> bool:
    """Return whether a row is regulator, target, mode and PubMed ids."""
    if len(row.cells) != 4:
        return False
    regulator, target, mode, references = row.cells
    named = bool(regulator and target)
    return named and mode.lower() in _TRRUST_MODES and bool(_PMIDS.fullmatch(references))


def _is_regnetwork(row: Row) -> bool:
    """Return whether a row is regulator, its id, target and its id, perhaps with more columns."""
    if not 4 <= len(row.cells) <= 7:
        return False
    regulator, regulator_id, target, target_id = row.cells[:4]
    named = bool(regulator and target) and not is_number(regulator) and not is_number(target)
    return named and bool(_ID.fullmatch(regulator_id) and _ID.fullmatch(target_id))


def _find_unused(
    table: Table, header: Row | None, place: Mapping[str, int], signs: Sequence[int] = ()
) -> list[Finding]:
    used = {*signs, *(column for role, column in place.items() if role != "confidence")}
    first = table.rows[0]
    names = [
        (header.cells[column] if header else "") or f"number {column + 1}"
        for column in range(len(first.cells))
        if column not in used
    ]
    if not names:
        return []
    problem = f"unused columns: {enumerate_names(names, most=10)}."
    return [Finding(table.name, first.line, problem)]
