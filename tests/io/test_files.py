"""Files of cells, opened again by the programs that people open them with."""

import gc
from pathlib import Path

import anndata
import h5py
import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from sergiojax import io, read_h5ad, write_csv, write_h5ad
from sergiojax.io import csv_text, dense, h5ad_bytes, mtx_zip, write_mtx
from sergiojax.io.guard import CellsFileError
from sergiojax.io.guard._limits import Budget
from tests.full_disk import full_disk


@pytest.fixture(params=["clean", "counts"])
def cells(request: pytest.FixtureRequest) -> anndata.AnnData:
    return request.getfixturevalue(request.param)


def _assert_same(found: anndata.AnnData, expected: anndata.AnnData) -> None:
    np.testing.assert_array_equal(found.X, expected.X)
    np.testing.assert_array_equal(found.layers["clean"], expected.layers["clean"])
    assert found.X.dtype == expected.X.dtype
    np.testing.assert_array_equal(found.varp["grn"].toarray(), expected.varp["grn"].toarray())
    pd.testing.assert_frame_equal(found.obs, expected.obs)
    pd.testing.assert_frame_equal(found.var, expected.var)
    assert found.uns["sergiojax"] == expected.uns["sergiojax"]


def test_h5ad_opens_in_anndata_with_everything(cells, tmp_path):
    write_h5ad(cells, tmp_path / "cells.h5ad")
    _assert_same(anndata.read_h5ad(tmp_path / "cells.h5ad"), cells)
    assert [path.name for path in tmp_path.iterdir()] == ["cells.h5ad"]


def test_h5ad_is_read_from_a_path_or_from_bytes(cells, tmp_path):
    write_h5ad(cells, tmp_path / "cells.h5ad")
    _assert_same(read_h5ad(tmp_path / "cells.h5ad"), cells)
    _assert_same(read_h5ad(str(tmp_path / "cells.h5ad")), cells)
    _assert_same(read_h5ad(h5ad_bytes(cells)), cells)


def test_h5ad_has_all_that_anndata_itself_writes(cells, tmp_path):
    write_h5ad(cells, tmp_path / "ours.h5ad")
    cells.write_h5ad(tmp_path / "theirs.h5ad", compression="gzip")
    assert _tree(tmp_path / "ours.h5ad") == _tree(tmp_path / "theirs.h5ad")


def _tree(path: Path) -> dict[str, str]:
    """Return everything in an HDF5 file by name."""
    found = {}

    def take(name: str, entry: h5py.Group | h5py.Dataset) -> None:
        values = None
        if isinstance(entry, h5py.Dataset):
            values = (
                entry.dtype,
                entry.shape,
                entry.chunks,
                entry.compression,
                np.asarray(entry[()]).tolist(),
            )
        found[name] = repr((sorted(map(str, entry.attrs.items())), values))

    with h5py.File(path) as root:
        take("/", root)
        root.visititems(take)
    return found


def test_equal_cells_give_equal_h5ad_files(cells):
    assert h5ad_bytes(cells) == h5ad_bytes(cells.copy())


def test_csv_opens_in_pandas_with_cell_types_and_genes(cells, tmp_path):
    write_csv(cells, tmp_path / "cells.csv")
    table = pd.read_csv(tmp_path / "cells.csv", index_col="cell")
    assert list(table.columns) == ["cell_type", "A", "B", "C"]
    assert list(table.index) == list(cells.obs_names)
    assert list(table["cell_type"]) == list(cells.obs["cell_type"])
    np.testing.assert_array_equal(table[["A", "B", "C"]].to_numpy(cells.X.dtype), cells.X)


def test_csv_of_foreign_cells_needs_no_cell_type_and_no_dense_matrix():
    adata = anndata.AnnData(
        X=scipy.sparse.csr_matrix(np.eye(2, dtype=np.float32)),
        obs=pd.DataFrame(index=["one", "two"]),
        var=pd.DataFrame(index=["cell_type", 'a,"b']),
    )
    assert csv_text(adata) == 'cell,cell_type,"a,""b"\none,1.0,0.0\ntwo,0.0,1.0\n'


def test_dense_leaves_arrays_and_unfolds_sparse_matrices():
    matrix = np.arange(6.0).reshape(2, 3)
    assert dense(matrix) is matrix
    np.testing.assert_array_equal(dense(scipy.sparse.csc_matrix(matrix)), matrix)


