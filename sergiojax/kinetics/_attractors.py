"""How many stable states a network has, and whether it oscillates, for many sets of parameters.

`fixed_points` finds every state of one network. Here each row has parameters of its own, few starts
are made, and what is found for one row is a start for all others: neighbours have similar states.
Starts first relax, x ← (x + P/λ) / 2, so that Newton's method begins near a stable state; and
nothing is compiled. 200 rows of a network of 12 genes take 0.25 s of one core.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from sergiojax.grn import GRN, Topology
from sergiojax.kinetics._flow import follow
from sergiojax.kinetics._newton import distinct, newton, sequence
from sergiojax.kinetics._production import Numbers
from sergiojax.kinetics._skeleton import Skeleton
from sergiojax.kinetics._solve_loops import SteadyStates, check_loops, follow_up, spread_starts

_STARTS = 32  # per row and loop
_RELAXATIONS = 10
_LIKE = 0.02  # of the upper level: relaxed starts this near to each other count as one
_APART = 0.2  # of the upper level, between the states that every row is tried with
_MOST_TRIED = 32
_MEMORY = 2e7  # entries of the Jacobians at once
_TOLERANCE, _STEPS = 1e-3, 200  # of the flow
_ROUNDS = 4  # of so many steps: a path that then still moves circles
_NEAR = 0.02  # of the upper level: a path that ends this near to a stable state has come to it
_MOST_FOLLOWED = 2  # per row


class Attractors(NamedTuple):
    """What every row of parameters settles to.

    Attributes:
        n_stable: Number of stable states.
        oscillates: Whether there is no stable state, or some starts never reach one.
    """

    n_stable: Int[np.ndarray, " rows"]
    oscillates: Bool[np.ndarray, " rows"]


class _Loop(NamedTuple):
    """Stable levels of a loop's genes, the row of each, and rows that oscillate."""

    levels: Float[np.ndarray, "states free"]
    row: Int[np.ndarray, " states"]
    oscillates: Bool[np.ndarray, " rows"]


def attractors(grn: GRN, numbers: Numbers) -> Attractors:
    """Count the stable states of every row.

    Args:
        grn: The wiring; its own parameters are not used.
        numbers: "strength", "hill_coefficient", "half_response", "basal_rate" and "decay", each
            with one row per set of parameters, or one row for all.

    Returns:
        Counts by row.

    Raises:
        ValueError: If a loop has more than 200 genes.
    """
    check_loops(grn.topology)
    n_rows = max(len(values) for values in numbers.values())
    largest = max(map(len, grn.topology.loops), default=1)
    size = max(int(_MEMORY / (max(_STARTS, _MOST_TRIED) * largest**2)), 1)
    blocks = []
    for first in range(0, n_rows, size):
        part = {
            name: values if len(values) == 1 else values[first : first + size]
            for name, values in numbers.items()
        }
        blocks.append(_settle(Skeleton(grn, part), grn.topology, min(size, n_rows - first)))
    return Attractors(*(np.concatenate(parts) for parts in zip(*blocks, strict=True)))


def _settle(skeleton: Skeleton, topology: Topology, n_rows: int) -> Attractors:
    """Take loop after loop, with the stable states upstream held."""
    upper = np.broadcast_to(skeleton.upper, (n_rows, topology.n_genes))
    points = follow_up(skeleton, topology, SteadyStates(upper / 2, np.arange(n_rows)))
    oscillates = np.zeros(n_rows, bool)
    for members in sorted(topology.loops, key=lambda genes: topology.levels[genes[0]]):
        if not len(points.levels):
            break
        part = skeleton.take(points.condition).free(members, held=points.levels)
        found = _settle_loop(part, may_turn=not _is_monotone(part))
        oscillates[points.condition[found.oscillates]] = True
        levels = points.levels[found.row]
        levels[:, members] = found.levels
        points = follow_up(skeleton, topology, SteadyStates(levels, points.condition[found.row]))
    return Attractors(np.bincount(points.condition, minlength=n_rows), oscillates)


def _settle_loop(part: Skeleton, *, may_turn: bool) -> _Loop:
    rows = np.arange(len(part.held))
    start, row = spread_starts(part, rows, sequence(_STARTS, len(part.genes)))
    start, row = _relax(part, start, row)
    found, of = _roots(part, start, row)
    tried = _representatives(part.take(of), found)
    row_again = np.repeat(rows, len(tried))
    again = np.tile(tried, (len(rows), 1)) * part.take(row_again).upper
    more, of_more = _roots(part, *_relax(part, again, row_again))
    found, of = np.concatenate([found, more]), np.concatenate([of, of_more])
    kept = distinct(found, scale=part.take(of).scale, group=of)
    kept = kept[np.argsort(of[kept], kind="stable")]
    found, of = found[kept], of[kept]
    values = np.linalg.eigvals(part.take(of).jacobian(found)).real.max(1, initial=-1.0)
    found, of = found[values < 0], of[values < 0]
    settles = np.bincount(of, minlength=len(rows)) > 0
    turns = ~settles
    if may_turn and settles.any():
        turns |= _turning(part, start, row, found, of)
    return _Loop(found, of, turns)


