"""Files that a stranger made to do harm, in other layouts than AnnData's: one sentence each."""

import gzip
import io
import tarfile
import zipfile

import h5py
import numpy as np
import pytest
import scipy.sparse

from sergiojax.io import CellsFileError, read_cells
from tests.io.readers import samples


def _refused(path, match):
    with pytest.raises(CellsFileError, match=match) as caught:
        read_cells(path)
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 400
    assert str(path) in sentence


LONG = {
    "data": np.array([3, 1, 7, 2, 1, -1], np.int32),
    "gap": np.array([3, 1, np.nan, 2, 1, 1], np.float32),
}
H5 = {
    "index too large": ({"indices": np.array([0, 2, 2, 3, 0, 10**12])}, "index is not one of 0"),
    "index negative": ({"indices": np.array([0, 2, 2, 3, 0, -5])}, "index is not one of 0 to 3"),
    "ends fall": ({"indptr": np.array([0, 6, 4, 6])}, "rows do not end"),
    "ends too large": ({"indptr": np.array([0, 2, 4, 2**40])}, "rows do not end"),
    "ends too few": ({"indptr": np.array([0, 6])}, "3 cells with 2 ends"),
    "values too few": ({"data": np.ones(2, np.int32)}, "6 indices and 2 values"),
    "value negative": ({"data": LONG["data"]}, "negative value, which no count is"),
    "value missing": ({"data": LONG["gap"]}, "not a number"),
    "values are text": ({"data": np.array([b"a"] * 6)}, "not made of numbers"),
    "shape too large": ({"shape": np.array([10**9, 3])}, "declares 1,000,000,000 × 3 values, but"),
    "shape too short": ({"shape": np.array([4])}, "declares 4 values, but"),
    "barcodes too few": ({"barcodes": np.array([b"a"])}, "lists 4 features and 1 barcodes"),
    "barcode twice": ({"barcodes": np.array([b"a", b"b", b"a"])}, "names the cell a twice"),
    "names missing": ({"features__name": None}, "lacks the array 'name'"),
    "kinds too few": ({"features__feature_type": np.array([b"a"])}, "different lengths"),
    "no genes": ({"features__feature_type": np.array([b"Peaks"] * 4)}, "no gene expression"),
    "values missing": ({"data": None}, "lacks the array 'data'"),
}


@pytest.mark.parametrize("kind", H5)
def test_damaged_10x_files_are_refused(kind, tmp_path):
    changes, match = H5[kind]
    _refused(samples.write_tenx_h5(tmp_path / "a.h5", **changes), match)


def test_links_out_of_an_hdf5_file_are_not_followed(tmp_path):
    outside = samples.write_tenx_h5(tmp_path / "outside.h5")
    for number, link in enumerate(
        (h5py.ExternalLink(str(outside), "matrix/data"), h5py.SoftLink("/"))
    ):
        path = samples.write_tenx_h5(tmp_path / f"{number}.h5", data=None)
        with h5py.File(path, "r+") as file:
            file["matrix/data"] = link
        _refused(path, "has a link to another")


def test_values_that_are_declared_but_not_stored_are_refused(tmp_path):
    path = samples.write_tenx_h5(tmp_path / "a.h5", data=None)
    with h5py.File(path, "r+") as file:
        file["matrix"].create_dataset("data", (10**9,), np.int32, chunks=(10**6,))
    _refused(path, "would take 4.0 GB|declares")


def test_a_cut_hdf5_file_is_refused(tmp_path):
    path = samples.write_tenx_h5(tmp_path / "a.h5")
    path.write_bytes(path.read_bytes()[:3000])
    _refused(path, "damaged or incomplete")


def _mtx(*lines: str) -> bytes:
    return "\n".join(("%%MatrixMarket matrix coordinate integer general", *lines, "")).encode()


