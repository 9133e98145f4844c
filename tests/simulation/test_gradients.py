"""Derivatives of simulated cells with respect to the network's numbers."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from sergiojax.grn import GRN
from sergiojax.kinetics import fill_half_response
from sergiojax.simulation import noise_free_course, simulate_steady_state, simulate_time_course
from tests.systems import lone_genes

SETTINGS = {"dt": 0.1, "burn_in": 8.0}


def loop(noise_amplitude=0.3):
    """Activation, repression, a product gene and negative autoregulation; levels of 3 to 12."""
    return GRN.from_edges(
        [("A", "B", 8.0), ("B", "B", -3.0), ("B", "C", -6.0), ("A", "C", 5.0)],
        basal_rates={"A": [4.0, 8.0], "B": 1.0, "C": 2.0},
        half_response=5.0,
        noise_amplitude=noise_amplitude,
        logic={"C": "product"},
    )


def mean_level(grn, key, n_cells=200, **settings):
    """A function of the kinetics alone, with common random numbers."""

    def loss(kinetics):
        cells = simulate_steady_state(
            grn.replace(kinetics=kinetics), n_cells, key=key, **{**SETTINGS, **settings}
        )
        return (cells * jnp.array([[[1.0, 2.0, -0.5]]])).mean()

    return loss


@pytest.mark.validate
@pytest.mark.parametrize("method", ["exponential", "euler"])
def test_gradients_equal_finite_differences_with_common_random_numbers(key, method):
    grn = loop()
    loss = jax.jit(mean_level(grn, key, method=method))
    slopes = jax.jit(jax.grad(mean_level(grn, key, method=method)))(grn.kinetics)
    for name in ("strength", "hill_coefficient", "half_response", "basal_rate", "decay"):
        values = np.asarray(getattr(grn.kinetics, name))
        for index in np.ndindex(values.shape):
            change = 0.01 * abs(values[index])
            if change == 0:
                continue
            ends = []
            for sign in (1, -1):
                moved = values.copy()
                moved[index] += sign * change
                ends.append(float(loss(grn.replace(**{name: moved}).kinetics)))
            numeric = (ends[0] - ends[1]) / (2 * change)
            found = float(np.asarray(getattr(slopes, name))[index])
            assert found == pytest.approx(numeric, rel=0.02, abs=2e-4), (name, index)


def test_gradient_of_a_lone_gene_is_the_derivative_of_its_mean(key):
    """E[x] = b/λ, so dE/db = 1/λ and dE/dλ = −b/λ²; the boundary is far away."""
    grn = GRN.from_edges([], basal_rates={"A": 8.0}, noise_amplitude=0.2)

    def mean(kinetics):
        return simulate_steady_state(grn.replace(kinetics=kinetics), 2000, key=key).mean()

    slopes = jax.jit(jax.grad(mean))(grn.kinetics)
    assert slopes.basal_rate[0, 0] == pytest.approx(1 / 0.8, rel=0.01)
    assert slopes.decay[0] == pytest.approx(-8 / 0.8**2, rel=0.02)


@pytest.mark.validate
def test_gradient_reaches_the_noise_amplitude(key):
    """Var = q² b/λ, so d Var/dq = 2 Var/q."""
    grn, n_cells = lone_genes(levels=(30.0,), noise_amplitude=0.1), 1000

    def variance(kinetics):
        return simulate_steady_state(grn.replace(kinetics=kinetics), n_cells, key=key).var()

    value, slopes = jax.jit(jax.value_and_grad(variance))(grn.kinetics)
    assert value == pytest.approx(0.3, rel=4 * np.sqrt(2 / n_cells))
    assert slopes.noise_amplitude[0] == pytest.approx(2 * float(value) / 0.1, rel=0.01)


@pytest.mark.parametrize(
    ("method", "noise_type"),
    [
        ("exponential", "dpd"),
        pytest.param("exponential", "spd", marks=pytest.mark.validate),
        pytest.param("euler", "dpd", marks=pytest.mark.validate),
    ],
)
def test_gradients_are_finite_at_full_noise(key, noise_type, method):
    """Levels of 0 to 2 at q = 1: most cells touch the boundary on their way."""
    grn = GRN.from_edges(
        [("A", "B", 1.0), ("B", "C", -1.0), ("C", "A", -0.5)],
        basal_rates={"A": [0.0, 0.4], "C": 0.0},
        half_response=0.5,
    )
    slopes = jax.jit(
        jax.grad(mean_level(grn, key, noise_type=noise_type, method=method, initial="off"))
    )
    for leaf in jax.tree.leaves(slopes(grn.kinetics)):
        assert np.isfinite(leaf).all()


@pytest.mark.validate
def test_time_course_has_gradients_in_kinetics_and_start(key):
    """Gene A relaxes freely, so e^(−λt) of its start is left."""
    grn, times = loop(noise_amplitude=0.0), np.array([0.0, 0.5, 2.0])

    def level_of_a(kinetics, start):
        cells = simulate_time_course(
            grn.replace(kinetics=kinetics), 2, times=times, key=key, initial=start, dt=0.1
        )
        return cells[0, :, -1, 0].mean()

    gradient = jax.jit(jax.grad(level_of_a, argnums=(0, 1)))
    by_kinetics, by_start = gradient(grn.kinetics, jnp.ones((2, 3)))
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(by_kinetics))
    assert by_start[0, 0] == pytest.approx(np.exp(-0.8 * 2.0), rel=1e-4)
    assert not by_start[1].any()


@pytest.mark.validate
def test_gradients_of_a_time_course_keep_less_than_all_states(key):
    grn, n_cells, times = loop(), 100, np.arange(1, 41) * 2.5

    def mean(kinetics):
        changed = grn.replace(kinetics=kinetics)
        return simulate_time_course(changed, n_cells, times=times, key=key, dt=0.1).mean()

    run = jax.jit(jax.grad(mean)).lower(grn.kinetics).compile()
    rows, cells, steps = 16, 2 * n_cells, 1000
    assert run.memory_analysis().temp_size_in_bytes < 4 * rows * cells * steps


@pytest.mark.validate
def test_noise_free_course_has_gradients_in_the_start():
    grn, times = loop(), np.array([2.0])

    def level_of_a(start):
        return noise_free_course(grn, times=times, initial=start)[0, 0, 0]

    slope = jax.jit(jax.grad(level_of_a))(jnp.ones((2, 3)))
    assert slope[0, 0] == pytest.approx(np.exp(-1.6), rel=1e-4)


@pytest.mark.validate
def test_jit_gives_the_cells_of_the_plain_call(key):
    grn = loop()
    plain = simulate_steady_state(grn, 30, key=key, **SETTINGS)
    jitted = jax.jit(
        lambda k: simulate_steady_state(grn.replace(kinetics=k), 30, key=key, **SETTINGS)
    )(grn.kinetics)
    np.testing.assert_allclose(jitted, plain, rtol=1e-4, atol=1e-4)


@pytest.mark.validate
def test_vmap_over_kinetics_gives_the_cells_of_separate_networks(key):
    grn = loop()
    networks = [grn, grn.replace(strength=2 * np.asarray(grn.strength))]
    stacked = jax.tree.map(lambda *parts: jnp.stack(parts), *(each.kinetics for each in networks))

    def simulate(kinetics):
        return simulate_steady_state(grn.replace(kinetics=kinetics), 10, key=key, **SETTINGS)

    together = jax.jit(jax.vmap(simulate))(stacked)
    apart = [simulate_steady_state(each, 10, key=key, **SETTINGS) for each in networks]
    np.testing.assert_allclose(together, apart, rtol=1e-4, atol=1e-4)


@pytest.mark.validate
def test_automatic_half_responses_are_differentiated_too(key):
    grn = loop().replace(half_response=np.nan)
    slopes = jax.jit(jax.grad(mean_level(grn, key)))(grn.kinetics)
    frozen = fill_half_response(grn).grn
    fixed = jax.jit(jax.grad(mean_level(frozen, key)))(frozen.kinetics)
    assert np.isfinite(slopes.basal_rate).all()
    assert not np.allclose(slopes.basal_rate[:, 0], fixed.basal_rate[:, 0], rtol=1e-3)
