"""The samples that the card compares: generated, control, and baselines, all equally large."""

from functools import cached_property
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Int

from sergiojax._types import Matrix, PRNGKey
from sergiojax.analysis._subsample import share_out
from sergiojax.analysis.realism._baselines import Baseline, draw_baseline
from sergiojax.analysis.realism._choice import choose, choose_counts, halves
from sergiojax.analysis.realism._draws import generator
from sergiojax.analysis.realism._inputs import rows
from sergiojax.analysis.realism._one_comparison import Sample, Training
from sergiojax.analysis.realism._prepare import Prepared
from sergiojax.analysis.realism._scale import log_scaled, median_library
from sergiojax.analysis.realism._types import classifier

MOST_CELLS = 1_000  # of a side
N_CONTROLS = 5
_FEWEST_IN_PROPORTION = 200  # cells of a side; types keep the real proportions down to these


class Pair(NamedTuple):
    """Two samples to compare, and the training cells for the rows that need them."""

    real: Sample
    generated: Sample
    training: Training | None


class Samples:
    """All samples of a card, each made when it is asked for.

    Args:
        cells: The sets of cells.
        key: PRNG key. Equal keys give equal samples.

    Attributes:
        size: Median library size of the real cells.
        n_cells: Cells on each side.
        n_cells_control: Cells on each side where real cells are compared with real ones or with a
            baseline: fewer where training cells are few, or halves of the real ones take their
            place.
    """

    def __init__(self, cells: Prepared, *, key: PRNGKey) -> None:
        self._cells, self._key = cells, key
        self.size = median_library(cells.real)
        n_real, n_generated = cells.real.shape[0], cells.generated.shape[0]
        self.n_cells = min(n_real, n_generated, MOST_CELLS)
        others = n_real // 2 if cells.train is None else min(n_real, cells.train.shape[0])
        self.n_cells_control = min(self.n_cells, others)

    def found(self, number: int) -> Pair:
        """Return real and generated cells of one subsample."""
        cells = self._cells
        here, there = self._real_and_generated(number)
        return Pair(
            _sample(cells.real, cells.real_type, here),
            _sample(cells.generated, cells.generated_type, there),
            self.training,
        )

    def control(self, number: int) -> Pair:
        """Return real cells and other real cells."""
        real = self._reference(number)
        if self.training is not None:
            return Pair(real, self.training.samples[number], self.training)
        other = halves(self._cells.real_type, generator(self._key, "halves", number))[0]
        return Pair(real, self._of_real(other, number), None)

    def baseline(self, name: Baseline, number: int) -> Pair:
        """Return real cells and cells of a baseline, with the types of the real ones."""
        real, cells = self._reference(number), self._cells
        source, kind = cells.train, cells.train_type
        if source is None:
            own = halves(cells.real_type, generator(self._key, "halves", number))[0]
            source, kind = cells.real[own], cells.real_type[own]
        key = self._key if number == 0 else _later(self._key, number)
        drawn = draw_baseline(name, source, kind, real.cell_type, key=key)
        return Pair(real, Sample(drawn.astype(np.float32), real.cell_type), self.training)

    @property
    def found_are_alike(self) -> bool:
        """Whether every subsample holds all cells."""
        sizes = {self._cells.real.shape[0], self._cells.generated.shape[0]}
        return self._cells.train is not None and sizes == {self.n_cells}

    @cached_property
    def training(self) -> Training | None:
        """The training cells on the card's scale, with samples of them."""
        cells = self._cells
        if cells.train is None:
            return None
        samples = [
            _sample(
                cells.train,
                cells.train_type,
                choose(
                    cells.train_type, self.n_cells_control, generator(self._key, "train", number)
                ),
            )
            for number in range(N_CONTROLS + 1)
        ]
        labelled = samples[-1]
        model = None
        if cells.n_types:
            model = classifier(log_scaled(labelled.counts, self.size), labelled.cell_type)
        return Training(log_scaled(cells.train, self.size), tuple(samples[:-1]), model)

    def _reference(self, number: int) -> Sample:
        """Return the real cells that control and baselines are compared with."""
        cells = self._cells
        if cells.train is None:
            half = halves(cells.real_type, generator(self._key, "halves", number))[1]
            return self._of_real(half, number)
        chosen = choose(
            cells.real_type, self.n_cells_control, generator(self._key, "cells", number)
        )
        return _sample(cells.real, cells.real_type, chosen)

    def _of_real(self, half: Int[np.ndarray, " half"], number: int) -> Sample:
        cells = self._cells
        random = generator(self._key, "half", number)
        chosen = half[choose(cells.real_type[half], self.n_cells_control, random)]
        return _sample(cells.real, cells.real_type, chosen)

    def _real_and_generated(
        self, number: int
    ) -> tuple[Int[np.ndarray, " cells"], Int[np.ndarray, " cells"]]:
        one, other = self._cells.real_type, self._cells.generated_type

        def random() -> np.random.Generator:  # the same for both sides, see `choose`
            return generator(self._key, "cells", number)

        if self._cells.train is None and self._cells.n_types:
            counts = _in_proportion(one, other, n_cells=self.n_cells)
            return choose_counts(one, counts, random()), choose_counts(other, counts, random())
        return choose(one, self.n_cells, random()), choose(other, self.n_cells, random())


def _in_proportion(
    real: Int[np.ndarray, " cells"], generated: Int[np.ndarray, " other_cells"], *, n_cells: int
) -> Int[np.ndarray, " types"]:
    """Return how many cells of every type to take of both sides: as many as among real ones.

    Where generated cells of a type are few, all types are taken fewer, but in proportion; below
    200 cells, what is missing is left out instead.
    """
    n_types = max(real.max(), generated.max()) + 1
    here, there = (np.bincount(each, minlength=n_types) for each in (real, generated))
    known = here > 0
    fits = int((there[known] / (here[known] / here.sum())).min())
    total = max(min(n_cells, fits), min(n_cells, _FEWEST_IN_PROPORTION), int(known.sum()))
    counts = np.zeros(n_types, int)
    counts[known] = share_out(total, here[known])
    return np.minimum(counts, there)


def _sample(
    cells: Matrix, cell_type: Int[np.ndarray, " all"], chosen: Int[np.ndarray, " cells"]
) -> Sample:
    return Sample(rows(cells, chosen), cell_type[chosen])


def _later(key: PRNGKey, number: int) -> PRNGKey:
    return jax.random.fold_in(key, number)
