"""`sergiojax simulate`: the file it writes, what it says, and what it refuses."""

import inspect
import json
import os
import subprocess
import sys
import typing

import anndata
import numpy as np
import pandas as pd
import pytest

from sergiojax import _types, load_example, simulate
from sergiojax.cli import _cells, _simulate

QUICK = ("--cells", 2, "--burn-in", 0.1)


def test_example_becomes_an_h5ad_file_with_the_same_bytes_as_the_library(run, folder):
    words = ("--cells", 4, "--seed", 3, "--technical-noise", "DS1", "--burn-in", 0.5)
    ended = run("simulate", "cascade", "-o", "cells.h5ad", *words)
    assert (ended.status, ended.error) == (0, "")
    expected = simulate(load_example("cascade"), 4, seed=3, technical_noise="DS1", burn_in=0.5)
    cells = anndata.read_h5ad(folder / "cells.h5ad")
    np.testing.assert_array_equal(cells.X, expected.X)
    assert cells.uns["sergiojax"] == expected.uns["sergiojax"]


def test_summary_says_what_was_simulated(run):
    lines = run("simulate", "cascade", "-o", "cells.h5ad", *QUICK).out.splitlines()
    assert lines[0].startswith("Example cascade: from the gallery, 5 genes, ")
    assert "6 cells × 5 genes" in lines[-2]
    assert "clean expression, seed 0." in lines[-2]
    assert lines[-1].startswith("Wrote cells.h5ad, ")
    assert lines[-1].endswith(" s.")


def test_file_becomes_csv_and_what_it_lacks_is_said(run, folder, network):
    ended = run("simulate", "network.csv", "-o", "cells.csv", "--cell-types", "stem,blood", *QUICK)
    assert ended.status == 0
    table = pd.read_csv(folder / "cells.csv", index_col="cell")
    assert list(table["cell_type"]) == ["stem"] * 2 + ["blood"] * 2
    assert list(table.columns) == ["cell_type", "A", "B", "C"]
    assert "File network.csv: " in ended.out
    assert "3 genes, 1 master regulator, 2 edges, 2 cell types" in ended.out
    assert "Assumed: The strength |K| of all 2 edges" in ended.out
    assert "Note: Half response of 2 edges" in ended.out
    assert "4 cells × 3 genes (2 per cell type)" in ended.out


def test_numbers_by_cell_type_are_told_apart(run, network):
    words = ("--cell-types", "stem,blood", "--cells", "blood=3,stem=1", "--burn-in", 0.1)
    ended = run("simulate", "network.csv", "-o", "c.csv", *words)
    assert "4 cells × 3 genes (stem 1, blood 3)" in ended.out


def test_file_wins_over_an_example_of_its_name(run, folder):
    (folder / "cascade").write_text("regulator,target,sign\nX,Y,+\n")
    assert run("simulate", "cascade", "-o", "1.csv", *QUICK).out.startswith("File cascade: ")
    (folder / "cascade").unlink()
    (folder / "cascade").mkdir()
    assert run("simulate", "cascade", "-o", "2.csv", *QUICK).out.startswith("Example cascade: ")


def test_pair_of_sergio_files_is_read(run, folder):
    (folder / "targets.txt").write_text("1,1,0,2.5,2\n")
    (folder / "rates.txt").write_text("0,1.5,3.0\n")
    words = ("--master-regulators", "rates.txt", "--noise-amplitude", "0=0.5,1=2")
    assert run("simulate", "targets.txt", "-o", "cells.h5ad", *words, *QUICK).status == 0
    cells = anndata.read_h5ad(folder / "cells.h5ad")
    assert list(cells.var["noise_amplitude"]) == [0.5, 2.0]
    assert cells.n_obs == 4


