"""`sergiojax screen`: the file it writes, what it says, and what it refuses."""

import anndata
import numpy as np
import pytest

from sergiojax import load_example
from sergiojax.api import screen

COMMAND = ("screen", "toggle-switch", "-o", "cells.h5ad")


def test_example_becomes_a_file_with_the_same_bytes_as_the_library(run, folder):
    words = "--cells 4 --seed 3 --technical-noise DS1 --guide-efficiency 0.5 --pairs C1+C2"
    grn = load_example("toggle-switch")
    one, other = grn.gene_names
    words = words.replace("C1", one).replace("C2", other)
    ended = run(*COMMAND, *words.split())
    assert (ended.status, ended.error) == (0, "")
    expected = screen(
        grn, 4, seed=3, technical_noise="DS1", guide_efficiency=0.5, doubles=[(one, other)]
    )
    cells = anndata.read_h5ad(folder / "cells.h5ad")
    np.testing.assert_array_equal(cells.X, expected.X)
    assert cells.uns["sergiojax"] == expected.uns["sergiojax"]
    assert list(cells.obs["perturbation"].cat.categories) == [
        "control",
        one,
        other,
        f"{one}+{other}",
    ]


def test_summary_says_what_was_simulated(run):
    lines = run(*COMMAND, "--cells", 3).out.splitlines()
    assert lines[0].startswith("Example toggle-switch: from the gallery, 2 genes, ")
    assert lines[-2] == (
        "Simulated 9 cells × 2 genes under 2 perturbations and none (3 per cell type and "
        "perturbation, guides work in 6), clean expression, seed 0."
    )
    assert lines[-1].startswith("Wrote cells.h5ad, ")


def test_genes_are_chosen_and_the_file_is_read_as_by_other_commands(run, folder, network):
    words = ("--genes", "B, C", "--cell-types", "stem,blood", "--cells", 2)
    ended = run("screen", "network.csv", "-o", "cells.h5ad", *words)
    assert ended.status == 0
    cells = anndata.read_h5ad(folder / "cells.h5ad")
    assert list(cells.obs["perturbation"].cat.categories) == ["control", "B", "C"]
    assert cells.n_obs == 3 * 2 * 2
    assert "Assumed: " in ended.out
    assert "Note: Half response of 2 edges" in ended.out


def test_a_plus_within_a_name_is_no_end_of_it(run, folder):
    (folder / "n.csv").write_text("regulator,target,strength\nCD4+,CD8,3\nCD4+,C,3\n")
    words = ("--genes", "CD4+,CD8", "--pairs", "CD4++CD8", "--cells", 1, "--quiet")
    assert run("screen", "n.csv", "-o", "c.h5ad", *words) == (0, "", "")
    names = anndata.read_h5ad(folder / "c.h5ad").obs["perturbation"].cat.categories
    assert list(names) == ["control", "CD4+", "CD8", "CD4++CD8"]


def test_existing_file_is_overwritten_by_force_alone(run, refuse, folder):
    (folder / "cells.h5ad").write_text("precious")
    assert refuse(*COMMAND, status=1) == "cells.h5ad exists; --force overwrites it."
    assert run(*COMMAND, "--cells", 1, "--force").status == 0


def test_interrupt_ends_with_130_and_leaves_no_file(refuse, folder, monkeypatch):
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sergiojax.api.screen", interrupt)
    assert refuse(*COMMAND, status=130) == "Interrupted."
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--cells 0", "--cells must be at least 1, but is 0."),
        ("--genes X", "The perturbation names 'X', which the network does not have."),
        ("--genes X,X", "--genes names something twice: 'X,X'."),
        ("--pairs X+Y", "--pairs must be two genes of the network, A+B, but contains 'X+Y'."),
        ("--pairs X", "--pairs must be two genes of the network, A+B, but contains 'X'."),
        ("--pairs ONE+ONE", "--pairs must be different pairs of two genes, but has "),
        ("--guide-efficiency 2", "--guide-efficiency must be between 0 and 1, but is 2.0."),
        ("--technical-noise DS99", "Unknown noise profile 'DS99'"),
        ("--seed -1", "--seed must be at least 0, but is -1."),
    ],
)
def test_bad_settings_are_refused_in_terms_of_options(refuse, folder, words, sentence):
    words = words.replace("ONE", load_example("toggle-switch").gene_names[0])
    assert refuse(*COMMAND, *words.split(), status=2).startswith(sentence)
    assert not list(folder.iterdir())


def test_other_suffixes_are_refused(refuse):
    sentence = refuse("screen", "toggle-switch", "-o", "cells.csv", status=2)
    assert sentence == "The file to write must end in .h5ad, but is called cells.csv."
