"""Cells straight to a file: those of `simulate`, in spite of chunks, kills and changed minds."""

import inspect
import itertools
import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import anndata
import numpy as np
import pytest

from sergiojax import GRN, grn_from_anndata, repeat, simulate, write_h5ad
from sergiojax.api import _chunked_run
from sergiojax.api._to_file import simulate_to_file
from sergiojax.io._blockwise import read_file_record
from sergiojax.simulation._blocks import simulate_cells
from tests.full_disk import full_disk

EDGES = [("A", "B", 30.0), ("B", "C", -20.0), ("A", "C", 5.0)]
RATES = {"A": [10.0, 40.0], "C": 25.0}
N_CELLS = {"low": 9, "high": 5}
SETTINGS = {"seed": 5, "burn_in": 1.0}


@pytest.fixture(scope="module")
def grn() -> GRN:
    return GRN.from_edges(EDGES, basal_rates=RATES, cell_types=["low", "high"])


@pytest.fixture(scope="module", params=[None, "DS6"], ids=["clean", "noisy"])
def in_memory(request, grn) -> anndata.AnnData:
    return simulate(grn, N_CELLS, technical_noise=request.param, **SETTINGS)


def _read(path: Path) -> anndata.AnnData:
    return anndata.read_zarr(path) if path.suffix == ".zarr" else anndata.read_h5ad(path)


def _dense(matrix: object) -> np.ndarray:
    return matrix.toarray() if hasattr(matrix, "toarray") else np.asarray(matrix)


def _assert_same(found: anndata.AnnData, expected: anndata.AnnData) -> None:
    assert _dense(found.X).tobytes() == expected.X.tobytes()
    assert found.X.dtype == expected.X.dtype
    assert found.layers["clean"].dtype == np.float32
    assert found.layers["clean"].tobytes() == expected.layers["clean"].tobytes()
    assert found.obs.equals(expected.obs)
    assert found.var.equals(expected.var)
    assert (found.varp["grn"] != expected.varp["grn"]).nnz == 0
    assert found.uns["sergiojax"] == expected.uns["sergiojax"]


# The same cells


@pytest.mark.parametrize(
    ("name", "chunk_cells"),
    [("cells.h5ad", 1), ("cells.h5ad", 5), ("cells.h5ad", None), ("cells.zarr", 5)],
)
def test_file_holds_what_is_simulated_in_memory(grn, in_memory, tmp_path, name, chunk_cells):
    noise = _noise_of(in_memory)
    path = simulate_to_file(
        grn, N_CELLS, tmp_path / name, technical_noise=noise, chunk_cells=chunk_cells, **SETTINGS
    )
    assert list(tmp_path.iterdir()) == [path]
    _assert_same(_read(path), in_memory)


def test_counts_are_sparse_and_the_backed_file_gives_parts(grn, tmp_path):
    path = tmp_path / "cells.h5ad"
    simulate_to_file(grn, 7, path, technical_noise="DS6", chunk_cells=5, **SETTINGS)
    expected = simulate(grn, 7, technical_noise="DS6", **SETTINGS)
    backed = anndata.read_h5ad(path, backed="r")
    assert backed.X.format == "csr"
    part = backed[3:11].to_memory()
    np.testing.assert_array_equal(part.X.toarray(), expected.X[3:11])
    backed.file.close()


def test_file_without_counts_above_zero(grn, tmp_path):
    silent = grn.replace(basal_rate=np.zeros((2, 3)), strength=np.zeros(3))
    for name in ("cells.h5ad", "cells.zarr"):
        path = tmp_path / name
        simulate_to_file(silent, 3, path, technical_noise="DS1", burn_in=0.1, initial="off")
        assert _read(path).X.nnz == 0


