"""Technical noise profiles in a menu: each with what is known of its data set."""

import numpy as np
import pytest

import sergiojax as sj
from sergiojax.noise import PROFILES
from sergiojax.ui.controls.noise_profile import ABOUT, CLEAN, choose_profile, profile_label


class Menu:
    """Stands for the page; it shows the choices, and one of them is chosen."""

    def __init__(self, chosen):
        self.chosen = chosen

    def selectbox(self, _label, options, **_):
        assert options == [CLEAN, *PROFILES]
        return self.chosen


def test_clean_is_no_profile_and_any_other_choice_is_one():
    assert choose_profile(Menu(CLEAN), key="") is None
    assert choose_profile(Menu("DS3"), key="") == "DS3"


def test_every_profile_says_what_is_known_of_it():
    assert list(ABOUT) == list(PROFILES)
    labels = [profile_label(name) for name in PROFILES]
    assert len({label.partition(": ")[2] for label in labels}) == len(labels)
    assert profile_label("DS1") == "DS1: 100 genes, 9 types, 83 % zeros"
    assert profile_label("DS8") == "DS8: Smart-seq, library size 49,021, dropout percentile 92"
    assert profile_label("Custom") == "Custom"


@pytest.mark.validate
@pytest.mark.parametrize(("name", "number"), [("DS1", 4), ("DS2", 5), ("DS3", 6)])
def test_the_facts_of_a_profile_are_those_of_its_data_set(shared_data, name, number):
    folder = shared_data / "sergio" / name
    regulators = folder / f"Regs_cID_{number}.txt"
    grn = sj.read_grn(folder / f"Interaction_cID_{number}.txt", master_regulators=regulators)
    counts = np.asarray(sj.simulate(grn, 300, seed=0, technical_noise=name).X)
    said = f"{grn.n_genes:,} genes, {grn.n_cell_types} types, {(counts == 0).mean():.0%} zeros"
    assert said.replace("%", " %") in ABOUT[name]
