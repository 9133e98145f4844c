"""Cells as the card takes them: dense or sparse rows of finite values, never made dense whole."""

from typing import Any

import numpy as np
import scipy.sparse as sp
from jaxtyping import Int, Num

from sergiojax._types import Matrix


def as_cells(name: str, values: Matrix) -> Matrix:
    """Return cells × genes as a float32 array or CSR array with at least one of each.

    Args:
        name: What the values are, for the message.
        values: Dense or SciPy sparse.

    Raises:
        ValueError: If it is empty, or an entry is negative, infinite or NaN.
    """
    matrix: Any = sp.csr_array(values) if sp.issparse(values) else np.asarray(values)
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise ValueError(
            f"{name} must be a matrix with at least one cell and one gene, "
            f"but its shape is {matrix.shape}."
        )
    matrix = matrix.astype(np.float32, copy=False)
    entries = np.asarray(matrix.data if sp.issparse(matrix) else matrix)
    proper = np.isfinite(entries) & (entries >= 0)
    if not proper.all():
        found = entries[~proper].flat[0]
        remedy = "Pass counts, not scaled values." if found < 0 else "Fill in what is missing."
        raise ValueError(f"{name} must be finite and not negative, but one is {found:g}. {remedy}")
    return matrix


def rows(cells: Matrix, chosen: Int[np.ndarray, " kept"]) -> Num[np.ndarray, "kept genes"]:
    """Return some cells, dense."""
    part = cells[chosen]
    return part.toarray() if sp.issparse(part) else part


def are_whole(cells: Matrix) -> bool:
    """Return whether all values are whole, as counts are."""
    entries = np.asarray(cells.data if sp.issparse(cells) else cells)
    return bool((entries == np.rint(entries)).all())
