"""Cells followed in time from a given start, and the noise-free course."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, ArrayLike, Float, Int

from sergiojax._checks import check_count, is_traced
from sergiojax._types import (
    Count,
    HalfResponsePolicy,
    Initial,
    Method,
    NoiseType,
    PRNGKey,
    Scalar,
    Start,
)
from sergiojax.grn import GRN
from sergiojax.kinetics import (
    PaddedNetwork,
    at_cells,
    fill_half_response,
    pad,
    padded_production,
    padded_response,
    tilt,
    wire,
)
from sergiojax.simulation._half_response import give_half_response
from sergiojax.simulation._langevin import FULL_TREND, State, at_start, langevin_step
from sergiojax.simulation._perturbation import Perturbation
from sergiojax.simulation._plan import (
    check_genes,
    choose_start,
    choose_step,
    smooth_step,
)
from sergiojax.simulation._random import as_word, cell_keys, normal, start_uniform
from sergiojax.simulation._schedule import Changes, Input, check_moments, plan_schedule
from sergiojax.simulation._settings import RunSettings
from sergiojax.simulation._steady_state import MOST_CELLS, check_size

_MOST_STEPS = 200_000
_REMEMBER = partial(jax.checkpoint, prevent_cse=False)

Carried = TypeVar("Carried")
"""What a loop carries from step to step: levels, or cells between two steps."""

Inputs = TypeVar("Inputs")
"""What every interval is given."""


def simulate_time_course(
    grn: GRN,
    n_cells: int,
    *,
    times: ArrayLike | Sequence[float],
    key: PRNGKey,
    noise_type: NoiseType = "dpd",
    method: Method = "exponential",
    dt: Scalar | None = None,
    initial: Initial | ArrayLike | Sequence[float] = "off",
    half_response: HalfResponsePolicy = "deterministic",
    inputs: Sequence[Input] = (),
    perturbation: Perturbation | None = None,
) -> Float[Array | np.ndarray, "cell_types cells times genes"]:
    """Follow independent cells of every type in time.

    Args:
        grn: Network.
        n_cells: Cells per cell type.
        times: Increasing times at which the cells are observed; the start is at time 0.
        key: PRNG key; cell k's draws do not depend on `n_cells`.
        noise_type: See `simulate_steady_state`.
        method: See `simulate_steady_state`.
        dt: Largest step (time); the steps between two times are equal.
        initial: Levels at time 0 (molecules), "off", "random" or "steady_state".
        half_response: What fills half responses that are NaN.
        inputs: Basal rates that are switched or ramped.
        perturbation: Begins at its `time`, by default at once; the start is the wild type's. Cells
            are paired with those of the wild type if that time is among `times`, or if the wild
            type is followed with the empty `Perturbation(time=…)`.

    Returns:
        Expression of every cell at every time (molecules).

    Raises:
        ValueError: If the times do not increase from 0, or a setting is out of range.

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271.
    """
    n_cells = check_count("n_cells", n_cells, most=MOST_CELLS)
    check_genes(grn)
    settings = RunSettings(noise_type=noise_type, method=method, dt=dt)
    filled = give_half_response(grn, half_response, key=key, settings=settings).grn
    schedule = plan_schedule(filled, check_moments(times), inputs, perturbation)
    intervals = schedule.intervals
    check_size(grn, grn.n_cell_types * n_cells * len(intervals))
    steps = _steps_per_interval(intervals, choose_step(filled, settings))
    start, random_start = choose_start(filled, initial)
    cell_type, cell = np.divmod(np.arange(grn.n_cell_types * n_cells, dtype=np.int32), n_cells)
    wiring = wire(grn.topology)
    course = _follow(
        pad(filled),
        key,
        cell_type,
        cell,
        _rows_of(start, wiring.gene_of_row),
        intervals,
        schedule.changes,
        n_steps=steps,
        static_steps=steps if is_traced(filled.kinetics, start) else None,
        noise_type=noise_type,
        method=method,
        random_start=random_start,
    )
    wanted = _on_host(course)[schedule.wanted]
    shaped = wanted[:, wiring.row_of_gene].transpose(2, 0, 1)
    return shaped.reshape(grn.n_cell_types, n_cells, len(schedule.wanted), grn.n_genes)


def noise_free_course(
    grn: GRN,
    *,
    times: ArrayLike | Sequence[float],
    initial: Initial | ArrayLike | Sequence[float] = "off",
    half_response: HalfResponsePolicy = "deterministic",
    inputs: Sequence[Input] = (),
    perturbation: Perturbation | None = None,
) -> Float[Array | np.ndarray, "cell_types times genes"]:
    """Follow the skeleton dx/dt = P − λx by the classical Runge-Kutta method.

    Args:
        grn: Network.
        times: Increasing times at which the levels are observed; the start is at time 0.
        initial: Levels at time 0 (molecules), "off" or "steady_state"; "random" stands for one
            start between off and fully on, different for every gene.
        half_response: What fills half responses that are NaN.
        inputs: Basal rates that are switched or ramped.
        perturbation: Begins at its `time`, by default at once; the start is the wild type's. Cells
            are paired with those of the wild type if that time is among `times`, or if the wild
            type is followed with the empty `Perturbation(time=…)`.

    Returns:
        Level of every gene at every time (molecules).

    Raises:
        ValueError: If the times do not increase from 0.
    """
    check_genes(grn)
    filled = fill_half_response(grn, half_response).grn
    schedule = plan_schedule(filled, check_moments(times), inputs, perturbation)
    intervals = schedule.intervals
    steps = _steps_per_interval(intervals, smooth_step(filled))
    start, random_start = choose_start(filled, initial)
    if random_start:
        start = start * tilt(grn.n_genes)
    wiring = wire(grn.topology)
    course = _follow_skeleton(
        pad(filled),
        np.arange(grn.n_cell_types, dtype=np.int32),
        _rows_of(start, wiring.gene_of_row),
        intervals,
        schedule.changes,
        n_steps=steps,
        static_steps=steps if is_traced(filled.kinetics, start) else None,
    )
    return _on_host(course)[schedule.wanted][:, wiring.row_of_gene].transpose(2, 0, 1)


def _on_host(course: Array) -> Array | np.ndarray:
    """Leave the device, where each new number of genes would compile the rearrangements again."""
    return course if is_traced(course) else np.asarray(course)


def _steps_per_interval(intervals: Float[np.ndarray, " times"], dt: Scalar) -> int:
    if is_traced(dt):
        raise ValueError("With traced decay rates, give `dt`.")
    steps = int(np.ceil(intervals.max() / float(dt) - 1e-4))
    if steps * len(intervals) > _MOST_STEPS:
        raise ValueError(
            f"The time course would take {steps * len(intervals):,} steps of {float(dt):.3g}, more "
            f"than {_MOST_STEPS:,}. Follow a shorter time, or give a larger `dt`."
        )
    return max(steps, 1)


def _rows_of(
    start: Start, gene_of_row: Int[np.ndarray, " rows"]
) -> Float[Array | np.ndarray, "rows types"]:
    xp = jnp if is_traced(start) else np
    if np.ndim(start) != 2:
        raise ValueError("`initial` must have one level per gene, or per cell type and gene.")
    table = xp.pad(start, ((0, -len(start) % 8), (0, 1)))
    return table[:, gene_of_row].T.astype(np.float32)


def _repeat(
    step: Callable[[Array, Carried], Carried],
    state: Carried,
    n_steps: Count,
    static_steps: int | None,
) -> Carried:
    """Apply a step; a static number has gradients, one known at run time saves compiling."""
    if static_steps is None:
        return jax.lax.fori_loop(0, n_steps, step, state)
    one = _REMEMBER(lambda state, number: (step(number, state), None))
    return jax.lax.scan(one, state, jnp.arange(static_steps))[0]


def _scan_intervals(
    interval: Callable[[Carried, Inputs], tuple[Carried, Array]],
    state: Carried,
    inputs: Inputs,
    static_steps: int | None,
) -> Array:
    """Go through the intervals; for gradients only the state after each is kept."""
    body = interval if static_steps is None else _REMEMBER(interval)
    return jax.lax.scan(body, state, inputs)[1]


@partial(jax.jit, static_argnames=("static_steps", "noise_type", "method", "random_start"))
def _follow(
    network: PaddedNetwork,
    key: PRNGKey,
    cell_type: Int[Array, " cells"],
    cell: Int[Array, " cells"],
    start: Float[Array | np.ndarray, "rows types"],
    intervals: Float[Array, " times"],
    changes: Changes | None,
    *,
    n_steps: Count,
    static_steps: int | None,
    noise_type: NoiseType,
    method: Method,
    random_start: bool,
) -> Float[Array, "times rows cells"]:
    keys = cell_keys(key, cell_type, cell)
    unchanged = at_cells(network, cell_type)  # gathered once, not in every interval
    x = jnp.asarray(start)[:, cell_type]
    if random_start:
        x = x * start_uniform(keys, network.gene)

    def constant(_: Scalar) -> PaddedNetwork:
        return unchanged

    def interval(state: State, inputs: tuple[Array, Array, Array]) -> tuple[State, Array]:
        number, length, before = inputs
        dt = length / n_steps
        cells_at, x = constant, state.x
        if changes is not None:
            cells_at, x = _changed(network, cell_type, changes, number, x)
        state = State(x, state.response)

        def step(inner: Array, state: State) -> State:
            z = normal(keys, network.gene, as_word(number * n_steps + inner))
            growth = jnp.where(inner > 0, 1.0, dt * n_steps / before)
            return langevin_step(
                cells_at((inner + 0.5) / n_steps),
                state,
                z=z,
                dt=dt,
                trend=FULL_TREND * growth,
                noise_type=noise_type,
            )

        state = _repeat(step, state, n_steps, static_steps)
        return state, state.x

    # No trend at the start, also where the first time is 0 and its steps have no length.
    before = jnp.concatenate([jnp.zeros(1), intervals[:-1]])
    before = jnp.where(before > 0, before, jnp.inf)
    if changes is not None:  # a clamp makes its gene jump
        before = jnp.where(changes.begins, jnp.inf, before)
    numbered = (jnp.arange(len(intervals)), intervals, before)
    return _scan_intervals(interval, at_start(network, x, method), numbered, static_steps)


@partial(jax.jit, static_argnames=("static_steps",))
def _follow_skeleton(
    network: PaddedNetwork,
    cell_type: Int[Array, " cells"],
    start: Float[Array | np.ndarray, "rows types"],
    intervals: Float[Array, " times"],
    changes: Changes | None,
    *,
    n_steps: Count,
    static_steps: int | None,
) -> Float[Array, "times rows cells"]:
    unchanged = at_cells(network, cell_type)

    def constant(_: Scalar) -> PaddedNetwork:
        return unchanged

    def interval(x: Array, inputs: tuple[Array, Array]) -> tuple[Array, Array]:
        number, length = inputs
        dt = length / n_steps
        cells_at = constant
        if changes is not None:
            cells_at, x = _changed(network, cell_type, changes, number, x)

        def step(inner: Array, x: Array) -> Array:
            def slope(x: Array, part: float) -> Array:
                cells = cells_at((inner + part) / n_steps)
                return padded_production(cells, padded_response(cells, x)) - cells.decay * x

            first = slope(x, 0.0)
            second = slope(x + 0.5 * dt * first, 0.5)
            third = slope(x + 0.5 * dt * second, 0.5)
            fourth = slope(x + dt * third, 1.0)
            return x + dt / 6 * (first + 2 * second + 2 * third + fourth)

        x = _repeat(step, x, n_steps, static_steps)
        return x, x

    numbered = (jnp.arange(len(intervals)), intervals)
    return _scan_intervals(interval, jnp.asarray(start)[:, cell_type], numbered, static_steps)


def _changed(
    network: PaddedNetwork, cell_type: Array, changes: Changes, number: Array, x: Array
) -> tuple[Callable[[Scalar], PaddedNetwork], Array]:
    """Return the network of every cell as a function of the share of an interval, and the start."""
    begun, begins = changes.begun[number], changes.begins[number]
    chosen = jax.tree.map(lambda wild, own: jnp.where(begun, own, wild), network, changes.mutant)
    cells = at_cells(chosen, cell_type)
    first = changes.base_start[number][:, cell_type]
    last = changes.base_end[number][:, cell_type]

    def at(share: Scalar) -> PaddedNetwork:
        base = cells.base + first + share * (last - first)
        return eqx.tree_at(lambda network: network.base, cells, base)

    held = begins & ~jnp.isnan(changes.clamp)
    return at, jnp.where(held, changes.clamp, x)
