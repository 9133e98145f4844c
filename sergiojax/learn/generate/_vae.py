"""A variational autoencoder of counts that draws new cells of a type in seconds.

Where its latent values come from decides how real the cells are: not from the prior, but from what
the encoder makes of the type's cells.
"""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
from jaxtyping import Array, Float, Int

from sergiojax._types import JsonObject, PRNGKey
from sergiojax.learn._cells import Batch, Cells
from sergiojax.learn._config import check_settings, setting
from sergiojax.learn._contract import Scores, Sizes, State
from sergiojax.learn.generate._vae_network import VAENetwork, scaled, vae_network
from sergiojax.learn.parts import (
    Latents,
    Library,
    Places,
    cells_to_place,
    draw_latents,
    draw_log_library,
    draw_near_a_cell,
    draw_negative_binomial,
    fit_latents,
    fit_library,
    log_negative_binomial,
    no_latents,
    no_library,
    refit_log_size,
)

_LEAST_SHARE = 1e-8  # of a gene in the bias of the output, so that a gene of zeros has a logarithm
_LAST_RATE = 0.05  # learning rate at the end, as a share of that at the start
_WARM_UP = 0.25  # share of the steps over which the weight of the divergence rises
_BLOCK = 512  # cells encoded or drawn at a time
_N_DRAWN = 8 * _BLOCK  # new cells by whose means dispersions are fitted again


class VAEModel(eqx.Module):
    """A network with what drawing cells needs besides.

    Attributes:
        network: What is trained.
        library: Library sizes of every type.
        latents: Latent values of every type's cells.
    """

    network: VAENetwork
    library: Library
    latents: Latents


