"""Expression on the scales that embeddings and heatmaps need: logarithms and z-scores."""

from typing import Literal

import numpy as np
from jaxtyping import Array, Float, Num

from sergiojax._checks import check_positive
from sergiojax._types import Matrix
from sergiojax.analysis._inputs import as_matrix
from sergiojax.analysis._sparse import as_cells, is_sparse, row_sums, with_values


def normalize(
    expression: Matrix,
    *,
    library_size: float | Literal["median"] | None = "median",
    total: Num[Array | np.ndarray, " cells"] | None = None,
) -> Matrix:
    """Scale every cell to the same library size and take log(1 + x).

    Args:
        expression: Counts, or expression (molecules), cells × genes; sparse cells stay sparse.
        library_size: Total that every cell is scaled to (molecules). "median" is the median total
            of the cells that have any; None keeps the totals, which is right for clean
            expression, because no experiment has sampled it.
        total: Total of every whole cell (molecules), where `expression` holds only some of its
            genes; by default the sum of what it holds.

    Returns:
        Natural logarithm of 1 plus the scaled expression, float32. A cell without expression stays
        0.

    Raises:
        ValueError: If the matrix is empty, an entry is negative, infinite or NaN, the library
            size is not positive, or there is not one total per cell.

    Example:
        >>> import numpy as np
        >>> from sergiojax.analysis import normalize
        >>> normalize(np.array([[1.0, 3.0], [2.0, 6.0]]), library_size=4.0).round(2)
        array([[0.69, 1.39],
               [0.69, 1.39]], dtype=float32)
    """
    matrix = as_cells("Expression", expression, signed=False)
    if library_size is None:
        return _log(matrix, None)
    if library_size != "median":
        check_positive("library_size", library_size)
    totals = row_sums(matrix) if total is None else np.asarray(total, float)
    if totals.shape != (matrix.shape[0],):
        raise ValueError(
            f"`total` must have one value per cell ({matrix.shape[0]:,}), but has {totals.size:,}."
        )
    return _log(matrix, _scale(totals, library_size))


def _scale(
    total: Float[np.ndarray, " cells"], library_size: float | Literal["median"]
) -> Float[np.ndarray, " cells"]:
    """Return the factor that brings every cell to the library size; 0 for an empty one."""
    if not total.any():
        return np.zeros_like(total, np.float32)
    goal = np.median(total[total > 0]) if library_size == "median" else float(library_size)
    scale = np.divide(goal, total, out=np.zeros_like(total), where=total > 0)
    return scale.astype(np.float32)


def _log(matrix: Matrix, scale: Float[np.ndarray, " cells"] | None) -> Matrix:
    if not is_sparse(matrix):
        return np.log1p(matrix if scale is None else matrix * scale[:, None])
    values = matrix.data  # log(1 + 0) is 0, so zeros need no storage
    if scale is None:
        return with_values(matrix, np.log1p(values))
    scaled = values * np.repeat(scale, np.diff(matrix.indptr))
    return with_values(matrix, np.log1p(scaled, out=scaled))


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