def test_all_settings_reach_the_record(run, folder):
    words = "--noise-type spd --sampling trajectory --method euler --dt 0.005 --initial random"
    more = (
        "--half-response explicit --burn-in 0.1 --steps-per-cell 3 --cells E.coli=2 --seed 9 "
        "--increments gaussian"
    )
    design = json.loads(_example(run, folder))
    design["cell_types"] = ["E.coli"]
    (folder / "toggle.json").write_text(json.dumps(design))
    ended = run("simulate", "toggle.json", "-o", "c.h5ad", *words.split(), *more.split())
    assert ended.status == 0, ended
    record = json.loads(anndata.read_h5ad(folder / "c.h5ad").uns["sergiojax"])
    assert (record["seed"], record["n_cells"]) == (9, {"E.coli": 2})
    assert record["settings"] == {
        "noise_type": "spd",
        "sampling": "trajectory",
        "method": "euler",
        "dt": 0.005,
        "initial": "random",
        "half_response": "explicit",
        "burn_in": 0.1,
        "steps_per_cell": 3,
        "increments": "gaussian",
        "perturbation": None,
    }


def test_perturbations_reach_the_cells(run, folder):
    words = "--knockout A --knockdown B=0.5 --overexpress C=3 --overexpress D=2 --clamp E=7.5"
    design = load_example("cascade")
    genes = dict(zip("ABCDE", design.gene_names, strict=True))
    for letter, gene in genes.items():
        words = words.replace(f" {letter}", f" {gene}")
    assert run("simulate", "cascade", "-o", "c.h5ad", *words.split(), *QUICK).status == 0
    cells = anndata.read_h5ad(folder / "c.h5ad")
    perturbation = {
        "knockdown": {genes["B"]: 0.5, genes["A"]: 1.0},
        "overexpression": {genes["C"]: 3.0, genes["D"]: 2.0},
        "clamp": {genes["E"]: 7.5},
    }
    record = json.loads(cells.uns["sergiojax"])["settings"]["perturbation"]
    assert record == perturbation | {"time": None}
    expected = simulate(design, 2, burn_in=0.1, perturbation=perturbation)
    np.testing.assert_array_equal(cells.X, expected.X)
    np.testing.assert_allclose(cells[:, genes["E"]].X, 7.5)


# Large runs


def test_zarr_is_written_in_chunks_and_holds_the_same_cells(run, folder):
    words = ("--cells", 3, "--technical-noise", "DS1", "--burn-in", 0.1)
    ended = run("simulate", "cascade", "-o", "cells.zarr", *words)
    assert (ended.status, ended.error) == (0, "")
    assert "9 cells × 5 genes (3 per cell type), counts, seed 0." in ended.out
    assert "Wrote cells.zarr, " in ended.out
    cells = anndata.read_zarr(folder / "cells.zarr")
    expected = simulate(load_example("cascade"), 3, technical_noise="DS1", burn_in=0.1)
    np.testing.assert_array_equal(cells.X.toarray(), expected.X)
    assert cells.uns["sergiojax"] == expected.uns["sergiojax"]


def test_large_h5ad_is_written_in_chunks(run, folder, monkeypatch):
    monkeypatch.setattr("sergiojax.api._chunked_run._CHUNK_CELLS", 4)
    monkeypatch.setattr(_cells, "_MOST_IN_MEMORY", 100)
    monkeypatch.setattr("sergiojax.api.simulate", None)
    assert run("simulate", "cascade", "-o", "cells.h5ad", *QUICK).status == 0
    assert anndata.read_h5ad(folder / "cells.h5ad").shape == (6, 5)


