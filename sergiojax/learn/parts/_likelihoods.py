"""Likelihoods of counts, and draws from them; finite wherever mean and size are given as logs."""

import jax
import jax.numpy as jnp
from jax.scipy.special import gammaln
from jaxtyping import Array, Float

from sergiojax._types import PRNGKey

MOST_LOG_RATE = 15.0  # of a Poisson draw: beyond about e^21 its counts overflow 32 bits


def log_negative_binomial(
    counts: Float[Array, "*shape"],
    log_mean: Float[Array, "*shape"],
    log_size: Float[Array, "*#shape"],
) -> Float[Array, "*shape"]:
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
        >>> float(jnp.exp(log_negative_binomial(one, one, one))[0])  # of 0, with μ = θ = 1
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
    log_mean: Float[Array, "*shape"], log_size: Float[Array, "*#shape"], *, key: PRNGKey
) -> Float[Array, "*shape"]:
    """Draw whole counts from negative binomials: Poisson counts of gamma distributed rates.

    Args:
        log_mean: log μ.
        log_size: log θ.
        key: PRNG key.
    """
    gamma_key, count_key = jax.random.split(key)
    log_size = jnp.broadcast_to(log_size, log_mean.shape)
    log_gamma = jax.random.loggamma(gamma_key, jnp.exp(log_size))  # small sizes underflow otherwise
    log_rate = jnp.minimum(log_mean + log_gamma - log_size, MOST_LOG_RATE)
    return jax.random.poisson(count_key, jnp.exp(log_rate)).astype(log_mean.dtype)
