"""Between canvas and design nothing gets lost, and what is drawn gets values that suit it."""

import numpy as np
import pytest

from sergiojax.datasets import list_examples, load_design
from sergiojax.grn import GRN, Annotation, Design, typical_strength
from sergiojax.ui.design.open_menu import blank_design
from sergiojax.ui.design.tables import edge_table, gene_table, with_edge_table, with_gene_table
from sergiojax.ui.drawing import design_of, graph_of, with_network


def node(name, **attrs):
    return {"id": name, "name": name, "x": 0.0, "y": 0.0, "attrs": attrs}


def edge(source, target, strength=-40.0, **attrs):
    return {"source": source, "target": target, "strength": strength, "attrs": attrs}


def drawn(*nodes, edges=(), before=None):
    graph = {"nodes": list(nodes), "edges": list(edges), "texts": []}
    return design_of(graph, before or blank_design())


def same_assumed(one, other):
    """The same kinds, genes and edges were filled in."""
    pairs = [(one.assumed, other.assumed), (other.assumed, one.assumed)]
    return all(np.array_equal(mask, b[kind]) for a, b in pairs for kind, mask in a.items())


def rates(design):
    return dict(zip(design.grn.gene_names, design.grn.basal_rate[0].tolist(), strict=True))


@pytest.mark.parametrize("name", [example.name for example in list_examples()])
def test_an_example_survives_the_canvas(name):
    design = load_design(name).with_positions()
    again = design_of(graph_of(design), design)
    assert again.grn.digest() == design.grn.digest()
    assert again.positions == design.positions
    assert again.notes == design.notes


def test_a_drawing_survives_the_canvas_with_rates_that_still_follow_it():
    design = drawn(node("A"), node("B"), edges=[edge("A", "B")])
    again = design_of(graph_of(design), design)
    assert again.grn.digest() == design.grn.digest()
    assert same_assumed(again, design)


def test_texts_on_the_drawing_survive_the_canvas_and_the_tables():
    texts = (Annotation("off state\nof <b>TetR</b>", -20.5, 40.0), Annotation("x", 0.0, 0.0))
    design = load_design("toggle-switch").replace(annotations=texts)
    assert design_of(graph_of(design), design).annotations == texts
    assert with_gene_table(design, gene_table(design)).annotations == texts
    assert with_edge_table(design, edge_table(design)).annotations == texts


def test_a_renamed_gene_keeps_its_numbers_and_its_edges():
    design = load_design("toggle-switch")
    graph = graph_of(design)
    graph["nodes"][0]["name"] = "GFP"
    renamed = design_of(graph, design)
    assert renamed.grn.gene_names == ("GFP", "TetR")
    assert np.array_equal(renamed.grn.strength, design.grn.strength)
    assert np.array_equal(renamed.grn.half_response, design.grn.half_response)
    assert "GFP" in renamed.positions


def test_an_undone_deletion_brings_every_number_back():
    design = load_design("krumsiek11").with_positions()
    graph = graph_of(design)
    gone = graph["nodes"][0]["id"]
    nodes = [one for one in graph["nodes"] if one["id"] != gone]
    edges = [one for one in graph["edges"] if gone not in {one["source"], one["target"]}]
    smaller = design_of({**graph, "nodes": nodes, "edges": edges}, design)
    assert gone not in smaller.grn.gene_names
    assert design_of(graph, smaller).grn.digest() == design.grn.digest()


def test_factors_and_automatic_half_responses_survive_the_canvas():
    grn = GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": [1.0, 4.0]}, cell_types=["x", "y"])
    design = Design(grn.replace(strength_factor=[[1.0], [0.5]]))
    again = design_of(graph_of(design), design)
    assert again.grn.digest() == design.grn.digest()
    assert np.isnan(again.grn.half_response[0])


def test_a_drawn_gene_is_expressed_as_long_as_nothing_regulates_it():
    alone = drawn(node("A"), node("B"))
    assert rates(alone) == {"A": 20.0, "B": 20.0}
    graph = graph_of(alone)
    graph["edges"].append(edge("A", "B"))
    connected = design_of(graph, alone)
    assert rates(connected) == {"A": 20.0, "B": 0.0}
    graph = graph_of(connected)
    graph["edges"].clear()
    assert rates(design_of(graph, connected)) == rates(alone)


