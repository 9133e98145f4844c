"""What a file is, judged by its first bytes: names of files often say something else."""

import gzip
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, TypeAlias

from sergiojax.io.guard import CellsFileError, refuse_all

Signature: TypeAlias = Literal["hdf5", "zip", "npz", "tar", "gzip", "mtx", "text"]

_HEAD = 512
_TAR = slice(257, 262)
_R = (b"X\n\x00\x00", b"A\n", b"RDX", b"RDA")


def signature(source: str | Path | bytes, name: str) -> Signature:
    """Return what a file is.

    Raises:
        CellsFileError: If it belongs to another program, or is damaged.
    """
    head = source[:_HEAD] if isinstance(source, bytes) else _head(Path(source))
    if head[:2] == b"\x1f\x8b":
        inner = _unpacked_head(source, name)
        if inner[_TAR] == b"ustar":
            return "tar"
        found = _plain(inner, name)
        return "text" if found == "text" else "gzip"
    if head[:4] == b"PK\x03\x04":
        return _kind_of_zip(source, name)
    return "tar" if head[_TAR] == b"ustar" else _plain(head, name)


def _plain(head: bytes, name: str) -> Signature:
    if head[:4] == b"\x89HDF":
        return "hdf5"
    if head[:14].lower() == b"%%matrixmarket":
        return "mtx"
    if head.startswith(_R):
        raise CellsFileError(
            f"{name} is a file of R. In R, write the counts with "
            'DropletUtils::write10xCounts("cells", counts) and open that folder.'
        )
    if head[:6] == b"\x93NUMPY":
        raise CellsFileError(
            f"{name} is an array without names of genes. Save it with them: "
            "numpy.savez(file, X=X, genes=names)."
        )
    return "text"


def _kind_of_zip(source: str | Path | bytes, name: str) -> Signature:
    with refuse_all(name, "zip archive"), zipfile.ZipFile(_opened(source)) as archive:
        names = archive.namelist()
    if any(each.startswith("xl/") for each in names):
        raise CellsFileError(f"{name} is a spreadsheet. Save its table as CSV.")
    return "npz" if names and all(each.endswith(".npy") for each in names) else "zip"


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _unpacked_head(source: str | Path | bytes, name: str) -> bytes:
    with gzip.open(_opened(source)) as packed:
        try:
            return packed.read(_HEAD)
        except (OSError, EOFError, zlib.error) as error:
            raise CellsFileError(f"{name} is packed by gzip, but damaged or incomplete.") from error


def _opened(source: str | Path | bytes) -> Any:
    return BytesIO(source) if isinstance(source, bytes) else source
