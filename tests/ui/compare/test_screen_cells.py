"""The effects that the cells of a screen show, by knock-out and cell type."""

from types import SimpleNamespace

import numpy as np
import pytest

from sergiojax.datasets import load_design
from sergiojax.ui.compare.screen_cells import effects_in_cells


@pytest.mark.parametrize("n_asked", [1, 3])
def test_cells_are_averaged_by_knock_out_and_cell_type(n_asked):
    design = load_design("mcad")
    grn = design.grn
    rng = np.random.default_rng(0)
    cells = rng.uniform(1, 9, size=(1 + n_asked, grn.n_cell_types, 4, grn.n_genes))
    adata = SimpleNamespace(X=cells.reshape(-1, grn.n_genes))
    found = effects_in_cells(adata, design, n_asked)
    assert found.shape == (grn.n_cell_types, grn.n_genes, n_asked)
    mean = cells.mean(axis=2)
    for asked in range(n_asked):
        signs = np.sign(mean[1 + asked] - mean[0])
        np.testing.assert_array_equal(np.sign(found[..., asked]), signs)
