"""Edge lists: one line per edge, as CSV, TSV or with semicolons."""

import math
from collections.abc import Sequence
from functools import partial

import numpy as np

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, ReadReport, count, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._draft import Draft, DraftEdge, complete
from sergiojax.grn.formats._edge_columns import Columns, find_columns, has_header
from sergiojax.grn.formats._edge_table import read_edge_table, refuse_undirected
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._gene_cells import (
    is_misplaced_number,
    read_name,
    refuse_numbers,
    write_names,
)
from sergiojax.grn.formats._losses import list_edge_losses, list_losses
from sergiojax.grn.formats._numbers import is_number, order_genes, tidy_ids, write_number
from sergiojax.grn.formats._parallel import merge_parallel
from sergiojax.grn.formats._sign_columns import is_yes
from sergiojax.grn.formats._table import Row, Table, write_table
from sergiojax.grn.formats._unsigned import Settled, find_no_edges, settle_weights

_LABEL = "Edge list (CSV or TSV)"
_DEFAULTS = (
    "Edge lists never hold decay rates, noise amplitudes or logic: λ is 0.8, q is 1, and "
    "regulators add up."
)
_HEADER = ("regulator", "target", "strength", "hill_coefficient", "half_response")
_AUTOMATIC = ("", "auto", "automatic", "nan", "na")
_UNDIRECTED = "undirected"
_SNIFFED_ROWS = 50


