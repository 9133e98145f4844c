"""Branches of steady states over the values of a parameter: what belongs together, where it turns.

A steady state belongs to the same branch as that of the next value which Newton's method leads it
to, if the way back leads to itself. Where a branch ends, or its stability changes, halving of the
interval finds the value.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Complex, Float, Int

from sergiojax.grn import Topology
from sergiojax.kinetics._newton import distinct
from sergiojax.kinetics._skeleton import Skeleton
from sergiojax.kinetics._solve_loops import SteadyStates, merge, refine, spectrum

Sweep = Callable[[Float[np.ndarray, " values"]], Skeleton]

_MOST_ROUNDS = 20
_SAME = 1e-4  # of the upper level
_NEXT = 0.1  # of the upper level: the farthest that a point may move between two values
_HALVINGS = 18
_MEET = 1e-2  # of the range of values and of levels: the ends of two branches that meet
_TURNS = 1e-3  # of the fastest decay: the imaginary part above which an eigenvalue rotates


class Turns(NamedTuple):
    """Where the number of unstable directions changes along a branch, or the branch ends.

    Attributes:
        value: Value of the parameter.
        expression: Level of every gene there (molecules).
        rotates: Whether a pair of complex eigenvalues crosses the axis (a Hopf bifurcation), not
            a real one, with which two steady states meet.
    """

    value: Float[np.ndarray, " turns"]
    expression: Float[np.ndarray, "turns genes"]
    rotates: Bool[np.ndarray, " turns"]


def complete(skeleton: Skeleton, topology: Topology, points: SteadyStates) -> SteadyStates:
    """Add the steady states that those of neighbouring values lead to, until no new one appears."""
    new = points
    for _ in range(_MOST_ROUNDS):
        guesses = [_shifted(skeleton, new, step) for step in (-1, 1)]
        found = [refine(skeleton, topology, guess)[0] for guess in guesses]
        whole = merge(skeleton, points, *found)
        if len(whole.levels) == len(points.levels):
            break
        new, points = whole, whole
    return points


def link(
    skeleton: Skeleton,
    topology: Topology,
    points: SteadyStates,
    unstable: Int[np.ndarray, " points"],
) -> Int[np.ndarray, " points"]:
    """Return the point of the next value that continues each point, -1 if there is none.

    Args:
        skeleton: One row per value.
        topology: The wiring.
        points: Steady states, ordered by value.
        unstable: Number of eigenvalues with a positive real part.

    Returns:
        Index of a point of the next value.
    """
    ahead, back = (_led_to(skeleton, topology, points, step) for step in (1, -1))
    numbers = np.arange(len(ahead))
    following = np.where((ahead >= 0) & (back[ahead] == numbers), ahead, -1)
    free = np.setdiff1d(numbers, following)
    for point in np.nonzero(following < 0)[0]:  # two points so near that they were exchanged
        near = points.condition[free] == points.condition[point] + 1
        choices = free[near & (unstable[free] == unstable[point])]
        scale = skeleton.scale[points.condition[point]]
        gap = np.abs((points.levels[choices] - points.levels[point]) / scale).max(1, initial=0.0)
        if len(choices) and gap.min() < _NEXT:
            following[point] = choices[gap.argmin()]
            free = free[free != following[point]]
    return following


def branches(following: Int[np.ndarray, " points"]) -> Int[np.ndarray, " points"]:
    """Return the branch of every point, numbered by first appearance."""
    branch, number = np.full(len(following), -1), 0
    for point, next_point in enumerate(following):
        if branch[point] < 0:
            branch[point], number = number, number + 1
        if next_point >= 0:
            branch[next_point] = branch[point]
    return branch


def find_turns(
    sweep: Sweep,
    topology: Topology,
    *,
    values: Float[np.ndarray, " values"],
    points: SteadyStates,
    following: Int[np.ndarray, " points"],
    unstable: Int[np.ndarray, " points"],
) -> Turns:
    """Find where branches end or change their stability.

    Args:
        sweep: Returns the skeleton of some values of the parameter, one row each.
        topology: The wiring.
        values: Values of the parameter.
        points: Steady states at these values.
        following: The point of the next value that continues each point.
        unstable: Number of eigenvalues with a positive real part.

    Returns:
        One row per place, in the order of their values.
    """
    at, n_values, numbers = points.condition, len(values), np.arange(len(following))
    ends = (following < 0) & (at < n_values - 1)
    begins = ~np.isin(numbers, following) & (at > 0)
    changes = (following >= 0) & (unstable != unstable[following])
    inside = np.concatenate([np.nonzero(ends | changes)[0], np.nonzero(begins)[0]])
    step = np.where(np.arange(len(inside)) < (ends | changes).sum(), 1, -1)
    low, high = values[at[inside]], values[np.clip(at[inside] + step, 0, n_values - 1)]
    levels, wanted = points.levels[inside].copy(), unstable[inside]
    reach = _reach(points, inside, sweep(low).scale)
    for _ in range(_HALVINGS if len(inside) else 0):
        middle = (low + high) / 2
        skeleton = sweep(middle)
        found, start = refine(skeleton, topology, SteadyStates(levels, np.arange(len(inside))))
        gap = np.abs((found.levels - levels[start]) / skeleton.scale[start]).max(1, initial=0.0)
        same = gap <= reach[start]
        same &= count_unstable(spectrum(skeleton, topology, found)) == wanted[start]
        exists = np.zeros(len(inside), bool)
        exists[start[same]] = True
        levels[start[same]] = found.levels[same]
        low, high = np.where(exists, middle, low), np.where(exists, high, middle)
    return _different(sweep, topology, (low + high) / 2, levels)


def count_unstable(eigenvalues: Complex[np.ndarray, "points genes"]) -> Int[np.ndarray, " points"]:
    """Return the number of eigenvalues with a positive real part."""
    return (np.real(eigenvalues) > 0).sum(1)


def _shifted(skeleton: Skeleton, points: SteadyStates, step: int) -> SteadyStates:
    """Return the points as guesses for the next value, or the last."""
    condition = points.condition + step
    kept = (condition >= 0) & (condition < len(skeleton.upper))
    return SteadyStates(points.levels[kept], condition[kept])


def _led_to(
    skeleton: Skeleton, topology: Topology, points: SteadyStates, step: int
) -> Int[np.ndarray, " points"]:
    """Return the point of a neighbouring value that Newton's method leads each point to, or -1."""
    led, condition = np.full(len(points.levels), -1), points.condition + step
    origin = np.nonzero((condition >= 0) & (condition < len(skeleton.upper)))[0]
    found, start = refine(skeleton, topology, _shifted(skeleton, points, step))
    first = np.searchsorted(points.condition, np.arange(len(skeleton.upper) + 1))
    for levels, value, point in zip(*found, origin[start], strict=True):
        own = slice(first[value], first[value + 1])
        gap = np.abs((points.levels[own] - levels) / skeleton.scale[value]).max(1, initial=0.0)
        if len(gap) and gap.min() < _SAME:
            led[point] = first[value] + gap.argmin()
    return led


