"""All steady states, feedback loop by feedback loop.

Outside loops, levels follow from those upstream. So the loops are taken in their order: with the
levels upstream held, a loop alone has few unknowns, and every combination of the states of
independent switches is found, however many there are.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Complex, Float, Int

from sergiojax.grn import Topology
from sergiojax.kinetics._newton import distinct, newton, orientation, sequence
from sergiojax.kinetics._skeleton import Skeleton, States

MAX_LOOP_GENES = 200
MAX_POINTS = 1000  # per condition; independent switches multiply
_MOST_ROUNDS = 4
_FEWEST_STARTS = 16  # per state of what is upstream
_WORK = 2e7  # starts × genes³ of a loop: a second or two


class SteadyStates(NamedTuple):
    """Steady states.

    Attributes:
        levels: Level of every gene (molecules).
        condition: Row of the skeleton (cell type, or value of a parameter) that each belongs to.
    """

    levels: Float[np.ndarray, "points genes"]
    condition: Int[np.ndarray, " points"]


def find_steady_states(skeleton: Skeleton, topology: Topology, *, n_starts: int) -> SteadyStates:
    """Find the steady states of every row of a skeleton.

    Args:
        skeleton: All genes free, one row per condition.
        topology: Its wiring.
        n_starts: Starts of Newton's method per condition and loop.

    Returns:
        Levels, ordered by condition.

    Raises:
        ValueError: If a loop has more than 200 genes.
    """
    check_loops(topology)
    points = SteadyStates(skeleton.upper / 2, np.arange(len(skeleton.upper)))
    points = follow_up(skeleton, topology, points)
    for members in sorted(topology.loops, key=lambda genes: topology.levels[genes[0]]):
        part = skeleton.take(points.condition).free(members, held=points.levels)
        per_state = n_starts * len(skeleton.upper) // max(len(points.levels), 1)
        free, of = solve_loop(part, affordable(max(per_state, _FEWEST_STARTS), len(members)))
        levels = points.levels[of]
        levels[:, members] = free
        points = _capped(follow_up(skeleton, topology, SteadyStates(levels, points.condition[of])))
    return points


def follow_up(skeleton: Skeleton, topology: Topology, points: SteadyStates) -> SteadyStates:
    """Return the points with the genes outside loops where the loops put them."""
    looped = np.concatenate([*topology.loops, np.zeros(0, int)]).astype(int)
    others = np.setdiff1d(np.arange(topology.n_genes), looped)
    levels, part = points.levels.copy(), skeleton.take(points.condition)
    for _ in range(topology.depth + 1):
        levels[:, others] = (part.production(levels) / part.decay)[:, others]
    return points._replace(levels=levels)


def refine(
    skeleton: Skeleton, topology: Topology, guess: SteadyStates
) -> tuple[SteadyStates, Int[np.ndarray, " points"]]:
    """Lead guesses to steady states, all loops at once.

    Returns:
        The steady states, and the guess that each comes from; a guess may come to none.
    """
    genes = driving_genes(topology)
    part = skeleton.take(guess.condition).free(genes, held=guess.levels)
    roots = newton(part, guess.levels[:, genes])
    levels, condition = guess.levels[roots.start], guess.condition[roots.start]
    levels[:, genes] = roots.levels
    return follow_up(skeleton, topology, SteadyStates(levels, condition)), roots.start


def merge(skeleton: Skeleton, *parts: SteadyStates) -> SteadyStates:
    """Return the different points of several sets, by condition; the first of equals is kept."""
    levels, condition = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    scale = skeleton.take(condition).scale
    kept = distinct(levels, scale=scale, group=condition)
    kept = kept[np.argsort(condition[kept], kind="stable")]
    return SteadyStates(levels[kept], condition[kept])


def driving_genes(topology: Topology) -> Int[np.ndarray, " genes"]:
    """Return the genes in feedback loops and those that drive them; the others only follow."""
    looped = np.concatenate([*topology.loops, np.zeros(0, int)]).astype(int)
    return np.nonzero(topology.upstream(looped))[0]


def spectrum(
    skeleton: Skeleton, topology: Topology, points: SteadyStates
) -> Complex[np.ndarray, "points genes"]:
    """Return the eigenvalues of the Jacobian, largest real part first (per time).

    It is block triangular: those of every loop alone, and −λ of the genes outside.
    """
    part = skeleton.take(points.condition)
    values = np.array(np.broadcast_to(-part.decay, points.levels.shape), complex)
    for members in topology.loops:
        block = part.free(members, held=points.levels)
        values[:, members] = np.linalg.eigvals(block.jacobian(points.levels[:, members]))
    return sort_eigenvalues(values)


def sort_eigenvalues(
    values: Float[np.ndarray, "points genes"] | Complex[np.ndarray, "points genes"],
) -> Complex[np.ndarray, "points genes"]:
    """Return the eigenvalues of every point, largest real part first."""
    order = np.lexsort((-np.imag(values), -np.real(values)), axis=1)
    return np.take_along_axis(values, order, axis=1).astype(complex)


def check_loops(topology: Topology) -> None:
    """Refuse a loop that is too large.

    Raises:
        ValueError: With its size, and what to do.
    """
    largest = max(map(len, topology.loops), default=0)
    if largest > MAX_LOOP_GENES:
        raise ValueError(
            f"A feedback loop holds {largest} genes; steady states are searched for up to "
            f"{MAX_LOOP_GENES}. Cut the network down, or use `steady_state` for one of them."
        )


def affordable(n_starts: int, n_genes: int) -> int:
    """Return fewer starts where each is expensive: its time grows with the cube of the genes."""
    return min(n_starts, max(int(_WORK / max(n_genes, 1) ** 3), 4))


def _capped(points: SteadyStates) -> SteadyStates:
    first = np.searchsorted(points.condition, points.condition)
    kept = np.arange(len(points.condition)) - first < MAX_POINTS
    return SteadyStates(points.levels[kept], points.condition[kept])


def solve_loop(part: Skeleton, n_starts: int) -> tuple[States, Int[np.ndarray, " points"]]:
    """Find the steady states of the free genes, whatever their wiring.

    Rows whose orientations do not sum to 1 lack a point: they get more starts, a few times.

    Args:
        part: One row per level of the genes that are held.
        n_starts: Starts per row and round.

    Returns:
        Levels of the free genes (molecules), and the row of each.
    """
    n_rows, n_free = len(part.held), len(part.genes)
    found, of = np.zeros((0, n_free)), np.zeros(0, int)
    lacking = np.arange(n_rows)
    for number in range(_MOST_ROUNDS):
        shares = sequence(affordable(n_starts << number, n_free), n_free, first=number * n_starts)
        start, row = spread_starts(part, lacking, shares)
        if number:
            between = [_between(found[of == one], len(shares)) for one in lacking]
            start = np.concatenate([start, *between])
            row = np.concatenate([row, np.repeat(lacking, [len(some) for some in between])])
        roots = newton(part.take(row), start)
        found, of = np.concatenate([found, roots.levels]), np.concatenate([of, row[roots.start]])
        kept = distinct(found, scale=part.take(of).scale, group=of)
        found, of = found[kept], of[kept]
        signs = orientation(part.take(of), found)
        lacking = np.nonzero(np.bincount(of, signs, n_rows) != 1.0)[0]
        if not len(lacking):
            break
    order = np.argsort(of, kind="stable")
    return found[order], of[order]


def spread_starts(
    part: Skeleton, rows: np.ndarray, shares: np.ndarray
) -> tuple[States, Int[np.ndarray, " starts"]]:
    """Return starts for some rows, and the row of each: off, fully on, and two kinds of spread.

    The first half of the shares is of the upper level. The second half is of the response of an
    outgoing edge, because saddles between steep responses hide in a sliver of the levels.
    """
    row, n_corners = np.repeat(rows, len(shares) + 2), 2
    every = np.concatenate([np.zeros((1, shares.shape[1])), np.ones((1, shares.shape[1])), shares])
    start = every * part.take(rows).upper[:, None]
    start = np.array(np.broadcast_to(start, (len(rows), *every.shape)))
    second = np.arange(n_corners + len(shares) // 2, len(every))
    share = np.clip(every[second], 1e-6, 1 - 1e-6)
    odds = np.log(share / (1 - share))
    production = part.production.take(rows)
    for place, gene in enumerate(part.genes):
        edges = np.nonzero(production.regulator == gene)[0]
        if len(edges):
            edge = edges[second % len(edges)]
            exponent = production.shift[:, edge] + odds[:, place]
            start[:, second, place] = np.exp(exponent / production.hill[:, edge])
    start = start.reshape(len(row), -1)
    return np.minimum(start, part.take(row).upper), row


def _between(points: States, number: int) -> Float[np.ndarray, "starts free"]:
    """Return starts on the lines between pairs of points, where saddles are."""
    n_points, count = len(points), np.arange(number)
    if n_points < 2:
        return points[:0]
    one = count % n_points
    other = (one + 1 + count // n_points % (n_points - 1)) % n_points
    share = (count * 0.618034 % 1.0)[:, None]
    return share * points[one] + (1 - share) * points[other]
