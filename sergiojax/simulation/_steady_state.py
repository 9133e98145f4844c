"""Steady-state cells from the chemical Langevin equation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Array, ArrayLike, Float, Int

from sergiojax._checks import check_count
from sergiojax._progress import Listener, silent
from sergiojax._types import (
    HalfResponsePolicy,
    Increments,
    Initial,
    Method,
    NoiseType,
    PRNGKey,
    Sampling,
    Scalar,
)
from sergiojax.grn import GRN
from sergiojax.simulation._blocks import simulate_cells
from sergiojax.simulation._cell_list import MOST_CELLS, check_counts, list_cells
from sergiojax.simulation._perturbation import Perturbation
from sergiojax.simulation._plan import Plan, plan_run
from sergiojax.simulation._settings import RunSettings
from sergiojax.simulation._trajectory import mean_half_response, simulate_trajectory

MOST_BYTES = 4 << 30  # of expression in memory


def simulate_steady_state(
    grn: GRN,
    n_cells: int,
    *,
    key: PRNGKey,
    noise_type: NoiseType = "dpd",
    sampling: Sampling = "independent",
    method: Method = "exponential",
    dt: Scalar | None = None,
    initial: Initial | ArrayLike | Sequence[float] | None = None,
    half_response: HalfResponsePolicy = "deterministic",
    burn_in: float | None = None,
    steps_per_cell: int = 10,
    increments: Increments | None = None,
    perturbation: Perturbation | Mapping[str, Any] | None = None,
    block_size: int | None = None,
    progress: Listener = silent,
) -> Float[Array | np.ndarray, "cell_types cells genes"]:
    """Draw cells from the stationary state of the chemical Langevin equation.

    Args:
        grn: Network with a basal rate for every cell type.
        n_cells: Cells drawn per cell type.
        key: PRNG key. The same key and inputs give the same cells; more cells only add to them.
        noise_type: Independent noise on production and decay ("dpd"), on production ("sp"), or
            one on both ("spd").
        sampling: One chain per cell ("independent"), or SERGIO's points of one chain per type
            ("trajectory"), which are correlated.
        method: Exact moments with production constant over the step and reflection at 0
            ("exponential"), or SERGIO's scheme ("euler": dt 0.01, clipped at 0).
        dt: Integration step (time); by default a fixed share of the fastest relaxation, feedback
            included.
        initial: Levels at the start (molecules), "steady_state", "random" (between off and fully
            on) or "off"; by default the steady state without feedback and random with it.
        half_response: What fills half responses that are NaN: the mean over cell types of the
            regulator's noise-free steady state ("deterministic"), the mean of its simulated cells,
            by pilot runs (SERGIO v1's "simulated"), its present mean at every step of a trajectory
            (SERGIO-JAX's "dynamic"), or nothing ("explicit" refuses).
        burn_in: Time before a cell is taken; by default 8 of the slowest relaxations, capped; 0 for
            trajectories, as in SERGIO.
        steps_per_cell: Length of the chain per cell (steps) with `sampling="trajectory"`.
        increments: Random numbers of a step: sums of eight coin flips ("binomial", the default of
            the exponential method; twice as fast, with the same distribution of cells within what
            docs/model.md measures) or normal numbers ("gaussian", the default of SERGIO's scheme
            and sampling; trajectories have no others).
        perturbation: Genes that are knocked down, overexpressed or held, as a `Perturbation` or a
            mapping of its arguments; with the key of the wild type, cells are paired with its
            cells.
        block_size: Cells computed at once; changes speed and memory, not the result.
        progress: Called with the cells done now and then; what it raises ends the run.

    Returns:
        Expression of every cell (molecules), never negative.

    Raises:
        ValueError: If a setting is out of range, e.g. `dt` too large for the fastest decay rate.

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271.
    """
    settings = RunSettings.among(locals())
    n_cells = check_count("n_cells", n_cells, most=MOST_CELLS)
    counts = [n_cells] * grn.n_cell_types
    cells = draw_cells(grn, counts, settings, key=key, block_size=block_size, progress=progress)
    return cells.expression.reshape(grn.n_cell_types, n_cells, grn.n_genes)


class DrawnCells(NamedTuple):
    """Cells of all types in one list, types in order.

    Attributes:
        expression: Level of every gene (molecules).
        cell_type: Type of every cell.
        plan: What was decided for the run.
    """

    expression: Float[Array | np.ndarray, "cells genes"]
    cell_type: Int[np.ndarray, " cells"]
    plan: Plan


def draw_cells(
    grn: GRN,
    n_cells: Sequence[int],
    settings: RunSettings,
    *,
    key: PRNGKey,
    block_size: int | None = None,
    progress: Listener = silent,
) -> DrawnCells:
    """Draw a given number of cells of every cell type; see `simulate_steady_state`.

    Raises:
        ValueError: If a setting is out of range or the result would not fit into memory.
    """
    check_size(grn, sum(check_counts(n_cells)))
    plan, cell_type, cell = list_cells(grn, n_cells, settings, key=key)
    if settings.sampling == "trajectory":
        points, plan = _draw_points(grn, max(n_cells), plan, settings, key)
        return DrawnCells(points[cell_type, cell], cell_type, plan)
    expression = simulate_cells(
        plan, cell_type, cell, key=key, settings=settings, block_size=block_size, progress=progress
    )
    return DrawnCells(expression, cell_type, plan)


def _draw_points(
    grn: GRN, n_cells: int, plan: Plan, settings: RunSettings, key: PRNGKey
) -> tuple[Float[Array, "cell_types cells genes"], Plan]:
    """Draw the points of a trajectory, and store what its half responses were on average."""
    run = partial(simulate_trajectory, key=key, settings=settings)
    if plan.followed is None:
        return run(plan, n_cells).expression, plan
    if settings.perturbation is None:
        points, means = run(plan, n_cells)
    else:  # a mutant's half responses are frozen: they follow the wild type, step by step
        means = run(plan_run(grn, replace(settings, perturbation=None)), n_cells).means
        points, _ = run(plan, n_cells, means=means)
    stored = plan.wild_type.replace(half_response=mean_half_response(plan, means))
    return points, plan._replace(wild_type=stored)


def check_size(grn: GRN, n_cells: int) -> None:
    """Refuse a run whose result would not fit into memory.

    Raises:
        ValueError: With the size and the remedy.
    """
    size = 4 * n_cells * grn.n_genes
    if size > MOST_BYTES:
        raise ValueError(
            f"{n_cells:,} cells of {grn.n_genes:,} genes need {size / 2**30:,.0f} GiB, more than "
            f"{MOST_BYTES >> 30}. Ask for fewer cells, or write them straight to .zarr or .h5ad."
        )
