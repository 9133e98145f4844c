"""Finished parts of a long run beside the file that it is to become, so that a kill loses little.

A part is written under another name, and gets its own once it is on disk: what has the name is
whole. A record says which run the parts are of.
"""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sergiojax.io._record import parse_shallow_json
from sergiojax.io.guard import load_arrays

_RECORD = "run.json"
_SUFFIX = ".npz"
_UNFINISHED = ".tmp"


class Chunks:
    """Arrays of one run in a folder of their own, under names such as "clean-3".

    Attributes:
        folder: The folder; the path of the file to come and ".partial".
        chunk_cells: Cells per chunk, decided when the run began.
    """

    def __init__(self, folder: Path, chunk_cells: int) -> None:
        self.folder = folder
        self.chunk_cells = chunk_cells

    def __contains__(self, name: str) -> bool:
        """Tell whether arrays are there, whole."""
        return self._file(name).exists()

    def save(self, name: str, **arrays: np.ndarray) -> None:
        """Keep arrays; they appear whole or not at all."""
        _write_whole(self._file(name), arrays)

    def load(self, name: str, *arrays: str) -> list[np.ndarray]:
        """Return some of the arrays that were kept under a name.

        Raises:
            ValueError: If the file is damaged, or holds anything but numbers.
        """
        return load_arrays(self._file(name), *arrays)

    def discard(self) -> None:
        """Delete the folder; its record goes last, so that what is left still says what it is."""
        for entry in self.folder.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name != _RECORD:
                entry.unlink()
        (self.folder / _RECORD).unlink(missing_ok=True)
        self.folder.rmdir()

    def _file(self, name: str) -> Path:
        return self.folder / f"{name}{_SUFFIX}"


def open_chunks(
    path: Path, run: Mapping[str, Any], *, chunk_cells: int, resume: bool = True
) -> Chunks:
    """Return the parts of a run that an earlier call left, or begin anew.

    Args:
        path: File that the run is to become.
        run: What decides the bytes of the run, as JSON values.
        chunk_cells: Cells per chunk of a new run; an earlier one keeps its own.
        resume: Whether to go on with earlier parts; otherwise they are deleted.

    Raises:
        ValueError: If the parts are of another run, or the folder is something else.
    """
    folder = folder_of(path)
    if folder.exists():
        earlier = _read_record(folder)
        if earlier is not None and resume:
            _check_same_run(folder, earlier["run"], run)
            return Chunks(folder, earlier["chunk_cells"])
        Chunks(folder, chunk_cells).discard()
    folder.mkdir()
    _write_whole(folder / _RECORD, {"chunk_cells": chunk_cells, "run": run})
    return Chunks(folder, chunk_cells)


def sync(path: Path) -> None:
    """Wait until a file, or all files of a folder, and their names are on the disk."""
    files = [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]
    for entry in (*files, *{file.parent for file in files}, path.parent):
        handle = os.open(entry, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def size_of_chunks(path: Path) -> int:
    """Return the size of what an earlier call left beside a file (bytes)."""
    return sum(file.stat().st_size for file in folder_of(path).glob(f"*{_SUFFIX}"))


def has_run(path: Path) -> bool:
    """Tell whether an earlier call left its run beside a file."""
    return (folder_of(path) / _RECORD).is_file()


def folder_of(path: Path) -> Path:
    """Return the folder beside a file that holds the parts of its run."""
    return path.with_name(path.name + ".partial")


def _read_record(folder: Path) -> dict[str, Any] | None:
    """Return the record; None if the run was killed before it was there."""
    record = folder / _RECORD
    if record.is_file():
        return _checked(record)
    if folder.is_dir() and all(entry.suffix == _UNFINISHED for entry in folder.iterdir()):
        return None
    raise ValueError(f"{folder} is in the way and no unfinished run; move it or name another file.")


def _checked(record: Path) -> dict[str, Any]:
    try:
        found = parse_shallow_json(record.read_text(encoding="utf-8"))
        is_whole = type(found["chunk_cells"]) is int and found["chunk_cells"] > 0
        if is_whole and isinstance(found["run"], dict):
            return found
    except (KeyError, TypeError, ValueError):
        pass
    raise ValueError(f"{record} is damaged; delete {record.parent}, or name another file.")


def _check_same_run(folder: Path, earlier: dict[str, Any], run: Mapping[str, Any]) -> None:
    old, new = _flat(earlier), _flat(run)
    changed = sorted(name for name in old | new if old.get(name) != new.get(name))
    if changed:
        raise ValueError(
            f"{folder} holds an unfinished run that differs in {', '.join(changed)}; repeat that "
            "run with its own settings, or turn `resume` off to delete it."
        )


def _flat(run: Mapping[str, Any]) -> dict[str, str]:
    """Return every value as JSON text, in which NaN equals itself; settings by their own names."""
    settings = run.get("settings")
    values = {**run, **(settings if isinstance(settings, dict) else {})}
    values.pop("settings", None)
    return {name: json.dumps(value, sort_keys=True) for name, value in values.items()}


def _write_whole(path: Path, content: Mapping[str, Any]) -> None:
    unfinished = path.with_name(path.name + _UNFINISHED)
    with unfinished.open("wb") as file:
        if path.suffix == _SUFFIX:
            np.savez(file, **content)
        else:
            file.write(json.dumps(content).encode())
        file.flush()
        os.fsync(file.fileno())  # else a power cut could leave the name without the bytes
    unfinished.replace(path)
