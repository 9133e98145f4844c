"""Where a gene belongs: the cell type in which it is highest."""

import numpy as np
from jaxtyping import Int

from sergiojax.grn import GRN
from sergiojax.kinetics import steady_state

_ALIKE = 0.05  # relative to the highest level; a peak that stands out less does not count


def cell_type_peak(grn: GRN) -> Int[np.ndarray, " genes"]:
    """Return the cell type in which each gene's noise-free steady state is highest.

    Args:
        grn: The network.

    Returns:
        Index of the cell type; -1 where the highest and the lowest level differ by less than 5 %.
    """
    levels = np.asarray(steady_state(grn))
    highest = levels.max(axis=0)
    stands_out = highest - levels.min(axis=0) > _ALIKE * highest
    return np.where(stands_out, levels.argmax(axis=0), -1)
