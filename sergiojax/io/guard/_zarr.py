"""A walk through a zarr folder that reads no array: links, types, packing, and total sizes.

The folders that `simulate_to_file` writes have zarr's second format, which every anndata reads;
others are refused, and so is anything that such a folder never holds. One trap is Python's pickle,
which lets an array of objects run any program.
"""

import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from sergiojax.io.guard._limits import MOST_CHUNKS, MOST_OBJECTS, Budget, quote, size

_MOST_METADATA = 1 << 20  # bytes of a file of JSON
_HEADER = 16  # bytes, at the start of a piece that blosc packed
_STRING_BYTES = 64
_NOTES = (".zgroup", ".zarray", ".zattrs", ".zmetadata")


def walk_zarr(
    folder: Path, budget: Budget, *, only: str | None = None
) -> tuple[Any, list[tuple[str, Any]]]:
    """Return the root group, and every group and array with its path.

    Args:
        folder: The folder.
        budget: Adds up what the folder asks for.
        only: The one member of the root to visit.

    Raises:
        CellsFileError: If a name leads out of the folder, or an array is packed in another way,
            holds objects, or is too large.
    """
    import zarr

    paths = list(_walk(folder, budget, only))
    root = zarr.open_group(folder, mode="r", zarr_format=2, use_consolidated=False)
    return root, [(path, root[path]) for path in paths if path]


def _walk(folder: Path, budget: Budget, only: str | None) -> Iterator[str]:
    """Yield the path of every group and array below a folder, after checking its files."""
    if folder.is_symlink() or not (folder / ".zgroup").is_file():
        raise budget.refuse("is not a folder of zarr's second format (zarr_format=2).")
    n_files = 0
    waiting = [("", folder, 0)]
    while waiting:
        path, here, depth = waiting.pop()
        budget.visit(path, depth)
        entries = sorted(os.scandir(here), key=lambda entry: entry.name)
        n_files += len(entries)
        if n_files > MOST_OBJECTS + MOST_CHUNKS:
            raise budget.refuse("has too many files.")
        _check_entries(path, entries, budget)
        if (here / ".zarray").exists():
            _check_array(path, here, budget)
        else:
            inner = [entry.name for entry in entries if entry.is_dir()]
            inner = [name for name in inner if path or only in (None, name)]
            waiting += [
                (f"{path}/{name}" if path else name, here / name, depth + 1) for name in inner
            ]
        yield path


def _check_entries(path: str, entries: list[os.DirEntry[str]], budget: Budget) -> None:
    for entry in entries:
        is_plain = entry.is_file(follow_symlinks=False) or entry.is_dir(follow_symlinks=False)
        if not is_plain:
            raise budget.refuse(
                f"has a link at {quote(f'{path}/{entry.name}')}, which is not followed."
            )
        if entry.name in _NOTES and entry.stat().st_size > _MOST_METADATA:
            raise budget.refuse(f"has {size(entry.stat().st_size)} of notes at {quote(path)}.")
    if not any(entry.name in (".zgroup", ".zarray") for entry in entries):
        raise budget.refuse(f"has a folder {quote(path)} that is not zarr's.")


def _check_array(path: str, folder: Path, budget: Budget) -> None:
    notes = json.loads((folder / ".zarray").read_text("utf-8"))
    shape, chunks = ([int(n) for n in notes[key]] for key in ("shape", "chunks"))
    compressor, filters = notes.get("compressor"), notes.get("filters") or []
    if len(shape) != len(chunks) or min([*shape, 0]) < 0 or min([*chunks, 1]) < 1:
        raise budget.refuse(f"has a damaged array at {quote(path)}.")
    is_text = notes["dtype"] == "|O" and [each.get("id") for each in filters] == ["vlen-utf8"]
    if not is_text and (filters or np.dtype(notes["dtype"]).kind not in "biufSU"):
        raise budget.refuse(f"holds neither numbers nor texts at {quote(path)}.")
    packing = None if compressor is None else compressor.get("id")
    if packing not in (None, "blosc", "zlib", "gzip"):
        raise budget.refuse(
            f"has {quote(path)} packed by {quote(str(packing))}, which is not read."
        )
    itemsize = _STRING_BYTES if is_text else np.dtype(notes["dtype"]).itemsize
    piece = int(np.prod(chunks, dtype=object)) * itemsize
    files = [entry for entry in _files(folder) if entry.name not in _NOTES]
    stored = 0
    for file in files:
        _check_piece(path, file, packing, None if is_text else piece, budget)
        stored += file.stat().st_size
    count = int(np.prod(shape, dtype=object))
    sides = zip(shape, chunks, strict=True)
    n_chunks = int(np.prod([-(-length // side) for length, side in sides], dtype=object))
    need = max(count * itemsize, piece if files or count else 0)
    budget.take(path, need, stored=stored, n_chunks=n_chunks)
    if is_text:
        _check_texts(path, files, compressor, int(np.prod(chunks, dtype=object)), budget)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the pieces of an array, which may be in folders of their own."""
    for place, folders, names in os.walk(folder):
        entries = [Path(place) / name for name in (*folders, *names)]
        if any(entry.is_symlink() for entry in entries):
            raise OSError("A piece is a link.")  # reported as damage
        yield from entries[len(folders) :]


def _check_piece(
    path: str, file: Path, packing: str | None, piece: int | None, budget: Budget
) -> None:
    """Refuse a piece that would unpack to more than it declares; `piece` is None for texts."""
    if packing is None:
        return
    if packing == "blosc":
        with file.open("rb") as opened:
            header = opened.read(_HEADER)
        n_bytes = int.from_bytes(header[4:8], "little")
    else:
        n_bytes = _unpacked(file, at_most=budget.left if piece is None else piece)
    if piece is None:
        budget.take(path, n_bytes, stored=file.stat().st_size)
    elif n_bytes > piece:
        raise budget.refuse(f"unpacks to more than the {size(piece)} it declares at {quote(path)}.")


def _unpacked(file: Path, *, at_most: int) -> int:
    unpacker, n_bytes = zlib.decompressobj(zlib.MAX_WBITS | 32), 0
    packed = file.read_bytes()
    while packed and not unpacker.eof and n_bytes <= at_most:
        n_bytes += len(unpacker.decompress(packed, 1 << 20))
        packed = unpacker.unconsumed_tail
    return n_bytes


def _check_texts(path: str, files: list[Path], compressor: Any, most: int, budget: Budget) -> None:
    """Compare the number of texts that each piece announces with that of its entries."""
    from numcodecs import get_codec

    for file in files:
        content = file.read_bytes()
        codec: Any = None if compressor is None else get_codec(compressor)
        unpacked = content if codec is None else bytes(codec.decode(content))
        if int.from_bytes(unpacked[:4], "little") > most:
            raise budget.refuse(f"has damaged texts at {quote(path)}.")
