"""Oscillations of the noise-free network that attract: period, swing and one turn of each."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from sergiojax._checks import check_count
from sergiojax.grn import GRN, Topology
from sergiojax.kinetics._fixed_points import cell_type_indices
from sergiojax.kinetics._flow import follow
from sergiojax.kinetics._half_response import fill_half_response
from sergiojax.kinetics._newton import distinct, sequence
from sergiojax.kinetics._shooting import ORBIT_POINTS, Orbits, close_orbits, last_turns
from sergiojax.kinetics._skeleton import Skeleton, States
from sergiojax.kinetics._solve_loops import affordable, check_loops, driving_genes

_THIN = 5  # every fifth point of an orbit is handed out
_TRANSIENT = 1e-3, 200  # tolerance and steps until a start is steady, or else circles
_RECORD = 1e-4, 250  # tolerance and steps of what is searched for returns
_SAME = 0.03  # relative, of period, lowest and highest levels: two guesses of one cycle
_NEAR = 0.1  # of the upper level: a start that ends this near to a cycle belongs to it


class LimitCycles(NamedTuple):
    """The attracting limit cycles of a network, one per row: by cell type, large basins first.

    Attributes:
        cell_type: Index of the cell type.
        period: Time of one turn.
        low: Lowest level of every gene along the cycle (molecules).
        high: Highest level (molecules).
        orbit: Levels along one turn, equally spaced in time; the last point is the first.
        basin: Share of starts, spread evenly between off and fully on, that the flow carries here.
    """

    cell_type: Int[np.ndarray, " cycles"]
    period: Float[np.ndarray, " cycles"]
    low: Float[np.ndarray, "cycles genes"]
    high: Float[np.ndarray, "cycles genes"]
    orbit: Float[np.ndarray, "cycles points genes"]
    basin: Float[np.ndarray, " cycles"]


def limit_cycles(grn: GRN, *, cell_type: str | None = None, n_starts: int = 64) -> LimitCycles:
    """Find the limit cycles that starts are carried to.

    Starts that do not settle are followed on; where the path returns, shooting gives the exact
    orbit, to five digits. A spiral into a steady state is not a cycle. Cycles that repel, and
    chaos, are not reported; nor is a cycle with a swing below a thousandth of the upper level.

    Args:
        grn: Network with known parameters; missing half responses are found as by
            `fill_half_response`.
        cell_type: Name of one cell type; by default all.
        n_starts: Starts per cell type; fewer if the feedback loops have more than 40 genes.

    Returns:
        A flat table without rows if nothing oscillates.

    Raises:
        ValueError: If there is no such cell type, or a loop has more than 200 genes.
    """
    check_count("n_starts", n_starts, most=100_000)
    wanted = cell_type_indices(grn, cell_type)
    check_loops(grn.topology)
    grn = fill_half_response(grn).grn
    skeleton, topology = Skeleton(grn).take(wanted), grn.topology
    genes = driving_genes(topology)
    n_starts = affordable(n_starts, len(genes))
    condition = np.repeat(np.arange(len(wanted)), n_starts)
    part = skeleton.free(genes, held=skeleton.held).take(condition)
    start = np.tile(sequence(n_starts, len(genes)), (len(wanted), 1)) * part.upper
    circling, ends, orbits = circle(part, start, group=condition)
    scale = skeleton.scale[:, genes]
    reached = _assign_ends(scale, orbits, ends, condition[circling])
    basin = np.bincount(reached[reached >= 0], minlength=len(orbits.row)) / n_starts
    order = np.lexsort((-basin, orbits.row))
    orbits = Orbits(*(part[order] for part in orbits))
    whole = whole_orbits(skeleton, topology, orbits)
    return LimitCycles(
        wanted[orbits.row],
        orbits.period,
        whole.min(1, initial=np.inf),
        whole.max(1, initial=0.0),
        np.concatenate([whole[:, ::_THIN], whole[:, :1]], axis=1),
        basin[order],
    )


def circle(
    skeleton: Skeleton, start: States, *, group: Int[np.ndarray, " states"]
) -> tuple[Int[np.ndarray, " ends"], Float[np.ndarray, "ends free"], Orbits]:
    """Follow starts, one per row, and find the orbits of those that do not settle.

    Args:
        skeleton: The genes in and upstream of loops, one row per start.
        start: Levels (molecules).
        group: Cell type, or value of a parameter, of every start.

    Returns:
        The starts that do not settle, where they are at last, and the different orbits among them,
        whose rows are the groups.
    """
    tolerance, n_steps = _TRANSIENT
    path = follow(skeleton, start, tolerance=tolerance, n_steps=n_steps)
    circling = np.nonzero(~path.settled)[0]
    if not len(circling):
        nothing = np.zeros((0, ORBIT_POINTS, start.shape[1]))
        return circling, start[:0], Orbits(circling, np.zeros(0), nothing)
    part, group = skeleton.take(circling), group[circling]
    tolerance, n_steps = _RECORD
    path = follow(part, path.levels[circling], tolerance=tolerance, n_steps=n_steps, record=True)
    turns = last_turns(part, path)
    turning = np.nonzero(np.isfinite(turns).all(1))[0]
    chosen = turning[_different(turns[turning], group[turning])]
    orbits = close_orbits(part.take(chosen), path.levels[chosen], turns[chosen, 0])
    orbits = orbits._replace(row=group[chosen[orbits.row]])
    swings = np.stack([orbits.states.min(1), orbits.states.max(1)], 1) / part.scale.max(0)
    swings = swings.reshape(len(swings), 2 * start.shape[1])
    numbers = np.concatenate([orbits.period[:, None], swings], axis=1)
    kept = _different(numbers, orbits.row)
    return circling, path.levels, Orbits(*(part[kept] for part in orbits))


def whole_orbits(
    skeleton: Skeleton, topology: Topology, orbits: Orbits
) -> Float[np.ndarray, "orbits points genes"]:
    """Return the levels of all genes along orbits of the genes in and upstream of loops.

    The others follow a known production P linearly: each Fourier coefficient of it is divided
    by λ + iω.
    """
    genes = driving_genes(topology)
    others = np.setdiff1d(np.arange(topology.n_genes), genes)
    whole = np.zeros((len(orbits.row), ORBIT_POINTS, topology.n_genes))
    for levels, row, period, states in zip(whole, *orbits, strict=True):
        levels[:, genes] = states
        part = skeleton.take(np.array([row]))
        omega = 2 * np.pi / period * np.arange(ORBIT_POINTS // 2 + 1)
        for _ in range(topology.depth + 1 if len(others) else 0):
            waves = np.fft.rfft(part.production(levels)[:, others], axis=0)
            waves /= part.decay[:, others] + 1j * omega[:, None]
            levels[:, others] = np.maximum(np.fft.irfft(waves, ORBIT_POINTS, axis=0), 0.0)
    return whole


def _different(numbers: np.ndarray, group: np.ndarray) -> Int[np.ndarray, " kept"]:
    """Return the first of each set of similar turns: period, and swings in units of scale."""
    scale = np.ones((1, numbers.shape[1]))
    scale[0, 0] = numbers[:, 0].mean() if len(numbers) else 1.0
    return distinct(numbers, scale=scale, group=group, apart=_SAME)


def _assign_ends(
    scale: States,
    orbits: Orbits,
    ends: Float[np.ndarray, "ends free"],
    condition: Int[np.ndarray, " ends"],
) -> Int[np.ndarray, " ends"]:
    """Return the orbit that every end is on, -1 if none is near."""
    reached, near = np.full(len(ends), -1), np.full(len(ends), _NEAR)
    for number, (row, states) in enumerate(zip(orbits.row, orbits.states, strict=True)):
        for end in np.nonzero(condition == row)[0]:
            distance = np.abs((states - ends[end]) / scale[row]).max(1).min()
            if distance < near[end]:
                reached[end], near[end] = number, distance
    return reached
