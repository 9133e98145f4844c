"""One Langevin step: its mean and variance in closed form, its boundary, its slopes."""

from functools import partial

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad

from sergiojax.grn import GRN
from sergiojax.kinetics import at_cells, pad, wire
from sergiojax.simulation._langevin import at_start, langevin_step
from tests.systems import lone_genes

LEVEL, DECAY, Q = 6.0, 0.8, 0.3


def step(x, z, *, dt, noise_type="dpd", method="exponential", level=LEVEL, q=Q):
    """One step of a lone gene from `x` in as many cells as `z` has."""
    grn = lone_genes(levels=(level,), decay=DECAY, noise_amplitude=q)
    z = jnp.asarray(z, jnp.float32)
    rows = jitted_step(pad(grn), x, z, dt=dt, noise_type=noise_type, method=method)
    return rows[wire(grn.topology).row_of_gene[0]]


@partial(jax.jit, static_argnames=("noise_type", "method"))
def jitted_step(network, x, z, *, dt, noise_type, method):
    cells = at_cells(network, jnp.zeros(len(z), jnp.int32))
    levels = jnp.full((len(network.gene), len(z)), x, jnp.float32)
    z = jnp.broadcast_to(z, levels.shape)
    settings = {"dt": jnp.float32(dt), "trend": 0.0, "noise_type": noise_type}
    return langevin_step(cells, at_start(cells, levels, method), z=z, **settings).x


def mean_and_sd(x, **settings):
    low, high = np.asarray(step(x, [-1.0, 1.0], **settings), float)
    return (low + high) / 2, (high - low) / 2


@pytest.mark.parametrize("noise_type", ["dpd", "sp", "spd"])
@pytest.mark.parametrize("dt", [0.02, 0.1, 1.0])
@pytest.mark.parametrize("x", [1.0, 6.0, 11.0])
def test_exponential_step_has_the_exact_moments(noise_type, dt, x):
    """Mean m + (x − m)E; variance ∫ e^(−2λ(dt − s)) E[σ²(x_s)] ds, along the mean for "spd"."""
    mean, sd = mean_and_sd(x, dt=dt, noise_type=noise_type)

    def path(s):
        return LEVEL + (x - LEVEL) * np.exp(-DECAY * s)

    def variance_rate(s):
        production, loss = DECAY * LEVEL, DECAY * path(s)
        rate = {
            "dpd": production + loss,
            "sp": production,
            "spd": (np.sqrt(production) + np.sqrt(loss)) ** 2,
        }[noise_type]
        return Q**2 * rate * np.exp(-2 * DECAY * (dt - s))

    assert mean == pytest.approx(path(dt), rel=1e-6)
    tolerance = {"spd": 5e-2 * dt}.get(noise_type, 1e-5)
    assert sd**2 == pytest.approx(quad(variance_rate, 0, dt)[0], rel=tolerance)


@pytest.mark.parametrize("noise_type", ["dpd", "sp", "spd"])
def test_euler_step_is_sergios(noise_type):
    x, dt = 4.0, 0.01
    production, loss = DECAY * LEVEL, DECAY * x
    amplitude = {
        "dpd": np.sqrt(production + loss),
        "sp": np.sqrt(production),
        "spd": np.sqrt(production) + np.sqrt(loss),
    }[noise_type]
    mean, sd = mean_and_sd(x, dt=dt, noise_type=noise_type, method="euler")
    assert mean == pytest.approx(x + (production - loss) * dt, rel=1e-6)
    assert sd == pytest.approx(Q * amplitude * np.sqrt(dt), rel=1e-4)


@pytest.mark.parametrize("noise_type", ["dpd", "sp", "spd"])
def test_both_methods_agree_to_first_order(noise_type):
    settings = {"dt": 1e-3, "noise_type": noise_type}
    exponential = mean_and_sd(4.0, **settings)
    euler = mean_and_sd(4.0, method="euler", **settings)
    assert exponential == pytest.approx(euler, rel=2e-3)


def test_exponential_reflects_and_euler_clips():
    z = [-9.0, -8.0, 0.0]
    reflected = np.asarray(step(0.1, z, dt=0.1, q=2.0))
    assert (reflected >= 0).all()
    assert reflected[0] > reflected[1] > reflected[2]
    clipped = np.asarray(step(0.1, z, dt=0.1, q=2.0, method="euler"))
    assert (clipped[:2] == 0).all()
    assert clipped[2] > 0


def test_step_without_noise_follows_the_exponential():
    x = np.asarray(step(1.0, [5.0], dt=0.5, q=0.0))
    assert x[0] == pytest.approx(LEVEL + (1.0 - LEVEL) * np.exp(-0.4), rel=1e-6)


@pytest.mark.parametrize("method", ["exponential", "euler"])
@pytest.mark.parametrize("noise_type", ["dpd", "sp", "spd"])
@pytest.mark.parametrize("level", [0.0, 1.0])
@pytest.mark.parametrize("x", [0.0, 1e-30, 1.0])
def test_slopes_are_finite_at_and_near_zero(method, noise_type, level, x):
    def total(x, dt):
        z = jnp.array([-1.0, 0.0, 1.0])
        return step(x, z, dt=dt, noise_type=noise_type, method=method, level=level).sum()

    value, slopes = jax.value_and_grad(total, argnums=(0, 1))(jnp.float32(x), jnp.float32(0.1))
    assert value >= 0
    assert np.isfinite(slopes).all()
    if x == 0.0 and level == 0.0:
        assert value == 0.0  # a gene that is off and absent stays so


def test_a_gene_without_production_has_its_whole_gradient():
    """The slope of `maximum` at 0, which JAX takes to be one half, would halve it."""
    network = pad(GRN.from_edges([], basal_rates={"A": 0.0}, noise_amplitude=0.0))
    cells = at_cells(network, jnp.zeros(2, jnp.int32))
    x = jnp.full((len(network.gene), 2), 2.0)
    settings = {"z": x, "dt": jnp.float32(0.5), "trend": 0.0, "noise_type": "dpd"}

    def level(base):
        changed = eqx.tree_at(lambda network: network.base, cells, base)
        return langevin_step(changed, at_start(cells, x, "exponential"), **settings).x[0, 0]

    slope = jax.jit(jax.grad(level))(jnp.asarray(cells.base))[0, 0]
    assert slope == pytest.approx((1 - np.exp(-0.8 * 0.5)) / 0.8, rel=1e-5)
