"""The network inside a file of cells."""

import anndata
import numpy as np
import pytest

from sergiojax import GRN, grn_from_anndata
from sergiojax.api import design_of_cells, is_file_of_cells
from sergiojax.io import cells_to_anndata, h5ad_bytes


@pytest.fixture(scope="module")
def cells() -> anndata.AnnData:
    grn = GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": 5.0}, half_response=2.0)
    expression = np.ones((4, 2), np.float32)
    return cells_to_anndata(expression, grn, cell_type=np.zeros(4, int), record={})


def test_cells_hold_the_network_that_made_them(cells):
    content = h5ad_bytes(cells)
    assert is_file_of_cells(content)
    design, report = design_of_cells(content, name="cells.h5ad")
    assert design.grn.digest() == grn_from_anndata(cells).digest()
    assert report.summary().startswith("cells.h5ad: network of simulated cells (h5ad), 2 genes")


def test_cells_of_others_hold_none():
    content = h5ad_bytes(anndata.AnnData(X=np.ones((2, 2), np.float32)))
    with pytest.raises(ValueError, match=r"mine\.h5ad holds cells, but no network"):
        design_of_cells(content, name="mine.h5ad")
