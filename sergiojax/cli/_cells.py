"""Takes cells from a simulation to a file, in memory or chunk by chunk."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sergiojax._progress import Listener, Progress
from sergiojax.cli._refusal import check_output, refuse, refuse_unwritable

if TYPE_CHECKING:
    from sergiojax.grn import GRN

SUFFIXES = (".h5ad", ".zarr", ".csv", ".mtx")

_MOST_IN_MEMORY = 1 << 30  # bytes of clean expression; above, the file is written in blocks


def write_simulation(
    grn: "GRN",
    n_cells: int | dict[str, int],
    path: Path,
    *,
    settings: Mapping[str, Any],
    resume: bool,
    force: bool,
    report: Listener,
) -> dict[str, Any]:
    """Simulate cells and write them in the format of the suffix.

    Args:
        grn: Network.
        n_cells: Cells per cell type.
        path: File to write.
        settings: Arguments of `simulate`.
        resume: Whether to go on with an unfinished run.
        force: Whether the file may already exist.
        report: Called with the progress now and then.

    Returns:
        The record of the run.

    Raises:
        RefusalError: If the library refuses an argument, or the file cannot be written.
    """
    in_options = partial(refuse, ValueError, n_cells="cells", overexpression="overexpress")
    total = sum(n_cells.values()) if isinstance(n_cells, dict) else n_cells * grn.n_cell_types
    if _goes_by_chunks(grn, total, path, settings["sampling"]):
        from sergiojax.api._to_file import simulate_to_file
        from sergiojax.io._blockwise import read_file_record

        fits = path.suffix.lower() == ".h5ad" and 4 * total * grn.n_genes <= _MOST_IN_MEMORY
        with refuse_unwritable(path), in_options(), _warnings_as_notes():
            simulate_to_file(
                grn,
                n_cells,
                path,
                in_memory=fits,
                resume=resume,
                overwrite=force,
                progress=report,
                **settings,
            )
        return read_file_record(path)
    from sergiojax.api import simulate
    from sergiojax.io import read_record, write_csv, write_h5ad, write_mtx

    check_output(path, force=force)
    with in_options(), _warnings_as_notes():
        adata = simulate(grn, n_cells, progress=report, **settings)
    report(Progress("Writing", 0, 1))
    with refuse_unwritable(path):
        writers = {".csv": write_csv, ".mtx": write_mtx}
        writers.get(path.suffix.lower(), write_h5ad)(adata, path)
    return read_record(adata)


def summarise(record: Mapping[str, Any], path: Path, *, n_genes: int, seconds: float) -> list[str]:
    """Return what was done, line by line."""
    from rich.filesize import decimal

    counts: Mapping[str, int] = record["n_cells"]
    total = sum(counts.values())
    per_type = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    if len(set(counts.values())) == 1:
        per_type = f"{total // len(counts):,} per cell type"
    kind = "clean expression" if record["technical_noise"] is None else "counts"
    files = path.rglob("*") if path.is_dir() else [path]
    size = sum(file.stat().st_size for file in files if file.is_file())
    return [
        *(f"Note: {note}" for note in record["notes"]),
        f"Simulated {total:,} cells × {n_genes:,} genes ({per_type}), {kind}, "
        f"seed {record['seed']}.",
        f"Wrote {path}, {decimal(size)}, after {seconds:.1f} s.",
    ]


@contextmanager
def _warnings_as_notes() -> Iterator[None]:
    """Hide warnings of the simulator: the summary shows the notes of the record."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        yield


def _goes_by_chunks(grn: "GRN", total: int, path: Path, sampling: str) -> bool:
    """Return whether to keep chunks on the disk, from which an interrupted run goes on."""
    from sergiojax.api._chunked_run import cells_per_chunk

    if path.suffix.lower() != ".h5ad":
        return path.suffix.lower() == ".zarr"
    return sampling == "independent" and total > cells_per_chunk(grn.n_genes)
