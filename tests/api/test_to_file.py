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

from sergiojax import GRN, grn_from_anndata, repeat, simulate
from sergiojax.api import _chunked_run
from sergiojax.api._to_file import simulate_to_file
from sergiojax.io._blockwise import read_file_record
from sergiojax.simulation._blocks import simulate_cells

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
        progress=lambda *call: calls.append(call),
        **SETTINGS,
    )
    phases = list(dict.fromkeys(phase for phase, _ in calls))
    assert phases == [
        "Planning",
        "Simulating",
        "Finding the dropout midpoint",
        "Adding technical noise",
        "Writing",
    ]
    for phase in phases:
        shares = [share for name, share in calls if name == phase]
        assert shares == sorted(shares)
        assert 0 <= shares[0] <= shares[-1] <= 1
    assert calls[-1] == ("Writing", 1.0)


# Interruptions


class CutError(Exception):
    """Stands for a power cut."""


@pytest.mark.parametrize(
    ("name", "cuts"),
    [
        pytest.param("cells.h5ad", range(14), marks=pytest.mark.validate),
        ("cells.zarr", (2, 12, 13)),
    ],
)
def test_run_cut_at_any_step_goes_on_to_the_same_bytes(grn, tmp_path, monkeypatch, name, cuts):
    path = tmp_path / name
    noisy = SETTINGS | {"technical_noise": "DS6", "chunk_cells": 7}
    expected = simulate(grn, N_CELLS, technical_noise="DS6", **SETTINGS)
    for cut in cuts:  # before and after record, 2 chunks, midpoint, 2 counted chunks, the file
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", _cut_at(cut // 2, after=bool(cut % 2)))
            with pytest.raises(CutError):
                simulate_to_file(grn, N_CELLS, path, **noisy)
        assert path.exists() == (cut == 13)
        simulate_to_file(grn, N_CELLS, path, overwrite=cut == 13, **noisy)
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

    def stop(phase, share):
        if share >= 0.5:
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

def show(phase, share):
    print(share, phase, flush=True)
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


@pytest.mark.validate
def test_a_kill_while_cleaning_up_bars_no_later_run(grn, tmp_path, monkeypatch):
    path = tmp_path / "cells.zarr"
    simulate_to_file(grn, 2, path, **SETTINGS)

    def cut(chunks):
        for part in chunks.folder.glob("*.npz"):
            part.unlink()
        raise CutError

    with monkeypatch.context() as patch:
        patch.setattr("sergiojax.io._chunks.Chunks.discard", cut)
        with pytest.raises(CutError):
            simulate_to_file(grn, 3, path, overwrite=True, **SETTINGS)
    simulate_to_file(grn, 3, path, overwrite=True, **SETTINGS)
    _assert_same(_read(path), simulate(grn, 3, **SETTINGS))
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_of_somebody_else_loses_nothing(grn, tmp_path):
    path = tmp_path / "cells.h5ad"
    folder = tmp_path / "cells.h5ad.partial"
    folder.mkdir()
    (folder / "cells.h5ad").write_text("mine")
    with pytest.raises(ValueError, match="is in the way and no unfinished run"):
        simulate_to_file(grn, 2, path, **SETTINGS)
    assert (folder / "cells.h5ad").read_text() == "mine"


def _interrupt(grn: GRN, path: Path) -> None:
    def stop(phase, share):
        if phase == "Writing":
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
    with pytest.raises(ValueError, match=r"needs about 0\.2 GB of disk space on the way, but 0\.1"):
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
    own = {"path", "chunk_cells", "resume", "overwrite"}
    theirs = inspect.signature(simulate).parameters
    ours = inspect.signature(simulate_to_file).parameters
    assert set(ours) - set(theirs) == own
    assert all(ours[name].default == theirs[name].default for name in theirs)


def _noise_of(adata: anndata.AnnData) -> dict[str, float] | None:
    return json.loads(adata.uns["sergiojax"])["technical_noise"]
