"""The bound on how fast feedback answers, against slopes found level by level."""

import numpy as np
import pytest
from hypothesis import given

from sergiojax.grn import GRN
from sergiojax.kinetics import (
    edge_slopes,
    feedback_rate,
    fill_half_response,
    share_of_fastest,
    upper_level,
)
from tests.kinetics.networks import network_plans, random_network
from tests.systems import MOTIFS


@pytest.mark.parametrize("n", [1.5, 2, 4, 16])
def test_rate_of_one_gene_is_its_steepest_slope(n):
    h, k = 2.0, 3.0
    grn = GRN.from_edges([("A", "A", -k)], basal_rates={}, half_response=h, hill_coefficient=n)
    x = np.linspace(1e-3, 10, 200_001)
    steepest = np.abs(np.gradient(k / (1 + (x / h) ** n), x)).max()
    assert feedback_rate(grn) == pytest.approx(steepest, rel=1e-4)


def test_rate_of_a_ring_is_the_geometric_mean_of_its_slopes():
    edges = [("A", "B", 1.0), ("B", "C", -8.0), ("C", "A", 27.0)]
    grn = GRN.from_edges(edges, basal_rates={}, half_response=1.0)
    steepest = 3 * np.sqrt(3) / 8  # of x² / (1 + x²), at x = 1 / √3
    assert feedback_rate(grn) == pytest.approx(steepest * (1 * 8 * 27) ** (1 / 3), rel=0.011)


def test_without_feedback_there_is_no_rate():
    grn = GRN.from_edges([("A", "B", 100.0)], basal_rates={"A": 1.0}, half_response=0.01)
    assert feedback_rate(grn) == 0
    assert share_of_fastest(grn, 0.08, of_feedback=0.1) == pytest.approx(0.1)


@given(plan=network_plans())
def test_no_level_answers_faster(plan):
    """At levels above a twentieth of h, from which on slopes count."""
    grn = fill_half_response(random_network(**plan)).grn
    edges = grn.topology.loop_edges
    half = np.zeros(grn.n_genes)
    np.maximum.at(half, grn.regulator, np.asarray(grn.half_response))
    shares = np.random.default_rng(plan["seed"]).uniform(0, 1, (grn.n_cell_types, grn.n_genes))
    slopes = edge_slopes(grn, np.maximum(upper_level(grn) * shares, 0.05 * half))
    matrix = np.zeros((grn.n_cell_types, grn.n_genes, grn.n_genes))
    matrix[:, grn.target[edges], grn.regulator[edges]] = slopes[:, edges]
    fastest = np.abs(np.linalg.eigvals(matrix)).max()
    assert fastest <= feedback_rate(grn) * (1 + 1e-6) + 1e-6


def test_the_cell_type_with_the_strongest_effects_counts():
    grn = MOTIFS["toggle n=3"].grn
    two = GRN.from_edges(
        [("A", "B", -4.0), ("B", "A", -4.0)],
        basal_rates={"A": [0.0, 0.0]},
        hill_coefficient=3.0,
        half_response=1.5,
    )
    assert feedback_rate(two) == pytest.approx(feedback_rate(grn))
    factor = np.array([[1.0, 1.0], [2.0, 2.0]])
    assert feedback_rate(two.replace(strength_factor=factor)) == pytest.approx(
        2 * feedback_rate(grn)
    )
