"""Adjacency matrices: genes on rows and columns, a number for each edge, else 0 or nothing."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError, GRNFormatQuestion
from sergiojax.grn._limits import MAX_EDGES
from sergiojax.grn._question import Question
from sergiojax.grn._report import Finding, ReadReport, count, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._column_words import names_both
from sergiojax.grn.formats._draft import Draft, DraftEdge, complete
from sergiojax.grn.formats._format import Axis, Format, ReadOptions, only_file
from sergiojax.grn.formats._gene_cells import (
    is_misplaced_number,
    read_name,
    refuse_numbers,
    write_names,
)
from sergiojax.grn.formats._losses import list_hill_losses, list_losses
from sergiojax.grn.formats._matrix_axis import find_axis, is_explicit
from sergiojax.grn.formats._numbers import order_genes, tidy_ids, write_number
from sergiojax.grn.formats._table import Row, Table, read_table, write_table
from sergiojax.grn.formats._unsigned import settle_weights

_LABEL = "Adjacency matrix (CSV or TSV)"
_DEFAULTS = (
    "Adjacency matrices never hold decay rates, noise amplitudes, half responses or logic: λ is "
    "0.8, q is 1, h is automatic, and regulators add up."
)
_QUESTION = Question(
    "regulators",
    "the matrix does not say whether its regulators are in the rows or in the columns. Choose one, "
    "or write, for example, 'regulators in rows' into its first cell.",
    (("rows", "regulators in rows"), ("columns", "regulators in columns")),
)
_CORNER = "cols regulators/rows targets"  # what GRNsight and GRNmap search for
_NO_EDGE = frozenset(("", "0", "0.0", "0.00", "-0", "-0.0", "0.000000"))  # the frequent ones
_SNIFFED_ROWS = 50
_FEW_SHARED = 3  # names on both axes
_MOST_GENES = 2_500  # a larger matrix would exceed the largest file that can be read


@dataclass(frozen=True)
class _Matrix:
    """The cells of a matrix; `entries` are those that are not 0, as (row, column, number)."""

    corner: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[int, ...]
    entries: Sequence[tuple[int, int, float]]

    @property
    def is_symmetric(self) -> bool:
        """Whether exchanging rows and columns changes nothing."""
        found = {(self.rows[i], self.columns[j]): number for i, j, number in self.entries}
        return set(self.rows) == set(self.columns) and all(
            found.get((column, row)) == number for (row, column), number in found.items()
        )


def _sniff(files: Sequence[SourceFile]) -> bool:
    if len(files) != 1:
        return False
    try:
        table = read_table(files[0], most_rows=_SNIFFED_ROWS)
    except GRNFormatError:
        return False
    corner, columns, rows = _split(table)
    names = {row.cells[0] for row in rows}
    if not (rows and columns) or "" in names or "" in columns or table.is_number(corner):
        return False
    if any(cell and not table.is_number(cell) for row in rows for cell in row.cells[1:]):
        return False
    if is_explicit(corner):
        return True
    # A table of expression looks similar, but has cells instead of genes in its columns.
    n_shared = len(names.intersection(columns))
    # Two of the genes may be called TF and TG, like the columns of an edge list.
    is_list = n_shared < _FEW_SHARED and names_both(table.rows[0].cells)
    return not is_list and n_shared > 0 and 2 * n_shared >= min(len(names), len(columns))


def _split(table: Table) -> tuple[str, tuple[str, ...], Sequence[Row]]:
    """Return the corner, the column names, and the rows; R leaves the corner out."""
    header, *rows = table.rows
    cells = header.cells
    longer = rows and all(len(row.cells) == len(cells) + 1 for row in rows)
    if longer and any(row.cells[-1] for row in rows):
        return "", cells, rows
    corner, *columns = cells
    while columns and not columns[-1]:
        columns.pop()
    return corner, tuple(columns), rows


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read a matrix, whose regulators are where its corner or the user says.

    Raises:
        GRNFormatQuestion: If neither says it, and it matters.
        GRNFormatError: If names are missing, repeated or do not match, or an entry is not a number.
    """
    table = read_table(only_file(files, "an adjacency matrix"))
    matrix = _read_matrix(table)
    axis = options.regulators or find_axis(matrix.corner)
    if axis is None and not matrix.is_symmetric:
        raise GRNFormatQuestion(table.name, _QUESTION)
    edges, doubts, questions = _read_edges(matrix, axis or "rows", table.name, options)
    draft = Draft(
        label=_LABEL,
        defaults=_DEFAULTS,
        files=(table.name,),
        genes=_order(matrix, axis or "rows"),
        edges=edges,
        warnings=[*table.warnings, *_compare_axes(table, matrix), *doubts],
        dropped=table.dropped,
        questions=questions,
    )
    return complete(draft, options)


def _read_matrix(table: Table) -> _Matrix:
    corner, column_cells, rows = _split(table)
    columns = _read_names(table, table.rows[0].line, column_cells, "column")
    names = _read_names(table, None, [row.cells[0] for row in rows], "row")
    entries = []
    for number, row in enumerate(rows):
        if any(row.cells[len(columns) + 1 :]):
            problem = f"the line has {len(row.cells)} cells, but the matrix has {len(columns)} "
            raise table.error(row, f"{problem}columns besides the names.")
        for column, cell in enumerate(row.cells[1 : len(columns) + 1]):
            if cell not in _NO_EDGE:
                what = f"the entry in row {names[number]} and column {columns[column]}"
                value = table.number(row, cell, what)
                if value:
                    entries.append((number, column, value))
        if len(entries) > MAX_EDGES:
            problem = f"a network may have at most {MAX_EDGES:,} edges, but the matrix has more; "
            raise table.error(row, f"{problem}leave out the weak ones.")
    ids = tidy_ids(dict.fromkeys((*names, *columns)))
    lines = tuple(row.line for row in rows)
    row_ids, column_ids = (tuple(ids[name] for name in axis) for axis in (names, columns))
    for noun, axis in (("row", row_ids), ("column", column_ids)):
        _refuse_twins(table, None, axis, noun)  # "53" and "53.0"
    return _Matrix(corner, row_ids, column_ids, lines, entries)


