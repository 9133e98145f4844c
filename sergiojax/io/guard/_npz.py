"""Arrays of an npz archive, measured by their headers before they are read."""

import zipfile
from pathlib import Path

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
        budget = Budget(str(path), most_bytes)
        members = archive.infolist()
        if len(members) > _MOST_MEMBERS:
            raise budget.refuse(f"holds {len(members):,} arrays, which no run of cells has.")
        for name in names:
            _check_member(archive, f"{name}.npy", budget)
        with np.load(path, allow_pickle=False) as kept:
            return [kept[name] for name in names]


def _check_member(archive: zipfile.ZipFile, name: str, budget: Budget) -> None:
    found = [member for member in archive.infolist() if member.filename == name]
    if len(found) != 1:
        raise budget.refuse(f"does not hold the array {quote(name)} once.")
    member = found[0]
    if member.compress_type != zipfile.ZIP_STORED:  # `savez` only stores; this could be a bomb
        raise budget.refuse(f"has {quote(name)} packed, which no run of cells has.")
    with archive.open(member) as file:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0
        if version != (1, 0):
            read = np.lib.format.read_array_header_2_0
        shape, _, dtype = read(file, max_header_size=_MOST_HEADER)
        stored = member.file_size - file.tell()
    count = int(np.prod(shape, dtype=object))
    if dtype.hasobject or dtype.kind not in "biuf" or count * dtype.itemsize != stored:
        raise budget.refuse(f"does not hold the numbers it declares in {quote(name)}.")
    budget.take(name, stored, stored=stored)
