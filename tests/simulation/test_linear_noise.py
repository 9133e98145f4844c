"""Networks at small noise, where the linear noise approximation is exact: covariances and order."""

import numpy as np
import pytest

from sergiojax.grn import GRN
from sergiojax.kinetics import fill_half_response, steady_state
from sergiojax.simulation import simulate_steady_state
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


@pytest.mark.parametrize("noise_type", ["dpd", "sp", "spd"])
def test_covariances_are_those_of_the_linear_noise_approximation(key, noise_type):
    grn, n_cells = feed_forward(), 8000
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
    assert abs(np.median(ratios) - 1) < 0.01
    assert np.abs(np.array(ratios) - 1).max() < 0.01 + 4.5 * standard_error
    # Production frozen over a step lags by half of it, which weakens an edge's correlation.
    assert np.abs(off_diagonal).max() < 0.02 + 4.5 / np.sqrt(n_cells)


@pytest.mark.parametrize("dt", [0.1, 0.025])
@pytest.mark.parametrize("name", ["negative autoregulation", "activator-inhibitor"])
def test_error_is_of_first_order_in_the_step(key, name, dt):
    """Feedback turns the lag of half a step into less damping, hence more variance.

    Near an oscillation the factor is large: 1.40 for the activator-inhibitor pair at dt = 0.1.
    """
    motif = MOTIFS[name]
    level, grn = np.array(next(iter(motif.fixed_points))), motif.grn.replace(noise_amplitude=Q)
    n_cells = 8000
    x = simulate_steady_state(grn, n_cells, key=key, dt=dt, initial="steady_state")[0]
    ratio = np.cov(np.asarray(x, float).T).reshape(grn.n_genes, -1).diagonal()
    ratio = ratio / linear_noise(grn, level).diagonal()
    gain = np.abs(jacobian(grn, level)).sum()  # the rate against which the step has to be small
    assert (np.abs(ratio - 1) < 0.8 * gain * dt + 4 * np.sqrt(2 / n_cells)).all()


def test_smaller_noise_has_smaller_cells_spread(key):
    grn = feed_forward()
    spread = [
        np.asarray(simulate_steady_state(grn.replace(noise_amplitude=q), 500, key=key)).std(1)
        for q in (0.02, 0.04)
    ]
    np.testing.assert_allclose(spread[1] / spread[0], 2.0, rtol=0.02)