@dataclass(frozen=True)
class CountVAE:
    """A variational autoencoder with negative binomial counts, conditioned on the cell type.

    Trains in seconds. New cells of a type decode latent values like those of the type's training
    cells, at libraries like theirs; dispersions are fitted again at the end to cells so drawn.

    Attributes:
        latent: Latent values of a cell. More of them hold more detail and need more cells.
        latents: Where the latent values of a new cell come from: a Gaussian fitted to those of the
            training cells of its type ("gaussian"), those of one training cell with their
            uncertainty, which stays closer to the training cells ("kernel"), or the standard
            normal prior, which weakens differences between types ("prior").
        hidden: Units of the encoder's hidden layers; the decoder has them in reverse.
        n_steps: Training steps.
        batch: Cells in one training step.
        rate: Learning rate at the start; it falls to a twentieth along a cosine.
        dropout: Share of the genes that the encoder does not see in a step.

    Source:
        Lopez et al. (2018), scVI, Nat. Methods 15, 1053-1058; Kingma and Welling (2014), ICLR.

    Example:
        >>> import jax, numpy as np
        >>> from sergiojax.learn import CountVAE, cells_of, fit
        >>> cells = cells_of(np.random.default_rng(0).poisson(3.0, (20, 4)))
        >>> fitted = fit(CountVAE(latent=2, hidden=(8,), n_steps=5), cells, key=jax.random.key(0))
        >>> fitted.sample(3, key=jax.random.key(1))[0].shape
        (3, 4)
    """

    presets: ClassVar[dict[str, JsonObject]] = {
        "laptop": {},
        "paper": {"hidden": (256,), "n_steps": 10_000, "batch": 128, "rate": 1e-3},
    }
    keeps_best: ClassVar[bool] = False

    latent: int = setting(10, least=1, most=512, advanced=False)
    latents: Literal["gaussian", "kernel", "prior"] = setting("gaussian", advanced=False)
    hidden: tuple[int, ...] = setting((128,), least=1, most=4096)
    n_steps: int = setting(2_000, least=1, most=1_000_000, advanced=False)
    batch: int = setting(64, least=1, most=65_536)
    rate: float = setting(2e-3, least=1e-6, most=1.0)
    dropout: float = setting(0.2, least=0.0, most=0.9)

    def __post_init__(self) -> None:
        """Check the settings."""
        if self.latent in ("gaussian", "kernel", "prior"):
            raise TypeError(
                "`latent` is the number of latent values. Where they come from is "
                f"`latents={self.latent!r}`."
            )
        check_settings(self)

    @property
    def cells_per_step(self) -> int:
        """Cells that a step takes."""
        return self.batch

    def build(self, sizes: Sizes, *, key: PRNGKey) -> VAEModel:
        """Return an untrained model."""
        network = vae_network(sizes, n_latent=self.latent, hidden=self.hidden, key=key)
        keeps_cells = self.latents == "kernel"
        latents = no_latents(sizes.n_types, self.latent, keeps_cells=keeps_cells)
        return VAEModel(network, no_library(sizes.n_types), latents)

    def prepare(self, model: VAEModel, data: Cells) -> VAEModel:
        """Return the model with libraries, and with output that starts at the mean shares."""
        total = np.asarray(data.counts.sum(axis=0), float).ravel()
        share = total / max(total.sum(), 1.0) + _LEAST_SHARE
        return eqx.tree_at(
            lambda each: (each.network.decoder[-1].bias, each.library),
            model,
            (jnp.asarray(np.log(share), jnp.float32), fit_library(data)),
        )

    def start(self, model: VAEModel) -> State:
        """Return the state before the first step."""
        optimiser = self._optimiser().init(eqx.filter(model.network, eqx.is_inexact_array))
        return State(model, optimiser, None, jnp.zeros((), jnp.int32))

    def step(self, state: State, batch: Batch, *, key: PRNGKey) -> tuple[State, Scores]:
        """Return the state after one step, and its loss with both parts."""
        model: Any = state.model
        weight = jnp.minimum(state.step / (_WARM_UP * self.n_steps), 1.0)
        value_and_slopes = eqx.filter_value_and_grad(self._loss, has_aux=True)
        (loss, scores), slopes = value_and_slopes(model.network, batch, weight, key)
        changes, optimiser = self._optimiser().update(slopes, state.optimiser)
        network = eqx.apply_updates(model.network, changes)
        trained = VAEModel(network, model.library, model.latents)
        return State(trained, optimiser, None, state.step), {"loss": loss, **scores}

    def finish(self, state: State, data: Cells, *, key: PRNGKey) -> VAEModel:
        """Return the model with the latent values of its cells, and dispersions fitted again."""
        model: Any = state.model
        random = np.random.default_rng(np.asarray(jax.random.key_data(key)).ravel().tolist())
        places = _place(model.network, data, cells_to_place(data.label, random))
        keeps_cells = self.latents == "kernel"
        latents = fit_latents(places, data.type_counts, keeps_cells=keeps_cells)
        known = VAEModel(model.network, model.library, latents)
        mean, square = _drawn_moments(self, known, data.label, key)
        old = np.asarray(model.network.log_size, float)
        log_size = jnp.asarray(refit_log_size(mean, square, data.counts, old), jnp.float32)
        return eqx.tree_at(lambda each: each.network.free_log_size, known, log_size)

    def sample(
        self, model: VAEModel, label: Int[Array, ""], *, key: PRNGKey
    ) -> Float[Array, " genes"]:
        """Return the counts of one cell of a type."""
        mean_key, count_key = jax.random.split(key)
        log_mean = self.draw_log_mean(model, label, key=mean_key)
        return draw_negative_binomial(log_mean, model.network.log_size, key=count_key)

    def draw_log_mean(
        self, model: VAEModel, label: Int[Array, ""], *, key: PRNGKey
    ) -> Float[Array, " genes"]:
        """Return the logarithms of the mean counts of one new cell of a type."""
        library_key, latent_key = jax.random.split(key)
        if self.latents == "prior":
            latent = jax.random.normal(latent_key, (self.latent,))
        elif self.latents == "kernel":
            latent = draw_near_a_cell(model.latents, label, key=latent_key)
        else:
            latent = draw_latents(model.latents, label, key=latent_key)
        log_share = model.network.decode(latent[None], label[None])[0]
        return log_share + draw_log_library(model.library, label, key=library_key)

    def encode(
        self, model: VAEModel, counts: Float[Array, " genes"], label: Int[Array, ""]
    ) -> Float[Array, " latent"]:
        """Return the mean of a cell's latent values."""
        return model.network.encode(scaled(counts[None]), label[None])[0][0]

    def _optimiser(self) -> optax.GradientTransformation:
        return optax.adam(optax.cosine_decay_schedule(self.rate, self.n_steps, _LAST_RATE))

    def _loss(
        self, network: VAENetwork, batch: Batch, weight: Float[Array, ""], key: PRNGKey
    ) -> tuple[Float[Array, ""], Scores]:
        drop_key, latent_key = jax.random.split(key)
        counts, label = jnp.asarray(batch.counts), jnp.asarray(batch.label)
        is_seen = jax.random.bernoulli(drop_key, 1 - self.dropout, counts.shape)
        seen = jnp.where(is_seen, scaled(counts) / (1 - self.dropout), 0.0)
        mean, log_variance = network.encode(seen, label)
        noise = jax.random.normal(latent_key, mean.shape)
        log_share = network.decode(mean + jnp.exp(log_variance / 2) * noise, label)
        log_total = jnp.log(jnp.maximum(counts.sum(1, keepdims=True), 1.0))
        log_size = network.log_size[None]
        likelihood = log_negative_binomial(counts, log_share + log_total, log_size).sum(1).mean()
        divergence = 0.5 * (mean**2 + jnp.exp(log_variance) - 1 - log_variance).sum(1).mean()
        scores = {"log_likelihood": likelihood, "divergence": divergence}
        return weight * divergence - likelihood, scores


