"""SERGIO v1's pair of text files: targets with their regulators, and rates of master regulators.

Source:
    Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271; https://github.com/PayamDiba/SERGIO.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._network import GRN
from sergiojax.grn._report import Finding, ReadReport, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._draft import Draft, DraftEdge, complete
from sergiojax.grn.formats._format import Format, ReadOptions
from sergiojax.grn.formats._losses import list_losses
from sergiojax.grn.formats._numbers import is_number, order_genes, write_number
from sergiojax.grn.formats._sergio_rows import (
    Rates,
    count_regulators,
    filled_cells,
    read_rates,
    read_targets,
)
from sergiojax.grn.formats._sergio_transitions import KEPT, SETTING, read_matrix, split_matrix
from sergiojax.grn.formats._table import Table, read_table, write_table

_LABEL = "SERGIO v1's pair of files"
_DEFAULTS = (
    "SERGIO's files never hold decay rates, noise amplitudes or half responses: λ is 0.8, q is 1 "
    "and h is automatic."
)
_SNIFFED_ROWS = 50
_MOST_EDGE_CELLS = 3  # of a line of an edge list, which may consist of numbers too


def _looks_like_rates(file: SourceFile) -> bool:
    """Return whether the rows are equally long and consist of nonnegative numbers."""
    rows = [filled_cells(row) for row in read_table(file, most_rows=_SNIFFED_ROWS).rows]
    if len({len(cells) for cells in rows}) > 1 or len(rows[0]) < 2:
        return False
    numbers = [cell for cells in rows for cell in cells[1:]]
    return all(is_number(cell) and not cell.startswith("-") for cell in numbers)


def _looks_like_targets(file: SourceFile) -> bool:
    """Return whether most rows are shaped like SERGIO's targets file."""
    rows = read_table(file, most_rows=_SNIFFED_ROWS).rows
    return 2 * sum(count_regulators(filled_cells(row)) > 0 for row in rows) > len(rows)


def _sniff(files: Sequence[SourceFile]) -> bool:
    pair, _ = split_matrix(files)
    return (len(pair) <= 2 and any(map(_looks_like_targets, pair))) or _is_broken(files)


def _is_broken(files: Sequence[SourceFile]) -> bool:
    """Return whether a text of nothing but numbers is a SERGIO file with a mistake in it."""
    if any(file.suffix != ".txt" for file in files):
        return False
    tables = [read_table(file, most_rows=_SNIFFED_ROWS) for file in files]
    cells = [cell for table in tables for row in table.rows for cell in filled_cells(row)]
    return all(map(is_number, cells)) and len(tables[0].rows[0].cells) > _MOST_EDGE_CELLS


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read the targets and, if given, the rates and the bifurcation matrix, in any order.

    Raises:
        GRNFormatError: If a row breaks the grammar, or a regulator is in neither file.
    """
    pair, matrix = split_matrix(files)
    tables = [read_table(file) for file in _arrange(pair)]
    edges = read_targets(tables[0])
    rates = read_rates(tables[1]) if len(tables) > 1 else None
    if rates is not None:
        _refuse_unknown_regulators(edges, rates, tables)
    mentioned = [gene for edge in edges for gene in (edge.target, edge.regulator)]
    genes = order_genes([*mentioned, *(rates or ())])
    draft = Draft(
        label=_LABEL,
        defaults=_DEFAULTS,
        files=tuple(table.name for table in tables),
        genes=genes,
        edges=edges,
        basal_rates=rates,
        warnings=[
            *(finding for table in tables for finding in table.warnings),
            *_find_oddities(genes, edges, rates or {}, tables),
        ],
        dropped=[finding for table in tables for finding in table.dropped],
    )
    design, report = complete(draft, options)
    if matrix is None:
        return design, report
    transitions = read_matrix(matrix, design.grn.n_cell_types)
    report = replace(report, files=(*report.files, matrix.name), defaults=(*report.defaults, KEPT))
    return design.replace(settings={SETTING: transitions}), report


def _refuse_unknown_regulators(
    edges: Sequence[DraftEdge], rates: Rates, tables: Sequence[Table]
) -> None:
    known = {edge.target for edge in edges} | rates.keys()
    for edge in edges:
        if edge.regulator not in known:
            problem = f"gene {edge.regulator} regulates {edge.target}, but has neither a row here "
            problem += f"nor basal rates in {tables[1].name}."
            raise GRNFormatError(tables[0].name, edge.line, problem)


def _arrange(files: Sequence[SourceFile]) -> Sequence[SourceFile]:
    """Put the targets file first; if the content does not decide, keep the given order."""
    if len(files) > 2:
        problem = "a SERGIO network is two files, targets and master regulators, and for "
        problem += "differentiation also a matrix of cell types (bMat)."
        raise GRNFormatError(files[2].name, None, problem)
    if len(files) == 1:
        if _looks_like_rates(files[0]) and not _looks_like_targets(files[0]):
            problem = "this looks like the file of master regulators; open it with the targets."
            raise GRNFormatError(files[0].name, None, problem)
        return files
    first, second = map(_looks_like_targets, files)
    if first and second:
        # Whole-number rates can look like targets; their regulators would then have no rows.
        return min((files, files[::-1]), key=_rate_arrangement)
    return files[::-1] if second else files


def _rate_arrangement(files: Sequence[SourceFile]) -> tuple[bool, int]:
    """Return a score that is low if the first file is the targets and the second the rates."""
    targets, rates = ([filled_cells(row) for row in read_table(file).rows] for file in files)
    known = {cells[0] for cells in (*targets, *rates)}
    regulators = [gene for cells in targets for gene in cells[2 : 2 + count_regulators(cells)]]
    return not _looks_like_rates(files[1]), sum(gene not in known for gene in regulators)


def _find_oddities(
    genes: Sequence[str], edges: Sequence[DraftEdge], rates: Rates, tables: Sequence[Table]
) -> list[Finding]:
    """Find what we can simulate, but SERGIO itself refuses or cannot intend."""
    targets = {edge.target for edge in edges}
    in_edges = targets | {edge.regulator for edge in edges}
    both = [gene for gene, values in rates.items() if gene in targets and any(values)]
    idle = [gene for gene in rates if gene not in in_edges]
    gaps = sorted({str(number) for number in range(len(genes))} - set(genes), key=int)
    found = []
    if both:
        problem = f"genes with basal rates that also have regulators: {enumerate_names(both)}."
        found.append(
            Finding(tables[1].name, None, problem, "Both take effect; SERGIO refuses this.")
        )
    if idle:
        problem = f"genes that regulate nothing: {enumerate_names(idle)}."
        found.append(Finding(tables[1].name, None, problem))
    if gaps and all(gene.isdigit() for gene in genes):
        problem = f"missing ids, counted from 0: {enumerate_names(gaps)}."
        found.append(Finding(tables[0].name, None, problem, "Check that no row was lost."))
    return found


def _write(design: Design, suffix: str) -> tuple[str, ...]:
    grn = design.grn
    if grn.n_edges == 0:
        raise ValueError("SERGIO's files cannot hold a network without edges.")
    delimiter = "\t" if suffix == ".tsv" else ","
    ids = _number_genes(grn)
    return (
        write_table(_target_rows(grn, ids), delimiter=delimiter),
        write_table(_rate_rows(grn, ids), delimiter=delimiter),
    )


def _number_genes(grn: GRN) -> tuple[str, ...]:
    """Return SERGIO's ids, which count from 0: the names if they do, else the positions."""
    counted = tuple(str(number) for number in range(grn.n_genes))
    return grn.gene_names if set(grn.gene_names) == set(counted) else counted


