"""How much memory a file may need, added up from its declarations, and how it is refused."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

MOST_BYTES = 4 << 30
"""Memory that the values of a file may take (bytes): 50,000 cells × 30,000 genes as sparse counts
take about 1 GB, and a file may hold them three times (`X`, `raw` and a layer)."""

MOST_DENSE_BYTES = 2 << 30
"""Memory that one matrix with a number for every cell and gene may take (bytes)."""

MOST_OBJECTS = 4_000  # groups and arrays; an analysed data set has a few hundred
MOST_DEPTH = 32  # of nested groups
MOST_CHUNKS = 200_000  # pieces in which the arrays of a file are stored; each costs time
MOST_EMPTY_BYTES = 128 << 20  # that a file may declare without storing them
MOST_RATIO = 100  # by which stored values may unpack; real cells reach 20


_PLACE = re.compile(r"key '(.*)' of .* from /(.*)$", re.DOTALL)  # in anndata's notes on errors


class CellsFileError(ValueError):
    """A file of cells was refused; the message is one sentence for a person."""


class Budget:
    """The memory that a file has asked for so far.

    Attributes:
        name: The file, as messages call it.
        n_bytes: Memory that was asked for.
    """

    def __init__(self, name: str, most_bytes: int = MOST_BYTES) -> None:
        self.name = name
        self._most_bytes = most_bytes
        self.n_bytes = self._empty = self._objects = self._chunks = 0

    @property
    def left(self) -> int:
        """Memory that may still be asked for (bytes)."""
        return self._most_bytes - self.n_bytes

    def refuse(self, problem: str) -> CellsFileError:
        """Return the error to raise; `problem` follows the name of the file."""
        return CellsFileError(f"{self.name} {problem}")

    def visit(self, place: str, depth: int) -> None:
        """Count a group or an array.

        Raises:
            CellsFileError: If there are too many, or they are nested too deep.
        """
        self._objects += 1
        self.expect(0)
        if depth > MOST_DEPTH:
            raise self.refuse(f"is nested more than {MOST_DEPTH} groups deep at {quote(place)}.")

    def expect(self, n_objects: int) -> None:
        """Refuse a group of too many objects before they are listed.

        Raises:
            CellsFileError: If there are too many.
        """
        if self._objects + n_objects > MOST_OBJECTS:
            raise self.refuse(
                f"holds more than {MOST_OBJECTS:,} groups and arrays. Keep only the cells and "
                "their annotations."
            )

    def take(self, place: str, n_bytes: int, *, stored: int, n_chunks: int = 0) -> None:
        """Count the memory that reading an array takes.

        Args:
            place: Path of the array in the file.
            n_bytes: What it takes in memory.
            stored: What the file stores of it (bytes).
            n_chunks: Number of pieces in which it is stored.

        Raises:
            CellsFileError: If the file asks for more than it may.
        """
        self.n_bytes += n_bytes
        self._empty += max(n_bytes - MOST_RATIO * stored, 0)
        self._chunks += n_chunks
        if self.n_bytes > self._most_bytes:
            raise self.refuse(
                f"would take {size(self.n_bytes)} of memory or more ({size(n_bytes)} for "
                f"{quote(place)}), and the limit is {size(self._most_bytes)}. Keep fewer cells or "
                "genes, or store the matrix as a sparse one."
            )
        if self._empty > MOST_EMPTY_BYTES:
            raise self.refuse(
                f"declares {size(n_bytes)} for {quote(place)}, but stores {size(stored)} of it. "
                "Save the cells again, a matrix of many zeros as a sparse one."
            )
        if self._chunks > MOST_CHUNKS:
            raise self.refuse(
                f"stores its arrays in more than {MOST_CHUNKS:,} pieces ({quote(place)}). Save the "
                "cells again with larger chunks."
            )


@contextmanager
def refuse_all(name: str, kind: str) -> Iterator[None]:
    """Turn any error that damaged bytes cause into one sentence; a `CellsFileError` passes.

    Args:
        name: The file, as messages call it.
        kind: What it should be, such as "h5ad file".

    Raises:
        CellsFileError: In place of any other error.
    """
    try:
        yield
    except CellsFileError:
        raise
    except MemoryError as error:
        raise CellsFileError(f"{name} needs more memory than there is.") from error
    except Exception as error:  # h5py, zarr and anndata raise anything on damaged bytes
        places = [_PLACE.search(note) for note in getattr(error, "__notes__", ())]
        place = "".join(
            f" at {quote(f'{found[2]}/{found[1]}'.lstrip('/'))}" for found in places[:1] if found
        )
        sentence = f"{name} is not a readable {kind}: it is damaged or incomplete{place}."
        raise CellsFileError(sentence) from error


def quote(place: str) -> str:
    """Return a path in a file for a message: unprintable characters escaped, and cut short."""
    text = repr(place)[1:-1]
    return text if len(text) <= 60 else f"{text[:60]}…"


def size(n_bytes: int) -> str:
    """Return "7.9 GB", "21 kB"."""
    for unit, name in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB")):
        if n_bytes >= unit:
            return f"{n_bytes / unit:,.1f} {name}"
    return f"{n_bytes / 1e3:,.0f} kB"
