"""One step of a GAN: some steps of the critic on as many batches, then one of the generator."""

from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
from jaxtyping import Array, Float, PyTree, UInt32

from sergiojax._safe import safe_sqrt
from sergiojax.learn.generate._gan_networks import CellMaker, Critic, Networks
from sergiojax.learn.generate._gan_noise import Noise
from sergiojax.learn.parts._random_words import kept_of


class Rule(NamedTuple):
    """How networks are trained.

    Attributes:
        optimiser: Turns gradients into steps of size 1.
        rate: Learning rate.
        penalty: Weight of the gradient penalty.
        dropout: Share of genes that the critic does not see.
        critic_steps: Steps of the critic.
    """

    optimiser: optax.GradientTransformation
    rate: Float[Array, ""]
    penalty: float
    dropout: float
    critic_steps: int


def seen(
    cells: Float[Array, "cells genes"], scale: Float[Array, ""]
) -> Float[Array, "cells genes"]:
    """Return cells as the critic sees them: log1p of values scaled to a common total.

    Without the logarithm a few high genes rule.

    Args:
        cells: Counts or other values that are not negative.
        scale: Total that cells are scaled to; 0 leaves them as they are.
    """
    total = jnp.maximum(jax.lax.stop_gradient(cells).sum(1, keepdims=True), 1.0)
    return jnp.log1p(cells * jnp.where(scale > 0, scale / total, 1.0))


def critic_loss(
    critic: Critic,
    real: Float[Array, "cells genes"],
    made: Float[Array, "cells genes"],
    types: Float[Array, "cells types"],
    mix: Float[Array, " cells"],
    penalty: float,
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """Return the critic's loss, and the distance that it sees.

    Its gradient is held at length 1 between a real cell and a generated one of the same type, on
    the scale that it sees.

    Args:
        critic: The critic.
        real: Real cells as it sees them.
        made: Generated ones, of the same types.
        types: One-hot types.
        mix: Where between the two the gradient is looked at, 0 to 1.
        penalty: Weight of its deviation from 1.

    Source:
        Gulrajani et al. (2017), Improved training of Wasserstein GANs, NeurIPS.
    """
    scores = critic(jnp.concatenate([real, made]), jnp.concatenate([types, types]))
    distance = scores[: len(real)].mean() - scores[len(real) :].mean()
    between = made + mix[:, None] * (real - made)
    gradient = jax.grad(lambda x: critic(x, types).sum())(between)
    length = safe_sqrt((gradient**2).sum(1))
    return penalty * ((length - 1) ** 2).mean() - distance, distance


def train_critic(
    networks: Networks,
    optimiser: PyTree,
    counts: Float[Array, "cells genes"],
    types: Float[Array, "cells types"],
    noise: Noise,
    rule: Rule,
) -> tuple[Critic, PyTree, Float[Array, ""]]:
    """Train the critic on several batches; the generator stays, so its cells are made at once.

    Args:
        networks: The networks.
        optimiser: State of the critic's optimiser.
        counts: Real cells of all batches.
        types: Their one-hot types, which generated cells take.
        noise: Random numbers of the generated cells.
        rule: How to train.

    Returns:
        The critic, the state of its optimiser, and the mean distance that it saw.
    """
    n_batch = len(counts) // rule.critic_steps

    def batches(x: Array) -> Array:
        return x.reshape(rule.critic_steps, n_batch, *x.shape[1:])

    output = jax.vmap(networks.maker)(batches(noise.latent), batches(types))
    made = networks.maker.head(output.reshape(counts.shape), types, noise.head)
    real = _dropped(seen(counts, networks.scale), noise.words[0], rule.dropout)
    made = _dropped(seen(made, networks.scale), noise.words[1], rule.dropout)

    gradient_of: Any = eqx.filter_grad(critic_loss, has_aux=True)

    def one(carry: PyTree, batch: Any) -> tuple[PyTree, Float[Array, ""]]:
        critic, optimiser = carry
        gradient, distance = gradient_of(critic, *batch, rule.penalty)
        return _stepped(critic, optimiser, gradient, rule), distance

    parts = tuple(map(batches, (real, made, types, noise.mix)))
    (critic, optimiser), distance = jax.lax.scan(one, (networks.critic, optimiser), parts)
    return critic, optimiser, distance.mean()


def train_maker(
    networks: Networks,
    optimiser: PyTree,
    types: Float[Array, "cells types"],
    noise: Noise,
    rule: Rule,
) -> tuple[CellMaker, PyTree]:
    """Train the generator on one batch.

    Args:
        networks: The networks.
        optimiser: State of the generator's optimiser.
        types: One-hot types of the cells to make.
        noise: Their random numbers.
        rule: How to train.
    """

    def loss(maker: CellMaker) -> Float[Array, ""]:
        cells = maker.head(maker(noise.latent, types), types, noise.head)
        visible = _dropped(seen(cells, networks.scale), noise.words[1], rule.dropout)
        return -networks.critic(visible, types).mean()

    return _stepped(networks.maker, optimiser, eqx.filter_grad(loss)(networks.maker), rule)


def _stepped(network: Any, optimiser: PyTree, gradient: PyTree, rule: Rule) -> tuple[Any, PyTree]:
    updates, optimiser = rule.optimiser.update(gradient, optimiser)
    return eqx.apply_updates(network, jax.tree.map(lambda u: -rule.rate * u, updates)), optimiser


def _dropped(
    x: Float[Array, "cells genes"], words: UInt32[Array, "cells _"], share: float
) -> Float[Array, "cells genes"]:
    """Return cells without a share of their entries, the others raised in turn."""
    return jnp.where(kept_of(words, share), x / (1 - share), 0.0) if share > 0 else x
