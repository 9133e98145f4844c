"""Clusters of cells: Leiden's communities of the graph of nearest neighbours."""

import random
import threading

import igraph
import jax
import numpy as np
from jaxtyping import Float, Int
from sklearn.neighbors import NearestNeighbors

from sergiojax._checks import check_count, check_positive
from sergiojax._types import PRNGKey

_UNTIL_STABLE = -1
_LOCK = threading.Lock()  # igraph has one source of random numbers for all threads


def leiden(
    scores: Float[np.ndarray, "cells components"],
    *,
    resolution: float = 1.0,
    n_neighbors: int = 15,
    key: PRNGKey,
) -> Int[np.ndarray, " cells"]:
    """Cluster cells by their nearest neighbours.

    Cells are joined to their nearest neighbours; an edge weighs the share of neighbours that both
    ends have in common (Jaccard), so that dense regions hold together. Clusters maximise the
    modularity at the given resolution.

    Args:
        scores: Place of every cell, such as its principal components.
        resolution: More gives more clusters.
        n_neighbors: Nearest neighbours of every cell, itself included.
        key: PRNG key: the same key and scores give the same clusters.

    Returns:
        Cluster of every cell; 0 is the largest.

    Raises:
        ValueError: If the resolution is not positive, or there are fewer than two neighbours.

    Source:
        Traag, Waltman and van Eck (2019), Sci. Rep. 9, 5233.

    Example:
        >>> import jax, numpy as np
        >>> from sergiojax.analysis import leiden
        >>> two = np.r_[np.zeros((20, 2)), np.ones((10, 2))] + np.arange(30)[:, None] / 1e3
        >>> clusters = leiden(two, resolution=0.2, n_neighbors=8, key=jax.random.key(0))
        >>> np.bincount(clusters).tolist()
        [20, 10]
    """
    check_positive("resolution", resolution)
    check_count("n_neighbors", n_neighbors, least=2)
    edges, weights = _neighbor_graph(np.asarray(scores, np.float32), n_neighbors)
    graph = igraph.Graph(len(scores), edges)
    words = np.asarray(jax.random.bits(key, (4,), np.uint32)).tobytes()
    with _LOCK:
        igraph.set_random_number_generator(random.Random(words))  # noqa: S311 (not a secret)
        found = graph.community_leiden(
            objective_function="modularity",
            weights=weights,
            resolution=resolution,
            n_iterations=_UNTIL_STABLE,
        )
    return _by_size(np.asarray(found.membership))


def _neighbor_graph(
    scores: Float[np.ndarray, "cells components"], n_neighbors: int
) -> tuple[Int[np.ndarray, "edges 2"], Float[np.ndarray, " edges"]]:
    """Return the edges of the graph, each once, and the share of neighbours in common."""
    n = min(n_neighbors, len(scores))
    near = NearestNeighbors(n_neighbors=n).fit(scores).kneighbors_graph(scores)
    common = (near @ near.T).tocsr()  # how many neighbours two cells share
    joined = near.maximum(near.T).tocoo()
    above = joined.row < joined.col
    first, second = joined.row[above], joined.col[above]
    if not len(first):
        return np.zeros((0, 2), int), np.zeros(0)
    shared = np.asarray(common[first, second], float).ravel()
    kept = shared > 0
    edges = np.column_stack([first, second])[kept]
    return edges, (shared / (2 * n - shared))[kept]


def _by_size(label: Int[np.ndarray, " cells"]) -> Int[np.ndarray, " cells"]:
    """Number clusters from the largest to the smallest."""
    order = np.argsort(-np.bincount(label), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return rank[label]
