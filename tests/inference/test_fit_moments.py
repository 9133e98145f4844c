"""Fits to the means and covariances of simulated cells."""

import jax
import numpy as np
import pytest

from sergiojax import StopEarly
from sergiojax.grn import GRN, random_network
from sergiojax.inference import fit_moments, match_data
from sergiojax.kinetics import fill_half_response, lna, steady_state
from sergiojax.simulation import simulate_steady_state

N_CELLS = 2000


def as_data(grn, cells, genes=None):
    genes = range(grn.n_genes) if genes is None else genes
    names = [grn.gene_names[gene] for gene in genes]
    labels = np.repeat(grn.cell_types, cells.shape[1])
    matrix = np.asarray(cells).reshape(-1, grn.n_genes)[:, list(genes)]
    return match_data(grn, matrix, gene_names=names, cell_type=labels)


def scrambled(grn, seed=0):
    """The network with its strengths off by factors from 0.5 to 2."""
    factor = np.exp(np.random.default_rng(seed).uniform(np.log(0.5), np.log(2), grn.n_edges))
    return grn.replace(strength=np.asarray(grn.strength) * factor)


def gaussian_cells(grn, *, n_cells=N_CELLS, seed=0):
    """Cells with the mean and covariance that linear noise predicts, quickly."""
    rng, noise = np.random.default_rng(seed), lna(grn)
    pairs = zip(noise.mean, noise.covariance, strict=True)
    cells = [rng.multivariate_normal(*pair, size=n_cells) for pair in pairs]
    return np.maximum(np.stack(cells), 0.0).astype(np.float32)


@pytest.fixture
def no_ridge(monkeypatch):
    """Begin with the network: `fit_ridge` compiles for seconds for every shape of network."""
    monkeypatch.setattr("sergiojax.inference._fit_moments._ridge", lambda *_: None)


@pytest.fixture(scope="module")
def simulated():
    truth = fill_half_response(random_network(12, n_cell_types=3, seed=0)).grn
    truth = truth.replace(noise_amplitude=0.2)
    return truth, simulate_steady_state(truth, N_CELLS, key=jax.random.key(0))


def test_scrambled_strengths_are_fitted_to_simulated_cells(simulated):
    truth, cells = simulated
    begin = scrambled(truth)
    means = np.asarray(cells).mean(1)
    assert np.abs(steady_state(begin) / means - 1).max() > 0.5
    fit = fit_moments(begin, as_data(begin, cells))
    np.testing.assert_allclose(fit.mean, means, rtol=0.05)
    np.testing.assert_allclose(steady_state(fit.grn), fit.mean, rtol=1e-5)
    assert (np.sign(fit.grn.strength) == np.sign(truth.strength)).all()
    off = [np.median(np.abs(g.strength / truth.strength - 1)) for g in (begin, fit.grn)]
    assert off[1] < off[0] / 4
    assert fit.after.log_likelihood > fit.before.log_likelihood + 10
    assert fit.before.mean_error > 0.1
    assert fit.after.mean_error < 0.01
    assert fit.after.variance_error < 0.1
    assert fit.changes
    assert (np.diff(fit.history) <= 0).all()
    assert fit.start == "ridge"


@pytest.mark.validate
def test_genes_that_were_not_measured_are_free(simulated):
    truth, cells = simulated
    begin = scrambled(truth, seed=1)
    seen = [gene for gene in range(12) if gene not in (0, 5)]
    fit = fit_moments(begin, as_data(begin, cells, seen), key=jax.random.key(3))
    assert fit.start == "network"
    np.testing.assert_allclose(fit.mean[:, seen], np.asarray(cells).mean(1)[:, seen], rtol=0.05)
    assert fit.after.log_likelihood > fit.before.log_likelihood + 5
    assert np.isfinite(fit.mean).all()


def cascade(**changes):
    edges = [("A", "B", 3.0), ("A", "C", -2.0), ("B", "C", 2.0)]
    grn = GRN.from_edges(
        edges,
        basal_rates={"A": [1.0, 4.0], "C": [1.0, 1.0]},
        half_response=2.0,
        noise_amplitude=0.2,
    )
    return grn.replace(**changes) if changes else grn


@pytest.mark.usefixtures("no_ridge")
def test_a_network_that_fits_is_left_nearly_alone():
    grn = cascade()
    fit = fit_moments(grn, as_data(grn, gaussian_cells(grn)))
    np.testing.assert_allclose(fit.grn.strength, grn.strength, rtol=0.05)
    assert fit.after.log_likelihood == pytest.approx(fit.before.log_likelihood, abs=0.02)


@pytest.mark.usefixtures("no_ridge")
def test_what_the_cells_do_not_tell_stays_where_it_was():
    grn = GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": 2.0}, half_response=2.0)
    grn = grn.replace(noise_amplitude=0.2)
    data = as_data(grn, gaussian_cells(grn.replace(strength=[4.5])))
    vary = ("strength", "half_response")
    fit = fit_moments(grn, data, vary=vary, fit=("means",), spread=0.3)
    # K and h only together (see identifiability): both go a part of the way, h the shorter one.
    change = np.log([fit.grn.strength[0] / 3.0, fit.grn.half_response[0] / 2.0])
    assert fit.mean[0, 1] == pytest.approx(float(data.expression[:, 1].mean()), rel=0.02)
    share = 2 * (1 - 2.5**2 / (2.0**2 + 2.5**2))
    assert change[1] / change[0] == pytest.approx(-share, rel=0.3)


