"""Excel workbooks: GRNsight's and GRNmap's, and edge lists or matrices in the first sheet.

Source:
    Dahlquist et al. (2016), GRNsight, PeerJ Computer Science 2:e85;
    https://github.com/dondi/GRNsight and https://github.com/kdahlquist/GRNmap.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from sergiojax.grn._design import Design
from sergiojax.grn._edge_list import DEFAULTS
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, ReadReport, count, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._draft import Draft, DraftEdge, complete
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._grnsight_sheets import (
    Matrix,
    corner_of,
    is_matrix,
    read_matrix,
    read_numbers,
    regulators_in_rows,
)
from sergiojax.grn.formats._grnsight_writer import write_workbook
from sergiojax.grn.formats._losses import Part, list_losses
from sergiojax.grn.formats._sheet_table import read_sheet_table
from sergiojax.grn.formats._workbook import Workbook, is_workbook

_LABEL = "Excel workbook (GRNsight)"
_DEFAULTS = (
    "GRNsight's workbooks never hold noise amplitudes, half responses or logic: q is 1, h is "
    "automatic, and regulators add up."
)
_MATRICES = ("network_optimized_weights", "network_weights", "network")  # the best first
_USED = {
    "production": ("optimized_production_rates", "production_rates"),
    "degradation": ("degradation_rates",),
}
_GRNMAP = ("optimization_parameters", "optimization_diagnostics", "simulation_times")
_THRESHOLDS = ("optimized_threshold_b", "threshold_b", "network_optimized_b", "network_b")


def _sniff(files: Sequence[SourceFile]) -> bool:
    return any(map(is_workbook, files))  # a workbook with another file is refused with a sentence


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read GRNsight's sheets if there are any, else the table in the first sheet that has cells.

    Raises:
        GRNFormatError: If the workbook is damaged or empty, or a cell is wrong.
        GRNFormatQuestion: If a matrix does not say where its regulators are.
    """
    book = Workbook(only_file(files, "a workbook"))
    titles = {title.strip().lower(): title for title in book.titles}
    matrix, doubts = _choose_matrix(book, titles)
    if matrix is not None:
        reader = _Reader(book, titles, matrix, warnings=doubts)
        return complete(reader.draft(options), options)
    design, report = _read_table(book, titles, options)
    return design, replace(report, files=(book.name,))


def _choose_matrix(
    book: Workbook, titles: Mapping[str, str]
) -> tuple[Matrix | None, list[Finding]]:
    """Return the matrix that counts, and how the others differ.

    GRNsight draws `network`. GRNmap's output has estimates of its edges, and its input has
    first guesses, which give signs to a network that only marks its edges.
    """
    found: dict[str, Matrix] = {}
    for name in _MATRICES:
        if name in titles and is_matrix(sheet := book.read(titles[name])):
            found[name] = read_matrix(sheet)
    optimized, guessed, network = (found.get(name) for name in _MATRICES)
    best = optimized or network or guessed
    if network and best is network and guessed and _same_edges(guessed, network):
        only_marks = {entry.number for entry in network.entries} <= {1.0}
        best = guessed if only_marks else network
    doubts = []
    for other in (network, guessed):
        if (
            best is None
            or other is None
            or other is best
            or (best is optimized and other is guessed)
        ):
            continue
        if not _same_edges(best, other) or (best is network and _weights(other) != _weights(best)):
            problem = f"{best.sheet.title} and {other.sheet.title} differ; the first is used"
            why = ", as GRNsight does." if best is network else ", which GRNmap has estimated."
            doubts.append(Finding(book.name, None, f"{problem}{why}"))
    return best, doubts


def _weights(matrix: Matrix) -> dict[tuple[str, str], float]:
    return {(entry.row, entry.column): entry.number for entry in matrix.entries}


def _same_edges(one: Matrix, other: Matrix) -> bool:
    return _weights(one).keys() == _weights(other).keys()


def _read_table(
    book: Workbook, titles: Mapping[str, str], options: ReadOptions
) -> tuple[Design, ReadReport]:
    """Read a table in a sheet; a GRNmap workbook without its network has none.

    Raises:
        GRNFormatError: As `read_sheet_table`, or because the sheet called network is missing.
    """
    known = {*_THRESHOLDS, *(name for names in _USED.values() for name in names), *_GRNMAP}
    others = [title for name, title in titles.items() if name in known or "log2_" in name]
    if others:
        problem = "the sheet 'network', which has the edges, is missing or not a matrix of genes; "
        problem += f"found other sheets of GRNmap: {enumerate_names(others)}."
        raise GRNFormatError(book.name, None, problem)
    return read_sheet_table(book, options)


