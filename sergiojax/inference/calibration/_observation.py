"""What a single-cell experiment does to a cell's levels, with dropout and Poisson integrated.

Given the levels x of a cell, s is what its library holds of each gene, p the probability that
dropout keeps it, and the count is 0 or a Poisson number of mean s. Nothing of this is sampled:

    E[c] = p s,   E[c²] = p (s + s²),   P[c = 0] = 1 − p + p e^(−s),   E[c_i c_j] = p_i s_i p_j s_j

so a gradient passes through without noise of its own (Rao and Blackwell's argument).

Source:
    Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271, for the steps of the noise.
"""

from typing import NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float

from sergiojax._safe import safe_divide
from sergiojax._types import PRNGKey, Scalar
from sergiojax.noise import keep_probability
from sergiojax.noise._umi_counts import poisson_quantile

MOST_MEAN = 3e6  # molecules; squares of larger ones leave float32 few digits

Levels: TypeAlias = Float[Array | np.ndarray, "cell_types cells genes"]
Totals: TypeAlias = Float[Array | np.ndarray, "cell_types quantiles"] | None
"""Quantiles of the totals of whole cells over their median; None where libraries are log-normal."""


class NoiseValues(NamedTuple):
    """Technical noise on the scales on which it is fitted; no gene is an outlier.

    Attributes:
        library_mean: μ, mean of the logarithm of a library of the network's genes (molecules); with
            totals of whole cells, the logarithm of the share a of each level that is read.
        log_library_sd: Logarithm of its standard deviation; not used with totals.
        log_steepness: Logarithm of the steepness k of dropout.
        midpoint: log(1 + s) that is kept half of the time.
    """

    library_mean: Scalar
    log_library_sd: Scalar
    log_steepness: Scalar
    midpoint: Scalar


class Expected(NamedTuple):
    """What is expected of every count, given the levels of its cell.

    Attributes:
        mean: E[c] (molecules).
        square: E[c²] (molecules²).
        zero: P[c = 0].
    """

    mean: Levels
    square: Levels
    zero: Levels


def scale_cells(x: Levels, noise: NoiseValues, totals: Totals, *, key: PRNGKey) -> Levels:
    """Return what the library of every cell holds of each gene, s (molecules).

    Args:
        x: Levels of all genes of the network (molecules).
        noise: Technical noise.
        totals: Totals of whole cells, of which every cell draws one.
        key: PRNG key.
    """
    shape = x.shape[:2]
    if totals is None:
        log_size = jnp.exp(noise.log_library_sd) * jax.random.normal(key, shape)
        scale = safe_divide(jnp.exp(noise.library_mean + log_size), x.sum(2))
    else:
        place = jax.random.randint(key, shape, 0, totals.shape[1])
        scale = jnp.exp(noise.library_mean) * jnp.take_along_axis(jnp.asarray(totals), place, 1)
    return jnp.minimum(x * scale[:, :, None], MOST_MEAN)


def keep(scaled: Levels, noise: NoiseValues) -> Levels:
    """Return the probability of every entry to survive dropout."""
    return keep_probability(scaled, steepness=jnp.exp(noise.log_steepness), midpoint=noise.midpoint)


def expect(scaled: Levels, kept: Levels) -> Expected:
    """Return the expected counts of given cells, over dropout and Poisson numbers.

    Args:
        scaled: s, what the library holds (molecules).
        kept: p, the probability that dropout keeps it.
    """
    mean = kept * scaled
    return Expected(mean, mean * (1.0 + scaled), 1.0 + kept * jnp.expm1(-scaled))


def draw_counts(scaled: Levels, kept: Levels, *, key: PRNGKey) -> Levels:
    """Draw counts; as a function of levels, each has the slope of its expectation.

    Source:
        Bengio, Leonard and Courville (2013), arXiv 1308.3432, for the straight-through slopes.
    """
    by_drop, by_count = jax.random.split(key)
    is_kept = jax.random.uniform(by_drop, kept.shape) < kept
    tail = jax.random.uniform(by_count, scaled.shape, minval=1e-7)
    count = poisson_quantile(tail, jax.lax.stop_gradient(scaled)).astype(scaled.dtype)
    straight = kept + jax.lax.stop_gradient(is_kept - kept)
    return straight * (scaled + jax.lax.stop_gradient(count - scaled))


def percentile_of(
    scaled: Levels, percentile: Scalar, real: Bool[np.ndarray | Array, " genes"]
) -> Scalar:
    """Return the midpoint of dropout at a percentile of log(1 + s), without a slope.

    Args:
        scaled: s of all rows (molecules).
        percentile: q, 0 to 100.
        real: Which rows are genes.
    """
    level = jnp.where(real[None, None], jax.lax.stop_gradient(jnp.log1p(scaled)), jnp.nan)
    return jnp.nanpercentile(level, percentile)