def _reach(points: SteadyStates, inside: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Return how far a point may move: to the nearest other one of its value, which it may meet."""
    reach = np.full(len(inside), np.inf)
    for number, point in enumerate(inside):
        others = points.condition == points.condition[point]
        others[point] = False
        gap = np.abs((points.levels[others] - points.levels[point]) / scale[number]).max(1)
        reach[number] = gap.min(initial=np.inf)
    return reach


def _different(sweep: Sweep, topology: Topology, value: np.ndarray, levels: np.ndarray) -> Turns:
    """Return the places, those once that two branches share, and which of them rotate."""
    if not len(value):
        return Turns(value, levels, np.zeros(0, bool))
    order = np.argsort(value)
    value, levels = value[order], levels[order]
    skeleton = sweep(value)
    numbers = np.concatenate([value[:, None], levels], axis=1)
    widths = np.abs(value[:, None]) + np.ptp(value), skeleton.scale
    kept = distinct(
        numbers,
        scale=np.concatenate(widths, axis=1).max(0)[None],
        group=np.zeros(len(value), int),
        apart=_MEET,
    )
    points = SteadyStates(levels[kept], kept)
    eigenvalues = spectrum(skeleton, topology, points)
    critical = np.abs(np.real(eigenvalues)).argmin(1)
    rotation = np.abs(np.imag(eigenvalues)[np.arange(len(kept)), critical])
    return Turns(value[kept], levels[kept], rotation > _TURNS * skeleton.decay.max())
