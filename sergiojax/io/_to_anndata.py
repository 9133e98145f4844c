"""One call from the result of a simulation to AnnData, whatever its kind."""

import numpy as np
from anndata import AnnData
from jaxtyping import Array, Float

from sergiojax.grn import GRN
from sergiojax.io._anndata import cells_to_anndata
from sergiojax.io._differentiation import differentiation_to_anndata
from sergiojax.simulation import Differentiation


def to_anndata(
    result: Float[Array | np.ndarray, "cell_types cells genes"] | Differentiation, grn: GRN
) -> AnnData:
    """Return the result of `simulate_steady_state` or `simulate_differentiation` as AnnData.

    Args:
        result: Expression (molecules), or differentiating cells.
        grn: The network that made the cells.

    Returns:
        Cells × genes, as `cells_to_anndata` or `differentiation_to_anndata` describes.

    Raises:
        ValueError: If the shape does not fit the network.
    """
    if isinstance(result, Differentiation):
        return differentiation_to_anndata(result, grn)
    shape = np.shape(result)
    if len(shape) != 3 or shape[::2] != (grn.n_cell_types, grn.n_genes):
        raise ValueError(
            f"`result` must have shape ({grn.n_cell_types}, cells, {grn.n_genes}), but has {shape}."
        )
    cell_type = np.repeat(np.arange(shape[0]), shape[1])
    return cells_to_anndata(np.reshape(result, (-1, shape[2])), grn, cell_type=cell_type)
