"""Independent cells in blocks: one compiled program whatever the number of cells.

A block holds cells of any type. Its size is chosen so that the state stays in the cache of a
processor core; blocks also give progress, a place to cancel, and constant memory.
"""

from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from sergiojax._checks import is_traced
from sergiojax._progress import Listener, Progress, silent
from sergiojax._types import Increments, Method, NoiseType, PRNGKey
from sergiojax.kinetics import PaddedNetwork, at_cells, bucket_size, pad, wire
from sergiojax.simulation._chain import run_chain
from sergiojax.simulation._equal_blocks import check_block_size, equal_blocks, equal_share
from sergiojax.simulation._plan import Plan
from sergiojax.simulation._random import cell_keys, start_uniform
from sergiojax.simulation._settings import RunSettings

_BLOCK_ELEMENTS = 1 << 17  # rows × cells: 0.5 MB, which a core's cache holds
_FEWEST_CELLS = 64
_FEW_CELLS = 1024
_MOST_CELLS = 4096


class CellBlock(eqx.Module):
    """The cells of one block.

    Attributes:
        cell_type: Type of every cell.
        cell: Number of every cell within its type.
        start: Start of every cell, or of every type (molecules).
    """

    cell_type: Int[Array | np.ndarray, " cells"]
    cell: Int[Array | np.ndarray, " cells"]
    start: Float[Array | np.ndarray, "rows cells_or_types"]


def simulate_cells(
    plan: Plan,
    cell_type: Int[np.ndarray, " cells"],
    cell: Int[np.ndarray, " cells"],
    *,
    key: PRNGKey,
    settings: RunSettings,
    block_size: int | None = None,
    progress: Listener = silent,
) -> Float[Array | np.ndarray, "cells genes"]:
    """Draw one cell per entry of `cell_type`, each the end of its own chain.

    Args:
        plan: The planned run.
        cell_type: Type of every cell.
        cell: Number of every cell within its type; the draws depend on type and number alone.
        key: PRNG key.
        settings: Noise type and method.
        block_size: Cells per block; by default from the size of the network.
        progress: Called with the cells done after each block; what it raises ends the run.

    Returns:
        Expression (molecules).
    """
    network = pad(plan.grn)
    wiring = wire(plan.grn.topology)
    run = partial(
        run_block,
        network,
        key,
        dt=jnp.asarray(plan.dt, jnp.float32),  # a Python float would compile again
        noise_type=settings.noise_type,
        method=settings.method,
        increments=settings.chosen_increments(),
        random_start=plan.random_start,
        start_per_type=np.ndim(plan.start) == 2,
    )
    traced = is_traced(network, key, plan.dt, plan.start)
    n_rows, n_cells = len(wiring.gene_of_row), len(cell_type)
    if traced:
        block = _block(plan, wiring.gene_of_row, cell_type, cell)
        x = run(block, n_steps=0, static_steps=plan.n_steps)
        return x[wiring.row_of_gene].T
    if block_size is None:
        size = _choose_block_size(n_rows, n_cells)
    else:
        size = check_block_size(block_size)
    run = partial(run, n_steps=plan.n_steps, static_steps=None)
    expression = np.empty((n_cells, plan.grn.n_genes), np.float32)
    pending: tuple[slice, Array] | None = None
    for part, number in equal_blocks(n_cells, size):
        started = run(_block(plan, wiring.gene_of_row, cell_type[number], cell[number]))
        _collect(pending, expression, wiring.row_of_gene, progress)
        pending = part, started  # the next block computes while this one is copied
    _collect(pending, expression, wiring.row_of_gene, progress)
    return expression


def _collect(
    pending: tuple[slice, Array] | None,
    expression: Float[np.ndarray, "cells genes"],
    row_of_gene: Int[np.ndarray, " genes"],
    progress: Listener,
) -> None:
    if pending is None:
        return
    part, block = pending
    expression[part] = np.asarray(block)[row_of_gene, : part.stop - part.start].T
    progress(Progress("Simulating", part.stop, len(expression)))


def _choose_block_size(n_rows: int, n_cells: int) -> int:
    """Split the cells into equal blocks that fit the cache; few sizes, and little is wasted."""
    fitting = min(max(_BLOCK_ELEMENTS // n_rows, _FEWEST_CELLS), _MOST_CELLS)
    share = equal_share(n_cells, fitting)
    if n_cells <= _FEW_CELLS:  # the work is so short that another program would cost more
        return bucket_size(share, least=_FEWEST_CELLS)
    return bucket_size(share, steps=16)


def _block(
    plan: Plan,
    gene_of_row: Int[np.ndarray, " rows"],
    cell_type: Int[np.ndarray, " cells"],
    cell: Int[np.ndarray, " cells"],
) -> CellBlock:
    """Return the cells of a block with their start."""
    xp = jnp if is_traced(plan.start) else np
    start = plan.start
    if np.ndim(start) == 3:
        start = start[cell_type, cell]
    table = xp.pad(start, ((0, -len(start) % 8 if np.ndim(plan.start) == 2 else 0), (0, 1)))
    return CellBlock(
        cell_type.astype(np.int32),
        cell.astype(np.int32),
        table[:, gene_of_row].T.astype(np.float32),
    )


@partial(
    jax.jit,
    static_argnames=(
        "noise_type",
        "method",
        "increments",
        "random_start",
        "start_per_type",
        "static_steps",
    ),
)
def run_block(
    network: PaddedNetwork,
    key: PRNGKey,
    block: CellBlock,
    *,
    dt: Float[Array, ""],
    n_steps: Int[Array, ""] | int,
    noise_type: NoiseType,
    method: Method,
    increments: Increments,
    random_start: bool,
    start_per_type: bool,
    static_steps: int | None,
) -> Float[Array, "rows cells"]:
    """Run a block; steps known at run time save compiling, a static number has gradients."""
    keys = cell_keys(key, block.cell_type, block.cell)
    cells = at_cells(network, block.cell_type)
    x = block.start[:, block.cell_type] if start_per_type else block.start
    if random_start:
        x = x * start_uniform(keys, network.gene)

    return run_chain(
        cells,
        jnp.asarray(x),
        keys=keys,
        dt=dt,
        n_steps=n_steps,
        static_steps=static_steps,
        noise_type=noise_type,
        method=method,
        increments=increments,
    )
