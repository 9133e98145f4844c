"""HDF5 files of cells in other layouts than AnnData's: which one it is, and whether it is safe."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, TypeAlias

import h5py

from sergiojax.io.guard._hdf5 import Item, walk_hdf5
from sergiojax.io.guard._heaps import check_heaps
from sergiojax.io.guard._limits import MOST_BYTES, Budget, refuse_all

Layout: TypeAlias = Literal["h5ad", "10x", "loom", "other"]

_MOST_GROUPS = 100  # genomes of a 10x file


def hdf5_layout(source: str | Path | bytes, name: str) -> Layout:
    """Return which program's layout an HDF5 file has, judged by the names in it.

    Raises:
        CellsFileError: If the file is damaged.
    """
    with refuse_all(name, "HDF5 file"):
        budget = Budget(name)
        check_heaps(source, budget)
        with h5py.File(_readable(source), "r") as file:
            budget.expect(len(file))
            names = set(file)
            if {"obs", "var"} <= names:
                return "h5ad"
            if {"row_attrs", "col_attrs"} & names:
                return "loom"
            return "10x" if tenx_groups(file) else "other"


def tenx_groups(file: h5py.File) -> list[str]:
    """Return the groups that hold a 10x matrix: "matrix", or one for each genome in version 2."""
    names = list(file)[:_MOST_GROUPS]
    return [name for name in names if {"barcodes", "indptr"} <= members(file, name)]


def members(file: h5py.File, name: str) -> set[str]:
    """Return the names in a group; none if it is an array, a link or too large."""
    is_hard = isinstance(file.get(name, getlink=True), h5py.HardLink)
    item = file[name] if is_hard else None
    return set(item) if isinstance(item, h5py.Group) and len(item) < _MOST_GROUPS else set()


@contextmanager
def checked_hdf5(
    source: str | Path | bytes, name: str, *, kind: str, most_bytes: int = MOST_BYTES
) -> Iterator[tuple[h5py.File, Budget]]:
    """Yield an open file in which every link, type and size was checked.

    Args:
        source: Path, or the content.
        name: The file, as messages call it.
        kind: What it should be, for the message about damage.
        most_bytes: Memory that its values may take.

    Yields:
        The file, and the budget that its values count against.

    Raises:
        CellsFileError: If it is unsafe, too large or damaged, also while it is read.
    """
    with refuse_all(name, kind):
        budget = Budget(name, most_bytes)
        n_bytes = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
        longest = check_heaps(source, budget)
        with h5py.File(_readable(source), "r") as file:
            for _ in walk_hdf5(file, budget, n_bytes=n_bytes, longest=longest):
                pass
            yield file, budget


def part(group: Item, name: str, budget: Budget, *, n_axes: int = 1) -> Any:
    """Return an array of a group that was checked.

    Raises:
        CellsFileError: If it is not there, is not an array, or has another number of axes.
    """
    found = group.get(name)
    if not isinstance(found, h5py.Dataset) or len(found.shape or ()) != n_axes:
        raise budget.refuse(f"lacks the array {name!r} in {group.name!r}, or it is damaged.")
    return found


def _readable(source: str | Path | bytes) -> Any:
    return BytesIO(source) if isinstance(source, bytes) else source
