"""Writing: files and downloads hold the same, and losses are told."""

import subprocess
import sys

import pytest

from sergiojax.grn import (
    GRN,
    Design,
    list_formats,
    list_losses,
    random_network,
    read,
    to_files,
    write_files,
)
from tests.full_disk import full_disk
from tests.grn.networks import assert_same_network

GRN_AB = GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": 1.0})


def test_a_design_is_written_whole(tmp_path):
    design = Design(GRN_AB, {"A": (1.0, 2.0)}, {"cells": 3}, "Größe ≥ 1")
    path = tmp_path / "net.json"
    assert write_files(design, path) == ()
    again, _ = read(path)
    assert_same_network(again.grn, GRN_AB)
    assert (again.positions, again.settings) == (design.positions, design.settings)
    assert again.notes == design.notes


@pytest.mark.parametrize("name", [known.name for known in list_formats() if known.write])
def test_downloads_are_the_files(tmp_path, name):
    grn = random_network(8).replace(half_response=2.0)  # some formats need every one
    contents = to_files(grn, name)
    (first, *rest) = paths = [tmp_path / file for file in contents]
    write_files(grn, first, format=name, master_regulators=rest[0] if rest else None)
    assert [path.read_bytes() for path in paths] == list(contents.values())


@pytest.mark.parametrize(("suffix", "delimiter"), [(".csv", ","), (".CSV", ","), (".tsv", "\t")])
def test_the_suffix_tells_the_format(tmp_path, suffix, delimiter):
    path = tmp_path / f"net{suffix}"
    write_files(GRN_AB, path)
    assert path.read_text().startswith(f"regulator{delimiter}target{delimiter}strength")


def test_losses_are_returned(tmp_path):
    losses = ("Not written: basal rates of A.",)
    assert write_files(GRN_AB, tmp_path / "net.csv") == losses
    assert list_losses(GRN_AB, "edge-list") == losses


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        (
            "net.txt",
            {},
            "2 files must be written; give `master_regulators`, the path of the second",
        ),
        ("net", {}, "No format is known for names that end in ''. Choose one of .json, "),
        ("net.docx", {}, "No format is known for names that end in '.docx'"),
        ("net.csv", {"format": "sbm"}, "`format` must be one of 'project', .* but is 'sbm'"),
        (
            "net.csv",
            {"format": "edge-list", "master_regulators": "b"},
            "1 file must be written; give",
        ),
    ],
)
def test_bad_arguments_are_named_and_nothing_is_written(tmp_path, name, arguments, message):
    with pytest.raises(ValueError, match=message):
        write_files(GRN_AB, tmp_path / name, **arguments)
    assert not list(tmp_path.iterdir())


def test_networks_are_imported_without_heavy_packages():
    heavy = {"pandas", "scipy.stats", "sklearn", "anndata", "streamlit", "igraph", "umap"}
    code = f"import sys, sergiojax.grn; print(sorted({heavy!r} & sys.modules.keys()))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


ALSO_EMPTY = {"project", "sbml", "antimony"}  # a design that is begun, and models of no equation


@pytest.mark.parametrize(
    "name",
    [known.name for known in list_formats() if known.write and known.name not in ALSO_EMPTY],
)
def test_no_file_without_genes_is_written_that_no_reader_opens(name):
    with pytest.raises(
        ValueError, match=r"without (genes|edges)|has no (genes|edges)|at least one (gene|edge)"
    ):
        to_files(GRN.from_edges([], basal_rates={}), name)


def test_full_disk_leaves_the_old_files(tmp_path):
    project, *pair = [tmp_path / name for name in ("net.json", "targets.txt", "regulators.txt")]
    for path in (project, *pair):
        path.write_text("old")
    with full_disk(5), pytest.raises(OSError, match=r"File too large: '.*net\.json'$"):
        write_files(GRN_AB, project)
    with full_disk(5), pytest.raises(OSError, match=r"File too large: '.*targets\.txt'$"):
        write_files(GRN_AB, pair[0], master_regulators=pair[1])
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "net.json": "old",
        "targets.txt": "old",
        "regulators.txt": "old",
    }
