"""A conditional GAN of whole counts: cscGAN with a count head, and cscGAN itself."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
from jaxtyping import Array, Float, Int, PyTree

from sergiojax._types import JsonObject, PRNGKey
from sergiojax.learn._cells import Batch, Cells
from sergiojax.learn._config import check_settings, setting
from sergiojax.learn._contract import Scores, Sizes, State
from sergiojax.learn.generate._gan_networks import (
    CellMaker,
    Networks,
    random_critic,
    random_maker,
)
from sergiojax.learn.generate._gan_noise import Noise, draw_noise
from sergiojax.learn.generate._gan_training import Rule, train_critic, train_maker
from sergiojax.learn.parts._count_head import CountHead, SharesHead, count_head
from sergiojax.learn.parts._library import fit_library

_N_MEASURED = 2048  # cells whose statistics are stored


@dataclass(frozen=True)
class CountGAN:
    """Generative adversarial network of cells, by cell type.

    One network makes cells, another scores how far they are from real ones. Cells are whole counts;
    types take part in both networks, and averaged weights with stored statistics draw the cells, so
    that a cell does not depend on those drawn with it.

    Attributes:
        head: Whole counts ("counts"), or scGAN's values of equal totals ("lsn"), which are not
            counts.
        n_steps: Steps of the generator.
        batch: Cells of each step of either network.
        critic_steps: Steps of the critic for each one of the generator.
        rate: Learning rate at the start.
        final_rate: Learning rate at the end, reached exponentially.
        latent: Random numbers that a cell is made from.
        generator_layers: Units of the generator's hidden layers.
        critic_layers: Units of the critic's hidden layers.
        conditional: Whether cells are made by cell type.
        generator_condition: Normalisation of the generator's layers, which takes the type; "none"
            makes cells of all types alike.
        critic_condition: One score for all types plus one for each ("proj"), or one for each
            alone ("heads").
        total: Total of every cell with the head "lsn"; none leaves cells as they are.
        dropout: Share of genes that the critic does not see.
        slope: Slope of the critic's units below 0.
        penalty: Weight of the gradient penalty.
        optimiser: Adam, or AMSGrad, whose steps never grow again.
        beta_1: Decay of the optimiser's mean gradient.
        beta_2: Decay of its mean squared gradient.
        average: Decay of the average of the generator's weights, which makes the cells.

    Source:
        Marouf et al. (2020), Nat. Commun. 11, 166 (scGAN, cscGAN); Miyato and Koyama (2018),
        cGANs with projection discriminator, ICLR.

    Example:
        >>> from sergiojax.learn import preset
        >>> CountGAN().cells_per_step, preset(CountGAN, "paper", head="lsn").n_steps
        (192, 1000000)
    """

    head: Literal["counts", "lsn"] = setting("counts", advanced=False)
    n_steps: int = setting(1500, least=1, advanced=False)
    batch: int = setting(64, least=1)
    critic_steps: int = setting(3, least=1)
    rate: float = setting(3e-4, least=1e-9)
    final_rate: float = setting(3e-4, least=1e-9)
    latent: int = setting(64, least=1)
    generator_layers: tuple[int, ...] = setting((64, 128, 256), least=1)
    critic_layers: tuple[int, ...] = setting((256, 128, 64), least=1)
    conditional: bool = setting(True)
    generator_condition: Literal["batchnorm", "layernorm", "none"] = setting("batchnorm")
    critic_condition: Literal["proj", "heads"] = setting("proj")
    total: float | None = setting(20_000.0, least=1.0)
    dropout: float = setting(0.3, least=0.0, most=0.9)
    slope: float = setting(0.2, least=0.0, most=1.0)
    penalty: float = setting(10.0, least=0.0)
    optimiser: Literal["adam", "amsgrad"] = setting("adam")
    beta_1: float = setting(0.5, least=0.0, most=0.9999)
    beta_2: float = setting(0.9, least=0.0, most=0.9999)
    average: float = setting(0.99, least=0.0, most=0.9999)

    presets: ClassVar[dict[str, JsonObject]] = {
        "laptop": {},
        "paper": {
            "n_steps": 1_000_000,
            "batch": 128,
            "critic_steps": 5,
            "rate": 1e-4,
            "final_rate": 1e-5,
            "latent": 128,
            "generator_layers": [256, 512, 1024],
            "critic_layers": [1024, 512, 256],
            "dropout": 0.0,
            "slope": 0.0,
            "optimiser": "amsgrad",
            "average": 0.999,
        },
    }
    keeps_best: ClassVar[bool] = True

    def __post_init__(self) -> None:
        """Check the settings.

        Raises:
            ValueError: If a network has no hidden layer.
        """
        check_settings(self)
        for name in ("generator_layers", "critic_layers"):
            if not getattr(self, name):
                raise ValueError(f"`{name}` must name at least one layer, such as [64], but is [].")

    @property
    def cells_per_step(self) -> int:
        """Cells of the critic's steps; the generator's step takes the types of the first."""
        return self.critic_steps * self.batch

    def build(self, sizes: Sizes, *, key: PRNGKey) -> Networks:
        """Return networks with random weights, which know no cells yet."""
        return _build(self, sizes, key)

    def prepare(self, model: Networks, data: Cells) -> Networks:
        """Return the networks that know the genes' shares and the types' library sizes."""
        by_gene = np.asarray(data.counts.sum(0), float).ravel()
        share = (by_gene + 0.1) / (by_gene + 0.1).sum()
        known = data if self.conditional else _as_one_type(data)
        maker = model.maker
        if isinstance(maker.head, CountHead):
            total = np.asarray(data.counts.sum(1), float).ravel()
            scale = float(max(np.median(total), 1.0))
            bias = np.log(share)
            maker = eqx.tree_at(lambda each: each.head.library, maker, fit_library(known))
        else:
            scale = self.total or 0.0
            bias = share * len(share)
        maker = eqx.tree_at(lambda each: each.last.bias, maker, jnp.asarray(bias, jnp.float32))
        return Networks(maker, model.critic, jnp.asarray(scale, jnp.float32))

    def start(self, model: Networks) -> State:
        """Return the state before the first step."""
        adam = self._adam()
        optimiser = (adam.init(_arrays(model.maker)), adam.init(_arrays(model.critic)))
        return State(model, optimiser, model.maker, jnp.zeros((), jnp.int32))

    def _adam(self) -> optax.GradientTransformation:
        make = optax.scale_by_adam if self.optimiser == "adam" else optax.scale_by_amsgrad
        return make(b1=self.beta_1, b2=self.beta_2)

    def _rate(self, step: Int[Array, ""]) -> Float[Array, ""]:
        share = step / max(self.n_steps, 1)
        return jnp.float32(self.rate) * jnp.float32(self.final_rate / self.rate) ** share

    def step(self, state: State, batch: Batch, *, key: PRNGKey) -> tuple[State, Scores]:
        """Return the state after some steps of the critic and one of the generator."""
        networks: Any = state.model
        n_all = len(batch.label)
        types = self._types(networks, jnp.asarray(batch.label))
        noise = self._noise(networks, n_all + self.batch, key=key)
        rule = Rule(
            self._adam(), self._rate(state.step), self.penalty, self.dropout, self.critic_steps
        )
        maker_state, critic_state = state.optimiser
        critic, critic_state, distance = train_critic(
            networks, critic_state, jnp.asarray(batch.counts), types, noise.part(0, n_all), rule
        )
        trained = Networks(networks.maker, critic, networks.scale)
        later = noise.part(n_all, n_all + self.batch)
        maker, maker_state = train_maker(trained, maker_state, types[: self.batch], later, rule)
        trained = Networks(maker, critic, networks.scale)
        average = self._averaged(state.average, maker, state.step)
        after = State(trained, (maker_state, critic_state), average, state.step)
        return after, {"distance": distance}

    def _averaged(self, average: PyTree, maker: PyTree, step: Int[Array, ""]) -> PyTree:
        """Return the moving average, which forgets faster in the first steps."""
        keep = jnp.minimum(self.average, (1.0 + step) / (10.0 + step))
        return jax.tree.map(lambda old, new: old + (1 - keep) * (new - old), average, maker)

    def _types(
        self, networks: Networks, label: Int[Array, " cells"]
    ) -> Float[Array, "cells types"]:
        return jax.nn.one_hot(label if self.conditional else 0 * label, networks.n_types)

    def _noise(self, networks: Networks, n_cells: int, *, key: PRNGKey) -> Noise:
        n_words = networks.n_genes if self.head == "counts" or self.dropout > 0 else 0
        return draw_noise(n_cells, latent=self.latent, n_words=n_words, key=key)

    def finish(self, state: State, data: Cells, *, key: PRNGKey) -> Networks:
        """Return the averaged generator with stored statistics of cells in training proportions."""
        label_key, latent_key = jax.random.split(key)
        chosen = jax.random.randint(label_key, (_N_MEASURED,), 0, data.n_cells)
        label = data.label[np.asarray(chosen)] if self.conditional else np.zeros(_N_MEASURED, int)
        maker = _measured(state.average, jnp.asarray(label), self.latent, latent_key)
        return eqx.tree_at(lambda model: model.maker, state.model, maker)

    def sample(
        self, model: Networks, label: Int[Array, ""], *, key: PRNGKey
    ) -> Float[Array, " genes"]:
        """Return one cell of a type."""
        types = self._types(model, label[None])
        noise = self._noise(model, 1, key=key)
        output = model.maker(noise.latent, types, stored=True)
        return model.maker.head(output, types, noise.head)[0]


@eqx.filter_jit
def _build(gan: CountGAN, sizes: Sizes, key: PRNGKey) -> Networks:
    """Draw all weights in one compiled function."""
    maker_key, critic_key = jax.random.split(key)
    n_types = sizes.n_types if gan.conditional else 1
    if gan.head == "counts":
        head = count_head(n_genes=sizes.n_genes, n_types=n_types)
    else:
        head = SharesHead(jnp.asarray(gan.total or 0.0, jnp.float32))
    return Networks(
        random_maker(
            (gan.latent, *gan.generator_layers, sizes.n_genes),
            head,
            n_types=n_types,
            kind=gan.generator_condition,
            key=maker_key,
        ),
        random_critic(
            (sizes.n_genes, *gan.critic_layers),
            n_types=n_types,
            condition=gan.critic_condition,
            slope=gan.slope,
            key=critic_key,
        ),
        jnp.ones((), jnp.float32),
    )


def _arrays(network: PyTree) -> PyTree:
    return eqx.filter(network, eqx.is_array)


def _as_one_type(cells: Cells) -> Cells:
    label = np.zeros_like(cells.label)
    return Cells(cells.counts, label, cells.depth, cells.gene_names, ("all",))


@eqx.filter_jit
def _measured(
    maker: CellMaker, label: Int[Array, " cells"], n_latent: int, key: PRNGKey
) -> CellMaker:
    latent = jax.random.normal(key, (len(label), n_latent))
    types = jax.nn.one_hot(label, maker.norms[0].scale.shape[0])
    return maker.measured(latent, types)
