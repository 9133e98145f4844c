"""Which matrix of a file holds the cells: X, raw or a layer."""

import warnings

import anndata
import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from sergiojax import read_h5ad
from sergiojax.api import design_of_cells
from sergiojax.io import best_matrix, h5ad_bytes, list_matrices, load_h5ad, read_zarr, use_matrix
from sergiojax.io._blockwise import annotate_cells, write_blockwise

COUNTS = np.arange(12, dtype=np.float32).reshape(4, 3)
SCALED = (COUNTS - COUNTS.mean(0)) / COUNTS.std(0)


def _cells(x: np.ndarray | None, **layers: np.ndarray) -> anndata.AnnData:
    names = pd.DataFrame(index=["c0", "c1", "c2", "c3"])
    return anndata.AnnData(X=x, obs=names, var=pd.DataFrame(index=list("ABC")), layers=layers)


def _scaled_with_raw(n_genes: int = 3) -> anndata.AnnData:
    adata = _cells(COUNTS)
    adata.raw = adata.copy()
    adata = adata[:, :n_genes].copy()
    adata.X = SCALED[:, :n_genes]
    return adata


def test_a_file_lists_its_matrices_and_what_they_are():
    adata = _scaled_with_raw()
    adata.layers["log"] = scipy.sparse.csr_matrix(np.log1p(COUNTS))
    found = list_matrices(load_h5ad(h5ad_bytes(adata)))
    assert [(m.name, m.kind) for m in found] == [
        ("X", "scaled"),
        ("raw", "counts"),
        ("layers/log", "expression"),
    ]
    assert best_matrix(found) == "raw"


@pytest.mark.parametrize("n_genes", [2, 3])
def test_scaled_x_gives_way_to_raw_and_that_is_said(n_genes):
    content = h5ad_bytes(_scaled_with_raw(n_genes))
    with pytest.warns(UserWarning, match="raw was taken for X, because X has negative"):
        found = read_h5ad(content)
    np.testing.assert_array_equal(found.X, COUNTS)
    assert list(found.var_names) == ["A", "B", "C"]
    assert read_h5ad(content, matrix="X").n_vars == n_genes


def test_a_layer_serves_where_there_is_no_x():
    content = h5ad_bytes(_cells(None, counts=COUNTS))
    with pytest.warns(UserWarning, match="layers/counts was taken for X, because there is no X"):
        np.testing.assert_array_equal(read_h5ad(content).X, COUNTS)
    assert load_h5ad(content).X is None


def test_x_stays_where_it_is_expression_or_where_nothing_is():
    logs = np.log1p(COUNTS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = read_h5ad(h5ad_bytes(_cells(logs, counts=COUNTS)))
        np.testing.assert_array_equal(found.X, logs)
        np.testing.assert_array_equal(read_h5ad(h5ad_bytes(_cells(SCALED))).X, SCALED)


def test_a_matrix_is_taken_by_name_and_shares_nothing():
    adata = _cells(np.log1p(COUNTS), counts=COUNTS)
    found = use_matrix(adata, "layers/counts")
    found.X[:] = 0
    np.testing.assert_array_equal(adata.layers["counts"], COUNTS)
    with pytest.raises(
        ValueError, match=r"a matrix of the cells \(X, layers/counts\), but is 'raw'"
    ):
        read_h5ad(h5ad_bytes(adata), matrix="raw")


def test_zarr_folders_are_read_too(grn, tmp_path):
    path, levels = tmp_path / "cells.zarr", COUNTS + 0.5
    annotations = annotate_cells(
        grn.replace(half_response=np.ones(2)), cell_type=np.zeros(4, int), record={}
    )
    write_blockwise(path, annotations, clean=[levels], chunk_cells=4, progress=lambda _: None)
    np.testing.assert_array_equal(read_zarr(path).X, levels)
    assert design_of_cells(path)[0].grn.gene_names == grn.gene_names
    with pytest.raises(FileNotFoundError, match="there is no such folder"):
        read_zarr(tmp_path / "none.zarr")
