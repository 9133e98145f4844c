"""Likelihoods of counts, and draws from them; finite wherever mean and size are given as logs."""

import jax
import jax.numpy as jnp
from jax.scipy.special import gammaln
from jaxtyping import Array, Float

from sergiojax._types import PRNGKey
from sergiojax.learn.parts._gamma import draw_log_gamma
from sergiojax.learn.parts._poisson import MOST_LOG_RATE, poisson_quantile


def log_negative_binomial(
    counts: Float[Array, "..."],
    log_mean: Float[Array, "..."],
    log_size: Float[Array, "..."],
) -> Float[Array, "..."]:
    """Return the log-probability of counts under negative binomials of variance μ + μ² / θ.

    Args:
        counts: Whole counts c.
        log_mean: log μ.
        log_size: log θ.

    Returns:
        lnΓ(c + θ) − lnΓ(θ) − lnΓ(c + 1) + θ ln(θ / (θ + μ)) + c ln(μ / (θ + μ)).

    Source:
        Lopez et al. (2018), Nat. Methods 15, 1053-1058.

    Example:
        >>> one = jnp.zeros(1)
        >>> round(float(jnp.exp(log_negative_binomial(one, one, one))[0]), 3)  # of 0, μ = θ = 1
        0.5
    """
    size = jnp.exp(log_size)
    both = jnp.logaddexp(log_size, log_mean)
    return (
        gammaln(counts + size)
        - gammaln(size)
        - gammaln(counts + 1)
        + size * (log_size - both)
        + counts * (log_mean - both)
    )


def draw_negative_binomial(
    log_mean: Float[Array, "..."], log_size: Float[Array, "..."], *, key: PRNGKey
) -> Float[Array, "..."]:
    """Draw whole counts from negative binomials: Poisson counts of gamma distributed rates.

    Args:
        log_mean: log μ.
        log_size: log θ.
        key: PRNG key.
    """
    gamma_key, count_key = jax.random.split(key)
    log_size = jnp.broadcast_to(log_size, log_mean.shape)
    log_rate = log_mean + draw_log_gamma(jnp.exp(log_size), key=gamma_key) - log_size
    rate = jnp.exp(jnp.minimum(log_rate, MOST_LOG_RATE))
    return poisson_quantile(rate, jax.random.uniform(count_key, rate.shape))
