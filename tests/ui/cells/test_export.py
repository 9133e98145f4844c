"""The script that is offered makes the same cells again, whatever the genes are called."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import sergiojax as sj
from sergiojax.grn import GRN
from sergiojax.io import h5ad_bytes, read_record
from sergiojax.noise import PROFILES
from sergiojax.ui.cells.export import repeat_script

ROOT = Path(__file__).parents[3]
NAMES = ("it's", '"""', "'''", "back\\slash", "newline\\n", "β-gal {x}")


def awkward_network():
    edges = [(a, b, -30.0) for a, b in pairwise(NAMES)]
    return GRN.from_edges(edges, basal_rates={NAMES[0]: [20.0, 5.0]}, half_response=10.0)


def run(script, folder):
    """Run the script in this process, as the file would be run in its folder."""
    folder.mkdir()
    here = Path.cwd()
    os.chdir(folder)
    try:
        exec(compile(script, "repeat_simulation.py", "exec"), {"__name__": "__main__"})
    finally:
        os.chdir(here)
    return sj.read_h5ad(folder / "cells.h5ad")


@pytest.mark.parametrize(
    "settings",
    [
        {"n_cells": 5},
        {"n_cells": {"type_1": 3, "type_2": 4}, "seed": 7, "technical_noise": "DS1"},
        {"n_cells": 4, "technical_noise": PROFILES["DS2"].noise, "noise_type": "sp"},
        {"n_cells": 4, "sampling": "trajectory", "method": "euler", "noise_amplitude": 0.5},
    ],
)
def test_the_script_repeats_the_run(settings, tmp_path, capsys):
    adata = sj.simulate(awkward_network(), **settings)
    again = run(repeat_script(read_record(adata)), tmp_path / "here")
    assert again.var_names.tolist() == list(NAMES)
    assert np.array_equal(again.X, adata.X)
    assert np.array_equal(again.layers["clean"], adata.layers["clean"])
    assert again.obs["cell_type"].tolist() == adata.obs["cell_type"].tolist()
    assert read_record(again) == read_record(adata)


@pytest.mark.validate
def test_the_file_it_writes_has_the_same_bytes(tmp_path):
    adata = sj.simulate(sj.load_example("toggle-switch"), 5, seed=3, technical_noise="DS1")
    file = tmp_path / "repeat_simulation.py"
    file.write_text(repeat_script(read_record(adata)), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, str(file)], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "cells.h5ad").read_bytes() == h5ad_bytes(adata)


def test_an_incomplete_record_is_refused():
    with pytest.raises(KeyError):
        repeat_script({"version": "0"})