def _relax(
    part: Skeleton, start: Float[np.ndarray, "starts free"], row: Int[np.ndarray, " starts"]
) -> tuple[Float[np.ndarray, "kept free"], Int[np.ndarray, " kept"]]:
    """Let starts relax, and keep those that are different."""
    own = part.take(row)
    for _ in range(_RELAXATIONS):
        aim = own.production(own.all_levels(start))[:, own.genes] / own.decay
        start = (start + aim) / 2
    kept = distinct(start, scale=own.scale, group=row, apart=_LIKE)
    return start[kept], row[kept]


def _roots(
    part: Skeleton, start: Float[np.ndarray, "starts free"], row: Int[np.ndarray, " starts"]
) -> tuple[Float[np.ndarray, "roots free"], Int[np.ndarray, " roots"]]:
    roots = newton(part.take(row), start)
    found, of = roots.levels, row[roots.start]
    kept = distinct(found, scale=part.take(of).scale, group=of)
    return found[kept], of[kept]


def _representatives(
    part: Skeleton, found: Float[np.ndarray, "found free"]
) -> Float[np.ndarray, "tried free"]:
    """Return different states of all rows, as shares of the upper levels."""
    shares, one_group = found / part.scale, np.zeros(len(found), int)
    scale = np.ones((1, shares.shape[1]))
    return shares[distinct(shares, scale=scale, group=one_group, apart=_APART)][:_MOST_TRIED]


def _turning(
    part: Skeleton,
    start: Float[np.ndarray, "starts free"],
    row: Int[np.ndarray, " starts"],
    stable: Float[np.ndarray, "states free"],
    of: Int[np.ndarray, " states"],
) -> Bool[np.ndarray, " rows"]:
    """Follow relaxed starts that are not at a stable state: do they ever come to one?"""
    lost = np.nonzero(~_near_stable(part, start, row, stable, of))[0]
    number = np.arange(len(lost)) - np.searchsorted(row[lost], row[lost])
    lost = lost[number < _MOST_FOLLOWED]
    levels, row = start[lost], row[lost]
    for _ in range(_ROUNDS):
        if not len(row):
            break
        path = follow(part.take(row), levels, tolerance=_TOLERANCE, n_steps=_STEPS)
        away = ~path.settled & ~_near_stable(part, path.levels, row, stable, of)
        levels, row = path.levels[away], row[away]
    turns = np.zeros(len(part.held), bool)
    turns[row] = True
    return turns


def _near_stable(
    part: Skeleton,
    levels: Float[np.ndarray, "ends free"],
    row: Int[np.ndarray, " ends"],
    stable: Float[np.ndarray, "states free"],
    of: Int[np.ndarray, " states"],
) -> Bool[np.ndarray, " ends"]:
    """Return which levels are near a stable state of their row."""
    scale, near = part.take(row).scale, np.zeros(len(row), bool)
    most = int(np.bincount(of, minlength=1).max())
    first = np.searchsorted(of, np.arange(len(part.held)))
    for number in range(most):  # the states of a row lie one after the other
        place = np.minimum(first[row] + number, len(of) - 1)
        apart = np.abs((levels - stable[place]) / scale).max(1, initial=0.0)
        near |= (of[place] == row) & (apart < _NEAR)
    return near


def _is_monotone(part: Skeleton) -> bool:
    """Say whether all cycles of a loop are positive: then (nearly) all paths settle."""
    production, sign = part.production, np.sign(part.production.strength.sum(0))
    inside = np.isin(production.regulator, part.genes) & (sign != 0)
    ends = [
        np.searchsorted(part.genes, end[inside])
        for end in (production.regulator, production.target)
    ]
    sign = sign[inside]
    side = np.zeros(len(part.genes))
    side[0] = 1.0
    for _ in range(len(part.genes)):  # the sides of a loop's genes follow from those of one
        for one, other in (ends, ends[::-1]):
            new = (side[one] != 0) & (side[other] == 0)
            side[other[new]] = (side[one] * sign)[new]
    return bool((side[ends[1]] == side[ends[0]] * sign).all())
