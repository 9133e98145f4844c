"""What holds for every example, and the functions that list and load them."""

import itertools
import math
import re
from importlib import resources

import numpy as np
import pytest

from sergiojax.datasets import list_examples, load_design, load_example
from sergiojax.grn import design_to_dict, read

NAMES = [info.name for info in list_examples()]
FOLDER = resources.files("sergiojax.datasets") / "examples"
STORY_KEYS = {"title", "story", "source", "tags"}

every_example = pytest.mark.parametrize("name", NAMES)


def test_the_promised_examples_are_there():
    promised = {
        "toggle-switch",
        "repressilator",
        "positive-autoregulation",
        "negative-autoregulation",
        "coherent-feed-forward",
        "incoherent-feed-forward",
        "gata1-pu1",
        "single-input-module",
        "cascade",
        "krumsiek11",
        "mcad",
        "random-100",
    }
    assert promised <= set(NAMES)


@every_example
def test_a_file_holds_a_project_with_a_story_and_nothing_else(name):
    file = FOLDER / f"{name}.json"
    with resources.as_file(file) as path:
        design, report = read(path)
    unread = {re.search(r"'(\w+)'", str(warning))[1] for warning in report.warnings}
    assert unread == STORY_KEYS  # every other key is understood: none is misspelt
    assert not report.assumed
    loaded = design_to_dict(load_design(name))
    assert {**loaded, "notes": design.notes} == design_to_dict(design)


@every_example
def test_info_tells_the_story_in_two_sentences_with_a_dated_source(name):
    info = next(info for info in list_examples() if info.name == name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    sentences = re.split(r"(?<=[.?!])\s+", info.story)
    assert len(sentences) == 2
    assert all(sentence[0].isupper() and sentence[-1] in ".?!" for sentence in sentences)
    assert len(info.story) <= 320  # it stands beside a drawing
    assert re.search(r"\((19|20)\d\d\)", info.source)
    assert info.title
    assert info.tags


@every_example
def test_info_counts_what_the_network_has(name):
    info = next(info for info in list_examples() if info.name == name)
    grn = load_example(name)
    assert (info.n_genes, info.n_cell_types) == (grn.n_genes, grn.n_cell_types)


@every_example
def test_every_gene_is_drawn_and_none_covers_another(name):
    design = load_design(name)
    assert set(design.positions) == set(design.grn.gene_names)
    places = design.positions.values()
    assert min(math.dist(a, b) for a, b in itertools.combinations(places, 2)) >= 50


@every_example
def test_half_responses_are_given_so_that_sliders_act(name):
    assert np.isfinite(load_example(name).half_response).all()


@every_example
def test_settings_say_how_to_look_at_it(name):
    settings = load_design(name).settings
    assert set(settings) == {"n_cells", "initial", "duration"}
    assert settings["n_cells"] >= 100
    assert settings["initial"] in ("off", "random")
    assert settings["duration"] > 0


@every_example
def test_notes_carry_story_and_source_into_the_app(name):
    info = next(info for info in list_examples() if info.name == name)
    notes = load_design(name).notes
    assert notes.startswith(f"{info.story}\n\nSource: {info.source}")


@every_example
def test_cells_are_finite_and_on_the_scale_of_molecules(name, cells):
    expression = cells(name)
    assert np.isfinite(expression).all()
    assert expression.min() >= 0
    # At levels of a few molecules and q = 1, noise would hide what a small network has to show.
    assert name == "random-100" or expression.max() > 20


def test_examples_are_listed_from_small_to_large():
    sizes = [info.n_genes for info in list_examples()]
    assert sizes == sorted(sizes)


def test_the_list_prints_as_a_table_and_an_entry_as_a_paragraph():
    lines = str(list_examples()).splitlines()
    assert [line.split()[0] for line in lines] == NAMES
    assert "  Toggle switch (2 genes, 1 cell type)" in str(list_examples())
    toggle = next(info for info in list_examples() if info.name == "toggle-switch")
    lines = str(toggle).splitlines()
    assert lines[0] == "Toggle switch (toggle-switch; 2 genes, 1 cell type)"
    assert " ".join(line.strip() for line in lines[1:]) == f"{toggle.story} Source: {toggle.source}"


@pytest.mark.parametrize("load", [load_example, load_design])
def test_an_unknown_name_is_refused_with_the_names_that_exist(load):
    with pytest.raises(ValueError, match="no example 'lac-operon'") as caught:
        load("lac-operon")
    assert all(name in str(caught.value) for name in NAMES)


@pytest.mark.parametrize(
    ("typed", "meant"), [("Toggle_Switch", "toggle-switch"), ("represilator", "repressilator")]
)
def test_a_similar_name_is_suggested(typed, meant):
    with pytest.raises(ValueError, match=f"Did you mean '{meant}'"):
        load_example(typed)


def test_what_a_person_changes_in_a_design_does_not_reach_the_gallery():
    assert load_design("cascade").settings is not load_design("cascade").settings
    assert load_example("cascade").kinetics is not load_example("cascade").kinetics
