"""The heaps of an HDF5 file, which hold its texts, checked byte by byte before HDF5 reads them.

HDF5 trusts the sizes in them: a free part of size 0, which one changed bit can make, keeps it in an
endless loop. https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html, III.E.
"""

from mmap import ACCESS_READ, mmap
from pathlib import Path

from sergiojax.io.guard._limits import Budget

_MARK = b"GCOL\x01"
_HEAD = 16  # bytes, of a heap and of each part


def check_heaps(source: str | Path | bytes, budget: Budget) -> int:
    """Refuse a file with a damaged heap.

    Args:
        source: Path, or the content.
        budget: Names the file.

    Returns:
        Length of the longest text (bytes).

    Raises:
        CellsFileError: If a part of a heap is empty, or longer than the heap.
    """
    if isinstance(source, bytes):
        return _check(source, budget)
    with Path(source).open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return _check(content, budget)


def _check(content: bytes | mmap, budget: Budget) -> int:
    longest, at = 0, content.find(_MARK)
    while at >= 0:
        end = at + int.from_bytes(content[at + 8 : at + _HEAD], "little")
        if at + _HEAD < end <= len(content):  # or else HDF5 does not find such a heap either
            longest = max(longest, _longest(content, at + _HEAD, end, budget))
        at = content.find(_MARK, at + len(_MARK))
    return longest


def _longest(content: bytes | mmap, part: int, end: int, budget: Budget) -> int:
    longest = 0
    while part + _HEAD <= end:
        is_free = content[part : part + 2] == b"\0\0"
        size = int.from_bytes(content[part + 8 : part + _HEAD], "little")
        step = size if is_free else _HEAD + -(-size // 8) * 8
        if step < _HEAD or part + step > end:
            raise budget.refuse("is not a readable h5ad file: its texts are damaged.")
        longest = longest if is_free else max(longest, size)
        part += step
    return longest