def test_interrupted_h5ad_goes_on_to_the_bytes_of_one_go(run, refuse, folder, monkeypatch):
    words = ("--technical-noise", "DS1", "--cells", 3, "--burn-in", 0.1)
    command = ("simulate", "cascade", *words, "-o")
    assert run(*command, "once.h5ad").status == 0
    monkeypatch.setattr("sergiojax.api._chunked_run._CHUNK_CELLS", 4)
    with monkeypatch.context() as patch:
        patch.setattr("sergiojax.api._chunked_run.count_block", _interrupt)
        assert refuse(*command, "twice.h5ad", status=130) == "Interrupted."
    kept = {file.name for file in (folder / "twice.h5ad.partial").glob("*.npz")}
    assert kept == {"clean-0.npz", "clean-1.npz", "clean-2.npz", "midpoint.npz"}
    monkeypatch.setattr("sergiojax.api._chunked_run.simulate_cells", None)  # it is done
    assert run(*command, "twice.h5ad").status == 0
    assert (folder / "twice.h5ad").read_bytes() == (folder / "once.h5ad").read_bytes()


def test_run_killed_while_it_cleans_up_ends_with_the_same_command(run, refuse, folder, monkeypatch):
    command = ("simulate", "cascade", "-o", "cells.zarr", *QUICK)
    with monkeypatch.context() as patch:
        patch.setattr("sergiojax.io._chunks.Chunks.discard", _interrupt)
        assert refuse(*command, status=130) == "Interrupted."
    other = refuse(*command, "--seed", 1, status=1)
    assert other == "cells.zarr exists; --force overwrites it."
    assert [entry.name for entry in folder.iterdir()] == ["cells.zarr"]
    with monkeypatch.context() as patch:
        patch.setattr("sergiojax.io._chunks.Chunks.discard", _interrupt)
        assert refuse(*command, "--force", status=130) == "Interrupted."
    monkeypatch.setattr("sergiojax.api._chunked_run.simulate_cells", None)  # it is done
    ended = run(*command)
    assert (ended.status, ended.error) == (0, "")
    assert "Wrote cells.zarr" in ended.out
    assert [entry.name for entry in folder.iterdir()] == ["cells.zarr"]


def test_interrupted_large_run_goes_on_or_begins_anew(run, refuse, folder, monkeypatch):
    command = ("simulate", "cascade", "-o", "cells.zarr", *QUICK)
    with monkeypatch.context() as patch:
        patch.setattr("sergiojax.api._finish_run.write_blockwise", _interrupt)
        assert refuse(*command, status=130) == "Interrupted."
    assert [entry.name for entry in folder.iterdir()] == ["cells.zarr.partial"]
    sentence = refuse(*command, "--seed", 1, status=2)
    assert sentence.startswith("cells.zarr.partial holds an unfinished run that differs in seed;")
    assert "give --no-resume to delete it" in sentence
    assert run(*command, "--seed", 1, "--no-resume").status == 0
    assert refuse(*command, status=1) == "cells.zarr exists; --force overwrites it."
    assert run(*command, "--force").status == 0


def test_a_degenerate_half_response_is_a_note(run, folder):
    (folder / "pair.csv").write_text("regulator,target,strength\nA,B,3\n")
    settings = ("--half-response", "simulated", "--cell-types", "one")
    done = run("simulate", "pair.csv", "-o", "c.h5ad", *settings, *QUICK)
    assert done.status == 0
    assert "Note: With one cell type" in done.out
    assert "UserWarning" not in done.error


def test_trajectories_are_no_zarr(refuse):
    command = ("simulate", "cascade", "-o", "c.zarr", "--sampling", "trajectory", *QUICK)
    assert refuse(*command, status=2).startswith('--sampling must be "independent" for cells')


def _interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def _example(run, folder) -> str:
    run("examples", "toggle-switch", "-o", "example.json")
    return (folder / "example.json").read_text()


def test_existing_file_is_overwritten_by_force_alone(run, refuse, folder):
    (folder / "cells.csv").write_text("precious")
    words = ("simulate", "toggle-switch", "-o", "cells.csv", *QUICK)
    assert refuse(*words, status=1) == "cells.csv exists; --force overwrites it."
    assert (folder / "cells.csv").read_text() == "precious"
    assert run(*words, "--force").status == 0
    assert (folder / "cells.csv").read_text().startswith("cell,cell_type,")


