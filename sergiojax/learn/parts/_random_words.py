"""Random numbers made from words of 32 random bits, which are drawn once for many uses.

Drawing bits takes longer than what is done with them. A word gives a number from its upper 23
bits, all that single precision holds near 1, and an independent yes or no from its lower 8.
"""

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, UInt32

_STEP = 2.0**-23


def uniform_of(words: UInt32[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Return uniform numbers in the open interval from 0 to 1.

    Example:
        >>> uniform_of(jnp.array([0, 2**31], jnp.uint32)).round(3).tolist()
        [0.0, 0.5]
    """
    return (words >> 9).astype(jnp.float32) * _STEP + _STEP / 2


def normal_of(words: UInt32[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Return standard normal numbers, within ±5.3.

    Example:
        >>> normal_of(jnp.array([2**31], jnp.uint32)).round(3).tolist()
        [0.0]
    """
    return normal_quantile(uniform_of(words))


def normal_quantile(uniform: Float[Array, "*shape"]) -> Float[Array, "*shape"]:
    """Return the values below which a standard normal number falls with these probabilities."""
    return 2**0.5 * jax.lax.erf_inv(2 * uniform - 1)


def kept_of(words: UInt32[Array, "*shape"], share: float) -> Bool[Array, "*shape"]:
    """Return whether to keep each entry, where a share is dropped, to the nearest 256th.

    Example:
        >>> kept_of(jnp.array([0, 255], jnp.uint32), 0.5).tolist()
        [False, True]
    """
    return (words & 255) >= round(share * 256)