def _sniff(files: Sequence[SourceFile]) -> bool:
    if len(files) != 1:
        return False
    try:
        table = read_edge_table(files[0], most_rows=_SNIFFED_ROWS)
    except GRNFormatError:
        return False
    return has_header(table.rows) or len(table.rows[0].cells) in (2, 3)


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read an edge list.

    Raises:
        GRNFormatError: If the columns are not understood, a row lacks a gene or has a wrong number
            or sign, two rows contradict each other, or the edges have no direction.
    """
    table = read_edge_table(only_file(files, "an edge list"))
    refuse_undirected(table)
    columns = find_columns(table)
    if not columns.rows:
        raise GRNFormatError(table.name, None, "the file has a header, but no edges.")
    listed, left_out = _read_rows(table, columns)
    settled = Settled(listed, [], [])
    if "weight" in columns.place:
        signed = columns.read_sign is not None
        settled = settle_weights(listed, options, file=table.name, signed=signed)
    if not settled.edges:
        raise GRNFormatError(table.name, None, "every pair has a 0, so there are no edges.")
    ids = tidy_ids(gene for edge in settled.edges for gene in (edge.regulator, edge.target))
    edges = settled.edges
    if any(name != written for written, name in ids.items()):
        edges = [edge.rename(ids) for edge in edges]
    edges, repeats = merge_parallel(edges, file=table.name, strict=True)
    found = [*columns.warnings, *left_out, *settled.warnings, *repeats]
    draft = Draft(
        label=_LABEL,
        defaults=_DEFAULTS,
        files=(table.name,),
        genes=order_genes(ids.values()),
        edges=edges,
        warnings=[*table.warnings, *found, *_find_oddities(table, columns, edges)],
        dropped=[*table.dropped, *columns.dropped],
        questions=settled.questions,
    )
    return complete(draft, options)


def _read_rows(table: Table, columns: Columns) -> tuple[list[DraftEdge], list[Finding]]:
    """Return the edges, and findings about rows that are not edges."""
    edges = []
    zeros = []
    undirected = []
    for row in columns.rows:
        edge = _read_edge(table, columns, row)
        if "mark" in columns.place and not is_yes(row.cell(columns.place["mark"])):
            zeros.append(edge)
        elif (
            "direction" in columns.place
            and row.cell(columns.place["direction"]).lower() == _UNDIRECTED
        ):
            undirected.append(row.line)
        else:
            edges.append(edge)
    found = find_no_edges(zeros, file=table.name)
    if undirected:
        problem = f"{count(len(undirected), 'row')} without a direction, left out."
        found.append(Finding(table.name, undirected[0], problem))
    return edges, found


def _read_edge(table: Table, columns: Columns, row: Row) -> DraftEdge:
    if any(row.cells[columns.n_columns :]):
        problem = f"the line has {len(row.cells)} cells, but there are {columns.n_columns} columns."
        raise table.error(row, problem)
    cells = {
        role: row.cells[column] for role, column in columns.place.items() if row.cells[column:]
    }
    regulator, target = (_read_gene(table, row, cells, role) for role in ("regulator", "target"))
    sign, size = _read_strength(table, columns, row, cells)
    n, h = (
        _read_positive(table, row, cells.get(role, ""), what)
        for role, what in (
            ("hill_coefficient", "the Hill coefficient"),
            ("half_response", "the half response"),
        )
    )
    return DraftEdge(regulator, target, row.line, sign, size, n, math.nan if h is None else h)


def _read_gene(table: Table, row: Row, cells: dict[str, str], role: str) -> str:
    name = cells.get(role, "")
    if not name:
        raise table.error(row, f"the edge has no {role}.")
    if is_misplaced_number(name):
        problem = f"the {role} must be a gene's name or whole number, but is {name}."
        raise table.error(row, f"{problem} Are the columns in a different order?")
    return read_name(name)


def _read_strength(
    table: Table, columns: Columns, row: Row, cells: dict[str, str]
) -> tuple[float | None, float | None]:
    """Return the sign and |K|, each None if the file does not give it."""
    sign = None
    if columns.read_sign is not None:
        try:
            sign = columns.read_sign(row)
        except GRNFormatError:
            raise
        except ValueError as error:
            raise table.error(row, f"the sign {error}") from error
    role = next(
        role for role in ("importance", "weight", "strength") if role in (*cells, "strength")
    )
    what = "importance" if role == "importance" else "strength"
    if cells.get(role, "").lower() in ("", "na"):
        return sign, None
    value = table.number(row, cells[role], f"the {what}")
    negative = math.copysign(1.0, value) < 0
    if negative and (role == "importance" or sign == 1):
        conflict = "an importance" if role == "importance" else "the strength of an activation"
        raise table.error(row, f"{conflict} must not be negative, but is {cells[role]}.")
    if sign is None and (negative or (role != "importance" and columns.read_sign is None)):
        sign = -1.0 if negative else 1.0
    return sign, abs(value)


def _read_positive(table: Table, row: Row, cell: str, what: str) -> float | None:
    if cell.lower() in _AUTOMATIC:
        return None
    value = table.number(row, cell, what)
    if value <= 0:
        raise table.error(row, f"{what} must be positive, but is {cell}.")
    return value


def _find_oddities(table: Table, columns: Columns, edges: Sequence[DraftEdge]) -> list[Finding]:
    found = []
    if "importance" in columns.place:
        problem = "importances are taken as strengths |K|; they have neither a unit nor a sign."
        found.append(Finding(table.name, None, problem, "Check the expression levels."))
    names = dict.fromkeys(gene for edge in edges for gene in (edge.regulator, edge.target))
    lists = [name for name in names if ", " in name or ";" in name]
    if lists:
        problem = f"names that look like lists of genes: {enumerate_names(lists)}."
        fix = "Each is treated as one gene; give every gene its own line."
        found.append(Finding(table.name, None, problem, fix))
    words = [name for name in names if is_number(name) and name.isalpha()]
    if words:
        problem = f"one gene is called {' and another '.join(words)}."
        found.append(Finding(table.name, None, problem, "Check that no name is missing."))
    return found


def _write(design: Design, suffix: str) -> tuple[str, ...]:
    grn = design.grn
    if grn.n_edges == 0:
        raise ValueError("An edge list cannot hold a network without edges.")
    refuse_numbers(grn.gene_names, what="An edge list")
    names = write_names(grn.gene_names)
    numbers = (grn.strength, grn.hill_coefficient, grn.half_response)
    rows = [
        (names[regulator], names[target], *map(write_number, values))
        for regulator, target, *values in zip(
            grn.regulator, grn.target, *map(np.asarray, numbers), strict=True
        )
    ]
    return (write_table([_HEADER, *rows], delimiter="\t" if suffix == ".tsv" else ","),)


def _losses(design: Design) -> tuple[str, ...]:
    return list_edge_losses(design, partial(list_losses, held={"half_response"}))


FORMAT = Format(
    name="edge-list",
    label=_LABEL,
    holds="regulator, target, strength, n, h",
    suffixes=(".csv", ".tsv", ".txt"),
    file_names=("network.csv",),
    defaults=_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=_losses,
)
