"""Zip archives of other programs: lists their parts and unpacks one, within limits."""

import io
import zipfile
import zlib

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_BYTES
from sergiojax.grn._source import SourceFile, too_large

_MARK = b"PK\x03\x04"
_MAX_PARTS = 10_000
_PACKINGS = (
    zipfile.ZIP_STORED,
    zipfile.ZIP_DEFLATED,
)  # other methods allocate memory before they unpack
_BROKEN = (zipfile.BadZipFile, zlib.error, ValueError, OSError, EOFError, NotImplementedError)


def list_parts(file: SourceFile) -> tuple[str, ...]:
    """Return the names of the parts; none if the file is not an archive, or is damaged."""
    if not file.content.startswith(_MARK) or len(file.content) > MAX_BYTES:
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            return tuple(archive.namelist()[:_MAX_PARTS])
    except _BROKEN:
        return ()


def read_part(file: SourceFile, name: str) -> SourceFile:
    """Unpack one part of an archive; its name is looked up in the archive, never on the disk.

    Raises:
        GRNFormatError: If the archive is damaged or locked, or the part is missing or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            part = archive.getinfo(name)
            if part.file_size > MAX_BYTES:
                raise GRNFormatError(file.name, name, too_large(part.file_size))
            if part.compress_type not in _PACKINGS or part.flag_bits & 1:
                problem = "the archive is compressed or locked in an unusual way; save it again."
                raise GRNFormatError(file.name, name, problem)
            with archive.open(part) as opened:
                return SourceFile(file.name, opened.read(MAX_BYTES))
    except GRNFormatError:
        raise
    except (*_BROKEN, KeyError, RuntimeError) as error:
        problem = "the archive is damaged; save it again in the program that made it."
        raise GRNFormatError(file.name, None, problem) from error
