"""The eigenvalue that decides whether a steady state is stable, with its gradient."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from sergiojax._types import TypesGenes
from sergiojax.grn import GRN
from sergiojax.kinetics import flow_jacobian

_TURNS = 1e-4  # per time; a smaller imaginary part is rounding


class Leading(NamedTuple):
    """The eigenvalue of every cell type's Jacobian with the largest real part (per time).

    Attributes:
        real: Rate at which a disturbance grows; negative is stable.
        turning: Its angular frequency; 0 if it is real.
    """

    real: Float[Array, " cell_types"]
    turning: Float[Array, " cell_types"]


def leading_eigenvalue(grn: GRN, levels: TypesGenes, *, among_turning: bool = False) -> Leading:
    """Return the leading eigenvalue of the feedback loops; outside them it is −λ.

    With left and right eigenvectors w and v, dμ = wᴴ dJ v / wᴴ v: only the leading eigenvalue has
    to be simple, not all of them, so cascades downstream of a loop do no harm.

    Args:
        grn: Network, traced, every half response given.
        levels: Steady state (molecules).
        among_turning: Whether to choose among complex eigenvalues, where there are any.
    """
    if not grn.topology.has_feedback:
        slowest = jnp.full(grn.n_cell_types, -jnp.min(grn.decay))
        return Leading(slowest, jnp.zeros_like(slowest))
    members = np.concatenate(grn.topology.loops)
    slopes = flow_jacobian(grn, levels)[:, members][:, :, members]
    fixed = jax.lax.stop_gradient(slopes)
    fixed = jnp.where(jnp.isfinite(fixed), fixed, 0.0)
    values, left, right = jax.lax.linalg.eig(fixed)
    preference = values.real + jnp.where(values.imag > _TURNS, 1e6, 0.0) * among_turning
    place = jnp.argmax(preference, axis=-1)[:, None, None]
    w = jnp.take_along_axis(left, place, axis=-1)[..., 0].conj()
    v = jnp.take_along_axis(right, place, axis=-1)[..., 0]
    overlap = jax.lax.stop_gradient((w * v).sum(-1))
    value = jnp.take_along_axis(values, place[..., 0], axis=-1)[:, 0]
    change = jnp.einsum("ti,tij,tj->t", w, slopes - fixed, v)
    moved = value + change / jnp.where(jnp.abs(overlap) > 1e-6, overlap, 1.0)
    outside = np.setdiff1d(np.arange(grn.n_genes), members)
    real = moved.real
    if len(outside) and not among_turning:
        real = jnp.maximum(real, -jnp.min(grn.decay[outside]))
    return Leading(real, jnp.abs(moved.imag))
