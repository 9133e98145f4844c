"""Targets are kept as JSON with the design, and nonsense in a file or a link is left out."""

import json
from typing import get_args

import pytest

from sergiojax.datasets import load_design
from sergiojax.grn import Parameter
from sergiojax.inference import (
    Bistable,
    Level,
    LowNoise,
    Marker,
    Oscillation,
    Ratio,
    Response,
    Target,
)
from sergiojax.ui.improve import kept_targets as kept

GRN = load_design("toggle-switch").grn
TYPE = GRN.cell_types[0]
LEVEL = Level("LacI", 10.0, cell_type=TYPE, knockout=("TetR",), weight=2.0)
DOSE = {"doses": (0.1, 10.0), "low": 1.0, "high": 20.0}
TARGETS = [
    LEVEL,
    Ratio("LacI", "TetR", value=2.0),
    Marker("LacI", TYPE, fold=3.0),
    Bistable(("LacI", "TetR"), 5.0),
    Oscillation("LacI", 6.0),
    LowNoise("LacI", 0.5, measure="cv"),
    Response("LacI", Parameter("basal_rate", "TetR", TYPE), **DOSE),
]


@pytest.fixture
def settings(state):
    """Put settings into the design as a file holds them."""
    design = load_design("toggle-switch")

    def keep(**changes):
        state.visit.design = design.replace(settings=json.loads(json.dumps(changes)))

    keep()
    return keep


def test_targets_of_every_kind_come_back_as_they_were(settings, state):
    assert {type(target) for target in TARGETS} == set(get_args(Target))
    kept.keep_targets(TARGETS)
    settings(**state.visit.design.settings)
    assert kept.kept_targets() == TARGETS
    kept.keep_targets([])
    assert not kept.kept_targets()


@pytest.mark.parametrize(
    "nonsense",
    [
        "text",
        {},
        {"kind": "Wish", "gene": "LacI"},
        {"kind": "Level"},
        {"kind": "Level", "gene": "LacI", "value": "much"},
        {"kind": "Level", "gene": "LacI", "value": -1},
        {"kind": "Level", "gene": {"of": "LacI"}, "value": 1},
        {"kind": ["Level"], "gene": "LacI", "value": 1},
        {"kind": "Response", "gene": "LacI", "parameter": 1, **DOSE},
    ],
)
def test_nonsense_is_left_out_and_the_rest_is_kept(settings, nonsense):
    settings(targets=[nonsense, {"kind": "Level", "gene": "LacI", "value": 3}])
    assert kept.kept_targets() == [Level("LacI", 3)]
    settings(targets=nonsense)
    assert not kept.kept_targets()


@pytest.mark.parametrize(
    ("target", "fits"),
    [
        (LEVEL, True),
        (Level("Gone", 1.0), False),
        (Level("LacI", 1.0, knockout=("Gone",)), False),
        (Level("LacI", 1.0, cell_type="gone"), False),
        (Bistable(("LacI", "Gone"), 5.0), False),
        (Response("LacI", Parameter("basal_rate", "Gone"), **DOSE), False),
        (Response("LacI", Parameter("strength", ("TetR", "TetR")), **DOSE), False),
        (Response("LacI", Parameter("strength", ("TetR", "LacI")), **DOSE), True),
    ],
)
def test_a_target_fits_a_network_that_has_all_it_names(settings, target, fits):
    assert kept.fits(target, GRN) is fits
    kept.keep_targets([target, LEVEL])
    assert kept.targets_of(GRN) == ((target, LEVEL) if fits else (LEVEL,))