def test_quiet_says_nothing(run, network):
    assert run("simulate", "network.csv", "-o", "c.csv", "--quiet", *QUICK) == (0, "", "")


def test_terminal_shows_named_phases(run, monkeypatch):
    monkeypatch.setenv("TTY_COMPATIBLE", "1")
    monkeypatch.setenv("TERM", "xterm")
    words = ("simulate", "toggle-switch", "-o", "c.csv", "--technical-noise", "DS1", *QUICK)
    assert "Writing" in run(*words).error
    assert run(*words, "--force", "--quiet").error == ""


def test_interrupt_ends_with_130_and_leaves_no_file(refuse, folder, monkeypatch):
    monkeypatch.setattr("sergiojax.api.simulate", _interrupt)
    assert refuse("simulate", "toggle-switch", "-o", "c.csv", status=130) == "Interrupted."
    assert not list(folder.iterdir())


# What is refused


@pytest.mark.parametrize(
    ("name", "status", "sentence"),
    [
        ("nonesuch.csv", 1, "nonesuch.csv: there is no such file"),
        ("./nonesuch", 1, "nonesuch: there is no such file"),
        (
            "togle-switch",
            2,
            "is not a file. There is no example 'togle-switch'. Did you mean 'toggle-",
        ),
        ("empty.csv", 1, "empty.csv: the file is empty"),
        ("broken.json", 1, "broken.json, line 1"),
        ("twice.csv", 1, "twice.csv, line 3: the edge A → B is already in line 2"),
        ("picture.csv", 1, "picture.csv: this is a PNG picture"),
    ],
)
def test_bad_networks_are_refused(refuse, folder, name, status, sentence):
    (folder / "empty.csv").write_text("")
    (folder / "broken.json").write_text("{")
    (folder / "twice.csv").write_text("regulator,target,sign\nA,B,+\nA,B,-\n")
    (folder / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n")
    assert sentence in refuse("simulate", name, "-o", "c.h5ad", status=status)
    assert not (folder / "c.h5ad").exists()


@pytest.mark.parametrize(
    ("output", "status", "sentence"),
    [
        (
            "cells.txt",
            2,
            "The file to write must end in .h5ad, .zarr, .csv or .mtx, but is called cells.txt.",
        ),
        (
            "cells",
            2,
            "The file to write must end in .h5ad, .zarr, .csv or .mtx, but is called cells.",
        ),
        ("taken.csv", 1, "taken.csv is a folder; name a file."),
        ("none/cells.csv", 1, "There is no folder none; create it first."),
    ],
)
def test_bad_outputs_are_refused_before_the_work(refuse, folder, output, status, sentence):
    (folder / "taken.csv").mkdir()
    assert refuse("simulate", "toggle-switch", "-o", output, status=status) == sentence


def test_folder_without_permission_is_refused_before_the_work(refuse, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    sentence = refuse("simulate", "toggle-switch", "-o", "c.csv", status=1)
    assert sentence == "The folder . is not writable."


def test_full_disk_is_said(refuse, monkeypatch):
    def fail(*_: object) -> None:
        raise OSError(28, "Unable to synchronously create file (unable to open file: …)")

    monkeypatch.setattr("sergiojax.io.write_h5ad", fail)
    sentence = refuse("simulate", "toggle-switch", "-o", "c.h5ad", *QUICK, status=1)
    assert sentence == "c.h5ad cannot be written: No space left on device."


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--cells 0", "--cells must be at least 1, but is 0."),
        ("--cells 1000000000", "--cells must be at most 10,000,000, but is 1,000,000,000."),
        ("--cells 1.5", "--cells must be a whole number, or name=number,…, but is '1.5'."),
        ("--cells a=", "--cells must be a whole number, or name=number,…, but is 'a='."),
        ("--cells a=1,a=2", "--cells names something twice: 'a=1,a=2'."),
        ("--cells a=1", "--cells names the cell type 'a', but the network has"),
        ("--seed -1", "--seed must be at least 0, but is -1."),
        (
            "--half-response dynamic",
            "--half-response dynamic exists along a trajectory only: use --sampling trajectory.",
        ),
        ("--technical-noise DS9", "Unknown noise profile 'DS9'; choose one of DS1,"),
        ("--noise-amplitude nan", "Noise amplitude q must be finite and not negative, but is nan"),
        (
            "--noise-amplitude x",
            "--noise-amplitude must be a number, or name=number,…, but is 'x'.",
        ),
        ("--noise-amplitude=", "--noise-amplitude must be a number, or name=number,…, but is ''."),
        ("--noise-amplitude X=1", "--noise-amplitude names 'X', which the network does not have."),
        ("--dt 0", "--dt must be positive and finite, but is 0.0."),
        ("--burn-in nan", "--burn-in must be finite and not negative, but is nan."),
        ("--knockout X", "The perturbation names 'X', which the network does not have."),
        ("--clamp X=1", "The perturbation names 'X', which the network does not have."),
        ("--knockdown A", "--knockdown must be GENE=number, but is 'A'."),
        ("--clamp =1", "--clamp must be GENE=number, but is '=1'."),
        ("--knockdown A=2", "--knockdown must be between 0 and 1, but is 2.0 for A."),
        ("--overexpress A=-1", "--overexpress must be finite and not negative, but is -1.0 for A."),
        ("--clamp A=1 --clamp A=2", "--clamp names 'A' twice."),
        (
            "--knockdown A=0.5 --knockout A",
            "--knockout names 'A', which is already knocked out or down",
        ),
        ("--format sif", "Options for reading a file were given, but toggle-switch is not a file."),
    ],
)
def test_bad_settings_are_refused_in_terms_of_options(refuse, folder, words, sentence):
    command = ("simulate", "toggle-switch", "-o", "c.h5ad", *words.split())
    assert refuse(*command, status=2).startswith(sentence)
    assert not list(folder.iterdir())


