"""Ends of a generator's network: whole counts, or scGAN's cells of equal totals.

A head turns the network's output and random numbers into cells, and lets gradients pass.
"""

from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from sergiojax.learn.parts._library import Library, no_library
from sergiojax.learn.parts._poisson import MOST_LOG_RATE, poisson_quantile

_LOG_SIZE = 2.0  # overdispersion at the start: θ = e²


class HeadNoise(NamedTuple):
    """Random numbers of some cells.

    Attributes:
        library: Standard normal: how deep a cell is among those of its type.
        factor: Standard normal: overdispersion of every gene.
        place: Uniform: where a count falls among those of its mean.
    """

    library: Float[Array, " cells"]
    factor: Float[Array, "cells genes"]
    place: Float[Array, "cells genes"]


class CountHead(eqx.Module):
    """Whole counts: shares of a library, made overdispersed, then Poisson.

    With shares o = softmax(output) and a library L, log-normal for the type, the mean is
    λ = o L exp(σ ε − σ² / 2) with σ² = log(1 + 1/θ), so that counts have the variance of a negative
    binomial with size θ. Counts pass gradients to λ unchanged (straight-through).

    Attributes:
        log_size: log θ of every gene.
        library: Library sizes of every type, which are not trained.
    """

    log_size: Float[Array, " genes"]
    library: Library

    def rates(
        self,
        output: Float[Array, "cells genes"],
        types: Float[Array, "cells types"],
        noise: HeadNoise,
    ) -> Float[Array, "cells genes"]:
        """Return the mean count λ of every gene in every cell, at most e¹⁵."""
        mean, sd = jax.lax.stop_gradient((self.library.mean, self.library.sd))
        log_library = types @ mean + types @ sd * noise.library
        variance = jax.nn.softplus(-self.log_size)[None]
        factor = jnp.sqrt(variance) * noise.factor - variance / 2
        log_rate = jax.nn.log_softmax(output) + log_library[:, None] + factor
        return jnp.exp(jnp.minimum(log_rate, MOST_LOG_RATE))

    def __call__(
        self,
        output: Float[Array, "cells genes"],
        types: Float[Array, "cells types"],
        noise: HeadNoise,
    ) -> Float[Array, "cells genes"]:
        """Return whole counts, with the gradient of their means."""
        return pass_through(self.rates(output, types, noise), noise.place)


class SharesHead(eqx.Module):
    """scGAN's end: values that are not negative, and that sum to the same total in every cell.

    They are not counts. A cell whose output has no positive entry has equal values.

    Attributes:
        total: Sum of every cell; 0 leaves the values as they are.
    """

    total: Float[Array, ""]

    def __call__(
        self,
        output: Float[Array, "cells genes"],
        types: Float[Array, "cells types"],  # noqa: ARG002
        noise: HeadNoise | None,  # noqa: ARG002
    ) -> Float[Array, "cells genes"]:
        """Return the values of every gene in every cell."""
        total = jax.lax.stop_gradient(self.total)
        value = jax.nn.relu(output)
        dead = value.sum(1, keepdims=True) <= 0
        alive = jnp.where(dead & (total > 0), 1.0, value)
        scaled = alive * total / jnp.maximum(alive.sum(1, keepdims=True), 1e-30)
        return jnp.where(total > 0, scaled, value)


@jax.custom_jvp
def pass_through(
    rate: Float[Array, "*shape"], uniform: Float[Array, "*shape"]
) -> Float[Array, "*shape"]:
    """Return Poisson counts whose gradient is that of their means."""
    return poisson_quantile(rate, uniform)


@pass_through.defjvp
def _pass_through_jvp(primals: tuple, tangents: tuple) -> tuple:
    return pass_through(*primals), tangents[0]


def count_head(*, n_genes: int, n_types: int) -> CountHead:
    """Return a head that knows no library sizes yet."""
    return CountHead(jnp.full(n_genes, _LOG_SIZE, jnp.float32), no_library(n_types))
