"""The noise-free steady state and its slowest relaxation, on systems with known fixed points."""

import jax
import numpy as np
import pytest
from hypothesis import given

from sergiojax.grn import GRN
from sergiojax.kinetics import (
    fill_half_response,
    production_rate,
    slowest_relaxation,
    steady_state,
    tilt,
    upper_level,
)
from sergiojax.kinetics._settle import settle
from tests.kinetics.networks import network_plans, random_network
from tests.simulation.ds1 import read_ds1, read_reference
from tests.systems import MOTIFS, jacobian, lone_genes

STABLE = [
    pytest.param(name, point, rate, id=f"{name} {point}")
    for name, motif in MOTIFS.items()
    for point, rate in motif.fixed_points.items()
    if rate < 0
]
SLOW = {"repressilator n=2, strong"}  # 60 relaxations of the decay are 6 of its own


def test_ds1_settles_where_sergio_v2_does(shared_data):
    grn = read_ds1(shared_data)
    expected = read_reference(shared_data, grn)["det_steady_state"]
    np.testing.assert_allclose(steady_state(grn), expected, rtol=1e-5)


@pytest.mark.parametrize("name", MOTIFS)
def test_motifs_have_their_published_fixed_points_and_eigenvalues(name):
    """Validates `tests.systems` itself: four digits of the levels, three of the rates."""
    motif = MOTIFS[name]
    for point, rate in motif.fixed_points.items():
        levels = np.array([point])
        rest = production_rate(motif.grn, levels)[0] / motif.grn.decay - levels[0]
        np.testing.assert_allclose(rest, 0.0, atol=2e-4)
        found = np.linalg.eigvals(jacobian(motif.grn, levels[0])).real.max()
        assert found == pytest.approx(rate, abs=6e-4)


@pytest.mark.parametrize(("name", "point", "rate"), STABLE)
def test_stable_points_attract(name, point, rate):
    start = np.array([point]) * 1.05
    np.testing.assert_allclose(settle(MOTIFS[name].grn, start)[0], point, atol=1.5e-4)


@pytest.mark.parametrize("name", sorted({case.values[0] for case in STABLE}))
def test_steady_state_of_a_motif_is_one_of_its_stable_points(name):
    motif = MOTIFS[name]
    found = steady_state(motif.grn)[0]
    stable = [point for point, rate in motif.fixed_points.items() if rate < 0]
    mirrored = [*stable, *(point[::-1] for point in stable)]
    distance = min(np.abs(found - point).max() for point in mirrored)
    assert distance < (0.2 if name in SLOW else 1.5e-4)


@pytest.mark.parametrize("name", ["repressilator n=3", "repressilator n=4"])
def test_steady_state_of_an_oscillator_is_near_its_cycle(name):
    found = steady_state(MOTIFS[name].grn)[0]
    assert ((found > 0.4) & (found < 3.6)).all()
    assert np.ptp(found) > 0.5


@given(network_plans())
def test_networks_without_feedback_are_exactly_steady(plan):
    grn = random_network(**plan, acyclic=True)
    levels = steady_state(grn)
    rest = production_rate(grn, levels) / grn.decay
    np.testing.assert_allclose(rest, levels, rtol=1e-5, atol=1e-6)
    assert slowest_relaxation(grn) == pytest.approx(1 / np.min(grn.decay))


def test_traced_steady_state_is_the_same():
    for grn in (MOTIFS["toggle n=3"].grn, MOTIFS["negative autoregulation"].grn):
        traced = jax.jit(lambda k, grn=grn: steady_state(grn.replace(kinetics=k)))
        np.testing.assert_allclose(traced(grn.kinetics), steady_state(grn), rtol=1e-4)


@pytest.mark.validate
def test_gradient_of_the_steady_state_is_the_implicit_one():
    """dx*/dK = −J⁻¹ ∂P/∂K."""
    motif = MOTIFS["negative autoregulation"]
    (x,) = next(iter(motif.fixed_points))
    slope = jax.grad(lambda k: steady_state(motif.grn.replace(kinetics=k))[0, 0])(
        motif.grn.kinetics
    )
    off = 1 / (1 + x**2)
    expected = -off / -jacobian(motif.grn, np.array([x]))[0, 0]
    assert slope.strength[0] == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    "name",
    ["negative autoregulation", "toggle n=2", "repressilator n=2", "repressilator n=2, strong"],
)
def test_relaxation_time_is_that_of_the_slowest_eigenvalue(name):
    motif = MOTIFS[name]
    slowest = max(rate for rate in motif.fixed_points.values() if rate < 0)
    expected = 1 / min(-slowest, 0.8)
    tolerance = 0.05 if name in SLOW else 2e-3
    assert slowest_relaxation(motif.grn) == pytest.approx(expected, rel=tolerance)


def test_network_without_edges_relaxes_with_its_decay():
    grn = lone_genes(decay=0.25)
    assert slowest_relaxation(grn) == pytest.approx(4.0)
    np.testing.assert_allclose(steady_state(grn), grn.basal_rate / 0.25)


def test_two_starts_see_both_sides_of_a_switch():
    shares = tilt(2)
    assert (shares[0] < shares[1]) != (1 - shares[0] < 1 - shares[1])
    grn = MOTIFS["toggle n=3"].grn
    ends = [settle(grn, upper_level(grn) * share)[0] for share in (shares, 1 - shares)]
    np.testing.assert_allclose(ends[0], ends[1][::-1], rtol=1e-4)


def test_filling_twice_changes_nothing():
    grn = MOTIFS["toggle n=3"].grn.replace(half_response=np.nan)
    once = fill_half_response(grn).grn
    np.testing.assert_array_equal(fill_half_response(once).grn.half_response, once.half_response)


@pytest.mark.parametrize("fast", [1.0, pytest.param(50.0, marks=pytest.mark.validate)])
def test_slow_genes_settle_next_to_a_fast_one(fast):
    """A toggle switch that is 250 times slower than a gene that has nothing to do with it."""
    edges = [("A", "B", -0.5), ("B", "A", -0.5)]
    decay = {"A": 0.02, "B": 0.02, "C": 0.1 * fast}
    grn = GRN.from_edges(
        edges, basal_rates={"A": 0.02, "B": 0.02, "C": 1.0}, decay=decay, half_response=4.0
    )
    levels = steady_state(grn)
    np.testing.assert_allclose(production_rate(grn, levels) / grn.decay, levels, rtol=1e-5)
    traced = jax.jit(lambda kinetics: steady_state(grn.replace(kinetics=kinetics)))(grn.kinetics)
    np.testing.assert_allclose(production_rate(grn, traced) / grn.decay, traced, rtol=1e-4)
