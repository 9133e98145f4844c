"""Cells that a learner drew, as AnnData with their provenance."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import scipy.sparse
from anndata import AnnData
from jaxtyping import Int, Num

from sergiojax._types import Json
from sergiojax.io._record import write_record


def generated_to_anndata(
    counts: Num[np.ndarray, "cells genes"],
    label: Int[np.ndarray, " cells"],
    *,
    gene_names: Sequence[str],
    type_names: Sequence[str],
    record: Mapping[str, Json],
) -> AnnData:
    """Return generated cells as AnnData.

    Args:
        counts: Counts.
        label: Number of every cell's type.
        gene_names: Name of every column.
        type_names: Names of the types, in order.
        record: Where the cells come from, as JSON values.

    Returns:
        Cells with sparse counts in `X`, `obs["cell_type"]` and the record in `uns["sergiojax"]`.
    """
    kinds = pd.Categorical.from_codes(label, categories=pd.Index(list(type_names)))
    adata = AnnData(
        X=scipy.sparse.csr_matrix(np.asarray(counts, np.float32)),
        obs=pd.DataFrame({"cell_type": kinds}, index=pd.RangeIndex(len(label)).astype(str)),
        var=pd.DataFrame(index=pd.Index(list(gene_names))),
    )
    write_record(adata, record)
    return adata
