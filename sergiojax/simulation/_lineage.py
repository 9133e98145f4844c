"""Cells that descend from cells of another type: unspliced and spliced molecules, step by step.

Every cell has its own chain. It runs with the kinetics of its parent's type until the start is
forgotten, and then with its own for the time since the switch. A cell without a parent takes its
own type's place in the first part and has no second one.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, UInt32

from sergiojax._types import Count, Increments, Method, NoiseType, PRNGKey
from sergiojax.kinetics import PaddedNetwork, at_cells, padded_production, padded_response
from sergiojax.simulation._langevin import FULL_TREND, euler_step, exponential_step
from sergiojax.simulation._random import (
    BINOMIAL_GROUP,
    Flips,
    as_word,
    binomial,
    binomial_words,
    cell_keys,
    normal,
    start_uniform,
    threefry,
)

_ORIGIN = 0xFFFFFFFC  # second counter word of the draws of parent and time, which no step reaches
_LAST = 1 << 27  # group, which no other step reaches, of the last step of every cell
_SPLICED = 0x80000000  # added to the gene in the counter: no network has this many
INTERVALS = 64  # of the noise-free course, from whose starts cells follow their own to their time
_STAGES = (
    (0.0, 1 / 6),
    (0.5, 1 / 3),
    (0.5, 1 / 3),
    (1.0, 1 / 6),
)  # Runge and Kutta's: node, weight

CellKeys = tuple[UInt32[Array, " cells"], UInt32[Array, " cells"]]
Levels = Float[Array, "rows cells"]
Species: TypeAlias = tuple[Levels, Levels]
"""Unspliced and spliced molecules, or their slopes."""
Stage: TypeAlias = tuple[Species, Species]
"""The slopes at a stage of a Runge-Kutta step, and the levels at its end so far."""


class Descent(eqx.Module):
    """What cells run with and where they come from, in rows of the padded network.

    Attributes:
        network: Padded network, every half response given.
        spliced_decay: γ = λ/r (per time); 1 on padding.
        spliced_noise: Noise amplitude of the spliced molecules; 0 on padding.
        parents: Probability that a cell of a type (column) has the parent of this row or one
            above it; a type without parents is its own.
        start: Unspliced level at which the first part starts (molecules), per type.
        steady: Noise-free steady state of the unspliced level (molecules), per type.
        ways: Parent and type of every path that a cell can take.
        way_of: Number of the path from a parent (row) to a type (column).
        duration: Time up to which times since the switch are drawn (time).
    """

    network: PaddedNetwork
    spliced_decay: Float[Array | np.ndarray, "rows 1"]
    spliced_noise: Float[Array | np.ndarray, "rows 1"]
    parents: Float[Array | np.ndarray, "types types"]
    start: Float[Array | np.ndarray, "rows types"]
    steady: Float[Array | np.ndarray, "rows types"]
    ways: Int[Array | np.ndarray, "2 ways"]
    way_of: Int[Array | np.ndarray, "types types"]
    duration: Float[Array | np.ndarray, ""]


class Steps(eqx.Module):
    """How finely a lineage is followed.

    Attributes:
        dt: Step (time).
        n_before: Steps before the switch, whole groups.
        n_after: Whole steps after it that reach the latest time.
        interval: Length of an interval of the noise-free course (time).
        n_fine: Runge-Kutta steps in it.
    """

    dt: Float[Array | np.ndarray, ""]
    n_before: Count
    n_after: Count
    interval: Float[Array | np.ndarray, ""]
    n_fine: Count

    @property
    def counts(self) -> tuple[Any, Any, Any]:
        """The three numbers of steps."""
        return self.n_before, self.n_after, self.n_fine


class Kind(NamedTuple):
    """What is compiled for: choices, and the numbers of steps if gradients are wanted."""

    noise_type: NoiseType
    spliced_noise_type: NoiseType
    method: Method
    increments: Increments
    random_start: bool
    static_steps: tuple[int, int, int] | None


class Descended(NamedTuple):
    """Cells at their time, rows as in the padded network, or cells × genes once collected."""

    unspliced: Float[Array | np.ndarray, "..."]
    spliced: Float[Array | np.ndarray, "..."]
    noise_free_unspliced: Float[Array | np.ndarray, "..."]
    noise_free_spliced: Float[Array | np.ndarray, "..."]
    parent: Int[Array | np.ndarray, " cells"]
    time: Float[Array | np.ndarray, " cells"]


class _Pair(NamedTuple):
    """Both species, and the Hill responses at the start of the step before."""

    unspliced: Levels
    spliced: Levels
    response: Float[Array, "sites cells"]


class _Chain(NamedTuple):
    """What a step needs besides the state."""

    cells: PaddedNetwork
    descent: Descent
    keys: CellKeys
    dt: Float[Array, ""]
    kind: Kind


@partial(jax.jit, static_argnames=("kind",))
def descend(
    descent: Descent,
    steps: Steps,
    key: PRNGKey,
    cell_type: Int[Array | np.ndarray, " cells"],
    cell: Int[Array | np.ndarray, " cells"],
    time: Float[Array | np.ndarray, " cells"],
    *,
    kind: Kind,
) -> Descended:
    """Follow a block of cells from their parents' stationary state.

    Args:
        descent: Network, splicing, parents and starts.
        steps: How finely.
        key: PRNG key.
        cell_type: Type of every cell.
        cell: Number of every cell within its type.
        time: Time since the switch, NaN where it is to be drawn.
        kind: What is compiled for.

    Returns:
        The cells.
    """
    keys = cell_keys(key, cell_type, cell)
    parent, time = _draw_origin(keys, descent, cell_type, time)
    before, own = (at_cells(descent.network, kinds) for kinds in (parent, cell_type))
    x = jnp.asarray(descent.start)[:, parent]
    if kind.random_start:
        x = x * start_uniform(keys, own.gene)
    ratio = jnp.asarray(own.decay / descent.spliced_decay)
    pair = _Pair(x, ratio * x, padded_response(own, x))
    n_before, n_after, n_fine = kind.static_steps or steps.counts
    dt = jnp.asarray(steps.dt)
    whole = jnp.floor(time / dt)
    chain = _Chain(before, descent, keys, dt, kind)
    pair = _run(chain, pair, first=0, n_steps=n_before, whole=jnp.asarray(jnp.inf))
    chain = chain._replace(cells=own)
    pair = _run(chain, pair, first=n_before, n_steps=n_after, whole=whole)
    pair = _last_step(chain, pair, left=jnp.clip(time - whole * dt, 0.0, dt), whole=whole)
    way = jnp.asarray(descent.way_of)[parent, cell_type]
    smooth = _noise_free(chain, steps, n_fine, way=way, time=time)
    return Descended(pair.unspliced, pair.spliced, *smooth, parent, time)


def _draw_origin(
    keys: CellKeys,
    descent: Descent,
    cell_type: Int[Array | np.ndarray, " cells"],
    time: Float[Array | np.ndarray, " cells"],
) -> tuple[Int[Array, " cells"], Float[Array, " cells"]]:
    """Return every cell's parent, by the rates, and its time since the switch, 0 without one."""
    words = threefry(keys, (jnp.uint32(0), jnp.uint32(_ORIGIN)))
    chance, share = ((word >> 8).astype(jnp.float32) * 2.0**-24 for word in words)
    parent = (jnp.asarray(descent.parents)[:, cell_type] <= chance[None]).sum(0)
    time = jnp.where(jnp.isnan(time), share * descent.duration, time)
    return parent, jnp.where(parent == cell_type, 0.0, time)


