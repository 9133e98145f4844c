"""The work behind the card: which comparisons are made, and what rows they give so far."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple, cast

import numpy as np
from jaxtyping import Float
from threadpoolctl import threadpool_limits

from sergiojax._types import PRNGKey
from sergiojax.analysis.realism._baselines import Baseline
from sergiojax.analysis.realism._card import RealismCard, RealismRow, Spread
from sergiojax.analysis.realism._draws import generator, seed
from sergiojax.analysis.realism._forest import N_TREES, discriminability
from sergiojax.analysis.realism._inputs import are_whole
from sergiojax.analysis.realism._lights import RULES, Light, light
from sergiojax.analysis.realism._neighbors import N_NEIGHBORS, copies, nearness
from sergiojax.analysis.realism._one_comparison import Measured, measure
from sergiojax.analysis.realism._prepare import Prepared
from sergiojax.analysis.realism._samples import N_CONTROLS, Pair, Samples
from sergiojax.analysis.realism._scale import library_sizes
from sergiojax.analysis.realism._twins import twins

N_SUBSAMPLES = 3
_FEW = 400  # cells of a side; with fewer, one draw of shuffled cells scatters too much
_LEAST_FOR_COPIES = 50
_SAME = 0.99  # share of twins from which two sets are the same cells
_OVERLAP = 0.5  # share of real cells among the training cells, above which nothing is held out
_COLUMNS = ("found", "control", "drawn_again", "shuffled", "copula")
_NEUTRAL = {"fold_changes": 1.0, "transfer": 1.0}  # where the control cannot be measured
_SECOND = {
    "zeros": ("zeros_by_gene", "mean absolute difference of a gene"),
    "transfer": ("transfer_back", "accuracy of labels carried from real cells to these"),
}
_UNDEFINED = {
    "fold_changes": "No cell type has 10 cells on every side.",
    "transfer": "The generated or the training cells have one cell type.",
    "correlation": "The correlations of a set are all the same.",
}
_OF_TYPES, _OF_DISTANCE = ("fold_changes", "transfer"), ("nearness", "copies")
_OF_TRAIN = ("transfer", *_OF_DISTANCE)


class Step(NamedTuple):
    """One comparison: the column of the card that it belongs to, and which of several it is."""

    column: str
    number: int


@dataclass
class Work:
    """The comparisons that were made so far."""

    cells: Prepared
    key: PRNGKey
    n_trees: int = N_TREES
    samples: Samples = field(init=False)
    measured: dict[Step, Measured] = field(default_factory=dict)
    values: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    is_done: bool = False

    def __post_init__(self) -> None:
        cells = self.cells
        self.samples = Samples(cells, key=self.key)
        self.twins = twins(cells.real, cells.generated)
        self.are_same = self.twins >= _SAME and twins(cells.generated, cells.real) >= _SAME
        self.seen = 0.0 if cells.train is None else twins(cells.train, cells.real)
        self.are_counts = are_whole(cells.generated)
        source = cells.real if cells.train is None else cells.train
        self.n_empty = int((library_sizes(cells.generated) == 0).sum())
        self.has_copula = are_whole(source)

    def steps(self) -> Iterator[Step]:
        """Yield the comparisons, those first without which no row has a light."""
        n_shuffled = 3 if self.samples.n_cells_control <= _FEW else 1
        yield from (Step("found", 0), Step("control", 0), Step("shuffled", 0))
        yield Step("drawn_again", 0)
        if self.has_copula:
            yield Step("copula", 0)
        yield from (Step("shuffled", number) for number in range(1, n_shuffled))
        yield from (Step("found", number) for number in range(1, N_SUBSAMPLES))
        yield from (Step("control", number) for number in range(1, N_CONTROLS))

    def measure(self, step: Step) -> None:
        """Measure all rows of a comparison but the forest's."""
        is_again = step.column == "found" and step.number and self.samples.found_are_alike
        if is_again:  # each subsample holds all cells
            self.measured[step] = self.measured[Step("found", 0)]
            return
        # Matrices are small: with more threads, those that wait for others burn ten times the time
        # on a busy machine (7.7 s instead of 0.6 s at 1,000 cells × 765 genes).
        with threadpool_limits(1, user_api="blas"):
            pair = self._pair(step)
            found = measure(
                pair.real,
                pair.generated,
                pair.training,
                n_types=self.cells.n_types,
                size=self.samples.size,
            )
        self.measured[step] = found
        values = dict(found.values)
        if step.column == "control":  # these are the training cells, so nearness says nothing
            values.pop("nearness", None)
            values.pop("copies", None)
        self._keep(step.column, values)
        if step == Step("found", 0) and len(found.held_out):
            self._halve(found.held_out)

    def grow(self, step: Step) -> None:
        """Let forests judge a comparison."""
        points = self.measured[step].points
        forest = seed(self.key, "forest", step.number)
        found = discriminability(*points, n_trees=self.n_trees, seed=forest)
        self._keep(step.column, {"discriminability": found})

    def card(self) -> RealismCard:
        """Return the card so far."""
        cells, samples = self.cells, self.samples
        return RealismCard(
            rows=tuple(self._row(name) for name in RULES),
            n_cells=samples.n_cells,
            n_cells_control=samples.n_cells_control,
            n_genes=cells.real.shape[1],
            are_same=self.are_same,
            are_counts=self.are_counts,
            has_train=cells.train is not None,
            notes=tuple(self._notes()),
        )

    def _pair(self, step: Step) -> Pair:
        if step.column == "found":
            return self.samples.found(step.number)
        if step.column == "control":
            return self.samples.control(step.number)
        return self.samples.baseline(cast(Baseline, step.column), step.number)

    def _keep(self, column: str, values: dict[str, float]) -> None:
        for name, value in values.items():
            self.values.setdefault(column, {}).setdefault(name, []).append(value)

    def _halve(self, distance: Float[np.ndarray, " cells"]) -> None:
        """Compare the distances of halves of the held-out cells: the control of two rows."""
        for number in range(N_CONTROLS):
            order = generator(self.key, "held-out halves", number).permutation(len(distance))
            one, other = distance[order[::2]], distance[order[1::2]]
            values = {"nearness": nearness(one, other), "copies": copies(one, other)}
            self._keep("control", values)

    def _row(self, name: str) -> RealismRow:
        rule, reason = RULES[name], self._left_out(name)
        row = RealismRow(name, rule.title, rule.perfect, left_out=reason)
        if reason:
            return row
        spread = {column: Spread.of(self._of(column, name)) for column in _COLUMNS}
        if name == "twins":
            spread["found"] = Spread.of((self.twins,))
            if self.cells.train is not None:
                spread["control"] = Spread.of((self.seen,))
        found = spread["found"]
        judged: Light = "open"
        if found is not None:
            judged = light(
                name,
                found.value,
                control=self._control(name),
                shuffled=self._of("shuffled", name),
                may_be_twins=self.seen > _OVERLAP,
            )
        second, title = _SECOND.get(name, ("", ""))
        also = Spread.of(self._of("found", second))
        return replace(
            row,
            **spread,
            light=judged,
            second=None if also is None else also.value,
            second_title="" if also is None else title,
        )

    def _of(self, column: str, name: str) -> tuple[float, ...]:
        return tuple(self.values.get(column, {}).get(name, ()))

    def _control(self, name: str) -> tuple[float, ...]:
        """Return the values of real against real cells, or the one that they would have."""
        if name == "twins":
            return (self.seen,)
        found = tuple(value for value in self._of("control", name) if not math.isnan(value))
        is_due = self.is_done or len(self._of("control", name)) > 0
        return found or ((_NEUTRAL[name],) if name in _NEUTRAL and is_due else ())

    def _left_out(self, name: str) -> str:
        """Return why a row is left out; empty if it is not."""
        cells, few = self.cells, self.samples.n_cells
        values = self._of("found", name)
        is_undefined = all(math.isnan(value) for value in values) and (
            bool(values) or (name == "transfer" and bool(self.measured))
        )
        reasons = (
            (name in _OF_TRAIN and cells.train is None, "It needs the training cells."),
            (name in _OF_TYPES and not cells.n_types, cells.why_no_types),
            (
                name in _OF_DISTANCE and self.seen > _OVERLAP,
                f"{self.seen:.0%} of the real cells are training cells.",
            ),
            (
                name == "mixing" and few <= N_NEIGHBORS,
                f"It needs more than {N_NEIGHBORS} cells on each side.",
            ),
            (
                name == "copies" and few < _LEAST_FOR_COPIES,
                f"It needs at least {_LEAST_FOR_COPIES} cells on each side.",
            ),
            (is_undefined, _UNDEFINED.get(name, "It is not defined for these cells.")),
            (name == "twins" and math.isnan(self.twins), "All generated cells are empty."),
        )
        return next((reason for holds, reason in reasons if holds), "")

    def _notes(self) -> Iterator[str]:
        yield from self.cells.notes
        if not self.are_counts:
            yield "The generated cells are not counts: some values are not whole."
        if not self.has_copula:
            yield "The real cells are not counts, so there is no copula."
        if self.n_empty:
            yield f"Generated cells without counts in the shared genes: {self.n_empty:,}."
        if self.cells.train is None:
            yield (
                "There are no training cells, so control and baselines compare halves of the real "
                f"cells, {self.samples.n_cells_control:,} on each side."
            )
