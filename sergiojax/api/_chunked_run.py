"""A run in chunks: what is done, in which order, and what is kept until the end."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Float

from sergiojax._checks import check_count
from sergiojax._progress import Listener, Progress
from sergiojax._types import Json
from sergiojax.api._request import Request
from sergiojax.grn import Design, design_to_dict
from sergiojax.io._chunks import Chunks, end_run, is_over, open_chunks, size_of_chunks, undo_naming
from sergiojax.noise import TechnicalNoise
from sergiojax.noise._in_blocks import (
    ScaledBlock,
    count_block,
    find_midpoint_in_blocks,
    scale_block,
)
from sergiojax.simulation._blocks import simulate_cells
from sergiojax.simulation._cell_list import CellList, list_cells

_CHUNK_ENTRIES = (
    1 << 23
)  # 32 MB of clean expression; the steps of the noise hold several such arrays
_CHUNK_CELLS = 20_000  # so that a kill loses little of a small network's run, too
_BYTES_PER_ENTRY = {False: 12, True: 16}  # with noise: half of the counts are taken to be nonzero


class ChunkedRun(NamedTuple):
    """A run under way.

    Attributes:
        request: What is asked for.
        cells: All cells, planned.
        record: What repeats the run.
        chunks: What is finished: "clean-0", …, "midpoint", "counts-0", ….
    """

    request: Request
    cells: CellList
    record: dict[str, Json]
    chunks: Chunks

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return len(self.cells.cell)

    def parts(self) -> list[slice]:
        """Return the cells of every chunk."""
        firsts = range(0, self.n_cells, self.chunks.chunk_cells)
        return [slice(i, min(i + self.chunks.chunk_cells, self.n_cells)) for i in firsts]

    def clean(self) -> Iterator[Float[np.ndarray, "cells genes"]]:
        """Read the clean expression, chunk by chunk."""
        for number in range(len(self.parts())):
            yield self.chunks.load(f"clean-{number}", "clean")[0]


def cells_per_chunk(n_genes: int) -> int:
    """Return how many cells a chunk has, unless another number is given."""
    return min(max(_CHUNK_ENTRIES // max(n_genes, 1), 1), _CHUNK_CELLS)


def begin_run(
    request: Request, target: Path, *, chunk_cells: int | None, resume: bool, overwrite: bool
) -> ChunkedRun | None:
    """Plan a run and find what an earlier call left of it.

    Returns:
        The run; None if only cleaning up was left, which is done now.

    Raises:
        FileExistsError: If the file exists and is not to be replaced.
        ValueError: If a setting is out of range, what is left belongs to another run, or the disk
            has too little room.
    """
    grn = request.grn
    if chunk_cells is None:
        chunk_cells = cells_per_chunk(grn.n_genes)
    chunk_cells = check_count("chunk_cells", chunk_cells)
    cells = list_cells(grn, request.n_cells, request.settings, key=request.clean_key)
    record = request.record(notes=cells.plan.notes)
    identity = record | {
        "network": design_to_dict(Design(cells.plan.wild_type)),
        "jax": f"{jax.__version__} {jax.default_backend()}",  # another one rounds otherwise
    }
    if is_over(target) and end_run(target, identity) and resume:
        return None
    undo_naming(target)
    check_overwrite(target, overwrite=overwrite)
    _check_room(target, len(cells.cell) * grn.n_genes * _BYTES_PER_ENTRY[request.noise is not None])
    chunks = open_chunks(target, identity, chunk_cells=chunk_cells, resume=resume)
    return ChunkedRun(request, cells, record, chunks)


def simulate_chunks(run: ChunkedRun, *, progress: Listener) -> None:
    """Draw the clean cells of every chunk that is not there yet."""
    for number, part in enumerate(run.parts()):
        progress(Progress("Simulating", part.start, run.n_cells))
        if f"clean-{number}" in run.chunks:
            continue

        def count(chunk: Progress, before: int = part.start) -> None:
            progress(Progress(chunk.phase, before + chunk.step, run.n_cells))

        clean = simulate_cells(
            run.cells.plan,
            run.cells.cell_type[part],
            run.cells.cell[part],
            key=run.request.clean_key,
            settings=run.request.settings,
            progress=count,
        )
        run.chunks.save(f"clean-{number}", clean=np.asarray(clean))


def add_noise(run: ChunkedRun, noise: TechnicalNoise, *, progress: Listener) -> None:
    """Find the dropout midpoint of all cells, then count every chunk that is not counted yet."""
    key = run.request.noise_key
    if "midpoint" not in run.chunks:
        level = find_midpoint_in_blocks(
            _scaled_with_progress(run, noise, progress),
            n_entries=run.n_cells * run.request.grn.n_genes,
            percentile=noise.dropout_percentile,
        )
        run.chunks.save("midpoint", midpoint=np.asarray(level))
    midpoint = run.chunks.load("midpoint", "midpoint")[0]
    for number, part in enumerate(run.parts()):
        progress(Progress("Adding technical noise", part.start, run.n_cells))
        if f"counts-{number}" in run.chunks:
            continue
        block = _scale(run, noise, number)
        counts = count_block(block, noise, key=key, first_cell=part.start, midpoint=midpoint)
        run.chunks.save(
            f"counts-{number}",
            counts=counts[counts > 0],
            genes=np.nonzero(counts)[1].astype(np.int32),
            per_cell=np.count_nonzero(counts, axis=1),
            library_size=np.asarray(block.library_size),
            outlier_factor=np.asarray(block.outlier_factor),
        )


def _scale(run: ChunkedRun, noise: TechnicalNoise, number: int) -> ScaledBlock:
    clean = run.chunks.load(f"clean-{number}", "clean")[0]
    first = run.parts()[number].start
    return scale_block(clean, noise, key=run.request.noise_key, first_cell=first)


def _scaled_with_progress(
    run: ChunkedRun, noise: TechnicalNoise, progress: Listener
) -> Callable[[], Iterator[Float[np.ndarray, "cells genes"]]]:
    """Return a function that reads all scaled cells; its two calls are the whole progress."""
    steps, done = 2 * len(run.parts()), 0

    def read() -> Iterator[Float[np.ndarray, "cells genes"]]:
        nonlocal done
        for number in range(len(run.parts())):
            progress(Progress("Finding the dropout midpoint", done, steps))
            yield _scale(run, noise, number).expression
            done += 1

    return read


def check_overwrite(target: Path, *, overwrite: bool) -> None:
    """Refuse to replace a file without `overwrite`."""
    if target.exists() and not overwrite:
        raise FileExistsError(f"{target} exists; turn `overwrite` on to replace it.")


def _check_room(target: Path, needed: int) -> None:
    """Refuse a run that would fill the disk: chunks and file, which are there at the same time."""
    missing = needed - size_of_chunks(target)
    free = shutil.disk_usage(target.parent).free
    if missing > free:
        raise ValueError(
            f"{target} needs about {_size(missing)} of disk space while it is written, but "
            f"{_size(free)} are free. Ask for fewer cells or choose another disk."
        )


def _size(n_bytes: float | int) -> str:
    return f"{n_bytes / 1e9:,.1f} GB" if n_bytes >= 1e8 else f"{n_bytes / 1e6:,.1f} MB"
