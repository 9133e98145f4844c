"""Cells on their way from one type to another, with unspliced and spliced molecules."""

from collections.abc import Callable
from functools import partial
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from sergiojax._checks import check_count, is_traced
from sergiojax._progress import Listener, Progress, silent
from sergiojax._types import (
    HalfResponsePolicy,
    Increments,
    Initial,
    Method,
    NoiseType,
    PRNGKey,
    Scalar,
)
from sergiojax.grn import GRN
from sergiojax.kinetics import bucket_size, wire
from sergiojax.simulation._equal_blocks import check_block_size, equal_blocks, equal_share
from sergiojax.simulation._half_response import give_half_response
from sergiojax.simulation._lineage import Descended, Kind, descend
from sergiojax.simulation._lineage_plan import (
    SPLICE_RATIO,
    PerGene,
    Times,
    check_splicing,
    check_times,
    plan_lineages,
)
from sergiojax.simulation._plan import check_genes
from sergiojax.simulation._settings import RunSettings
from sergiojax.simulation._steady_state import MOST_CELLS, check_size
from sergiojax.simulation._transitions import Transitions, check_transitions

_BLOCK_ELEMENTS = 1 << 16  # rows × cells: two species, so half of those of `_blocks`
_FEWEST_CELLS = 64

Run = Callable[..., Descended]


class Differentiation(eqx.Module):
    """Cells of all types, in order of their types; each has its own history.

    Attributes:
        unspliced: Unspliced molecules u.
        spliced: Spliced molecules s.
        true_velocity: λu − γs, the change of s without noise (molecules per time).
        noise_free_unspliced: u at the same time on the same path without noise (molecules).
        noise_free_spliced: The same of s (molecules).
        cell_type: Index of every cell's type.
        parent: Index of the type that it descends from; -1 without a parent.
        time: Time since it left that type; 0 without a parent.
        edge: Index in `edges` of the transition that it took; -1 without a parent.
        splice_ratio: r = λ/γ of every gene, the ratio of spliced and unspliced in the steady state.
        half_response: h of every edge of the network (molecules), all known.
        edges: Parent and child of every transition.
        notes: One sentence per automatic choice that a reader of the cells should know.
    """

    unspliced: Float[Array | np.ndarray, "cells genes"]
    spliced: Float[Array | np.ndarray, "cells genes"]
    true_velocity: Float[Array | np.ndarray, "cells genes"]
    noise_free_unspliced: Float[Array | np.ndarray, "cells genes"]
    noise_free_spliced: Float[Array | np.ndarray, "cells genes"]
    cell_type: Int[Array | np.ndarray, " cells"]
    parent: Int[Array | np.ndarray, " cells"]
    time: Float[Array | np.ndarray, " cells"]
    edge: Int[Array | np.ndarray, " cells"]
    splice_ratio: Float[Array | np.ndarray, " genes"]
    half_response: Float[Array | np.ndarray, " edges"]
    edges: tuple[tuple[int, int], ...] = eqx.field(static=True)
    notes: tuple[str, ...] = eqx.field(static=True)