def test_file_can_be_repeated_and_tells_its_record(grn, tmp_path):
    path = tmp_path / "cells.zarr"
    settings = SETTINGS | {
        "technical_noise": "DS1",
        "noise_amplitude": {"B": 0.5},
        "perturbation": {"knockdown": {"A": 0.5}},
        "increments": "gaussian",
    }
    simulate_to_file(grn, 6, path, chunk_cells=5, **settings)
    found, expected = _read(path), simulate(grn, 6, **settings)
    _assert_same(found, expected)
    _assert_same(found, repeat(found))
    assert read_file_record(path)["settings"]["perturbation"]["knockdown"] == {"A": 0.5}
    assert list(grn_from_anndata(found).noise_amplitude) == [1, 0.5, 1]


def test_start_of_every_cell_may_differ(grn, tmp_path):
    initial = np.linspace(0, 9, 2 * 7 * 3).reshape(2, 7, 3)
    path = tmp_path / "cells.h5ad"
    simulate_to_file(grn, 7, path, initial=initial, burn_in=0.1, chunk_cells=3)
    expected = simulate(grn, 7, initial=initial, burn_in=0.1)
    np.testing.assert_array_equal(_read(path).X, expected.X)


def test_progress_names_the_phases_and_grows_to_the_end(grn, tmp_path):
    calls = []
    simulate_to_file(
        grn,
        7,
        tmp_path / "cells.h5ad",
        technical_noise="DS1",
        chunk_cells=6,
        progress=calls.append,
        **SETTINGS,
    )
    phases = list(dict.fromkeys(call.phase for call in calls))
    assert phases == [
        "Planning",
        "Simulating",
        "Finding the dropout midpoint",
        "Adding technical noise",
        "Writing",
    ]
    for phase in phases:
        shares = [call.share for call in calls if call.phase == phase]
        assert shares == sorted(shares)
        assert 0 <= shares[0] <= shares[-1] <= 1
    assert (calls[-1].phase, calls[-1].share) == ("Writing", 1.0)


# Interruptions


class CutError(Exception):
    """Stands for a power cut."""


@pytest.mark.parametrize(
    ("name", "cuts"),
    [
        pytest.param("cells.h5ad", range(18), marks=pytest.mark.validate),
        ("cells.zarr", (2, 14, 15)),
    ],
)
def test_run_cut_at_any_step_goes_on_to_the_same_bytes(grn, tmp_path, monkeypatch, name, cuts):
    path = tmp_path / name
    noisy = SETTINGS | {"technical_noise": "DS6", "chunk_cells": 7}
    expected = simulate(grn, N_CELLS, technical_noise="DS6", **SETTINGS)
    # Before and after record, 2 chunks, midpoint, 2 counted chunks, h5ad, record, the file's name.
    last = 17 if name == "cells.h5ad" else 15
    for cut in cuts:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", _cut_at(cut // 2, after=bool(cut % 2)))
            with pytest.raises(CutError):
                simulate_to_file(grn, N_CELLS, path, **noisy)
        assert path.exists() == (cut == last)
        simulate_to_file(grn, N_CELLS, path, **noisy)
        _assert_same(_read(path), expected)
        assert list(tmp_path.iterdir()) == [path]
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _cut_at(number: int, *, after: bool) -> Callable[[Path, Path], Path]:
    """Return `Path.replace`, but that one call fails, before or after its work."""
    rename, calls = Path.replace, itertools.count()

    def replace(path: Path, target: Path) -> Path:
        own = target.parent.suffix == ".partial" or path.parent.suffix == ".partial"
        is_last = own and next(calls) == number  # zarr renames files too
        if is_last and not after:
            raise CutError
        renamed = rename(path, target)
        if is_last:
            raise CutError
        return renamed

    return replace


def test_finished_chunks_are_not_made_again(grn, tmp_path, monkeypatch):
    drawn = []

    def count(plan, cell_type, *arguments, **settings):
        drawn.append(len(cell_type))
        return simulate_cells(plan, cell_type, *arguments, **settings)

    def stop(progress):
        if progress.share >= 0.5:
            raise CutError

    monkeypatch.setattr(_chunked_run, "simulate_cells", count)
    path = tmp_path / "cells.h5ad"
    with pytest.raises(CutError):
        simulate_to_file(grn, N_CELLS, path, chunk_cells=4, progress=stop, **SETTINGS)
    assert drawn == [4, 4]  # the second was not kept
    simulate_to_file(grn, N_CELLS, path, chunk_cells=100, **SETTINGS)
    assert drawn == [4, 4, 4, 4, 2]
    _assert_same(_read(path), simulate(grn, N_CELLS, **SETTINGS))


