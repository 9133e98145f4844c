"""Poisson counts by inversion: one uniform, no loop, and monotone in the mean.

`jax.random.poisson` rejects and repeats until the last entry of the array is done: 1.3 s for 3.2
million entries where this takes 0.15 s. Here a larger mean never gives a smaller count for the
same key, so sliders act smoothly, and any of JAX's generators will do.

The smallest counts come from the probabilities themselves. Above, the quantile of Temme's uniform
expansion of the incomplete gamma function is rounded down. Every cumulative probability is right
to 5e-7, for every mean; `tests/noise/test_umi_counts.py` measures it count by count.

Source:
    Temme (1979), SIAM J. Math. Anal. 10(4), 757-766; as a Poisson quantile: Giles (2016), ACM
    Trans. Math. Softw. 42(1), article 7. Terms in 1/x: Choi (1994), Proc. AMS 121(1), 245-251.
"""

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import ndtri
from jaxtyping import Array, Float, Int, Num

from sergiojax._checks import is_traced
from sergiojax._types import PRNGKey
from sergiojax.noise._draws import Step, step_key, uniform_rows
from sergiojax.noise._matrix import Matrix
from sergiojax.noise._technical_noise import HIGHEST_FACTOR

N_SUMMED = 16
"""Counts below this one are found by summing probabilities."""

HIGHEST_MEAN = 2e9
"""Traced means are cut here; five standard deviations above still fit int32."""


def draw_umi_counts(
    expression: Num[Array | np.ndarray, "*batch genes"], *, key: PRNGKey
) -> Int[Array, "*batch genes"]:
    """Draw the number of molecules that are read, a Poisson number for every entry.

    Args:
        expression: Mean of every count (molecules), genes last. Under `jit`, where values are
            not known, a mean above 2e9 is treated as 2e9.
        key: PRNG key.

    Returns:
        Counts (int32).

    Raises:
        ValueError: If a mean is above 1e9, or the expression is empty, negative or NaN.

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271.
    """
    matrix = Matrix.of(expression)
    highest = matrix.values.max()
    if not is_traced(highest) and highest > HIGHEST_FACTOR:
        raise ValueError(
            f"Expression must be at most {HIGHEST_FACTOR:g} to be counted in int32, "
            f"but an entry is {highest:g}; scale the library size down."
        )
    return matrix.restore(count(matrix.values, key))


def count(
    values: Float[Array, "cells genes"], key: PRNGKey, first_cell: int | None = None
) -> Int[Array, "cells genes"]:
    """Apply `draw_umi_counts` to a padded matrix, or to its rows from `first_cell` on."""
    random = uniform_rows(step_key(key, Step.UMI_COUNTS), first_row=first_cell, shape=values.shape)
    return poisson_quantile(random, values)


@jax.jit
def poisson_quantile(
    upper_tail: Float[Array, "..."], mean: Float[Array, "..."]
) -> Int[Array, "..."]:
    """Return the largest k whose P(X >= k) exceeds `upper_tail`, X Poisson with this mean."""
    mean = jnp.minimum(mean, HIGHEST_MEAN)
    small = _small_quantile(upper_tail, mean)
    large = jnp.maximum(_large_quantile(upper_tail, mean), N_SUMMED)
    return jnp.where(small < N_SUMMED, small, large)


def _small_quantile(
    upper_tail: Float[Array, "..."], mean: Float[Array, "..."]
) -> Int[Array, "..."]:
    """Count how many of P(X > 0), ..., P(X > 15) exceed the tail."""
    probability = jnp.exp(-mean)
    survival = -jnp.expm1(-mean)
    quantile = (upper_tail < survival).astype(jnp.int32)
    for k in range(1, N_SUMMED):
        probability *= mean / k
        survival -= probability
        quantile += upper_tail < survival
    return quantile


def _large_quantile(
    upper_tail: Float[Array, "..."], mean: Float[Array, "..."]
) -> Int[Array, "..."]:
    """Round down the x at which Q(x, λ), which is P(X < x) at whole x, is 1 - upper_tail.

    With s the normal quantile over √λ, x = λ r(s) + c₀(s) + O(1/x).
    """
    mean = jnp.maximum(mean, 1.0)  # below, a large count is impossible, and 0 would divide
    s = -ndtri(upper_tail) / jnp.sqrt(mean)
    is_near = jnp.abs(s) < 0.3
    excess_near, shift_near = _expand_near_mean(s)
    excess_far, shift_far = _solve_far_from_mean(jnp.where(is_near, 0.5, s))
    excess = jnp.where(is_near, excess_near, excess_far)
    shift = jnp.where(is_near, shift_near, shift_far)
    # At the median, where r is 1, x = λ + 1/3 - 8/(405 x) - 184/(25515 x²). The logarithm carries
    # the first of these terms away from it, to 5 % where 0.3 < r < 4.
    x = mean * (1 + excess) + shift
    shift -= (8 / 405 * (1 + jnp.log1p(excess) / 8) + 184 / 25515 / x) / x
    # The mean's whole and fractional parts apart, because float32 has few decimals for a large x.
    whole = jnp.floor(mean)
    beyond = jnp.floor((mean - whole) + mean * excess + shift)
    return whole.astype(jnp.int32) + beyond.astype(jnp.int32)


def _expand_near_mean(
    s: Float[Array, "..."],
) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """Return r - 1 and c₀ as power series in s; the closed forms below cancel near s = 0."""
    excess = 1 / 270 + s * (-23 / 17280 + s * 19 / 34020)
    excess = s * (1 + s * (1 / 6 + s * (-1 / 72 + s * excess)))
    shift = 1 / 3 + s * (-1 / 36 + s * (7 / 810 - s * 137 / 38880))
    return excess, shift


def _solve_far_from_mean(
    s: Float[Array, "..."],
) -> tuple[Float[Array, "..."], Float[Array, "..."]]:
    """Return r - 1 and c₀, where 1 - r + r log r = s²/2 and c₀ = log(s √r / (r - 1)) / log r."""
    s = jnp.maximum(s, -1.0)  # below, the count is small and summed
    r = 1 + s + s * s / 6
    for _ in range(2):  # Newton's method; the start is right to 8 % for -0.9 < s < 5
        r = (r - 1 + s * s / 2) / jnp.log(r)
    return r - 1, jnp.log(s * jnp.sqrt(r) / (r - 1)) / jnp.log(r)
