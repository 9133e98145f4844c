"""Distances between points, for the rows of the card that look at neighbours."""

import numpy as np
from jaxtyping import Float

_AT_ONCE = 4_096  # points, so that distances to many cells need little memory


def squared_distances(
    one: Float[np.ndarray, "cells components"], other: Float[np.ndarray, "other_cells components"]
) -> Float[np.ndarray, "cells other_cells"]:
    """Return the squared Euclidean distances of all pairs; those of a set to itself are exact 0."""
    # Around a common origin, else the difference of large squares would lose small distances.
    origin = one.mean(axis=0, keepdims=True)
    a, b = (one - origin).astype(np.float64), (other - origin).astype(np.float64)
    squares = np.square(a).sum(1)[:, None] + np.square(b).sum(1)[None] - 2 * a @ b.T
    np.maximum(squares, 0, out=squares)
    if one is other:
        np.fill_diagonal(squares, 0)
    return squares.astype(np.float32)


def kth_distance(among: Float[np.ndarray, "cells cells"], k: int) -> Float[np.ndarray, " cells"]:
    """Return the distance of every point to its k-th neighbour, itself not counted.

    Args:
        among: Squared distances of all pairs.
        k: Which neighbour; the last one where there are fewer.
    """
    place = min(k, len(among) - 1)  # the point itself comes first, at distance 0
    return np.sqrt(np.partition(among, place, axis=1)[:, place])


def nearest_distance(
    points: Float[np.ndarray, "cells components"], others: Float[np.ndarray, "others components"]
) -> Float[np.ndarray, " cells"]:
    """Return the distance of every point to the nearest of the others."""
    nearest = np.full(len(points), np.inf, np.float32)
    for start in range(0, len(others), _AT_ONCE):
        block = squared_distances(points, others[start : start + _AT_ONCE])
        np.minimum(nearest, block.min(axis=1), out=nearest)
    return np.sqrt(nearest)
