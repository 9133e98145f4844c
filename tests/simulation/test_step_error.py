"""How far the default step is from the limit of small steps: feedback, oscillation, correlation.

`pytest -s -m validate tests/simulation/test_step_error.py` prints the table of docs/model.md.
"""

import numpy as np
import pytest

from sergiojax.kinetics import fill_half_response, steady_state
from sergiojax.simulation import simulate_steady_state, simulate_time_course
from tests.simulation.ds1 import read_ds1
from tests.systems import MOTIFS, linear_noise

pytestmark = pytest.mark.validate

Q = 0.02  # so small that linear noise is exact
METHODS = [("exponential", 0.1), ("exponential", 0.05), ("exponential", 0.025), ("euler", 0.01)]
PERIODS = {"repressilator n=4": 5.518, "repressilator n=3": 4.828}


def label(method, dt):
    return f"{method}, dt {dt:g}".ljust(24)


@pytest.mark.parametrize(("method", "dt"), METHODS)
@pytest.mark.parametrize(
    "name", ["negative autoregulation", "toggle n=2", "activator-inhibitor", "repressilator n=2"]
)
def test_variance_in_feedback(key, name, method, dt):
    motif, n_cells = MOTIFS[name], 10_000
    level = np.array(next(iter(motif.fixed_points)))
    grn = motif.grn.replace(noise_amplitude=Q)
    start = level.astype(np.float32)
    x = simulate_steady_state(
        grn, n_cells, key=key, initial=start, method=method, dt=dt, burn_in=20.0
    )
    found = np.var(x[0], axis=0, dtype=float)
    ratio = np.mean(found / linear_noise(grn, level).diagonal())
    print(f"{label(method, dt)} {name:24s} variance over linear noise {ratio:.3f}")
    error = 5 * dt if method == "euler" else 5 * dt**2
    assert abs(ratio - 1) < error + 4 * np.sqrt(2 / n_cells)


@pytest.mark.parametrize(("method", "dt"), METHODS)
@pytest.mark.parametrize("name", PERIODS)
def test_period_of_an_oscillation(key, name, method, dt):
    grn = MOTIFS[name].grn.replace(noise_amplitude=1e-4)
    times = np.arange(1, 1000) * 0.1
    start = np.array([1.0, 2.0, 3.0])
    x = simulate_time_course(grn, 1, times=times, key=key, initial=start, method=method, dt=dt)
    level = np.asarray(x)[0, 0, 500:, 0]
    rising = level - level.mean()
    before = np.nonzero((rising[:-1] < 0) & (rising[1:] >= 0))[0]
    passages = before - rising[before] / (rising[before + 1] - rising[before])
    period = 0.1 * np.diff(passages).mean()
    print(f"{label(method, dt)} {name:24s} period {period:.3f} instead of {PERIODS[name]}")
    error = 2 * dt if method == "euler" else 1.5 * dt**2
    assert period == pytest.approx(PERIODS[name], rel=error + 5e-4)


@pytest.mark.parametrize(("method", "dt"), METHODS)
def test_correlations_along_the_edges_of_ds1(shared_data, key, method, dt):
    """Mean absolute correlation of regulator and target, over 258 edges in 9 types."""
    grn = fill_half_response(read_ds1(shared_data)).grn.replace(noise_amplitude=Q)
    cells = simulate_steady_state(grn, 3000, key=key, method=method, dt=dt)
    found, true, ratios = [], [], []
    for x, level in zip(cells, np.asarray(steady_state(grn), float), strict=True):
        expected, sampled = linear_noise(grn, level), np.cov(x.T)
        ratios.append(sampled.diagonal() / expected.diagonal())
        for covariance, edges in ((expected, true), (sampled, found)):
            scale = np.sqrt(np.outer(covariance.diagonal(), covariance.diagonal()))
            edges.append((covariance / scale)[grn.regulator, grn.target])
    share = np.sum(np.multiply(found, np.sign(true))) / np.sum(np.abs(true))
    print(
        f"{label(method, dt)} DS1: variance over linear noise {np.median(ratios):.3f} (median), "
        f"correlation of regulator and target {share:.3f}"
    )
    assert np.median(ratios) == pytest.approx(1.0, abs=0.01)
    assert share == pytest.approx(1.0, abs=0.02)
