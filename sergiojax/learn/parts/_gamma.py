"""Gamma numbers without a loop that waits for the slowest entry, and that compiles quickly."""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from sergiojax._types import PRNGKey

_CANDIDATES = 5  # each is accepted with a probability of at least 0.95


def draw_log_gamma(size: Float[Array, "..."], *, key: PRNGKey) -> Float[Array, "..."]:
    """Draw logarithms of gamma distributed numbers of scale 1.

    The first of five candidates that the rejection test accepts is taken. With a probability below
    1e-6 none is accepted; then it is the last one.

    Args:
        size: Shape parameters, positive.
        key: PRNG key.

    Returns:
        Logarithms, as the numbers themselves underflow for small shape parameters.

    Source:
        Marsaglia and Tsang (2000), ACM Trans. Math. Softw. 26(3), 363-372.

    Example:
        >>> draw_log_gamma(jnp.ones(3), key=jax.random.key(0)).shape
        (3,)
    """
    normal_key, test_key, small_key = jax.random.split(key, 3)
    shape = (_CANDIDATES, *size.shape)
    d = jnp.where(size < 1, size + 1, size) - 1 / 3
    x = jax.random.normal(normal_key, shape)
    root = jnp.maximum(1 + x / jnp.sqrt(9 * d)[None], 1e-6)
    log_cube = 3 * jnp.log(root)
    bound = 0.5 * x**2 + d[None] * (1 - root**3 + log_cube)
    accepted = jnp.log(jax.random.uniform(test_key, shape, minval=1e-12)) < bound
    found = log_cube[-1]
    for candidate in reversed(range(_CANDIDATES - 1)):
        found = jnp.where(accepted[candidate], log_cube[candidate], found)
    # A shape below 1 was raised by 1: a uniform number to the power 1 / shape makes up for it.
    log_uniform = jnp.log(jax.random.uniform(small_key, size.shape, minval=1e-12))
    return jnp.log(d) + found + jnp.where(size < 1, log_uniform / size, 0.0)
