"""Files that a stranger made to do harm: each ends as cells or as one sentence, soon and small.

One process of its own reads them all. Whatever ends it fails the test of the file that did.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import anndata
import h5py
import numpy as np
import pandas as pd
import pytest

from sergiojax.grn import GRN
from sergiojax.io._blockwise import annotate_cells, write_blockwise
from tests.io.guard import hostile_h5, hostile_npz, hostile_zarr

SECONDS, MEGABYTES = 2.0, 500
ROOT = Path(__file__).parents[3]
KINDS = [*hostile_h5.KINDS, *hostile_zarr.KINDS, *hostile_npz.KINDS]


@pytest.fixture(scope="module")
def ends(tmp_path_factory) -> dict[str, dict]:
    """How reading each kind of file ended, by its name."""
    folder = tmp_path_factory.mktemp("hostile")
    sound = folder / "sound.h5ad"
    _write_sound(sound)
    paths = [*_h5_files(folder, sound), *_zarr_folders(folder), *_npz_files(folder)]
    return _read_all(paths, sound)


@pytest.mark.parametrize("name", KINDS)
def test_a_hostile_file_ends_as_cells_or_as_a_sentence(ends, name):
    end = ends[name]
    fine = name in hostile_h5.FINE
    assert end["outcome"] == ("cells" if fine else "sentence"), end
    assert end["seconds"] < SECONDS, end
    assert end["megabytes"] < MEGABYTES, end
    if not fine:
        assert "Error" not in end["sentence"], end
        assert "\n" not in end["sentence"], end
        assert len(end["sentence"]) < 400, end


def test_nothing_was_run_and_no_other_file_was_opened(ends):
    assert ends
    assert not Path("/tmp/pickled").exists()


def _write_sound(path: Path) -> None:
    names = [f"cell {number}" for number in range(hostile_h5.N_CELLS)]
    anndata.AnnData(
        X=np.ones((hostile_h5.N_CELLS, hostile_h5.N_GENES), np.float32),
        obs=pd.DataFrame(index=names),
        var=pd.DataFrame(index=["A", "B", "C"]),
        uns={"note": "sound"},
    ).write_h5ad(path)


def _h5_files(folder: Path, sound: Path) -> list[Path]:
    paths = []
    for name, make in hostile_h5.KINDS.items():
        paths.append(folder / f"{name}.h5ad")
        shutil.copy(sound, paths[-1])
        with h5py.File(paths[-1], "r+") as file:
            make(file)
    return paths


def _zarr_folders(folder: Path) -> list[Path]:
    grn = GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": 5.0}, half_response=1.0)
    annotations = annotate_cells(grn, cell_type=np.zeros(4, int), record={})
    sound, cells = folder / "sound.zarr", [np.ones((4, 2), np.float32)]
    write_blockwise(sound, annotations, clean=cells, chunk_cells=4, progress=lambda _: None)
    paths = []
    for name, make in hostile_zarr.KINDS.items():
        paths.append(folder / f"{name}.zarr")
        shutil.copytree(sound, paths[-1])
        make(paths[-1])
    return paths


def _npz_files(folder: Path) -> list[Path]:
    paths = []
    for name, make in hostile_npz.KINDS.items():
        paths.append(folder / f"{name}.npz")
        make(paths[-1])
    return paths


def _read_all(paths: list[Path], sound: Path) -> dict[str, dict]:
    command = [sys.executable, "-m", "tests.io.guard.reader", str(sound)]
    ends, waiting = {}, list(paths)
    while waiting:
        lines = "".join(f"{path}\n" for path in waiting)
        process = subprocess.run(
            command, input=lines, capture_output=True, text=True, cwd=ROOT, check=False
        )
        answers = process.stdout.splitlines()
        ends |= {path.stem: json.loads(line) for path, line in zip(waiting, answers, strict=False)}
        if len(answers) < len(waiting):  # the next one ended the process; go on behind it
            killer = waiting[len(answers)]
            ends[killer.stem] = {"outcome": f"died: {process.returncode} {process.stderr[-300:]}"}
        waiting = waiting[len(answers) + 1 :]
    return ends
