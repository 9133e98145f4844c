"""Random numbers of the four steps: independent of each other and the same for every setting.

Each step has its own sub-key, so a new dropout setting leaves the library sizes alone. Each value
drawn is a monotone function of its own uniform, so a slider moves a data set instead of replacing
it with another one.
"""

import enum
from functools import partial
from typing import Any

import jax
import jax.extend
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, ScalarLike, UInt32

from sergiojax._types import PRNGKey


class Step(enum.IntEnum):
    """What is folded into the key of a step; a new number would change every data set."""

    OUTLIER_GENES = 0
    LIBRARY_SIZE = 1
    DROPOUT = 2
    UMI_COUNTS = 3
    BATCHES = 100
    GENE_FACTORS = 101
    UNSPLICED = 102
    SEARCH = 103


def step_key(key: PRNGKey, step: Step) -> PRNGKey:
    """Return the sub-key that a step draws from."""
    return jax.random.fold_in(key, int(step))


def as_traceable(value: ScalarLike) -> Float[Array, ""]:
    """Return a number as a float32 array: ints and floats would compile once each."""
    return jnp.asarray(value, jnp.float32)


@partial(jax.jit, static_argnames="shape")
def uniform(key: PRNGKey, *, shape: tuple[int, ...]) -> Float[Array, "..."]:
    """Draw from (0, 1), fine-grained towards 0.

    `jax.random.uniform` returns multiples of 2⁻²³, including 0. Here the smallest value is 2⁻³³,
    so that upper tails, where rare large counts come from, are resolved.
    """
    return _between_0_and_1(jax.random.bits(key, shape, jnp.uint32))


def uniform_rows(
    key: PRNGKey, *, first_row: int | None, shape: tuple[int, ...]
) -> Float[Array, "..."]:
    """Draw some rows of a longer array: what `uniform` draws there, however many rows it has.

    The bits of an element depend on the key and its place in memory alone, which is what JAX calls
    partitionable; its public function can only draw from the first place on.

    Args:
        key: PRNG key of the kind "threefry2x32", JAX's default.
        first_row: Row at which to begin; None draws the whole array, with keys of any kind.
        shape: Shape of the rows.

    Raises:
        ValueError: If the key is of another kind, whose bits depend on the whole shape.
    """
    if first_row is None:
        return uniform(key, shape=shape)
    words = jax.random.key_data(key)
    config: Any = jax.config  # its flags are set at run time, unknown to a type checker
    if words.shape != (2,) or not config.jax_threefry_partitionable:
        raise ValueError(
            "Cells in blocks need JAX's default random numbers: keys of the kind threefry2x32, and "
            "jax_threefry_partitionable on."
        )
    width = int(np.prod(shape[1:]))
    # Places go beyond 2³², so they are two words; NumPy counts in 64 bits, JAX does not.
    begin = np.arange(first_row, first_row + shape[0], dtype=np.uint64) * np.uint64(width)
    high, low = (begin >> np.uint64(32)).astype(np.uint32), begin.astype(np.uint32)
    return _uniform_places(words, high, low, width=width).reshape(shape)


@partial(jax.jit, static_argnames="width")
def _uniform_places(
    words: UInt32[Array, "2"],
    high: UInt32[Array | np.ndarray, " rows"],
    low: UInt32[Array | np.ndarray, " rows"],
    *,
    width: int,
) -> Float[Array, "rows width"]:
    place = low[:, None] + jnp.arange(width, dtype=jnp.uint32)[None]
    carried = high[:, None] + (place < low[:, None])
    both = jnp.concatenate([carried.ravel(), place.ravel()])
    first, second = jnp.split(jax.extend.random.threefry_2x32(words, both), 2)
    return _between_0_and_1(first ^ second).reshape(place.shape)


def _between_0_and_1(bits: UInt32[Array, "..."]) -> Float[Array, "..."]:
    return jnp.minimum((bits.astype(jnp.float32) + 0.5) * 2.0**-32, 1 - 2.0**-24)