def _target_rows(grn: GRN, ids: Sequence[str]) -> list[list[str]]:
    rows = []
    order = np.argsort(grn.target, kind="stable")
    starts = np.nonzero(np.diff(grn.target[order], prepend=-1))[0]
    for edges in np.split(order, starts[1:]):
        regulators = [ids[int(gene)] for gene in grn.regulator[edges]]
        strengths = [write_number(value) for value in np.asarray(grn.strength)[edges]]
        hill = [write_number(value) for value in np.asarray(grn.hill_coefficient)[edges]]
        target = ids[int(grn.target[edges[0]])]
        rows.append([target, str(len(edges)), *regulators, *strengths, *hill])
    return rows


def _rate_rows(grn: GRN, ids: Sequence[str]) -> list[list[str]]:
    rates = np.asarray(grn.basal_rate)
    listed = (grn.topology.in_degree == 0) | (rates != 0).any(axis=0)
    if not listed.any():
        listed[0] = True  # with rates of 0: only these rows give the number of cell types
    return [
        [ids[gene], *(write_number(rate) for rate in rates[:, gene])]
        for gene in range(grn.n_genes)
        if listed[gene]
    ]


def _losses(design: Design) -> tuple[str, ...]:
    grn = design.grn
    ids = _number_genes(grn)
    names = dict(zip(ids, grn.gene_names, strict=True))
    losses = list_losses(
        design, held={"basal_rate"}, gene_order=[names[i] for i in order_genes(ids)]
    )
    if ids != grn.gene_names:
        losses += ("Not written: gene names; genes are numbered from 0 in order.",)
    if grn.topology.has_feedback:
        losses += ("SERGIO itself never finishes on feedback loops.",)
    if ((np.asarray(grn.basal_rate) != 0).any(axis=0) & (grn.topology.in_degree > 0)).any():
        losses += ("SERGIO itself refuses basal rates of genes with regulators.",)
    return losses


FORMAT = Format(
    name="sergio-v1",
    label=_LABEL,
    holds="targets and master regulators, as two files",
    suffixes=(".txt",),
    file_names=("network_targets.txt", "network_master_regulators.txt"),
    defaults=_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=_losses,
)
