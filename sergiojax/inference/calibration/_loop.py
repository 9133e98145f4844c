"""The descent: one compiled chunk of steps, each with cells of its own.

Every step draws its cells with a key of its own, so the noise of the simulation averages out over
steps instead of being fitted; the answer is the mean of the variables over the last steps.

Source:
    Polyak and Juditsky (1992), SIAM Journal on Control and Optimization 30(4), 838-855.
"""

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jaxtyping import Array, Float, Int

from sergiojax._types import PRNGKey, Scalar
from sergiojax.inference.calibration._losses import mmd_loss, moment_loss
from sergiojax.inference.calibration._observation import (
    Levels,
    draw_counts,
    expect,
    keep,
    percentile_of,
    scale_cells,
)
from sergiojax.inference.calibration._problem import Point, Problem, Run
from sergiojax.simulation._blocks import CellBlock, run_block

CHUNK = 5  # steps between two reports
FIRST_RATE, LAST_RATE = 0.05, 0.0025  # of log changes per step, along half a cosine
_STEEPEST = 50.0  # norm of the gradient above which it is cut
_TIED_NOISE = 4.0  # weight of differences between the noise amplitudes of genes
_LIGHT_PRIOR = 0.02  # of the prior, in units of the kernels' distance
_OPTIMISER = optax.chain(optax.clip_by_global_norm(_STEEPEST), optax.scale_by_adam(b2=0.98))


class State(NamedTuple):
    """Where a fit is.

    Attributes:
        point: What is fitted.
        moments: State of the optimiser.
    """

    point: Point
    moments: optax.OptState


def begin(point: Point) -> State:
    """Return the state at the start of a fit."""
    point = jax.tree.map(lambda leaf: jnp.asarray(leaf, jnp.float32), point)
    return State(point, _OPTIMISER.init(point))


def rates(max_steps: int) -> Float[np.ndarray, " steps"]:
    """Return the rate of every step; 0 beyond the last, up to a full chunk."""
    share = 0.5 * (1.0 + np.cos(np.pi * np.arange(max_steps) / max_steps))
    rate = LAST_RATE + (FIRST_RATE - LAST_RATE) * share
    return np.pad(rate, (0, -max_steps % CHUNK)).astype(np.float32)


@partial(jax.jit, static_argnames="run")
def take_steps(
    problem: Problem,
    state: State,
    rate: Float[Array | np.ndarray, " steps"],
    first: Int[Array | np.ndarray, ""],
    key: PRNGKey,
    *,
    run: Run,
) -> tuple[State, Float[Array, " steps"], Point]:
    """Take some steps.

    Args:
        problem: What to fit.
        state: Where the fit is.
        rate: Rate of every step.
        first: Scalar of the first; the key of step t is `fold_in(key, t)`.
        key: PRNG key of the fit.
        run: How cells are simulated.

    Returns:
        Where the fit is then, and the loss and the point of every step before it moved.
    """

    def step(state: State, at: tuple[Array, Array]) -> tuple[State, tuple[Array, Point]]:
        number, rate = at
        own_key = jax.random.fold_in(key, number)
        loss, slope = jax.value_and_grad(_loss)(state.point, problem, own_key, run)
        usable = jnp.isfinite(loss) & _is_finite(slope)
        slope = jax.tree.map(lambda leaf: jnp.where(usable, leaf, 0.0), slope)
        updates: Any  # to optax a tree of arrays
        updates, moments = _OPTIMISER.update(slope, state.moments)
        moved = jax.tree.map(lambda leaf, by: leaf - rate * by, state.point, updates)
        change = jnp.clip(moved.change, problem.lowest, problem.highest)
        noise = moved.noise if run.fits_noise else state.point.noise
        return State(Point(change, noise), moments), (jnp.asarray(loss), state.point)

    numbers = jnp.asarray(first) + jnp.arange(len(rate))
    state, (losses, points) = jax.lax.scan(step, state, (numbers, jnp.asarray(rate)))
    return state, losses, points


def _is_finite(tree: Any) -> Array:
    return jnp.stack([jnp.isfinite(leaf).all() for leaf in jax.tree.leaves(tree)]).all()


def _loss(point: Point, problem: Problem, key: PRNGKey, run: Run) -> Scalar:
    """Simulate cells, look at them as the experiment does, and compare."""
    by_cell, by_library, by_count = jax.random.split(key, 3)
    x = simulate(problem, point.change, key=by_cell, run=run)
    scaled = scale_cells(x, point.noise, problem.totals, key=by_library)
    noise = point.noise
    if not run.fits_noise:
        midpoint = percentile_of(scaled, problem.percentile, problem.target.real)
        noise = noise._replace(midpoint=midpoint)
    kept = keep(scaled, noise)
    prior = _prior(point.change, problem)
    if run.statistic == "moments":
        return moment_loss(expect(scaled, kept), problem.target) + prior
    counts = draw_counts(scaled, kept, key=by_count)
    return mmd_loss(counts, problem.target) + _LIGHT_PRIOR * prior


def simulate(
    problem: Problem, change: Float[Array | np.ndarray, " variables"], *, key: PRNGKey, run: Run
) -> Levels:
    """Draw cells of every type from the changed network, rows in place of genes."""
    trial = problem.layout.apply(change)
    n_types = trial.levels.shape[1]
    block = CellBlock(
        np.repeat(np.arange(n_types, dtype=np.int32), run.n_cells),
        np.tile(np.arange(run.n_cells, dtype=np.int32), n_types),
        trial.upper if run.random_start else trial.levels,
    )
    x = run_block(
        trial.network,
        key,
        block,
        dt=problem.dt,
        n_steps=0,
        noise_type=run.noise_type,
        method="exponential",
        increments="binomial",
        random_start=run.random_start,
        start_per_type=True,
        static_steps=run.n_steps,
    )
    return x.T.reshape(n_types, run.n_cells, -1)


def _prior(change: Float[Array | np.ndarray, " variables"], problem: Problem) -> Scalar:
    """Return what holds parameters near the given ones, noise amplitudes near each other too."""
    share = problem.is_noise / jnp.maximum(problem.is_noise.sum(), 1.0)
    tied = problem.is_noise * (change - (share * change).sum())
    return ((change**2).sum() + _TIED_NOISE * (tied**2).sum()) / problem.spread**2