def test_a_rate_that_the_person_set_no_longer_follows_the_drawing():
    design = drawn(node("A"), node("B"))
    design = design.replace(grn=design.grn.replace(basal_rate=[[20.0, 19.0]]))
    assert design.assumed["basal_rate"].tolist() == [True, False]
    graph = graph_of(design)
    graph["edges"].append(edge("A", "B"))
    assert rates(design_of(graph, design))["B"] == 19.0


def test_what_is_drawn_takes_the_scale_of_its_network():
    design = load_design("toggle-switch")
    assert not design.assumed
    graph = graph_of(design)
    graph["nodes"] += [node("GFP"), node("IPTG")]
    graph["edges"].append(edge("LacI", "GFP", typical_strength(design.grn)))
    drawn = design_of(graph, design)
    grn = drawn.grn
    assert np.isnan(grn.half_response[-1])
    assert grn.basal_rate[0, -1] == pytest.approx(np.median(np.abs(design.grn.strength)) / 2)
    assert {kind: np.nonzero(mask)[0].tolist() for kind, mask in drawn.assumed.items()} == {
        "strength": [2],
        "hill_coefficient": [2],
        "half_response": [2],
        "basal_rate": [2, 3],
        "decay": [2, 3],
        "noise_amplitude": [2, 3],
    }
    assert grn.hill_coefficient[-1] == pytest.approx(np.median(design.grn.hill_coefficient))
    assert grn.decay[-1] == pytest.approx(np.median(design.grn.decay))


def test_a_changed_edge_counts_as_set_and_undo_takes_that_back():
    design = drawn(node("A"), node("B"), edges=[edge("A", "B")])
    sent = graph_of(design)
    flipped = graph_of(design)
    flipped["edges"][0]["strength"] = 40.0
    assert design_of(flipped, design).assumed["strength"].all()  # the size is still the default
    graph = graph_of(design)
    graph["edges"][0]["strength"] = -30.0
    stronger = design_of(graph, design)
    assert "strength" not in stronger.assumed
    assert same_assumed(design_of(sent, stronger), design)


def test_a_sign_that_was_drawn_by_lot_is_set_by_a_flip():
    design = drawn(node("A"), node("B"), edges=[edge("A", "B")])
    design = design.replace(assumed={**design.assumed, "sign": [True]})
    graph = graph_of(design)
    assert design_of(graph, design).assumed["sign"].all()
    graph["edges"][0]["strength"] *= -1
    flipped = design_of(graph, design)
    assert "sign" not in flipped.assumed
    assert flipped.assumed["strength"].all()


@pytest.mark.parametrize(
    ("nodes", "edges"),
    [
        ([node("A", l="fast")], []),
        ([node("A", l=-1.0)], []),
        ([node("A", l=None)], []),
        ([node("A", b="much")], []),
        ([node("A")], [edge("A", "A", n=-2.0)]),
        ([node("A", a=[0], b=None)], []),
        ([node("A")], [edge("A", "A", h="high")]),
    ],
)
def test_a_tampered_number_is_refused(nodes, edges):
    with pytest.raises(ValueError, match=r"."):
        drawn(*nodes, edges=edges)


def test_a_network_that_takes_the_place_keeps_what_is_around_it():
    design = drawn(node("A"), node("B")).replace(
        notes="why",
        annotations=[Annotation("off", 1.0, 2.0)],
        settings={"n_cells": 5},
    )
    rates = np.array(design.grn.basal_rate)
    rates[:, 0] = 55.0
    changed = with_network(design, design.grn.replace(basal_rate=rates))
    assert changed.settings == {"n_cells": 5}
    assert changed.assumed["basal_rate"].tolist() == [False, True]
    assert changed.positions == design.positions
    graph = graph_of(changed)
    graph["edges"].append(edge("B", "A"))  # drawn afterwards: the rate that was set stays
    assert design_of(graph, changed).grn.basal_rate[0, 0] == 55.0
    other = GRN.from_edges([("A", "C", 1.0)], basal_rates={})
    taken = with_network(design, other)
    assert (taken.notes, taken.annotations) == ("why", design.annotations)
    assert taken.positions["A"] == design.positions["A"]
    assert set(taken.positions) == {"A", "C"}
