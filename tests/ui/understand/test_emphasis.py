"""What the canvas shows on the Understand page: loops with their signs, and edges with a share."""

import numpy as np

from sergiojax.grn import GRN, feedback_loops
from sergiojax.ui.understand.emphasis import _edges, _loop

EDGES = [("A", "B", 3.0), ("B", "C", -2.0), ("C", "A", 4.0), ("B", "B", 0.0)]


def ring(*signs):
    edges = [
        (one, other, sign * size) for (one, other, size), sign in zip(EDGES, signs, strict=False)
    ]
    return GRN.from_edges(edges, basal_rates={"A": [1.0]})


def shown(grn):
    ids = {name: f"id-{name}" for name in grn.gene_names}
    return [_loop(grn, loop, ids) for loop in feedback_loops(grn).loops]


def test_a_loop_is_written_with_its_arrows_and_what_it_can_do():
    [loop] = shown(ring(1, 1, 1))
    assert loop["text"] == "A → B ⊣ C → A"
    assert loop["sign"] == "−"
    assert "oscillate" in loop["title"]
    assert loop["edges"] == [("id-A", "id-B"), ("id-B", "id-C"), ("id-C", "id-A")]
    [loop] = shown(ring(-1, 1, 1))
    assert loop["text"] == "A ⊣ B ⊣ C → A"
    assert loop["sign"] == "+"
    assert "two states" in loop["title"]


def test_an_edge_without_strength_makes_a_loop_that_does_nothing():
    loop, _ = shown(ring(1, 1, 1, 1))
    assert (loop["text"], loop["sign"]) == ("B → B", "?")
    assert loop["edges"] == [("id-B", "id-B")]


def test_every_edge_has_its_own_share():
    grn = ring(1, 1, 1)
    share = np.array([0.1, 0.2, 0.3])
    found = _edges(grn, share, {name: name.lower() for name in grn.gene_names})
    names = [(one.lower(), other.lower()) for one, other, _ in EDGES[:3]]
    by_pair = {(one, other): each for one, other, each in found}
    for place, (one, other) in enumerate(
        zip(grn.regulator.tolist(), grn.target.tolist(), strict=True)
    ):
        pair = grn.gene_names[one].lower(), grn.gene_names[other].lower()
        assert by_pair[pair] == share[place]
    assert sorted(by_pair) == sorted(names)
