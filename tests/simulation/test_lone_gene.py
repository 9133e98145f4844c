"""One gene without regulators, whose stationary law is known exactly, boundary included.

Two comparisons keep sampling noise out of the accuracy: the law of the discrete chain, computed
without random numbers, against the exact law; and sampled cells against the law of the chain.
"""

import itertools

import jax
import numpy as np
import pytest
from scipy import special, stats

from sergiojax.simulation import simulate_steady_state
from sergiojax.simulation._plan import STEP_SHARE
from tests.systems import LEVELS, lone_gene_law, lone_gene_scheme_law, lone_genes

NOISE_TYPES = ("dpd", "sp", "spd")
TABLE = {  # mean and variance at b/λ = 0.25, 0.5, 1, 2, 4, 8 and q = 1, computed elsewhere
    "dpd": (
        [0.5000, 0.7500, 1.2105, 2.1255, 4.0364, 8.0023],
        [0.2500, 0.4375, 0.8504, 1.7960, 3.8713, 7.9825],
    ),
    "sp": (
        [0.3945, 0.6438, 1.1126, 2.0552, 4.0104, 8.0003],
        [0.0680, 0.1574, 0.3747, 0.8865, 1.9585, 3.9979],
    ),
    "spd": (
        [0.6742, 0.9582, 1.4456, 2.3539, 4.1867, 8.0417],
        [0.5316, 0.9001, 1.6588, 3.3369, 7.1686, 15.4383],
    ),
}


def scheme_bias(noise_type, **settings):
    """Mean and variance of the chain over those of the exact law, less one, per level."""
    chains = [lone_gene_scheme_law(level, noise_type, **settings) for level in LEVELS]
    exact = [lone_gene_law(level, noise_type) for level in LEVELS]
    mean = [chain.mean / law.mean for chain, law in zip(chains, exact, strict=True)]
    variance = [chain.variance / law.variance for chain, law in zip(chains, exact, strict=True)]
    return np.array(mean) - 1, np.array(variance) - 1


@pytest.fixture(scope="module", params=NOISE_TYPES)
def sampled(request, key):
    """Noise type and 30,000 cells of every level with the default method and step."""
    cells = simulate_steady_state(lone_genes(), 30_000, key=key, noise_type=request.param)
    return request.param, np.asarray(cells[0], float)


@pytest.mark.parametrize("noise_type", NOISE_TYPES)
def test_closed_forms_give_the_recorded_table(noise_type):
    """Validates `tests.systems` itself."""
    laws = [lone_gene_law(level, noise_type) for level in LEVELS]
    np.testing.assert_allclose([law.mean for law in laws], TABLE[noise_type][0], atol=6e-5)
    np.testing.assert_allclose([law.variance for law in laws], TABLE[noise_type][1], atol=1.1e-4)


def test_dpd_law_is_the_shifted_truncated_gamma():
    level, q = 1.5, 0.7
    shape, scale = 4 * level / q**2, q**2 / 2
    cut = level / scale
    mean = shape * scale * special.gammaincc(shape + 1, cut) / special.gammaincc(shape, cut)
    law = lone_gene_law(level, "dpd", q)
    assert law.mean == pytest.approx(mean - level, rel=1e-6)
    gamma = stats.gamma(shape, scale=scale)
    above = gamma.sf(level + 1.0) / gamma.sf(level)
    assert law.cdf(1.0) == pytest.approx(1 - above, abs=1e-5)


@pytest.mark.parametrize("noise_type", NOISE_TYPES)
def test_default_step_is_accurate(noise_type):
    """The acceptance of the project: mean 2.5 % (spd 3 %), variance 5 %, above b/λ = 2 both 1 %."""
    mean, variance = scheme_bias(noise_type, share=STEP_SHARE[noise_type])
    print(noise_type, "mean", np.round(1 + mean, 3), "variance", np.round(1 + variance, 3))
    assert (np.abs(mean) < (0.03 if noise_type == "spd" else 0.025)).all()
    assert (np.abs(variance) < 0.05).all()
    high = np.array(LEVELS) > 2
    assert (np.abs(mean[high]) < 0.01).all()
    assert (np.abs(variance[high]) < 0.01).all()