MTX = {
    "index too large": ({"matrix": _mtx("4 3 1", "5 1 1")}, "damaged or incomplete"),
    "index 0": ({"matrix": _mtx("4 3 1", "0 1 1")}, "damaged or incomplete"),
    "value negative": ({"matrix": _mtx("4 3 1", "1 1 -1")}, "negative value"),
    "value is nan": (
        {"matrix": _mtx("4 3 1", "1 1 nan").replace(b"integer", b"real")},
        "not a number",
    ),
    "value is text": ({"matrix": _mtx("4 3 1", "1 1 x")}, "damaged or incomplete"),
    "value twice": ({"matrix": _mtx("4 3 2", "1 1 1", "1 1 2")}, "an entry is there twice"),
    "twice and unsorted": ({"matrix": _mtx("4 3 3", "1 2 1", "1 1 2", "1 2 1")}, "is there twice"),
    "too few": ({"matrix": _mtx("4 3 3", "1 1 1")}, "declares 3 values, but has 1: it is incomp"),
    "too many": ({"matrix": _mtx("4 3 1", "1 1 1", "2 1 1")}, "declares 1 values, but has more"),
    "huge": ({"matrix": _mtx("4 3 999999999999", "1 1 1")}, "would take 12.0 TB|declares"),
    "other size": ({"matrix": _mtx("9 3 1", "1 1 1")}, "9 × 3, but names 4 genes and 3 cells"),
    "no size": ({"matrix": _mtx("x")}, "how large its matrix is"),
    "full": ({"matrix": _mtx("4 3").replace(b"coordinate", b"array")}, "neither sparse nor"),
    "complex": ({"matrix": _mtx("4 3 1").replace(b"integer", b"complex")}, "holds no counts"),
    "not a matrix": ({"matrix": b"hello\n"}, "not a Matrix Market"),
    "a long line": ({"matrix": _mtx("4 3 1", "1" * 30_000)}, "damaged or incomplete"),
    "barcode twice": ({"barcodes": b"a\nb\na\n"}, "names the cell a twice"),
    "barcodes too few": ({"barcodes": b"a\n"}, "names 4 genes and 1 cells"),
}


@pytest.mark.parametrize("kind", MTX)
def test_damaged_mtx_folders_are_refused(kind, tmp_path):
    changes, match = MTX[kind]
    _refused(samples.write_mtx(tmp_path / "a", **changes), match)


def test_incomplete_mtx_folders_are_refused(tmp_path):
    folder = samples.write_mtx(tmp_path / "a")
    packed = folder / "matrix.mtx.gz"
    whole = packed.read_bytes()
    packed.write_bytes(whole[:-12])
    _refused(folder, "damaged or incomplete")
    packed.write_bytes(whole)
    (folder / "features.tsv.gz").unlink()
    _refused(folder, "no list of names for matrix.mtx.gz: features.tsv or genes.tsv")
    packed.unlink()
    _refused(folder, "neither matrix.mtx nor a zarr store in it, but barcodes.tsv.gz")


def test_a_matrix_alone_is_not_enough(tmp_path):
    with pytest.raises(CellsFileError, match="without the names of its genes"):
        read_cells(samples.mtx_text())


def test_archives_do_not_write_outside_their_folder(tmp_path):
    for number, name in enumerate(("../evil.csv", "/tmp/evil.csv", "a/../../evil.csv", "C:\\evil")):
        files = {name: samples.csv_text(genes_in_rows=False)}
        _refused(samples.write_zip(tmp_path / f"{number}.zip", files), "would write outside")
        _refused(samples.write_tar(tmp_path / f"{number}.tar", files), "would write outside")
    assert not list(tmp_path.parent.glob("evil*"))


def test_links_and_devices_in_an_archive_are_refused(tmp_path):
    for number, kind in enumerate((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE)):
        path = tmp_path / f"{number}.tar"
        with tarfile.open(path, "w") as archive:
            entry = tarfile.TarInfo("matrix.mtx")
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
        _refused(path, "holds a link or device, matrix.mtx")


def test_archives_that_unpack_to_too_much_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sergiojax.io.guard._archive.MOST_EMPTY_BYTES", 1 << 20)
    zeros = bytes(8 << 20)
    _refused(samples.write_zip(tmp_path / "a.zip", {"a.csv": zeros}), "no file of cells does")
    (tmp_path / "a.h5.gz").write_bytes(gzip.compress(b"\x89HDF" + zeros))
    _refused(tmp_path / "a.h5.gz", "no file of cells does")
    many = {f"{number}.csv": b"" for number in range(5_000)}
    _refused(samples.write_zip(tmp_path / "b.zip", many), "more than 4,000 files")


