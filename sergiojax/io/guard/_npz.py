"""Arrays of an npz archive, measured by their headers before they are read."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np

from sergiojax.io.guard._limits import MOST_BYTES, Budget, quote, refuse_all

_KIND = "archive of arrays"
_MOST_MEMBERS = 100
_MOST_HEADER = 10_000  # bytes; NumPy's own limit


def load_arrays(path: Path, *names: str, most_bytes: int = MOST_BYTES) -> list[np.ndarray]:
    """Return arrays of numbers that `numpy.savez` wrote.

    Args:
        path: The archive.
        *names: Names of the arrays.
        most_bytes: Memory that they may take.

    Raises:
        CellsFileError: If the archive is damaged, packed, or holds anything other than numbers.
    """
    with refuse_all(str(path), _KIND), zipfile.ZipFile(path) as archive:
        budget = _budget(archive, str(path), most_bytes)
        for name in names:
            _check_member(archive, f"{name}.npy", budget)
        with np.load(path, allow_pickle=False) as kept:
            return [kept[name] for name in names]


def load_all_arrays(
    source: str | Path | bytes, name: str, *, most_bytes: int = MOST_BYTES
) -> dict[str, np.ndarray]:
    """Return all arrays of an archive that anybody may have written, packed or not.

    Args:
        source: Path, or the content.
        name: The archive, as messages call it.
        most_bytes: Memory that the arrays may take.

    Raises:
        CellsFileError: If the archive is damaged, or holds neither numbers nor texts.
    """
    opened: Any = BytesIO(source) if isinstance(source, bytes) else source
    with refuse_all(name, _KIND), zipfile.ZipFile(opened) as archive:
        budget = _budget(archive, name, most_bytes)
        for member in archive.infolist():
            _check_member(archive, member.filename, budget, may_be_packed=True, kinds="biufSU")
        with np.load(opened, allow_pickle=False) as kept:
            return {each: kept[each] for each in kept.files}


def _budget(archive: zipfile.ZipFile, name: str, most_bytes: int) -> Budget:
    budget, n_members = Budget(name, most_bytes), len(archive.infolist())
    if n_members > _MOST_MEMBERS:
        raise budget.refuse(f"holds {n_members:,} arrays, which no run of cells has.")
    return budget


def _check_member(
    archive: zipfile.ZipFile,
    name: str,
    budget: Budget,
    *,
    may_be_packed: bool = False,
    kinds: str = "biuf",
) -> None:
    found = [member for member in archive.infolist() if member.filename == name]
    if len(found) != 1:
        raise budget.refuse(f"does not hold the array {quote(name)} once.")
    member = found[0]
    if member.compress_type != zipfile.ZIP_STORED and not may_be_packed:
        # `savez` only stores; this could be a bomb
        raise budget.refuse(f"has {quote(name)} packed, which no run of cells has.")
    with archive.open(member) as file:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0
        if version != (1, 0):
            read = np.lib.format.read_array_header_2_0
        shape, _, dtype = read(file, max_header_size=_MOST_HEADER)
        declared = member.file_size - file.tell()
    count = int(np.prod(shape, dtype=object))
    if dtype.hasobject and may_be_packed:
        raise budget.refuse(
            f"holds Python objects at {quote(name)}, which are not read. Save names as text: "
            "numpy.array(names, str)."
        )
    if dtype.hasobject or dtype.kind not in kinds or count * dtype.itemsize != declared:
        raise budget.refuse(f"does not hold the numbers it declares in {quote(name)}.")
    budget.take(name, declared, stored=member.compress_size)
