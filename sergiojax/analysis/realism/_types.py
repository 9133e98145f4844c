"""Rows of the card that need cell types: fold changes, and labels carried to real cells."""

from typing import Any

import numpy as np
import scipy.sparse as sp
from jaxtyping import Float, Int

from sergiojax._types import Matrix
from sergiojax.analysis.realism._scale import library_sizes

LEAST_CELLS = 10  # of a type on every side
_PSEUDOCOUNT = 0.1  # counts in a cell of median depth
_INVERSE_PENALTY = 0.1


def fold_changes(
    cells: Matrix,
    cell_type: Int[np.ndarray, " cells"],
    types: Int[np.ndarray, " chosen"],
    *,
    size: float,
) -> Float[np.ndarray, "chosen genes"]:
    """Return log₂ of the mean share of every gene in a type over that elsewhere.

    Args:
        cells: Counts, dense or sparse.
        cell_type: Number of every cell's type.
        types: The types wanted; each has cells, and there are others.
        size: Counts of a cell of median depth, which the pseudocount of 0.1 refers to.
    """
    total = library_sizes(cells)
    weight = np.divide(1.0, total, out=np.zeros_like(total), where=total > 0)
    found = []
    for number in types.tolist():
        inside = cell_type == number
        means = [
            np.asarray(cells.T @ (weight * part)) / part.sum() * size + _PSEUDOCOUNT
            for part in (inside, ~inside)
        ]
        found.append(np.log2(means[0] / means[1]))
    return np.stack(found)


def slope(x: Float[np.ndarray, "*shape"], y: Float[np.ndarray, "*shape"]) -> float:
    """Return the slope of the regression of y on x; NaN where x does not vary."""
    away = x - x.mean()
    square = float(np.square(away).sum())
    return float((away * y).sum()) / square if square > 0 else np.nan


def common_types(
    *sides: Int[np.ndarray, " _"], n_types: int, least: int = LEAST_CELLS
) -> Int[np.ndarray, " chosen"]:
    """Return the types that have enough cells on every side, and others elsewhere."""
    counts = np.stack([np.bincount(side[side >= 0], minlength=n_types) for side in sides])
    totals = np.array([len(side) for side in sides])[:, None]
    return np.nonzero(((counts >= least) & (counts < totals)).all(axis=0))[0]


def classifier(
    cells: Float[np.ndarray, "cells genes"], cell_type: Int[np.ndarray, " cells"]
) -> Any:
    """Return a logistic regression of the types on log-normalised cells; None for one type."""
    from sklearn.linear_model import LogisticRegression

    is_known = cell_type >= 0
    if len(np.unique(cell_type[is_known])) < 2:
        return None
    model = LogisticRegression(C=_INVERSE_PENALTY, max_iter=1_000)
    known = cells[is_known]
    if np.count_nonzero(known) < known.size / 2:
        known = sp.csr_array(known)  # a quarter of the time where two thirds are 0
    return model.fit(known, cell_type[is_known])


def accuracy(
    model: Any, cells: Float[np.ndarray, "cells genes"], cell_type: Int[np.ndarray, " cells"]
) -> float:
    """Return the share of cells whose type a classifier finds."""
    return float((model.predict(cells) == cell_type).mean())
