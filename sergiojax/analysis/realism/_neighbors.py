"""Rows of the card that look at neighbours: mixing, nearness to the training cells, copies."""

import numpy as np
from jaxtyping import Float

from sergiojax.analysis.realism._distances import squared_distances

N_NEIGHBORS = 30


def mixing(
    real: Float[np.ndarray, "cells components"],
    generated: Float[np.ndarray, "other_cells components"],
) -> float:
    """Return how well two sets mix: the mean inverse Simpson index of 30 neighbours.

    Args:
        real: Points, usually principal components.
        generated: Points of the other set.

    Returns:
        Mean over all points of 1 / (f² + (1 − f)²), f the share of one set among the neighbours of
        a point, itself not counted. 1 is apart, 2 is mixed evenly.

    Source:
        Korsunsky et al. (2019), Nat. Methods 16, 1289-1296 (LISI, here without weights).

    Example:
        >>> import numpy as np
        >>> points = np.random.default_rng(0).normal(size=(100, 3)).astype(np.float32)
        >>> mixing(points[:50], points[50:] + 99)
        1.0
    """
    points = np.concatenate([real, generated])
    is_generated = np.repeat([0.0, 1.0], [len(real), len(generated)])
    among = squared_distances(points, points)
    np.fill_diagonal(among, np.inf)
    k = min(N_NEIGHBORS, len(points) - 1)
    nearest = np.argpartition(among, k - 1, axis=1)[:, :k]
    share = is_generated[nearest].mean(axis=1)
    return float((1 / (share**2 + (1 - share) ** 2)).mean())


def nearness(
    generated: Float[np.ndarray, " cells"], held_out: Float[np.ndarray, " other_cells"]
) -> float:
    """Return how often a generated cell is nearer to the training cells than a held-out one.

    Args:
        generated: Distance of every generated cell to its nearest training cell.
        held_out: The same for real cells that the model has not seen.

    Returns:
        Probability over all pairs, ties half; 0.5 for cells as new as held-out ones, 1 for copies.
    """
    ordered = np.sort(held_out)
    not_below = np.searchsorted(ordered, generated, side="left")
    above = len(ordered) - np.searchsorted(ordered, generated, side="right")
    ties = len(ordered) - above - not_below
    return float((above + ties / 2).mean() / len(ordered))


def copies(
    generated: Float[np.ndarray, " cells"], held_out: Float[np.ndarray, " other_cells"]
) -> float:
    """Return the share of generated cells nearer to a training cell than 99 % of held-out ones."""
    return float((generated < np.quantile(held_out, 0.01)).mean())
