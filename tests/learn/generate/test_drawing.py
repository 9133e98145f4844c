"""What follows from the edges of a network alone."""

import numpy as np
import pytest

from sergiojax import random_network
from sergiojax.learn import NetworkGenerator, cells_of, fit
from sergiojax.learn.generate._drawing import drawing_of


def test_the_type_reaches_genes_without_regulators():
    drawing = drawing_of((("A", "B", 1), ("B", "C", 1), ("D", "C", -1)))
    assert drawing.entered == {"A", "D"}
    assert (drawing.n_targets, drawing.n_regulators, drawing.depth) == (2, 2, 2)


def test_the_type_reaches_a_loop_that_nothing_outside_regulates():
    free = drawing_of((("A", "B", -1), ("B", "A", -1), ("B", "C", 1)))
    assert free.entered == {"A", "B"}
    driven = drawing_of((("A", "B", -1), ("B", "A", -1), ("M", "A", 1)))
    assert driven.entered == {"M"}


def test_an_edge_of_a_gene_onto_itself_is_not_read():
    drawing = drawing_of((("A", "A", 1), ("A", "B", 1)))
    assert drawing.edges == ((0, 1, 1),)
    assert drawing.entered == {"A"}


def test_the_longest_path_is_always_swept():
    chain = tuple((f"G{place}", f"G{place + 1}", 1) for place in range(20))
    assert NetworkGenerator(edges=chain).n_sweeps == 21
    assert NetworkGenerator(edges=chain[:3]).n_sweeps == 8


def test_a_network_gives_its_edges_with_the_signs_of_strengths():
    grn = random_network(12, seed=1)
    edges = NetworkGenerator.of(grn).edges
    assert [edge[2] for edge in edges] == np.sign(grn.strength).astype(int).tolist()
    assert edges[0][:2] == tuple(grn.edge_name(0).split(" → "))


@pytest.mark.parametrize(
    ("edges", "match"),
    [
        ((("A", "B", 2),), "sign of an edge must be 1, -1, or 0"),
        ((("A", "B", 1), ("A", "B", -1)), "A → B is twice"),
    ],
)
def test_wrong_edges_are_refused(edges, match):
    with pytest.raises(ValueError, match=match):
        NetworkGenerator(edges=edges)


@pytest.mark.parametrize("edges", ["AB", (("A", "B"),), (("A", 1, 1),)])
def test_what_is_not_a_list_of_edges_is_refused(edges):
    with pytest.raises(TypeError, match="edges"):
        NetworkGenerator(edges=edges)


def test_genes_that_cells_lack_are_listed_with_the_way_out(key):
    cells = cells_of(np.ones((4, 2)), gene_names=["A", "B"])
    learner = NetworkGenerator(edges=(("A", "B", 1), ("X", "B", 1), ("B", "Y", -1)), n_steps=1)
    with pytest.raises(ValueError, match=r"lack 2 of the 4 genes of the network: X, Y\..*within"):
        fit(learner, cells, key=key)
    assert learner.within(cells.gene_names).edges == (("A", "B", 1),)


def test_a_network_is_needed(key):
    with pytest.raises(ValueError, match="needs the edges of a network"):
        fit(NetworkGenerator(n_steps=1), cells_of(np.ones((4, 2))), key=key)
