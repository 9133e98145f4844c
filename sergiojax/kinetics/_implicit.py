"""A steady state that gradients pass through, and the Jacobian of the skeleton, both in JAX.

The flow dx/dt = f(x, θ) = P − λx is followed to a steady state x̄ without recording anything; then
one step of Newton's method, x = x̄ − J⁻¹ f(x̄, θ) with x̄ and J = ∂f/∂x held fixed, gives the value
its last digits and the derivative dx/dθ = −J⁻¹ ∂f/∂θ of the implicit function theorem. Cell types
do not affect each other, so J is one block of genes × genes per type, found in `genes` products
with all types together, and never a matrix of all types at once.

Source:
    Bolte, Pauwels and Vaiter (2023), One-step differentiation of iterative algorithms, NeurIPS 36.
"""

from functools import partial
from typing import TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from sergiojax._types import PerGene
from sergiojax.grn import GRN
from sergiojax.kinetics._half_response import sweep_levels
from sergiojax.kinetics._hill import Levels, production_rate, upper_level
from sergiojax.kinetics._settle import tilt

_SHARE = 0.1  # of the fastest decay per step: the basins are then those of `settle`
_MOST_STEPS = 600  # for the real flow, and as many with every gene in its own time
_STILL = 1e-5  # change by which a step would go on, relative; float32 knows 1e-7
_STEADY = 1e-2  # distance from P/λ, relative, up to which a state is steady
_FLOOR = 1e-2  # molecules: distances of lower levels are relative to this
_SEARCH_STEPS = 12
_REACH = 3.0  # factor by which one step of the search may change a level
_RIDGE = 1e-5  # share of the decay taken off the diagonal: J is invertible at a bifurcation too


Jacobian: TypeAlias = Float[Array, "cell_types genes genes"]
_Followed: TypeAlias = tuple[
    int | Int[Array, ""], Levels, Bool[Array, ""]
]  # step, state, is it still?


def implicit_steady_state(
    grn: GRN, *, start: Levels | None = None, relax: bool = True
) -> Float[Array | np.ndarray, "cell_types genes"]:
    """Return a noise-free steady state whose gradient is that of the implicit function theorem.

    Without feedback the sweeps of `steady_state` are exact and have the same gradient.

    Args:
        grn: Network, traced or not, every half response given: see `fill_half_response`.
        start: Where the flow starts (molecules); by default where `steady_state` does.
        relax: Whether the flow is followed to a steady state. Without, Newton's method alone
            goes from `start`, and ends at unstable states too.

    Returns:
        Level of every gene per cell type (molecules). Where no steady state is found, as on
        a limit cycle, it is the last state, and its gradient is 0.
    """
    if not grn.topology.has_feedback:
        return sweep_levels(grn)[0]
    frozen = jax.lax.stop_gradient(grn)
    begin = upper_level(frozen) * tilt(grn.n_genes)[None] if start is None else start
    begin = jax.lax.stop_gradient(jnp.asarray(begin, jnp.float32))

    def newton(_: Int[Array, ""], levels: Levels) -> Levels:
        moved = levels - _correction(frozen, levels, flow_jacobian(frozen, levels))
        return jnp.clip(moved, levels / _REACH, levels * _REACH + _FLOOR)

    search = partial(jax.lax.fori_loop, 0, _SEARCH_STEPS, newton)
    state = _follow(frozen, begin) if relax else search(begin)
    return _last_step(grn, frozen, jnp.where(jnp.isfinite(state), state, begin))


def is_steady(grn: GRN, levels: Levels) -> Bool[Array, " cell_types"]:
    """Return the cell types in which the levels are a steady state: within 1 % of P/λ.

    Args:
        grn: Network, traced or not, every half response given.
        levels: Level of every gene per cell type (molecules).
    """
    off = jnp.abs(_flow(grn, levels) / grn.decay[None]) / jnp.maximum(levels, _FLOOR)
    return (off <= _STEADY).all(-1)


def flow_jacobian(grn: GRN, levels: Levels) -> Jacobian:
    """Return the Jacobian of dx/dt = P − λx: rows are targets, columns regulators (per time).

    Args:
        grn: Network, traced or not, every half response given.
        levels: Level of every gene (molecules).

    Returns:
        One matrix per cell type, differentiable in the parameters and the levels.
    """

    def column(direction: PerGene) -> Float[Array, "cell_types genes"]:
        tangent = jnp.broadcast_to(direction, levels.shape)
        return jax.jvp(lambda x: _flow(grn, x), (levels,), (tangent,))[1]

    levels = jnp.asarray(levels, jnp.float32)
    return jax.vmap(column, out_axes=-1)(jnp.eye(grn.n_genes, dtype=jnp.float32))


def _flow(grn: GRN, levels: Levels) -> Levels:
    return production_rate(grn, levels) - grn.decay[None] * levels


def _follow(grn: GRN, start: Levels) -> Levels:
    """Follow the flow until no gene moves, in steps that are exact if P stands still."""
    keep = jnp.exp(-_SHARE * grn.decay / jnp.max(grn.decay))[None]

    def step(state: _Followed) -> _Followed:
        number, levels, _ = state
        kept = jnp.where(number < _MOST_STEPS, keep, np.exp(-_SHARE))
        change = (1 - kept) * (production_rate(grn, levels) / grn.decay[None] - levels)
        still = jnp.abs(change) <= _STILL * (1 - kept) * jnp.maximum(levels, _FLOOR)
        return number + 1, levels + change, still.all()

    def goes_on(state: _Followed) -> Bool[Array, ""]:
        return (state[0] < 2 * _MOST_STEPS) & ~state[2]

    begin: _Followed = (jnp.asarray(0), start, jnp.asarray(False))
    return jax.lax.while_loop(goes_on, step, begin)[1]


def _correction(grn: GRN, levels: Levels, matrix: Jacobian) -> Levels:
    """Return J⁻¹ f, with the gradient of f."""
    ridge = _RIDGE * jax.lax.stop_gradient(grn.decay)[:, None] * jnp.eye(grn.n_genes)
    return jnp.linalg.solve(matrix - ridge[None], _flow(grn, levels)[..., None])[..., 0]


def _last_step(grn: GRN, frozen: GRN, state: Levels) -> Levels:
    """Take Newton's step that carries the gradient, in the cell types that are steady."""
    steady = is_steady(frozen, state)[:, None]
    alone = -frozen.decay[:, None] * jnp.eye(grn.n_genes)  # no NaN enters the branch not taken
    matrix = jnp.where(steady[..., None], flow_jacobian(frozen, state), alone[None])
    return state - jnp.where(steady, _correction(grn, state, matrix), 0.0)
