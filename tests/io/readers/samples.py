"""The same few cells in every kind of file that is read."""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import h5py
import numpy as np
import scipy.sparse
from anndata import AnnData
from scipy.io import mmwrite

COUNTS = np.array([[3, 0, 1, 0], [0, 0, 7, 2], [1, 1, 0, 0]], np.int32)  # cells × genes
GENES = ["ACTB", "GAPDH", "MT-CO1", "FOXP3"]
IDS = ["ENSG01", "ENSG02", "ENSG03", "ENSG04"]
CELLS = ["AAACCTGAGC-1", "AAACCTGCAT-1", "AAACGGGTCA-1"]


def adata() -> AnnData:
    """The cells as AnnData."""
    made = AnnData(scipy.sparse.csr_matrix(COUNTS.astype(np.float32)))
    made.obs_names, made.var_names = CELLS, GENES
    return made


def write_tenx_h5(path: Path, *, version: int = 3, **changes) -> Path:
    """Write Cell Ranger's HDF5; `changes` replaces arrays, None leaves one out."""
    by_cell = scipy.sparse.csr_matrix(COUNTS)
    arrays = {
        "data": by_cell.data,
        "indices": by_cell.indices.astype(np.int64),
        "indptr": by_cell.indptr.astype(np.int64),
        "shape": np.array([len(GENES), len(CELLS)], np.int32),
        "barcodes": np.array(CELLS, "S"),
    }
    names = {
        3: {
            "features/id": IDS,
            "features/name": GENES,
            "features/feature_type": ["Gene Expression"] * 4,
        },
        2: {"genes": IDS, "gene_names": GENES},
    }[version]
    arrays |= {key: np.array(value, "S") for key, value in names.items()}
    arrays |= {key.replace("__", "/"): value for key, value in changes.items()}
    with h5py.File(path, "w") as file:
        group = file.create_group("matrix" if version == 3 else "hg19")
        for key, value in arrays.items():
            if value is not None:
                group[key] = value
    return path


def mtx_text(matrix: np.ndarray = COUNTS.T) -> bytes:
    """A matrix as Matrix Market text."""
    text = io.BytesIO()
    mmwrite(text, scipy.sparse.coo_matrix(matrix), symmetry="general")
    return text.getvalue()


def mtx_files(*, version: int = 3, **changes: bytes) -> dict[str, bytes]:
    """The files of Cell Ranger's folder; `changes` replaces matrix, features or barcodes."""
    pairs = zip(IDS, GENES, strict=True)
    parts = {
        "matrix": mtx_text(),
        "barcodes": "".join(f"{cell}\n" for cell in CELLS).encode(),
        "features": "".join(
            f"{key}\t{name}" + ("\tGene Expression\n" if version == 3 else "\n")
            for key, name in pairs
        ).encode(),
    } | changes
    if version == 2:
        return {
            "matrix.mtx": parts["matrix"],
            "genes.tsv": parts["features"],
            "barcodes.tsv": parts["barcodes"],
        }
    return {
        "matrix.mtx.gz": gzip.compress(parts["matrix"]),
        "features.tsv.gz": gzip.compress(parts["features"]),
        "barcodes.tsv.gz": gzip.compress(parts["barcodes"]),
    }


def write_mtx(folder: Path, **settings) -> Path:
    """Write Cell Ranger's folder."""
    folder.mkdir()
    for name, content in mtx_files(**settings).items():
        (folder / name).write_bytes(content)
    return folder


def write_zip(path: Path, files: dict[str, bytes]) -> Path:
    """Write files into a zip archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def write_tar(path: Path, files: dict[str, bytes], mode: str = "w:gz") -> Path:
    """Write files into a tar archive."""
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def csv_text(*, genes_in_rows: bool, delimiter: str = ",") -> bytes:
    """A table with an empty corner."""
    values, columns, rows = COUNTS, GENES, CELLS
    if genes_in_rows:
        values, columns, rows = COUNTS.T, CELLS, GENES
    lines = [
        ["", *columns],
        *([row, *map(str, line)] for row, line in zip(rows, values, strict=True)),
    ]
    return "".join(delimiter.join(line) + "\n" for line in lines).encode()


def write_loom(path: Path, **changes) -> Path:
    """Write a loom file of version 3 as loompy does."""
    arrays = {
        "matrix": COUNTS.T.astype(np.float32),
        "row_attrs/Gene": np.array(GENES, h5py.string_dtype()),
        "row_attrs/Accession": np.array(IDS, h5py.string_dtype()),
        "col_attrs/CellID": np.array(CELLS, h5py.string_dtype()),
        "col_attrs/cluster": np.array(["a", "b", "a"], h5py.string_dtype()),
        "attrs/LOOM_SPEC_VERSION": "3.0.0",
    } | {key.replace("__", "/"): value for key, value in changes.items()}
    with h5py.File(path, "w") as file:
        for key, value in arrays.items():
            if value is not None:
                file[key] = value
    return path
