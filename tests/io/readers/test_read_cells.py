"""Every kind of file opens to the same cells."""

import gzip
import shutil
import warnings

import anndata
import numpy as np
import pytest
import scipy.sparse

from sergiojax.io import open_cells, read_cells, write_mtx
from tests.io.readers import samples

LAYOUTS = ("tenx_v2", "tenx_v3", "tenx_v2.h5", "tenx_v3.h5")


def _check(cells, *, ids=True):
    assert list(cells.var_names) == samples.GENES
    assert list(cells.obs_names) == samples.CELLS
    values = cells.X.toarray() if scipy.sparse.issparse(cells.X) else cells.X
    np.testing.assert_array_equal(values, samples.COUNTS)
    assert not scipy.sparse.issparse(cells.X) or cells.X.format == "csr"
    assert not ids or list(cells.var["gene_ids"]) == samples.IDS


def test_four_layouts_of_10x_give_one_matrix(shared_data):
    folder = shared_data / "learned"
    read = [read_cells(folder / layout) for layout in LAYOUTS]
    real = anndata.read_h5ad(folder / "pbmc68k_700x765_counts.h5ad")
    barcodes = list(real.obs_names.str.split("-").str[0])  # the sample's number was changed to 1
    same = [barcodes.index(name.split("-")[0]) for name in read[0].obs_names]
    for cells in read:
        assert cells.shape == (58, 80)
        assert (cells.X != real[same, cells.var_names].X).nnz == 0
        assert cells.X.format == "csr"
        assert list(cells.var["gene_ids"])[:2] == ["ENSG_TEST00000", "ENSG_TEST00001"]
        assert cells.obs_names.equals(read[0].obs_names)
        assert cells.var_names.equals(read[0].var_names)


def _h5ad(folder):
    samples.adata().write_h5ad(path := folder / "cells.h5ad")
    return path


def _zarr(folder):
    anndata.settings.zarr_write_format = 2
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        samples.adata().write_zarr(path := folder / "cells.zarr")
    return path


def _csc_of_64_bits(folder):
    cells = samples.adata()
    matrix = scipy.sparse.csc_matrix(cells.X.astype(np.float64))
    cells.X = matrix
    cells.write_h5ad(path := folder / "cells.h5ad")
    return path


def _packed(folder, inner):
    path = folder / f"{inner.name}.gz"
    path.write_bytes(gzip.compress(inner.read_bytes()))
    return path


def _npz(folder, matrix=None, **names):
    kept = scipy.sparse.csr_matrix(samples.COUNTS if matrix is None else matrix)
    scipy.sparse.save_npz(path := folder / "cells.npz", kept)
    with np.load(path) as parts:
        np.savez_compressed(path, **dict(parts), **names)
    return path


