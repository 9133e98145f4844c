"""A figure follows a slider that is being dragged, as long as its report is about the design."""

import pytest

from sergiojax.datasets import load_design
from sergiojax.ui.controls import sliders
from sergiojax.ui.controls.parameters import slider_groups

KEY, EDITION = "panel", 7
DESIGN = load_design("toggle-switch")
SELECTED = {"nodes": [DESIGN.grn.gene_names[0]], "edges": []}


def values(design):
    groups = slider_groups(design, SELECTED, 0)
    return {slider["id"]: slider["value"] for group in groups for slider in group["sliders"]}


MOVED = next(name for name, value in values(DESIGN).items() if value > 0)


@pytest.fixture
def report(state, monkeypatch):
    """Let the panel report a value of the first slider."""
    monkeypatch.setattr(sliders.session, "edition", lambda: EDITION)
    state.visit.design = DESIGN

    def send(*, base_rev=EDITION, final=False):
        sent = {"values": {MOVED: 1.25 * values(DESIGN)[MOVED]}, "changed": MOVED, "seq": 1}
        state[KEY] = {"sliders": sent | {"base_rev": base_rev, "final": final}}

    return send


def test_without_a_report_the_design_is_drawn(report):
    assert sliders.preview(0, key=KEY) is DESIGN


def test_a_slider_under_the_thumb_changes_one_parameter_of_a_copy(report):
    report()
    found = sliders.preview(0, key=KEY)
    assert found is not DESIGN
    before, after = values(DESIGN), values(found)
    changed = [name for name in before if before[name] != after[name]]
    assert changed == [MOVED, "l"]  # and the slider of all decay rates, which counts it
    assert after[MOVED] == pytest.approx(1.25 * before[MOVED])


@pytest.mark.parametrize("outdated", [{"base_rev": EDITION - 1}, {"final": True}])
def test_a_report_of_an_earlier_design_or_a_kept_value_is_not_drawn_again(report, outdated):
    report(**outdated)
    assert sliders.preview(0, key=KEY) is DESIGN