def simulate_differentiation(
    grn: GRN,
    n_cells: int,
    *,
    transitions: Transitions,
    key: PRNGKey,
    splice_ratio: PerGene = SPLICE_RATIO,
    noise_type: NoiseType = "dpd",
    spliced_noise_type: NoiseType | None = None,
    spliced_noise_amplitude: PerGene | None = None,
    duration: Scalar | None = None,
    time: Times | None = None,
    method: Method = "exponential",
    dt: Scalar | None = None,
    initial: Initial | Times | None = None,
    half_response: HalfResponsePolicy = "deterministic",
    burn_in: float | None = None,
    increments: Increments | None = None,
    block_size: int | None = None,
    progress: Listener = silent,
) -> Differentiation:
    """Draw cells on their way from their parent's type to their own.

    Unspliced molecules u follow the Langevin equation of the network; spliced ones follow
    ds = (λu − γs) dt plus noise of their own, with γ = λ/r. Every cell has its own chain. It
    starts in its parent's type, at the stationary state of both species, drawn by simulating that
    type; then basal rates and strength factors become those of its own type; and it is taken at
    a time since this switch. Cells of a type without parents are stationary. The parent of a
    parent plays no part. All genes step together.

    SERGIO's cells are points of a few chains, whose starts are normal numbers around the noise-free
    steady state, with a twentieth of it as standard deviation: that is not a stationary law, and
    how much of it remains depends on how long the chains run.

    Args:
        grn: Network with a basal rate for every cell type.
        n_cells: Cells per cell type.
        transitions: Rate from every parent (row) to every child (column), or a mapping from
            (parent, child) to the rate; circles are refused. Where a type has several parents, each
            cell has one, with probability proportional to the rate.
        key: PRNG key; cell k's draws do not depend on `n_cells`.
        splice_ratio: r, one for all, per gene, or by gene; those left out have 4.
        noise_type: Noise of the unspliced molecules; see `simulate_steady_state`.
        spliced_noise_type: Noise of the spliced ones; None is `noise_type`.
        spliced_noise_amplitude: Their noise amplitude, one for all, per gene, or by gene; those
            left out, and all with None, have the gene's own.
        duration: Times since the switch are uniform from 0 to this (time); by default 3 of the
            slowest relaxations, spliced molecules included.
        time: Times since the switch (time) instead: one for all, per cell of a type, or per type
            and cell. Those of cells without parents are ignored.
        method: See `simulate_steady_state`; it holds for both species.
        dt: Integration step (time); by default a fixed share of the fastest relaxation. A cell's
            last step has whatever length is left.
        initial: Where chains start, long before the switch; see `simulate_steady_state`.
        half_response: What fills half responses that are NaN.
        burn_in: Time before the switch; by default 8 of the slowest relaxations, capped.
        increments: See `simulate_steady_state`.
        block_size: Cells computed at once; changes speed and memory, not the result.
        progress: Called with the cells done now and then; what it raises ends the run.

    Returns:
        The cells and the truth about them.

    Raises:
        ValueError: If transitions run in a circle, or a name, number or shape is wrong.

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271, "Simulating differentiation".
    """
    n_cells = check_count("n_cells", n_cells, most=MOST_CELLS)
    check_genes(grn)
    check_size(grn, 5 * grn.n_cell_types * n_cells)
    if half_response == "dynamic":
        raise ValueError('half_response="dynamic" is for trajectories of `simulate_steady_state`.')
    settings = RunSettings(
        noise_type=noise_type,
        method=method,
        dt=dt,
        initial=initial,
        half_response=half_response,
        burn_in=burn_in,
        increments=increments,
    )
    if time is not None and duration is not None:
        raise ValueError("Give `time` or `duration`, not both.")
    rates = check_transitions(transitions, grn.cell_types)
    times = check_times(time, rates=rates, n_cells=n_cells)
    splicing = check_splicing(
        grn,
        splice_ratio,
        noise_amplitude=spliced_noise_amplitude,
        noise_type=noise_type if spliced_noise_type is None else spliced_noise_type,
    )
    filled, notes = give_half_response(grn, half_response, key=key, settings=settings)
    plan = plan_lineages(
        filled, splicing, rates=rates, times=times, duration=duration, settings=settings
    )
    traced = is_traced(plan.descent, key)
    kind = Kind(
        noise_type=noise_type,
        spliced_noise_type=splicing.noise_type,
        method=method,
        increments=settings.chosen_increments(),
        random_start=plan.random_start,
        static_steps=plan.steps.counts if traced else None,
    )
    run = partial(descend, plan.descent, plan.steps, key, kind=kind)
    follow = _at_once if traced else partial(_in_blocks, block_size=block_size, progress=progress)
    cells = follow(run, times, row_of_gene=wire(grn.topology).row_of_gene)
    return _bind(filled, splicing.ratio, cells, rates=rates, notes=notes + plan.notes)


def _at_once(
    run: Run,
    times: Float[np.ndarray, "cell_types cells"],
    *,
    row_of_gene: Int[np.ndarray, " genes"],
) -> Descended:
    """Return all cells as cells × genes."""
    cell_type, cell = np.divmod(np.arange(times.size, dtype=np.int32), times.shape[1])
    cells = run(cell_type, cell, times.ravel())
    return Descended(*(part[row_of_gene].T if part.ndim == 2 else part for part in cells))


def _in_blocks(
    run: Run,
    times: Float[np.ndarray, "cell_types cells"],
    *,
    row_of_gene: Int[np.ndarray, " genes"],
    block_size: int | None,
    progress: Listener,
) -> Descended:
    """Return all cells as cells × genes, computed in equal blocks."""
    total = times.size
    if block_size is None:
        fitting = max(_BLOCK_ELEMENTS // len(row_of_gene), _FEWEST_CELLS)
        size = bucket_size(equal_share(total, fitting), least=_FEWEST_CELLS)
    else:
        size = check_block_size(block_size)
    shapes = [(total, len(row_of_gene))] * 4 + [(total,)] * 2
    types = [np.float32] * 4 + [np.int32, np.float32]
    cells = Descended(*map(np.empty, shapes, types))
    for place, number in equal_blocks(total, size):
        block = run(*np.divmod(number, times.shape[1]), times.ravel()[number])
        for whole, part in zip(cells, map(np.asarray, block), strict=True):
            by_cell = part[row_of_gene].T if part.ndim == 2 else part
            whole[place] = by_cell[: place.stop - place.start]
        progress(Progress("Simulating", place.stop, total))
    return cells


def _bind(
    grn: GRN,
    ratio: Any,
    cells: Descended,
    *,
    rates: Float[np.ndarray, "parents children"],
    notes: tuple[str, ...],
) -> Differentiation:
    """Add what follows from the cells and the network."""
    n_types = len(rates)
    edges = np.argwhere(rates > 0)
    edge_of = np.full((n_types, n_types), -1)  # where a cell is its own parent, too
    edge_of[tuple(edges.T)] = np.arange(len(edges))
    cell_type = np.repeat(np.arange(n_types), len(cells.unspliced) // n_types)
    xp = jnp if is_traced(cells) else np
    edge = xp.asarray(edge_of)[cells.parent, cell_type]
    return Differentiation(
        unspliced=cells.unspliced,
        spliced=cells.spliced,
        true_velocity=grn.decay[None] * cells.unspliced - (grn.decay / ratio)[None] * cells.spliced,
        noise_free_unspliced=cells.noise_free_unspliced,
        noise_free_spliced=cells.noise_free_spliced,
        cell_type=cell_type,
        parent=xp.where(edge < 0, -1, cells.parent),
        time=cells.time,
        edge=edge,
        splice_ratio=ratio,
        half_response=grn.half_response,
        edges=tuple((int(parent), int(child)) for parent, child in edges),
        notes=notes,
    )
