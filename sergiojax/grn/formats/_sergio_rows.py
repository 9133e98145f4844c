"""The grammar of SERGIO's two files, row by row, with a message for every way to break it."""

import math
from collections.abc import Sequence

from sergiojax.grn._report import count
from sergiojax.grn.formats._draft import DraftEdge
from sergiojax.grn.formats._numbers import is_number, parse_whole
from sergiojax.grn.formats._table import Row, Table

Rates = dict[str, tuple[float, ...]]


def filled_cells(row: Row) -> tuple[str, ...]:
    """Return the cells without the empty ones that spreadsheets append to short rows."""
    last = max(number for number, cell in enumerate(row.cells) if cell)
    return row.cells[: last + 1]


def count_regulators(cells: Sequence[str]) -> int:
    """Return the number of regulators if the cells are shaped like a target's row, else 0."""
    n_regulators = (parse_whole(cells[1]) if len(cells) > 1 else None) or 0
    return n_regulators if len(cells) in (2 + 2 * n_regulators, 2 + 3 * n_regulators) else 0


def read_targets(table: Table) -> list[DraftEdge]:
    """Read "target, number of regulators, regulators, strengths[, Hill coefficients]".

    Raises:
        GRNFormatError: If a row has another shape, a number is wrong or a target has two rows.
    """
    edges = []
    lines: dict[str, int] = {}
    for row in table.rows:
        target, read = _read_target(table, row)
        if target in lines:
            problem = f"target {target} already has a row in line {lines[target]}; make it one row."
            raise table.error(row, problem)
        lines[target] = row.line
        edges += read
    return edges


def read_rates(table: Table) -> Rates:
    """Read "master regulator, basal rate in each cell type".

    Raises:
        GRNFormatError: If the rows differ in length, a rate is negative or not finite, or a gene
            has two rows.
    """
    rates: Rates = {}
    lines: dict[str, int] = {}
    first = table.rows[0]
    width = len(filled_cells(first)) - 1
    for row in table.rows:
        cell, *cells = filled_cells(row)
        gene = _read_gene(table, row, cell)
        if gene in lines:
            problem = f"master regulator {gene} already has rates in line {lines[gene]}; keep one."
            raise table.error(row, problem)
        lines[gene] = row.line
        if not cells:
            problem = f"master regulator {gene} needs a basal rate for each cell type."
            raise table.error(row, problem)
        if len(cells) != width:
            problem = f"master regulator {gene} has {count(len(cells), 'rate')}, but line "
            raise table.error(
                row, f"{problem}{first.line} has {width}; there must be one per cell type."
            )
        what = f"the basal rate of {gene}"
        rates[gene] = tuple(table.number(row, cell, what) for cell in cells)
        if min(rates[gene]) < 0:
            raise table.error(row, f"{what} must not be negative, but is {min(rates[gene]):g}.")
    return rates


def _read_target(table: Table, row: Row) -> tuple[str, list[DraftEdge]]:
    cells = filled_cells(row)
    target = _read_gene(table, row, cells[0])
    n = _read_count(table, row, cells, target)
    regulators = [_read_gene(table, row, cell) for cell in cells[2 : 2 + n]]
    names = [f"{regulator} → {target}" for regulator in regulators]
    strengths = [
        table.number(row, cell, f"the strength of {name}")
        for cell, name in zip(cells[2 + n :], names, strict=False)
    ]
    hill = [
        _read_hill(table, row, cell, name)
        for cell, name in zip(cells[2 + 2 * n :], names, strict=False)
    ]
    return target, [
        DraftEdge(
            regulator,
            target,
            row.line,
            sign=math.copysign(1.0, strength),
            size=abs(strength),
            hill_coefficient=hill[number] if hill else None,
        )
        for number, (regulator, strength) in enumerate(zip(regulators, strengths, strict=True))
    ]


def _read_count(table: Table, row: Row, cells: Sequence[str], target: str) -> int:
    n = parse_whole(cells[1]) if len(cells) > 1 else None
    if n is None:
        found = f"the second is {cells[1]!r}" if len(cells) > 1 else "there is only one"
        grammar = "target, number of regulators, regulators, strengths and Hill coefficients"
        raise table.error(row, f"the fields must be {grammar}, but {found}.")
    if n == 0:
        raise table.error(
            row,
            f"target {target} has no regulators; list it in the file of master regulators, with a "
            "basal rate for each cell type.",
        )
    if not count_regulators(cells):
        raise table.error(
            row,
            f"target {target} has {count(n, 'regulator')}, so it needs {2 + 2 * n} fields, or "
            f"{2 + 3 * n} with Hill coefficients, but the line has {len(cells)}.",
        )
    return n


def _read_hill(table: Table, row: Row, cell: str, name: str) -> float:
    what = f"the Hill coefficient of {name}"
    hill = table.number(row, cell, what)
    if hill <= 0:
        raise table.error(row, f"{what} must be positive, but is {cell}.")
    return hill


def _read_gene(table: Table, row: Row, cell: str) -> str:
    """Return a gene's name; ids may be written as floats ("53.0")."""
    number = parse_whole(cell)
    if number is not None:
        return str(number)
    if not cell:
        raise table.error(row, "a gene has no name.")
    if is_number(cell):
        raise table.error(row, f"gene ids must be whole numbers from 0, but one is {cell}.")
    return cell
