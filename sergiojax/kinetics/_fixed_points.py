"""All steady states of a network, their stability, and how many starts come to each."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Complex, Float, Int

from sergiojax._checks import check_choice, check_count
from sergiojax.grn import GRN, Topology
from sergiojax.kinetics._flow import follow
from sergiojax.kinetics._half_response import fill_half_response
from sergiojax.kinetics._newton import sequence, stable
from sergiojax.kinetics._skeleton import Skeleton
from sergiojax.kinetics._solve_loops import (
    SteadyStates,
    affordable,
    driving_genes,
    find_steady_states,
    merge,
    refine,
    spectrum,
)

_TOLERANCE = 1e-3  # of the flow that shares out the basins
_MOST_STEPS = 250
_ROUNDS = 4  # of this many steps, for starts that are still on the way
_NEAR = 1e-2  # of the upper level: an end this near to a stable point belongs to it


class FixedPoints(NamedTuple):
    """The steady states of a network, one per row: by cell type, stable first, large basins first.

    Attributes:
        expression: Level of every gene (molecules).
        cell_type: Index of the cell type.
        eigenvalues: Of the Jacobian, largest real part first (per time).
        stable: Whether the largest real part is negative.
        basin: Share of starts, spread evenly between off and fully on, that the flow carries
            here; 0 if unstable. Starts that end on a limit cycle are in no basin, nor are those
            still on the way when they are given up, as on a spiral that shrinks very slowly.
    """

    expression: Float[np.ndarray, "points genes"]
    cell_type: Int[np.ndarray, " points"]
    eigenvalues: Complex[np.ndarray, "points genes"]
    stable: Bool[np.ndarray, " points"]
    basin: Float[np.ndarray, " points"]


def fixed_points(grn: GRN, *, cell_type: str | None = None, n_starts: int = 256) -> FixedPoints:
    """Find the steady states of the noise-free network, stable or not.

    Newton's method starts at many evenly spread places, for every feedback loop with what is
    upstream held, and again if the orientations of the points do not sum to 1, as those of all
    steady states must. The same call gives the same table. A state that no start leads to is
    missing. In NumPy, in double precision: 1000 starts of the blood model take 0.14 s for Newton's
    method, against 0.18 s by vmapped optimistix after 3 s of compilation for every new network.

    Args:
        grn: Network with known parameters; missing half responses are found as by
            `fill_half_response`.
        cell_type: Name of one cell type; by default all.
        n_starts: Starts per cell type; fewer if a feedback loop has more than 40 genes.

    Returns:
        A flat table; at most 1000 states per cell type.

    Raises:
        ValueError: If there is no such cell type, or a loop has more than 200 genes.
    """
    check_count("n_starts", n_starts, most=100_000)
    wanted = cell_type_indices(grn, cell_type)
    grn = fill_half_response(grn).grn
    skeleton, topology = Skeleton(grn).take(wanted), grn.topology
    points = find_steady_states(skeleton, topology, n_starts=n_starts)
    points, eigenvalues, basin = _with_basins(skeleton, topology, points, n_starts)
    is_stable = stable(eigenvalues)
    order = np.lexsort((-basin, ~is_stable, points.condition))
    return FixedPoints(
        points.levels[order],
        wanted[points.condition[order]],
        eigenvalues[order],
        is_stable[order],
        basin[order],
    )


def cell_type_indices(grn: GRN, cell_type: str | None) -> Int[np.ndarray, " cell_types"]:
    """Return the index of the named cell type, or of all if none is named.

    Raises:
        ValueError: If there is no such cell type.
    """
    if cell_type is None:
        return np.arange(grn.n_cell_types)
    check_choice("cell_type", cell_type, grn.cell_types)
    return np.array([grn.cell_types.index(cell_type)])


class _Ends(NamedTuple):
    """Where starts settled: levels of the genes in and upstream of loops."""

    levels: Float[np.ndarray, "ends free"]
    condition: Int[np.ndarray, " ends"]


def _with_basins(
    skeleton: Skeleton, topology: Topology, points: SteadyStates, n_starts: int
) -> tuple[SteadyStates, np.ndarray, np.ndarray]:
    """Return all points, also those that only the flow finds, their eigenvalues and basins."""
    eigenvalues = spectrum(skeleton, topology, points)
    if not topology.has_feedback:
        return points, eigenvalues, np.ones(len(points.levels))
    genes = driving_genes(topology)
    n_starts = affordable(n_starts, len(genes))
    ends = _flow_ends(skeleton, genes, points.condition[stable(eigenvalues)], n_starts)
    reached = _assign_ends(skeleton, genes, points, stable(eigenvalues), ends)
    if (reached < 0).any():
        levels = skeleton.upper[ends.condition[reached < 0]]
        levels[:, genes] = ends.levels[reached < 0]
        missed, _ = refine(skeleton, topology, SteadyStates(levels, ends.condition[reached < 0]))
        points = merge(skeleton, points, missed)
        eigenvalues = spectrum(skeleton, topology, points)
        reached = _assign_ends(skeleton, genes, points, stable(eigenvalues), ends)
    counts = np.bincount(reached[reached >= 0], minlength=len(points.levels))
    return points, eigenvalues, counts / n_starts


def _flow_ends(
    skeleton: Skeleton, genes: np.ndarray, conditions: np.ndarray, n_starts: int
) -> _Ends:
    """Follow starts where there is a stable state to be carried to."""
    conditions = np.unique(conditions)
    condition = np.repeat(conditions, n_starts)
    part = skeleton.free(genes, held=skeleton.held).take(condition)
    start = np.tile(sequence(n_starts, len(genes)), (len(conditions), 1)) * part.upper
    settled = np.zeros(len(start), bool)
    for _ in range(_ROUNDS):
        [going] = np.nonzero(~settled)
        if not len(going):
            break
        path = follow(part.take(going), start[going], tolerance=_TOLERANCE, n_steps=_MOST_STEPS)
        start[going], settled[going] = path.levels, path.settled
    return _Ends(start[settled], condition[settled])


def _assign_ends(
    skeleton: Skeleton, genes: np.ndarray, points: SteadyStates, is_stable: np.ndarray, ends: _Ends
) -> Int[np.ndarray, " ends"]:
    """Return the stable point that every end belongs to, -1 if none is near."""
    reached = np.full(len(ends.levels), -1)
    for condition in np.unique(ends.condition):
        scale = skeleton.scale[condition, genes]
        at = np.nonzero(ends.condition == condition)[0]
        own = np.nonzero((points.condition == condition) & is_stable)[0]
        near = np.full(len(at), _NEAR)
        for point in own:
            distance = np.abs((ends.levels[at] - points.levels[point, genes]) / scale).max(1)
            reached[at[distance < near]] = point
            near = np.minimum(near, distance)
    return reached
