"""`sergiojax check`: what was understood, what looks wrong, and the exit status."""

import pytest


def test_a_sound_example_ends_well(run):
    ended = run("check", "cascade")
    assert (ended.status, ended.error) == (0, "")
    first, *_, last = ended.out.splitlines()
    assert first.startswith("Example cascade: from the gallery, 5 genes")
    assert last == "No problems, no warnings."
    assert "note: 900 cells of 5 genes take about" in ended.out


@pytest.mark.usefixtures("network")
def test_a_file_tells_what_was_assumed(run):
    ended = run("check", "network.csv", "--cell-types", 2, "--cells", 50)
    assert ended.status == 0
    assert ended.out.startswith("File network.csv: Edge list (CSV or TSV), 3 genes")
    assert "assumed: The strength |K| of all 2 edges" in ended.out
    assert "note: 100 cells of 3 genes" in ended.out


def test_a_design_that_cannot_work_exits_with_1(run, folder):
    (folder / "dead.json").write_bytes(_dead_design())
    ended = run("check", "dead.json")
    assert ended.status == 1
    assert "problem (A): Gene A regulates others, but its own basal rate is 0" in ended.out
    assert ended.out.splitlines()[-1].startswith("1 problem, ")


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("none.csv",), 1, "there is no such file"),
        (("nothing",), 2, "nothing is not a file."),
        (("network.csv", "cascade"), 1, "cascade: there is no such file"),
        (("network.csv", "cells.h5ad"), 2, "cells.h5ad holds cells with their network; name it"),
        (("network.csv", "--cells", "-1"), 2, "--cells"),
        (("network.csv", "--regulators", "left"), 2, "'left' is not one of"),
    ],
)
@pytest.mark.usefixtures("network")
def test_bad_input_is_one_sentence(refuse, words, status, sentence):
    assert sentence in refuse("check", *words, status=status)


def _dead_design() -> bytes:
    from sergiojax.grn import GRN, to_files

    grn = GRN.from_edges([("A", "B", 40.0)], basal_rates={"A": 0.0}).replace(half_response=5.0)
    return to_files(grn, "project")["network.json"]
