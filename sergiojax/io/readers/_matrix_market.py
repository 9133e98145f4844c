"""Sparse matrices from Matrix Market text, block by block: twelve bytes a value at the most.

SciPy parses each block. Read as a whole, its 64-bit numbers and their copies would take several
times the memory of the matrix.
"""

import gzip
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import scipy.sparse
from scipy.io import mmread

from sergiojax.io.guard import MOST_BYTES, Budget

Stream: TypeAlias = Any
"""An open file, packed by gzip or not; IO[bytes] leaves out what gzip returns."""

_BLOCK = 16 << 20  # bytes of text
_MOST_LINE = 1 << 12
_GZIP = b"\x1f\x8b"


class Header(NamedTuple):
    """What the first lines declare."""

    banner: bytes
    rows: int
    columns: int
    n_values: int


def read_header(path: Path, name: str) -> Header:
    """Return the size of a matrix.

    Raises:
        CellsFileError: If the file is not a general sparse matrix.
    """
    with _opened(path) as file:
        return _read_header(file, Budget(name))


def read_matrix_market(
    path: Path, name: str, *, transpose: bool, most_bytes: int = MOST_BYTES
) -> scipy.sparse.csr_matrix:
    """Read a sparse matrix whose size was checked.

    Args:
        path: File, which may be packed by gzip.
        name: The file, as messages call it.
        transpose: Whether rows become columns.
        most_bytes: Memory that the values may take.

    Raises:
        CellsFileError: If it is too large or incomplete.
        ValueError: If SciPy cannot parse a line, or an index is out of range.
    """
    budget = Budget(name, most_bytes)
    with _opened(path) as file:
        header = _read_header(file, budget)
        stored = path.stat().st_size
        budget.take(path.name, 12 * header.n_values, stored=stored)
        shape = (header.rows, header.columns)
        if transpose:
            shape = (header.columns, header.rows)
        parts, ends = _fill(file, header, budget, transpose=transpose)
    return _compress(parts, ends, shape)


def _fill(
    file: Stream, header: Header, budget: Budget, *, transpose: bool
) -> tuple[tuple[np.ndarray, np.ndarray, np.ndarray], np.ndarray]:
    """Return rows, columns and values, and the number of values of every row."""
    n = header.n_values
    rows, columns, values = np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.float32)
    counts = np.zeros(header.columns if transpose else header.rows, np.int64)
    done = 0
    for block, n_lines in _blocks(file):
        if done + n_lines > n:
            raise budget.refuse(f"declares {n:,} values, but has more.")
        size = b"%d %d %d\n" % (header.rows, header.columns, n_lines)
        found: Any = mmread(BytesIO(header.banner + size + block))
        row, column = (found.col, found.row) if transpose else (found.row, found.col)
        here = slice(done, done + n_lines)
        rows[here], columns[here], values[here] = row, column, found.data
        counts += np.bincount(row, minlength=len(counts))
        done += n_lines
    if done < n:
        raise budget.refuse(f"declares {n:,} values, but has {done:,}: it is incomplete.")
    return (rows, columns, values), counts


def _compress(
    parts: tuple[np.ndarray, np.ndarray, np.ndarray],
    counts: np.ndarray,
    shape: tuple[int, int],
) -> scipy.sparse.csr_matrix:
    rows, columns, values = parts
    if _rises(rows):  # as Cell Ranger writes them: nothing is copied
        made = scipy.sparse.csr_matrix(shape, dtype=np.float32)
        kind = np.int32 if len(values) <= np.iinfo(np.int32).max else np.int64
        ends = np.concatenate([[0], np.cumsum(counts)]).astype(kind)
        made.data, made.indices, made.indptr = values, columns.astype(kind, copy=False), ends
        return made
    # Kept apart: SciPy would add up what is there twice, and the check would not see it.
    order: Any = scipy.sparse.coo_matrix((values, (rows, columns)), shape=shape)
    order.has_canonical_format = True
    return order.tocsr()


def _rises(rows: np.ndarray) -> bool:
    step = 1 << 22
    return all(
        bool((np.diff(rows[first : first + step + 1]) >= 0).all())
        for first in range(0, len(rows), step)
    )


def _blocks(file: Stream) -> Iterator[tuple[bytes, int]]:
    """Yield whole lines, and how many they are."""
    rest = b""
    while block := file.read(_BLOCK):
        block = rest + block
        end = block.rfind(b"\n") + 1
        block, rest = block[:end], block[end:]
        if len(rest) > _MOST_LINE:
            raise ValueError("A line is too long.")
        if block:
            yield from _counted(block)
    if rest.strip():
        yield from _counted(rest + b"\n")


def _counted(block: bytes) -> Iterator[tuple[bytes, int]]:
    if b"\n\n" in block or b"\r" in block or block[:1] == b"\n":
        block = b"".join(line + b"\n" for line in block.splitlines() if line.strip())
    if block:
        yield block, block.count(b"\n")


def _read_header(file: Stream, budget: Budget) -> Header:
    banner = file.readline(_MOST_LINE)
    words = banner.split()
    if [word.lower() for word in words[:2]] != [b"%%matrixmarket", b"matrix"] or len(words) != 5:
        raise budget.refuse("is not a Matrix Market file (.mtx).")
    layout, field, symmetry = (word.lower() for word in words[2:])
    if layout != b"coordinate" or symmetry != b"general":
        raise budget.refuse(
            "is a Matrix Market file, but neither sparse nor general. Write it again with "
            'scipy.io.mmwrite(file, scipy.sparse.coo_matrix(X), symmetry="general").'
        )
    if field not in (b"integer", b"real", b"pattern"):
        raise budget.refuse("is a Matrix Market file, but holds no counts.")
    line = file.readline(_MOST_LINE)
    while line.startswith(b"%") or (line and not line.strip()):
        line = file.readline(_MOST_LINE)
    sizes = line.split()
    if len(sizes) != 3 or not all(size.isdigit() and len(size) < 16 for size in sizes):
        raise budget.refuse("does not say how large its matrix is.")
    rows, columns, n_values = map(int, sizes)
    banner = b" ".join([b"%%MatrixMarket matrix coordinate", field, b"general"]) + b"\n"
    return Header(banner, rows, columns, n_values)


def _opened(path: Path) -> Stream:
    with path.open("rb") as file:
        is_packed = file.read(2) == _GZIP
    return gzip.open(path) if is_packed else path.open("rb")
