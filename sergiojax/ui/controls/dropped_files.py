"""Files that were dropped on the app: which of them belong together, and what is in them."""

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

from sergiojax.io import OpenedCells, open_cells
from sergiojax.io.guard import MOST_BYTES, CellsFileError
from sergiojax.ui.work.cost import most_bytes

_MATRIX = re.compile(r"\.mtx(\.gz)?$", re.IGNORECASE)
_NAMES = re.compile(
    r"(barcodes|features|genes|cells|cell_types)\.(tsv|txt|csv)(\.gz)?$", re.IGNORECASE
)


class File(NamedTuple):
    """A file as the browser sends it.

    Attributes:
        name: Its name on the person's machine.
        content: What is in it.
    """

    name: str
    content: bytes


class Dropped(NamedTuple):
    """Files that make one set of cells.

    Attributes:
        name: What the set is called.
        files: One, or the matrix and the lists of names of a folder.
    """

    name: str
    files: tuple[File, ...]


def sets_of_files(files: Sequence[File]) -> list[Dropped]:
    """Divide files into sets of cells: a sparse matrix goes with its lists of names.

    Args:
        files: All files that were dropped.

    Returns:
        One set for each file, and one for the parts of a folder.
    """
    parts = [each for each in files if _MATRIX.search(each.name)]
    if parts:
        parts += [each for each in files if _NAMES.search(each.name)]
    others = [each for each in files if each not in parts]
    folder = [Dropped(PurePath(parts[0].name).name, tuple(parts))] if parts else []
    return [*folder, *(Dropped(PurePath(each.name).name, (each,)) for each in others)]


def read_dropped(group: Dropped, gene_names: Sequence[str] = ()) -> OpenedCells:
    """Read a set of cells, in whatever thread.

    Args:
        group: Its files.
        gene_names: Genes of a network, which show where a table has its genes.

    Raises:
        ValueError: If they hold no cells, or need more memory than the app may use.
    """
    most = min(MOST_BYTES, most_bytes())
    if len(group.files) == 1 and not _MATRIX.search(group.files[0].name):
        opened = _read(group.files[0].content, "The file", group.name, gene_names, most)
    else:
        with tempfile.TemporaryDirectory(prefix="sergiojax") as place:
            for file in group.files:
                (Path(place) / PurePath(file.name).name).write_bytes(file.content)
            opened = _read(place, place, "The folder", gene_names, most)
    return opened


def _read(
    source: str | bytes, called: str, name: str, gene_names: Sequence[str], most: int
) -> OpenedCells:
    """Read a source; sentences about it call it by the name that the person knows."""
    try:
        return open_cells(source, gene_names=gene_names, most_bytes=most)
    except ValueError as error:
        raise CellsFileError(str(error).replace(called, name)) from error
