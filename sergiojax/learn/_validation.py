"""Validation cells: a tenth of the training cells, by which a training keeps its best model."""

from dataclasses import dataclass
from typing import Any

import equinox as eqx
import jax
import numpy as np

from sergiojax._types import PRNGKey
from sergiojax.analysis.realism import mmd2_between
from sergiojax.learn._batches import split_cells
from sergiojax.learn._cells import Cells
from sergiojax.learn._contract import is_generator
from sergiojax.learn._sample import draw_cells

LEAST_CELLS = 1_000  # fewer leave too few validation cells to choose by: noise
SHARE = 0.1
_MOST = 500  # validation cells that are compared


@dataclass(frozen=True, eq=False)
class Validation:
    """Cells to train on and cells to validate on.

    Attributes:
        train: Cells to train on.
        cells: Cells to validate on; None where there are too few.
        key: PRNG key of the generated cells.
    """

    train: Cells
    cells: Cells | None
    key: PRNGKey

    def score(self, learner: Any, model: eqx.Module, *, step: int) -> float:
        """Return MMD² between the validation cells and as many generated ones of their types."""
        if self.cells is None:
            raise ValueError("There are no cells to validate on.")
        key = jax.random.fold_in(self.key, step)
        generated = draw_cells(learner, model, self.cells.label, key=key)
        return float(mmd2_between(self.cells.counts, generated, key=key))


def validation_of(learner: Any, cells: Cells, *, key: PRNGKey) -> Validation:
    """Split the cells, if there are enough and the learner generates cells step by step."""
    if cells.n_cells < LEAST_CELLS or not is_generator(learner) or learner.n_steps == 0:
        return Validation(cells, None, key)
    seed = int(np.asarray(jax.random.key_data(key)).ravel()[-1])
    kept, held = split_cells(cells.label, SHARE, seed=seed)
    held = np.random.default_rng(seed).permutation(held)[:_MOST]
    return Validation(cells.part(kept), cells.part(held), key)