@pytest.mark.validate
def test_sampled_cells_have_the_law_of_the_chain(sampled):
    noise_type, cells = sampled
    for level, x in zip(LEVELS, cells.T, strict=True):
        law = lone_gene_scheme_law(level, noise_type, share=STEP_SHARE[noise_type])
        assert abs(x.mean() - law.mean) < 4 * np.sqrt(law.variance / len(x))
        assert abs(x.var() - law.variance) < 4 * law.variance_error / np.sqrt(len(x))


@pytest.mark.validate
def test_coin_flips_and_normal_numbers_give_one_law(sampled, key):
    """Kolmogorov and Smirnov's distance to the chain's law with normal numbers, 0.1 % each."""
    noise_type, cells = sampled
    normal = simulate_steady_state(
        lone_genes(), 30_000, key=key, noise_type=noise_type, increments="gaussian"
    )
    for level, flips, gaussian in zip(LEVELS, cells.T, np.asarray(normal)[0].T, strict=True):
        law = lone_gene_scheme_law(level, noise_type, share=STEP_SHARE[noise_type])
        for x in (flips, gaussian):
            assert stats.kstest(x, law.cdf).statistic < 1.95 / np.sqrt(len(x))


@pytest.mark.parametrize("noise_type", NOISE_TYPES)
def test_bias_vanishes_with_the_step(noise_type):
    """Halving the step takes at least a third of the bias away; an eighth leaves 1 %."""
    worst = [
        max(np.abs(bias).max() for bias in scheme_bias(noise_type, share=share))
        for share in (0.08, 0.04, 0.02, 0.01)
    ]
    assert all(half < 0.67 * whole for whole, half in itertools.pairwise(worst))
    assert worst[-1] < 0.015


@pytest.mark.parametrize(("q", "decay"), [(0.5, 0.8), (2.0, 0.3), (3.0, 5.0)])
def test_only_the_level_over_q_squared_matters(key, q, decay):
    """x/q² and λt make every lone gene the same, so the table covers all amplitudes and decays."""
    n_cells = 20_000
    grn = lone_genes(levels=(q**2 * 1.0,), decay=decay, noise_amplitude=q)
    x = np.asarray(simulate_steady_state(grn, n_cells, key=key)[0, :, 0], float) / q**2
    law = lone_gene_scheme_law(1.0, "dpd")
    assert abs(x.mean() - law.mean) < 4 * np.sqrt(law.variance / n_cells)
    assert abs(x.var() - law.variance) < 4 * law.variance_error / np.sqrt(n_cells)


@pytest.mark.validate
def test_small_steps_give_the_exact_law(key):
    """Kolmogorov-Smirnov distance at λ dt = 0.01, over levels deep in the boundary and far off."""
    levels = (0.25, 2.0, 8.0)
    x = simulate_steady_state(lone_genes(levels=levels), 3000, key=key, dt=0.0125)[0]
    for level, cells in zip(levels, np.asarray(x).T, strict=True):
        assert stats.kstest(cells, lone_gene_law(level, "dpd").cdf).pvalue > 1e-3


def test_euler_has_the_bias_of_its_clip():
    """SERGIO's own scheme at dt = 0.01: 4.5 % below the reflected diffusion at b/λ = 0.25."""
    laws = [lone_gene_scheme_law(level, "dpd", method="euler", share=0.008) for level in LEVELS]
    means = [law.mean for law in laws[:3]]
    np.testing.assert_allclose(means, [0.480, 0.726, 1.192], atol=0.005)
    zeros = [law.weight[-1] for law in laws[:3]]
    np.testing.assert_allclose(zeros, [0.058, 0.042, 0.024], atol=0.002)


