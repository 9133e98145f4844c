"""Cells straight to a file, for runs that are larger than memory or that may be interrupted."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jaxtyping import ArrayLike

from sergiojax._progress import Listener, Progress, silent
from sergiojax._types import HalfResponsePolicy, Increments, Initial, Method, NoiseType, Sampling
from sergiojax.api._chunked_run import add_noise, begin_run, check_overwrite, simulate_chunks
from sergiojax.api._finish_run import finish_run
from sergiojax.api._request import check_request
from sergiojax.grn import GRN
from sergiojax.io._blockwise import SUFFIXES
from sergiojax.io._chunks import has_run
from sergiojax.noise import TechnicalNoise
from sergiojax.simulation import Perturbation, RunSettings


def simulate_to_file(
    grn: GRN,
    n_cells: int | Mapping[str, int],
    path: str | Path,
    *,
    seed: int = 0,
    noise_type: NoiseType = "dpd",
    noise_amplitude: float | Mapping[str, float] | None = None,
    sampling: Sampling = "independent",
    method: Method = "exponential",
    dt: float | None = None,
    initial: Initial | ArrayLike | None = None,
    half_response: HalfResponsePolicy = "deterministic",
    burn_in: float | None = None,
    steps_per_cell: int = 10,
    increments: Increments | None = None,
    perturbation: Perturbation | Mapping[str, Any] | None = None,
    technical_noise: str | TechnicalNoise | Mapping[str, float] | None = None,
    chunk_cells: int | None = None,
    in_memory: bool = False,
    resume: bool = True,
    overwrite: bool = False,
    progress: Listener = silent,
) -> Path:
    """Simulate single cells into a file, a chunk at a time: the same cells as from `simulate`.

    Memory does not grow with the number of cells, except for a table of about 100 bytes per cell.
    Until the file is complete, finished chunks are kept next to it, in a folder named after it with
    ".partial" at the end. Called again with the same arguments after an interruption, even a kill,
    the run continues from there; the file appears whole or not at all.

    Args:
        grn: The network.
        n_cells: Cells per cell type: one number, or numbers by name (types left out have none).
        path: File to write: ".h5ad", or a folder ".zarr".
        seed: See `simulate`, as for the settings down to `technical_noise`.
        noise_type: Which sides of the equation have noise.
        noise_amplitude: q in place of the network's: one number, or numbers by gene name.
        sampling: Only "independent"; the points of a trajectory depend on all before them.
        method: "exponential" or SERGIO's "euler".
        dt: Integration step (time).
        initial: Start of every cell.
        half_response: What fills half responses that are NaN.
        burn_in: Time before a cell is taken.
        steps_per_cell: Has no effect on independent cells.
        increments: "binomial" or "gaussian" random numbers of a step.
        perturbation: Genes that are knocked down, overexpressed or held.
        technical_noise: Name of a published profile, or the seven parameters.
        chunk_cells: Cells per chunk, which changes memory and not the result; by default as many
            as have 32 MB of clean expression, at most 20,000. A run that continues keeps its own.
        in_memory: Whether to write an ".h5ad" with the bytes that `write_h5ad` gives the cells of
            `simulate`, compressed and with a dense `X`, for which memory must hold all cells.
        resume: Whether to continue an unfinished run; otherwise its chunks are deleted.
        overwrite: Whether to replace a finished file.
        progress: Called with the `Progress` now and then; what it raises ends the run, which can
            go on later.

    Returns:
        The path. `X` is a sparse matrix of counts (CSR, int32) if technical noise is asked for,
        else the clean expression; all else is as `simulate` returns it.

    Raises:
        FileExistsError: If the file exists and is not to be replaced.
        TypeError: If a number is not a whole one.
        OSError: If the disk is full or fails otherwise; the run can continue later.
        ValueError: If a setting is out of range, the unfinished run is a different one, or the disk
            has too little room.
    """
    settings = RunSettings.among(locals())
    request = check_request(
        grn,
        n_cells,
        settings,
        seed=seed,
        noise_amplitude=noise_amplitude,
        noise=technical_noise,
    )
    target = _check_target(Path(path), overwrite=overwrite)
    if settings.sampling != "independent":
        raise ValueError(
            '`sampling` must be "independent" for cells that are written in chunks, because the '
            "points of a trajectory depend on all before them."
        )
    if in_memory and target.suffix.lower() != ".h5ad":
        raise ValueError(f"`in_memory` is for .h5ad files, but `path` is {target}.")
    progress(Progress("Planning", 0, 1))
    run = begin_run(request, target, chunk_cells=chunk_cells, resume=resume, overwrite=overwrite)
    if run is None:
        return target
    simulate_chunks(run, progress=progress)
    if request.noise is not None:
        add_noise(run, request.noise, progress=progress)
    finish_run(run, target, in_memory=in_memory, progress=progress)
    return target


def _check_target(path: Path, *, overwrite: bool) -> Path:
    """Refuse a path that cannot be written, or that holds something that must not be replaced."""
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(f"`path` must end in {' or '.join(SUFFIXES)}, but is {path}.")
    if not path.parent.is_dir():
        raise ValueError(f"There is no folder {path.parent}; make it first.")
    if path.exists():
        is_zarr = any((path / name).is_file() for name in (".zgroup", "zarr.json"))
        if path.is_file() != (path.suffix.lower() == ".h5ad") or (path.is_dir() and not is_zarr):
            raise ValueError(f"{path} exists and holds no cells; name another file.")
        if not has_run(path):  # whether it is this run's shows once the run is planned
            check_overwrite(path, overwrite=overwrite)
    return path
