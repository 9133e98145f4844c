"""Finds out what the columns of an edge list are, from the names that people and programs use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sergiojax.grn._report import Finding, count, enumerate_names
from sergiojax.grn.formats._column_words import (
    End,
    find_ends,
    find_role,
    names_both,
    names_one,
    plain,
)
from sergiojax.grn.formats._sign_columns import (
    ReadSign,
    are_marks,
    are_words_of_sign,
    cells_of,
    find_sign_column,
    is_existence,
)
from sergiojax.grn.formats._signs import is_phrase, is_sign
from sergiojax.grn.formats._table import Row, Table

_GENIE3_IN_R = "regulatorygene"  # next to it GENIE3 calls the importance "weight"
_GOLD = "goldstandard"  # next to importances, what Inferelator compares its edges with
_UNITS = ("1", "1.0", "0", "0.0")
_PAIR_OF_GENES = 2  # columns


@dataclass(frozen=True)
class Columns:
    """An edge list whose columns are understood.

    Attributes:
        place: Column number by role: "regulator", "target", "strength", "weight", "importance",
            "mark", "direction", "hill_coefficient", "half_response".
        n_columns: Number of columns.
        rows: Rows below the header.
        read_sign: Reads the sign of a row, if a column holds it.
        warnings: What had to be guessed.
        dropped: Unused columns.
    """

    place: Mapping[str, int]
    n_columns: int
    rows: Sequence[Row]
    read_sign: ReadSign | None = None
    warnings: Sequence[Finding] = field(default_factory=list)
    dropped: Sequence[Finding] = field(default_factory=list)


def has_header(rows: Sequence[Row]) -> bool:
    """Return whether the first row names columns; a row with a sign or a number does not.

    Nor does a pair of words that are genes in the rows below: Gene1 and Gene2 of a toy network.
    """
    first, *others = rows
    if not names_one(first.cells):
        return False
    if any(is_sign(cell) and not cell.isalpha() for cell in first.cells if cell):
        return False
    if any(cell.replace(".", "", 1).isdigit() for cell in first.cells):
        return False
    if len(first.cells) == _PAIR_OF_GENES:
        return not any(cell in first.cells for row in others for cell in row.cells)
    last = max(column for column, cell in enumerate(first.cells) if cell)
    words = {row.cell(last).lower() for row in others}
    return not (is_phrase(first.cells[last]) and first.cells[last].lower() in words)


def find_columns(table: Table) -> Columns:
    """Find out what the columns are, with or without a header.

    Raises:
        GRNFormatError: If regulators or targets have no column or several, or there is neither a
            header nor a plain list of regulator, target, and sign or strength.
    """
    return _named(table) if has_header(table.rows) else _unnamed(table)


def _named(table: Table) -> Columns:
    header, *rows = table.rows
    names = list(header.cells)
    if _has_row_numbers(header, rows):
        names.insert(0, "")
    place: dict[str, int] = {**_place_ends(table, header, names)}
    roles = _list_roles(rows, names, place)
    warnings = []
    sizes = _place_sizes(table, rows, names, roles)
    for role in ("hill_coefficient", "half_response"):
        if role in roles:
            place[role] = roles[role][0]
    if any(cell.startswith("-") for size in sizes.values() for cell in cells_of(rows, size)):
        roles.pop("signed", None)  # the sizes carry signs
    sign = find_sign_column(table, rows, _without(roles, sizes.values()), names)
    if "importance" in sizes and "strength" in sizes:
        sizes.pop("importance")
    place |= sizes
    place |= _place_marks(
        rows, names, roles, used=[*place.values(), *(sign.columns if sign else ())]
    )
    if sign and sign.doubt:
        warnings.append(Finding(table.name, None, sign.doubt))
    used = {*place.values(), *(sign.columns if sign else ())}
    dropped = []
    unused = [name or f"number {n + 1}" for n, name in enumerate(names) if n not in used]
    if unused:
        problem = f"unused columns: {enumerate_names(unused, most=10)}."
        dropped.append(Finding(table.name, header.line, problem))
    return Columns(place, len(names), rows, sign.read if sign else None, warnings, dropped)


def _has_row_numbers(header: Row, rows: Sequence[Row]) -> bool:
    """Return whether R wrote row names, in a column without a name."""
    n_cells = len(header.cells) + 1
    return (
        n_cells >= 3
        and bool(rows)
        and all(len(row.cells) == n_cells and row.cells[0].isdigit() for row in rows)
        and len({row.cells[0] for row in rows}) == len(rows)
        and (n_cells > 3 or names_both(header.cells))
    )


def _place_ends(table: Table, header: Row, names: Sequence[str]) -> dict[str, int]:
    ends = find_ends(names)
    for end, columns in ends.ties.items():
        both = " and ".join(repr(names[column]) for column in columns)
        raise table.error(header, f"the columns {both} both seem to hold the {end}.")
    pairs: tuple[tuple[End, End], ...] = (("regulator", "target"), ("target", "regulator"))
    for end, other in pairs:
        if end not in ends.place:
            known = names[ends.place[other]]
            problem = f"besides {known!r}, a column named {end!r} is needed."
            raise table.error(header, problem)
    return {str(end): column for end, column in ends.place.items()}


def _list_roles(
    rows: Sequence[Row], names: Sequence[str], place: Mapping[str, int]
) -> dict[str, list[int]]:
    roles: dict[str, list[int]] = {}
    taken = set(place.values())
    for column, name in enumerate(names):
        role = find_role(name)
        if role == "direction" or not name:  # of up and down, and of arrows between two genes
            cells = cells_of(rows, column)
            has_minus = "-1" in cells and all(map(is_sign, cells))
            if column not in taken and (has_minus or are_words_of_sign(cells)):
                role = "sign"
        if role is not None and column not in taken:
            roles.setdefault(role, []).append(column)
    return roles


def _without(roles: Mapping[str, Sequence[int]], used: Iterable[int]) -> dict[str, list[int]]:
    taken = set(used)
    return {role: [c for c in columns if c not in taken] for role, columns in roles.items()}


def _place_sizes(
    table: Table, rows: Sequence[Row], names: Sequence[str], roles: dict[str, list[int]]
) -> dict[str, int]:
    """Return the column of numbers; a column of words holds signs instead."""
    for role in ("strength", "weight"):
        for column in list(roles.get(role, ())):
            cells = cells_of(rows, column)
            if cells and not any(map(table.is_number, cells)):
                roles[role].remove(column)
                roles.setdefault("effect", []).append(column)
    for role in ("strength", "weight"):
        if roles.get(role):
            column = roles[role][0]
            if role == "weight" and _GENIE3_IN_R in map(plain, names):
                return {"importance": column}
            importances = {"importance": roles["importance"][0]} if "importance" in roles else {}
            return {role: column} if role == "strength" else {**importances} or {role: column}
    if "importance" in roles:
        return {"importance": roles["importance"][0]}
    for column in roles.get("effect", ()):
        cells = cells_of(rows, column)
        is_sized = any(cell.lstrip("+-\N{MINUS SIGN}") not in _UNITS for cell in cells)
        if is_sized and all(map(table.is_number, cells)):
            return {"strength": column}
    return {}


def _place_marks(
    rows: Sequence[Row],
    names: Sequence[str],
    roles: Mapping[str, Sequence[int]],
    *,
    used: Sequence[int],
) -> dict[str, int]:
    """Return the columns that say whether there is an edge and whether it has a direction."""
    place = {}
    for column in (*roles.get("mark", ()), *roles.get("sign", ())):
        exists = column in roles.get("mark", ()) or is_existence(names[column])
        if "importance" in roles and plain(names[column]) == _GOLD:
            continue
        if exists and column not in used and are_marks(cells_of(rows, column)):
            place.setdefault("mark", column)
    for column in (*roles.get("direction", ()), *roles.get("sign", ())):
        words = {cell.lower() for cell in cells_of(rows, column)}
        if column not in used and words and words <= {"directed", "undirected", "mixed"}:
            place.setdefault("direction", column)
    return place


def _are_signs_between(rows: Sequence[Row]) -> bool:
    """Return whether the cells between two others are words or symbols of signs, as in SIF."""
    between, last = cells_of(rows, 1), cells_of(rows, 2)
    return are_words_of_sign(between) and not any(map(is_phrase, last))


def _unnamed(table: Table) -> Columns:
    first = table.rows[0]
    n_columns = len(first.cells)
    if not 2 <= n_columns <= 3:
        raise table.error(
            first,
            "an edge list needs a header that names its columns, such as regulator, target, "
            "strength; without a header it must have 2 or 3 columns, but this file has "
            f"{count(n_columns, 'column')}.",
        )
    if n_columns == 3 and _are_signs_between(table.rows):
        sign = find_sign_column(table, table.rows, {"sign": [1]}, ("", "sign", ""))
        problem = "no header was found; the columns were read as regulator, sign, target."
        warning = Finding(table.name, first.line, problem)
        place = {"regulator": 0, "target": 2}
        return Columns(place, n_columns, table.rows, sign.read if sign else None, [warning])
    place = {"regulator": 0, "target": 1}
    taken = list(place)
    read_sign = None
    if n_columns == 3:
        cells = {row.cells[2] for row in table.rows if row.cells[2:]}
        numbers = {cell for cell in cells if table.is_number(cell)}
        units = {cell.lstrip("+-\N{MINUS SIGN}") for cell in numbers} <= set(_UNITS)
        words = bool(cells - numbers - {""}) and units
        if not (is_phrase(first.cells[2]) if words else table.is_number(first.cells[2] or "0")):
            problem = "this looks like a header, but no column is called regulator or target."
            raise table.error(first, problem)
        if words:
            sign = find_sign_column(table, table.rows, {"sign": [2]}, ("", "", "sign"))
            read_sign = sign.read if sign else None
        else:
            place["weight"] = 2
        is_signed = words or any(cell.startswith(("-", "\N{MINUS SIGN}")) for cell in numbers)
        taken.append("strength" if not (words or units) else "sign" if is_signed else "mark")
    problem = f"no header was found; the columns were read as {', '.join(taken)}."
    warning = Finding(table.name, first.line, problem)
    return Columns(place, n_columns, table.rows, read_sign, [warning])
