"""Two designs by their names: what only one has, and which numbers differ."""

import numpy as np
import pytest

from sergiojax import GRN, list_examples, load_example
from sergiojax.analysis import Change, compare_designs


def _network(**changes) -> GRN:
    settings = {"basal_rates": {"A": [4.0, 8.0], "E": 3.0}, "cell_types": ["stem", "blood"]}
    return GRN.from_edges([("A", "B", 8.0), ("B", "C", 6.0)], **settings | changes)


@pytest.mark.parametrize("info", list_examples(), ids=lambda info: info.name)
def test_a_design_does_not_differ_from_itself(info):
    grn = load_example(info.name)
    difference = compare_designs(grn, grn)
    assert difference.is_empty
    assert difference.rows() == []


def test_order_does_not_matter():
    turned = GRN.from_edges(
        [("B", "C", 6.0), ("A", "B", 8.0)],
        basal_rates={"E": 3.0, "A": [8.0, 4.0]},
        cell_types=["blood", "stem"],
    )
    assert turned.gene_names != _network().gene_names
    assert compare_designs(_network(), turned).is_empty


def test_what_only_one_has_is_told():
    other = GRN.from_edges(
        [("A", "B", 8.0), ("A", "D", 2.0)],
        basal_rates={"A": [4.0, 8.0, 1.0]},
        cell_types=["stem", "blood", "skin"],
    )
    found = compare_designs(_network(), other)
    assert found.genes_only_in_one == ("C", "E")
    assert found.genes_only_in_other == ("D",)
    assert found.edges_only_in_one == (("B", "C"),)
    assert found.edges_only_in_other == (("A", "D"),)
    assert found.cell_types_only_in_one == ()
    assert found.cell_types_only_in_other == ("skin",)
    assert found.changes == ()
    assert ("edge B → C", "yes", "no") in found.rows()
    assert ("cell type skin", "no", "yes") in found.rows()


def test_every_kind_of_number_is_compared():
    one = _network()
    strength, hill, half = [-8.0, 6.0], [2.0, 3.0], [1.5, np.nan]
    basal, decay, noise = np.array(one.basal_rate), [0.8, 0.8, 1.0, 0.8], [1.0, 0.5, 1.0, 1.0]
    basal[1, 0] = 9.0
    other = one.replace(
        strength=strength,
        hill_coefficient=hill,
        half_response=half,
        basal_rate=basal,
        decay=decay,
        noise_amplitude=noise,
        strength_factor=[[1.0, 1.0], [1.0, 2.0]],
        product=[False, True, False, False],
    )
    found = compare_designs(one, other)
    by_label = {change.label: (change.one, change.other) for change in found.changes}
    assert by_label.pop("h A → B")[1] == 1.5
    assert by_label == {
        "K A → B": (8.0, -8.0),
        "n B → C": (2.0, 3.0),
        "factor on K B → C (blood)": (1.0, 2.0),
        "b A (blood)": (8.0, 9.0),
        "λ C": (pytest.approx(0.8), 1.0),
        "q B": (1.0, 0.5),
    }
    assert found.sign_changes == (("A", "B"),)
    assert found.logic_changed == (("B", "sum", "product"),)
    rows = {row.what: (row.one, row.other) for row in found.rows()}
    assert rows["h A → B"] == ("automatic", "1.5")
    assert rows["logic B"] == ("sum", "product")
    assert rows["K A → B"] == ("8", "-8")


def test_swapping_the_designs_swaps_every_pair():
    one, other = _network(), _network(decay={"B": 1.0})
    [change] = compare_designs(one, other).changes
    [back] = compare_designs(other, one).changes
    assert back == Change("decay", "B", None, change.other, change.one)


def test_last_bits_are_no_difference():
    one = _network()
    assert compare_designs(one, one.replace(decay=one.decay * (1 + 2e-7))).is_empty


def test_empty_networks_are_compared_too():
    empty = GRN.from_edges([], basal_rates={}, cell_types=["stem"])
    assert compare_designs(empty, empty).is_empty
    assert compare_designs(empty, _network()).genes_only_in_other == ("A", "B", "C", "E")
