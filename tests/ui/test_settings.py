"""Settings stay with their design wherever it goes, and what does not fit counts as the default."""

import dataclasses

import pytest
from streamlit.testing.v1 import AppTest

from sergiojax.datasets import list_examples, load_design
from sergiojax.grn import (
    Parameter,
    SourceFile,
    decode_design,
    encode_design,
    read_files,
    to_files,
)
from sergiojax.inference import Bistable, Level, Response
from sergiojax.noise import PROFILES
from sergiojax.ui.settings import GeneChange, Settings, settings_of, with_settings

TOGGLE = load_design("toggle-switch").replace(settings={})
DIAL = Parameter("basal_rate", "TetR", None)
NAMES = [each.name for each in dataclasses.fields(Settings)]
OTHERS = {  # every setting with another value than its default
    "initial": "off",
    "duration": 75.0,
    "n_cells": {"type_1": 20},
    "noise_type": "sp",
    "noise_amplitude": 0.5,
    "seed": 7,
    "technical_noise": PROFILES["DS1"].noise.to_dict(),
    "perturbation": (GeneChange("LacI", "knockdown", 1.0), GeneChange("gone", "clamp", 3.0)),
    "targets": (
        Level("LacI", 3.0, knockout=("TetR",)),
        Bistable(("LacI",), 5.0),
        Response(
            "LacI", Parameter("basal_rate", "TetR", None), doses=(0.5, 2.0), low=1.0, high=3.0
        ),
    ),
}
HOSTILE = [None, True, -1, 1e300, 10**400, "", "x", [], [[]], [None], {}, {"x": "x"}, {"gene": []}]
NESTED: list = []
for _ in range(400):
    NESTED = [NESTED]


def from_file(design):
    [(name, content)] = to_files(design, "project").items()
    content = content.encode() if isinstance(content, str) else content
    return read_files([SourceFile(name, content)])[0]


def from_link(design):
    return decode_design(encode_design(design))


def test_there_is_another_value_for_every_setting():
    assert list(OTHERS) == NAMES
    assert all(getattr(Settings(), name) != value for name, value in OTHERS.items())


@pytest.mark.parametrize("travel", [from_file, from_link])
def test_every_setting_travels_with_the_design(travel):
    assert settings_of(travel(with_settings(TOGGLE, **OTHERS))) == Settings(**OTHERS)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", [*HOSTILE, NESTED])
def test_a_value_that_does_not_fit_is_the_default_and_leaves_the_others(name, value):
    kept = dict(with_settings(TOGGLE, **OTHERS).settings)
    settings = settings_of(TOGGLE.replace(settings={**kept, name: value}))
    others = {other: each for other, each in OTHERS.items() if other != name}
    assert settings == Settings(**others)


def test_items_that_do_not_fit_are_left_out_of_a_list():
    kept = dict(with_settings(TOGGLE, **OTHERS).settings)
    kept["perturbation"].insert(0, {"gene": "LacI", "kind": "knockdown", "value": 2})
    kept["targets"].insert(1, {"kind": "eval"})
    assert settings_of(TOGGLE.replace(settings=kept)) == Settings(**OTHERS)


def test_one_number_of_cells_counts_for_every_type():
    design = load_design("cascade").replace(settings={"n_cells": 150})
    assert settings_of(design).n_cells == dict.fromkeys(design.grn.cell_types, 150)


def test_settings_of_another_program_stay():
    design = TOGGLE.replace(settings={"transitions": [[0, 1]], "seed": "x"})
    changed = with_settings(design, seed=3)
    assert changed.settings == {"transitions": [[0, 1]], "seed": 3}


def test_an_unknown_setting_or_a_value_that_would_not_be_read_again_is_refused():
    with pytest.raises(TypeError, match="no setting `sed`; there are initial, duration"):
        with_settings(TOGGLE, sed=3)
    with pytest.raises(ValueError, match="`noise_type` cannot be 'loud'"):
        with_settings(TOGGLE, noise_type="loud")


def test_examples_say_how_their_course_looks():
    settings = {each.name: settings_of(load_design(each.name)) for each in list_examples()}
    assert settings["toggle-switch"].initial == "random"
    assert {each.initial for each in settings.values()} >= {"off", "random"}


@pytest.mark.slow
def test_what_is_chosen_on_the_design_page_is_kept_with_the_design(visit):
    app = visit()
    duration_of(app).set_value(75).run()
    start_of(app).set_value("off").run()
    assert not app.exception
    text = encode_design(app.session_state["visit"].design)
    assert {"initial": "off", "duration": 75}.items() <= decode_design(text).settings.items()
    again = visit(g=text)
    assert (start_of(again).value, duration_of(again).value) == ("off", 75)
    app.button(key="open_cascade").click().run()  # another design has its own
    example = settings_of(load_design("cascade"))
    assert (start_of(app).value, duration_of(app).value) == (example.initial, example.duration)


def start_of(app: AppTest):
    [found] = [each for each in app.selectbox if each.label == "Start from"]
    return found


def duration_of(app: AppTest):
    [found] = [each for each in app.select_slider if each.label == "Follow for (time)"]
    return found
