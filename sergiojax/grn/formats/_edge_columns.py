"""Which column of an edge list is what, by the names that people and programs give them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sergiojax.grn._report import Finding, enumerate_names
from sergiojax.grn.formats._signs import is_sign
from sergiojax.grn.formats._table import Row, Table

_NAMES = {
    "regulator": "regulator regulators regulatorgene regulatorygene source sourcegene from gene1 "
    "tf transcriptionfactor",
    "target": "target targets targetgene to gene2",
    "sign": "sign type interaction interactiontype mode mor regulation regulationtype",
    "strength": "strength k weight edgeweight effect score coefficient",
    "importance": "importance",
    "hill_coefficient": "hillcoefficient hill n cooperativity",
    "half_response": "halfresponse h",
}
_ROLES = {name: role for role, names in _NAMES.items() for name in names.split()}
_VAGUE = ("weight", "edgeweight", "score")  # may hold strengths, or importances without a sign
_GENIE3_IN_R = "regulatorygene"  # beside it GENIE3 calls the importance "weight"


@dataclass(frozen=True)
class Columns:
    """An edge list whose columns are understood.

    Attributes:
        place: Column number by role: "regulator", "target", "sign", "strength", "importance",
            "hill_coefficient", "half_response".
        n_columns: Number of columns.
        rows: Rows below the header.
        warnings: What had to be guessed.
        dropped: Columns that are not used.
        vague: Whether nothing but their signs tells strengths from importances.
    """

    place: Mapping[str, int]
    n_columns: int
    rows: Sequence[Row]
    warnings: Sequence[Finding]
    dropped: Sequence[Finding]
    vague: bool


def has_header(row: Row) -> bool:
    """Tell whether a row names a column of regulators or of targets."""
    return not {"regulator", "target"}.isdisjoint(map(_role, row.cells))


def has_both_genes(row: Row) -> bool:
    """Tell whether a row names a column of regulators and one of targets."""
    return {"regulator", "target"} <= {_role(cell) for cell in row.cells}


def find_columns(table: Table) -> Columns:
    """Find out what the columns are, from the header or without one.

    Raises:
        GRNFormatError: If regulators or targets have no column or two, or there is neither a
            header nor a plain list of regulator, target, and sign or strength.
    """
    return _named(table) if has_header(table.rows[0]) else _unnamed(table)


def _named(table: Table) -> Columns:
    header, *rows = table.rows
    names = list(header.cells)
    if _has_row_numbers(header, rows):
        names.insert(0, "")
    place, unused = _place_roles(table, header, names)
    if "strength" in place and "sign" not in place and _holds_words(table, place["strength"]):
        place["sign"] = place.pop("strength")
    if _GENIE3_IN_R in map(_plain, names) and "strength" in place:
        place["importance"] = place.pop("strength")
    dropped = []
    if unused:
        problem = f"columns that are not used: {enumerate_names(unused, most=10)}."
        dropped.append(Finding(table.name, header.line, problem))
    vague = "strength" in place and _plain(names[place["strength"]]) in _VAGUE
    return Columns(place, len(names), rows, [], dropped, vague)


def _has_row_numbers(header: Row, rows: Sequence[Row]) -> bool:
    """Tell whether R wrote row names, whose column it gives no name."""
    n_cells = len(header.cells) + 1
    return (
        n_cells >= 4
        and bool(rows)
        and all(len(row.cells) == n_cells and row.cells[0].isdigit() for row in rows)
        and len({row.cells[0] for row in rows}) == len(rows)
    )


def _place_roles(
    table: Table, header: Row, names: Sequence[str]
) -> tuple[dict[str, int], list[str]]:
    """Return the number of the column of each role, and the names of the columns without one."""
    place: dict[str, int] = {}
    unused = []
    for column, name in enumerate(names):
        role = _role(name)
        if role in place and role in ("regulator", "target"):
            both = f"{names[place[role]]!r} and {name!r}"
            raise table.error(header, f"the columns {both} both seem to hold the {role}.")
        if role is None or role in place:
            unused.append(name or f"number {column + 1}")
        else:
            place[role] = column
    for role, other in (("regulator", "target"), ("target", "regulator")):
        if role not in place:
            problem = f"beside {names[place[other]]!r} a column with the name {role!r} is needed."
            raise table.error(header, problem)
    if "strength" in place and "importance" in place:
        unused.append(names[place.pop("importance")])
    return place, unused


def _unnamed(table: Table) -> Columns:
    first = table.rows[0]
    n_columns = len(first.cells)
    if not 2 <= n_columns <= 3:
        raise table.error(
            first,
            "an edge list needs a header that names its columns, such as regulator, target, "
            f"strength; without one it has 2 or 3 columns, but here are {n_columns}.",
        )
    place = {"regulator": 0, "target": 1}
    if n_columns == 3:
        signs = _holds_signs(table)
        place["sign" if signs else "strength"] = 2
        if not (is_sign(first.cells[2]) if signs else table.is_number(first.cells[2])):
            problem = "this seems to be a header, but no column is called regulator or target."
            raise table.error(first, problem)
    problem = f"no header was found; the columns are taken as {', '.join(place)}."
    warning = Finding(table.name, first.line, problem)
    return Columns(place, n_columns, table.rows, [warning], [], vague="strength" in place)


def _role(cell: str) -> str | None:
    return _ROLES.get(_plain(cell))


def _plain(cell: str) -> str:
    return re.sub(r"[\W_]", "", cell).lower()


def _holds_signs(table: Table) -> bool:
    """Tell whether the third column holds words, or numbers that are all 1 and -1."""
    cells = {row.cells[2] for row in table.rows if row.cells[2:]}
    ones = ("1", "1.0")
    return all(
        not table.is_number(cell) or cell.lstrip("+-\N{MINUS SIGN}") in ones for cell in cells
    )


def _holds_words(table: Table, column: int) -> bool:
    cells = [row.cells[column] for row in table.rows[1:] if row.cells[column:]]
    return any(cells) and not any(map(table.is_number, cells))
