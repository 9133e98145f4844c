"""Files that appear whole or not at all, even if an error, a kill or a full disk ends the writing.

The content is written under a temporary name in the same folder, flushed to the disk, and then
renamed; until that moment the old file is untouched.
"""

import errno
import io
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

SUFFIX = ".part"
"""Ends the names of unfinished files; a kill may leave one."""


class Unfinished(io.FileIO):
    """A file being written, which accepts everything and keeps the first error of the disk.

    HDF5 cannot be stopped half-way: its objects write again when they are closed, print tracebacks
    when that fails too, and abort the process at its end. So whatever follows an error is dropped,
    and the error is raised when the writer is done.

    Attributes:
        target: The file that it will become.
        error: The first error of the disk, or None.
    """

    def __init__(self, target: Path) -> None:
        # Hidden, free, and not too long for the disk.
        name = f".{target.name[:40]}.{secrets.token_hex(4)}{SUFFIX}"
        self.target = target
        self.path = target.with_name(name)
        self.error: OSError | None = None
        try:
            super().__init__(self.path, "x+")
        except OSError as error:
            raise _about(target, error) from None

    def write(self, data: Any, /) -> int:
        """Write all of `data`, unless the disk has failed before."""
        rest = memoryview(data).cast("B")
        size = len(rest)
        try:
            while rest and self.error is None:
                rest = rest[super().write(rest) :]
        except OSError as error:
            self.error = _about(self.target, error)
        return size

    def check(self) -> None:
        """Raise the error of the disk, if there was one; for writers that take long.

        Raises:
            OSError: With its number and the name of the target.
        """
        if self.error is not None:
            raise self.error


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Unfinished]:
    """Yield a file to write to, which takes the place of `path` once it is complete.

    Args:
        path: File to write; if it is a link, the file that it points to is replaced.

    Raises:
        OSError: If the file cannot be written. No part of it is left, and the old one is untouched.
    """
    with whole_files(path) as (file,):
        yield file


@contextmanager
def whole_files(*paths: str | os.PathLike[str]) -> Iterator[list[Unfinished]]:
    """Do the same for files that belong together: none takes its name before all are complete."""
    with ExitStack() as clean_up:
        files = [_begin(Path(os.path.realpath(path)), clean_up) for path in paths]
        try:
            yield files
        except Exception:
            for file in files:
                file.check()  # the disk's error says more than its consequences
            raise
        for file in files:
            file.check()
            os.fsync(file.fileno())
            file.close()
        for file in files:
            file.path.replace(file.target)
    for folder in {file.target.parent for file in files}:
        sync(folder, deep=False)


@contextmanager
def whole_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a folder to fill, which becomes `path` once it is complete; `path` must not exist yet.

    Args:
        path: Folder to make.

    Raises:
        OSError: If it cannot be written; no part of it is left.
    """
    target = Path(path)
    unfinished = target.with_name(f".{target.name[:40]}.{secrets.token_hex(4)}{SUFFIX}")
    unfinished.mkdir()
    try:
        yield unfinished
        sync(unfinished)
        unfinished.rename(target)
    except OSError as error:
        raise _about(target, error) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    sync(target.parent, deep=False)


def sync(path: Path, *, deep: bool = True) -> None:
    """Wait until a file, or a folder, is on the disk.

    Args:
        path: File or folder.
        deep: Whether to wait for all files within a folder too, not only for their names.
    """
    inside = path.rglob("*") if deep and path.is_dir() else ()
    for entry in (*inside, path):
        if entry.is_dir() and os.name == "nt":
            continue  # Windows cannot
        handle = os.open(entry, os.O_RDONLY if entry.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _begin(target: Path, clean_up: ExitStack) -> Unfinished:
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    if target.exists() and not (target.is_file() and os.access(target, os.W_OK)):
        # Neither a write-protected file nor a device such as /dev/null may be replaced.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    file = Unfinished(target)
    clean_up.callback(file.path.unlink, missing_ok=True)
    clean_up.callback(file.close)
    if target.exists():
        shutil.copymode(target, file.path)
    return file


def _about(target: Path, error: OSError) -> OSError:
    """Return the same error with the file name that the user knows."""
    return type(error)(error.errno, error.strerror, str(target))
