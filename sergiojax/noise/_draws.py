"""Random numbers of the four steps: independent of each other and the same for every setting.

Each step has its own sub-key, so a new dropout setting leaves the library sizes alone. Each value
drawn is a monotone function of its own uniform, so a slider moves a data set instead of replacing
it by another one.
"""

import enum
from functools import partial

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, ScalarLike

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

    `jax.random.uniform` knows multiples of 2⁻²³ and includes 0. Here the smallest value is 2⁻³³,
    so that upper tails, where rare large counts come from, are resolved.
    """
    bits = jax.random.bits(key, shape, jnp.uint32)
    return jnp.minimum((bits.astype(jnp.float32) + 0.5) * 2.0**-32, 1 - 2.0**-24)
