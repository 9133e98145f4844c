"""`sergiojax convert` and `sergiojax examples`: networks from one file to another."""

import json

import numpy as np
import pytest

from sergiojax import list_examples, load_example, read_grn
from tests.full_disk import full_disk


def test_edge_list_becomes_a_project_that_lacks_nothing(run, folder, network):
    ended = run("convert", "network.csv", "network.json", "--cell-types", 3, "--seed", 5)
    assert (ended.status, ended.error) == (0, "")
    assert "Assumed: The strength |K| of all 2 edges" in ended.out
    assert ended.out.endswith("Wrote network.json.\n")
    grn = read_grn(folder / "network.json")
    assert (grn.gene_names, grn.n_cell_types) == (("A", "B", "C"), 3)
    with pytest.warns(UserWarning, match="lacks parameters"):
        expected = read_grn(network, cell_types=3, seed=5)
    np.testing.assert_array_equal(grn.strength, expected.strength)
    np.testing.assert_array_equal(grn.basal_rate, expected.basal_rate)


def test_what_the_target_cannot_hold_is_said(run, folder):
    ended = run("convert", "cascade", "cascade.csv")
    assert ended.status == 0
    assert "cascade.csv: Not written: basal rates" in ended.out
    assert (folder / "cascade.csv").is_file()


def test_pair_of_sergio_files_goes_there_and_back(run, folder):
    words = ("--to", "sergio-v1", "--to-master-regulators", "rates.txt")
    ended = run("convert", "cascade", "targets.txt", *words)
    assert ended.status == 0, ended
    assert ended.out.endswith("Wrote targets.txt and rates.txt.\n")
    back = ("convert", "targets.txt", "back.json", "--master-regulators", "rates.txt")
    assert run(*back, "--format", "sergio-v1").status == 0
    expected = load_example("cascade")
    assert read_grn(folder / "back.json").n_edges == expected.n_edges


@pytest.mark.parametrize("pair", [("targets.txt", "rates.txt"), ("rates.txt", "targets.txt")])
def test_files_that_belong_together_are_named_in_any_order(run, folder, pair):
    (folder / "targets.txt").write_text("1,1,0,2.5,2\n")
    (folder / "rates.txt").write_text("0,1.5,3.0\n")
    ended = run("convert", *pair, "network.json")
    assert ended.status == 0, ended
    assert "2 genes, 1 master regulator, 1 edge, 2 cell types" in ended.out
    assert read_grn(folder / "network.json").n_edges == 1
    assert run("check", *pair).out.startswith("File targets.txt + rates.txt: ")


def test_existing_files_are_kept(run, refuse, folder):
    (folder / "rates.txt").write_text("precious")
    words = ("convert", "cascade", "targets.txt", "--to-master-regulators", "rates.txt")
    ended = run(*words)
    assert (ended.status, ended.error) == (
        1,
        "sergiojax: rates.txt exists; --force overwrites it.\n",
    )
    assert sorted(path.name for path in folder.iterdir()) == ["rates.txt"]
    assert run(*words, "--force").status == 0


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("targets.txt",), 2, "give --to-master-regulators, the path of the second."),
        (("network.foo",), 2, "No format is known for names that end in '.foo'."),
        (("network.csv", "--to", "xls"), 2, "--to must be one of 'project'"),
        (("none/network.csv",), 1, "There is no folder none; create it first."),
    ],
)
def test_bad_targets_are_refused(run, folder, words, status, sentence):
    ended = run("convert", "cascade", *words)
    assert ended.status == status
    assert sentence in ended.error
    assert ended.error.count("\n") == 1
    assert not list(folder.iterdir())


def test_missing_source_is_named(refuse):
    assert "none.sif: there is no such file" in refuse("convert", "none.sif", "a.json", status=1)


# The gallery


def test_examples_are_listed_a_line_each(run):
    ended = run("examples")
    assert ended.status == 0
    assert [line.split()[0] for line in ended.out.splitlines()] == [
        info.name for info in list_examples()
    ]


def test_one_example_tells_its_story(run):
    out = run("examples", "repressilator").out
    assert "repressilator" in out
    assert "Source: " in out


def test_example_is_written_with_its_drawing(run, folder):
    assert run("examples", "repressilator", "-o", "r.json") == (0, "Wrote r.json.\n", "")
    genes = json.loads((folder / "r.json").read_text())["genes"]
    assert all("position" in gene for gene in genes)
    assert read_grn(folder / "r.json").gene_names == load_example("repressilator").gene_names


def test_examples_refuse_what_they_cannot_do(refuse, folder):
    assert "Did you mean 'repressilator'?" in refuse("examples", "represilator", status=2)
    assert refuse("examples", "-o", "r.json", status=2).startswith("Name an example to write")
    (folder / "r.json").write_text("precious")
    words = ("examples", "repressilator", "-o", "r.json")
    assert refuse(*words, status=1) == "r.json exists; --force overwrites it."


def test_full_disk_is_one_sentence_and_the_old_file_is_there(run, folder):
    (folder / "net.json").write_text("old")
    with full_disk(100):
        ended = run("convert", "cascade", "net.json", "--force")
    sentence = "sergiojax: net.json cannot be written: File too large.\n"
    assert (ended.status, ended.error) == (1, sentence)
    assert {file.name: file.read_text() for file in folder.iterdir()} == {"net.json": "old"}
