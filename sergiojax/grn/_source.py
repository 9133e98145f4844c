"""A file that was uploaded or found on disk, and its text."""

import gzip
import io
import os
import zlib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_BYTES
from sergiojax.grn._signatures import name_signature

_BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_GZIP = b"\x1f\x8b"
_CONTROL = {chr(code) for code in range(32)} - set("\t\n\r\f")


@dataclass(frozen=True)
class SourceFile:
    """A file in memory.

    Attributes:
        name: Name as the user knows it; the suffix decides the format if the content does not.
        content: The bytes.
    """

    name: str
    content: bytes

    @classmethod
    def from_path(cls, path: str | os.PathLike[str]) -> "SourceFile":
        """Read a file from disk.

        Raises:
            GRNFormatError: If it is missing, not a file, too large or not readable.
        """
        name = os.fspath(path)
        try:
            if Path(path).stat().st_size > MAX_BYTES:
                raise GRNFormatError(name, None, too_large(Path(path).stat().st_size))
            return cls(name, Path(path).read_bytes())
        except FileNotFoundError as error:
            problem = "there is no such file; check the name and the folder."
            raise GRNFormatError(name, None, problem) from error
        except OSError as error:
            problem = f"the file cannot be read ({error.strerror})."
            raise GRNFormatError(name, None, problem) from error

    @property
    def suffix(self) -> str:
        """Suffix in lower case, such as ".csv"; that of a gzipped file is the one before ".gz"."""
        path = Path(self.name)
        return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()

    def unpack(self) -> "SourceFile":
        """Return the file itself, or, if it is gzipped, its content under the same name.

        Raises:
            GRNFormatError: If it is damaged, or unpacks to more than a network's file may have.
        """
        if not self.content.startswith(_GZIP):
            return self
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(self.content)) as packed:
                content = packed.read(MAX_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            problem = "the gzip archive is damaged; download it again, or unpack it yourself."
            raise GRNFormatError(self.name, None, problem) from error
        if len(content) > MAX_BYTES:
            limit = MAX_BYTES // 2**20
            problem = f"the archive unpacks to more than {limit} MB, the most that a file may have."
            raise GRNFormatError(self.name, None, problem)
        return replace(self, content=content)

    @property
    def text(self) -> str:
        """The text, without a byte order mark.

        Raises:
            GRNFormatError: If the content is empty, too large or not text.
        """
        return self._decoded[0]

    @property
    def encoding(self) -> str:
        """The encoding that was recognised; "cp1252" is a guess.

        Raises:
            GRNFormatError: As `text`.
        """
        return self._decoded[1]

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        if len(self.content) > MAX_BYTES:
            raise GRNFormatError(self.name, None, too_large(len(self.content)))
        problem = name_signature(self.content)
        if problem:
            raise GRNFormatError(self.name, None, problem)
        for encoding in self._encodings():
            try:
                text = self.content.decode(encoding)
            except UnicodeDecodeError:
                continue
            if not text.strip():
                raise GRNFormatError(self.name, None, "the file is empty.")
            if _CONTROL.isdisjoint(text):
                return text, encoding
        problem = "this is not a text file; save the network as CSV or JSON in UTF-8."
        raise GRNFormatError(self.name, None, problem)

    def _encodings(self) -> tuple[str, ...]:
        for mark, encoding in _BYTE_ORDER_MARKS.items():
            if self.content.startswith(mark):
                return (encoding,)
        # Windows-1252 is what Western spreadsheets write, and contains Latin-1.
        return ("utf-8", "cp1252")


def too_large(n_bytes: int) -> str:
    """Return the sentence that refuses a file for its size."""
    limit = MAX_BYTES // 2**20
    return (
        f"the file has {n_bytes / 2**20:.0f} MB, but a network's file may have at most {limit} MB."
    )