def test_euler_cells_have_the_law_of_eulers_chain(key):
    n_cells = 10_000
    cells = simulate_steady_state(lone_genes(), n_cells, key=key, method="euler", dt=0.05)
    for level, x in zip(LEVELS, np.asarray(cells[0], float).T, strict=True):
        law = lone_gene_scheme_law(level, "dpd", method="euler", share=0.04)
        assert abs(x.mean() - law.mean) < 4 * np.sqrt(law.variance / n_cells)
        assert abs(x.var() - law.variance) < 4 * law.variance_error / np.sqrt(n_cells)
        share = law.weight[-1]
        assert abs((x == 0).mean() - share) < 4 * np.sqrt(share / n_cells) + 1e-4


def test_euler_inflates_the_variance_far_from_zero(key):
    """By 1 / (1 − λ dt / 2), here a ninth; the exponential method has no such error."""
    grn, n_cells, dt = lone_genes(levels=(50.0,)), 20_000, 0.25
    law = lone_gene_law(50.0, "dpd")
    expected = {"euler": 1 / (1 - 0.8 * dt / 2), "exponential": 1.0}
    for method, factor in expected.items():
        x = np.asarray(simulate_steady_state(grn, n_cells, key=key, method=method, dt=dt)[0, :, 0])
        assert abs(x.mean() - 50.0) < 4 * np.sqrt(law.variance * factor / n_cells)
        assert abs(x.var() / law.variance / factor - 1) < 4 * np.sqrt(2 / n_cells)


@pytest.mark.validate
def test_euler_reaches_the_gamma_law_with_small_steps(key):
    levels = (1.0, 4.0)
    x = simulate_steady_state(
        lone_genes(levels=levels), 1000, key=key, method="euler", dt=0.0025, burn_in=6.0
    )[0]
    for level, cells in zip(levels, np.asarray(x).T, strict=True):
        assert stats.kstest(cells, lone_gene_law(level, "dpd").cdf).pvalue > 1e-3


def test_gene_without_noise_is_at_its_level(key):
    x = simulate_steady_state(lone_genes(noise_amplitude=0.0), 3, key=key)
    np.testing.assert_allclose(x, np.broadcast_to(LEVELS, x.shape), rtol=1e-5)


def test_gene_that_is_never_on_stays_at_zero(key):
    x = simulate_steady_state(lone_genes(levels=(0.0,)), 5, key=key)
    assert not np.asarray(x).any()


def test_widely_different_decays_all_reach_their_law(key):
    """The step follows the fastest decay, the burn-in the slowest."""
    n_cells = 1000
    decays = np.array([0.1, 0.8, 3.0], np.float32)
    grn = lone_genes(levels=(20.0, 21.0, 22.0)).replace(decay=decays)
    grn = grn.replace(basal_rate=20.0 * decays[None])
    x = np.asarray(simulate_steady_state(grn, n_cells, key=key, initial="off")[0], float)
    assert (np.abs(x.mean(0) - 20.0) < 4 * np.sqrt(20.0 / n_cells) + 20 * np.exp(-8)).all()
    assert (np.abs(x.var(0) / 20.0 - 1) < 4 * np.sqrt(2.2 / n_cells) + 0.005).all()


def test_cells_are_independent(sampled):
    """Neighbouring cells, and genes of one cell, are uncorrelated."""
    _, cells = sampled
    scaled = (cells - cells.mean(0)) / cells.std(0)
    bound = 4 / np.sqrt(len(cells))
    assert (np.abs((scaled[1:] * scaled[:-1]).mean(0)) < bound).all()
    between = scaled.T @ scaled / len(cells) - np.eye(len(LEVELS))
    assert np.abs(between).max() < bound


def test_first_cells_of_two_keys_differ(key):
    one, other = (simulate_steady_state(lone_genes(), 4, key=k) for k in (key, jax.random.key(1)))
    assert not np.isclose(one, other).any()
