"""Which cells a step sees, by counter, and which cells are held out."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Int

from sergiojax._types import Count, PRNGKey


def batch_indices(
    key: PRNGKey, *, first: int, n_steps: int, cells_per_step: int, n_cells: int
) -> Int[np.ndarray, "steps cells"]:
    """Return the cells of consecutive steps, drawn with replacement.

    The cells of step t depend on the key and t alone, so it does not matter where a training was
    cut.

    Args:
        key: PRNG key.
        first: Number of the first step.
        n_steps: Number of steps.
        cells_per_step: Cells that a step takes.
        n_cells: Cells to choose from.
    """
    drawn = _draw(key, jnp.arange(first, first + n_steps), n_cells, cells_per_step)
    return np.asarray(drawn)


@partial(jax.jit, static_argnames="cells_per_step")
def _draw(
    key: PRNGKey, steps: Int[Array, " steps"], n_cells: Count, cells_per_step: int
) -> Int[Array, "steps cells"]:
    keys = jax.vmap(lambda step: jax.random.fold_in(key, step))(steps)
    return jax.vmap(lambda each: jax.random.randint(each, (cells_per_step,), 0, n_cells))(keys)


def split_cells(
    label: Int[np.ndarray, " cells"], share: float, *, seed: int
) -> tuple[Int[np.ndarray, " kept"], Int[np.ndarray, " held_out"]]:
    """Split cells at random, each type in the same proportion.

    Args:
        label: Number of every cell's type.
        share: Share to hold out, 0 to 1. Shares of types are rounded by largest remainders, so that
            the total is right.
        seed: Seed of the split.

    Returns:
        Numbers of the cells that are kept and held out, each in ascending order.

    Example:
        >>> kept, held_out = split_cells(np.repeat([0, 1], 10), 0.3, seed=0)
        >>> len(kept), np.bincount(np.repeat([0, 1], 10)[held_out]).tolist()
        (14, [3, 3])
    """
    if not 0 <= share < 1:
        raise ValueError(f"The share to hold out must be from 0 to below 1, but is {share:g}.")
    rng = np.random.default_rng(seed)
    counts = np.bincount(label)
    wanted = largest_remainders(counts * share, round(float(counts.sum() * share)))
    held = [
        rng.permutation(np.nonzero(label == each)[0])[:n] for each, n in enumerate(wanted.tolist())
    ]
    chosen = np.zeros(len(label), bool)
    chosen[np.concatenate(held)] = True
    return np.nonzero(~chosen)[0], np.nonzero(chosen)[0]


def largest_remainders(shares: np.ndarray, total: int) -> Int[np.ndarray, " parts"]:
    """Round shares to whole numbers with a given total.

    Args:
        shares: Amounts, not negative, that sum to about the total.
        total: What the whole numbers sum to.

    Example:
        >>> largest_remainders(np.array([1.4, 1.4, 1.2]), 4).tolist()
        [2, 1, 1]
    """
    whole = np.floor(shares).astype(int)
    missing = total - int(whole.sum())
    order = np.argsort(-(shares - whole), kind="stable")
    whole[order[:missing]] += 1
    return whole
