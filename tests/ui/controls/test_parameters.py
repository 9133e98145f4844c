"""Sliders show the numbers of the design, and a moved one changes what it names."""

import numpy as np
import pytest

from sergiojax.datasets import load_design
from sergiojax.ui.controls.parameters import apply_slider, slider_groups
from sergiojax.ui.design.open_menu import blank_design
from sergiojax.ui.live_sliders import live_sliders

NOTHING = {"nodes": [], "edges": []}
ONE_EDGE = {"nodes": [], "edges": [("LacI", "TetR")]}
ONE_GENE = {"nodes": ["TetR"], "edges": []}
TOGGLE = load_design("toggle-switch")


def sliders(design, selection=NOTHING, cell_type=0):
    groups = slider_groups(design, selection, cell_type)
    return {slider["id"]: slider for group in groups for slider in group["sliders"]}


def test_a_blank_design_has_no_sliders():
    assert slider_groups(blank_design(), NOTHING, 0) == []


@pytest.mark.parametrize("name", ["toggle-switch", "krumsiek11", "random-100", "mcad"])
@pytest.mark.parametrize("selection", [NOTHING, ONE_EDGE, ONE_GENE])
def test_the_panel_accepts_them(name, selection):
    live_sliders(slider_groups(load_design(name), selection, 0), rev=1, key="panel")


def test_what_is_selected_comes_first():
    titles = [group["title"] for group in slider_groups(TOGGLE, ONE_EDGE, 0)]
    assert titles == ["LacI ⊣ TetR", "All genes"]
    assert slider_groups(TOGGLE, ONE_GENE, 0)[0]["title"] == "TetR"


def test_a_selection_that_is_gone_is_ignored():
    gone = {"nodes": ["X"], "edges": [("X", "LacI")]}
    assert slider_groups(TOGGLE, gone, 0) == slider_groups(TOGGLE, NOTHING, 0)


def test_every_value_lies_inside_its_limits_with_room_above():
    for name, slider in sliders(TOGGLE, ONE_EDGE).items():
        assert slider["min"] <= slider["value"] <= slider["max"], name
    assert sliders(TOGGLE, ONE_EDGE)["K:0"]["max"] >= 2 * abs(TOGGLE.grn.strength[0])


@pytest.mark.parametrize("name", sliders(TOGGLE, ONE_EDGE) | sliders(TOGGLE, ONE_GENE))
def test_a_slider_shows_what_it_set(name):
    changed = apply_slider(TOGGLE, name, 0.7, 0)
    shown = sliders(changed, ONE_EDGE) | sliders(changed, ONE_GENE)
    assert shown[name]["value"] == pytest.approx(0.7)


def test_a_strength_keeps_its_sign():
    grn = apply_slider(TOGGLE, "K:0", 5.0, 0).grn
    assert grn.strength[0] == -5.0
    assert grn.strength[1] == TOGGLE.grn.strength[1]


def test_a_common_slider_sets_every_value_where_all_are_equal():
    assert "spread" not in sliders(TOGGLE)["n"]
    assert np.all(apply_slider(TOGGLE, "n", 2.5, 0).grn.hill_coefficient == 2.5)


@pytest.mark.parametrize("values", [[2.0, 0.3, 0.8, 0.8], [0.5, 0.0, 2.0, 0.0]])
def test_a_common_slider_scales_values_that_differ(values):
    """It shows no value that nobody has, and the pulse of a feed-forward loop survives it."""
    design = load_design("incoherent-feed-forward")
    design = design.replace(grn=design.grn.replace(noise_amplitude=np.array(values)))
    shown = sliders(design)["q"]
    assert shown["spread"] == (min(values), max(values))
    assert shown["value"] == 2.0
    assert shown["min"] < shown["value"] < shown["max"]
    live_sliders(slider_groups(design, NOTHING, 0), rev=1, key="panel")
    changed = apply_slider(design, "q", 3.0, 0)
    assert np.allclose(changed.grn.noise_amplitude, 1.5 * np.array(values))
    assert sliders(changed)["q"]["value"] == 3.0
    unmoved = apply_slider(design, "q", shown["value"], 0)
    assert unmoved.grn.digest() == design.grn.digest()


def test_a_basal_rate_belongs_to_one_cell_type():
    design = load_design("cascade")
    grn = apply_slider(design, "b:0", 9.0, 1).grn
    assert grn.basal_rate[1, 0] == 9.0
    assert np.array_equal(np.delete(grn.basal_rate, 1, 0), np.delete(design.grn.basal_rate, 1, 0))


@pytest.mark.parametrize("name", ["K:99", "K:2", "l:99", "l:2", "zzz", "", "undefined"])
def test_a_slider_that_no_longer_fits_changes_nothing(name):
    assert apply_slider(TOGGLE, name, 1.0, 0) is TOGGLE


def test_a_value_out_of_range_is_refused():
    with pytest.raises(ValueError, match="Decay"):
        apply_slider(TOGGLE, "l", -1.0, 0)


@pytest.mark.parametrize("name", ["n", "K:0", "l:0", "b:0"])
def test_noise_alone_leaves_automatic_half_responses_automatic(name):
    """They are found once more where noise changes, and frozen where what they follow changes."""
    design = TOGGLE.replace(grn=TOGGLE.grn.replace(half_response=np.nan))
    assert np.isnan(apply_slider(design, "q", 0.5, 0).grn.half_response).all()
    assert np.isfinite(apply_slider(design, name, 0.5, 0).grn.half_response).all()


def test_of_many_genes_those_with_rates_and_without_regulators_get_sliders():
    grn = load_design("random-100").grn
    rated = grn.basal_rate.any(axis=0) | (grn.topology.in_degree == 0)
    shown = [int(name[2:]) for name in sliders(load_design("random-100")) if name.startswith("b:")]
    assert shown == np.nonzero(rated)[0][:6].tolist()
