"""The list of targets: a form for every kind, and a target that is removed takes no other along."""

import pytest

from sergiojax.inference import Level
from sergiojax.ui.improve import targets


def test_every_kind_of_target_has_a_form():
    assert targets._FORMS.keys() == targets._KINDS.keys()


@pytest.mark.parametrize(
    ("removed", "left"), [("A", ["B", "A"]), ("B", ["A", "A"]), ("C", ["A", "B", "A"])]
)
def test_one_of_equal_targets_is_removed(monkeypatch, removed, left):
    kept = [Level(gene, 1.0) for gene in "ABA"]
    monkeypatch.setattr(targets, "kept_targets", lambda: list(kept))
    monkeypatch.setattr(targets, "keep_targets", lambda new: kept.__setitem__(slice(None), new))
    targets._remove(Level(removed, 1.0))
    assert [target.gene for target in kept] == left
