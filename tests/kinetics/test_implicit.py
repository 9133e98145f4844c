"""Steady states with slopes: equal to the roots found, and to finite differences."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from sergiojax.grn import GRN
from sergiojax.kinetics import (
    flow_jacobian,
    implicit_steady_state,
    jacobian,
    settle,
    upper_level,
)
from tests.kinetics.networks import random_network
from tests.systems import MOTIFS


@pytest.mark.parametrize("name", ["toggle n=2", "GATA1-PU.1, bistable", "negative autoregulation"])
def test_steady_state_of_a_motif_is_the_known_one(name):
    motif = MOTIFS[name]
    levels = np.sort(np.asarray(jax.jit(implicit_steady_state)(motif.grn))[0])
    stable = [point for point, rate in motif.fixed_points.items() if rate < 0]
    assert min(np.abs(levels - np.sort(point)).max() for point in stable) < 2e-4


def test_gradient_is_that_of_finite_differences_through_a_loop():
    """Both stable states of a toggle; the flow in NumPy is followed in double precision."""
    grn = MOTIFS["toggle n=3"].grn
    starts = np.asarray(upper_level(grn)) * np.array([[[1.0, 0.1]], [[0.1, 1.0]]])

    def levels(strength, start):
        return implicit_steady_state(grn.replace(strength=strength), start=start)[0]

    slope_at = jax.jit(jax.vmap(jax.jacrev(levels), in_axes=(None, 0)))
    slopes = slope_at(jnp.asarray(grn.strength), starts)
    step = 2.0**-6  # of strengths that float32 holds exactly
    for edge in range(2):
        change = step * np.eye(2)[edge]
        for start, of_state in zip(starts, slopes, strict=True):
            both = [settle(grn.replace(strength=grn.strength + s * change), start) for s in (1, -1)]
            numeric = (both[0] - both[1])[0] / (2 * step)
            assert of_state[:, edge] == pytest.approx(numeric, rel=1e-3, abs=1e-5)


def test_gradient_without_feedback_goes_through_the_sweeps():
    """x_B = K H(x_A)/λ, so dx_B/dK = H/λ, with H = ½ at x_A = h."""
    grn = GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": 0.8}, half_response=1.0)

    def level(strength):
        return implicit_steady_state(grn.replace(strength=strength))[0, 1]

    assert jax.jit(jax.grad(level))(jnp.asarray(grn.strength))[0] == pytest.approx(
        0.5 / 0.8, rel=1e-5
    )


def test_a_limit_cycle_is_no_steady_state_and_has_no_gradient():
    grn = MOTIFS["repressilator n=4"].grn

    def total(strength):
        return implicit_steady_state(grn.replace(strength=strength)).sum()

    value, slope = jax.jit(jax.value_and_grad(total))(jnp.asarray(grn.strength))
    assert np.isfinite(value)
    assert not slope.any()


def test_newton_alone_ends_at_the_unstable_point():
    grn = MOTIFS["repressilator n=4"].grn
    start = jnp.array([[1.6, 1.7, 1.8]])
    levels = jax.jit(lambda grn: implicit_steady_state(grn, start=start, relax=False))(grn)
    assert levels[0] == pytest.approx([1.2992] * 3, abs=1e-4)


def test_jacobian_is_that_of_finite_differences():
    grn = random_network([0, 1, 2, 3, 2, 1], seed=1, n_types=3, product=True, factors=True)
    levels = np.asarray(upper_level(grn)) * 0.4 + 0.1
    found = jax.jit(flow_jacobian)(grn, levels)
    np.testing.assert_allclose(found, jacobian(grn, levels), atol=2e-3)


def test_a_batch_of_networks_gives_the_states_of_each():
    grn = MOTIFS["toggle n=3"].grn
    strengths = jnp.asarray([[-4.0, -4.0], [-6.0, -3.0], [-2.0, -5.0]])
    start = np.array([[4.0, 0.5]], np.float32)

    def levels(strength):
        return implicit_steady_state(grn.replace(strength=strength), start=start)

    together = jax.jit(jax.vmap(levels))(strengths)
    for strength, found in zip(strengths, together, strict=True):
        alone = settle(grn.replace(strength=np.asarray(strength)), start)
        np.testing.assert_allclose(found, alone, rtol=1e-4)


def test_memory_grows_with_one_matrix_per_cell_type():
    """Nine types of 100 genes: 9 · 100² numbers a matrix, where all at once would be 9² · 100²."""
    edges = [(str(i), str((i + 1) % 100), 1.0) for i in range(100)]
    grn = GRN.from_edges(edges, basal_rates={"0": list(np.ones(9))}, half_response=1.0)

    def total(kinetics):
        return implicit_steady_state(grn.replace(kinetics=kinetics)).sum()

    run = jax.jit(jax.grad(total)).lower(grn.kinetics).compile()
    assert run.memory_analysis().temp_size_in_bytes < 4 * (9 * 100) ** 2
