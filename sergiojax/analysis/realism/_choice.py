"""Which cells are compared: subsamples and halves in which every type keeps its share."""

import numpy as np
from jaxtyping import Int

from sergiojax.analysis._subsample import share_out


def choose(
    cell_type: Int[np.ndarray, " cells"], n_kept: int, random: np.random.Generator
) -> Int[np.ndarray, " kept"]:
    """Choose cells at random, every type in proportion, each at least once.

    Equal types and equal generators give equal choices, so that a file compared with itself meets
    its own cells.

    Args:
        cell_type: Number of every cell's type.
        n_kept: How many cells.
        random: Where the choice comes from.

    Returns:
        Increasing indices.
    """
    if n_kept >= len(cell_type):
        return np.arange(len(cell_type))
    code, size = np.unique(cell_type, return_inverse=True, return_counts=True)[1:]
    if len(size) > n_kept:  # there is not a place for each type
        return np.sort(random.choice(len(cell_type), n_kept, replace=False))
    return choose_counts(code, share_out(n_kept, size), random)


def choose_counts(
    cell_type: Int[np.ndarray, " cells"],
    counts: Int[np.ndarray, " types"],
    random: np.random.Generator,
) -> Int[np.ndarray, " kept"]:
    """Choose this many cells of every type, without replacement; the indices increase."""
    kept = [
        random.choice(np.nonzero(cell_type == number)[0], count, replace=False)
        for number, count in enumerate(counts.tolist())
        if count
    ]
    return np.sort(np.concatenate(kept))


def halves(
    cell_type: Int[np.ndarray, " cells"], random: np.random.Generator
) -> tuple[Int[np.ndarray, " half"], Int[np.ndarray, " other_half"]]:
    """Split cells at random into halves, every type in two."""
    order = random.permutation(len(cell_type))
    order = order[np.argsort(cell_type[order], kind="stable")]  # type by type, each shuffled
    return np.sort(order[::2]), np.sort(order[1::2])
