"""The end of a run in chunks: one file, of any size, or as `write_h5ad` writes it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse

from sergiojax._progress import Listener, Progress
from sergiojax._whole_file import sync
from sergiojax.api._chunked_run import ChunkedRun
from sergiojax.api._request import note_empty_cells
from sergiojax.io import AnnData, write_h5ad
from sergiojax.io._blockwise import Counts, annotate_cells, write_blockwise
from sergiojax.io._chunks import take_name, unfinished_of


def finish_run(run: ChunkedRun, target: Path, *, in_memory: bool, progress: Listener) -> None:
    """Join the chunks in one file, which takes its name when it is complete.

    Args:
        run: A run with all its chunks.
        target: File to write.
        in_memory: Whether to write all cells as `write_h5ad` does, instead of block by block.
        progress: Called with the cells written after each block; what it raises ends the run.

    Raises:
        OSError: If the disk has no room, or fails otherwise.
    """
    progress(Progress("Writing", 0, 1))
    if in_memory:
        write_h5ad(_assemble(run), unfinished_of(target))
    else:
        _stream(run, unfinished_of(target), progress)
    sync(unfinished_of(target))  # the chunks are deleted next: a power cut must not take both
    run.chunks.mark_written()
    take_name(target)
    run.chunks.discard()
    progress(Progress("Writing", 1, 1))


def _assemble(run: ChunkedRun) -> AnnData:
    """Return all cells as `simulate` does."""
    shape = (run.n_cells, run.request.grn.n_genes)
    adata = _annotate(run)
    clean = np.empty(shape, np.float32)
    for part, block in zip(run.parts(), run.clean(), strict=True):
        clean[part] = block
    matrix = clean
    if run.request.noise is not None:
        matrix = np.empty(shape, np.int32)
        for part, (counts, genes, per_cell) in zip(run.parts(), _read_counts(run), strict=True):
            first = np.concatenate([[0], np.cumsum(per_cell)])
            rows = (part.stop - part.start, shape[1])
            matrix[part] = scipy.sparse.csr_matrix((counts, genes, first), rows).toarray()
    adata.X, adata.layers["clean"] = matrix, clean
    return adata


def _stream(run: ChunkedRun, path: Path, progress: Listener) -> None:
    counts, n_counts = None, 0
    if run.request.noise is not None:
        n_counts = sum(int(counted.sum()) for counted in _per_cell(run))
        counts = _read_counts(run)
    write_blockwise(
        path,
        _annotate(run),
        clean=run.clean(),
        counts=counts,
        n_counts=n_counts,
        chunk_cells=run.chunks.chunk_cells,
        progress=progress,
    )


def _annotate(run: ChunkedRun) -> AnnData:
    planted: dict[str, Any] = {}
    record, wild_type = run.record, run.cells.plan.wild_type
    if run.request.noise is not None:
        sizes = [run.chunks.load(name, "library_size")[0] for name in _counted(run)]
        factor = run.chunks.load("counts-0", "outlier_factor")[0]
        midpoint = run.chunks.load("midpoint", "midpoint")[0]
        record = {**record, "dropout_midpoint": float(midpoint)}
        planted = {"library_size": np.concatenate(sizes), "outlier_factor": factor}
        n_empty = sum(int((counted == 0).sum()) for counted in _per_cell(run))
        empty = note_empty_cells(n_empty, run.n_cells, wild_type.n_genes)
        record["notes"] = [*record["notes"], *empty]
    return annotate_cells(wild_type, cell_type=run.cells.cell_type, record=record, **planted)


def _counted(run: ChunkedRun) -> list[str]:
    return [f"counts-{number}" for number in range(len(run.parts()))]


def _per_cell(run: ChunkedRun) -> Iterator[np.ndarray]:
    """Yield the number of entries of every cell that are not 0, chunk by chunk."""
    for name in _counted(run):
        yield run.chunks.load(name, "per_cell")[0]


def _read_counts(run: ChunkedRun) -> Iterator[Counts]:
    for name in _counted(run):
        counts, genes, per_cell = run.chunks.load(name, "counts", "genes", "per_cell")
        yield counts, genes, per_cell
