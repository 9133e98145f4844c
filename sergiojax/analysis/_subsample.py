"""Fewer cells with the same mixture of cell types, for pictures that a browser can hold."""

import numpy as np
from jaxtyping import Int

from sergiojax._checks import check_count
from sergiojax.analysis._inputs import Labels, as_labels


def subsample(cell_type: Labels, limit: int = 20_000, *, seed: int = 0) -> Int[np.ndarray, " kept"]:
    """Choose cells at random, every cell type in proportion.

    Args:
        cell_type: Cell type of every cell.
        limit: Largest number of cells to keep.
        seed: Seed of the choice.

    Returns:
        Indices of the cells to keep, increasing; all of them if there are at most `limit`.

    Raises:
        ValueError: If there are more cell types than cells to keep, since each keeps at least one.
    """
    labels = as_labels(cell_type, len(cell_type))
    check_count("limit", limit)
    if len(labels) <= limit:
        return np.arange(len(labels))
    code, size = np.unique(labels, return_inverse=True, return_counts=True)[1:]
    share = share_out(limit, size)
    rng = np.random.default_rng(seed)
    kept = [
        rng.choice(np.nonzero(code == number)[0], n_kept, replace=False, shuffle=False)
        for number, n_kept in enumerate(share)
    ]
    return np.sort(np.concatenate(kept))


def share_out(total: int, size: Int[np.ndarray, " types"]) -> Int[np.ndarray, " types"]:
    """Divide places among cell types by number of cells: at least one, at most one per cell.

    Args:
        total: Number of places.
        size: Number of cells of every type, at least 1.

    Returns:
        Places of every type; they add up to `total`, or to the number of cells if that is less.

    Raises:
        ValueError: If there are more types than places.
    """
    if len(size) > total:
        raise ValueError(
            f"{len(size):,} cell types need a place each, but there are {total:,} places. "
            "Choose a larger limit."
        )
    total = min(total, int(size.sum()))
    exact = total * size / size.sum()
    share = np.maximum(np.floor(exact).astype(int), 1)
    # Rounding down leaves places over and the minimum of one takes some, both fewer than types.
    while share.sum() < total:
        share[np.argmin(share - exact)] += 1
    while share.sum() > total:
        share[np.argmax(np.where(share > 1, share - exact, -np.inf))] -= 1
    return share
