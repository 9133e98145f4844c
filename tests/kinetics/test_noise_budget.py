"""Noise by origin: closed forms of a cascade and of feedback, and sums that hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sergiojax.grn import GRN
from sergiojax.kinetics import jacobian, lna, noise_budget
from tests.kinetics.networks import network_plans, random_network
from tests.systems import MOTIFS

SHARES = {"dpd": 1.0, "sp": 0.5, "spd": 2.0}  # D / 2λx


def cascade(*, fast, slow, q=0.7):
    return GRN.from_edges(
        [("A", "B", 6.0)],
        basal_rates={"A": 4.0},
        decay={"A": slow, "B": fast},
        half_response=3.0,
        noise_amplitude=q,
    )


@pytest.mark.parametrize("noise_type", ["dpd", "sp", "spd"])
@pytest.mark.parametrize(("of_a", "of_b"), [(0.5, 2.0), (2.0, 0.5), (0.8, 0.8)])
def test_a_cascade_has_the_closed_form(of_a, of_b, noise_type):
    """Equal decay rates too, where the Jacobian has too few eigenvectors."""
    q, h, k = 0.7, 3.0, 6.0
    found = noise_budget(cascade(slow=of_a, fast=of_b, q=q), noise_type=noise_type)
    a = 4.0 / of_a
    response = a**2 / (h**2 + a**2)
    b, slope = k * response / of_b, 2 * k * response * (1 - response) / a
    own = SHARES[noise_type] * q**2
    arriving = (slope / of_b) ** 2 * own * a * of_b / (of_a + of_b)
    np.testing.assert_allclose(found.mean, [[a, b]], rtol=1e-6)
    np.testing.assert_allclose(
        found.variance[0], [[own * a, 0], [arriving, own * b]], rtol=1e-5, atol=1e-12
    )
    np.testing.assert_allclose(found.edge_share, [[arriving / (arriving + own * b)]], rtol=1e-5)
    spread = np.sqrt([own * a, own * b + arriving])
    np.testing.assert_allclose(found.fano[0], spread**2 / [a, b], rtol=1e-5)
    np.testing.assert_allclose(found.cv[0], spread / [a, b], rtol=1e-5)
    together = slope * own * a / (of_a + of_b) / spread.prod()
    expected = [[1, together], [together, 1]]
    np.testing.assert_allclose(found.correlation[0], expected, rtol=1e-5)


@settings(max_examples=15)
@given(network_plans(max_genes=8), st.sampled_from(["dpd", "sp", "spd"]))
def test_a_source_brings_what_it_brings_alone(plan, noise_type):
    grn = random_network(**plan)
    found = noise_budget(grn, noise_type=noise_type)
    rest = ~np.isnan(found.fano).all(axis=1)
    linear = lna(grn, levels=found.mean, noise_type=noise_type)
    total = np.diagonal(linear.covariance, axis1=1, axis2=2)[rest]
    np.testing.assert_allclose(found.variance.sum(-1)[rest], total, rtol=1e-6, atol=1e-9)
    for source in range(0, grn.n_genes, 4):
        alone = grn.replace(noise_amplitude=grn.noise_amplitude * np.eye(grn.n_genes)[source])
        covariance = lna(alone, levels=found.mean, noise_type=noise_type).covariance
        expected = np.diagonal(covariance, axis1=1, axis2=2)[rest]
        np.testing.assert_allclose(found.variance[rest, :, source], expected, rtol=1e-5, atol=1e-8)


@settings(max_examples=15)
@given(network_plans(max_genes=10))
def test_edges_and_own_noise_make_up_the_whole(plan):
    grn = random_network(**plan)
    found = noise_budget(grn)
    arriving = np.zeros((grn.n_cell_types, grn.n_genes))
    np.add.at(arriving.T, grn.target, found.edge_share.T)
    own = grn.noise_amplitude**2 * found.mean  # D / 2λ of "dpd" noise
    known = (found.fano > 1e-6) & ~np.isnan(found.fano)
    shares = arriving[known] + (own / np.where(known, found.variance.sum(-1), 1))[known]
    np.testing.assert_allclose(shares, 1, rtol=2e-3)


def test_negative_feedback_takes_noise_away_and_positive_feedback_adds_it():
    for name, level in (("negative autoregulation", 1.3406), ("positive autoregulation", 4.0188)):
        grn = MOTIFS[name].grn
        found = noise_budget(grn, levels=np.array([[level]]))
        slope = jacobian(grn, found.mean)[0, 0, 0] + 0.8
        assert found.fano[0, 0] == pytest.approx(0.8 / (0.8 - slope), rel=1e-3)
        assert found.edge_share[0, 0] == pytest.approx(slope / 0.8, rel=1e-3)


def test_a_source_upstream_of_all_is_heard_along_a_chain_and_never_backwards():
    edges = [("A", "B", 6.0), ("B", "C", 6.0), ("A", "D", -6.0)]
    grn = GRN.from_edges(edges, basal_rates={"A": [1.0, 3.0]}, half_response=3.0)
    found = noise_budget(grn).variance > 0
    heard = np.array([[1, 0, 0, 0], [1, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 1]], bool)
    np.testing.assert_array_equal(found, [heard, heard])


def test_cell_types_without_a_stable_state_are_nan_and_the_others_known():
    grn = GRN.from_edges(
        [("A", "B", -4.0), ("B", "C", -4.0), ("C", "A", -4.0)],
        basal_rates={"A": [90.0, 0.0]},
        hill_coefficient=4.0,
        half_response=1.0,
    )
    on_its_cycle = noise_budget(grn)
    point = np.full(3, 1.2992)
    at_the_point = noise_budget(
        grn,
        levels=np.stack([on_its_cycle.mean[0], point]),
    )
    for found in (on_its_cycle, at_the_point):
        for name, values in found._asdict().items():
            assert np.isfinite(values[0]).all(), name
            assert np.isnan(values[1]).all() == (name != "mean"), name


def test_genes_without_noise_or_off_have_none():
    grn = GRN.from_edges(
        [("A", "B", 3.0)], basal_rates={"A": [0.0, 1.0]}, half_response=1.0, noise_amplitude=0.0
    )
    found = noise_budget(grn)
    for values in found[1:]:
        np.testing.assert_array_equal(values, 0)
    off = noise_budget(grn.replace(noise_amplitude=1.0))
    assert off.fano[0, 0] == off.cv[0, 0] == 0
    assert np.isfinite(np.concatenate([values.ravel() for values in off])).all()


def test_levels_of_another_network_are_refused():
    with pytest.raises(ValueError, match=r"for every cell type and gene \(1 × 2\)"):
        noise_budget(cascade(fast=1.0, slow=1.0), levels=np.ones((1, 3)))


def test_lone_genes_keep_their_noise():
    grn = GRN.from_edges([], basal_rates={"A": 4.0, "B": 8.0}, decay=0.5)
    found = noise_budget(grn)
    np.testing.assert_allclose(found.variance[0], np.diag([8.0, 16.0]), rtol=1e-6)
    np.testing.assert_allclose(found.fano, 1, rtol=1e-6)
    np.testing.assert_allclose(found.correlation[0], np.eye(2), atol=1e-12)
    assert found.edge_share.shape == (1, 0)


def test_an_empty_network_has_an_empty_budget():
    none = np.zeros(0)
    nothing = GRN.from_edges([], basal_rates={"A": 1.0}).replace(
        gene_names=(), product=[], basal_rate=none[None], decay=none, noise_amplitude=none
    )
    assert [values.size for values in noise_budget(nothing)] == [0] * 6


def test_genes_that_still_move_have_no_budget():
    """2 % off its level a gene would pass for one at rest in `lna`, which allows for rounding."""
    grn = GRN.from_edges([], basal_rates={"A": 4.0, "B": 8.0})
    levels = np.array([[5.0, 10.0]])
    assert noise_budget(grn, levels=levels).fano == pytest.approx(1.0)
    moving = noise_budget(grn, levels=levels * [1.0, 1.02])
    for name, values in moving._asdict().items():
        assert np.isnan(values).all() == (name != "mean") or not values.size, name
