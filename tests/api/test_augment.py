import anndata
import numpy as np
import pandas as pd
import pytest

from sergiojax.api import augmentation
from sergiojax.learn import Copula
from tests.learn.small import TYPES, small_cells


def annotated() -> anndata.AnnData:
    cells = small_cells(90)
    kinds = pd.DataFrame({"kind": np.array(TYPES)[cells.label]}, index=[str(n) for n in range(90)])
    return anndata.AnnData(np.asarray(cells.counts), obs=kinds)


def test_annotated_cells_give_the_table():
    table = augmentation(
        annotated(), rare="T", learner=Copula(), cell_type="kind", n_added=5, n_repeats=1
    )
    assert (table.rare, table.generator, len(table.rows)) == ("T", "Copula", 7)


def test_missing_column_is_named():
    with pytest.raises(ValueError, match="no column 'cell_type' in `obs`; there are kind"):
        augmentation(annotated(), rare="T")
