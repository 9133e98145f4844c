"""Closed orbits of the skeleton: a guess from a recorded path, made exact by shooting.

A state x and a period T are sought with φ_T(x) = x, by Newton's method on both. A spiral into a
steady state ends in a point and is dropped, however slow; a cycle that attracts weakly is found in
a few steps, where following the flow would take hundreds of turns.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from sergiojax.kinetics._flow import Path, follow, interpolate
from sergiojax.kinetics._production import take_rows
from sergiojax.kinetics._skeleton import Skeleton, States, inverse

ORBIT_POINTS = 1000
_DENSE = 1500
_AWAY, _BACK = 0.3, 0.15  # of the path's extent: so far it must go, so near it must come again
_SMALLEST = 1e-3  # of the upper level: a cycle with a smaller swing is a point
_TOLERANCE = 1e-6  # of a step, as a share of the upper level
_MOST_STEPS = 4000
_MOST_ROUNDS = 12
_CLOSED = 1e-5  # of the upper level, and of the period
_FARTHEST = 0.2  # of the upper level, and of the period: the longest Newton step
_ATTRACTS = 1.02  # the largest Floquet multiplier across the orbit


class Orbits(NamedTuple):
    """Attracting closed orbits.

    Attributes:
        row: Row of the skeleton.
        period: Time of one turn.
        states: Levels of the free genes along it, equally spaced in time, the end left out.
    """

    row: Int[np.ndarray, " orbits"]
    period: Float[np.ndarray, " orbits"]
    states: Float[np.ndarray, "orbits points free"]


def last_turns(skeleton: Skeleton, path: Path) -> Float[np.ndarray, "states numbers"]:
    """Return how long ago every recorded path was where it is now, and its swing since then.

    Returns:
        Period, lowest and highest levels in units of their scale; NaN where a path never returns.
    """
    return np.stack([_last_turn(skeleton, path, row) for row in range(len(path.levels))])


def close_orbits(skeleton: Skeleton, state: States, period: Float[np.ndarray, " states"]) -> Orbits:
    """Make guesses of closed orbits exact.

    Args:
        skeleton: One row per guess.
        state: A state near every orbit (molecules).
        period: About its period.

    Returns:
        The attracting orbits among those that were found.
    """
    rows = np.arange(len(state))
    good = np.zeros(len(state), bool)
    state, period = state.copy(), period.copy()
    first = period.copy()
    for _ in range(_MOST_ROUNDS):
        if not len(rows):
            break
        part = skeleton.take(rows)
        move, stretch, attracts = _correction(part, state[rows], period[rows])
        state[rows] = np.clip(state[rows] + move, 0.0, part.upper)
        period[rows] += stretch
        size = np.abs(move / part.scale).max(1), np.abs(stretch) / period[rows]
        done = np.maximum(*size) < _CLOSED
        good[rows[done]] = attracts[done]
        astray = ~((period[rows] > first[rows] / 3) & (period[rows] < first[rows] * 3))
        rows = rows[~done & ~astray]
    return _trace(skeleton, np.nonzero(good)[0], state[good], period[good])


def _last_turn(skeleton: Skeleton, path: Path, row: int) -> Float[np.ndarray, " numbers"]:
    ago = np.linspace(0.0, path.times[-1, row], _DENSE)
    states = interpolate(path, row, path.times[-1, row] - ago) / take_rows(skeleton.scale, [row])
    distance = np.abs(states - states[0]).max(1)
    extent = distance.max()
    away = np.argmax(distance > _AWAY * extent)
    later = distance[away:]
    back = (later[1:-1] <= later[:-2]) & (later[1:-1] <= later[2:])
    back &= later[1:-1] < _BACK * extent
    if extent < _SMALLEST or not back.any():
        return np.full(1 + 2 * states.shape[1], np.nan)
    turn = states[: away + 2 + np.argmax(back)]
    return np.concatenate([[ago[len(turn) - 1]], turn.min(0), turn.max(0)])


def _correction(
    part: Skeleton, state: States, period: np.ndarray
) -> tuple[States, Float[np.ndarray, " states"], Bool[np.ndarray, " states"]]:
    """Return a Newton step for state and period, and whether the orbit attracts.

    The step solves (M − I) dx + f(φ_T(x)) dT = x − φ_T(x) and f(x)·dx = 0, levels in units of their
    scale; M = ∂φ_T/∂x is the product of (1 − hJ/2)⁻¹ (1 + hJ/2) over the steps taken.
    """
    path = follow(
        part, state, tolerance=_TOLERANCE, n_steps=_MOST_STEPS, duration=period, record=True
    )
    n_states, n_free = state.shape
    system = np.zeros((n_states, n_free + 1, n_free + 1))
    turn = _turn(part, path)
    system[:, :-1, :-1] = turn - np.eye(n_free)
    system[:, :-1, -1] = path.velocities[-1] / part.scale * period[:, None]
    system[:, -1, :-1] = path.velocities[0] / part.scale * period[:, None]
    miss = np.zeros((n_states, n_free + 1, 1))
    miss[:, :-1, 0] = (state - path.states[-1]) / part.scale
    step = (inverse(system) @ miss)[..., 0]
    step *= np.minimum(1.0, _FARTHEST / np.maximum(np.abs(step).max(1), 1e-300))[:, None]
    # The multiplier along the orbit is 1, and on stiff orbits the error of M is largest there.
    along = path.velocities[0] / part.scale
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-300)
    across = turn - (turn @ along[..., None]) @ along[:, None, :]
    attracts = np.abs(np.linalg.eigvals(across)).max(1) < _ATTRACTS
    return step[:, :-1] * part.scale, step[:, -1] * period, attracts


def _turn(part: Skeleton, path: Path) -> Float[np.ndarray, "states free free"]:
    """Return ∂φ_T(x)/∂x along a path, levels in units of their scale."""
    n_states, n_free = path.levels.shape
    eye = np.eye(n_free)
    turn = np.tile(eye, (n_states, 1, 1))
    units = part.scale[:, None, :] / part.scale[:, :, None]
    for number, width in enumerate(np.diff(path.times, axis=0)):
        middle = (path.states[number] + path.states[number + 1]) / 2
        half = part.jacobian(middle) * units * (width / 2)[:, None, None]
        turn = inverse(eye - half) @ (turn + half @ turn)
    return turn


def _trace(skeleton: Skeleton, rows: np.ndarray, state: States, period: np.ndarray) -> Orbits:
    """Return the orbits through some states; those too small to be one are left out."""
    part = skeleton.take(rows)
    path = follow(
        part, state, tolerance=_TOLERANCE / 3, n_steps=_MOST_STEPS, duration=period, record=True
    )
    shares = np.arange(ORBIT_POINTS) / ORBIT_POINTS
    states = [interpolate(path, row, shares * period[row]) for row in range(len(rows))]
    orbits = np.array(states).reshape(len(rows), ORBIT_POINTS, state.shape[1])
    swing = (np.ptp(orbits, axis=1) / part.scale).max(1, initial=0.0)
    closed = np.abs((path.levels - state) / part.scale).max(1, initial=0.0) < 10 * _CLOSED
    real = closed & (swing > _SMALLEST)
    return Orbits(rows[real], period[real], orbits[real])