def _place(network: VAENetwork, data: Cells, chosen: Int[np.ndarray, " chosen"]) -> Places:
    """Return the latent values of some cells, encoded in blocks of one size."""
    means, variances = [], []
    for first in range(0, len(chosen), _BLOCK):
        places = np.minimum(np.arange(first, first + _BLOCK), len(chosen) - 1)
        batch = data.take(chosen[places])
        mean, log_variance = _encode(network, jnp.asarray(batch.counts), jnp.asarray(batch.label))
        means.append(np.asarray(mean, float))
        variances.append(np.exp(np.asarray(log_variance, float)))
    n = len(chosen)
    return Places(np.concatenate(means)[:n], np.concatenate(variances)[:n], data.label[chosen])


@eqx.filter_jit
def _encode(
    network: VAENetwork, counts: Float[Array, "cells genes"], label: Int[Array, " cells"]
) -> tuple[Float[Array, "cells latent"], Float[Array, "cells latent"]]:
    return network.encode(scaled(counts), label)


def _drawn_moments(
    learner: CountVAE, model: VAEModel, label: Int[np.ndarray, " cells"], key: PRNGKey
) -> tuple[Float[np.ndarray, " genes"], Float[np.ndarray, " genes"]]:
    """Return E μ and E μ² of every gene over new cells, with types as in training."""
    place = ((np.arange(_N_DRAWN) + 0.5) * len(label) / _N_DRAWN).astype(int)
    drawn = np.sort(label)[place].astype(np.int32).reshape(-1, _BLOCK)
    sums = [
        _moments(learner, model, jnp.asarray(part), jax.random.fold_in(key, block))
        for block, part in enumerate(drawn)
    ]
    mean, square = (np.mean([np.asarray(each[k], float) for each in sums], axis=0) for k in (0, 1))
    return mean, square


@eqx.filter_jit
def _moments(
    learner: CountVAE, model: VAEModel, label: Int[Array, " cells"], key: PRNGKey
) -> tuple[Float[Array, " genes"], Float[Array, " genes"]]:
    keys = jax.random.split(key, label.size)
    draw = jax.vmap(lambda each, key: learner.draw_log_mean(model, each, key=key))
    mean = jnp.exp(draw(label, keys))
    return mean.mean(0), (mean**2).mean(0)
