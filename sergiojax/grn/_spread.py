"""Positions of other programs, which may lie a few pixels apart, on the scale of our drawings."""

from collections.abc import Mapping

import numpy as np

_ROOM = 100.0  # pixels between the middles of neighbours, about the width of a name

Positions = Mapping[str, tuple[float, float]]


def spread_positions(positions: Positions) -> dict[str, tuple[float, float]]:
    """Enlarge a drawing whose genes would cover each other; others stay as they are.

    Args:
        positions: Pixels (x, y) by gene.

    Returns:
        Positions whose median distance to the nearest other place has room for a name.
    """
    places = np.unique(np.array(list(positions.values()), float).reshape(-1, 2), axis=0)
    if len(places) < 2:
        return dict(positions)
    from scipy.spatial import KDTree  # 0.1 s to import, and rarely needed

    nearest = float(np.median(KDTree(places).query(places, k=2)[0][:, 1]))
    if nearest >= _ROOM / 2 or not np.isfinite(nearest) or nearest <= 0:
        return dict(positions)
    scale = _ROOM / nearest
    return {gene: (scale * x, scale * y) for gene, (x, y) in positions.items()}
