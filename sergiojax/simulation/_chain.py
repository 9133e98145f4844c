"""A chain of Langevin steps: increments drawn in groups, and gradients in little memory.

Eight steps form a group, for which one call of the generator gives a cell and gene all of its
binomial increments. If the number of steps is known while tracing, the chain can be differentiated;
groups of groups are then recomputed in the backward pass, so that memory grows with the cube root
of the steps.
"""

import math
from collections.abc import Callable
from functools import partial

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from sergiojax._types import Count, Increments, Method, NoiseType
from sergiojax.kinetics import PaddedNetwork
from sergiojax.simulation._langevin import FULL_TREND, State, at_start, langevin_step
from sergiojax.simulation._random import (
    BINOMIAL_GROUP,
    Flips,
    Words,
    as_word,
    binomial,
    binomial_words,
    normal,
)

_GROUP = BINOMIAL_GROUP  # steps


def run_chain(
    cells: PaddedNetwork,
    x: Float[Array, "rows cells"],
    *,
    keys: tuple[Words, Words],
    dt: Float[Array, ""],
    n_steps: Count,
    static_steps: int | None,
    noise_type: NoiseType,
    method: Method,
    increments: Increments,
) -> Float[Array, "rows cells"]:
    """Advance cells by a number of steps.

    Args:
        cells: Padded network, already picked `at_cells`.
        x: Expression at the start (molecules).
        keys: Key of every cell.
        dt: Step (time).
        n_steps: Steps; a value known at run time saves compiling.
        static_steps: Steps, known while tracing, in place of `n_steps`; has gradients.
        noise_type: See `NoiseType`.
        method: See `Method`.
        increments: See `Increments`.

    Returns:
        Expression at the end (molecules).
    """

    def step(number: Array, words: Flips | None, state: State, dt: Array = dt) -> State:
        if words is None:
            z = normal(keys, cells.gene, as_word(number))
        else:
            z = binomial(words, number % _GROUP)
        trend = jnp.where(number > 0, FULL_TREND, 0.0)
        return langevin_step(
            cells,
            state,
            z=z,
            dt=dt,
            trend=trend,
            noise_type=noise_type,
            apart=increments == "gaussian",
        )

    def words_of(group: Array) -> Flips | None:
        return None if increments == "gaussian" else binomial_words(keys, cells.gene, group)

    state = at_start(cells, x, method)
    if static_steps is not None:

        def step_or_stay(number: Array, words: Flips | None, state: State) -> State:
            return step(number, words, state, jnp.where(number < static_steps, dt, 0.0))

        return _differentiable(step_or_stay, words_of, state, static_steps).x

    def group(number: Array, state: State) -> State:
        first, words = number * _GROUP, words_of(number)
        last = jnp.minimum(first + _GROUP, n_steps)
        return jax.lax.fori_loop(first, last, lambda at, state: step(at, words, state), state)

    return jax.lax.fori_loop(0, (n_steps + _GROUP - 1) // _GROUP, group, state).x


def _differentiable(
    step: Callable[[Array, Flips | None, State], State],
    words_of: Callable[[Array], Flips | None],
    state: State,
    n_steps: int,
) -> State:
    """Run groups of groups of steps; in the backward pass each is recomputed from its start.

    All groups are full: steps beyond the last have length 0, so that one compiled step serves
    all places.
    """
    n_groups = -(-n_steps // _GROUP)
    n_blocks = math.ceil(math.sqrt(n_groups))
    groups_per_block = -(-n_groups // max(n_blocks, 1))
    remember = partial(jax.checkpoint, prevent_cse=False)

    @remember
    def group(state: State, number: Array) -> State:
        words = words_of(number)
        one = remember(lambda state, at: step(at, words, state))
        return _scan(one, state, number * _GROUP, _GROUP)

    @remember
    def block(state: State, number: Array) -> State:
        return _scan(group, state, number * groups_per_block, groups_per_block)

    return _scan(block, state, jnp.int32(0), n_blocks)


def _scan(
    function: Callable[[State, Array], State], state: State, first: Array, length: int
) -> State:
    numbers = first + jnp.arange(length)
    return jax.lax.scan(lambda state, at: (function(state, at), None), state, numbers)[0]