def test_covariances_tell_the_noise():
    grn = cascade()
    data = as_data(grn, gaussian_cells(grn.replace(noise_amplitude=[0.1, 0.3, 0.2])))
    fit = fit_moments(grn, data, vary=("noise_amplitude",))
    np.testing.assert_allclose(fit.grn.noise_amplitude, [0.1, 0.3, 0.2], rtol=0.1)
    np.testing.assert_array_equal(fit.grn.strength, grn.strength)


def test_products_are_fitted_from_the_network_itself():
    truth = cascade(product=[False, False, True])
    begin = truth.replace(strength=[4.0, -2.0, 3.0])
    fit = fit_moments(begin, as_data(begin, gaussian_cells(truth)))
    assert fit.start == "network"
    np.testing.assert_allclose(fit.mean, steady_state(truth), rtol=0.03)


@pytest.mark.validate
@pytest.mark.usefixtures("no_ridge")
def test_a_switch_is_compared_in_the_state_that_its_cells_are_in():
    edges = [("A", "B", -4.0), ("B", "A", -4.0)]
    rates = {"A": [0.2, 0.2], "B": [0.2, 0.2]}
    grn = GRN.from_edges(edges, basal_rates=rates, half_response=1.5, noise_amplitude=0.1)
    high, low = 5.0, 0.7
    rng = np.random.default_rng(0)
    cells = np.array([[high, low], [low, high]])[:, None] * rng.normal(1, 0.05, (2, 200, 2))
    fit = fit_moments(grn, as_data(grn, cells), vary=("strength", "noise_amplitude"))
    np.testing.assert_allclose(fit.mean, [[high, low], [low, high]], rtol=0.1)


@pytest.mark.usefixtures("no_ridge")
def test_automatic_half_responses_are_the_cells_means():
    grn = cascade(half_response=np.full(3, np.nan))
    cells = gaussian_cells(cascade())
    fit = fit_moments(grn, as_data(grn, cells), held_out=0.0)
    expected = cells.mean(1).mean(0)[np.asarray(grn.regulator)]
    np.testing.assert_allclose(fit.grn.half_response, expected, rtol=1e-5)
    assert np.isnan(fit.after.log_likelihood)  # nothing was held out


@pytest.mark.usefixtures("no_ridge")
def test_progress_is_told_and_may_stop():
    grn = cascade()
    data = as_data(grn, gaussian_cells(grn.replace(strength=[6.0, -1.0, 4.0])))
    told = []

    def stop_early(progress):
        told.append(progress)
        if progress.step == 3:
            raise StopEarly

    fit = fit_moments(grn, data, progress=stop_early)
    assert [each.step for each in told] == [1, 2, 3]
    assert len(fit.history) == 3
    np.testing.assert_array_equal(fit.grn.strength, told[-1].best.strength)


def test_cells_of_another_network_and_too_few_cells_are_refused():
    grn = cascade()
    data = as_data(grn, gaussian_cells(grn, n_cells=20))
    with pytest.raises(ValueError, match="another network"):
        fit_moments(GRN.from_edges([("A", "B", 1.0)], basal_rates={"A": 1.0}), data)
    with pytest.raises(ValueError, match="too few to learn"):
        fit_moments(grn, as_data(grn, gaussian_cells(grn, n_cells=2)))
    with pytest.raises(ValueError, match="held_out"):
        fit_moments(grn, data, held_out=1.0)
    with pytest.raises(ValueError, match="`fit` needs"):
        fit_moments(grn, data, fit=())
    with pytest.raises(ValueError, match="spread"):
        fit_moments(grn, data, spread=0.0)


def test_a_network_that_oscillates_is_refused():
    ring = [("A", "B", -4.0), ("B", "C", -4.0), ("C", "A", -4.0)]
    grn = GRN.from_edges(ring, basal_rates={}, half_response=1.0, hill_coefficient=4.0)
    cells = np.random.default_rng(0).uniform(0.5, 2.0, (1, 50, 3))
    with pytest.raises(ValueError, match="has no stable steady state"):
        fit_moments(grn, as_data(grn, cells))


@pytest.mark.usefixtures("no_ridge")
def test_whole_counts_are_refused_and_pointed_to_calibrate():
    grn = cascade()
    counts = np.random.default_rng(0).poisson(5.0 * gaussian_cells(grn, n_cells=50))
    data = as_data(grn, counts)
    with pytest.raises(ValueError, match=r"raw counts\. Fit counts by `calibrate`"):
        fit_moments(grn, data)
    assert np.isfinite(fit_moments(grn, data, allow_counts=True, max_steps=3).mean).all()
