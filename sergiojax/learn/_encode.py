"""Cells in the latent space of an encoder, in blocks of one size."""

from typing import Any

import equinox as eqx
import jax
import numpy as np
from jaxtyping import Array, Float

from sergiojax.learn._cells import Batch, Cells

BLOCK = 512


def encode_cells(
    learner: Any, model: eqx.Module, cells: Cells
) -> Float[np.ndarray, "cells latent"]:
    """Return what the learner's `encode` returns of every cell.

    Args:
        learner: An encoder.
        model: Its model.
        cells: Cells with the model's genes and types.
    """
    blocks = []
    for first in range(0, cells.n_cells, BLOCK):
        indices = np.minimum(np.arange(first, first + BLOCK), cells.n_cells - 1)
        found = np.asarray(_encode(learner, model, cells.take(indices)))
        blocks.append(found[: cells.n_cells - first])
    return np.concatenate(blocks)


@eqx.filter_jit
def _encode(learner: Any, model: eqx.Module, batch: Batch) -> Float[Array, "block latent"]:
    return jax.vmap(lambda counts, label: learner.encode(model, counts, label=label))(
        jax.numpy.asarray(batch.counts), jax.numpy.asarray(batch.label)
    )
