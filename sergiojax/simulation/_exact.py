"""Cells as whole molecules: Gillespie's direct method on the same network, exact, without a step.

The chemical Langevin equation is an approximation of this process; this is what it approximates,
for teaching and as the reference of tests. All cells of a block take one event each per pass of a
loop, so the cost is that of the cell with the most events, and grows with genes × events.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, ArrayLike, Bool, Float, Int, UInt32

from sergiojax._checks import check_count, is_traced
from sergiojax._types import HalfResponsePolicy, Initial, PRNGKey
from sergiojax.grn import GRN, Topology
from sergiojax.kinetics import (
    PaddedNetwork,
    at_cells,
    bucket_size,
    pad,
    padded_production,
    padded_response,
    upper_level,
    wire,
)
from sergiojax.simulation._equal_blocks import equal_blocks, equal_share
from sergiojax.simulation._half_response import give_half_response
from sergiojax.simulation._plan import check_genes, choose_start
from sergiojax.simulation._random import cell_keys, threefry
from sergiojax.simulation._schedule import check_moments
from sergiojax.simulation._steady_state import MOST_CELLS, check_size

_MOST_EVENTS = 2_000_000  # per cell: a wait is then eight times the last bit of the float32 clock
_BLOCK_ELEMENTS = 1 << 24  # times × rows × cells that a block returns: 64 MB
_FEWEST_CELLS = 64
_MOST_CELLS = 1024
_UNROLLED = 64  # rates up to which their sum is unrolled: twice as fast; beyond, half as fast
_EVENTS = 0xFFFFFFFE  # second counter words that no step of the Langevin equation uses
_STARTS = 0xFFFFFFFD

CellKeys = tuple[UInt32[Array, " cells"], UInt32[Array, " cells"]]


def simulate_exact(
    grn: GRN,
    n_cells: int,
    *,
    times: ArrayLike | Sequence[float],
    key: PRNGKey,
    initial: Initial | ArrayLike | Sequence[float] = "off",
    half_response: HalfResponsePolicy = "deterministic",
) -> Float[np.ndarray, "cell_types cells times genes"]:
    """Follow independent cells of whole molecules by Gillespie's direct method.

    Every gene has two reactions: a molecule is made at rate P(x), the production of the Langevin
    equation at the present counts, and lost at rate λx. The Langevin equation with noise "dpd" and
    q = 1 is the diffusion approximation of this process, so `noise_amplitude` plays no part.
    Counts are not a smooth function of the parameters: they carry no gradients.

    Args:
        grn: Network, best with at most a few dozen genes and a few hundred molecules of each.
        n_cells: Cells per cell type.
        times: Increasing times at which the cells are observed; the start is at time 0.
        key: PRNG key; cell k's draws do not depend on `n_cells`.
        initial: Levels at time 0 (molecules), per gene, per cell type and gene, or per cell type,
            cell and gene; "off", "random" or "steady_state". Each cell rounds a fractional level up
            or down at random, so that the mean over cells is the level.
        half_response: What fills half responses that are NaN.

    Returns:
        Whole counts of every cell at every time (molecules).

    Raises:
        ValueError: If the times do not increase from 0, a setting is out of range, a cell would see
            too many events, or a value is traced by a transformation of JAX.

    Source:
        Gillespie (1977), The Journal of Physical Chemistry 81(25), 2340-2361.
    """
    n_cells = check_count("n_cells", n_cells, most=MOST_CELLS)
    check_genes(grn)
    if is_traced(grn.kinetics, times, key, initial):
        raise ValueError("`simulate_exact` must be called outside `jit`, `vmap` and `grad`.")
    filled = give_half_response(grn, half_response, key=key).grn
    intervals = np.diff(check_moments(times), prepend=0.0).astype(np.float32)
    check_size(grn, grn.n_cell_types * n_cells * len(intervals))
    start, random_start = choose_start(filled, initial)
    start = np.asarray(start, np.float32)
    _check_events(filled, start, float(intervals.sum()))
    if start.ndim == 2:
        start = np.broadcast_to(start[:, None], (grn.n_cell_types, n_cells, grn.n_genes))
    elif start.shape[1] < n_cells:
        raise ValueError(
            f"`initial` has {start.shape[1]} cells per type, but {n_cells} are asked for."
        )
    run = partial(_follow, pad(filled), key, intervals=intervals, random_start=random_start)
    shape = (grn.n_cell_types, n_cells, len(intervals), grn.n_genes)
    return _in_blocks(run, grn.topology, start, shape)


def _check_events(grn: GRN, start: Float[np.ndarray, "..."], duration: float) -> None:
    """Bound the events of a cell: births at full production, and every molecule lost."""
    births = duration * (upper_level(grn) @ np.asarray(grn.decay)).max()
    most = 2 * births + start.sum(-1).max()
    if most > _MOST_EVENTS:
        raise ValueError(
            f"A cell could see {most:,.0f} events, more than {_MOST_EVENTS:,}. Follow a shorter "
            "time, scale the levels down, or use `simulate_time_course`."
        )


def _in_blocks(
    run: Callable[..., Float[Array, "times rows cells"]],
    topology: Topology,
    start: Float[np.ndarray, "cell_types cells genes"],
    shape: tuple[int, int, int, int],
) -> Float[np.ndarray, "cell_types cells times genes"]:
    """Run the cells in blocks of equal size, so that no cell waits for many others."""
    n_types, n_cells, n_times, n_genes = shape
    counts = np.empty((n_types * n_cells, n_times, n_genes), np.float32)
    wiring = wire(topology)
    fitting = _BLOCK_ELEMENTS // (n_times * len(wiring.gene_of_row))
    fitting = min(max(fitting, _FEWEST_CELLS), _MOST_CELLS)
    size = bucket_size(equal_share(len(counts), fitting), least=_FEWEST_CELLS)
    for place, number in equal_blocks(len(counts), size):
        part = counts[place]
        cell_type, cell = np.divmod(number, n_cells)
        levels = np.pad(start[cell_type, cell], ((0, 0), (0, 1)))[:, wiring.gene_of_row]
        course = np.asarray(run(cell_type, cell, levels.T))
        part[:] = course[:, wiring.row_of_gene, : len(part)].transpose(2, 0, 1)
    return counts.reshape(shape)


class _Course(NamedTuple):
    """Where every cell of a block is.

    Attributes:
        x: Counts (molecules).
        wait: Time until the next event, from the last observation.
        reaction: What the next event is: row r's birth is r, its death is `rows` + r.
        event: Number of events so far, which numbers the next random draw.
    """

    x: Float[Array, "rows cells"]
    wait: Float[Array, " cells"]
    reaction: Int[Array, " cells"]
    event: UInt32[Array, " cells"]


@jax.jit
def _follow(
    network: PaddedNetwork,
    key: PRNGKey,
    cell_type: Int[Array | np.ndarray, " cells"],
    cell: Int[Array | np.ndarray, " cells"],
    start: Float[Array | np.ndarray, "rows cells"],
    *,
    intervals: Float[Array | np.ndarray, " times"],
    random_start: Bool[Array, ""],
) -> Float[Array, "times rows cells"]:
    keys = cell_keys(key, cell_type, cell)
    cells = at_cells(network, cell_type)
    x = _start(keys, network.gene, jnp.asarray(start), random_start)
    none = jnp.zeros_like(keys[0])
    # An event at time 0 that changes nothing, so that the code of a draw is compiled once.
    nothing = jnp.full_like(none, 2 * len(x), jnp.int32)
    first = _Course(x, jnp.zeros_like(x[0]), nothing, none)

    def look(course: _Course, length: Array) -> tuple[_Course, Array]:
        course = jax.lax.while_loop(
            lambda course: (course.wait <= length).any(),
            lambda course: _fire(cells, keys, course, course.wait <= length),
            course,
        )
        return course._replace(wait=course.wait - length), course.x

    return jax.lax.scan(look, first, jnp.asarray(intervals))[1]


def _fire(
    cells: PaddedNetwork, keys: CellKeys, course: _Course, due: Bool[Array, " cells"]
) -> _Course:
    """Let the events that are due happen; for the other cells the same one is drawn again."""
    rows = len(course.x)
    row = jnp.arange(rows)[:, None]
    reaction = course.reaction[None]
    born = due[None] & (reaction == row)
    lost = due[None] & (reaction == row + rows)
    x = course.x + born - lost
    event = course.event + due
    wait, reaction = _next_event(cells, keys, x, event)
    return _Course(x, jnp.where(due, course.wait + wait, course.wait), reaction, event)


def _next_event(
    cells: PaddedNetwork,
    keys: CellKeys,
    x: Float[Array, "rows cells"],
    event: UInt32[Array, " cells"],
) -> tuple[Float[Array, " cells"], Int[Array, " cells"]]:
    """Draw when the next event comes (exponential, its rate the sum of all) and which it is.

    The rates are summed one after the other: in a sum by tree, a rate of 0 could widen a share by
    a rounding error, and a gene at 0 lose a molecule.
    """
    birth = jnp.maximum(padded_production(cells, padded_response(cells, x)), 0.0)
    rates = jnp.concatenate([birth, cells.decay * x])
    time_word, reaction_word = threefry(keys, (event, jnp.uint32(_EVENTS)))

    def add(total: Array, rate: Array) -> tuple[Array, Array]:
        return total + rate, total + rate

    total, sums = jax.lax.scan(add, jnp.zeros_like(x[0]), rates, unroll=len(rates) <= _UNROLLED)
    time_share = ((time_word >> 9).astype(jnp.float32) + 0.5) * 2.0**-23  # never 0 or 1
    passed = _uniform(reaction_word) * total  # below the total
    reaction = (sums <= passed[None]).sum(0)
    return -jnp.log(time_share) / total, reaction


def _start(
    keys: CellKeys,
    gene: UInt32[Array | np.ndarray, "rows 1"],
    levels: Float[Array, "rows cells"],
    random_start: Bool[Array, ""],
) -> Float[Array, "rows cells"]:
    """Draw the share of the level, if asked for, and round up with the fraction's probability."""
    share, chance = (_uniform(word) for word in threefry(keys, (gene, jnp.uint32(_STARTS))))
    levels = jnp.where(random_start, share, 1.0) * levels
    down = jnp.floor(levels)
    return down + (chance < levels - down)


def _uniform(word: UInt32[Array, "..."]) -> Float[Array, "..."]:
    """Return numbers in [0, 1)."""
    return (word >> 8).astype(jnp.float32) * 2.0**-24
