"""A large network in columns: places, signs, and the groups that only Python knows."""

import json

import pytest

from sergiojax.grn import GRN, Design
from sergiojax.ui.canvas.overview import groups_of, needs_groups, overview_of

EDGES = [("A", "B", 3.0), ("B", "C", -2.0), ("A", "C", 0.0)]
GRN_OF_THREE = GRN.from_edges(EDGES, basal_rates={"A": [1.0, 9.0]})


def test_edges_have_their_signs_and_genes_without_a_place_lie_at_the_origin():
    found = overview_of(Design(GRN_OF_THREE, positions={"B": (10.6, -3.2)}))
    assert json.loads(json.dumps(found)) == found
    assert found["name"] == ["A", "B", "C"]
    assert (found["x"], found["y"]) == ([0, 11, 0], [0, -3, 0])
    names = found["name"]
    signs = {
        (names[one], names[other]): sign
        for one, other, sign in zip(found["source"], found["target"], found["sign"], strict=True)
    }
    assert signs == {("A", "B"): "+", ("B", "C"): "-", ("A", "C"): "0"}


def test_cell_types_are_found_only_when_genes_are_coloured_by_them():
    without, with_types = (groups_of(GRN_OF_THREE, colouring=by) for by in ("module", "cell_type"))
    assert without["level"] == with_types["level"] == [0, 1, 2]
    assert (without["cell_type"], without["cell_types"]) == (None, [])
    assert [name for name, _ in with_types["cell_types"]] == list(GRN_OF_THREE.cell_types)
    assert with_types["cell_type"][:2] == [1, 1]  # A has more in the second type, and so B


@pytest.mark.parametrize(
    ("colouring", "needs"),
    [("none", False), ("degree", False), ("level", True), ("module", True), ("cell_type", True)],
)
def test_degrees_are_known_to_the_browser_itself(colouring, needs):
    assert needs_groups(colouring) is needs
