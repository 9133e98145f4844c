"""Cells drawn from a generator, in blocks of one size, each cell by its own key."""

from collections.abc import Mapping, Sequence
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, Num

from sergiojax._types import PRNGKey
from sergiojax.learn._batches import largest_remainders
from sergiojax.learn._contract import BlockGenerator

BLOCK = 256


def draw_cells(
    learner: Any,
    model: eqx.Module,
    label: Int[np.ndarray, " cells"],
    *,
    key: PRNGKey,
    options: Mapping[str, Any] | None = None,
) -> Float[np.ndarray, "cells genes"]:
    """Return one cell for every label; cell i depends on the key, i and its label alone.

    Args:
        learner: A generator.
        model: Its model.
        label: Number of every cell's type.
        key: PRNG key.
        options: Further arguments of the learner's `sample`, arrays that all cells share.
    """
    if isinstance(learner, BlockGenerator):
        return np.asarray(learner.draw(model, label, key=key), np.float32)
    blocks = []
    for first in range(0, len(label), BLOCK):
        part = label[first : first + BLOCK]
        padded = np.zeros(BLOCK, np.int32)
        padded[: len(part)] = part
        drawn = _draw(learner, model, padded, jnp.asarray(first), key, dict(options or {}))
        blocks.append(np.asarray(drawn)[: len(part)])
    n_genes = blocks[0].shape[1] if blocks else _n_genes(learner, model, options)
    return np.concatenate(blocks) if blocks else np.zeros((0, n_genes), np.float32)


@eqx.filter_jit
def _draw(
    learner: Any,
    model: eqx.Module,
    label: Int[Array | np.ndarray, " block"],
    first: Int[Array, ""],
    key: PRNGKey,
    options: dict[str, Any],
) -> Num[Array, "block genes"]:
    keys = jax.vmap(lambda place: jax.random.fold_in(key, place))(first + jnp.arange(BLOCK))
    return jax.vmap(lambda each, k: learner.sample(model, each, key=k, **options))(
        jnp.asarray(label), keys
    )


def _n_genes(learner: Any, model: eqx.Module, options: Mapping[str, Any] | None) -> int:
    shape = eqx.filter_eval_shape(
        lambda: learner.sample(model, jnp.int32(0), key=jax.random.key(0), **dict(options or {}))
    )
    return shape.shape[0]


def labels_wanted(
    cells: int | Mapping[str, int] | Sequence[str],
    *,
    type_names: Sequence[str],
    type_counts: Sequence[int],
) -> Int[np.ndarray, " cells"]:
    """Return the type of every cell to draw.

    Args:
        cells: A number of cells in the proportions of training, numbers by type in the order
            asked for (types left out have none), or the type of every cell.
        type_names: Types that the model knows.
        type_counts: Training cells of each.

    Raises:
        ValueError: If a type is unknown, had no training cells, or a number is negative.
    """
    number = {name: place for place, name in enumerate(type_names)}
    if isinstance(cells, int | np.integer):
        _check_count(cells, "cells")
        counts = np.asarray(type_counts, float)
        each = largest_remainders(counts / counts.sum() * cells, int(cells))
        return np.repeat(np.arange(len(type_names)), each)
    wanted = dict(cells) if isinstance(cells, Mapping) else dict.fromkeys(map(str, cells), 1)
    for name, n in wanted.items():
        if name not in number:
            raise ValueError(
                f"The model knows no cell type {name}; it was trained on {', '.join(type_names)}."
            )
        _check_count(n, f"cells of type {name}")
        if n and not type_counts[number[name]]:
            raise ValueError(f"The model was trained on no cells of type {name}.")
    if isinstance(cells, Mapping):
        return np.repeat([number[name] for name in wanted], list(wanted.values())).astype(int)
    return np.array([number[str(name)] for name in cells], int)


def _check_count(n: Any, what: str) -> None:
    if isinstance(n, bool) or not isinstance(n, int | np.integer):
        raise TypeError(f"The number of {what} must be a whole number, but is {n!r}.")
    if n < 0:
        raise ValueError(f"The number of {what} must not be negative, but is {n}.")