SLOW_RUN = """
import time
from sergiojax import GRN
from sergiojax.api._to_file import simulate_to_file

def show(progress):
    print(progress.share, progress.phase, flush=True)
    time.sleep(0.05)

grn = GRN.from_edges({edges}, basal_rates={rates}, cell_types=["low", "high"])
simulate_to_file(
    grn, {n_cells}, {path!r}, technical_noise="DS6", chunk_cells=5, progress=show, **{settings}
)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "phase"),
    [
        ("a.h5ad", "Simulating"),
        pytest.param("b.zarr", "Adding technical noise", marks=pytest.mark.validate),
        pytest.param("c.h5ad", "Writing", marks=pytest.mark.validate),
    ],
)
def test_killed_process_leaves_a_run_that_goes_on(grn, tmp_path, name, phase):
    path, root = tmp_path / name, Path(_chunked_run.__file__).parents[2]
    code = SLOW_RUN.format(
        edges=EDGES, rates=RATES, n_cells=N_CELLS, path=str(path), settings=SETTINGS
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            share, _, shown = line.strip().partition(" ")
            if shown == phase and float(share) > 0.5:
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    assert not path.exists()
    assert (path.with_name(f"{name}.partial") / "clean-0.npz").exists()
    simulate_to_file(grn, N_CELLS, path, technical_noise="DS6", **SETTINGS)
    _assert_same(_read(path), simulate(grn, N_CELLS, technical_noise="DS6", **SETTINGS))
    assert list(tmp_path.iterdir()) == [path]


def test_other_arguments_do_not_go_on_with_a_run(grn, tmp_path):
    path = tmp_path / "cells.h5ad"
    _interrupt(grn, path)
    with pytest.raises(ValueError, match=r"unfinished run that differs in dt, seed; repeat that"):
        simulate_to_file(grn, 5, path, seed=6, burn_in=1.0, dt=0.05)
    with pytest.raises(ValueError, match=r"differs in network; repeat"):
        simulate_to_file(grn.replace(decay=grn.decay * 0.9), 5, path, **SETTINGS)
    simulate_to_file(grn, 5, path, seed=6, burn_in=1.0, resume=False)
    np.testing.assert_array_equal(_read(path).X, simulate(grn, 5, seed=6, burn_in=1.0).X)


def test_finished_file_is_replaced_on_demand_alone(grn, tmp_path):
    for name in ("cells.h5ad", "cells.zarr"):
        path = tmp_path / name
        simulate_to_file(grn, 2, path, **SETTINGS)
        with pytest.raises(FileExistsError, match=f"{name} exists; turn `overwrite` on"):
            simulate_to_file(grn, 3, path, **SETTINGS)
        simulate_to_file(grn, 3, path, overwrite=True, **SETTINGS)
        assert _read(path).n_obs == 6
    assert len(list(tmp_path.iterdir())) == 2


# Runs to its end, or kills itself at the n-th time that it touches the disk in the run's folder.
KILLED_RUN = """
import os, signal, sys
from sergiojax import GRN
from sergiojax.api._to_file import simulate_to_file

touches, last = 0, int(sys.argv[1])
TOUCH = ("open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree")

def count(event, arguments):
    global touches
    if event in TOUCH and {folder!r} in str(arguments[0]):
        touches += 1
        if touches == last:
            os.kill(os.getpid(), signal.SIGKILL)

