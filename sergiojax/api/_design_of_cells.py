"""The network inside a file of simulated cells, read like a file of a network."""

from pathlib import Path

from sergiojax.grn import Design, ReadReport, design_from_dict
from sergiojax.io import CellsFileError
from sergiojax.io._blockwise import read_file_record

_HDF5 = b"\x89HDF"  # how an HDF5 file begins
_LABEL = "network of simulated cells (h5ad)"
_NOTE = "Half responses are the ones that the run used, also where they were automatic."


def is_file_of_cells(content: bytes) -> bool:
    """Return whether a file is HDF5, which is not a format of networks."""
    return content.startswith(_HDF5)


def design_of_cells(
    source: str | Path | bytes, *, name: str | None = None
) -> tuple[Design, ReadReport]:
    """Return the network that made the cells of an h5ad file or a zarr folder.

    Only the record is read, whatever the size of the file.

    Args:
        source: Path, or the content of an h5ad file.
        name: The file, as messages call it; by default the path.

    Returns:
        The design, and what was understood.

    Raises:
        ValueError: If the file is unsafe to read, or its cells were not simulated by sergiojax.
    """
    known = name or ("The file" if isinstance(source, bytes) else str(source))
    content = source if isinstance(source, bytes) else Path(source)
    try:
        record = read_file_record(content, name=known)
    except CellsFileError:
        raise
    except ValueError as error:
        raise ValueError(
            f"{known} holds cells, but no network that can be read. Cells that sergiojax simulated "
            "hold theirs; other cells can be explored, and a network fitted to them."
        ) from error
    design = design_from_dict(record["network"], name=known)
    return design, ReadReport.of(design.grn, label=_LABEL, files=[known], defaults=[_NOTE])