def test_options_of_reading_are_checked(refuse, network):
    words = ("simulate", "network.csv", "-o", "c.h5ad")
    assert refuse(*words, "--format", "xls", status=2).startswith("--format must be one of ")
    assert "--cell-types must be at least 1" in refuse(*words, "--cell-types", "0", status=2)


CHOICES = {
    "noise_type": _types.NoiseType,
    "sampling": _types.Sampling,
    "method": _types.Method,
    "increments": _types.Increments,
    "initial": _types.Initial,
    "half_response": _types.HalfResponsePolicy,
}


def test_help_lists_the_choices_of_the_library():
    parameters = inspect.signature(inspect.unwrap(_simulate.simulate)).parameters
    for name, choices in CHOICES.items():
        (option,) = parameters[name].annotation.__metadata__
        assert option.metavar == "|".join(typing.get_args(choices)), name


@pytest.mark.slow
def test_unknown_choices_list_the_known_ones(folder, environment):
    """In a process of its own: the run-time checks of the tests would refuse the text first."""
    code = """
import sys
from sergiojax.cli import main
for option in sys.argv[1:]:
    try:
        main(["simulate", "toggle-switch", "-o", "c.h5ad", option, "nonesuch"])
    except SystemExit as ended:
        print(ended.code, file=sys.stderr)
"""
    options = [f"--{name.replace('_', '-')}" for name in CHOICES]
    command = [sys.executable, "-c", code, *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    lines = done.stderr.splitlines()
    for option, choices in zip(options, CHOICES.values(), strict=True):
        known = ", ".join(map(repr, typing.get_args(choices)))
        sentence = f"sergiojax: {option} must be one of {known}, but is 'nonesuch'."
        assert [lines.pop(0), lines.pop(0)] == [sentence, "2"]
