"""Cells of a folder with a sparse matrix as text and two lists of names.

Cell Ranger writes it (version 2: matrix.mtx, genes.tsv, barcodes.tsv; version 3: packed, with
features.tsv), and so do STARsolo, kallisto and the archives of GEO, which put a sample's name in
front of the names of the files.
"""

import gzip
import os
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

from sergiojax._types import Labels, Matrix
from sergiojax.io.guard import MOST_BYTES, CellsFileError, check_sparse, quote, refuse_all, size
from sergiojax.io.readers._matrix_market import Header, read_header, read_matrix_market
from sergiojax.io.readers._opened import OpenedCells, assemble, check_values
from sergiojax.io.readers._tenx_h5 import keep_genes

_GENES = {"features", "feature", "genes", "gene", "genenames"}
_CELLS = {"barcodes", "barcode", "cells", "cell", "cellnames"}
_MOST_NAMES = 256 << 20  # bytes of a list of names
_MOST_DEPTH = 3  # folders below the one given
_MATRIX = re.compile(r"\.mtx(\.gz)?$", re.IGNORECASE)
_NAMES = re.compile(r"\.(tsv|txt|csv)(\.gz)?$", re.IGNORECASE)
_KIND = "mtx folder"


def find_matrices(folder: Path) -> list[Path]:
    """Return the Matrix Market files of a folder, and of folders in it if it has none itself."""
    found: list[Path] = []
    for place, folders, files in os.walk(folder):
        here = Path(place)
        depth = len(here.relative_to(folder).parts)
        found += sorted(here / file for file in files if _MATRIX.search(file))
        folders[:] = sorted(folders) if depth < _MOST_DEPTH and not found else []
    return found


def read_mtx_folder(
    folder: Path, name: str, *, matrix: Path | None = None, most_bytes: int = MOST_BYTES
) -> OpenedCells:
    """Read the cells of a folder.

    Args:
        folder: The folder, or one around it.
        name: The folder, as messages call it.
        matrix: Its matrix, where it has several.
        most_bytes: Memory that the values may take.

    Raises:
        CellsFileError: If a file is missing or damaged, or there are several matrices.
    """
    with refuse_all(name, "folder of a sparse matrix"):
        chosen, notes = (matrix, ()) if matrix else _choose(find_matrices(folder), folder, name)
        features = _read_names(_find_names(chosen, _GENES, "features.tsv or genes.tsv", name), name)
        barcodes = _read_names(_find_names(chosen, _CELLS, "barcodes.tsv", name), name)
        transpose = _genes_in_rows(read_header(chosen, name), features, barcodes, name)
        counts = read_matrix_market(chosen, name, transpose=transpose, most_bytes=most_bytes)
        check_sparse(counts, name, chosen.name)
        check_values(counts.data, name)
        return _assemble(counts, features, barcodes, chosen, name=name, notes=notes)


def _assemble(
    counts: Matrix,
    features: list[list[str]],
    barcodes: list[list[str]],
    chosen: Path,
    *,
    name: str,
    notes: tuple[str, ...],
) -> OpenedCells:
    ids = [row[0] for row in features]
    symbols = [row[1] if row[1:] and row[1] else row[0] for row in features]
    kinds = [row[2] for row in features] if all(len(row) > 2 for row in features) else None
    kept, symbols, ids, left_out = keep_genes(counts, symbols, ids, kinds, name)
    labels: dict[str, Labels] = {}
    types = _lists(chosen, lambda stem: stem.endswith("cell_types"))  # as `write_mtx` keeps them
    if len(types) == 1 and len(rows := _read_names(types[0], name)) == len(barcodes):
        labels = {"cell_type": [row[0] for row in rows]}
    return assemble(
        kept,
        symbols,
        name=name,
        kind=_KIND,
        cells=[row[0] for row in barcodes],
        gene_ids=ids,
        labels=labels,
        notes=(*notes, *left_out),
    )


def _choose(found: list[Path], folder: Path, name: str) -> tuple[Path, tuple[str, ...]]:
    """Return the only matrix, or the only one with cells."""
    if not found:
        raise CellsFileError(
            f"{name} holds no cells: there is neither matrix.mtx nor matrix.mtx.gz in it."
        )
    if len(found) == 1:
        return found[0], ()
    filled = [each for each in found if read_header(each, name).n_values > 0]
    if len(filled) == 1:
        place = quote(str(filled[0].relative_to(folder)))
        return filled[0], (f"Only {place} has counts; the other matrices have none.",)
    places = ", ".join(quote(str(each.relative_to(folder))) for each in found[:4])
    raise CellsFileError(f"{name} holds {len(found)} matrices ({places}). Open one of them alone.")


def _find_names(matrix: Path, words: set[str], wanted: str, name: str) -> Path:
    """Return the list of names that belongs to a matrix: the only one, or of the same prefix."""
    found = _lists(matrix, lambda stem: re.split(r"[._-]", stem)[-1] in words)
    if len(found) > 1:
        own = matrix.name.lower().split(".mtx")[0].removesuffix("matrix")
        found = [
            each
            for each in found
            if re.split(rf"({'|'.join(words)})\.", each.name.lower())[0].rstrip("._-")
            == own.rstrip("._-")
        ]
    if len(found) != 1:
        several = "no list" if not found else f"{len(found)} lists"
        raise CellsFileError(f"{name} has {several} of names for {matrix.name}: {wanted}.")
    return found[0]


def _lists(matrix: Path, is_wanted: Callable[[str], bool]) -> list[Path]:
    files = sorted(each for each in matrix.parent.iterdir() if _NAMES.search(each.name))
    return [each for each in files if is_wanted(_NAMES.sub("", each.name).lower())]


def _read_names(path: Path, name: str) -> list[list[str]]:
    """Return the columns of every line."""
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    with gzip.open(path) if is_packed else path.open("rb") as file:
        content = file.read(_MOST_NAMES + 1)
    if len(content) > _MOST_NAMES:
        raise CellsFileError(f"{name} has more than {size(_MOST_NAMES)} of names in {path.name}.")
    text = content.decode("utf-8-sig", "replace")
    delimiter = "," if ".csv" in path.name.lower() else "\t"
    lines = (line for line in text.splitlines() if line.strip())
    return [[word.strip().strip('"') for word in line.split(delimiter)] for line in lines]


def _genes_in_rows(
    header: Header, features: list[list[str]], barcodes: list[list[str]], name: str
) -> bool:
    """Return whether the matrix is genes × cells, as it should be; the lengths decide.

    A list that is longer by one has a header, as R's write.csv gives; its first line is deleted.
    """
    size, genes, cells = (header.rows, header.columns), len(features), len(barcodes)
    headers = ((0, 0), (1, 0), (0, 1), (1, 1))
    for in_rows, (more_genes, more_cells) in product((True, False), headers):
        found = (genes - more_genes, cells - more_cells)
        if size == (found if in_rows else found[::-1]):
            del features[:more_genes], barcodes[:more_cells]
            return in_rows
    raise CellsFileError(
        f"{name} has a matrix of {header.rows:,} × {header.columns:,}, but names {genes:,} genes "
        f"and {cells:,} cells."
    )
