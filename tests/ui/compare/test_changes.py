"""What a mutant has changed: kept with the design, read back whatever a file or a link holds."""

import pytest

from sergiojax.datasets import load_design
from sergiojax.ui.compare.changes import as_perturbation, gene_changes
from sergiojax.ui.settings import GeneChange

KEPT = "perturbation"
KNOCK_OUT = {"gene": "LacI", "kind": "knockdown", "value": 1.0}


def toggle_with(*kept):
    return load_design("toggle-switch").replace(settings={KEPT: list(kept)})


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("knockdown", 1.0, "knocked out"),
        ("knockdown", 0.25, "knocked down by 25%"),
        ("overexpression", 2.5, "× 2.5"),
        ("clamp", 0.0, "held at 0"),
    ],
)
def test_a_change_is_said_in_words(kind, value, words):
    assert GeneChange("A", kind, value).words == words


def test_the_last_change_of_a_gene_counts_and_a_gene_that_is_gone_is_named():
    more = KNOCK_OUT | {"kind": "overexpression", "value": 3}
    gone = KNOCK_OUT | {"gene": "Gone"}
    known, lost = gene_changes(toggle_with(KNOCK_OUT, gone, KNOCK_OUT | {"gene": "TetR"}, more))
    assert known == [("LacI", "overexpression", 3.0), ("TetR", "knockdown", 1.0)]
    assert lost == ["Gone"]


@pytest.mark.parametrize(
    "nonsense",
    [
        KNOCK_OUT | {"value": 1.01},
        KNOCK_OUT | {"value": -0.1},
        KNOCK_OUT | {"value": True},
        KNOCK_OUT | {"value": "1"},
        KNOCK_OUT | {"kind": ["clamp"]},
        KNOCK_OUT | {"gene": 7},
        KNOCK_OUT | {"more": 1},
        ["LacI", "knockdown", 1.0],
    ],
)
def test_nonsense_is_left_out_and_the_rest_is_kept(nonsense):
    known, lost = gene_changes(toggle_with(nonsense, KNOCK_OUT | {"gene": "TetR"}))
    assert known == [("TetR", "knockdown", 1.0)]
    assert not lost


def test_all_changes_make_one_perturbation():
    changes = [
        GeneChange("A", "knockdown", 0.5),
        GeneChange("B", "clamp", 7.0),
        GeneChange("C", "overexpression", 2.0),
        GeneChange("D", "knockdown", 1.0),
    ]
    found = as_perturbation(changes, time=3.0)
    assert found.knockdown == {"A": 0.5, "D": 1.0}
    assert found.overexpression == {"C": 2.0}
    assert found.clamp == {"B": 7.0}
    assert found.time == 3.0
