"""Functions whose value and gradient stay finite at zero.

`jnp.where` alone does not help: its gradient multiplies the infinite slope of the unused branch
by 0, which gives NaN. So the argument is replaced before the function sees it.
"""

import jax.numpy as jnp
from jaxtyping import Array, ArrayLike, Float

TINY = 1e-30


def safe_sqrt(x: ArrayLike) -> Float[Array, "..."]:
    """Square root; 0, with gradient 0, where `x` is not positive."""
    positive = jnp.asarray(x) > 0
    return jnp.where(positive, jnp.sqrt(jnp.where(positive, x, 1.0)), 0.0)


def safe_log(x: ArrayLike) -> Float[Array, "..."]:
    """Natural logarithm of `max(x, TINY)`; gradient 0 below `TINY`."""
    return jnp.log(jnp.maximum(x, TINY))


def safe_power(x: ArrayLike, exponent: ArrayLike) -> Float[Array, "..."]:
    """`x ** exponent` for `x >= 0`; 0, with gradient 0, where `x` is not positive."""
    positive = jnp.asarray(x) > 0
    return jnp.where(positive, jnp.power(jnp.where(positive, x, 1.0), exponent), 0.0)


def safe_divide(numerator: ArrayLike, denominator: ArrayLike) -> Float[Array, "..."]:
    """Quotient; 0, with gradient 0, where the denominator is 0."""
    nonzero = jnp.asarray(denominator) != 0
    return jnp.where(nonzero, numerator / jnp.where(nonzero, denominator, 1.0), 0.0)
