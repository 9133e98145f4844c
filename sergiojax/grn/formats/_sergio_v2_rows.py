"""The grammar of SERGIO v2's two files, row by row, with a message for every way to break it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sergiojax.grn._limits import MAX_CELL_TYPES
from sergiojax.grn._report import Finding, enumerate_names
from sergiojax.grn.formats._draft import DraftEdge
from sergiojax.grn.formats._gene_cells import is_misplaced_number, read_name
from sergiojax.grn.formats._sergio_rows import Rates, filled_cells
from sergiojax.grn.formats._table import Row, Table

COLUMNS = ("reg", "coop", "tar", "k", "n", "h", "reg_decay", "tar_decay")
_INDEX = ("", "index", "unnamed: 0")
_EMPTY = ("", "nan", "na", "none")  # pandas takes them for missing values


@dataclass(frozen=True)
class Interactions:
    """What the file of interactions says.

    Attributes:
        edges: One for each row.
        decay: λ by gene, from the first mention; genes with empty cells are absent.
        warnings: Decay rates that contradict an earlier one.
        dropped: Unused columns.
    """

    edges: list[DraftEdge]
    decay: dict[str, float] = field(default_factory=dict)
    warnings: list[Finding] = field(default_factory=list)
    dropped: list[Finding] = field(default_factory=list)


def is_header(row: Row) -> bool:
    """Return whether a row names the columns of regulators and targets like SERGIO v2."""
    return {"reg", "tar"} <= {cell.lower() for cell in row.cells}


def read_interactions(table: Table) -> Interactions:
    """Read the rows below the header, whose columns may be in any order.

    Raises:
        GRNFormatError: If a row lacks a gene, is cooperative or holds a wrong number, or the
            header names a column twice.
    """
    header, *rows = table.rows
    place, dropped = _place_columns(table, header)
    found = Interactions([], dropped=dropped)
    torn: dict[str, int] = {}
    for row in rows:
        if any(row.cells[len(header.cells) :]):
            n_cells = len(row.cells)
            problem = f"the line has {n_cells} cells, but there are {len(header.cells)} columns."
            raise table.error(row, problem)
        cells = {name: row.cells[at] for name, at in place.items() if row.cells[at:]}
        edge = _read_edge(table, row, cells)
        found.edges.append(edge)
        # SERGIO adds the target first, which matters for a self-regulating gene.
        for gene, name in ((edge.target, "tar_decay"), (edge.regulator, "reg_decay")):
            decay = _read_positive(table, row, cells.get(name, ""), f"the decay rate of {gene}")
            if decay is not None and found.decay.setdefault(gene, decay) != decay:
                torn.setdefault(gene, row.line)
    if torn:
        problem = f"several different decay rates are given for {enumerate_names(list(torn))}."
        line = next(iter(torn.values()))
        fix = "The first one counts, as in SERGIO."
        found.warnings.append(Finding(table.name, line, problem, fix))
    return found


def read_profile(
    table: Table, regulated: Mapping[str, bool]
) -> tuple[Rates, tuple[str, ...] | None, list[Finding]]:
    """Read "master regulator, basal rate in each cell type" below a header.

    Args:
        table: The profile.
        regulated: For each gene of the network, whether it has regulators.

    Returns:
        Rates by gene, names of the cell types if the header holds any, and doubts.

    Raises:
        GRNFormatError: If rows differ in length, a rate is negative or not a number, or a gene has
            two rows.
    """
    header, *rows = table.rows
    names: tuple[str, ...] | None = tuple(map(read_name, filled_cells(header)[1:]))
    warnings = []
    if _is_data(table, header, regulated):
        names, rows = None, list(table.rows)
        problem = "no header was found; the first line was read as a master regulator."
        warnings.append(Finding(table.name, header.line, problem))
    width = len(filled_cells(rows[0] if rows else header)) - 1 if names is None else len(names)
    if width == 0:
        raise table.error(header, "a profile needs a column for each cell type.")
    if width > MAX_CELL_TYPES:
        problem = (
            f"a network may have at most {MAX_CELL_TYPES:,} cell types, but this one has {width:,}."
        )
        raise table.error(header, problem)
    if names is not None and ("" in names or len(set(names)) < len(names)):
        names = None
        problem = "the cell types need different names; they were numbered instead."
        warnings.append(Finding(table.name, header.line, problem))
    return _read_rates(table, rows, width), names, warnings


def _place_columns(table: Table, header: Row) -> tuple[dict[str, int], list[Finding]]:
    place: dict[str, int] = {}
    unused = []
    for column, cell in enumerate(header.cells):
        name = cell.lower()
        if name in place:
            raise table.error(header, f"two columns are called {name!r}; keep one.")
        if name in COLUMNS:
            place[name] = column
        elif column > 0 or name not in _INDEX:
            unused.append(cell or f"number {column + 1}")
    if not unused:
        return place, []
    problem = f"unused columns: {enumerate_names(unused, most=10)}."
    return place, [Finding(table.name, header.line, problem)]


def _read_edge(table: Table, row: Row, cells: Mapping[str, str]) -> DraftEdge:
    regulator = _read_gene(table, row, cells.get("reg", ""), "regulator (reg)")
    target = _read_gene(table, row, cells.get("tar", ""), "target (tar)")
    name = f"{regulator} → {target}"
    if "coop" in cells:
        _refuse_cooperation(table, row, cells["coop"], name)
    strength = None
    if not _is_empty(cells.get("k", "")):
        strength = table.number(row, cells["k"], f"the strength of {name}")
    n = _read_positive(table, row, cells.get("n", ""), f"the Hill coefficient of {name}")
    h = _read_positive(table, row, cells.get("h", ""), f"the half response of {name}")
    return DraftEdge(
        regulator,
        target,
        row.line,
        sign=None if strength is None else math.copysign(1.0, strength),
        size=None if strength is None else abs(strength),
        hill_coefficient=n,
        half_response=math.nan if h is None else h,
    )


def _refuse_cooperation(table: Table, row: Row, cell: str, name: str) -> None:
    if cell.lower() == "false" or (table.is_number(cell) and table.number(row, cell, "coop") == 0):
        return
    problem = f"coop of {name} must be 0, but is {cell!r}; SERGIO v2 has no cooperative "
    raise table.error(row, f"{problem}interactions. Give each regulator its own line.")


def _read_gene(table: Table, row: Row, cell: str, role: str) -> str:
    if not cell:
        raise table.error(row, f"the interaction has no {role}.")
    if is_misplaced_number(cell):
        problem = f"the {role} must be a gene's name or whole number, but is {cell}."
        raise table.error(row, problem)
    return read_name(cell)


def _read_positive(table: Table, row: Row, cell: str, what: str) -> float | None:
    if _is_empty(cell):
        return None
    number = table.number(row, cell, what)
    if number <= 0:
        raise table.error(row, f"{what} must be positive, but is {cell}.")
    return number


def _is_empty(cell: str) -> bool:
    return cell.lower() in _EMPTY


def _is_data(table: Table, first: Row, regulated: Mapping[str, bool]) -> bool:
    """Return whether the first line is the only one of a master regulator, followed by numbers."""
    gene, *cells = filled_cells(first)
    others = {row.cells[0] for row in table.rows[1:]}
    is_master = regulated.get(read_name(gene)) is False
    return is_master and gene not in others and all(map(table.is_number, cells))


def _read_rates(table: Table, rows: Sequence[Row], width: int) -> Rates:
    rates: Rates = {}
    lines: dict[str, int] = {}
    for row in rows:
        first, *cells = filled_cells(row)
        gene = _read_gene(table, row, first, "master regulator")
        if gene in lines:
            problem = f"master regulator {gene} already has rates in line {lines[gene]}; keep one."
            raise table.error(row, problem)
        lines[gene] = row.line
        if len(cells) != width:
            problem = f"master regulator {gene} needs {width} basal rates, one for each cell type, "
            raise table.error(row, f"{problem}but has {len(cells)}.")
        what = f"the basal rate of {gene}"
        rates[gene] = tuple(table.number(row, cell, what) for cell in cells)
        if min(rates[gene]) < 0:
            raise table.error(row, f"{what} must not be negative, but is {min(rates[gene]):g}.")
    return rates
