"""Poisson counts from one uniform number each: a fixed amount of work, and the quantile function.

`jax.random.poisson` repeats until the slowest entry is done.
"""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from sergiojax.learn.parts._random_words import normal_quantile

MOST_LOG_RATE = 15.0  # beyond about e^21 counts overflow 32 bits
_N_STEPS = 16  # P(count > 16) is 0.4 % at the largest mean that is inverted
_MOST_INVERTED = 8.0


def poisson_quantile(
    rate: Float[Array, "*shape"], uniform: Float[Array, "*shape"]
) -> Float[Array, "*shape"]:
    """Return the counts below which a Poisson count falls with a given probability.

    Means up to 8 are inverted by summing 16 probabilities. Above, it is the rounded third-order
    Cornish-Fisher expansion around the normal quantile, whose mean and variance are right.

    Args:
        rate: Mean counts.
        uniform: Probabilities, 0 to 1; uniform ones make Poisson counts.

    Returns:
        Whole counts, without gradient.

    Source:
        Cornish and Fisher (1938), Revue de l'Institut International de Statistique 5, 307-320.

    Example:
        >>> poisson_quantile(jnp.array([0.0, 1.0, 100.0]), jnp.array([0.9, 0.5, 0.5])).tolist()
        [0.0, 1.0, 100.0]
    """
    rate, uniform = jax.lax.stop_gradient((rate, uniform))
    return jnp.where(rate > _MOST_INVERTED, _expanded(rate, uniform), _inverted(rate, uniform))


def _inverted(
    rate: Float[Array, "*shape"], uniform: Float[Array, "*shape"]
) -> Float[Array, "*shape"]:
    """Count the sums of probabilities that are below the uniform number."""
    probability = jnp.exp(-rate)
    below, count = probability, jnp.zeros_like(rate)
    for step in range(_N_STEPS):
        count = count + (uniform > below)
        probability = probability * rate / (step + 1)
        below = below + probability
    return count


def _expanded(
    rate: Float[Array, "*shape"], uniform: Float[Array, "*shape"]
) -> Float[Array, "*shape"]:
    z = normal_quantile(jnp.clip(uniform, 1e-7, 1 - 1e-7))
    root = jnp.sqrt(jnp.maximum(rate, _MOST_INVERTED))
    third = (z - z**3) / (72 * root)  # negligible in the bulk, one count in the tails
    return jnp.maximum(jnp.rint(rate + root * z + (z**2 - 1) / 6 + third), 0.0)
