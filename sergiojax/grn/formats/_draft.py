"""What a reader found in a file, gaps included, and how it becomes a network."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import numpy as np

from sergiojax.grn._assume import fill_kinetics, name_cell_types
from sergiojax.grn._assumed import AssumedKind, Mask
from sergiojax.grn._design import Design
from sergiojax.grn._edge_list import DEFAULTS
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._invisible import clean
from sergiojax.grn._kinetics import Kinetics
from sergiojax.grn._limits import MAX_CELL_TYPES, check_size
from sergiojax.grn._network import GRN
from sergiojax.grn._question import Question
from sergiojax.grn._report import Finding, ReadReport, count, enumerate_names
from sergiojax.grn.formats._format import ReadOptions


@dataclass(frozen=True)
class DraftEdge:
    """An edge as given in a file.

    Attributes:
        regulator: Gene name.
        target: Gene name.
        line: Line that holds it, or name of its place ("network!B7").
        sign: 1 or -1; None is unknown.
        size: |K| (molecules per time); None is unknown.
        hill_coefficient: n; None is unknown.
        half_response: h (molecules); NaN is automatic.
    """

    regulator: str
    target: str
    line: int | str
    sign: float | None = None
    size: float | None = None
    hill_coefficient: float | None = None
    half_response: float = math.nan

    def rename(self, names: Mapping[str, str]) -> "DraftEdge":
        """Return the edge with its genes renamed."""
        return replace(self, regulator=names[self.regulator], target=names[self.target])


@dataclass(frozen=True)
class Draft:
    """A network as given in its files.

    Attributes:
        label: Label of the format.
        defaults: What files of the format never hold.
        files: Names of the files; the first holds the edges.
        genes: Names in the order of the network.
        edges: Edges in the order of the network.
        basal_rates: b (molecules per time) of some genes in every cell type; None is unknown.
        cell_types: Names of the cell types; None leaves them to the reader.
        decay: λ (per time) by gene; absent genes lack it.
        noise_amplitude: q by gene; absent genes lack it.
        product: Genes whose regulators act together.
        positions: Pixels (x, y) by gene, y growing downwards.
        warnings: What looked like a mistake.
        dropped: What was left out.
        questions: What the file leaves open.
    """

    label: str
    defaults: str
    files: tuple[str, ...]
    genes: tuple[str, ...]
    edges: Sequence[DraftEdge]
    basal_rates: Mapping[str, Sequence[float]] | None = None
    cell_types: tuple[str, ...] | None = None
    decay: Mapping[str, float] = field(default_factory=dict)
    noise_amplitude: Mapping[str, float] = field(default_factory=dict)
    product: Collection[str] = ()
    positions: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    warnings: Sequence[Finding] = ()
    dropped: Sequence[Finding] = ()
    questions: Sequence[Question] = ()


def complete(draft: Draft, options: ReadOptions) -> tuple[Design, ReadReport]:
    """Turn a draft into a network; what it lacks is assumed and reported.

    Raises:
        GRNFormatError: If there is no gene, an edge occurs twice, the network is too large, a name
            is invalid, or the file has other cell types than requested.
    """
    file = draft.files[0]
    if not draft.genes:
        raise GRNFormatError(file, None, "the file holds no genes, so there is nothing to open.")
    draft = _clean_names(draft)
    _refuse_parallel(draft)
    cell_types = _name_types(draft, options)
    try:
        check_size(len(draft.genes), len(draft.edges), len(cell_types), by_type_and_edge=False)
        grn = _network(draft, cell_types)
        grn, said, masks = fill_kinetics(grn, seed=options.seed, missing=_missing(draft))
    except ValueError as error:
        raise GRNFormatError(file, None, str(error)) from error
    # If a format never holds them, its defaults say so.
    held = {"decay": draft.decay, "noise_amplitude": draft.noise_amplitude}
    assumed = [sentences for kind, sentences in said.items() if held.get(kind, True)]
    report = ReadReport.of(
        grn,
        label=draft.label,
        files=draft.files,
        assumed=tuple(chain(*assumed)),
        defaults=(draft.defaults,) if draft.defaults else (),
        warnings=(*draft.warnings, *_find_zeros(draft), *_find_twins(draft)),
        dropped=draft.dropped,
        questions=draft.questions,
    )
    return Design(grn, positions=draft.positions, assumed=masks), report


def _refuse_parallel(draft: Draft) -> None:
    lines: dict[tuple[str, str], int | str] = {}
    for edge in draft.edges:
        pair = (edge.regulator, edge.target)
        if pair in lines:
            raise GRNFormatError(
                draft.files[0],
                edge.line,
                f"the edge {' → '.join(pair)} is already {say_place(lines[pair], edge.line)}; keep "
                "one, with the sum of the strengths if both are meant.",
            )
        lines[pair] = edge.line


def say_place(line: int | str, other: int | str) -> str:
    """Return the place of an edge that another line repeats."""
    if line == other:
        return "in this line"
    return f"in line {line}" if isinstance(line, int) else f"in {line}"


def _name_types(draft: Draft, options: ReadOptions) -> tuple[str, ...]:
    """Return the names that the user gave, else those of the file, if their number fits."""
    widths = {len(rates) for rates in (draft.basal_rates or {}).values()}
    if draft.cell_types:
        widths.add(len(draft.cell_types))
    if not widths:
        return name_cell_types(1 if options.cell_types is None else options.cell_types)
    (width,) = widths
    if width > MAX_CELL_TYPES:
        problem = (
            f"a network may have at most {MAX_CELL_TYPES:,} cell types, but this one has {width:,}."
        )
        raise GRNFormatError(draft.files[-1], None, problem)
    chosen = draft.cell_types or width
    if options.cell_types not in (None, width):  # a number alone does not override the names
        chosen = options.cell_types
    names = name_cell_types(chosen)
    if len(names) != width:
        problem = f"the file has {count(width, 'cell type')}, but {len(names)} were requested."
        raise GRNFormatError(draft.files[-1], None, problem)
    return names


def _network(draft: Draft, cell_types: tuple[str, ...]) -> GRN:
    index = {gene: number for number, gene in enumerate(draft.genes)}
    rates = np.zeros((len(cell_types), len(index)))
    for gene, values in (draft.basal_rates or {}).items():
        rates[:, index[gene]] = values
    edges = draft.edges
    known_sizes = [1.0 if edge.size is None else edge.size for edge in edges]
    n = [edge.hill_coefficient or DEFAULTS["hill_coefficient"] for edge in edges]
    per_gene = {
        name: np.array([known.get(gene, DEFAULTS[name]) for gene in draft.genes], float)
        for name, known in (("decay", draft.decay), ("noise_amplitude", draft.noise_amplitude))
    }
    return GRN(
        draft.genes,
        cell_types,
        regulator=[index[edge.regulator] for edge in edges],
        target=[index[edge.target] for edge in edges],
        product=[gene in draft.product for gene in draft.genes],
        kinetics=Kinetics(
            strength=np.copysign(known_sizes, [edge.sign or 1.0 for edge in edges]),
            hill_coefficient=np.array(n, float),
            half_response=np.array([edge.half_response for edge in edges], float),
            basal_rate=rates,
            **per_gene,
        ),
    )


def _missing(draft: Draft) -> dict[AssumedKind, Mask]:
    edges, genes = draft.edges, draft.genes
    missing: dict[AssumedKind, list[bool]] = {
        "sign": [edge.sign is None for edge in edges],
        "strength": [edge.size is None for edge in edges],
        "hill_coefficient": [edge.hill_coefficient is None for edge in edges],
        "half_response": [math.isnan(edge.half_response) for edge in edges],
        "basal_rate": [draft.basal_rates is None] * len(genes),
        "decay": [gene not in draft.decay for gene in genes],
        "noise_amplitude": [gene not in draft.noise_amplitude for gene in genes],
    }
    return {kind: np.array(mask, bool) for kind, mask in missing.items()}


def _find_zeros(draft: Draft) -> list[Finding]:
    zeros = [edge for edge in draft.edges if edge.size == 0]
    if not zeros:
        return []
    names = enumerate_names([f"{edge.regulator} → {edge.target}" for edge in zeros])
    problem = f"the strength of {names} is 0, so the edge does nothing."
    if len(zeros) > 1:
        problem = f"the strengths of {len(zeros):,} edges are 0, so they do nothing: {names}."
    return [Finding(draft.files[0], zeros[0].line, problem)]


def _find_twins(draft: Draft) -> list[Finding]:
    """Find names that differ only in case, which may be one gene or genes of two species."""
    first: dict[str, str] = {}
    twins = []
    for gene in draft.genes:
        other = first.setdefault(gene.casefold(), gene)
        if other != gene:
            twins.append(f"{other} and {gene}")
    if not twins:
        return []
    problem = f"{count(len(twins), 'pair')} of names that differ only in case: "
    fix = "They are treated as different genes."
    return [Finding(draft.files[0], None, f"{problem}{enumerate_names(twins)}.", fix)]


def _clean_names(draft: Draft) -> Draft:
    """Remove invisible characters from names; genes that then have the same name become one.

    Raises:
        GRNFormatError: If nothing is left of a name, or two edges become one.
    """
    names = {gene: clean(gene).strip() for gene in draft.genes}
    dirty = [name for gene, name in names.items() if name != gene]
    if not dirty:
        return draft

    def rename(values: Mapping[str, Any]) -> dict[str, Any]:
        return {names.get(gene, gene): value for gene, value in values.items()}

    problem = f"invisible characters were removed from {count(len(dirty), 'name')}: "
    finding = Finding(draft.files[0], None, f"{problem}{enumerate_names(dirty)}.")
    return replace(
        draft,
        genes=tuple(dict.fromkeys(names.values())),
        edges=[edge.rename(names) for edge in draft.edges],
        basal_rates=None if draft.basal_rates is None else rename(draft.basal_rates),
        decay=rename(draft.decay),
        noise_amplitude=rename(draft.noise_amplitude),
        product={names.get(gene, gene) for gene in draft.product},
        positions=rename(draft.positions),
        warnings=[*draft.warnings, finding],
    )
