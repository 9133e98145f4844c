"""Ends a command on bad input with one sentence and a status, never a traceback."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BAD_FILE = 1
BAD_USAGE = 2

_ARGUMENT = re.compile(r"`(\w+)([^`]*)`")  # `n_cells`, `n_cells['T cell']`

_SETTING = re.compile(r'\b([a-z_]+)="([a-z_0-9-]+)"')  # sampling="trajectory"
_TURN_OFF = re.compile(r"turn --([\w-]+) off")


class RefusalError(Exception):
    """A command cannot be done.

    Attributes:
        status: Exit status of the process.
    """

    def __init__(self, sentence: str, *, status: int = BAD_USAGE) -> None:
        super().__init__(sentence)
        self.status = status


@contextmanager
def refuse(*kinds: type[Exception], status: int = BAD_USAGE, **options: str) -> Iterator[None]:
    """Turn errors of the library into a refusal that names options, not arguments.

    Args:
        *kinds: Errors that mean bad input; others are bugs and pass unchanged.
        status: Exit status of the process.
        **options: Options by argument, where their names differ.

    Raises:
        RefusalError: In place of the error.
    """

    def as_option(argument: re.Match[str]) -> str:
        name, index = argument.groups()
        return f"--{options.get(name, name).replace('_', '-')}{index}"

    def as_setting(setting: re.Match[str]) -> str:
        name, value = setting.groups()
        return f"--{name.replace('_', '-')} {value}"

    try:
        yield
    except kinds as error:
        sentence = _SETTING.sub(as_setting, _ARGUMENT.sub(as_option, str(error)))
        sentence = _TURN_OFF.sub(r"give --no-\1", sentence)
        raise RefusalError(sentence, status=status) from error


@contextmanager
def refuse_unwritable(path: Path) -> Iterator[None]:
    """Turn the failure to write a file into a refusal.

    Raises:
        RefusalError: In place of an OSError.
    """
    try:
        yield
    except FileExistsError as error:
        raise RefusalError(f"{path} exists; --force overwrites it.", status=BAD_FILE) from error
    except OSError as error:
        # h5py's own text is long and repeats the file name; the error number says enough.
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise RefusalError(f"{path} cannot be written: {reason}.", status=BAD_FILE) from error


def check_output(path: Path, *, force: bool, suffixes: tuple[str, ...] = ()) -> None:
    """Refuse a file that could not be written, before the work that would be lost.

    Args:
        path: File to write.
        force: Whether it may exist already.
        suffixes: Allowed suffixes, in lower case; by default all.

    Raises:
        RefusalError: If it is a folder, exists, cannot be written, or has another suffix.
    """
    if path.is_dir() and path.suffix.lower() not in (".zarr", ".mtx"):
        raise RefusalError(f"{path} is a folder; name a file.", status=BAD_FILE)
    if suffixes and path.suffix.lower() not in suffixes:
        allowed = " or ".join(filter(None, (", ".join(suffixes[:-1]), suffixes[-1])))
        raise RefusalError(f"The file to write must end in {allowed}, but is called {path}.")
    if not path.parent.is_dir():
        raise RefusalError(f"There is no folder {path.parent}; create it first.", status=BAD_FILE)
    if path.exists() and not force:
        raise RefusalError(f"{path} exists; --force overwrites it.", status=BAD_FILE)
    if not os.access(path.parent, os.W_OK):
        raise RefusalError(f"The folder {path.parent} is not writable.", status=BAD_FILE)
