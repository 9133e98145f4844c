"""Cells in time: exact moments of a lone gene, oscillators, and the noise-free course."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sergiojax.grn import GRN
from sergiojax.kinetics import production_rate, steady_state, upper_level
from sergiojax.simulation import noise_free_course, simulate_time_course
from tests.kinetics.networks import random_network
from tests.systems import MOTIFS, lone_genes

RINGS = [("repressilator n=4", 5.518), ("repressilator n=3", 4.828)]


def period_of(times, level):
    """Mean time between upward passages through the mean level."""
    rising = level - level.mean()
    before = np.nonzero((rising[:-1] < 0) & (rising[1:] >= 0))[0]
    share = -rising[before] / (rising[before + 1] - rising[before])
    return np.diff(times[before] + share * np.diff(times)[before]).mean()


@pytest.mark.parametrize(("name", "period"), RINGS)
def test_repressilator_oscillates_with_its_period(name, period):
    times = np.linspace(0.0, 100.0, 2001)
    level = np.asarray(noise_free_course(MOTIFS[name].grn, times=times, initial="random"))[0, :, 0]
    late = times > 60
    assert period_of(times[late], level[late]) == pytest.approx(period, abs=0.002)


def test_repressilator_reaches_its_extremes():
    times = np.linspace(0.0, 60.0, 2401)
    course = noise_free_course(MOTIFS["repressilator n=4"].grn, times=times, initial="random")
    late = np.asarray(course)[0, times > 40]
    assert late.min() == pytest.approx(0.516, abs=0.002)
    assert late.max() == pytest.approx(3.417, abs=0.002)


@pytest.mark.parametrize("name", ["repressilator n=2", "repressilator n=2, strong"])
def test_rings_of_hill_coefficient_two_cannot_oscillate(name):
    motif = MOTIFS[name]
    course = noise_free_course(motif.grn, times=np.array([100.0]), initial="random")
    np.testing.assert_allclose(course[0, 0], next(iter(motif.fixed_points)), atol=2e-3)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_noise_free_course_solves_the_equation(seed):
    grn = random_network((2, 1, 3, 0, 2, 1), seed=seed, n_types=2, product=True, factors=True)
    times = np.array([0.0, 0.3, 1.0, 4.0, 9.0])
    course = np.asarray(noise_free_course(grn, times=times))
    for kind in range(2):

        def slope(_, x, kind=kind):
            levels = np.tile(x, (2, 1))
            return production_rate(grn, levels)[kind] - np.asarray(grn.decay, float) * x

        exact = solve_ivp(slope, (0, 9), np.zeros(6), t_eval=times, rtol=1e-8, atol=1e-10).y.T
        np.testing.assert_allclose(course[kind], exact, rtol=2e-4, atol=2e-4)


def test_noise_free_course_starts_where_it_is_told():
    grn = MOTIFS["toggle n=3"].grn
    times = np.array([0.0, 1.0])
    for initial, expected in (
        ("off", np.zeros(2)),
        ("steady_state", steady_state(grn)[0]),
        (np.array([1.0, 2.0]), [1.0, 2.0]),
    ):
        course = noise_free_course(grn, times=times, initial=initial)
        np.testing.assert_allclose(course[0, 0], expected, atol=1e-6)
    start = np.asarray(noise_free_course(grn, times=times, initial="random"))[0, 0]
    assert ((start > 0) & (start < upper_level(grn)[0])).all()
    assert start[0] != start[1]


@pytest.mark.parametrize("dt", [0.05, 0.5])
def test_lone_gene_relaxes_with_exact_moments(key, dt):
    """Mean m + (x₀ − m)e^(−λt), variance q²(1 − e^(−λt))(m + x₀ e^(−λt)), for every step."""
    level, start, n_cells = 60.0, 30.0, 8000
    times = np.array([0.0, 0.5, 2.0, 5.0])
    x = simulate_time_course(
        lone_genes(levels=(level,)), n_cells, times=times, key=key, initial=np.array([start]), dt=dt
    )
    cells = np.asarray(x[0, :, :, 0], float)
    keep = np.exp(-0.8 * times)
    variance = (1 - keep) * (level + start * keep)
    mean = level + (start - level) * keep
    assert (cells[:, 0] == start).all()
    assert (np.abs(cells.mean(0) - mean) <= 4 * np.sqrt(variance / n_cells)).all()
    ratio = cells[:, 1:].var(0) / variance[1:]
    assert (np.abs(ratio - 1) < 4 * np.sqrt(2 / n_cells) + 0.005).all()


@pytest.mark.validate
def test_autocorrelation_decays_with_the_gene(key):
    """Corr(x(t), x(t + τ)) = e^(−λτ), whatever the step."""
    n_cells, times = 4000, np.array([10.0, 11.0, 13.0])
    x = simulate_time_course(lone_genes(levels=(30.0,)), n_cells, times=times, key=key)
    first, *later = np.asarray(x[0, :, :, 0]).T
    for tau, values in zip((1.0, 3.0), later, strict=True):
        found = np.corrcoef(first, values)[0, 1]
        expected = np.exp(-0.8 * tau)
        assert abs(found - expected) < 4 * (1 - expected**2) / np.sqrt(n_cells)


@pytest.mark.parametrize("method", ["exponential", "euler"])
def test_quiet_cells_follow_the_noise_free_course(key, method):
    grn = random_network((2, 1, 3, 0, 2, 1), seed=3, product=True).replace(noise_amplitude=1e-3)
    times = np.array([0.5, 2.0, 8.0])
    cells = simulate_time_course(grn, 3, times=times, key=key, method=method, dt=0.01)
    course = np.asarray(noise_free_course(grn, times=times))[:, None]
    np.testing.assert_allclose(cells, np.broadcast_to(course, cells.shape), atol=0.05, rtol=0.02)


@pytest.mark.parametrize(("name", "period"), RINGS)
def test_quiet_cells_oscillate_with_the_period_at_small_steps(key, name, period):
    """First order: the period errs by less than 3 dt, of which 1.1 % are left at dt = 0.005."""
    grn = MOTIFS[name].grn.replace(noise_amplitude=1e-4)
    times = np.arange(0.05, 60.0, 0.05)
    start = np.array([1.0, 2.0, 3.0])
    cells = simulate_time_course(grn, 1, times=times, key=key, initial=start, dt=0.005)
    level = np.asarray(cells)[0, 0, :, 0]
    late = times > 30
    assert period_of(times[late], level[late]) == pytest.approx(period, rel=0.015)


def test_cells_start_where_they_are_told(key):
    grn = MOTIFS["toggle n=3"].grn
    times = np.array([0.0])
    off = simulate_time_course(grn, 3, times=times, key=key)
    assert not np.asarray(off).any()
    random = np.asarray(simulate_time_course(grn, 200, times=times, key=key, initial="random"))
    assert (random[0, :, 0] < upper_level(grn)[0]).all()
    assert len(np.unique(random)) > 390


@pytest.mark.validate
def test_more_times_look_at_the_same_equal_steps(key):
    """Between two times the steps are equal, so halving all intervals changes no draw."""
    grn = GRN.from_edges([], basal_rates={"A": [4.0, 8.0]})
    few = simulate_time_course(grn, 3, times=np.array([0.4, 0.8]), key=key, dt=0.1)
    many = simulate_time_course(grn, 3, times=np.array([0.2, 0.4, 0.6, 0.8]), key=key, dt=0.1)
    np.testing.assert_allclose(many[:, :, 1::2], few, rtol=1e-5)
