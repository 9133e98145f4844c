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
from tests.io.guard import (
    h5_parts,
    hostile_layout,  # noqa: F401 (enters its kinds)
    hostile_npz,
    hostile_sparse,  # noqa: F401
    hostile_storage,  # noqa: F401
    hostile_zarr,
)

SECONDS, MEGABYTES = 2.0, 500
ROOT = Path(__file__).parents[3]
MAKERS = (h5_parts, hostile_zarr, hostile_npz)
RARE = h5_parts.RARE | hostile_zarr.RARE | hostile_npz.RARE
USUAL = {name for made in MAKERS for name in made.KINDS} - RARE


@pytest.mark.parametrize("names", [USUAL, pytest.param(RARE, marks=pytest.mark.validate)], ids=len)
def test_hostile_files_end_as_cells_or_as_a_sentence(names, tmp_path):
    canary = Path("/tmp/pickled")  # what a pickle in one of them would make
    canary.unlink(missing_ok=True)
    sound = tmp_path / "sound.h5ad"
    _write_sound(sound)
    paths = _make_all(tmp_path, sound, names)
    assert len(paths) == len(names) >= 60
    ends = _read_all(paths, sound)
    wrong = {name: end for name, end in ends.items() if not _is_well(name, end)}
    assert not wrong
    assert not canary.exists()


def _is_well(name: str, end: dict) -> bool:
    wanted = "cells" if name in h5_parts.FINE else "sentence"
    sentence = end.get("sentence", "")
    return (
        end["outcome"] == wanted
        and end["seconds"] < SECONDS
        and end["megabytes"] < MEGABYTES
        and "Error" not in sentence
        and "\n" not in sentence
        and len(sentence) < 400
    )


def _make_all(folder: Path, sound: Path, names: set[str]) -> list[Path]:
    paths = [*_h5_files(folder, sound, names), *_npz_files(folder, names)]
    return [*paths, *_zarr_folders(folder, names)]


def _write_sound(path: Path) -> None:
    names = [f"cell {number}" for number in range(h5_parts.N_CELLS)]
    anndata.AnnData(
        X=np.ones((h5_parts.N_CELLS, h5_parts.N_GENES), np.float32),
        obs=pd.DataFrame(index=names),
        var=pd.DataFrame(index=["A", "B", "C"]),
        uns={"note": "sound"},
    ).write_h5ad(path)


def _h5_files(folder: Path, sound: Path, names: set[str]) -> list[Path]:
    paths = []
    for name in sorted(names & h5_parts.KINDS.keys()):
        make = h5_parts.KINDS[name]
        paths.append(folder / f"{name}.h5ad")
        shutil.copy(sound, paths[-1])
        with h5py.File(paths[-1], "r+") as file:
            make(file)
    return paths


def _zarr_folders(folder: Path, names: set[str]) -> list[Path]:
    grn = GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": 5.0}, half_response=1.0)
    annotations = annotate_cells(grn, cell_type=np.zeros(4, int), record={})
    sound, cells = folder / "sound.zarr", [np.ones((4, 2), np.float32)]
    write_blockwise(sound, annotations, clean=cells, chunk_cells=4, progress=lambda _: None)
    paths = []
    for name in sorted(names & hostile_zarr.KINDS.keys()):
        make = hostile_zarr.KINDS[name]
        paths.append(folder / f"{name}.zarr")
        shutil.copytree(sound, paths[-1])
        make(paths[-1])
    return paths


def _npz_files(folder: Path, names: set[str]) -> list[Path]:
    paths = []
    for name in sorted(names & hostile_npz.KINDS.keys()):
        make = hostile_npz.KINDS[name]
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
