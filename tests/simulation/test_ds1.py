"""SERGIO's DS1 (100 genes, 9 cell types) against statistics recorded from SERGIO v1.

`pytest -s -m validate tests/simulation/test_ds1.py` prints the tables of docs/model.md.
"""

import jax
import numpy as np
import pytest

from sergiojax.grn import GRN
from sergiojax.simulation import simulate_steady_state
from tests.simulation.ds1 import (
    N_TYPES,
    Reference,
    read_ds1,
    read_reference,
    with_recorded_half_response,
)
from tests.systems import lone_gene_law, lone_gene_scheme_law

pytestmark = pytest.mark.validate

N_CELLS = 4000
EULER = {"method": "euler", "burn_in": 10.0}  # 8/λ


@pytest.fixture(scope="module")
def reference(shared_data) -> Reference:
    return read_reference(shared_data, read_ds1(shared_data))


@pytest.fixture(scope="module")
def ds1(shared_data, reference) -> GRN:
    return with_recorded_half_response(read_ds1(shared_data), reference)


def ensemble(grn, key, n_cells=N_CELLS, **settings):
    """Mean and variance of every gene in every cell type over independent cells."""
    cells = simulate_steady_state(grn, n_cells, key=key, **settings)
    return np.mean(cells, axis=1, dtype=float), np.var(cells, axis=1, dtype=float)


@pytest.fixture(scope="module")
def euler_cells(ds1, key):
    return ensemble(ds1, key, **EULER)


@pytest.fixture(scope="module")
def default_cells(ds1, key):
    return {dt: ensemble(ds1, key, dt=dt) for dt in (0.1, 0.05, 0.025)}


def report(label, cells, other, chosen):
    """Print and return how the moments of the chosen genes differ from those of another law."""
    difference = (cells[0] / other[0] - 1)[:, chosen]
    row = {
        "median |Δ|": np.median(np.abs(difference)),
        "99 %": np.quantile(np.abs(difference), 0.99),
        "median Δ": np.median(difference),
        "variance": np.median((cells[1] / other[1])[:, chosen]),
    }
    print(f"{label:46s}" + "  ".join(f"{name} {value:+.4f}" for name, value in row.items()))
    return row


def test_euler_ensemble_agrees_with_sergio(reference, euler_cells):
    """The acceptance rule for independent cells; 900 gene × type means."""
    recorded = reference["ens_mean"], reference["ens_var"]
    row = report("euler, dt 0.01, all genes", euler_cells, recorded, slice(None))
    assert row["median |Δ|"] < 0.015
    assert row["99 %"] < 0.06
    assert row["variance"] == pytest.approx(1.0, abs=0.03)
    v1 = np.mean([reference[f"v1_seed{seed}_mean"] for seed in range(3)], axis=0)
    z = (v1 - euler_cells[0]) / reference["se_of_v1_mean"] * np.sqrt(3)
    print(f"mean of three v1 runs: mean z {z.mean():+.3f}, SD z {z.std():.3f}")
    assert abs(z.mean()) < 0.1
    assert 0.75 < z.std() < 1.1


def test_default_method_gives_the_same_table(reference, euler_cells, default_cells):
    """Close to SERGIO at ten times its step; the rest is the boundary, as the next tests show."""
    recorded = reference["ens_mean"], reference["ens_var"]
    regulator = reference.is_regulator
    report("euler, dt 0.01, master regulators", euler_cells, recorded, regulator)
    report("euler, dt 0.01, targets", euler_cells, recorded, ~regulator)
    for dt, cells in default_cells.items():
        report(f"exponential, dt {dt}, master regulators", cells, recorded, regulator)
        row = report(f"exponential, dt {dt}, targets", cells, recorded, ~regulator)
        assert row["median |Δ|"] < 0.02
        assert row["99 %"] < 0.10
        assert abs(row["median Δ"]) < 0.015
        assert row["variance"] == pytest.approx(1.0, abs=0.04)


