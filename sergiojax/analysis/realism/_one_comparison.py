"""One comparison of two equally large samples: all measures of the card but the forest's."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float, Int

from sergiojax._types import Matrix
from sergiojax.analysis.realism._distances import nearest_distance
from sergiojax.analysis.realism._genes import correlation, library, moments, zeros
from sergiojax.analysis.realism._mmd import mmd2
from sergiojax.analysis.realism._neighbors import copies, mixing, nearness
from sergiojax.analysis.realism._scale import Components, log_scaled, shared_components
from sergiojax.analysis.realism._types import (
    accuracy,
    classifier,
    common_types,
    fold_changes,
    slope,
)


class Sample(NamedTuple):
    """Cells of one side of a comparison.

    Attributes:
        counts: Their counts, dense.
        cell_type: Number of every cell's type, −1 where it has none that both sides know.
    """

    counts: Float[np.ndarray, "cells genes"]
    cell_type: Int[np.ndarray, " cells"]


class Training(NamedTuple):
    """The training cells, for the rows that need them.

    Attributes:
        log_scaled: All of them on the card's scale, dense or sparse.
        samples: Several samples of them, as large as a side.
        classifier: Finds types; trained on such a sample. None if there is one type.
    """

    log_scaled: Matrix
    samples: "tuple[Sample, ...]"
    classifier: Any


class Measured(NamedTuple):
    """What one comparison found.

    Attributes:
        values: Value of every row; NaN where it cannot be measured.
        points: Principal components of both sides, for the forest.
        held_out: Distance of every real cell to the nearest training cell; empty without them.
    """

    values: dict[str, float]
    points: tuple[Float[np.ndarray, "cells components"], Float[np.ndarray, "cells components"]]
    held_out: Float[np.ndarray, " _"]


def measure(
    real: Sample, generated: Sample, training: Training | None, *, n_types: int, size: float
) -> Measured:
    """Measure all rows but the forest's.

    Args:
        real: Real cells, which no model has seen.
        generated: The others.
        training: The training cells; None if there are none.
        n_types: Number of types that both sides know; 0 for none.
        size: Median library size of the real cells.
    """
    sides = [log_scaled(side.counts, size) for side in (real, generated)]
    space = shared_components(*sides)
    points = space.place(sides[0]), space.place(sides[1])
    difference, by_gene = zeros(real.counts, generated.counts)
    means, variances, wasserstein = moments(real.counts, generated.counts)
    values = {
        "mmd2": mmd2(*points),
        "mixing": mixing(*points),
        "correlation": correlation(*sides),
        "zeros": difference,
        "zeros_by_gene": by_gene,
        "library": library(real.counts, generated.counts),
        "means": means,
        "variances": variances,
        "wasserstein": wasserstein,
    }
    held_out = np.zeros(0, np.float32)
    if n_types:
        values["fold_changes"] = _fold_changes(real, generated, training, n_types, size)
    if training is not None:
        values |= _transfer(real, generated, sides, training)
        near, held_out = _distances(space, points, training)
        values |= {"nearness": nearness(near, held_out), "copies": copies(near, held_out)}
    return Measured(values, points, held_out)


def _transfer(
    real: Sample, generated: Sample, sides: list[np.ndarray], training: Training
) -> dict[str, float]:
    """Return the accuracy of labels carried from generated to real cells, against real to real."""
    trained_on_real = training.classifier
    own = classifier(sides[1], generated.cell_type)
    if trained_on_real is None or own is None:
        return {}
    best = accuracy(trained_on_real, sides[0], real.cell_type)
    return {
        "transfer": accuracy(own, sides[0], real.cell_type) / best if best else np.nan,
        "transfer_back": accuracy(trained_on_real, sides[1], generated.cell_type),
    }


def _distances(
    space: Components, points: tuple[np.ndarray, np.ndarray], training: Training
) -> tuple[Float[np.ndarray, " cells"], Float[np.ndarray, " cells"]]:
    """Return the distance to the nearest training cell of every generated and every real cell."""
    others = space.place(training.log_scaled)
    return nearest_distance(points[1], others), nearest_distance(points[0], others)


def _fold_changes(
    real: Sample, generated: Sample, training: Training | None, n_types: int, size: float
) -> float:
    """Return the slope of log fold changes on the real ones, relative to that of other real cells.

    Noise in the real fold changes flattens any slope on them, that of real cells alike.
    """
    if training is not None:
        return _relative_slope(real, generated, training.samples, n_types=n_types, size=size)
    # Without training cells, each half of the real ones is once what the other is compared with.
    order = np.argsort(real.cell_type, kind="stable")
    parts = [Sample(real.counts[half], real.cell_type[half]) for half in (order[::2], order[1::2])]
    found = [
        _relative_slope(one, generated, (other,), n_types=n_types, size=size)
        for one, other in (parts, parts[::-1])
    ]
    return float(np.mean(found))


def _relative_slope(
    real: Sample, generated: Sample, others: Sequence[Sample], *, n_types: int, size: float
) -> float:
    """Return the slope of one set's fold changes, divided by the mean slope of other real cells."""
    labels = [side.cell_type for side in (real, generated, *others)]
    types = common_types(*labels, n_types=n_types)
    if not len(types):
        return np.nan
    x, y, *rest = (
        fold_changes(side.counts, side.cell_type, types, size=size)
        for side in (real, generated, *others)
    )
    flattened = float(np.mean([slope(x, each) for each in rest]))
    return slope(x, y) / flattened if flattened else np.nan
