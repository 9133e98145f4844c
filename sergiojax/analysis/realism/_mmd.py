"""Maximum mean discrepancy: how far two sets of cells are apart, under a kernel of three widths."""

import numpy as np
from jaxtyping import Float

from sergiojax._types import Matrix, PRNGKey
from sergiojax.analysis.realism._distances import kth_distance, squared_distances
from sergiojax.analysis.realism._draws import generator
from sergiojax.analysis.realism._inputs import as_cells, rows
from sergiojax.analysis.realism._scale import log_scaled, median_library, shared_components

MOST_CELLS = 1_000  # of a side
_WIDTHS = (0.5, 1.0, 2.0)
_NEIGHBOR = 25


def mmd2(
    real: Float[np.ndarray, "cells components"],
    generated: Float[np.ndarray, "other_cells components"],
) -> float:
    """Return the unbiased squared maximum mean discrepancy of two sets of points.

    The kernel is Σ exp(−d² / (m r)²) over m = ½, 1 and 2; r is the median over real points of the
    distance to their 25th neighbour among real ones.

    Args:
        real: Points, usually principal components; at least two.
        generated: Points of the other set; at least two.

    Returns:
        The discrepancy: 0 on average for two samples of one distribution, so it may be negative.

    Raises:
        ValueError: If a set has fewer than two points.

    Source:
        Gretton et al. (2012), J. Mach. Learn. Res. 13, 723-773.

    Example:
        >>> import numpy as np
        >>> points = np.random.default_rng(0).normal(size=(200, 2)).astype(np.float32)
        >>> mmd2(points[:100], points[100:]) < 0.05 < mmd2(points[:100], points[100:] + 3)
        True
    """
    n, m = len(real), len(generated)
    if min(n, m) < 2:
        raise ValueError(
            f"The discrepancy needs two cells on each side, but there are {n} and {m}."
        )
    among_real = squared_distances(real, real)
    width = kernel_width(among_real)
    inside = _kernel(among_real, width).sum() - len(_WIDTHS) * n
    other = _kernel(squared_distances(generated, generated), width).sum() - len(_WIDTHS) * m
    between = _kernel(squared_distances(real, generated), width).mean()
    return float(inside / (n * (n - 1)) + other / (m * (m - 1)) - 2 * between)


def kernel_width(among_real: Float[np.ndarray, "cells cells"]) -> float:
    """Return the median distance to the 25th neighbour; 1 where all points are one."""
    median = float(np.median(kth_distance(among_real, _NEIGHBOR)))
    if median > 0:
        return median
    positive = among_real[among_real > 0]
    return float(np.sqrt(np.median(positive))) if positive.size else 1.0


def mmd2_between(real: Matrix, generated: Matrix, *, key: PRNGKey) -> float:
    """Return the unbiased MMD² of two sets of counts, as the row `mmd2` of the card has it.

    Both are subsampled to at most 1,000 cells a side, scaled to the median library size of the
    real cells, log-transformed and put on their common principal components.

    Args:
        real: Counts, cells × genes, dense or SciPy sparse.
        generated: The same for the other cells, with the same genes.
        key: PRNG key of the subsamples.

    Returns:
        The discrepancy; 0 on average for cells of one distribution.

    Raises:
        ValueError: If genes disagree, a set has fewer than two cells, or an entry is negative,
            infinite or NaN.

    Example:
        >>> import jax, numpy as np
        >>> counts = np.random.default_rng(0).poisson(3.0, (80, 20))
        >>> mmd2_between(counts[:40], counts[40:], key=jax.random.key(0)) < 0.1
        True
    """
    one, other = as_cells("Real cells", real), as_cells("Generated cells", generated)
    if one.shape[1] != other.shape[1]:
        raise ValueError(
            "Both sets of cells must have the same genes, but there are "
            f"{one.shape[1]:,} and {other.shape[1]:,}."
        )
    size = median_library(one)
    n_cells = min(one.shape[0], other.shape[0], MOST_CELLS)
    sides = [
        log_scaled(rows(cells, _choose(cells.shape[0], n_cells, key)), size)
        for cells in (one, other)
    ]
    space = shared_components(*sides)
    return mmd2(*(space.place(side) for side in sides))


def _choose(n_cells: int, n_kept: int, key: PRNGKey) -> np.ndarray:
    if n_kept == n_cells:
        return np.arange(n_cells)
    return np.sort(generator(key, "mmd2").choice(n_cells, n_kept, replace=False))


def _kernel(squared: np.ndarray, width: float) -> np.ndarray:
    """Return the kernel: of exponents in a row of squares, the widest costs the only exp."""
    widest = np.exp(squared * np.float32(-1 / (_WIDTHS[-1] * width) ** 2))
    middle = np.square(np.square(widest))
    return widest + middle + np.square(np.square(middle))
