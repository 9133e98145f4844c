"""scanpy's own example opens: an early file, with tables of rows, scaled values, and raw."""

from importlib.util import find_spec
from pathlib import Path

import h5py
import numpy as np
import pytest

from sergiojax.io import CellsFileError, best_matrix, list_matrices, open_cells


@pytest.fixture(scope="module")
def example():
    found = find_spec("scanpy")
    if found is None or found.origin is None:
        pytest.skip("scanpy is not installed")
    return Path(found.origin).parent / "datasets" / "10x_pbmc68k_reduced.h5ad"


def test_scaled_values_are_known_and_raw_is_better(example):
    cells = open_cells(example).cells
    assert {each.name: each.kind for each in list_matrices(cells)} == {
        "X": "scaled",
        "raw": "expression",
    }
    assert best_matrix(list_matrices(cells)) == "raw"
    assert cells.obs["bulk_labels"].nunique() == 10
    assert cells.obsm["X_umap"].shape == (700, 2)


def test_a_table_of_rows_that_are_no_numbers_is_refused(example, tmp_path):
    path = tmp_path / "bad.h5ad"
    path.write_bytes(example.read_bytes())
    with h5py.File(path, "r+") as file:
        del file["obsm"]
        kind = np.dtype([("X_pca", "V8", (3,))])
        file.create_dataset("obsm", (700,), kind)
    with pytest.raises(CellsFileError, match=r"bad\.h5ad"):
        open_cells(path)
