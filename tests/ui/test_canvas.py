"""Between canvas and design nothing gets lost, and what is drawn gets values that suit it."""

import numpy as np
import pytest

from sergiojax.datasets import list_examples, load_design
from sergiojax.grn import GRN, Annotation, Design
from sergiojax.ui.canvas import (
    AUTOMATIC,
    design_of,
    drawing_scale,
    graph_of,
    with_network,
    without_automatic,
)
from sergiojax.ui.open_menu import blank_design
from sergiojax.ui.tables import edge_table, gene_table, with_edge_table, with_gene_table


def node(name, **attrs):
    return {"id": name, "name": name, "x": 0.0, "y": 0.0, "attrs": attrs}


def edge(source, target, strength=-40.0, **attrs):
    return {"source": source, "target": target, "strength": strength, "attrs": attrs}


def drawn(*nodes, edges=(), before=None):
    graph = {"nodes": list(nodes), "edges": list(edges), "texts": []}
    return design_of(graph, before or blank_design())


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
    assert again.settings == design.settings


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
    scale = drawing_scale(blank_design().grn)
    alone = drawn(node("A"), node("B"))
    assert rates(alone) == {"A": scale.basal_rate, "B": scale.basal_rate}
    graph = graph_of(alone)
    graph["edges"].append(edge("A", "B"))
    connected = design_of(graph, alone)
    assert rates(connected) == {"A": scale.basal_rate, "B": 0.0}
    graph = graph_of(connected)
    graph["edges"].clear()
    assert rates(design_of(graph, connected)) == rates(alone)


def test_a_rate_that_the_person_set_no_longer_follows_the_drawing():
    design = without_automatic(drawn(node("A"), node("B")), ["B"])
    assert design.settings[AUTOMATIC] == ["A"]
    graph = graph_of(design)
    graph["edges"].append(edge("A", "B"))
    assert rates(design_of(graph, design))["B"] == rates(design)["B"] > 0


def test_a_drawn_edge_takes_the_scale_of_its_network():
    design = load_design("toggle-switch")
    scale = drawing_scale(design.grn)
    graph = graph_of(design)
    graph["nodes"].append(node("GFP"))
    graph["edges"].append(edge("LacI", "GFP", scale.strength))
    grn = design_of(graph, design).grn
    assert grn.half_response[-1] == pytest.approx(scale.half_response)
    assert grn.hill_coefficient[-1] == pytest.approx(np.median(design.grn.hill_coefficient))
    assert grn.decay[-1] == pytest.approx(np.median(design.grn.decay))


@pytest.mark.parametrize(
    ("nodes", "edges"),
    [
        ([node("A", l="fast")], []),
        ([node("A", l=-1.0)], []),
        ([node("A", l=None)], []),
        ([node("A", b="much")], []),
        ([node("A")], [edge("A", "A", n=-2.0)]),
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
        settings={"n_cells": 5, AUTOMATIC: ["A", "B"]},
    )
    rates = np.array(design.grn.basal_rate)
    rates[:, 0] = 55.0
    changed = with_network(design, design.grn.replace(basal_rate=rates))
    assert changed.settings == {"n_cells": 5, AUTOMATIC: ["B"]}
    assert changed.positions == design.positions
    graph = graph_of(changed)
    graph["edges"].append(edge("B", "A"))  # drawn afterwards: the rate that was set stays
    assert design_of(graph, changed).grn.basal_rate[0, 0] == 55.0
    other = GRN.from_edges([("A", "C", 1.0)], basal_rates={})
    taken = with_network(design, other)
    assert (taken.notes, taken.annotations) == ("why", design.annotations)
    assert taken.positions["A"] == design.positions["A"]
    assert set(taken.positions) == {"A", "C"}
