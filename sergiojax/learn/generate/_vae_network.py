"""The network of the count autoencoder: what encodes cells, and what decodes latent values."""

import equinox as eqx
import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from sergiojax._types import PRNGKey
from sergiojax.learn._contract import Sizes

_SCALE = 1_000.0  # total that the encoder sees
_LOG_VARIANCE = (-8.0, 4.0)
_LOG_SIZE = (-6.0, 8.0)


class VAENetwork(eqx.Module):
    """What is trained. All functions take many cells at once, which multiplies whole matrices.

    Attributes:
        encoder: Layers from scaled counts and type to mean and log-variance of the latent values.
        decoder: Layers from latent values and type to the logits of the genes' shares.
        free_log_size: log θ of every gene before it is limited.
        n_types: Number of cell types.
    """

    encoder: tuple[eqx.nn.Linear, ...]
    decoder: tuple[eqx.nn.Linear, ...]
    free_log_size: Float[Array, " genes"]
    n_types: int = eqx.field(static=True)

    @property
    def log_size(self) -> Float[Array, " genes"]:
        """Natural logarithm of every gene's negative binomial size θ."""
        return jnp.clip(self.free_log_size, *_LOG_SIZE)

    def encode(
        self, scaled: Float[Array, "cells genes"], label: Int[Array, " cells"]
    ) -> tuple[Float[Array, "cells latent"], Float[Array, "cells latent"]]:
        """Return mean and log-variance of the latent values of cells.

        Args:
            scaled: What `scaled` returns of their counts, perhaps with genes left out.
            label: Their types.
        """
        mean, log_variance = jnp.split(_run(self.encoder, self._typed(scaled, label)), 2, axis=1)
        return mean, jnp.clip(log_variance, *_LOG_VARIANCE)

    def decode(
        self, latent: Float[Array, "cells latent"], label: Int[Array, " cells"]
    ) -> Float[Array, "cells genes"]:
        """Return the logarithms of the genes' shares, which sum to 1 in every cell."""
        return jax.nn.log_softmax(_run(self.decoder, self._typed(latent, label)), axis=1)

    def _typed(
        self, values: Float[Array, "cells values"], label: Int[Array, " cells"]
    ) -> Float[Array, "cells inputs"]:
        return jnp.concatenate([values, jax.nn.one_hot(label, self.n_types)], axis=1)


def vae_network(
    sizes: Sizes, *, n_latent: int, hidden: tuple[int, ...], key: PRNGKey
) -> VAENetwork:
    """Return an untrained network.

    Args:
        sizes: Genes and types.
        n_latent: Latent values of a cell.
        hidden: Units of the hidden layers of the encoder.
        key: PRNG key.
    """
    encoder_key, decoder_key = jax.random.split(key)
    n_genes, n_types = sizes.n_genes, sizes.n_types
    return VAENetwork(
        _layers((n_genes + n_types, *hidden, 2 * n_latent), encoder_key),
        _layers((n_latent + n_types, *reversed(hidden), n_genes), decoder_key),
        jnp.zeros(n_genes),
        n_types,
    )


def scaled(counts: Float[Array, "cells genes"]) -> Float[Array, "cells genes"]:
    """Return log(1 + 1000 · share) of every count; empty cells stay 0."""
    total = jnp.maximum(counts.sum(1, keepdims=True), 1.0)
    return jnp.log1p(counts / total * _SCALE)


def _layers(widths: tuple[int, ...], key: PRNGKey) -> tuple[eqx.nn.Linear, ...]:
    keys = jax.random.split(key, len(widths) - 1)
    return tuple(
        eqx.nn.Linear(n_in, n_out, key=each)
        for n_in, n_out, each in zip(widths[:-1], widths[1:], keys, strict=True)
    )


def _run(
    layers: tuple[eqx.nn.Linear, ...], values: Float[Array, "cells inputs"]
) -> Float[Array, "cells outputs"]:
    """Return the output of layers with ReLU between them."""
    for place, layer in enumerate(layers):
        values = jax.vmap(layer)(jax.nn.relu(values) if place else values)
    return values