def test_damaged_archives_are_refused(tmp_path):
    for write, name in ((samples.write_zip, "a.zip"), (samples.write_tar, "a.tgz")):
        path = write(tmp_path / name, samples.mtx_files())
        path.write_bytes(path.read_bytes()[:200])
        _refused(path, "damaged or incomplete|another archive")  # a tar may end after any file
    inner = samples.write_zip(tmp_path / "b.zip", samples.mtx_files()).read_bytes()
    _refused(samples.write_zip(tmp_path / "c.zip", {"b.zip": inner}), "another archive")
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"cell,A,B\nc,1,2\n" * 99)[:40])
    _refused(tmp_path / "a.csv.gz", "incomplete")


NPZ = {
    "index too large": ({"indices": np.array([9] * 6, np.int32)}, "index is not one of"),
    "ends fall": ({"indptr": np.array([0, 6, 4, 6], np.int32)}, "rows do not end"),
    "shape negative": ({"shape": np.array([-3, 4])}, "without a shape"),
    "unknown kind": ({"format": np.array(b"bsr")}, "of the kind bsr"),
    "values are text": ({"data": np.array(["a"] * 6)}, "not made of numbers"),
    "too few genes": ({"genes": np.array(["a"])}, "names 1 genes, but its matrix is 3 × 4"),
    "pickle": ({"genes": np.array(["a", 2], object)}, "holds Python objects at genes.npy"),
}


@pytest.mark.parametrize("kind", NPZ)
def test_damaged_archives_of_arrays_are_refused(kind, tmp_path):
    changes, match = NPZ[kind]
    scipy.sparse.save_npz(path := tmp_path / "a.npz", scipy.sparse.csr_matrix(samples.COUNTS))
    with np.load(path) as parts:
        np.savez(path, **(dict(parts) | changes))
    _refused(path, match)


def test_arrays_without_a_matrix_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sergiojax.io.guard._limits.MOST_EMPTY_BYTES", 1 << 20)
    np.savez(tmp_path / "a.npz", genes=np.array(["a"]), means=np.ones(3))
    _refused(tmp_path / "a.npz", "holds the arrays genes, means, of which none is a matrix")
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        head = io.BytesIO()
        shape = {"descr": "<f4", "fortran_order": False, "shape": (1, 2_000_000)}
        np.lib.format.write_array_header_1_0(head, shape)
        archive.writestr("X.npy", head.getvalue() + bytes(8_000_000))
    (tmp_path / "b.npz").write_bytes(content.getvalue())
    _refused(tmp_path / "b.npz", "declares 8.0 MB for X.npy, but stores")


LOOM = {
    "no attributes": (
        {"row_attrs__Gene": None, "row_attrs__Accession": None},
        "lacks the attributes",
    ),
    "no matrix": ({"matrix": None}, "lacks the array 'matrix'"),
    "text": ({"matrix": np.full((4, 3), b"a")}, "not made of numbers"),
    "names too few": (
        {"row_attrs__Gene": np.array([b"a"]), "row_attrs__Accession": None},
        "does not name its genes",
    ),
}


@pytest.mark.parametrize("kind", LOOM)
def test_damaged_loom_files_are_refused(kind, tmp_path):
    changes, match = LOOM[kind]
    _refused(samples.write_loom(tmp_path / "a.loom", **changes), match)


def test_files_of_other_programs_are_named(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["x"] = 1
    _refused(tmp_path / "a.h5", "holds no cells")
    samples.write_zip(tmp_path / "a.xlsx", {"xl/workbook.xml": b""})
    _refused(tmp_path / "a.xlsx", "is a spreadsheet")
    (tmp_path / "a.rds").write_bytes(gzip.compress(b"X\n\0\0\0\3"))
    _refused(tmp_path / "a.rds", "is a file of R")
    np.save(tmp_path / "a.npy", samples.COUNTS)
    _refused(tmp_path / "a.npy", "array without names")
    (tmp_path / "a.bin").write_bytes(bytes(1000))
    _refused(tmp_path / "a.bin", "not a table of cells as text")
    (tmp_path / "empty").mkdir()
    _refused(tmp_path / "empty", "but nothing")