grn = GRN.from_edges({edges}, basal_rates={rates}, cell_types=["low", "high"])
sys.addaudithook(count)
simulate_to_file(
    grn, {n_cells}, {path!r}, technical_noise="DS6", chunk_cells=5, overwrite={overwrite},
    **{settings}
)
print(touches)
"""


@pytest.mark.validate
@pytest.mark.parametrize(
    ("name", "overwrite"), [("a.h5ad", False), ("b.zarr", False), ("c.zarr", True)]
)
def test_twenty_kills_end_in_the_bytes_of_an_undisturbed_run(grn, tmp_path, name, overwrite):
    path, root = tmp_path / name, Path(_chunked_run.__file__).parents[2]
    noisy = SETTINGS | {"technical_noise": "DS6"}
    code = KILLED_RUN.format(
        folder=str(tmp_path),
        edges=EDGES,
        rates=RATES,
        n_cells=N_CELLS,
        path=str(path),
        overwrite=overwrite,
        settings=SETTINGS,
    )

    def run(last: int) -> subprocess.CompletedProcess[str]:
        if overwrite:
            simulate_to_file(grn, 2, path, overwrite=True, **SETTINGS)
        command = [sys.executable, "-c", code, str(last)]
        return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)

    n_touches = int(run(0).stdout)
    undisturbed = _bytes(path)
    _delete(path)
    drawn = np.random.default_rng(1).choice(np.arange(1, n_touches - 5), 14, replace=False)
    for last in (*drawn, *range(n_touches - 5, n_touches + 1)):  # the last ones clean up
        assert run(int(last)).returncode == -signal.SIGKILL
        left = sorted(tmp_path.iterdir())
        simulate_to_file(grn, N_CELLS, path, overwrite=overwrite, **noisy)
        assert _bytes(path) == undisturbed, f"killed at {last} of {n_touches}: {left}"
        assert list(tmp_path.iterdir()) == [path]
        _delete(path)


def _bytes(path: Path) -> dict[str, bytes]:
    """Return the content of a file, or of every file of a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return {str(file.relative_to(path)): file.read_bytes() for file in files if file.is_file()}


def _delete(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_file_put_together_in_memory_has_the_bytes_of_cells_in_memory(grn, in_memory, tmp_path):
    settings = SETTINGS | {"technical_noise": _noise_of(in_memory), "chunk_cells": 5}
    simulate_to_file(grn, N_CELLS, tmp_path / "a.h5ad", in_memory=True, **settings)
    write_h5ad(in_memory.copy(), tmp_path / "b.h5ad")
    assert (tmp_path / "a.h5ad").read_bytes() == (tmp_path / "b.h5ad").read_bytes()
    with pytest.raises(ValueError, match=r"`in_memory` is for \.h5ad files, but `path` is "):
        simulate_to_file(grn, 2, tmp_path / "c.zarr", in_memory=True)


def test_a_leftover_of_another_run_bars_no_later_one(grn, tmp_path, monkeypatch):
    path = tmp_path / "cells.zarr"
    with monkeypatch.context() as patch:
        patch.setattr("sergiojax.io._chunks.Chunks.discard", _cut)
        with pytest.raises(CutError):
            simulate_to_file(grn, 2, path, **SETTINGS)
    simulate_to_file(grn, 3, path, overwrite=True, **SETTINGS)
    _assert_same(_read(path), simulate(grn, 3, **SETTINGS))
    assert list(tmp_path.iterdir()) == [path]


def test_folder_that_was_to_be_replaced_is_there_until_the_new_one_is(grn, tmp_path, monkeypatch):
    path = tmp_path / "cells.zarr"
    simulate_to_file(grn, 2, path, **SETTINGS)
    old = _bytes(path)
    rename = Path.replace

    def cut(source: Path, target: Path) -> Path:
        return _cut() if target == path else rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", cut)
        with pytest.raises(CutError):
            simulate_to_file(grn, 3, path, overwrite=True, **SETTINGS)
    assert not path.exists()
    with pytest.raises(FileExistsError):
        simulate_to_file(grn, 3, path, **SETTINGS)
    assert _bytes(path) == old
    simulate_to_file(grn, 3, path, overwrite=True, **SETTINGS)
    assert _read(path).n_obs == 6
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "sizes"),
    [("cells.h5ad", (100, 9_000)), ("cells.zarr", (100,))],  # the record, the file
)
def test_full_disk_ends_a_run_that_goes_on_later(grn, tmp_path, name, sizes):
    path = tmp_path / name
    for size in sizes:
        with full_disk(size), pytest.raises(OSError, match="File too large"):
            simulate_to_file(grn, 5, path, chunk_cells=5, **SETTINGS)
        assert not path.exists()
    simulate_to_file(grn, 5, path, chunk_cells=5, **SETTINGS)
    _assert_same(_read(path), simulate(grn, 5, **SETTINGS))
    assert list(tmp_path.iterdir()) == [path]


