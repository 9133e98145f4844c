"""Tables of databases of gene regulation, from RegNetwork and TRRUST to SIGNOR and RegulonDB.

They list a pair of genes once for each source or reference, and rows without a sign, so both are
merged and reported instead of refused.

Source:
    Liu et al. (2015), Database bav095; Han et al. (2018), Nucleic Acids Research 46, D380-D386;
    Garcia-Alonso et al. (2019), Genome Research 29, 1363-1375; Müller-Dott et al. (2023), Nucleic
    Acids Research 51, 10934-10949; Türei et al. (2021), Molecular Systems Biology 17, e9923.
"""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._question import Question
from sergiojax.grn._report import Finding, ReadReport, count, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._database_columns import (
    LOOKED_AT,
    Source,
    are_modes,
    find_source,
    is_negative,
)
from sergiojax.grn.formats._draft import Draft, DraftEdge, complete
from sergiojax.grn.formats._edge_table import refuse_undirected, skip_notes
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._gene_cells import is_misplaced_number, read_name
from sergiojax.grn.formats._numbers import order_genes, tidy_ids
from sergiojax.grn.formats._parallel import merge_parallel
from sergiojax.grn.formats._sign_columns import SignColumn
from sergiojax.grn.formats._signs import is_phrase, parse_phrase
from sergiojax.grn.formats._table import Row, Table, read_table
from sergiojax.grn.formats._unsigned import ask_ones

_LABEL = "Database of regulation (RegNetwork, TRRUST, DoRothEA, CollecTRI, OmniPath, SIGNOR, …)"
_DEFAULTS = (
    "Databases never hold decay rates, noise amplitudes, half responses or logic: λ is 0.8, q is "
    "1, h is automatic, and regulators add up."
)
_TRUE = ("1", "1.0", "true", "t", "yes")
_COMPLEX = "COMPLEX"
_TRANSCRIPTIONAL = "transcriptional"


@dataclass
class _Oddities:
    """What is found while reading: lines of omitted rows, and how often each doubt occurs."""

    nameless: list[int] = field(default_factory=list)
    undirected: list[int] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    complexes: dict[str, None] = field(default_factory=dict)


