"""The skeleton followed in time: many starts at once, each with steps of its own length.

A Rosenbrock method of order four after Kaps, Rentrop and Shampine: one Jacobian, one matrix and
four products a step. It is stable for any decay rates, so that a gene a thousand times slower than
another costs only a few more steps, and a start near a stable state takes ever longer steps.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float

from sergiojax.kinetics._skeleton import Skeleton, States, inverse

_STEADY = 1e-6  # distance from P/λ, as a share of the upper level
_FIRST_STEP = 0.1  # of the fastest relaxation
_LONGEST, _SHORTEST, _SAFETY = 5.0, 0.2, 0.9  # factors from a step to the next


class Path(NamedTuple):
    """What was followed.

    Attributes:
        levels: Where every start came to (molecules).
        settled: Whether that is a steady state.
        times: Time of every step; a refused step repeats the last.
        states: Levels at these times; both are empty if no record was asked for.
        velocities: dx/dt at these times.
    """

    levels: States
    settled: Bool[np.ndarray, " states"]
    times: Float[np.ndarray, "steps states"]
    states: Float[np.ndarray, "steps states free"]
    velocities: Float[np.ndarray, "steps states free"]


def follow(
    skeleton: Skeleton,
    start: States,
    *,
    tolerance: float,
    n_steps: int,
    duration: Float[np.ndarray, " states"] | None = None,
    record: bool = False,
) -> Path:
    """Follow the flow for a time, or to a steady state.

    Args:
        skeleton: One row for all starts, or one per start.
        start: Levels of the free genes (molecules).
        tolerance: Error of a step, as a share of the upper level.
        n_steps: Most steps, refused ones included.
        duration: Time to follow every start for; without one, to a steady state.
        record: Keep all steps. Then no start is left out while others go on.

    Returns:
        The ends and, if asked for, the paths.
    """
    ends, settled = np.array(start, float), np.zeros(len(start), bool)
    rows, part, levels, time = np.arange(len(start)), skeleton, ends.copy(), np.zeros(len(start))
    step = np.broadcast_to(_FIRST_STEP / skeleton.decay.max(1, initial=1e-300), time.shape)
    longest = 1e3 / skeleton.decay.min(initial=1e300)  # a steady start would step to infinity
    velocity = part.velocity(levels)
    way = [(time, levels, velocity)]
    for _ in range(n_steps):
        steady = part.speed(velocity) <= _STEADY
        done = steady if duration is None else time >= duration[rows]
        if done.any() and not record:
            ends[rows], settled[rows] = levels, steady
            rows, step, part = rows[~done], step[~done], part.take(~done)
            time, levels, velocity = time[~done], levels[~done], velocity[~done]
        if done.all():
            break
        if duration is not None:
            step = np.minimum(step, duration[rows] - time)
        moved, error = _step(part, levels, velocity, np.maximum(step, 1e-300))
        size = np.abs(error / part.scale).max(1, initial=0.0) / tolerance
        good = size <= 1.0
        time = np.where(good, time + step, time)
        levels = np.where(good[:, None], np.maximum(moved, 0.0), levels)
        velocity = part.velocity(levels)
        growth = _SAFETY * np.maximum(size, 1e-12) ** -0.25
        step = np.minimum(step * np.clip(growth, _SHORTEST, _LONGEST), longest)
        if record:
            way.append((time, levels, velocity))
    ends[rows], settled[rows] = levels, part.speed(velocity) <= _STEADY
    times, states, velocities = (np.stack(kept) for kept in zip(*way, strict=True))
    return Path(ends, settled, times, states, velocities)


def interpolate(path: Path, row: int, times: Float[np.ndarray, " times"]) -> States:
    """Return the levels of one start at given times, by cubics between its steps.

    Args:
        path: A recorded path.
        row: The start.
        times: Times within the path.

    Returns:
        Levels of the free genes (molecules), not negative.
    """
    kept = np.concatenate([[True], np.diff(path.times[:, row]) > 0])
    at, x, v = path.times[kept, row], path.states[kept, row], path.velocities[kept, row]
    left = np.clip(np.searchsorted(at, times, side="right") - 1, 0, max(len(at) - 2, 0))
    right = np.minimum(left + 1, len(at) - 1)
    width = np.where(right > left, at[right] - at[left], 1.0)[:, None]
    s = (times - at[left])[:, None] / width
    rise = x[right] - x[left]
    bend = (1 - s) * (width * v[left] - rise) - s * (width * v[right] - rise)
    return np.maximum(x[left] + s * rise + s * (1 - s) * bend, 0.0)


def _step(part: Skeleton, x: States, f: States, step: np.ndarray) -> tuple[States, States]:
    """Return the state after a step, and the difference to that of order three.

    Source:
        Shampine (1982), Implementation of Rosenbrock methods, ACM Trans. Math. Softw. 8, 93-113.
    """
    h = step[:, None]
    eye = np.eye(x.shape[1])
    solve = inverse(eye / (0.5 * h[..., None]) - part.jacobian(x))
    g1 = np.einsum("sij,sj->si", solve, f)
    first = part.velocity(x + 2 * g1)
    g2 = np.einsum("sij,sj->si", solve, first - 8 * g1 / h)
    last = part.velocity(x + 48 / 25 * g1 + 6 / 25 * g2)
    g3 = np.einsum("sij,sj->si", solve, last + (372 / 25 * g1 + 12 / 5 * g2) / h)
    right = last + (-112 / 125 * g1 - 54 / 125 * g2 - 2 / 5 * g3) / h
    g4 = np.einsum("sij,sj->si", solve, right)
    moved = x + 19 / 9 * g1 + g2 / 2 + 25 / 108 * g3 + 125 / 108 * g4
    return moved, 17 / 54 * g1 + 7 / 36 * g2 + 125 / 108 * g4
