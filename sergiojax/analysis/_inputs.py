"""What every analysis needs as input: a finite matrix of cells, and one label per cell."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from jaxtyping import Array, Float, Num, Shaped

Labels: TypeAlias = Sequence[str] | Shaped[np.ndarray, " cells"]
"""One label per cell, such as its cell type."""


def as_matrix(
    name: str, values: Num[Array | np.ndarray, "cells columns"], *, signed: bool = True
) -> Float[np.ndarray, "cells columns"]:
    """Return a float32 matrix with at least one cell and one column.

    Args:
        name: What the values are, for the message.
        values: The matrix, cells first.
        signed: Whether negative values are allowed.

    Raises:
        ValueError: If it is empty, or an entry is NaN, infinite or out of bounds.
    """
    matrix = np.asarray(values, np.float32)
    if matrix.ndim != 2 or matrix.size == 0:
        raise ValueError(
            f"{name} must be a matrix with at least one cell and one column, "
            f"but its shape is {matrix.shape}."
        )
    least = -np.inf if signed else np.float32(0)
    proper = np.isfinite(matrix) & (matrix >= least)
    if not proper.all():
        cell, column = (int(index[0]) for index in np.nonzero(~proper))
        need = "finite" if signed else "finite and not negative"
        raise ValueError(
            f"{name} must be {need}, but is {matrix[cell, column]:g} in cell {cell}, "
            f"column {column}."
        )
    return matrix


def as_labels(label: Labels, n_cells: int) -> Shaped[np.ndarray, " cells"]:
    """Return the labels as an array of strings.

    Raises:
        ValueError: If there is not one label per cell.
    """
    labels = np.asarray(label, str)
    if labels.shape != (n_cells,):
        raise ValueError(
            f"There must be one label per cell ({n_cells:,}), but there are {labels.size:,}."
        )
    return labels


def distinct(labels: Shaped[np.ndarray, " cells"]) -> list[str]:
    """Return each label once, in order of first appearance."""
    return [str(name) for name in dict.fromkeys(labels.tolist())]