def _file(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


NAMES = {"genes": np.array(samples.GENES), "barcodes": np.array(samples.CELLS)}
KINDS = {
    "h5ad": _h5ad,
    "h5ad with another suffix": lambda f: _h5ad(f).rename(f / "cells.dat"),
    "h5ad packed": lambda f: _packed(f, _h5ad(f)),
    "h5ad by columns": _csc_of_64_bits,
    "zarr": _zarr,
    "10x h5 3": lambda f: samples.write_tenx_h5(f / "a.h5"),
    "10x h5 2": lambda f: samples.write_tenx_h5(f / "a.h5", version=2),
    "10x h5 packed": lambda f: _packed(f, samples.write_tenx_h5(f / "a.h5")),
    "mtx 3": lambda f: samples.write_mtx(f / "a"),
    "mtx 2": lambda f: samples.write_mtx(f / "a", version=2),
    "mtx of cells × genes": lambda f: samples.write_mtx(
        f / "a", matrix=samples.mtx_text(samples.COUNTS)
    ),
    "mtx in a folder below": lambda f: samples.write_mtx(f / "hg19").parent,
    "matrix of a folder": lambda f: samples.write_mtx(f / "a") / "matrix.mtx.gz",
    "zip of mtx": lambda f: samples.write_zip(f / "a.zip", samples.mtx_files()),
    "zip of a folder": lambda f: samples.write_zip(
        f / "a.zip", {f"out/{k}": v for k, v in samples.mtx_files(version=2).items()}
    ),
    "zip of one file": lambda f: samples.write_zip(
        f / "a.zip", {"cells.csv": samples.csv_text(genes_in_rows=False)}
    ),
    "tar.gz of mtx": lambda f: samples.write_tar(f / "a.tgz", samples.mtx_files()),
    "tar of mtx": lambda f: samples.write_tar(f / "a.tar", samples.mtx_files(), "w:"),
    "CSV": lambda f: _file(f, "a.csv", samples.csv_text(genes_in_rows=False)),
    "CSV packed": lambda f: _file(
        f, "a.csv.gz", gzip.compress(samples.csv_text(genes_in_rows=False))
    ),
    "loom": lambda f: samples.write_loom(f / "a.loom"),
    "npz with names": lambda f: _npz(f, **NAMES),
    "npz by columns": lambda f: _npz(f, scipy.sparse.csc_matrix(samples.COUNTS), **NAMES),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_opens_to_the_same_cells(kind, tmp_path):
    has_ids = any(word in kind for word in ("10x", "mtx", "matrix", "zip of a folder", "loom"))
    _check(read_cells(KINDS[kind](tmp_path)), ids=has_ids)


@pytest.mark.parametrize("delimiter", ["\t", ";", ","])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_table_with_genes_in_the_rows_is_transposed_and_says_so(tmp_path, delimiter, pack):
    text = samples.csv_text(genes_in_rows=True, delimiter=delimiter)
    path = _file(tmp_path, "a.txt", pack(text))
    with pytest.warns(UserWarning, match=r"a.txt: Genes were in the rows"):
        _check(read_cells(path), ids=False)


def test_the_content_of_a_file_opens_without_a_path(tmp_path):
    _check(read_cells(samples.write_tenx_h5(tmp_path / "a.h5").read_bytes()))
    _check(read_cells(samples.write_zip(tmp_path / "a.zip", samples.mtx_files()).read_bytes()))


def test_arrays_with_genes_in_the_rows_are_transposed(tmp_path):
    np.savez(tmp_path / "a.npz", counts=samples.COUNTS.T, cell_type=list("aba"), **NAMES)
    with pytest.warns(UserWarning, match="Genes were in the rows"):
        cells = read_cells(tmp_path / "a.npz")
    _check(cells, ids=False)
    assert list(cells.obs["cell_type"]) == list("aba")


def test_a_sparse_archive_without_names_numbers_its_genes(tmp_path):
    with pytest.warns(UserWarning, match="does not name its genes"):
        cells = read_cells(_npz(tmp_path))
    assert list(cells.var_names) == ["gene 0", "gene 1", "gene 2", "gene 3"]


def test_other_features_are_left_out_and_counted(tmp_path):
    kinds = np.array(["Gene Expression", "Antibody Capture", "Gene Expression", "Peaks"], "S")
    path = samples.write_tenx_h5(tmp_path / "a.h5", features__feature_type=kinds)
    with pytest.warns(UserWarning, match=r"left out: 1 Antibody Capture, 1 Peaks\."):
        cells = read_cells(path)
    assert list(cells.var_names) == ["ACTB", "MT-CO1"]
    np.testing.assert_array_equal(cells.X.toarray(), samples.COUNTS[:, [0, 2]])
    lines = b"".join(b"E\tgene%d\t%s\n" % each for each in enumerate(kinds.tolist()))
    with pytest.warns(UserWarning, match="1 Peaks"):
        assert read_cells(samples.write_mtx(tmp_path / "mtx", features=lines)).n_vars == 2


def test_symbols_that_repeat_get_a_number(tmp_path):
    names = np.array(["A", "B", "A", "A"], "S")
    path = samples.write_tenx_h5(tmp_path / "a.h5", features__name=names)
    with pytest.warns(UserWarning, match="2 genes have the name of an earlier one"):
        cells = read_cells(path)
    assert list(cells.var_names) == ["A", "B", "A-1", "A-2"]
    assert list(cells.var["gene_ids"]) == samples.IDS


def test_a_number_that_is_taken_is_passed_over(tmp_path):
    names = np.array(["A", "A-1", "A", "A"], "S")
    path = samples.write_tenx_h5(tmp_path / "a.h5", features__name=names)
    with pytest.warns(UserWarning, match="an earlier one"):
        assert list(read_cells(path).var_names) == ["A", "A-1", "A-2", "A-3"]


def test_of_several_genomes_the_only_one_with_cells_is_read(tmp_path):
    import h5py

    path = samples.write_tenx_h5(tmp_path / "a.h5", version=2)
    with h5py.File(path, "r+") as file:
        file.copy("hg19", "mm10")
    with pytest.raises(ValueError, match=r"several genomes: hg19, mm10\. Name one"):
        read_cells(path)
    _check(read_cells(path, matrix="mm10"))
    with pytest.raises(ValueError, match="holds hg19, mm10, not rn6"):
        read_cells(path, matrix="rn6")
    with h5py.File(path, "r+") as file:
        for name in ("data", "indices"):
            del file[f"mm10/{name}"]
            file[f"mm10/{name}"] = np.zeros(0, np.int64)
    with pytest.warns(UserWarning, match="Only hg19 has counts"):
        _check(read_cells(path))


def test_of_several_samples_each_opens_by_its_matrix(tmp_path):
    for sample in ("GSM1_first_", "GSM2_second_"):
        for name, content in samples.mtx_files().items():
            (tmp_path / f"{sample}{name}").write_bytes(content)
    with pytest.raises(ValueError, match=r"holds 2 matrices \(GSM1_first_matrix.mtx.gz"):
        read_cells(tmp_path)
    _check(read_cells(tmp_path / "GSM2_second_matrix.mtx.gz"))


def test_names_with_a_header_belong_to_the_matrix_below_it(tmp_path):
    lines = b'"x"\n' + b"".join(b'"%s"\n' % cell.encode() for cell in samples.CELLS)
    _check(read_cells(samples.write_mtx(tmp_path / "a", barcodes=lines)))


def test_the_folder_that_is_written_opens_with_its_cell_types(tmp_path):
    cells = samples.adata()
    cells.obs["cell_type"] = ["T", "B", "T"]
    write_mtx(cells, tmp_path / "a.mtx")
    read = read_cells(tmp_path / "a.mtx")
    _check(read, ids=False)
    assert list(read.obs["cell_type"]) == ["T", "B", "T"]


def test_a_chosen_matrix_of_h5ad_becomes_x(tmp_path):
    cells = samples.adata()
    cells.layers["counts"], cells.X = cells.X.copy(), cells.X.toarray() - 1.0
    cells.write_h5ad(path := tmp_path / "a.h5ad")
    with pytest.warns(UserWarning, match="layers/counts was taken for X"):
        _check(read_cells(path), ids=False)
    assert read_cells(path, matrix="X").X.min() == -1
    opened = open_cells(path)
    assert (opened.kind, opened.notes) == ("h5ad", ())
    assert set(opened.cells.layers) == {"counts"}


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none.h5ad: there is no such file"):
        read_cells(tmp_path / "none.h5ad")


def test_long_text_is_read_in_blocks(tmp_path, monkeypatch):
    monkeypatch.setattr("sergiojax.io.readers._matrix_market._BLOCK", 16)
    _check(read_cells(samples.write_mtx(tmp_path / "a")))
    shutil.rmtree(tmp_path / "a")
    text = samples.mtx_text().replace(b"\n", b"\r\n").rstrip() + b"\r\n\r\n"
    _check(read_cells(samples.write_mtx(tmp_path / "a", matrix=text)))


def test_values_need_no_order(tmp_path):
    head, size, *lines = [line for line in samples.mtx_text().splitlines() if line[:2] != b"%\n"]
    head, *lines = [line for line in samples.mtx_text().splitlines(keepends=True) if line != b"%\n"]
    size, *lines = lines
    text = head + size + b"".join(lines[::-1])
    _check(read_cells(samples.write_mtx(tmp_path / "a", matrix=text)))


@pytest.mark.parametrize("suffix", [".h5ad", ".h5", ".loom"])
def test_what_is_called_hdf5_and_is_not_is_told_apart_from_tables(tmp_path, suffix):
    file = tmp_path / f"cells{suffix}"
    file.write_text("<html>Not found</html>")
    with pytest.raises(ValueError, match="is not an HDF5 file, although its name says so"):
        read_cells(file)
    file.write_text("cell,A,B\nc1,1,2\nc2,3,4\n")  # a table is one, whatever it is called
    assert read_cells(file).shape == (2, 2)
