"""Cells that a command reads, from any kind of file, and writes."""

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sergiojax.cli._refusal import BAD_FILE, refuse, refuse_unwritable

if TYPE_CHECKING:
    from sergiojax.io import AnnData


def load_cells(path: Path, *, matrix: str | None = None) -> "AnnData":
    """Read cells, and print a note for each thing that was left out or assumed.

    Args:
        path: File or folder.
        matrix: The matrix to take, or the genome.

    Raises:
        RefusalError: If there is no such file, or it cannot be read.
    """
    from sergiojax.io import read_cells

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        with refuse(ValueError, FileNotFoundError, status=BAD_FILE):
            cells = read_cells(path, matrix=matrix)
    for note in caught:
        typer.echo(f"Note: {note.message}", err=True)
    typer.echo(f"{path}: {cells.n_obs:,} cells × {cells.n_vars:,} genes.", err=True)
    return cells


def write_cells(cells: "AnnData", path: Path) -> None:
    """Write cells in the format of the suffix, .h5ad or .mtx.

    Raises:
        RefusalError: If the file cannot be written.
    """
    from sergiojax.io import write_h5ad, write_mtx

    with refuse_unwritable(path), refuse(ValueError, status=BAD_FILE):
        (write_mtx if path.suffix.lower() == ".mtx" else write_h5ad)(cells, path)
    typer.echo(f"Wrote {path}.")