@dataclass
class _Reader:
    """Reads the sheets around a matrix; GRNmap's model is dx/dt = P·sigmoid(Σ w·x − b) − λ·x.

    Attributes:
        book: Workbook.
        titles: Names of sheets by their names in lower case.
        matrix: The matrix of the network.
        warnings: What was understood as something else.
        dropped: What is left out.
    """

    book: Workbook
    titles: Mapping[str, str]
    matrix: Matrix
    warnings: list[Finding] = field(default_factory=list)
    dropped: list[Finding] = field(default_factory=list)

    def draft(self, options: ReadOptions) -> Draft:
        genes = self.matrix.genes
        edges = self._read_edges(options)
        self._find_gaps()
        self._find_protein_interactions()
        production = self._read_sheet("production", genes, "the production rate")
        rates = self._use_production(production, {edge.target for edge in edges})
        decay = self._read_sheet("degradation", genes, "the degradation rate")
        if decay:
            self._warn("degradation rates are taken as decay rates λ.")
        self._list_unused()
        return Draft(
            label=_LABEL,
            defaults=_DEFAULTS,
            files=(self.book.name,),
            genes=genes,
            edges=edges,
            basal_rates={gene: [rate] for gene, rate in rates.items()} or None,
            decay=decay,
            warnings=self.warnings,
            dropped=self.dropped,
        )

    def _warn(self, problem: str, fix: str = "", *, sheet: str | None = None) -> None:
        self.warnings.append(Finding(self.book.name, sheet, problem, fix))

    def _drop(self, problem: str, *, sheet: str | None = None) -> None:
        self.dropped.append(Finding(self.book.name, sheet, problem))

    def _find_gaps(self) -> None:
        title = self.matrix.sheet.title
        for problem in self.matrix.doubts:
            self._warn(problem, "Check them.", sheet=title)
        if self.matrix.strays:
            cells = enumerate_names(self.matrix.strays)
            self._drop(f"unused cells outside the matrix: {cells}.", sheet=title)

    def _read_edges(self, options: ReadOptions) -> list[DraftEdge]:
        entries = self.matrix.entries
        in_rows = regulators_in_rows(self.matrix.sheet)
        if options.regulators is not None:
            in_rows = options.regulators == "rows"
        title = self.matrix.sheet.title
        is_estimate = title.strip().lower() == _MATRICES[0]
        only_marks = not is_estimate and {entry.number for entry in entries} <= {1.0}
        if entries and not only_marks:
            self._warn("weights w are taken as strengths K with their signs.", sheet=title)
        elif entries and title.strip().lower() != "network":
            self._warn("all weights are 1, so they only mark edges.", sheet=title)
        edges = []
        for entry in entries:
            ends = (entry.row, entry.column) if in_rows else (entry.column, entry.row)
            told = (None, None) if only_marks else _split(entry.number)
            edges.append(DraftEdge(*ends, entry.place, *told))
        return edges

    def _find_protein_interactions(self) -> None:
        if "protein" in corner_of(self.matrix.sheet).lower():
            problem = "this is a network of protein interactions, which have no directions."
            fix = "Columns were taken as regulators; check every edge."
            self._warn(problem, fix, sheet=self.matrix.sheet.title)

    def _read_sheet(self, kind: str, genes: Sequence[str], what: str) -> dict[str, float]:
        """Return the numbers in the best sheet of a kind, by gene."""
        title = next((self.titles[name] for name in _USED[kind] if name in self.titles), None)
        if title is None:
            return {}
        found, strangers = read_numbers(self.book.read(title), genes, what=what)
        if strangers:
            problem = f"genes that are not in the network: {enumerate_names(strangers)}."
            self._drop(problem, sheet=title)
        return found

    def _use_production(
        self, production: Mapping[str, float], targets: set[str]
    ) -> dict[str, float]:
        used = {gene: rate for gene, rate in production.items() if gene not in targets}
        unused = [gene for gene in production if gene in targets]
        if used:
            self._warn("production rates of genes without regulators are taken as basal rates b.")
        if unused:
            names = enumerate_names(unused)
            self._drop(f"production rates of genes with regulators: {names}.")
        return used

    def _list_unused(self) -> None:
        thresholds = [name for name in _THRESHOLDS if name in self.titles]
        if thresholds:
            self._drop("thresholds b, which SERGIO's model does not have.", sheet=thresholds[0])
        known = {*_MATRICES, *_THRESHOLDS, *(name for names in _USED.values() for name in names)}
        others = [title for name, title in self.titles.items() if name not in known]
        if others:
            self._drop(f"unused sheets: {enumerate_names(others)}.")


def _split(number: float) -> tuple[float, float]:
    return math.copysign(1.0, number), abs(number)


def _write(design: Design, suffix: str) -> tuple[bytes, ...]:  # noqa: ARG001 (one dialect)
    if design.grn.n_genes == 0:
        raise ValueError("A workbook cannot hold a network without genes.")
    return (write_workbook(design.grn),)


def _losses(design: Design) -> tuple[str, ...]:
    grn = design.grn
    regulated = (np.asarray(grn.basal_rate) != 0).any(axis=0) & (grn.topology.in_degree > 0)
    n_hill = int((np.asarray(grn.hill_coefficient) != DEFAULTS["hill_coefficient"]).sum())
    n_zero = int((np.asarray(grn.strength) == 0).sum())
    names = enumerate_names([grn.gene_names[gene] for gene in np.nonzero(regulated)[0]])
    lost = {
        f"Hill coefficients of {count(n_hill, 'edge')}": n_hill > 0,
        f"{count(n_zero, 'edge')} of strength 0": n_zero > 0,
        f"basal rates of genes with regulators ({names})": regulated.any(),
        "basal rates by cell type, only their means": grn.n_cell_types > 1,
    }
    held: tuple[Part, ...] = ("basal_rate", "decay")
    return (
        *list_losses(design, held=held, gene_order=grn.gene_names),
        *(f"Not written: {what}." for what, found in lost.items() if found),
    )


FORMAT = Format(
    name="grnsight",
    label=_LABEL,
    holds="strengths, decay rates, rates of master regulators",
    suffixes=(".xlsx",),
    file_names=("network.xlsx",),
    defaults=_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=_losses,
    is_binary=True,
)
