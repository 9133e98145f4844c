"""How much every gene varies from cell to cell: thousands of genes are too many for a picture."""

from typing import Literal

import numpy as np
from jaxtyping import Array, Float, Int, Num

from sergiojax._checks import check_count
from sergiojax._progress import Listener, Progress, silent
from sergiojax._types import Matrix
from sergiojax.analysis._normalize import normalize
from sergiojax.analysis._sparse import is_sparse, row_blocks, row_sums


def gene_variance(
    expression: Matrix,
    *,
    library_size: float | Literal["median"] | None = "median",
    total: Num[Array | np.ndarray, " cells"] | None = None,
    progress: Listener = silent,
) -> Float[np.ndarray, " genes"]:
    """Return the variance of every gene's normalised logarithm, block by block.

    Args:
        expression: Counts, or expression (molecules), cells × genes, dense or sparse.
        library_size: As in `normalize`.
        total: As in `normalize`.
        progress: Called after every block.

    Returns:
        Variance of log(1 + x) over all cells.

    Raises:
        ValueError: As `normalize`.

    Example:
        >>> import numpy as np
        >>> from sergiojax.analysis import gene_variance
        >>> gene_variance(np.array([[1.0, 3.0], [3.0, 1.0]])).round(2).tolist()
        [0.12, 0.12]
    """
    totals = row_sums(expression) if total is None else np.asarray(total, float)
    goal: float | None = None
    if library_size is not None:
        goal = float(library_size) if library_size != "median" else _median(totals)
    n_cells, n_genes = expression.shape
    first, second = np.zeros(n_genes), np.zeros(n_genes)
    for rows in row_blocks(expression):
        progress(Progress("Measuring how genes vary", rows.start, n_cells))
        block = normalize(expression[rows], library_size=goal, total=totals[rows])
        one, two = _sums(block)
        first += one
        second += two
    return np.maximum(second / n_cells - (first / n_cells) ** 2, 0.0)


def variable_genes(variance: Float[np.ndarray, " genes"], n_genes: int) -> Int[np.ndarray, " kept"]:
    """Return the genes that vary most, in the order of the matrix.

    Args:
        variance: Variance of every gene, such as `gene_variance` returns it.
        n_genes: How many to keep; all if there are fewer.

    Raises:
        ValueError: If `n_genes` is not positive.

    Example:
        >>> import numpy as np
        >>> from sergiojax.analysis import variable_genes
        >>> variable_genes(np.array([0.1, 3.0, 0.2]), 2).tolist()
        [1, 2]
    """
    most_first = np.argsort(-variance, kind="stable")
    return np.sort(most_first[: check_count("n_genes", n_genes)])


def _median(total: Float[np.ndarray, " cells"]) -> float:
    """Return the median of the cells that have any expression; 1 if none has."""
    return float(np.median(total[total > 0])) if total.any() else 1.0


def _sums(block: Matrix) -> tuple[Float[np.ndarray, " genes"], Float[np.ndarray, " genes"]]:
    """Return the sum of every gene and that of its squares: logarithms are small enough."""
    if not is_sparse(block):
        return block.sum(axis=0, dtype=float), (block.astype(float) ** 2).sum(axis=0)
    values, n_genes = block.data.astype(float), block.shape[1]
    one = np.bincount(block.indices, values, n_genes)
    return one, np.bincount(block.indices, values**2, n_genes)
