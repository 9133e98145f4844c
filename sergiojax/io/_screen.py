"""Cells of a perturbation screen as AnnData, in the manner of a Perturb-seq data set."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from anndata import AnnData
from jaxtyping import Bool, Float

from sergiojax._types import Json
from sergiojax.grn import GRN
from sergiojax.io._anndata import cells_to_anndata
from sergiojax.noise import TechnicalEffects

CONTROL = "control"  # the wild type among the names of perturbations


def screen_to_anndata(
    expression: Float[np.ndarray, "perturbations cell_types cells genes"],
    grn: GRN,
    *,
    perturbations: Sequence[str],
    guide_works: Bool[np.ndarray, "perturbations cell_types cells"],
    effects: TechnicalEffects | None = None,
    record: Mapping[str, Json] | None = None,
) -> AnnData:
    """Bind the cells of a screen, their network and the record of the run together.

    Args:
        expression: Clean expression (molecules), cells with the same number paired.
        grn: The wild type's network, every half response given.
        perturbations: Name of every perturbation, "control" for the wild type.
        guide_works: Whether a cell is perturbed.
        effects: Counts and what technical noise planted, for all cells in one list.
        record: Settings of the run as JSON values; the network is added.

    Returns:
        What `cells_to_anndata` returns, and in `obs` the "perturbation" (a category, in the order
        given), "guide_works" (bool), and "pair": the number within its cell type that a cell
        shares with the cells of other perturbations that have the same random numbers.
    """
    shape = expression.shape[:3]
    code, cell_type, cell = (index.reshape(-1) for index in np.indices(shape))
    cells = expression.reshape(-1, expression.shape[-1])
    adata = cells_to_anndata(cells, grn, cell_type=cell_type, effects=effects, record=record)
    adata.obs["perturbation"] = pd.Categorical.from_codes(
        code, categories=pd.Index([str(name) for name in perturbations])
    )
    adata.obs["guide_works"] = guide_works.reshape(-1)
    adata.obs["pair"] = cell
    return adata