def _sniff(files: Sequence[SourceFile]) -> bool:
    if len(files) != 1:
        return False
    try:
        return find_source(skip_notes(read_table(files[0], most_rows=LOOKED_AT))) is not None
    except GRNFormatError:
        return False


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read the rows of a database, one edge per pair of genes.

    Raises:
        GRNFormatError: If the columns are not of a known database, or no row holds an edge.
    """
    table = skip_notes(read_table(only_file(files, "a database's table")))
    refuse_undirected(table)
    source = find_source(table)
    if source is None:
        problem = "the columns are not of a known database; name them source, target, mor and PMID."
        raise GRNFormatError(table.name, table.rows[0].line, problem)
    odd = _Oddities()
    weights, doubts, questions = _judge_weights(table, source, options)
    listed = [
        edge
        for row in source.rows
        if (edge := _read_edge(table, row, source, odd, sized=weights)) is not None
    ]
    if not listed:
        raise GRNFormatError(table.name, None, "no row holds a regulation of one gene by another.")
    ids = tidy_ids(dict.fromkeys(gene for edge in listed for gene in (edge.regulator, edge.target)))
    if any(question.taken == "unknown" for question in questions):
        listed = [replace(edge, sign=None) for edge in listed]
    edges, repeats = merge_parallel([edge.rename(ids) for edge in listed], file=table.name)
    draft = Draft(
        label=_LABEL,
        defaults=_DEFAULTS,
        files=(table.name,),
        genes=order_genes(ids.values()),
        edges=edges,
        warnings=[*table.warnings, *doubts, *_find_doubts(table.name, odd), *repeats],
        dropped=[*table.dropped, *source.dropped, *_find_lost(table.name, odd)],
        questions=questions,
    )
    return complete(draft, options)


def _judge_weights(
    table: Table, source: Source, options: ReadOptions
) -> tuple[bool, list[Finding], list[Question]]:
    """Return whether weights are strengths, how they were understood, and what remains open."""
    place, rows = source.place, source.rows
    if source.sign is not None:
        doubt = source.sign.doubt
        return False, [Finding(table.name, None, doubt)] if doubt else [], []
    if "weight" not in place or "sign" in place or "is_stimulation" in place:
        return False, [], []
    problem = "the weights are taken as strengths K."
    modes = are_modes(rows, place["weight"])
    if modes:
        problem = "all weights are 1 or -1, so they are signs, not strengths."
        if not any(is_negative(row.cell(place["weight"])) for row in rows):
            return False, [], [ask_ones(options, default="activate")]
    elif "confidence" in place:
        problem = "the weights hold the confidence, so only their signs are used."
    sized = not modes and "confidence" not in place
    return sized, [Finding(table.name, None, problem)], []


def _read_edge(
    table: Table, row: Row, source: Source, odd: _Oddities, *, sized: bool
) -> DraftEdge | None:
    """Return the edge of a row, or None if the row does not say that one gene regulates another."""
    place = source.place
    regulator, target = (row.cell(place[role]) for role in ("regulator", "target"))
    if any(not name or is_misplaced_number(name) for name in (regulator, target)):
        odd.nameless.append(row.line)
        return None
    if "is_directed" in place and not _is_true(row, place, "is_directed"):
        odd.undirected.append(row.line)
        return None
    for role, name in (("regulator", regulator), ("target", target)):
        identifier = row.cell(place[f"{role}_id"]) if f"{role}_id" in place else name
        if identifier.startswith(_COMPLEX):
            odd.complexes[name] = None
    sign, size = _read_sign(table, row, source, odd, sized=sized)
    return DraftEdge(read_name(regulator), read_name(target), row.line, sign, size)


def _read_sign(
    table: Table, row: Row, source: Source, odd: _Oddities, *, sized: bool
) -> tuple[float | None, float | None]:
    """Return the sign and |K| of a row, each None if the database does not give it."""
    place = source.place
    if "is_stimulation" in place:
        if "type" in place:
            odd.kinds[row.cell(place["type"])] += 1
        return _weigh(row, place), None
    if source.sign is not None:
        return _read_column(row, source.sign, odd), None
    role = next((role for role in ("sign", "weight") if role in place), None)
    if role is None:
        return None, None
    cell = row.cell(place[role])
    sign = _read_mode(table, row, cell, odd)
    if role == "weight" and sized and sign is not None and table.is_number(cell):
        return sign, abs(table.number(row, cell, "the weight"))
    return sign, None


def _weigh(row: Row, place: Mapping[str, int]) -> float | None:
    """Return the sign that the sources agree on, else the only one that any of them gives."""
    for kind in ("consensus_", "is_"):
        if f"{kind}stimulation" in place and f"{kind}inhibition" in place:
            stimulates = _is_true(row, place, f"{kind}stimulation")
            inhibits = _is_true(row, place, f"{kind}inhibition")
            if stimulates != inhibits:
                return 1.0 if stimulates else -1.0
    return None


def _is_true(row: Row, place: Mapping[str, int], role: str) -> bool:
    return row.cell(place[role]).lower() in _TRUE


def _read_mode(table: Table, row: Row, cell: str, odd: _Oddities) -> float | None:
    """Return the sign of a number or word; anything else is counted and unknown."""
    if is_phrase(cell):
        return parse_phrase(cell)
    if table.is_number(cell):
        number = table.number(row, cell, "the mode of regulation")
        return None if number == 0 else math.copysign(1.0, number)
    odd.words[cell] += 1
    return None


def _read_column(row: Row, column: SignColumn, odd: _Oddities) -> float | None:
    """Return the sign that a column of another name gives; other words are counted and unknown."""
    try:
        return column.read(row)
    except ValueError:
        odd.words[row.cell(column.columns[0])] += 1
        return None


def _find_doubts(file: str, odd: _Oddities) -> list[Finding]:
    found = []
    if odd.words:
        problem = f"modes that are not understood: {enumerate_names(list(odd.words))}."
        fix = "The signs of their edges are unknown."
        found.append(Finding(file, None, problem, fix))
    others = [kind for kind in odd.kinds if kind not in ("", _TRANSCRIPTIONAL)]
    if others:
        number = sum(odd.kinds[kind] for kind in others)
        problem = f"{count(number, 'row')} of a kind other than {_TRANSCRIPTIONAL}: "
        fix = "They are treated as regulation of genes."
        found.append(Finding(file, None, f"{problem}{enumerate_names(others)}.", fix))
    if odd.complexes:
        names = list(odd.complexes)
        noun = "complex" if len(names) == 1 else "complexes"
        problem = f"{len(names):,} {noun} of proteins: {enumerate_names(names)}."
        found.append(Finding(file, None, problem, "Each is treated as one gene."))
    return found


def _find_lost(file: str, odd: _Oddities) -> list[Finding]:
    found = []
    for lines, what in (
        (odd.nameless, "without the name of a gene"),
        (odd.undirected, "without a direction"),
    ):
        if lines:
            problem = f"{count(len(lines), 'row')} {what}."
            found.append(Finding(file, lines[0], problem))
    return found


def _losses(_: Design) -> tuple[str, ...]:
    return ()


FORMAT = Format(
    name="database",
    label=_LABEL,
    holds="a table of regulators, targets and modes of regulation, as in databases",
    suffixes=(".tsv", ".csv", ".txt"),
    file_names=(),
    defaults=_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=None,
    losses=_losses,
)
