"""Layouts: every gene has its place, apart from the others, the same for the same seed."""

import random
from itertools import pairwise

import igraph
import numpy as np
import pytest
from hypothesis import given, settings
from scipy.spatial import KDTree
from scipy.spatial.distance import pdist

from sergiojax.grn import GRN, layout_positions, random_network
from tests.grn.networks import networks

KINDS = ("auto", "layered", "force", "circle", "grid")


def ring(n_genes: int) -> GRN:
    names = [f"g{number}" for number in range(n_genes)]
    edges = [(one, other, -4.0) for one, other in zip(names, names[1:] + names[:1], strict=True)]
    return GRN.from_edges(edges, basal_rates={})


def least_distance(positions: dict[str, tuple[float, float]]) -> float:
    places = np.array(list(positions.values()))
    distance = np.linalg.norm(places[:, None] - places, axis=-1)
    return distance[~np.eye(len(places), dtype=bool)].min()


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20)
@given(grn=networks())
def test_every_gene_has_finite_whole_pixels_of_its_own(kind, grn):
    positions = layout_positions(grn, kind)
    assert tuple(positions) == grn.gene_names
    assert all(float(value).is_integer() for place in positions.values() for value in place)
    assert len(set(positions.values())) == grn.n_genes


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("acyclic", [True, False])
@pytest.mark.parametrize("n_genes", [2, 7, 40, 150])
def test_genes_do_not_overlap(kind, acyclic, n_genes):
    grn = random_network(n_genes, acyclic=acyclic)
    assert least_distance(layout_positions(grn, kind)) >= 85  # a gene is drawn 60 wide at most


@pytest.mark.parametrize("kind", KINDS)
def test_neighbours_are_about_a_hundred_pixels_apart(kind):
    positions = layout_positions(random_network(40), kind)
    places = np.array(list(positions.values()))
    distance = np.linalg.norm(places[:, None] - places, axis=-1) + np.diag([np.inf] * 40)
    assert 90 <= np.median(distance.min(axis=1)) <= 120


def test_a_seed_is_a_drawing():
    grn = random_network(30, seed=2)
    once = layout_positions(grn, "force", seed=3)
    assert layout_positions(grn, "force", seed=3) == once
    assert layout_positions(grn, "force", seed=4) != once


def test_igraph_gets_its_generator_back(unchecked):  # the checks draw from `random` as well
    grn = random_network(10)
    random.seed(7)
    expected = igraph.Graph.Erdos_Renyi(30, 0.3).get_edgelist()
    random.seed(7)
    layout_positions(grn, "force")
    random_network(10)
    assert igraph.Graph.Erdos_Renyi(30, 0.3).get_edgelist() == expected


def test_layers_run_from_regulators_to_targets():
    grn = random_network(60)
    x, y = np.array(list(layout_positions(grn, "layered").values())).T
    assert (y[grn.target] > y[grn.regulator]).all() or (x[grn.target] > x[grn.regulator]).all()


def test_a_chain_fits_a_wide_screen():
    chain = GRN.from_edges([(a, b, 1.0) for a, b in pairwise("ABCDEF")], basal_rates={"A": 1.0})
    x, y = np.array(list(layout_positions(chain).values())).T
    assert (np.diff(x) > 90).all()
    assert np.ptp(y) == 0


def test_a_ring_is_drawn_round():
    places = np.array(list(layout_positions(ring(3)).values()))
    sides = np.linalg.norm(places - np.roll(places, 1, axis=0), axis=1)
    assert sides == pytest.approx([sides.mean()] * 3, rel=0.02)


def test_large_networks_are_quick_and_not_too_wide():
    grn = random_network(3000, kind="erdos-renyi", acyclic=False)
    positions = layout_positions(grn)
    width, height = np.ptp(np.array(list(positions.values())), axis=0)
    assert width < 5 * height
    assert len(set(positions.values())) == 3000


@pytest.mark.parametrize(("n_genes", "kind"), [(400, "erdos-renyi"), (1200, "scale-free")])
def test_genes_of_a_large_network_leave_each_other_room(n_genes, kind):
    places = np.array(list(layout_positions(random_network(n_genes, kind=kind)).values()))
    distance = KDTree(places).query(places, k=2)[0][:, 1]
    assert distance.min() > 56  # the diameter of a dot
    assert 80 <= np.median(distance) <= 130


def test_modules_stand_together_and_lone_genes_not_far_away():
    names = [[f"m{module}g{gene}" for gene in range(40)] for module in range(10)]
    edges = [(group[0], gene, 1.0) for group in names for gene in group[1:]]
    edges += [(one[0], other[0], 1.0) for one, other in pairwise(names)]
    rates = {names[0][0]: 1.0} | {f"lone{number}": 1.0 for number in range(5)}
    positions = layout_positions(GRN.from_edges(edges, basal_rates=rates))
    places = np.array([[positions[gene] for gene in group] for group in names])
    within = np.median(np.linalg.norm(places - places.mean(axis=1, keepdims=True), axis=-1))
    between = np.median(pdist(places.mean(axis=1)))
    assert between > 2 * within
    radius = np.linalg.norm(list(positions.values()), axis=1)
    assert radius.max() < 2 * np.quantile(radius, 0.9)


def test_bad_arguments_are_named(unchecked):
    with pytest.raises(ValueError, match=r"`kind` must be one of 'auto', .* but is 'spiral'"):
        layout_positions(ring(3), "spiral")
    with pytest.raises(ValueError, match=r"force layout takes up to 2,000 genes, .* 2,001"):
        layout_positions(random_network(2001), "force")
    with pytest.raises(ValueError, match="`seed` must be at least 0"):
        layout_positions(ring(3), seed=-1)
