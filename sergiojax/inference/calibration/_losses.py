"""Two distances between simulated and real counts: by moments, and by kernels."""

from typing import Literal, TypeAlias

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from sergiojax._types import Scalar
from sergiojax.inference.calibration._observation import Expected, Levels
from sergiojax.inference.calibration._targets import WIDTHS, Target

CountStatistic: TypeAlias = Literal["moments", "mmd"]
"""What counts are compared by: moments of every cell type, or whole distributions by kernels."""

_MEAN_ERROR = 0.02  # of a mean: more cells are not trusted further
_LEAST = 1e-4  # of squared standard errors: a gene that is never seen has none
_LEAST_COUNT = 0.01  # molecules², added to variances before their logarithm
_LOOSE_VARIANCE, _LOOSE_COVARIANCE = 2.0, 1.5  # of a standard error


def moment_loss(expected: Expected, target: Target) -> Scalar:
    """Return the squared differences of moments over their standard errors.

    Means and shares of zeros count in full, logarithms of variances and correlations by half.

    Args:
        expected: Of the counts of simulated cells, on the rows of the target.
        target: Moments of real counts.
    """
    n_cells = expected.mean.shape[1]
    n = jnp.minimum(float(n_cells), target.n_cells)[:, None]
    mean, zero = expected.mean.mean(1), expected.zero.mean(1)
    error = target.variance / n + (_MEAN_ERROR * target.mean) ** 2 + _LEAST
    by_mean = (mean - target.mean) ** 2 / error
    by_zero = (zero - target.zero) ** 2 / (target.zero * (1 - target.zero) / n + _LEAST)
    variance = expected.square.mean(1) - mean**2
    log_ratio = _log_variance(variance) - _log_variance(target.variance)
    by_variance = 0.5 * (log_ratio / _LOOSE_VARIANCE) ** 2 * n
    of_genes = jnp.where(target.observed[None], by_mean + by_zero + by_variance, 0.0)
    return of_genes.sum() + _covariance_loss(expected.mean, mean, n, target)


def _log_variance(
    variance: Float[Array | np.ndarray, "cell_types rows"],
) -> Float[Array, "cell_types rows"]:
    return jnp.log(jnp.maximum(variance, 0.0) + _LEAST_COUNT)


def _covariance_loss(
    counts: Levels,
    mean: Float[Array, "cell_types rows"],
    n: Float[Array, "cell_types 1"],
    target: Target,
) -> Scalar:
    """Compare covariances in units of the standard deviations of the data, pair by pair."""
    away = counts - mean[:, None]
    covariance = jnp.einsum("tcg,tch->tgh", away, away) / counts.shape[1]
    scale = jnp.sqrt(jnp.maximum(target.variance, 1.0 / n))  # a gene seen once, at the least
    difference = (covariance - target.covariance) / (scale[:, :, None] * scale[:, None])
    pairs = (
        target.observed[:, None] & target.observed[None] & ~jnp.eye(len(target.real), dtype=bool)
    )
    square = jnp.where(pairs[None], difference**2, 0.0) * n[:, :, None]
    return 0.5 * square.sum() / _LOOSE_COVARIANCE**2


def mmd_loss(counts: Levels, target: Target) -> Scalar:
    """Return the squared maximum mean discrepancy of log(1 + count), times the number of cells.

    It is unbiased, so it may fall below 0.

    Args:
        counts: Of simulated cells, on the rows of the target.
        target: Real cells of every type.

    Source:
        Gretton et al. (2012), Journal of Machine Learning Research 13, 723-773.
    """
    n_cells = counts.shape[1]
    one = jnp.where(target.observed[None, None], jnp.log1p(jnp.maximum(counts, 0.0)), 0.0)
    other, weight, width = target.cells, target.weight, target.width
    alone = 1.0 - jnp.eye(n_cells)
    within = (_kernel(one, one, width) * alone[None]).sum((1, 2)) / (n_cells * (n_cells - 1))
    across = (_kernel(one, other, width) * weight[:, None]).sum((1, 2)) / n_cells
    return n_cells * (within - 2.0 * across).sum()


def _kernel(
    one: Float[Array, "cell_types cells rows"],
    other: Float[Array | np.ndarray, "cell_types others rows"],
    width: Float[Array | np.ndarray, " cell_types"],
) -> Float[Array, "cell_types cells others"]:
    square = (one**2).sum(2)[:, :, None] + (other**2).sum(2)[:, None]
    distance = square - 2.0 * jnp.einsum("tcg,tdg->tcd", one, other)
    share = jnp.maximum(distance, 0.0) / width[:, None, None]
    return sum((jnp.exp(-share / each) for each in WIDTHS), start=jnp.zeros_like(share))
