"""Designs: checked, copied, and completed with positions."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sergiojax.grn import GRN, Annotation, Design, layout_positions

GRN_ABC = GRN.from_edges([("A", "B", 3.0), ("B", "C", -2.0)], basal_rates={"A": 1.0})


def test_a_design_keeps_copies():
    positions = {"A": (1.0, 2.0)}
    settings = {"cells": {"type_1": 300}}
    design = Design(GRN_ABC, positions, settings, "why")
    positions["A"] = (0.0, 0.0)
    settings["cells"]["type_1"] = 0
    assert design.positions == {"A": (1.0, 2.0)}
    assert design.settings == {"cells": {"type_1": 300}}
    assert design.notes == "why"


def test_a_design_is_frozen():
    with pytest.raises(AttributeError):
        Design(GRN_ABC).notes = "changed"


@pytest.mark.parametrize(
    ("parts", "error", "message"),
    [
        ({"positions": {"X": (0.0, 0.0)}}, ValueError, "'X', which is not in the network"),
        ({"positions": {"B": (0.0, float("nan"))}}, ValueError, "position of gene B must be two"),
        ({"positions": {"B": (0.0,)}}, ValueError, "position of gene B must be two numbers"),
        ({"positions": {"B": "ab"}}, ValueError, "position of gene B must be two numbers"),
        ({"settings": {"run": {1, 2}}}, TypeError, "setting 'run' is not a JSON value"),
        ({"settings": {"run": float("inf")}}, TypeError, "setting 'run' is not a JSON value"),
        ({"settings": {3: 1}}, TypeError, "Names of settings must be strings, but one is 3"),
        ({"settings": {"run": "\ud800"}}, ValueError, "setting 'run' cannot be written"),
        ({"annotations": [Annotation("x", 0.0, math.nan)]}, ValueError, "'x' has no place"),
        ({"annotations": [Annotation(3, 0.0, 0.0)]}, TypeError, "must be text, but is a int"),
        ({"annotations": [Annotation("x" * 301, 0.0, 0.0)]}, ValueError, "1 to 300 characters"),
        ({"annotations": [Annotation("\ud800", 0.0, 0.0)]}, ValueError, "be written as Unicode"),
        ({"annotations": [Annotation("x", 0.0, 0.0)] * 201}, ValueError, "at most 200 annotations"),
        ({"notes": 3}, TypeError, "`notes` must be text, but is a int"),
        ({"notes": "\ud800"}, ValueError, "The notes cannot be written"),
        ({"grn": "A"}, TypeError, "`grn` must be a GRN, but is a str"),
    ],
)
def test_checks_name_the_culprit(unchecked, parts, error, message):
    with pytest.raises(error, match=message):
        Design(**{"grn": GRN_ABC, **parts})


def test_replace_drops_positions_of_genes_that_are_gone():
    design = Design(GRN_ABC, {"A": (1.0, 2.0), "C": (3.0, 4.0)}, {"x": 1}, "why")
    smaller = design.replace(grn=GRN.from_edges([("A", "B", 1.0)], basal_rates={}))
    assert smaller.positions == {"A": (1.0, 2.0)}
    assert (smaller.settings, smaller.notes) == ({"x": 1}, "why")
    assert design.replace(notes="").positions == design.positions
    with pytest.raises(ValueError, match="'C', which is not in the network"):
        design.replace(grn=smaller.grn, positions=design.positions)


def test_replace_names_what_it_does_not_know():
    with pytest.raises(TypeError, match=r"A design has no `note`; it has grn, positions"):
        Design(GRN_ABC).replace(note="")


def test_without_positions_the_network_is_laid_out():
    design = Design(GRN_ABC).with_positions("circle")
    assert design.positions == layout_positions(GRN_ABC, "circle")
    assert design.with_positions() is design


@given(st.lists(st.integers(-500, 500), min_size=4, max_size=4))
def test_new_genes_are_put_below_the_drawing(coordinates):
    x1, y1, x2, y2 = map(float, coordinates)
    design = Design(GRN_ABC, {"A": (x1, y1), "B": (x2, y2)})
    more = GRN.from_edges([("A", "B", 3.0)], basal_rates=dict.fromkeys("CDEFG", 1.0))
    completed = design.replace(grn=more).with_positions()
    assert completed.positions["A"] == (x1, y1)
    new = [completed.positions[gene] for gene in "CDEFG"]
    assert all(y > max(y1, y2) + 90 for _, y in new)
    assert len(set(new)) == 5
    apart = [abs(x - u) + abs(y - v) for x, y in new for u, v in new if (x, y) != (u, v)]
    assert min(apart) >= 90
