"""Least squares with coefficients that must not be negative, exactly and for many at once.

Regulators that rise and fall together make the problem ill-conditioned, and descent methods then
need thousands of steps. Pivoting on the set of positive coefficients reaches the optimum in a few.
"""

from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax.scipy.linalg import solve
from jaxtyping import Array, Bool, Float, Int

_JITTER = 1e-12  # per slot, of a coefficient's own curvature: identical regulators share
_TOLERANCE = 1e-9  # a tie decided by rounding is no reason to pivot
_PATIENCE = 3  # exchanges of all wrong coefficients that may leave as many wrong


class _State(NamedTuple):
    """One set of coefficients that may be positive, and what is wrong with it."""

    free: Bool[Array, " slots"]
    solution: Float[Array, " slots"]
    wrong: Bool[Array, " slots"]
    fewest: Int[Array, ""]
    patience: Int[Array, ""]
    steps: Int[Array, ""]


def solve_nonnegative(
    matrix: Float[Array, "slots slots"], vector: Float[Array, " slots"]
) -> Float[Array, " slots"]:
    """Minimise wᵀAw − 2vᵀw over w ≥ 0, by block principal pivoting.

    A coefficient is wrong if it is free and negative, or held at 0 while the objective falls with
    it. All wrong ones change sides; where that stops helping, only the last one does, which cannot
    cycle (Murty's rule).

    Args:
        matrix: A, symmetric and positive semidefinite, in float64. A slot whose row is 0 gets 0.
        vector: v.

    Returns:
        The coefficients.

    Source:
        Portugal, Júdice and Vicente (1994), Mathematics of Computation 63(208), 625-643.
    """
    size = len(vector)
    used = jnp.diagonal(matrix) > 0
    scale = jnp.where(used, 1.0 / jnp.sqrt(jnp.where(used, jnp.diagonal(matrix), 1.0)), 1.0)
    unit = jnp.eye(size)
    scaled = matrix * scale[:, None] * scale[None] + size * _JITTER * unit
    aim = vector * scale
    tolerance = _TOLERANCE * jnp.abs(aim).max()

    def pivot(state: _State) -> _State:
        last = jnp.arange(size) == size - 1 - jnp.argmax(state.wrong[::-1])
        free = state.free ^ jnp.where(state.patience > 0, state.wrong, last)
        both = free[:, None] & free[None]
        system = jnp.where(both, scaled, unit)
        solution = solve(system, jnp.where(free, aim, 0.0), assume_a="pos")
        slope = scaled @ solution - aim
        wrong = jnp.where(free, solution, slope) < -tolerance
        patience = jnp.where(wrong.sum() < state.fewest, _PATIENCE, state.patience - 1)
        fewest = jnp.minimum(wrong.sum(), state.fewest)
        return _State(free, solution, wrong, fewest, patience, state.steps + 1)

    # All are wrong at first: the first exchange frees the slots that are used.
    start = _State(~used, aim, used | ~used, *map(jnp.array, (size + 1, _PATIENCE, 0)))
    # The limit is for endless ties alone: random problems of 64 slots took at most seven steps.
    state = jax.lax.while_loop(
        lambda state: state.wrong.any() & (state.steps < 100 + 10 * size), pivot, start
    )
    return jnp.maximum(state.solution, 0.0) * scale
