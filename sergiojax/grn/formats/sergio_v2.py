"""SERGIO v2's CSV of interactions, and its profile of master regulators.

Source:
    https://github.com/PayamDiba/SERGIO: `grn_from_file`, `GRN.to_df`, `mrProfile.build_from_file`.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np

from sergiojax.grn._assume import name_cell_types
from sergiojax.grn._design import Design
from sergiojax.grn._edge_list import DEFAULTS
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._network import GRN
from sergiojax.grn._report import Finding, ReadReport, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._draft import Draft, complete
from sergiojax.grn.formats._format import Format, ReadOptions
from sergiojax.grn.formats._gene_cells import refuse_numbers, write_names
from sergiojax.grn.formats._losses import list_losses
from sergiojax.grn.formats._numbers import order_genes, tidy_ids, write_number
from sergiojax.grn.formats._sergio_rows import Rates
from sergiojax.grn.formats._sergio_v2_rows import (
    COLUMNS,
    Interactions,
    is_header,
    read_interactions,
    read_profile,
)
from sergiojax.grn.formats._table import Table, read_table, write_table

_LABEL = "SERGIO v2's interactions and profile"
_DEFAULTS = "SERGIO v2's files never hold noise amplitudes or logic: q is 1, and regulators add up."
_WITHOUT_DECAY = "This one holds no decay rates either: λ is 0.8."
_MISSING_TO_PANDAS = {"", "NA", "N/A", "NULL", "None", "nan", "NaN", "null", "n/a", "<NA>"}


def _sniff(files: Sequence[SourceFile]) -> bool:
    return len(files) <= 2 and any(map(_is_network, files))


def _is_network(file: SourceFile) -> bool:
    try:
        return is_header(read_table(file, most_rows=1).rows[0])
    except GRNFormatError:
        return False


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read the interactions and, if given, the profile, in any order.

    Raises:
        GRNFormatError: If a row breaks the grammar, or a master regulator has no rates.
    """
    tables = [read_table(file) for file in _arrange(files)]
    found = read_interactions(tables[0])
    if not found.edges:
        raise GRNFormatError(tables[0].name, None, "the file has a header, but no interactions.")
    genes = list(chain.from_iterable((edge.regulator, edge.target) for edge in found.edges))
    rates, cell_types, doubts = None, None, []
    if len(tables) > 1:
        targets = {edge.target for edge in found.edges}
        regulated = {gene: gene in targets for gene in genes}
        rates, cell_types, doubts = read_profile(tables[1], regulated)
        genes += rates
    ids = tidy_ids(dict.fromkeys(genes))
    found, rates, merged = _rename(found, rates, ids, tables)
    if rates is not None:
        doubts += _compare(found, rates, tables)
    draft = Draft(
        label=_LABEL,
        defaults=_DEFAULTS if found.decay else f"{_DEFAULTS} {_WITHOUT_DECAY}",
        files=tuple(table.name for table in tables),
        genes=order_genes(ids[gene] for gene in genes),
        edges=found.edges,
        basal_rates=rates,
        cell_types=cell_types,
        decay=found.decay,
        warnings=[
            *(finding for table in tables for finding in table.warnings),
            *found.warnings,
            *merged,
            *doubts,
        ],
        dropped=[*(finding for table in tables for finding in table.dropped), *found.dropped],
    )
    return complete(draft, options)


def _arrange(files: Sequence[SourceFile]) -> Sequence[SourceFile]:
    """Put the interactions first."""
    if len(files) > 2:
        problem = "a SERGIO v2 network is two files: interactions, and the profile."
        raise GRNFormatError(files[2].name, None, problem)
    networks = [file for file in files if _is_network(file)]
    if len(networks) != 1:
        problem = f"the columns must be index, {', '.join(COLUMNS)}, or the first four of these."
        if len(networks) > 1:
            problem = "this is a second file of interactions; give one, and the profile."
        raise GRNFormatError(files[-1].name, None, problem)
    return [*networks, *(file for file in files if file is not networks[0])]


def _rename(
    found: Interactions, rates: Rates | None, ids: dict[str, str], tables: Sequence[Table]
) -> tuple[Interactions, Rates | None, list[Finding]]:
    """Name gene "53.0" by its number if all genes are numbers; SERGIO itself does not."""
    if all(written == name for written, name in ids.items()):
        return found, rates, []
    decay: dict[str, float] = {}
    for gene, value in found.decay.items():
        decay.setdefault(ids[gene], value)
    renamed = replace(found, edges=[edge.rename(ids) for edge in found.edges], decay=decay)
    if rates is not None:
        for gene in rates:
            if ids[gene] != gene and ids[gene] in rates:
                problem = f"master regulator {ids[gene]} also has rates as {gene}; keep one."
                raise GRNFormatError(tables[1].name, None, problem)
        rates = {ids[gene]: values for gene, values in rates.items()}
    written = {gene for edge in found.edges for gene in (edge.regulator, edge.target)}
    both = [gene for gene in written if ids[gene] != gene and ids[gene] in written]
    if not both:
        return renamed, rates, []
    problem = f"genes that are written in two ways, such as {enumerate_names(sorted(both))}."
    fix = "Each is read as one gene; SERGIO itself reads two."
    return renamed, rates, [Finding(tables[0].name, None, problem, fix)]


