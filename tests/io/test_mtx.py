"""Cell Ranger's folder, opened again by its parts and as a whole."""

import gzip
import io
import zipfile

import anndata
import numpy as np
import pandas as pd
import pytest
from scipy.io import mmread

from sergiojax.io import mtx_zip, write_mtx


@pytest.mark.parametrize(("kind", "field"), [("clean", "real"), ("counts", "integer")])
def test_matrix_and_names_are_those_of_the_cells(request, tmp_path, kind, field):
    cells = request.getfixturevalue(kind)
    write_mtx(cells, tmp_path / "out.mtx")
    files = {
        path.name: gzip.decompress(path.read_bytes()) for path in (tmp_path / "out.mtx").iterdir()
    }
    assert sorted(files) == [
        "barcodes.tsv.gz",
        "cell_types.tsv.gz",
        "features.tsv.gz",
        "matrix.mtx.gz",
    ]
    assert files["matrix.mtx.gz"].startswith(f"%%MatrixMarket matrix coordinate {field}".encode())
    matrix = mmread(io.BytesIO(files["matrix.mtx.gz"])).toarray().T
    np.testing.assert_allclose(matrix, cells.X, rtol=1e-6)
    genes = pd.read_csv(io.BytesIO(files["features.tsv.gz"]), sep="\t", header=None)
    assert list(genes[1]) == list(cells.var_names)
    assert set(genes[2]) == {"Gene Expression"}
    assert files["barcodes.tsv.gz"].decode().splitlines() == list(cells.obs_names)
    assert files["cell_types.tsv.gz"].decode().splitlines() == list(cells.obs["cell_type"])


def test_other_files_in_the_folder_stay(counts, tmp_path):
    folder = tmp_path / "out.mtx"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine")
    (folder / "barcodes.tsv.gz").write_text("old")
    write_mtx(counts, folder)
    assert (folder / "notes.txt").read_text() == "mine"
    assert len(list(folder.iterdir())) == 5
    assert gzip.decompress((folder / "barcodes.tsv.gz").read_bytes())


def test_equal_cells_give_equal_archives(counts):
    archive = mtx_zip(counts)
    assert archive == mtx_zip(counts.copy())
    names = zipfile.ZipFile(io.BytesIO(archive)).namelist()
    assert "cells/matrix.mtx.gz" in names


def test_names_with_tabs_are_refused(tmp_path):
    cells = anndata.AnnData(np.ones((1, 1), np.float32), var=pd.DataFrame(index=["a\tb"]))
    with pytest.raises(ValueError, match="holds a tab or line end"):
        write_mtx(cells, tmp_path / "out.mtx")
    assert not (tmp_path / "out.mtx").exists()
