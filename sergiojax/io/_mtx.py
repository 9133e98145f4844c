"""Cells as Cell Ranger writes them: a matrix of genes × cells and two lists of names, compressed.

scanpy reads the folder with `read_10x_mtx`, Seurat with `Read10X`. Both expect the file names of
version 3.
"""

import gzip
from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

import numpy as np
import scipy.sparse
from anndata import AnnData
from scipy.io import mmwrite

from sergiojax._whole_file import whole_files, whole_folder

_KIND = "Gene Expression"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same cells give the same archive


def write_mtx(adata: AnnData, folder: str | Path) -> None:
    """Write cells as a folder with matrix.mtx.gz, features.tsv.gz and barcodes.tsv.gz.

    The folder also gets cell_types.tsv.gz with the type of every cell, which other programs ignore.
    Files with these names in the folder are replaced, others stay.

    Args:
        adata: Cells.
        folder: Folder to write; it is created if necessary.

    Raises:
        ValueError: If a name holds a tab or a line end, which the format cannot store.
        OSError: If the folder cannot be written.
    """
    target = Path(folder)
    files = dict(_files(adata))
    with ExitStack() as finish:
        inside = target if target.exists() else finish.enter_context(whole_folder(target))
        unfinished = finish.enter_context(whole_files(*(inside / name for name in files)))
        for file, content in zip(unfinished, files.values(), strict=True):
            file.write(content)


def mtx_zip(adata: AnnData) -> bytes:
    """Return the same files as a zip archive, for downloads.

    Raises:
        ValueError: As `write_mtx`.
    """
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_STORED) as packed:  # the files are compressed already
        for name, content in _files(adata):
            packed.writestr(ZipInfo(f"cells/{name}", _EPOCH), content)
    return archive.getvalue()


def _files(adata: AnnData) -> Iterator[tuple[str, bytes]]:
    genes, cells = list(map(str, adata.var_names)), list(map(str, adata.obs_names))
    for name in (*genes, *cells):
        if set(name) & set("\t\n\r"):
            raise ValueError(f"The name {name!r} holds a tab or line end, which mtx cannot store.")
    yield "features.tsv.gz", _lines(f"{name}\t{name}\t{_KIND}" for name in genes)
    yield "barcodes.tsv.gz", _lines(cells)
    if "cell_type" in adata.obs:
        yield "cell_types.tsv.gz", _lines(map(str, adata.obs["cell_type"]))
    yield "matrix.mtx.gz", gzip.compress(_matrix(adata), mtime=0)


def _lines(lines: Iterator[str] | list[str]) -> bytes:
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0)


def _matrix(adata: AnnData) -> bytes:
    matrix = scipy.sparse.coo_matrix(adata.X).T
    whole = bool((matrix.data == np.round(matrix.data)).all())
    text = BytesIO()
    mmwrite(text, matrix.astype(np.int64) if whole else matrix, symmetry="general")
    return text.getvalue()
