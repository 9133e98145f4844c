"""The badges of the lights: how many, how grave, and what a click selects."""

import numpy as np
import pytest

from sergiojax.analysis import Diagnosis, diagnose
from sergiojax.datasets import load_example
from sergiojax.grn import random_network
from sergiojax.ui.design import lights


def finding(check="never-on", severity="warning", **culprits):
    return Diagnosis(check, severity, "It is so.", "Do this.", **culprits)


@pytest.fixture
def pointed(monkeypatch):
    found = []
    monkeypatch.setattr(lights.session, "point_at", lambda *culprit: found.append(culprit))
    monkeypatch.setattr(lights.st, "rerun", lambda: None)
    return found


def test_a_badge_counts_findings_of_its_kind():
    assert lights._badge([finding()]) == ":orange[:material/warning:] Never on"
    assert lights._badge([finding(severity="problem")] * 3) == ":red[:material/error:] Never on 3"
    assert lights._badge([finding("unknown", "note")]).endswith("unknown")


def test_every_finding_has_a_title():
    grn = random_network(8, seed=0)
    dark = grn.replace(basal_rate=0.0 * np.asarray(grn.basal_rate), noise_amplitude=0.5)
    found = {each.check for one in (grn, dark, load_example("cascade")) for each in diagnose(one)}
    assert len(found) > 4
    assert found <= lights._TITLES.keys()


def test_a_single_finding_selects_its_culprit_and_one_of_several_waits_for_a_choice(state, pointed):
    one, other = finding(genes=("A",)), finding(edges=(("A", "B"),))
    by_check = {"never-on": [one], "dead-edge": [one, other], "cost": [finding("cost")]}
    for check in (*by_check, None):
        state[lights._CHOSEN] = check
        lights._point_at_chosen(by_check)
    assert pointed == [(("A",), ())]
    for number in (1, None, 2):  # a number of before may be too large now
        state[lights._LISTED] = number
        lights._point_at_listed(by_check["dead-edge"])
    assert pointed[1:] == [((), (("A", "B"),))]
