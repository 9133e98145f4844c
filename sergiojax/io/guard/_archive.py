"""Archives and packed files, unpacked into a folder that is thrown away: zip, tar and gzip.

Only plain files are unpacked, none outside the folder, and no more bytes than such a file of cells
can have.
"""

import gzip
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, TypeAlias

from sergiojax.io.guard._limits import (
    MOST_BYTES,
    MOST_EMPTY_BYTES,
    MOST_OBJECTS,
    MOST_RATIO,
    CellsFileError,
    quote,
    refuse_all,
    size,
)

Stream: TypeAlias = Any
"""An open file or a member of an archive; IO[bytes] leaves out what gzip and zipfile return."""

_BLOCK = 1 << 20
_IGNORED = ("__MACOSX", ".DS_Store")


def unpack_zip(
    source: str | Path | bytes, name: str, folder: Path, *, most_bytes: int = MOST_BYTES
) -> None:
    """Unpack a zip archive.

    Args:
        source: Path, or the content.
        name: The archive, as messages call it.
        folder: Empty folder to fill.
        most_bytes: Bytes that may be written.

    Raises:
        CellsFileError: If it is damaged, protected or too large, or names a place outside.
    """
    with refuse_all(name, "zip archive"), zipfile.ZipFile(_opened(source)) as archive:
        files = [each for each in archive.infolist() if not each.is_dir()]
        _check_number(len(files), name)
        for each in files:
            if each.flag_bits & 1:
                raise CellsFileError(f"{name} is protected by a password. Unpack it first.")
        packed = (
            (each.filename, each.compress_size, partial(archive.open, each)) for each in files
        )
        _unpack(packed, name, folder, most_bytes)


def unpack_tar(
    source: str | Path | bytes, name: str, folder: Path, *, most_bytes: int = MOST_BYTES
) -> None:
    """Do the same for a tar archive, which may be packed by gzip."""
    with refuse_all(name, "tar archive"):
        opened = BytesIO(source) if isinstance(source, bytes) else Path(source).open("rb")  # noqa: SIM115
        with opened as stream, tarfile.open(fileobj=stream, mode="r|*") as archive:
            _unpack(_tar_files(archive, stream, name), name, folder, most_bytes)


def unpack_gzip(
    source: str | Path | bytes, name: str, target: Path, *, most_bytes: int = MOST_BYTES
) -> None:
    """Unpack one file that gzip packed into `target`."""
    with refuse_all(name, "gzip file"):
        n_bytes = len(source) if isinstance(source, bytes) else Path(source).stat().st_size
        with gzip.open(_opened(source)) as packed:
            _write(packed, target, Allowance(name, most_bytes), n_bytes)


class Allowance:
    """How many bytes an archive may still unpack to, given what it stores."""

    def __init__(self, name: str, most_bytes: int) -> None:
        self._name, self._most = name, most_bytes
        self._stored = self._written = 0

    def store(self, n_bytes: int) -> None:
        """Count bytes that the archive stores."""
        self._stored += n_bytes

    def write(self, n_bytes: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            CellsFileError: If they are too many.
        """
        self._written += n_bytes
        if self._written > self._most:
            raise CellsFileError(
                f"{self._name} unpacks to more than {size(self._most)}. Keep fewer cells or genes."
            )
        if self._written > MOST_RATIO * self._stored + MOST_EMPTY_BYTES:
            raise CellsFileError(
                f"{self._name} stores {size(self._stored)}, but unpacks to more than "
                f"{size(self._written)}, which no file of cells does."
            )


def _tar_files(
    archive: tarfile.TarFile, stream: Stream, name: str
) -> Iterator[tuple[str, int, Callable[[], Stream]]]:
    number, before = 0, 0
    for each in archive:
        number += 1
        _check_number(number, name)
        if each.isdir():
            continue
        if not each.isfile():
            raise CellsFileError(
                f"{name} holds a link or device, {quote(each.name)}, which is not followed."
            )
        here = stream.tell()  # the stream is read in blocks, so this is an upper bound
        yield each.name, here - before, partial(archive.extractfile, each)
        before = here


def _unpack(
    files: Iterator[tuple[str, int, Callable[[], Stream]]], name: str, folder: Path, most_bytes: int
) -> None:
    allowance = Allowance(name, most_bytes)
    for place, stored, open_packed in files:
        path = PurePosixPath(place.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in place or "\0" in place:
            raise CellsFileError(
                f"{name} would write outside its folder, to {quote(place)}, which is refused."
            )
        if not path.parts or any(part in _IGNORED or part[:2] == "._" for part in path.parts):
            continue
        target = folder.joinpath(*path.parts)
        if target.exists():
            raise CellsFileError(f"{name} holds {quote(place)} twice.")
        target.parent.mkdir(parents=True, exist_ok=True)
        with open_packed() as packed:
            _write(packed, target, allowance, stored)


def _write(packed: Stream, target: Path, allowance: Allowance, stored: int) -> None:
    allowance.store(stored)
    with target.open("xb") as file:
        while block := packed.read(_BLOCK):
            allowance.write(len(block))
            file.write(block)


def _check_number(number: int, name: str) -> None:
    if number > MOST_OBJECTS:
        raise CellsFileError(f"{name} holds more than {MOST_OBJECTS:,} files.")


def _opened(source: str | Path | bytes) -> Any:
    return BytesIO(source) if isinstance(source, bytes) else source