@pytest.mark.parametrize("writer", ["write_h5ad", "write_csv"])
def test_failed_writing_leaves_the_old_file_and_no_half_of_a_new_one(
    clean, tmp_path, monkeypatch, writer
):
    path = tmp_path / "cells"
    path.write_text("old")

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sergiojax.io._files.write_elem", stop)
    monkeypatch.setattr("sergiojax.io._files.csv_text", stop)
    with pytest.raises(KeyboardInterrupt):
        getattr(io, writer)(clean, path)
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("cells", "old")]


@pytest.mark.parametrize(
    ("write", "size"),
    [
        *((write_h5ad, size) for size in (0, 600, 3_000, 9_000, 20_000)),
        (write_csv, 100),
        (write_mtx, 50),
    ],
)
def test_full_disk_leaves_the_old_file_wherever_it_fills(counts, tmp_path, write, size):
    (tmp_path / "old.h5ad").write_text("old")
    path = tmp_path / ("new.mtx" if write is write_mtx else "old.h5ad")  # a folder
    with full_disk(size), pytest.raises(OSError, match=f"File too large: '.*{path.name}'$"):
        write(counts, path)
    found = [(file.name, file.read_text()) for file in tmp_path.iterdir()]
    assert found == [("old.h5ad", "old")]
    gc.collect()  # what HDF5 left open would speak up now


@pytest.mark.parametrize(
    "content", [b"", b"garbage", b"\x89HDF\r\n\x1a\n" + b"\0" * 100, b"cell,A\nx,1\n"]
)
def test_bytes_that_are_no_h5ad_file_are_refused(content, tmp_path):
    with pytest.raises(ValueError, match="The file is not a readable h5ad file"):
        read_h5ad(content)
    (tmp_path / "broken.h5ad").write_bytes(content)
    with pytest.raises(ValueError, match=r"broken\.h5ad is not a readable h5ad file"):
        read_h5ad(tmp_path / "broken.h5ad")


def test_half_of_a_file_is_refused(clean):
    content = h5ad_bytes(clean)
    with pytest.raises(ValueError, match="not a readable h5ad file"):
        read_h5ad(content[: len(content) // 2])


def test_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.h5ad: there is no such file"):
        read_h5ad(tmp_path / "none.h5ad")
    with pytest.raises(FileNotFoundError, match="there is no such file"):
        read_h5ad(tmp_path)


def test_h5ad_without_cells_or_matrix_is_refused():
    names = pd.DataFrame(index=["one", "two"])
    with pytest.raises(ValueError, match="The file holds no expression matrix X"):
        read_h5ad(h5ad_bytes(anndata.AnnData(obs=names, var=names)))
    with pytest.raises(ValueError, match="The file holds 0 cells and 2 genes"):
        read_h5ad(h5ad_bytes(anndata.AnnData(X=np.zeros((0, 2), np.float32), var=names)))


def test_names_in_csv_are_no_formulas():
    adata = anndata.AnnData(
        X=np.ones((1, 2), np.float32),
        obs=pd.DataFrame({"cell_type": ["-1+1"]}, index=["@cell"]),
        var=pd.DataFrame(index=["=SUM(A1)", "plain"]),
    )
    assert csv_text(adata) == "cell,cell_type,'=SUM(A1),plain\n'@cell,'-1+1,1.0,1.0\n"


def test_a_file_above_the_limit_is_refused_with_the_sizes(clean):
    content = h5ad_bytes(clean)
    with pytest.raises(ValueError, match=r"would take .* and the limit is 1 kB\. Keep fewer cells"):
        read_h5ad(content, most_bytes=1000)


def test_fifty_thousand_cells_of_thirty_thousand_genes_pass_three_times():
    n_entries = 50_000 * 30_000 // 10  # a tenth is more than cells express
    budget = Budget("cells.h5ad")
    for matrix in ("X", "raw/X", "layers/counts"):
        budget.take(f"{matrix}/data", 4 * n_entries, stored=n_entries, n_chunks=10_000)
        budget.take(f"{matrix}/indices", 4 * n_entries, stored=n_entries, n_chunks=10_000)
    with pytest.raises(CellsFileError, match=r"cells\.h5ad would take 4\.8 GB of memory or more"):
        budget.take("layers/more", 8 * n_entries, stored=n_entries)


def test_a_sparse_matrix_that_would_be_too_large_is_not_unfolded():
    with pytest.raises(ValueError, match=r"50,000 cells × 30,000 genes would take 6\.0 GB"):
        dense(scipy.sparse.csr_matrix((50_000, 30_000), dtype=np.float32))


def test_downloads_need_no_disk(cells):
    with full_disk(0):
        assert read_h5ad(h5ad_bytes(cells)).shape == cells.shape
        assert mtx_zip(cells).startswith(b"PK")
