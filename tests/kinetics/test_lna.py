"""Jacobian and linear noise: derivatives by JAX, closed forms, and unstable states."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from sergiojax.grn import GRN, random_network
from sergiojax.kinetics import (
    edge_slopes,
    fill_half_response,
    jacobian,
    lna,
    production_rate,
    steady_state,
)
from tests import systems
from tests.systems import MOTIFS


@pytest.mark.parametrize("logic", ["sum", "product"])
def test_the_jacobian_is_that_of_the_skeleton(logic):
    grn = random_network(12, n_cell_types=2, seed=3)
    grn = fill_half_response(grn.replace(product=np.full(12, logic == "product"))).grn
    levels = np.asarray(steady_state(grn), float) * 1.3 + 0.2
    found = jacobian(grn, levels)
    for of_type in range(2):
        one = grn.replace(cell_types=("only",), basal_rate=grn.basal_rate[of_type : of_type + 1])
        slopes = jax.jacfwd(lambda x, one=one: production_rate(one, x[None])[0])
        expected = slopes(jnp.asarray(levels[of_type])) - np.diag(one.decay)
        np.testing.assert_allclose(found[of_type], expected, rtol=2e-4, atol=1e-5)


def test_a_slope_at_zero_is_one_sided():
    grn = GRN.from_edges([("A", "B", 3.0)], basal_rates={"B": 1.0}, hill_coefficient=1.0)
    grn = grn.replace(half_response=2.0)
    slope = edge_slopes(grn, np.zeros((1, 2)))
    assert slope[0, 0] == pytest.approx(3.0 / 2.0, rel=1e-5)


@pytest.mark.parametrize(("noise_type", "share"), [("dpd", 1.0), ("sp", 0.5), ("spd", 2.0)])
def test_lone_genes_have_the_closed_form(noise_type, share):
    grn = GRN.from_edges([], basal_rates={"A": 4.0, "B": 8.0}, decay=0.5, noise_amplitude=0.3)
    found = lna(grn, noise_type=noise_type)
    np.testing.assert_allclose(found.mean, [[8.0, 16.0]], rtol=1e-6)
    expected = np.diag(share * 0.3**2 * found.mean[0])
    np.testing.assert_allclose(found.covariance[0], expected, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("noise_type", ["dpd", "sp", "spd"])
def test_networks_agree_with_the_derivation_by_jax(noise_type):
    grn = fill_half_response(random_network(10, seed=1)).grn
    found = lna(grn, noise_type=noise_type)
    expected = systems.linear_noise(grn, found.mean[0], noise_type)
    np.testing.assert_allclose(found.covariance[0], expected, rtol=1e-3, atol=1e-6)


def test_an_oscillation_has_no_stationary_covariance():
    """The repressilator's last level is somewhere on its cycle."""
    oscillator = next(motif for name, motif in MOTIFS.items() if "lator n=3" in name)
    assert np.isnan(lna(oscillator.grn).covariance).all()


def test_an_unstable_state_has_no_covariance():
    oscillator = next(motif for name, motif in MOTIFS.items() if "n=4" in name)
    (point,) = oscillator.fixed_points
    found = lna(oscillator.grn, levels=np.array([point]))
    assert np.isnan(found.covariance).all()
