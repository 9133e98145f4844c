"""Expression on the scales that embeddings and heatmaps need: logarithms and z-scores."""

from typing import Literal

import numpy as np
from jaxtyping import Array, Float, Num

from sergiojax._checks import check_positive
from sergiojax.analysis._inputs import as_matrix


def normalize(
    expression: Num[Array | np.ndarray, "cells genes"],
    *,
    library_size: float | Literal["median"] | None = "median",
) -> Float[np.ndarray, "cells genes"]:
    """Scale every cell to the same library size and take log(1 + x).

    Args:
        expression: Counts, or expression (molecules).
        library_size: Total that every cell is scaled to (molecules). "median" is the median total
            of the cells that have any; None keeps the totals, which is right for clean
            expression, because no experiment has sampled it.

    Returns:
        Natural logarithm of 1 plus the scaled expression. A cell without expression stays 0.

    Raises:
        ValueError: If the matrix is empty, an entry is negative, infinite or NaN, or the library
            size is not positive.
    """
    matrix = as_matrix("Expression", expression, signed=False)
    if library_size is None:
        return np.log1p(matrix)
    total = matrix.sum(axis=1, dtype=float)
    if library_size != "median":
        check_positive("library_size", library_size)
    elif not total.any():
        return np.zeros_like(matrix)
    goal = np.median(total[total > 0]) if library_size == "median" else float(library_size)
    scale = np.divide(goal, total, out=np.zeros_like(total), where=total > 0)
    return np.log1p(matrix * scale[:, None].astype(np.float32))


def zscore(
    expression: Num[Array | np.ndarray, "cells genes"],
) -> Float[np.ndarray, "cells genes"]:
    """Center every gene at 0 and scale it to a standard deviation of 1 over all cells.

    Args:
        expression: Expression on any scale, usually normalised.

    Returns:
        z-scores; 0 for a gene that is the same in every cell.

    Raises:
        ValueError: If the matrix is empty, or an entry is infinite or NaN.
    """
    matrix = as_matrix("Expression", expression)
    # Decided by the values, not by the standard deviation: rounding makes that of a constant gene
    # tiny instead of 0, and its z-scores would be noise of size 1.
    varies = np.ptp(matrix, axis=0) > 0
    scale = np.where(varies, matrix.std(axis=0, dtype=float), 1.0)
    z = (matrix - matrix.mean(axis=0, dtype=float)) / scale
    return np.where(varies, z, 0.0).astype(np.float32)
