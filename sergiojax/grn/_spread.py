"""Scales positions from other programs, which may be a few pixels apart, to our drawings."""

from collections.abc import Mapping

import numpy as np

from sergiojax.grn._layout import SPACING, typical_gap

Positions = Mapping[str, tuple[float, float]]


def spread_positions(positions: Positions) -> dict[str, tuple[float, float]]:
    """Enlarge a drawing whose genes would cover each other; leave others unchanged.

    Args:
        positions: Pixels (x, y) by gene.

    Returns:
        Positions whose median distance to the nearest other place leaves room for a name.
    """
    places = np.unique(np.array(list(positions.values()), float).reshape(-1, 2), axis=0)
    if len(places) < 2:
        return dict(positions)
    gap = typical_gap(places)
    if gap >= SPACING / 2 or not np.isfinite(gap) or gap <= 0:
        return dict(positions)
    scale = SPACING / gap
    return {gene: (scale * x, scale * y) for gene, (x, y) in positions.items()}
