"""SERGIO's sampling: points of one chain per cell type, and how little they tell."""

import numpy as np
import pytest

from sergiojax.simulation import simulate_steady_state
from tests.systems import lone_gene_law, lone_genes

DECAY = 0.8
CHAIN = {"sampling": "trajectory", "method": "exponential", "dt": 0.1}


@pytest.mark.validate
def test_points_have_the_stationary_law(key):
    """Many types of one gene make many independent chains."""
    n_types, n_cells = 400, 40
    grn = lone_genes(levels=(20.0,), n_types=n_types)
    x = simulate_steady_state(grn, n_cells, key=key, burn_in=10.0, steps_per_cell=15, **CHAIN)
    points = np.asarray(x[..., 0], float)
    law = lone_gene_law(20.0, "dpd")
    one_per_chain = points[:, 0]
    assert abs(one_per_chain.mean() - law.mean) < 4 * np.sqrt(law.variance / n_types)
    assert abs(one_per_chain.var() / law.variance - 1) < 4 * np.sqrt(2 / n_types)


@pytest.mark.validate
def test_effective_sample_size_is_that_of_an_exponential_autocorrelation(key):
    """Var of a chain's mean: Var(x) times the mean of e^(−λ|s − t|) over pairs of points.

    Points are drawn with replacement, which adds Var(x)(1 − the same)/n.
    """
    n_types, n_cells, steps = 400, 60, 15
    grn = lone_genes(levels=(20.0,), n_types=n_types)
    x = simulate_steady_state(grn, n_cells, key=key, burn_in=10.0, steps_per_cell=steps, **CHAIN)
    means = np.asarray(x[..., 0], float).mean(1)
    time = np.arange(n_cells * steps) * 0.1
    pairs = np.exp(-DECAY * np.abs(time[:, None] - time)).mean()
    expected = 20.0 * (pairs + (1 - pairs) / n_cells)
    # The times are shared by all types, so their one draw is a tenth of the tolerance.
    assert abs(means.var() / expected - 1) < 4 * np.sqrt(2 / n_types) + 0.1
    effective = 20.0 / means.var()
    assert effective < 0.6 * n_cells


def test_all_types_and_genes_are_looked_at_at_the_same_times(key):
    """Without noise a chain is a clock: levels tell the time at which they were read."""
    grn = lone_genes(levels=(3.0, 5.0), n_types=3, noise_amplitude=0.0)
    x = np.asarray(
        simulate_steady_state(grn, 50, key=key, initial="off", steps_per_cell=2, **CHAIN), float
    )
    step = -np.log(1 - x / np.array([3.0, 5.0])) / (DECAY * 0.1)
    np.testing.assert_allclose(step, step[:1, :, :1].repeat(3, 0).repeat(2, 2), atol=0.3)
    number = np.rint(step[0, :, 0])
    assert number.min() >= 0
    assert number.max() < 100
    assert len(np.unique(number)) < 50  # with replacement: a repetition is all but certain
    assert (np.diff(number) < 0).any()  # and in the order of the draw, not of time


@pytest.mark.validate
def test_chain_grows_with_steps_per_cell(key):
    grn = lone_genes(levels=(3.0,), noise_amplitude=0.0)
    settings = CHAIN | {"initial": "off"}
    short, long = (
        np.asarray(simulate_steady_state(grn, 50, key=key, steps_per_cell=n, **settings)).max()
        for n in (1, 10)
    )
    assert short < 3 * (1 - np.exp(-DECAY * 5.0)) + 1e-4
    assert long > short


def test_burn_in_comes_before_the_first_point(key):
    grn = lone_genes(levels=(3.0,), noise_amplitude=0.0)
    x = np.asarray(
        simulate_steady_state(grn, 5, key=key, initial="off", burn_in=20.0, **CHAIN), float
    )
    np.testing.assert_allclose(x, 3.0, rtol=1e-5)
