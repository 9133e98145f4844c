"""Networks at small noise, where the linear noise approximation is exact: covariances and order."""

import numpy as np
import pytest

from sergiojax.grn import GRN
from sergiojax.kinetics import fill_half_response, steady_state
from sergiojax.simulation import noise_free_course, simulate_steady_state, simulate_time_course
from tests.systems import MOTIFS, jacobian, linear_noise

Q = 0.05


def feed_forward(n_targets=4):
    """Two master regulators, a feed-forward layer and its targets; per-gene decay, no feedback."""
    edges = [("A", "M", 3.0), ("B", "M", -2.0), ("A", "N", -2.5), ("M", "N", 4.0)]
    edges += [("M", f"T{i}", 2.0 + i) for i in range(n_targets)]
    edges += [("N", f"T{i}", -1.0 - i) for i in range(n_targets)]
    decay = {"A": 0.8, "B": 1.0, "M": 0.6, "T1": 1.5}
    grn = GRN.from_edges(
        edges,
        basal_rates={"A": [2.0, 4.0], "B": [3.0, 1.0]},
        decay=decay,
        noise_amplitude=Q,
    )
    return fill_half_response(grn).grn


@pytest.mark.parametrize(
    "noise_type",
    ["dpd", *(pytest.param(kind, marks=pytest.mark.validate) for kind in ("sp", "spd"))],
)
def test_covariances_are_those_of_the_linear_noise_approximation(key, noise_type):
    grn, n_cells = feed_forward(), 40_000
    cells = simulate_steady_state(grn, n_cells, key=key, noise_type=noise_type)
    ratios, off_diagonal = [], []
    for x, level in zip(np.asarray(cells, float), steady_state(grn), strict=True):
        expected = linear_noise(grn, level, noise_type)
        found = np.cov(x.T)
        np.testing.assert_allclose(x.mean(0), level, rtol=3e-3)
        ratios.append(np.diag(found) / np.diag(expected))
        scale = np.sqrt(np.outer(np.diag(expected), np.diag(expected)))
        off_diagonal.append(((found - expected) / scale)[np.triu_indices(len(level), 1)])
    standard_error = np.sqrt(2 / n_cells)
    assert abs(np.median(ratios) - 1) < 0.01  # a standard error is 0.0022
    assert np.abs(np.array(ratios) - 1).max() < 0.01 + 4.5 * standard_error
    assert np.abs(off_diagonal).max() < 0.005 + 4.5 / np.sqrt(n_cells)


@pytest.mark.parametrize("dt", [0.2, 0.1, 0.05])
@pytest.mark.parametrize("name", ["negative autoregulation", "activator-inhibitor"])
def test_error_is_of_second_order_in_the_step(key, name, dt):
    """A lag of half a step would mean less damping: variances 1.4 fold for the pair at dt = 0.1."""
    motif = MOTIFS[name]
    level, grn = np.array(next(iter(motif.fixed_points))), motif.grn.replace(noise_amplitude=Q)
    n_cells = 8000
    x = simulate_steady_state(grn, n_cells, key=key, dt=dt, initial="steady_state")[0]
    ratio = np.cov(np.asarray(x, float).T).reshape(grn.n_genes, -1).diagonal()
    ratio = ratio / linear_noise(grn, level).diagonal()
    gain = np.abs(jacobian(grn, level)).sum()  # the rate against which the step has to be small
    assert (np.abs(ratio - 1) < 0.2 * (gain * dt) ** 2 + 4 * np.sqrt(2 / n_cells)).all()


@pytest.mark.parametrize("name", ["negative autoregulation", "repressilator n=4"])
def test_halving_the_step_quarters_the_error_without_noise(key, name):
    grn = MOTIFS[name].grn.replace(noise_amplitude=0.0)
    settings = {"times": [1.5, 2.0, 5.0], "initial": np.arange(1.0, grn.n_genes + 1)}
    exact = noise_free_course(grn, **settings)
    errors = [
        np.abs(simulate_time_course(grn, 1, key=key, dt=dt, **settings)[:, 0] - exact).max()
        for dt in (0.1, 0.05, 0.025)
    ]
    orders = np.log2(np.divide(errors[:-1], errors[1:]))
    assert orders == pytest.approx(2.0, abs=0.25)


def test_smaller_noise_has_smaller_cells_spread(key):
    grn = feed_forward()
    spread = [
        np.asarray(simulate_steady_state(grn.replace(noise_amplitude=q), 500, key=key)).std(1)
        for q in (0.02, 0.04)
    ]
    np.testing.assert_allclose(spread[1] / spread[0], 2.0, rtol=0.02)
