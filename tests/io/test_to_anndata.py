"""The results of simulations become AnnData by one call."""

import numpy as np
import pytest

from sergiojax import grn_from_anndata, simulate_steady_state, to_anndata


def test_steady_state_array_becomes_anndata(grn, key):
    result = simulate_steady_state(grn, 4, key=key)
    adata = to_anndata(result, grn)
    np.testing.assert_array_equal(adata.X.reshape(result.shape), result)
    assert list(adata.obs["cell_type"]) == ["stem"] * 4 + ["T cell"] * 4
    assert grn_from_anndata(adata).gene_names == grn.gene_names


@pytest.mark.parametrize("shape", [(2, 4, 2), (3, 4, 3)])
def test_array_of_another_network_is_refused(grn, shape):
    with pytest.raises(ValueError, match=r"must have shape \(2, cells, 3\), but has"):
        to_anndata(np.zeros(shape, np.float32), grn)
