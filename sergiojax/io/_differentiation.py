"""Differentiating cells as AnnData: both species and the true velocity, for velocity tools."""

import numpy as np
import pandas as pd
from anndata import AnnData

from sergiojax.grn import GRN
from sergiojax.io._anndata import cells_to_anndata
from sergiojax.simulation import Differentiation

_LAYERS = (
    "unspliced",
    "spliced",
    "true_velocity",
    "noise_free_unspliced",
    "noise_free_spliced",
)


def differentiation_to_anndata(result: Differentiation, grn: GRN) -> AnnData:
    """Return the result of `simulate_differentiation` as AnnData.

    Args:
        result: Cells of all types.
        grn: The network that made them.

    Returns:
        Cells × genes, as `cells_to_anndata` describes, but without the layer "clean": `X`
        and `layers["spliced"]` hold the spliced molecules; further layers are "unspliced",
        "true_velocity" (λu − γs, molecules per time), "noise_free_unspliced" and
        "noise_free_spliced". `obs` has "cell_type", "parent" (missing without one), "time" since
        the switch and "lineage"; `var` has "splice_ratio" and "gamma" (per time).

    Raises:
        ValueError: If the cells are not from the network.
    """
    if (
        np.shape(result.spliced)[1] != grn.n_genes
        or np.shape(result.half_response) != (grn.n_edges,)
        or np.max(result.cell_type) != grn.n_cell_types - 1
    ):
        raise ValueError(
            f"The cells are not those of a network with {grn.n_genes} genes, {grn.n_edges} edges "
            f"and {grn.n_cell_types} cell types. Give the network that made them."
        )
    filled = grn.replace(half_response=np.asarray(result.half_response))
    names = [str(name) for name in grn.cell_types]
    ways = [f"{names[parent]} → {names[child]}" for parent, child in result.edges]
    adata = cells_to_anndata(
        result.spliced,
        filled,
        cell_type=np.asarray(result.cell_type),
        record={"transitions": ways, "notes": list(result.notes)},
    )
    del adata.layers["clean"]  # `spliced` holds the same
    for name in _LAYERS:
        adata.layers[name] = np.array(getattr(result, name), np.float32)
    adata.obs["parent"] = pd.Categorical.from_codes(np.array(result.parent), categories=names)
    adata.obs["time"] = np.array(result.time, np.float32)
    lineage = np.where(result.edge < 0, len(ways) + np.asarray(result.cell_type), result.edge)
    labels = pd.Categorical.from_codes(lineage, categories=[*ways, *names])
    adata.obs["lineage"] = labels.remove_unused_categories()
    adata.var["splice_ratio"] = np.array(result.splice_ratio, np.float32)
    adata.var["gamma"] = np.array(grn.decay / result.splice_ratio, np.float32)
    return adata
