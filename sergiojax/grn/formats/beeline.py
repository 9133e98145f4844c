"""BEELINE's reference networks: Gene1, Gene2 and the sign, next to expression and pseudotime.

Source:
    Pratapa et al. (2020), Nature Methods 17, 147-154; https://github.com/Murali-group/Beeline.
"""

import io
from collections.abc import Collection, Sequence

import numpy as np

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, ReadReport, count, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._draft import Draft, DraftEdge, complete
from sergiojax.grn.formats._edge_columns import has_header
from sergiojax.grn.formats._edge_table import skip_notes
from sergiojax.grn.formats._format import Format, ReadOptions
from sergiojax.grn.formats._gene_cells import (
    is_misplaced_number,
    read_name,
    refuse_numbers,
    write_names,
)
from sergiojax.grn.formats._losses import list_edge_losses
from sergiojax.grn.formats._numbers import order_genes, tidy_ids
from sergiojax.grn.formats._parallel import merge_parallel
from sergiojax.grn.formats._sign_losses import list_sign_losses
from sergiojax.grn.formats._signs import parse_sign
from sergiojax.grn.formats._table import Row, Table, read_table, write_table

_LABEL = "BEELINE's reference network"
_DEFAULTS = (
    "BEELINE's networks never hold decay rates, noise amplitudes, half responses or logic: λ is "
    "0.8, q is 1, h is automatic, and regulators add up."
)
_HEADER = ("Gene1", "Gene2", "Type")
_GENES = ("gene1", "gene2")
_SNIFFED_ROWS = 50
_INDEX = ("", "unnamed: 0")


def _sniff(files: Sequence[SourceFile]) -> bool:
    return sum(map(_is_network, files)) == 1


def _is_network(file: SourceFile) -> bool:
    """Return whether the columns are Gene1, Gene2 and Type, with or without Type and an index."""
    try:
        rows = read_table(file, most_rows=_SNIFFED_ROWS).rows
    except GRNFormatError:
        return False
    names = [cell.lower() for cell in rows[0].cells]
    if not has_header(rows):  # a toy network may call its genes Gene1 and Gene2
        return False
    if names[0] in _INDEX:
        del names[0]
    return sorted(names) in ([*_GENES], [*_GENES, "type"])


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read the network; from other files, only the gene names are used.

    Raises:
        GRNFormatError: If there is no network or more than one, or a row lacks a gene or holds a
            wrong sign.
    """
    networks = [file for file in files if _is_network(file)]
    if len(networks) != 1:
        problem = "one file must have the columns Gene1, Gene2 and Type"
        found = f"{len(networks)} files have" if networks else "none has"
        raise GRNFormatError(files[-1].name, None, f"{problem}, but {found} them.")
    table = skip_notes(read_table(networks[0]))
    header, *rows = table.rows
    if not rows:
        raise GRNFormatError(table.name, None, "the file has a header, but no edges.")
    place = {cell.lower(): column for column, cell in enumerate(header.cells)}
    listed = [_read_edge(table, row, place) for row in rows]
    ids = tidy_ids(dict.fromkeys(gene for edge in listed for gene in (edge.regulator, edge.target)))
    edges, repeats = merge_parallel([edge.rename(ids) for edge in listed], file=table.name)
    others = [file for file in files if file is not networks[0]]
    draft = Draft(
        label=_LABEL,
        defaults=_DEFAULTS,
        files=(table.name, *(file.name for file in others)),
        genes=order_genes(ids.values()),
        edges=edges,
        warnings=[*table.warnings, *repeats],
        dropped=[
            *table.dropped,
            *(finding for file in others for finding in _report_unused(file, set(ids.values()))),
        ],
    )
    return complete(draft, options)


def _read_edge(table: Table, row: Row, place: dict[str, int]) -> DraftEdge:
    if any(row.cells[len(place) :]):
        problem = f"the line has {len(row.cells)} cells, but there are {len(place)} columns."
        raise table.error(row, problem)
    cells = {name: row.cell(column) for name, column in place.items()}
    for name in _GENES:
        if not cells[name]:
            raise table.error(row, f"the edge has no {name.capitalize()}.")
        if is_misplaced_number(cells[name]):
            problem = f"{name.capitalize()} must be a gene's name or whole number, but is "
            raise table.error(row, f"{problem}{cells[name]}.")
    try:
        sign = parse_sign(cells.get("type", ""))
    except ValueError as error:
        raise table.error(row, f"the type {error}") from error
    return DraftEdge(read_name(cells["gene1"]), read_name(cells["gene2"]), row.line, sign)


def _report_unused(file: SourceFile, genes: Collection[str]) -> list[Finding]:
    """Report what is not used of a file that comes with the network."""
    first_cells, n_columns = _scan(file)
    rows = dict.fromkeys(first_cells[1:])
    if rows.keys().isdisjoint(genes):
        return [Finding(file.name, None, "the file is not used: it names no gene of the network.")]
    cells = count(n_columns - 1, "cell")
    problem = f"the expression of {count(len(rows), 'gene')} in {cells} is not used."
    findings = [Finding(file.name, None, problem)]
    others = [gene for gene in rows if gene not in genes]
    if others:
        problem = f"{count(len(others), 'gene')} without edges: {enumerate_names(others)}."
        findings.append(Finding(file.name, None, problem))
    unmeasured = sorted(set(genes).difference(rows))
    if unmeasured:
        problem = f"{count(len(unmeasured), 'gene')} of the network without expression: "
        findings.append(Finding(file.name, None, f"{problem}{enumerate_names(unmeasured)}."))
    return findings


def _scan(file: SourceFile) -> tuple[list[str], int]:
    """Return the first cell of each line, and the number of columns.

    Expression data have millions of cells, so the lines are not split. Names contain no commas.
    """
    header = read_table(file, most_rows=1)
    lines = (line for line in io.StringIO(file.text, newline="") if line.strip())
    cells = [line.partition(header.delimiter)[0].strip().strip('"') for line in lines]
    return cells, len(header.rows[0].cells)


def _write(design: Design, suffix: str) -> tuple[str, ...]:
    grn = design.grn
    if grn.n_edges == 0:
        raise ValueError("BEELINE's network must have at least one edge.")
    refuse_numbers(grn.gene_names, what="BEELINE's network")
    names = write_names(grn.gene_names)
    represses = np.signbit(np.asarray(grn.strength))
    rows = [
        (names[regulator], names[target], "-" if negative else "+")
        for regulator, target, negative in zip(grn.regulator, grn.target, represses, strict=True)
    ]
    return (write_table([_HEADER, *rows], delimiter="\t" if suffix == ".tsv" else ","),)


def _losses(design: Design) -> tuple[str, ...]:
    return list_edge_losses(design, list_sign_losses)


FORMAT = Format(
    name="beeline",
    label=_LABEL,
    holds="Gene1, Gene2 and the sign of each edge",
    suffixes=(".csv",),
    file_names=("refNetwork.csv",),
    defaults=_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=_losses,
)