def _compare(found: Interactions, rates: Rates, tables: Sequence[Table]) -> list[Finding]:
    """Find what SERGIO itself refuses in a profile; we refuse only missing rates."""
    targets = {edge.target for edge in found.edges}
    regulators = dict.fromkeys(edge.regulator for edge in found.edges)
    missing = [gene for gene in regulators if gene not in targets and gene not in rates]
    name = tables[1].name
    if missing:
        problem = f"master regulators without rates: {enumerate_names(missing)}; add their rows."
        raise GRNFormatError(name, None, problem)
    both = [gene for gene in rates if gene in targets]
    idle = [gene for gene in rates if gene not in targets and gene not in regulators]
    findings = []
    if both:
        problem = f"genes with basal rates that also have regulators: {enumerate_names(both)}."
        findings.append(Finding(name, None, problem, "Both take effect; SERGIO refuses this."))
    if idle:
        problem = f"genes that regulate nothing: {enumerate_names(idle)}."
        findings.append(Finding(name, None, problem, "They are kept; SERGIO refuses this."))
    return findings


def _write(design: Design, suffix: str) -> tuple[str, ...]:
    grn = design.grn
    if grn.n_edges == 0:
        raise ValueError("SERGIO v2's files cannot hold a network without edges.")
    refuse_numbers(grn.gene_names, what="SERGIO v2's file")
    names = write_names(grn.gene_names)
    delimiter = "\t" if suffix == ".tsv" else ","
    return (
        write_table([("index", *COLUMNS), *_edge_rows(grn, names)], delimiter=delimiter),
        write_table(_profile_rows(grn, names), delimiter=delimiter),
    )


def _edge_rows(grn: GRN, names: Sequence[str]) -> list[list[str]]:
    decay = [write_number(value) for value in np.asarray(grn.decay)]
    pairs = zip(grn.regulator.tolist(), grn.target.tolist(), strict=True)
    numbers = zip(
        *map(np.asarray, (grn.strength, grn.hill_coefficient, grn.half_response)), strict=True
    )
    rows = []
    for (regulator, target), values in zip(pairs, numbers, strict=True):
        genes = [str(len(rows)), names[regulator], "0", names[target]]
        rows.append([*genes, *map(write_number, values), decay[regulator], decay[target]])
    return rows


def _profile_rows(grn: GRN, names: Sequence[str]) -> list[list[str]]:
    rates = np.asarray(grn.basal_rate)
    listed = (grn.topology.in_degree == 0) | (rates != 0).any(axis=0)
    rows = [
        [names[gene], *map(write_number, rates[:, gene])]
        for gene in range(grn.n_genes)
        if listed[gene]
    ]
    return [["MR", *write_names(grn.cell_types)], *rows]


def _losses(design: Design) -> tuple[str, ...]:
    grn = design.grn
    edges = list(zip(grn.regulator, grn.target, strict=True))
    in_edges = {int(gene) for edge in edges for gene in edge}
    lone = [gene for gene in range(grn.n_genes) if gene not in in_edges]
    order = order_genes(grn.gene_names[gene] for gene in [*chain.from_iterable(edges), *lone])
    # What the files hold is reset to its default, so that only the rest is reported.
    decay = np.where(np.isin(np.arange(grn.n_genes), lone), grn.decay, DEFAULTS["decay"])
    rest = grn.replace(decay=decay, cell_types=name_cell_types(grn.n_cell_types))
    losses = list_losses(
        Design(rest, design.positions, design.settings, design.notes, design.annotations),
        held={"basal_rate", "half_response"},
        gene_order=order,
    )
    if grn.topology.has_feedback:
        losses += ("SERGIO itself never finishes on feedback loops.",)
    if ((np.asarray(grn.basal_rate) != 0).any(axis=0) & (grn.topology.in_degree > 0)).any():
        losses += ("SERGIO itself refuses basal rates of genes with regulators.",)
    if lone:
        losses += ("SERGIO itself refuses genes without edges.",)
    lost = [name for name in grn.gene_names if name in _MISSING_TO_PANDAS]
    if lost:
        losses += (
            f"SERGIO itself reads these gene names as missing values: {enumerate_names(lost)}.",
        )
    return losses


FORMAT = Format(
    name="sergio-v2",
    label=_LABEL,
    holds="interactions with K, n, h and decay, and rates of master regulators, as two files",
    suffixes=(".csv",),
    file_names=("network.csv", "network_mr_profile.csv"),
    defaults=_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=_losses,
)
