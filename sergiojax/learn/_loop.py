"""The training loop of every learner: chunks of steps inside one jit, and a look around between.

Batches are arguments of the compiled chunk, whose number of steps is an argument as well: other
data, seeds and lengths compile nothing, and a training cut at any step goes on to the same bytes.
"""

from collections.abc import Iterator
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, PyTree

from sergiojax._types import PRNGKey
from sergiojax.learn._batches import batch_indices
from sergiojax.learn._contract import Learner, State

CHUNK = 50  # steps between two looks around
_MOST_BYTES = 64 << 20  # of the dense batches of a chunk


def train(
    learner: Learner,
    state: State,
    data: Any,
    *,
    key: PRNGKey,
    until: int,
    chunk: int | None = None,
    stop_at: int = CHUNK,
) -> Iterator[tuple[State, dict[str, float]]]:
    """Train step by step.

    Args:
        learner: The configuration.
        state: Where to begin; its step counts on.
        data: What `take` returns batches of.
        key: PRNG key of the whole training; step t uses `fold_in(key, t)`.
        until: Step to end at.
        chunk: Steps between two yields; by default 50, or fewer where batches are large.
        stop_at: A chunk ends at every multiple of this, wherever the training began.

    Yields:
        The state after each chunk, and the mean scores of its steps.
    """
    batch_key, step_key = jax.random.split(key)
    size = chunk or _chunk_size(learner, data)
    done = int(state.step)
    while done < until:
        n_steps = min(size, until - done, stop_at - done % stop_at)
        indices = batch_indices(
            batch_key,
            first=done,
            n_steps=size,  # one shape, so that the last chunk compiles nothing
            cells_per_step=learner.cells_per_step,
            n_cells=data.n_cells,
        )
        batches = data.take(indices)
        state, sums = _steps(learner, state, batches, jnp.asarray(n_steps), step_key)
        done += n_steps
        yield state, {name: float(total) / n_steps for name, total in sums.items()}


def _chunk_size(learner: Learner, data: Any) -> int:
    one = jax.tree.leaves(data.take(np.zeros((1, learner.cells_per_step), int)))
    n_bytes = sum(leaf.nbytes for leaf in one)
    return max(min(CHUNK, _MOST_BYTES // max(n_bytes, 1)), 1)


@eqx.filter_jit
def _steps(
    learner: Learner,
    state: State,
    batches: PyTree,
    n_steps: Int[Array, ""],
    key: PRNGKey,
) -> tuple[State, dict[str, Float[Array, ""]]]:
    """Return the state after some steps, and the sums of their scores."""
    arrays, static = eqx.partition(state, eqx.is_array)

    def one(place: Any, arrays: PyTree) -> tuple[PyTree, dict[str, Float[Array, ""]]]:
        before = eqx.combine(arrays, static)
        batch = jax.tree.map(lambda leaf: leaf[place], batches)
        after, scores = learner.step(before, batch, key=jax.random.fold_in(key, before.step))
        counted = eqx.tree_at(lambda each: each.step, after, before.step + 1)
        return eqx.filter(counted, eqx.is_array), scores

    def body(place: Any, carry: PyTree) -> PyTree:
        arrays, sums = carry
        arrays, scores = one(place, arrays)
        return arrays, jax.tree.map(jnp.add, sums, scores)

    scores = jax.eval_shape(lambda arrays: one(0, arrays)[1], arrays)
    zeros = jax.tree.map(lambda leaf: jnp.zeros(leaf.shape, leaf.dtype), scores)
    arrays, sums = jax.lax.fori_loop(0, n_steps, body, (arrays, zeros))
    return eqx.combine(arrays, static), sums
