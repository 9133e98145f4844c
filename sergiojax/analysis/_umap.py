"""UMAP, made quick to start, quiet and repeatable.

numba compiles umap-learn again in every process, which takes about 13 s of processor time before
the first point is placed, and 50 s more above 4096 cells. Its compiled loops are therefore kept on
disk, next to the package or where NUMBA_CACHE_DIR says: a second process needs 0.1 s. And
scikit-learn finds the neighbours: exactly, and without the approximate search, which takes longest
to compile.
"""

import threading
from contextlib import suppress
from functools import cache
from types import ModuleType

import numpy as np
from jaxtyping import Array, Float, Num

from sergiojax._checks import check_count
from sergiojax.analysis._inputs import as_matrix
from sergiojax.analysis._pca import pca

_MOST_FEATURES = 50  # principal components in which neighbours are searched
_LEAST_CELLS = 4

# Without OpenMP, numba ends the process when two threads of a server meet in its parallel loops.
_one_at_a_time = threading.RLock()


def umap(
    features: Num[Array | np.ndarray, "cells features"],
    *,
    seed: int = 0,
    n_neighbors: int = 15,
    min_dist: float = 0.3,
) -> Float[np.ndarray, "cells 2"]:
    """Lay cells out in the plane, similar ones together.

    The layout starts from the first two principal components and keeps their large-scale shape, so
    that a data set drawn again looks alike. The time of the neighbour search grows with the square
    of the number of cells: above about 20,000, use a `subsample`.

    Args:
        features: Principal components, or normalised expression, reduced to 50 components.
        seed: Seed of the layout. The same seed and input give the same layout.
        n_neighbors: Neighbours of a cell, itself included; fewer where there are fewer cells.
        min_dist: How close points may be; small values make dense clumps.

    Returns:
        Position of every cell.

    Raises:
        ValueError: If there are fewer than four cells, an entry is infinite or NaN, or a setting
            is out of range.

    Source:
        McInnes, Healy and Melville (2018), arXiv:1802.03426; start: Kobak and Linderman (2021),
        Nature Biotechnology 39, 156-157.
    """
    matrix = as_matrix("Features", features)
    n_cells = len(matrix)
    if n_cells < _LEAST_CELLS:
        raise ValueError(f"UMAP needs at least {_LEAST_CELLS} cells, but there are {n_cells}.")
    if not 0 <= min_dist <= 1:
        raise ValueError(f"`min_dist` must be between 0 and 1, but is {min_dist}.")
    n_neighbors = min(check_count("n_neighbors", n_neighbors, least=2), n_cells)
    components = pca(matrix, n_components=_MOST_FEATURES, seed=seed).coordinates
    return _lay_out(components, seed, n_neighbors, min_dist)


def warm_up_umap() -> None:
    """Import and compile what `umap` needs, so that the first picture does not wait for it.

    Call it in a background thread when a server starts. Later calls return at once; a call during
    the first one waits for it.
    """
    with _one_at_a_time:
        _compile()


def _lay_out(
    components: Float[np.ndarray, "cells components"],
    seed: int,
    n_neighbors: int,
    min_dist: float,
) -> Float[np.ndarray, "cells 2"]:
    from sklearn.neighbors import NearestNeighbors

    library = _library()
    neighbors = NearestNeighbors(n_neighbors=n_neighbors).fit(components)
    distance, index = neighbors.kneighbors(components)
    random_state = np.random.RandomState(seed)
    with _one_at_a_time:
        graph = library.fuzzy_simplicial_set(
            components,
            n_neighbors,
            random_state,
            "euclidean",
            knn_indices=index,
            knn_dists=distance.astype(np.float32),
        )[0]
    a, b = _curve(min_dist)
    layout = library.simplicial_set_embedding(
        components,
        graph,
        n_components=2,
        initial_alpha=1.0,
        a=a,
        b=b,
        gamma=1.0,
        negative_sample_rate=5,
        n_epochs=None,  # umap-learn's choice: 500, or 200 above 10,000 cells
        init=_start(components, random_state),
        random_state=random_state,
        metric="euclidean",
        metric_kwds={},
        densmap=False,
        densmap_kwds={},
        output_dens=False,
    )[0]
    return layout.astype(np.float32)


def _start(
    components: Float[np.ndarray, "cells components"], random_state: np.random.RandomState
) -> Float[np.ndarray, "cells 2"]:
    """Return the first two components, and enough noise to separate identical cells."""
    plane = np.zeros((len(components), 2))
    plane[:, : components.shape[1]] = components[:, :2]
    noise = random_state.normal(size=plane.shape)
    return (plane + 1e-4 * (np.abs(plane).max() or 1.0) * noise).astype(np.float32)


@cache
def _curve(min_dist: float) -> tuple[float, float]:
    """Fit the two parameters of the membership curve by umap-learn's least squares."""
    a, b = _library().find_ab_params(1.0, min_dist)
    return float(a), float(b)


@cache
def _compile() -> None:
    corners = np.random.default_rng(0).normal(size=(2 * _LEAST_CELLS, 3)).astype(np.float32)
    _lay_out(corners, 0, _LEAST_CELLS, 0.3)


@cache
def _library() -> ModuleType:
    """Import umap-learn and let numba keep what it compiles."""
    from numba.core.dispatcher import Dispatcher
    from umap import layouts, umap_

    for module in (umap_, layouts):
        for function in vars(module).values():
            if isinstance(function, Dispatcher):
                with suppress(RuntimeError):  # no folder to write to: compile every time
                    function.enable_caching()
    return umap_
