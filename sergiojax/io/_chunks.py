"""Finished parts of a long run next to the file that it is to become: a kill loses little.

A file with the name of a part is whole. A record says which run the parts belong to.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sergiojax._shallow_json import parse_shallow_json
from sergiojax._types import Json
from sergiojax._whole_file import SUFFIX as UNFINISHED
from sergiojax._whole_file import sync, whole_file
from sergiojax.io.guard import load_arrays

_RECORD = "run.json"
_WRITTEN = "written"  # in the record, once the file is complete except for its name
_SUFFIX = ".npz"


class Chunks:
    """Arrays of one run in a folder, under names such as "clean-3".

    Attributes:
        folder: The folder: the path of the file to write, with ".partial" at the end.
        chunk_cells: Cells per chunk, decided when the run began.
    """

    def __init__(self, folder: Path, chunk_cells: int) -> None:
        self.folder = folder
        self.chunk_cells = chunk_cells

    def __contains__(self, name: str) -> bool:
        """Return whether arrays were kept under a name."""
        return self._file(name).exists()

    def save(self, name: str, **arrays: Any) -> None:
        """Keep arrays; they appear whole or not at all."""
        with whole_file(self._file(name)) as file:
            np.savez(file, **arrays)

    def load(self, name: str, *arrays: str) -> list[np.ndarray]:
        """Return some of the arrays that were kept under a name.

        Raises:
            ValueError: If the file is damaged, or holds anything other than numbers.
        """
        return load_arrays(self._file(name), *arrays)

    def mark_written(self) -> None:
        """Note that the file is complete: from now on, only its name is missing."""
        record = _checked(_record_of(self.folder))
        _write_record(self.folder, {**record, _WRITTEN: True})

    def discard(self) -> None:
        """Delete the folder; its record goes last, so that what is left can still be identified.

        The record is moved out of the folder first: a file and a folder cannot be deleted in one
        step.
        """
        last = _last_record(self.folder)
        if self.folder.is_dir():
            for entry in self.folder.iterdir():
                if entry.is_dir():
                    shutil.rmtree(entry)
                elif entry.name != _RECORD:
                    entry.unlink()
            if (self.folder / _RECORD).is_file():
                (self.folder / _RECORD).replace(last)
            self.folder.rmdir()
        last.unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}{_SUFFIX}"


def open_chunks(
    path: Path, run: Mapping[str, Json], *, chunk_cells: int, resume: bool = True
) -> Chunks:
    """Return the parts of a run that an earlier call left, or start again.

    Args:
        path: File that the run will become.
        run: What decides the bytes of the run, as JSON values.
        chunk_cells: Cells per chunk of a new run; an earlier one keeps its own.
        resume: Whether to continue with earlier parts; otherwise they are deleted.

    Raises:
        ValueError: If the parts belong to another run, or the folder is something else.
    """
    folder = folder_of(path)
    if folder.exists():
        earlier = _read_record(folder)
        if earlier is not None and resume:
            _check_same_run(folder, earlier["run"], run)
            for cut in folder.glob(f".*{UNFINISHED}"):
                cut.unlink()
            return Chunks(folder, earlier["chunk_cells"])
        Chunks(folder, chunk_cells).discard()
    _last_record(folder).unlink(missing_ok=True)
    folder.mkdir()
    _write_record(folder, {"chunk_cells": chunk_cells, "run": run})
    return Chunks(folder, chunk_cells)


def size_of_chunks(path: Path) -> int:
    """Return the size of what an earlier call left next to a file (bytes)."""
    return sum(file.stat().st_size for file in folder_of(path).glob(f"*{_SUFFIX}"))


def has_run(path: Path) -> bool:
    """Return whether an earlier call left its run next to a file."""
    return _record_of(folder_of(path)).is_file()


def is_over(path: Path) -> bool:
    """Return whether the run next to a file has become that file and only cleaning up is left."""
    record = _record_of(folder_of(path))
    return record.is_file() and _WRITTEN in _checked(record) and not unfinished_of(path).exists()


def end_run(path: Path, run: Mapping[str, Json]) -> bool:
    """Clean up after a run that is over.

    Args:
        path: File that it became.
        run: What decides the bytes of a run.

    Returns:
        Whether it was this run.
    """
    earlier = _checked(_record_of(folder_of(path)))
    Chunks(folder_of(path), earlier["chunk_cells"]).discard()
    return not _differences(earlier["run"], run)


def take_name(path: Path) -> None:
    """Give the complete file its name, in place of an earlier file."""
    if path.is_dir():  # a folder cannot take the place of another one
        path.replace(_replaced(path))
    unfinished_of(path).replace(path)
    sync(path.parent, deep=False)


def undo_naming(path: Path) -> None:
    """Delete a file that an earlier call did not finish, and restore what it would replace."""
    if not has_run(path):
        return  # the folder is somebody else's
    record = _checked(_record_of(folder_of(path)))
    if record.pop(_WRITTEN, False):
        _write_record(folder_of(path), record)  # first, or an old file would pass for the new one
    if _replaced(path).exists() and not path.exists():
        _replaced(path).replace(path)
    for left in (unfinished_of(path), _replaced(path)):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink(missing_ok=True)


def unfinished_of(path: Path) -> Path:
    """Return where a file is assembled: in the folder with the parts of its run."""
    return folder_of(path) / path.name


def folder_of(path: Path) -> Path:
    """Return the folder next to a file that holds the parts of its run."""
    return path.with_name(path.name + ".partial")


def _record_of(folder: Path) -> Path:
    """Return where the record of a run is: in its folder, except at the end of the clean-up."""
    inside, last = folder / _RECORD, _last_record(folder)
    return last if last.is_file() and not inside.is_file() else inside


def _last_record(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.json")


def _replaced(path: Path) -> Path:
    """Return where a finished folder is moved that a new one replaces."""
    return folder_of(path) / f"replaced-{path.name}"


def _read_record(folder: Path) -> dict[str, Json] | None:
    """Return the record; None if the run was killed before it was there."""
    record = folder / _RECORD
    if record.is_file():
        return _checked(record)
    if folder.is_dir() and all(entry.suffix == UNFINISHED for entry in folder.iterdir()):
        return None
    raise ValueError(
        f"{folder} is in the way and is not an unfinished run; move it or name another file."
    )


def _checked(record: Path) -> dict[str, Json]:
    try:
        found = parse_shallow_json(record.read_text(encoding="utf-8"))
        is_whole = type(found["chunk_cells"]) is int and found["chunk_cells"] > 0
        if is_whole and isinstance(found["run"], dict):
            return found
    except (KeyError, TypeError, ValueError):
        pass
    raise ValueError(f"{record} is damaged; delete {record.parent}, or name another file.")


def _check_same_run(folder: Path, earlier: dict[str, Json], run: Mapping[str, Json]) -> None:
    changed = _differences(earlier, run)
    if changed:
        raise ValueError(
            f"{folder} holds an unfinished run that differs in {', '.join(changed)}; repeat that "
            "run with its own settings, or turn `resume` off to delete it."
        )


def _differences(earlier: Mapping[str, Json], run: Mapping[str, Json]) -> list[str]:
    old, new = _flat(earlier), _flat(run)
    return sorted(name for name in old | new if old.get(name) != new.get(name))


def _flat(run: Mapping[str, Json]) -> dict[str, str]:
    """Return every value as JSON text, in which NaN equals itself, with settings by their names."""
    settings = run.get("settings")
    values = {**run, **(settings if isinstance(settings, dict) else {})}
    values.pop("settings", None)
    return {name: json.dumps(value, sort_keys=True) for name, value in values.items()}


def _write_record(folder: Path, record: Mapping[str, Json]) -> None:
    with whole_file(folder / _RECORD) as file:
        file.write(json.dumps(record).encode())