def _cut(*_: object) -> Path:
    raise CutError


def test_a_folder_of_somebody_else_loses_nothing(grn, tmp_path):
    path = tmp_path / "cells.h5ad"
    folder = tmp_path / "cells.h5ad.partial"
    folder.mkdir()
    (folder / "cells.h5ad").write_text("mine")
    with pytest.raises(ValueError, match="is in the way and is not an unfinished run"):
        simulate_to_file(grn, 2, path, **SETTINGS)
    assert (folder / "cells.h5ad").read_text() == "mine"


def _interrupt(grn: GRN, path: Path) -> None:
    def stop(progress):
        if progress.phase == "Writing":
            raise CutError

    with pytest.raises(CutError):
        simulate_to_file(grn, 5, path, progress=stop, **SETTINGS)


# What cannot be


def test_points_of_a_trajectory_are_refused(grn, tmp_path):
    with pytest.raises(ValueError, match=r"^`sampling` must be .independent. for cells"):
        simulate_to_file(grn, 2, tmp_path / "cells.zarr", sampling="trajectory")
    assert not list(tmp_path.iterdir())


def test_full_disk_is_refused_before_the_start(grn, tmp_path, monkeypatch):
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=1e8))
    with pytest.raises(
        ValueError, match=r"needs about 0\.2 GB of disk space while it is written, but 0\.1"
    ):
        simulate_to_file(grn, 2 * 10**6, tmp_path / "c.zarr", technical_noise="DS1")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cells.csv", r"`path` must end in \.h5ad or \.zarr"),
        ("none/cells.zarr", "There is no folder"),
        ("folder.zarr", "exists and holds no cells; name another"),
        ("folder.h5ad", "exists and holds no cells; name another"),
    ],
)
def test_bad_paths_are_refused_and_nothing_is_lost(grn, tmp_path, name, message):
    for folder in ("folder.zarr", "folder.h5ad"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "precious.txt").write_text("gold")
    with pytest.raises(ValueError, match=message):
        simulate_to_file(grn, 2, tmp_path / name, overwrite=True)
    assert (tmp_path / "folder.zarr" / "precious.txt").exists()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"chunk_cells": 0}, "`chunk_cells` must be at least 1, but is 0"),
        ({"seed": -1}, "`seed` must be at least 0"),
        ({"initial": np.zeros((2, 1, 3))}, "`initial` has 1 cells per type, but 2 are asked for"),
        ({"perturbation": {"clamp": {"X": 1.0}}}, "names 'X', which the network does not have"),
        ({"technical_noise": "DS9"}, "Unknown noise profile 'DS9'"),
    ],
)
def test_wrong_settings_are_refused_by_name(grn, tmp_path, settings, message):
    with pytest.raises(ValueError, match=message):
        simulate_to_file(grn, 2, tmp_path / "cells.h5ad", **settings)
    assert not list(tmp_path.iterdir())


def test_settings_are_those_of_simulate():
    own = {"path", "chunk_cells", "in_memory", "resume", "overwrite"}
    theirs = inspect.signature(simulate).parameters
    ours = inspect.signature(simulate_to_file).parameters
    assert set(ours) - set(theirs) == own
    assert all(ours[name].default == theirs[name].default for name in theirs)


def _noise_of(adata: anndata.AnnData) -> dict[str, float] | None:
    return json.loads(adata.uns["sergiojax"])["technical_noise"]