def _read_names(table: Table, line: int | None, cells: Sequence[str], noun: str) -> tuple[str, ...]:
    if not cells:
        raise GRNFormatError(table.name, line, f"the matrix has no {noun}s.")
    for number, cell in enumerate(cells):
        if not cell:
            problem = f"{noun} {number + 1} of the matrix has no gene name."
            raise GRNFormatError(table.name, line, problem)
        if is_misplaced_number(cell):
            problem = f"the name of a {noun} must be a gene's name or whole number, but is {cell}."
            raise GRNFormatError(table.name, line, problem)
    names = tuple(map(read_name, cells))
    _refuse_twins(table, line, names, noun)
    return names


def _refuse_twins(table: Table, line: int | None, names: Sequence[str], noun: str) -> None:
    twins = [name for name, number in Counter(names).items() if number > 1]
    if twins:
        problem = f"{noun}s have the same name: {enumerate_names(twins)}; keep one of each."
        raise GRNFormatError(table.name, line, problem)


def _compare_axes(table: Table, matrix: _Matrix) -> list[Finding]:
    """Find names that are on only one axis; in a square matrix they are taken for mistakes.

    Raises:
        GRNFormatError: If a square matrix has nearly the same names on both axes.
    """
    rows, columns = set(matrix.rows), set(matrix.columns)
    lone_rows = [name for name in matrix.rows if name not in columns]
    lone_columns = [name for name in matrix.columns if name not in rows]
    if not (lone_rows and lone_columns) or rows.isdisjoint(columns):
        return []  # the regulators may be some of the genes, or none of them
    problem = f"the names do not match: {enumerate_names(lone_rows)} only in the rows, "
    problem += f"{enumerate_names(lone_columns)} only in the columns."
    if len(rows) == len(columns):
        problem += " Give both axes the same names."
        raise GRNFormatError(table.name, None, problem)
    return [Finding(table.name, None, problem, "Check that none is misspelled.")]


def _order(matrix: _Matrix, axis: Axis) -> tuple[str, ...]:
    axes = (matrix.rows, matrix.columns)
    first, second = axes if axis == "rows" else axes[::-1]
    return order_genes((*first, *second))


def _read_edges(
    matrix: _Matrix, axis: Axis, file: str, options: ReadOptions
) -> tuple[list[DraftEdge], list[Finding], list[Question]]:
    """Return the edges, how their numbers were understood, and what remains open."""
    edges = []
    for row, column, number in matrix.entries:
        pair = (matrix.rows[row], matrix.columns[column])
        regulator, target = pair if axis == "rows" else pair[::-1]
        sign = math.copysign(1.0, number)
        edges.append(DraftEdge(regulator, target, matrix.lines[row], sign, abs(number)))
    settled = settle_weights(edges, options, file=file, signed=False)
    return settled.edges, settled.warnings, settled.questions


def _write(design: Design, suffix: str) -> tuple[str, ...]:
    grn = design.grn
    if not 0 < grn.n_genes <= _MOST_GENES:
        what = count(grn.n_genes, "gene") if grn.n_genes else "no genes"
        problem = f"An adjacency matrix is written for 1 to {_MOST_GENES:,} genes, but this network"
        raise ValueError(f"{problem} has {what}. Write an edge list.")
    refuse_numbers(grn.gene_names, what="An adjacency matrix")
    names = write_names(grn.gene_names)
    cells = [["0"] * grn.n_genes for _ in names]
    strengths = np.asarray(grn.strength)
    for regulator, target, strength in zip(grn.regulator, grn.target, strengths, strict=True):
        cells[target][regulator] = write_number(strength) if strength else "0"
    rows = [(_CORNER, *names), *((name, *row) for name, row in zip(names, cells, strict=True))]
    return (write_table(rows, delimiter="\t" if suffix == ".tsv" else ","),)


def _losses(design: Design) -> tuple[str, ...]:
    grn = design.grn
    losses = list_losses(design, held=(), gene_order=order_genes(grn.gene_names))
    strengths = np.asarray(grn.strength)
    losses += list_hill_losses(grn)
    n_zero = int((strengths == 0).sum())
    if n_zero:
        losses += (f"Not written: {count(n_zero, 'edge')} with a strength of 0.",)
    written = set(strengths[strengths != 0].tolist())
    if written == {1.0}:
        losses += ("Strengths that are all 1 would be read back as edges of unknown sign.",)
    elif written and written <= {1.0, -1.0}:
        losses += ("Strengths that are all 1 or -1 would be read back as signs alone.",)
    return losses


FORMAT = Format(
    name="adjacency",
    label=_LABEL,
    holds="a matrix of strengths, one column per regulator",
    suffixes=(".csv", ".tsv"),
    file_names=("network_matrix.csv",),
    defaults=_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=_losses,
)
