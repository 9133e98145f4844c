"""Random numbers by counter: the draw of a cell depends on its key, gene and step alone.

Threefry-2x32 with 20 rounds (Salmon et al. 2011, SC '11) maps a key of two words and a counter of
two words to two random words. A cell's key comes from the run's key, its type and its number, so
the number of cells, the block size and the number of devices change nothing. JAX's own threefry
is a loop with arrays in memory on the CPU; written out, all 20 rounds fuse with the step that uses
them, which halves the time or better (`benchmarks/README.md`).
"""

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, UInt32

from sergiojax._types import PRNGKey

_ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
_PARITY = 0x1BD11BDA
_SINE = (6.28318516, -41.3416549, 81.6009982, -76.5496568, 39.5358137)  # sin 2πt to 4e-9, |t| ≤ ¼
BINOMIAL_GROUP = 8  # steps for which one call of the generator suffices
_START = 0xFFFFFFFF  # counter of the draws for the start, which no step reaches

Words = UInt32[Array | np.ndarray, "..."]
Flips = UInt32[Array, "2 genes cells"]  # of a group of steps, counted


def threefry(
    key: tuple[Words, Words], counter: tuple[Words, Words]
) -> tuple[UInt32[Array, "..."], UInt32[Array, "..."]]:
    """Return the two random words of a key and a counter, elementwise.

    Source:
        Salmon et al. (2011), Parallel random numbers: as easy as 1, 2, 3, SC '11.
    """
    first, second, low, high = _same_rank(*key, *counter)
    keys = (first, second, first ^ second ^ jnp.uint32(_PARITY))
    x0, x1 = low + keys[0], high + keys[1]
    for group in range(5):
        for rotation in _ROTATIONS[group % 2]:
            x0 = x0 + x1
            x1 = ((x1 << rotation) | (x1 >> (32 - rotation))) ^ x0
        x0 = x0 + keys[(group + 1) % 3]
        x1 = x1 + keys[(group + 2) % 3] + jnp.uint32(group + 1)
    return x0, x1


def _same_rank(*words: Words) -> list[Array]:
    """Give words leading axes of length 1: keys are by cell, counters by gene or by step too."""
    rank = max(map(np.ndim, words))
    arrays = map(jnp.asarray, words)
    return [jnp.expand_dims(array, tuple(range(rank - array.ndim))) for array in arrays]


def cell_keys(
    key: PRNGKey,
    cell_type: Int[Array | np.ndarray, " cells"],
    cell: Int[Array | np.ndarray, " cells"],
) -> tuple[UInt32[Array, " cells"], UInt32[Array, " cells"]]:
    """Return the key of every cell: two words from the run's key, its type and its number."""
    words = jax.random.bits(key, (2,), jnp.uint32)
    return threefry((words[0], words[1]), (as_word(cell_type), as_word(cell)))


def normal(key: tuple[Words, Words], gene: Words, step: Words) -> Float[Array, "..."]:
    """Return standard normal numbers by the Box-Muller transform, the cosine half.

    The radius takes all 32 bits of a word, so that tails reach 6.7 standard deviations. Both
    halves would save every second word, but XLA on the CPU would compute the words twice.
    """
    radius_word, angle_word = threefry(key, (gene, step))
    share = (radius_word.astype(jnp.float32) + 0.5) * 2.0**-32
    turn = 0.25 - jnp.abs((angle_word.astype(jnp.int32) >> 8).astype(jnp.float32)) * 2.0**-24
    square = turn * turn
    cosine = jnp.full_like(turn, _SINE[-1])
    for coefficient in _SINE[-2::-1]:
        cosine = coefficient + square * cosine
    return jnp.sqrt(-2.0 * jnp.log(share)) * turn * cosine


def binomial_words(key: tuple[Words, Words], gene: Words, group: Int[Array, ""]) -> Flips:
    """Return the coin flips of a group of steps, counted: one byte per step.

    The bits of every byte of the two random words are summed within the byte.
    """
    flips = jnp.stack(threefry(key, (gene, as_word(group))))
    pairs = flips - ((flips >> 1) & jnp.uint32(0x55555555))
    nibbles = (pairs & jnp.uint32(0x33333333)) + ((pairs >> 2) & jnp.uint32(0x33333333))
    return jax.lax.optimization_barrier((nibbles + (nibbles >> 4)) & jnp.uint32(0x0F0F0F0F))


def binomial(words: Flips, step: Int[Array, ""]) -> Float[Array, "genes cells"]:
    """Return the increments of a step of the group: mean 0, variance 1, skewness 0, kurtosis 2.75.

    Eight coin flips each: a weak scheme only needs increments whose first moments are those of a
    normal number (Kloeden and Platen 1992, chapter 14).
    """
    word = jax.lax.dynamic_index_in_dim(words, step // 4, keepdims=False)
    count = (word >> (8 * (step % 4)).astype(jnp.uint32)) & jnp.uint32(0xFF)
    return (count.astype(jnp.int32).astype(jnp.float32) - 4.0) * np.float32(2**-0.5)


def start_uniform(key: tuple[Words, Words], gene: Words) -> Float[Array, "..."]:
    """Return uniform numbers in [0, 1) for the start of a chain."""
    word, _ = threefry(key, (gene, jnp.uint32(_START)))
    return (word >> 8).astype(jnp.float32) * 2.0**-24


def as_word(values: Int[Array | np.ndarray, "..."]) -> UInt32[Array, "..."]:
    """Return whole numbers as unsigned words."""
    return jnp.asarray(values).astype(jnp.uint32)
