"""Two genes of a network, the others held: flow field, nullclines, steady states, trajectories."""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Complex, Float, Int

from sergiojax._checks import check_count, check_positive
from sergiojax.grn import GRN
from sergiojax.kinetics._contour import Points, zero_lines
from sergiojax.kinetics._fixed_points import cell_type_indices
from sergiojax.kinetics._flow import follow, interpolate
from sergiojax.kinetics._half_response import fill_half_response
from sergiojax.kinetics._newton import stable
from sergiojax.kinetics._settle import steady_state
from sergiojax.kinetics._skeleton import Skeleton
from sergiojax.kinetics._solve_loops import solve_loop, sort_eigenvalues

_MARGIN = 1.05  # of the upper level: the highest nullcline is seen whole
_STARTS = 64
_TOLERANCE = 1e-5
_MOST_STEPS = 5000


class PhasePlane(NamedTuple):
    """What two genes do while the others are held.

    Attributes:
        genes: Name of the gene on the x axis, and of that on the y axis.
        x: Levels of the first gene on the fine grid (molecules).
        y: Levels of the second.
        velocity: dx/dt and dy/dt on the fine grid (molecules per time).
        arrow_x: Levels of the first gene on the coarse grid.
        arrow_y: Levels of the second.
        arrows: dx/dt and dy/dt on the coarse grid.
        nullclines: Lines on which dx/dt = 0, and lines on which dy/dt = 0 (molecules).
        points: Steady states of the two genes, stable ones first.
        stable: Whether the largest real part of the eigenvalues is negative.
        eigenvalues: Of the Jacobian of the two genes, largest real part first (per time).
    """

    genes: tuple[str, str]
    x: Float[np.ndarray, " columns"]
    y: Float[np.ndarray, " rows"]
    velocity: Float[np.ndarray, "rows columns 2"]
    arrow_x: Float[np.ndarray, " arrow_columns"]
    arrow_y: Float[np.ndarray, " arrow_rows"]
    arrows: Float[np.ndarray, "arrow_rows arrow_columns 2"]
    nullclines: tuple[list[Points], list[Points]]
    points: Float[np.ndarray, "points 2"]
    stable: Bool[np.ndarray, " points"]
    eigenvalues: Complex[np.ndarray, "points 2"]


def phase_plane(
    grn: GRN,
    genes: tuple[str, str],
    *,
    cell_type: str | None = None,
    held: Float[np.ndarray, " genes"] | None = None,
    most: tuple[float, float] | None = None,
    n_arrows: int = 17,
    n_fine: int = 81,
) -> PhasePlane:
    """Return the plane of two genes.

    Args:
        grn: Network with known parameters; missing half responses are found as by
            `fill_half_response`.
        genes: Names of two different genes.
        cell_type: Name of the cell type; by default the first.
        held: Levels of all genes, of which those of the two are not used (molecules); by default
            those of `steady_state`.
        most: Where the axes end (molecules); by default just above the upper levels.
        n_arrows: Points of the coarse grid per axis.
        n_fine: Points of the fine grid per axis.

    Returns:
        Field, nullclines and steady states. Steady states beyond `most` are among them.

    Raises:
        ValueError: If genes, cell type, levels or sizes are wrong.
    """
    check_count("n_arrows", n_arrows, least=2, most=1000)
    check_count("n_fine", n_fine, least=2, most=2000)
    plane, order = _plane(grn, genes, cell_type, held)
    top = _MARGIN * plane.scale[0, order] if most is None else np.asarray(most, float)
    for end in top:
        check_positive("most", end)

    def velocity(points: Float[np.ndarray, "points 2"]) -> Float[np.ndarray, "points 2"]:
        return plane.velocity(points[:, order])[:, order]

    x, y, field = _field(velocity, top, n_fine)
    arrow_x, arrow_y, arrows = _field(velocity, top, n_arrows)
    still_x = zero_lines(lambda at: velocity(at)[:, 0], x, y, values=field[..., 0])
    still_y = zero_lines(lambda at: velocity(at)[:, 1], x, y, values=field[..., 1])
    points, is_stable, eigenvalues = _points(plane, order)
    nullclines = still_x, still_y
    return PhasePlane(
        genes, x, y, field, arrow_x, arrow_y, arrows, nullclines, points, is_stable, eigenvalues
    )