@pytest.mark.parametrize("method", ["euler", "exponential"])
def test_master_regulators_have_the_law_of_a_lone_gene(
    reference, ds1, euler_cells, default_cells, method
):
    """So their difference from SERGIO is known in closed form: clip against reflection."""
    regulators = np.nonzero(reference.is_regulator)[0]
    share = 0.008 if method == "euler" else 0.08
    mean = euler_cells[0] if method == "euler" else default_cells[0.1][0]
    z, bias = [], []
    for gene in regulators:
        for kind in range(N_TYPES):
            level = float(ds1.basal_rate[kind, gene]) / 0.8
            law = lone_gene_scheme_law(level, "dpd", method=method, share=share)
            z.append((mean[kind, gene] - law.mean) / np.sqrt(law.variance / N_CELLS))
            bias.append(law.mean / lone_gene_law(level, "dpd").mean - 1)
    print(f"{method}: z of {len(z)} master regulators: mean {np.mean(z):+.2f}, SD {np.std(z):.2f}")
    print(f"{method}: bias of their means against the exact law, median {np.median(bias):+.4f}")
    assert abs(np.mean(z)) < 4 / np.sqrt(len(z))
    assert np.abs(z).max() < 4.5


def test_difference_vanishes_away_from_the_boundary(ds1, key):
    """A copy with a quarter of the noise: b/(λq²) from 4 to 20 instead of 0.25 to 1.23."""
    quiet = ds1.replace(noise_amplitude=0.25)
    euler = ensemble(quiet, key, n_cells=1000, **EULER)
    default = ensemble(quiet, jax.random.key(1), n_cells=1000)
    row = report("q = 0.25: exponential against euler", default, euler, slice(None))
    standard_error = np.sqrt(2 * euler[1] / 1000) / euler[0]
    z = (default[0] / euler[0] - 1) / standard_error
    print(f"z of 900 means: mean {z.mean():+.3f}, SD {z.std():.3f}")
    assert abs(row["median Δ"]) < 0.002
    assert z.std() < 1.15
    assert row["variance"] == pytest.approx(1.0, abs=0.02)


def test_trajectories_scatter_around_the_ensemble_as_sergios_do(ds1, reference):
    """Points of one chain per type: z by the predicted error of such a mean, ten runs.

    The mean z of one run has an SD of 0.11 over seeds, because ten regulators move all targets.
    """
    mean_z, variance = [], []
    for seed in range(10):
        cells = simulate_steady_state(
            ds1,
            300,
            key=jax.random.key(seed),
            sampling="trajectory",
            method="euler",
            steps_per_cell=15,
        )
        z = (np.mean(cells, axis=1) - reference["ens_mean"]) / reference["se_of_v1_mean"]
        mean_z.append(z.mean())
        variance.append(np.median(np.var(cells, axis=1) / reference["ens_var"]))
        assert 0.75 < z.std() < 1.1
        assert (np.abs(z) < 3).mean() > 0.99
    print(f"trajectories: mean z {np.mean(mean_z):+.3f}, its SD over runs {np.std(mean_z):.3f}")
    print(f"variance within a run over that of the ensemble: {np.mean(variance):.3f}")
    assert abs(np.mean(mean_z)) < 0.1
    assert 0.8 < np.mean(variance) < 0.95  # autocorrelation hides some of it


def test_production_noise_alone_agrees_with_sergio(shared_data, key):
    """One short run of v1 (100 cells, T = 15) with `sp`: wide, because that run is."""
    grn = read_ds1(shared_data)
    recorded = read_reference(shared_data, grn, "ds1_steady_state_reference_sp.csv")
    grn = with_recorded_half_response(grn, recorded, "half_response_as_regulator")
    main = read_reference(shared_data, grn)
    mean, variance = ensemble(grn, key, n_cells=1000, noise_type="sp", **EULER)
    error = np.sqrt(variance * (main["two_tau_int"] / 15 + 1 / 100))
    z = (recorded["sampled_mean"] - mean) / error
    print(f"sp: mean z {z.mean():+.3f}, SD z {z.std():.3f}, |z| < 3 {(np.abs(z) < 3).mean():.4f}")
    assert abs(z.mean()) < 0.3
    assert 0.6 < z.std() < 1.3
    assert (np.abs(z) < 3.5).mean() > 0.98
    default = ensemble(grn, key, n_cells=1000, noise_type="sp")
    row = report("sp: exponential against euler", default, (mean, variance), slice(None))
    assert abs(row["median Δ"]) < 0.02
    assert row["variance"] == pytest.approx(1.0, abs=0.05)


def test_gradient_over_a_long_run_is_finite(ds1, key):
    """q = 1, 5000 steps, boundary hits everywhere."""

    def total(strength):
        moved = ds1.replace(strength=strength)
        return simulate_steady_state(moved, 1, key=key, dt=0.1, burn_in=500.0).mean()

    value, slope = jax.jvp(total, (ds1.strength,), (np.sign(ds1.strength),))
    print(f"mean level {value:.3f}, its slope along all strengths {slope:.3f}")
    assert np.isfinite(value)
    assert 0 < slope < 100
