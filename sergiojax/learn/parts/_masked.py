"""Small nets, one for each regulated gene, that read the gene's regulators alone.

A mask over one wide net would need memory for (genes × hidden units)². Here all nets are one
einsum over regulators padded to the largest number that a gene has.
"""

from collections.abc import Sequence
from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from sergiojax._types import PRNGKey


class Wiring(NamedTuple):
    """Who reads whom, padded to the largest number of regulators.

    Attributes:
        target: Number of every regulated gene.
        regulator: Numbers of its regulators; 0 in the padding.
        sign: 1 activates, -1 represses, 0 is learned.
        is_edge: 1 for a regulator, 0 in the padding.
    """

    target: Int[Array | np.ndarray, " targets"]
    regulator: Int[Array | np.ndarray, "targets regulators"]
    sign: Float[Array | np.ndarray, "targets regulators"]
    is_edge: Float[Array | np.ndarray, "targets regulators"]


class MaskedNets(eqx.Module):
    """One hidden layer for every regulated gene.

    Attributes:
        weight: Weights of regulators before their sign is imposed.
        shift: What the hidden units add to their input.
        effect: Weights of the hidden units; softplus makes them positive.
    """

    weight: Float[Array, "targets regulators hidden"]
    shift: Float[Array, "targets hidden"]
    effect: Float[Array, "targets hidden"]


def wire(edges: Sequence[tuple[int, int, int]], *, n_targets: int, n_regulators: int) -> Wiring:
    """Return the padded wiring of edges.

    Args:
        edges: Regulator, target and sign, as numbers.
        n_targets: Distinct targets.
        n_regulators: The largest number of regulators of one target, at least 1.

    Example:
        >>> wire([(0, 2, 1), (1, 2, -1), (0, 1, 0)], n_targets=2, n_regulators=2).sign.tolist()
        [[1.0, -1.0], [0.0, 0.0]]
    """
    of: dict[int, list[tuple[int, int]]] = {}
    for regulator, target, sign in edges:
        of.setdefault(target, []).append((regulator, sign))
    place, sign = np.zeros((2, n_targets, n_regulators), np.int32)
    is_edge = np.zeros((n_targets, n_regulators), np.float32)
    for row, pairs in enumerate(of.values()):
        place[row, : len(pairs)], sign[row, : len(pairs)] = zip(*pairs, strict=True)
        is_edge[row, : len(pairs)] = 1
    return Wiring(np.array(list(of), np.int32), place, sign.astype(np.float32), is_edge)


def build_nets(n_targets: int, n_regulators: int, n_hidden: int, *, key: PRNGKey) -> MaskedNets:
    """Return nets with small random weights.

    Args:
        n_targets: Regulated genes.
        n_regulators: The largest number of regulators of one gene.
        n_hidden: Hidden units of each net.
        key: PRNG key.
    """
    weight_key, shift_key = jax.random.split(key)
    return MaskedNets(
        jax.random.normal(weight_key, (n_targets, n_regulators, n_hidden)) * 0.3 - 1.0,
        jax.random.normal(shift_key, (n_targets, n_hidden)),
        jnp.full((n_targets, n_hidden), jnp.log(jnp.expm1(1 / n_hidden))),
    )


def read_regulators(
    nets: MaskedNets, wiring: Wiring, features: Float[Array, " genes"]
) -> Float[Array, " targets"]:
    """Return Σ_h softplus(v_h) · tanh(Σ_r sign_r · softplus(w_rh) · x_r + c_h) of every target.

    Without a sign the weight is w itself, of either sign.

    Args:
        nets: The nets.
        wiring: Their regulators.
        features: What a net reads of a gene.

    Source:
        Zinati, Takiddeen and Emad (2024), Nat. Commun. 15, 4055, for a generator that a network
        masks; there without signs, and without loops.
    """
    sign = wiring.sign[..., None]
    free = nets.weight + 1.0  # the start is symmetric
    weight = jnp.where(sign == 0, free, sign * jax.nn.softplus(nets.weight))
    read = features[wiring.regulator] * wiring.is_edge
    hidden = jnp.tanh(jnp.einsum("tr,trh->th", read, weight) + nets.shift)
    return jnp.einsum("th,th->t", jax.nn.softplus(nets.effect), hidden)