def _run(
    chain: _Chain,
    pair: _Pair,
    *,
    first: Count,
    n_steps: Count,
    whole: Float[Array, "*cells"],
) -> _Pair:
    """Advance cells by a number of steps, or by as many as are `whole` in their time.

    The numbers of the steps count on from `first`, which begins a group.
    """

    def words_of(group: Array) -> list[Flips]:
        return _words(chain, group + first // BINOMIAL_GROUP)

    def step(number: Array, words: list[Flips], pair: _Pair) -> _Pair:
        z = _increments(chain, words, first + number)
        trend = jnp.where(number > 0, FULL_TREND, 0.0)
        later = _two_stage_step(chain, pair, z=z, dt=chain.dt, trend=trend)
        runs = (number < n_steps) & (number < whole)
        return jax.tree.map(lambda new, old: jnp.where(runs, new, old), later, pair)

    n_groups = (n_steps + BINOMIAL_GROUP - 1) // BINOMIAL_GROUP
    if chain.kind.static_steps is not None:
        return _differentiable(step, words_of, pair, jnp.arange(n_groups))

    def group(number: Array, pair: _Pair) -> _Pair:
        begin, words = number * BINOMIAL_GROUP, words_of(number)
        end = jnp.minimum(begin + BINOMIAL_GROUP, n_steps)
        return jax.lax.fori_loop(begin, end, lambda at, pair: step(at, words, pair), pair)

    return jax.lax.fori_loop(0, n_groups, group, pair)


def _differentiable(
    step: Callable[[Array, list[Flips], _Pair], _Pair],
    words_of: Callable[[Array], list[Flips]],
    pair: _Pair,
    groups: Int[Array, " groups"],
) -> _Pair:
    """Run full groups of steps; backwards, each step is recomputed from its group's start."""
    remember = partial(jax.checkpoint, prevent_cse=False)

    @remember
    def group(pair: _Pair, number: Array) -> tuple[_Pair, None]:
        words = words_of(number)
        one = remember(lambda pair, at: (step(at, words, pair), None))
        return jax.lax.scan(one, pair, number * BINOMIAL_GROUP + jnp.arange(BINOMIAL_GROUP))

    return jax.lax.scan(group, pair, groups)[0]


def _last_step(
    chain: _Chain, pair: _Pair, *, left: Float[Array, " cells"], whole: Float[Array, " cells"]
) -> _Pair:
    """Take the cells through the remaining time, with draws from a place of their own."""
    z = _increments(chain, _words(chain, jnp.int32(_LAST)), jnp.int32(_LAST * BINOMIAL_GROUP))
    trend = jnp.where(whole > 0, FULL_TREND * left / chain.dt, 0.0)
    return _two_stage_step(chain, pair, z=z, dt=left[None], trend=trend[None])


def _genes(chain: _Chain) -> tuple[Array, Array]:
    gene = jnp.asarray(chain.cells.gene)
    return gene, gene | jnp.uint32(_SPLICED)


def _words(chain: _Chain, group: Array) -> list[Flips]:
    """Return the random words of a group of steps, for both species; none for normal numbers."""
    if chain.kind.increments == "gaussian":
        return []
    return [binomial_words(chain.keys, gene, group) for gene in _genes(chain)]


def _increments(chain: _Chain, words: list[Flips], number: Array) -> list[Levels]:
    if chain.kind.increments == "gaussian":
        return [normal(chain.keys, gene, as_word(number)) for gene in _genes(chain)]
    return [binomial(word, number % BINOMIAL_GROUP) for word in words]


def _two_stage_step(
    chain: _Chain,
    pair: _Pair,
    *,
    z: list[Levels],
    dt: Float[Array, ""] | Float[Array, "1 cells"],
    trend: Float[Array, ""] | Float[Array, "1 cells"],
) -> _Pair:
    """Advance unspliced and spliced molecules together.

    Splicing makes λu per time, with u the mean of before and after the step: of second order, as
    the unspliced step is. Euler's scheme takes both productions from before the step.
    """
    (cells, descent, _, _, kind), (x, s, before) = chain, pair
    response = padded_response(cells, x)
    exact = kind.method == "exponential"
    middle = response + trend * (response - before) if exact else response
    production = padded_production(cells, middle)
    production = jnp.where(production < 0, 0.0, production)
    if kind.increments == "gaussian":  # fused with gathers, the generator does not vectorise
        production = jax.lax.optimization_barrier(production)
    advance = exponential_step if exact else euler_step
    later = advance(x, production, cells.decay, cells.noise, z[0], dt, kind.noise_type)
    made = jnp.asarray(cells.decay) * (0.5 * (x + later) if exact else x)
    rates = (descent.spliced_decay, descent.spliced_noise)
    return _Pair(later, advance(s, made, *rates, z[1], dt, kind.spliced_noise_type), response)


def _noise_free(
    chain: _Chain,
    steps: Steps,
    n_fine: Count,
    *,
    way: Int[Array, " cells"],
    time: Float[Array, " cells"],
) -> Species:
    """Follow both species without noise up to every cell's time.

    All cells of a path share its course, and the start of every interval is kept. Each cell
    continues from the last start before its time.
    """
    descent, remember = chain.descent, chain.kind.static_steps is not None
    follow = partial(_runge_kutta, n_steps=n_fine, gamma=descent.spliced_decay, remember=remember)
    parent, child = descent.ways
    on_way = at_cells(descent.network, child)
    steady = jnp.asarray(descent.steady)[:, parent]
    start = (steady, jnp.asarray(on_way.decay / descent.spliced_decay) * steady)

    def interval(levels: Species, _: None) -> tuple[Species, Species]:
        return follow(on_way, levels, dt=steps.interval / n_fine), levels

    _, starts = jax.lax.scan(interval, start, None, length=INTERVALS)
    number = jnp.clip((time / steps.interval).astype(jnp.int32), 0, INTERVALS - 1)
    unspliced, spliced = (of_species[number, :, way].T for of_species in starts)
    left = time - number * steps.interval
    return follow(chain.cells, (unspliced, spliced), dt=left[None] / n_fine)


def _runge_kutta(
    cells: PaddedNetwork,
    levels: Species,
    *,
    dt: Float[Array | np.ndarray, ""] | Float[Array, "1 cells"],
    n_steps: Count,
    gamma: Float[Array | np.ndarray, "rows 1"],
    remember: bool,
) -> Species:
    """Follow both equations by the classical method of fourth order."""
    decay, spliced_decay = jnp.asarray(cells.decay), jnp.asarray(gamma)

    def add(levels: Species, by: Float[Array, "..."], slopes: Species) -> Species:
        return jax.tree.map(lambda level, slope: level + by * slope, levels, slopes)

    def step(_: Array, start: Species) -> Species:
        def stage(carry: Stage, at: Array) -> tuple[Stage, None]:
            slopes, end = carry
            node, weight = at
            x, s = add(start, node * dt, slopes)
            made = padded_production(cells, padded_response(cells, x))
            slopes = (made - decay * x, decay * x - spliced_decay * s)
            return (slopes, add(end, weight * dt, slopes)), None

        none = jax.tree.map(jnp.zeros_like, start)
        return jax.lax.scan(stage, (none, start), jnp.asarray(_STAGES))[0][1]

    one = jax.checkpoint(step, prevent_cse=False) if remember else step
    return jax.lax.fori_loop(0, n_steps, one, levels)
