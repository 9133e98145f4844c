"""Places of cells on one map: principal components of the real ones, onto which new ones go."""

from typing import Any, NamedTuple

import numpy as np

from sergiojax.analysis import normalize, pca, subsample
from sergiojax.io import AnnData, dense

_MOST_CELLS = 1_000  # of the real ones, which are enough for a small map


class Places(NamedTuple):
    """A map that real cells have made.

    Attributes:
        library_size: Total that every cell is scaled to.
        center: Mean of every gene's normalised logarithm.
        loadings: The two components.
        real: Places of some real cells.
        label: Types of the same cells.
        share: Share of the variance that the map shows.
    """

    library_size: float
    center: np.ndarray
    loadings: np.ndarray
    real: np.ndarray
    label: list[str]
    share: float

    def of(self, counts: Any) -> np.ndarray:
        """Return the places of cells with the same genes."""
        values = normalize(dense(counts), library_size=self.library_size) - self.center[None]
        return _in_the_plane(values @ self.loadings.T)


def places_of(cells: AnnData) -> Places:
    """Return the map of real cells.

    Args:
        cells: Counts, with `obs["cell_type"]`; at least two cells.
    """
    types = cells.obs["cell_type"].astype(str).to_numpy()
    kept = subsample(types, max(_MOST_CELLS, len(set(types))), seed=0)
    matrix: Any = cells.X
    counts = dense(matrix[kept])
    total = counts.sum(1)
    size = float(np.median(total[total > 0])) if total.any() else 1.0
    values = normalize(counts, library_size=size)
    found = pca(values, n_components=2, seed=0)
    return Places(
        size,
        values.mean(0, dtype=float).astype(np.float32),
        found.loadings,
        _in_the_plane(found.coordinates),
        types[kept].tolist(),
        float(found.explained_variance.sum()),
    )


def _in_the_plane(places: np.ndarray) -> np.ndarray:
    """Return two coordinates where there is one gene, and so one component."""
    missing = np.zeros((len(places), 2 - places.shape[1]), np.float32)
    return np.hstack([places, missing]).astype(np.float32)