def phase_trajectory(
    grn: GRN,
    genes: tuple[str, str],
    *,
    start: tuple[float, float],
    cell_type: str | None = None,
    held: Float[np.ndarray, " genes"] | None = None,
    duration: float = 25.0,
    n_points: int = 200,
) -> Float[np.ndarray, "points 2"]:
    """Return where the noise-free flow of two genes leads from a start, the others held.

    Args:
        grn: Network with known parameters; missing half responses are found as by
            `fill_half_response`.
        genes: Names of two different genes.
        start: Their levels at time 0 (molecules).
        cell_type: Name of the cell type; by default the first.
        held: Levels of all genes, of which those of the two are not used (molecules); by default
            those of `steady_state`.
        duration: How long (time).
        n_points: Points, equally spaced in time, the start included.

    Returns:
        Levels of the two genes (molecules).

    Raises:
        ValueError: If genes, cell type, levels, start or duration are wrong.
    """
    check_positive("duration", duration)
    check_count("n_points", n_points, least=2, most=1_000_000)
    plane, order = _plane(grn, genes, cell_type, held)
    first = np.asarray(start, float)
    if first.shape != (2,) or not (np.isfinite(first) & (first >= 0)).all():
        raise ValueError("`start` needs two levels, finite and not negative.")
    path = follow(
        plane,
        first[None, order],
        tolerance=_TOLERANCE,
        n_steps=_MOST_STEPS,
        duration=np.array([float(duration)]),
        record=True,
    )
    return interpolate(path, 0, np.linspace(0.0, duration, n_points))[:, order]


def _plane(
    grn: GRN, genes: tuple[str, str], cell_type: str | None, held: np.ndarray | None
) -> tuple[Skeleton, Int[np.ndarray, "2"]]:
    """Return the flow of two genes, and where in it the first and the second are."""
    unknown = [name for name in genes if name not in grn.gene_names]
    if unknown:
        raise ValueError(f"There is no gene {unknown[0]!r} in the network.")
    index = np.array([grn.gene_names.index(name) for name in genes])
    if len(set(index.tolist())) != 2:
        raise ValueError("A phase plane needs two different genes.")
    of_type = cell_type_indices(grn, cell_type)[:1]
    grn = fill_half_response(grn).grn
    if held is None:
        others_exist = grn.n_genes > 2
        held = np.asarray(steady_state(grn))[of_type] if others_exist else np.zeros(2)
    levels = np.array(held, float).reshape(1, -1)
    if levels.shape != (1, grn.n_genes) or not (np.isfinite(levels) & (levels >= 0)).all():
        raise ValueError(
            f"`held` needs one level for each of the {grn.n_genes} genes, finite and not negative."
        )
    plane = Skeleton(grn).take(of_type).free(np.sort(index), held=levels)
    return plane, np.argsort(np.argsort(index))


def _field(velocity: Any, top: np.ndarray, number: int) -> tuple[np.ndarray, ...]:
    x, y = (np.linspace(0.0, end, number) for end in top)
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    return x, y, velocity(grid.reshape(-1, 2)).reshape(grid.shape)


def _points(plane: Skeleton, order: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    levels, _ = solve_loop(plane, _STARTS)
    eigenvalues = sort_eigenvalues(np.linalg.eigvals(plane.jacobian(levels)))
    is_stable = stable(eigenvalues)
    by = np.argsort(~is_stable, kind="stable")
    return levels[by][:, order], is_stable[by], eigenvalues[by]
