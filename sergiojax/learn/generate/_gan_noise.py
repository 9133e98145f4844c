"""The random numbers of a GAN's step, drawn at once for all its cells."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, UInt32

from sergiojax._types import PRNGKey
from sergiojax.learn.parts._count_head import HeadNoise
from sergiojax.learn.parts._random_words import normal_of, uniform_of


class Noise(NamedTuple):
    """Random numbers of some cells.

    Attributes:
        latent: Standard normal: what the network makes a cell from.
        library: Standard normal: how deep it is.
        mix: Uniform: where between a real cell and this one the critic's gradient is held.
        words: Two random words for every gene; without columns where no head or dropout takes them.
    """

    latent: Float[Array, "cells latent"]
    library: Float[Array, " cells"]
    mix: Float[Array, " cells"]
    words: UInt32[Array, "2 cells _"]

    @property
    def head(self) -> HeadNoise:
        """What the head takes."""
        return HeadNoise(self.library, normal_of(self.words[0]), uniform_of(self.words[1]))

    def part(self, first: int, last: int) -> "Noise":
        """Return the random numbers of some of the cells."""
        latent, library, mix = (each[first:last] for each in self[:3])
        return Noise(latent, library, mix, self.words[:, first:last])


def draw_noise(n_cells: int, *, latent: int, n_words: int, key: PRNGKey) -> Noise:
    """Draw the random numbers of some cells.

    Args:
        n_cells: Number of cells.
        latent: Numbers that a cell is made from.
        n_words: Genes that take random words.
        key: PRNG key.
    """
    sizes = (n_cells * latent, n_cells, n_cells, 2 * n_cells * n_words)
    ends = [sum(sizes[: place + 1]) for place in range(4)]
    words = jax.random.bits(key, (ends[-1],))
    first, library, mix, genes = jnp.split(words, ends[:-1])
    return Noise(
        normal_of(first).reshape(n_cells, latent),
        normal_of(library),
        uniform_of(mix),
        genes.reshape(2, n_cells, n_words),
    )
