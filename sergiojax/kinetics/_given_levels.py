"""Levels that a caller gives as a steady state: their form, and whether they are one."""

import numpy as np
from jaxtyping import Bool, Float

from sergiojax.grn import GRN
from sergiojax.kinetics._hill import Levels, production_rate
from sergiojax.kinetics._settle import steady_state

_STEADY = 1e-3  # distance from P/λ, relative: levels typed with four digits pass


def state_of(grn: GRN, levels: Levels | None) -> Float[np.ndarray, "cell_types genes"]:
    """Return the levels in double precision, or those of `steady_state` if none are given.

    Args:
        grn: Network, every half response given.
        levels: Level of every gene (molecules), or None.

    Returns:
        Levels (molecules).

    Raises:
        ValueError: If their shape is wrong, or one is negative or not finite.
    """
    state = np.asarray(steady_state(grn) if levels is None else levels, float)
    shape = (grn.n_cell_types, grn.n_genes)
    if state.shape != shape or not (np.isfinite(state) & (state >= 0)).all():
        raise ValueError(
            "`levels` must hold one number for every cell type and gene "
            f"({shape[0]} × {shape[1]}), finite and not negative."
        )
    return state


def moving_genes(grn: GRN, levels: Levels) -> Bool[np.ndarray, "cell_types genes"]:
    """Return which genes still move: they are on an oscillator's cycle, or on the way.

    Args:
        grn: Network, every half response given.
        levels: Level of every gene (molecules).

    Returns:
        Whether P/λ differs from the level.
    """
    distance = np.abs(production_rate(grn, levels) / np.asarray(grn.decay, float) - levels)
    return np.asarray(distance > _STEADY * np.maximum(levels, _STEADY))
