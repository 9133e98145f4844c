"""Fits of small networks to counts; the acceptance tests are in `test_recovery.py`."""

import jax
import numpy as np
import pytest
import scipy.sparse

from sergiojax import StopEarly
from sergiojax.grn import GRN
from sergiojax.inference import calibrate, is_counts, match_data
from sergiojax.inference.calibration._loop import take_steps
from sergiojax.noise import TechnicalNoise, add_technical_noise
from sergiojax.simulation import simulate_steady_state

NOISE = TechnicalNoise(0.0, 0.0, 1.0, np.log(40.0), 0.3, 3.0, 30.0)
QUICK = {"n_cells": 16, "max_steps": 10}  # two chunks, and one compilation for the whole file


def network(**changes):
    edges = [("A", "B", 3.0), ("A", "C", -2.0), ("B", "C", 4.0)]
    rates = {"A": [1.0, 4.0], "C": [1.0, 1.0]}
    return GRN.from_edges(edges, basal_rates=rates, noise_amplitude=0.5).replace(**changes)


def count(grn, n_cells=60, seed=0):
    x = simulate_steady_state(grn, n_cells, key=jax.random.key(seed))
    counts = add_technical_noise(x, NOISE, key=jax.random.key(seed + 1))
    return np.asarray(counts, np.float32).reshape(-1, grn.n_genes)


def matched(grn, counts, **names):
    labels = np.repeat(grn.cell_types, counts.shape[0] // grn.n_cell_types)
    return match_data(grn, counts, cell_type=labels, **names)


@pytest.fixture(scope="module")
def data():
    return matched(network(), count(network()))


@pytest.fixture(scope="module")
def fitted(data):
    heard = []
    given = network(strength=[6.0, -1.0, 3.0])
    return calibrate(given, data, progress=heard.append, **QUICK), heard


def test_a_fit_reports_its_steps_and_keeps_signs(fitted):
    found, heard = fitted
    assert [(each.phase, each.step) for each in heard] == [
        ("Preparing", 0),
        ("Calibrating", 5),
        ("Calibrating", 10),
        ("Scoring", 0),
    ]
    assert heard[2].best.gene_names == ("A", "B", "C")
    assert np.isfinite(heard[2].scores["loss"])
    assert found.history.shape == (10,)
    assert (np.sign(found.grn.strength) == [1, -1, 1]).all()
    assert np.isnan(found.grn.half_response).all()  # automatic, as before
    assert found.technical_noise.outlier_probability == 0
    assert np.isfinite([*found.before, *found.after]).all()
    assert any("together" in each for each in found.not_determined)
    assert found.share_read is None
    counts = found.draw_counts(20, key=jax.random.key(0))
    assert counts.shape == (2, 20, 3)
    assert counts.dtype.kind == "i"


def test_other_cells_and_another_network_of_like_size_compile_nothing(fitted):
    programs = take_steps._cache_size()
    other = GRN.from_edges(
        [("X", "Y", 1.0), ("X", "Z", 2.0), ("Y", "Z", -1.0), ("Z", "W", 1.0)],
        basal_rates={"X": [1.0, 2.0], "Y": [2.0, 2.0]},
    )
    again = calibrate(other, matched(other, count(other, 45, seed=3)), **QUICK)
    assert np.isfinite(again.after.mean_error)
    assert take_steps._cache_size() == programs


def test_the_same_key_gives_the_same_network(fitted, data):
    given = network(strength=[6.0, -1.0, 3.0])
    again = calibrate(given, data, **QUICK)
    assert again.grn.digest() == fitted[0].grn.digest()
    assert again.after == fitted[0].after
    other = calibrate(given, data, key=jax.random.key(7), **QUICK)
    assert other.grn.digest() != again.grn.digest()


def test_stopping_keeps_what_was_found_and_cancelling_ends_the_run(data):
    def stop(progress):
        if progress.step == 5:
            raise StopEarly

    found = calibrate(network(strength=[6.0, -1.0, 3.0]), data, progress=stop, **QUICK)
    assert found.history.shape == (5,)
    assert found.changes
    assert np.isfinite(found.after.mean_error)

    def cancel(progress):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        calibrate(network(), data, progress=cancel, **QUICK)


def test_genes_that_were_not_measured_or_are_silent_are_named(data):
    counts = count(network())[:, 1:]
    counts[:, 1] = 0
    found = calibrate(network(), matched(network(), counts, gene_names=["B", "C"]), **QUICK)
    assert any(each.startswith("Genes A not measured") for each in found.not_determined)
    assert any(each.startswith("Genes C 0 in all cells") for each in found.not_determined)
    assert np.isfinite(found.grn.strength).all()
    assert np.isfinite(found.after.mean_error)


def test_a_type_with_few_cells_is_fitted_with_the_others():
    counts, kinds = count(network()), np.repeat(["type_1", "type_2"], 60)
    kept = np.r_[:60, 60:64]
    data = match_data(network(), counts[kept], cell_type=kinds[kept])
    assert np.isfinite(calibrate(network(), data, **QUICK).after.mean_error)


@pytest.mark.validate  # compiles a program of its own
def test_known_technical_noise_stays(data):
    found = calibrate(network(), data, technical_noise=NOISE, **QUICK)
    assert found.technical_noise == NOISE


@pytest.mark.validate  # compiles two programs of their own
def test_feedback_and_kernels_run_to_the_end():
    edges = [("A", "B", -3.0), ("B", "A", -3.0), ("A", "C", 2.0), ("B", "C", 2.0)]
    rates = {"A": [2.0, 1.0], "B": [1.0, 2.0]}
    grn = GRN.from_edges(edges, basal_rates=rates, logic={"C": "product"}, noise_amplitude=0.5)
    data = matched(grn, count(grn))
    for statistic in ("moments", "mmd"):
        found = calibrate(grn, data, statistic=statistic, **QUICK)
        assert np.isfinite(found.history).all()
        assert np.isfinite(found.grn.strength).all()
        assert np.isfinite(found.after.mean_error)
    assert any("act together" in each for each in found.not_determined)


@pytest.mark.validate
def test_the_share_that_whole_cells_show_is_found():
    grn = network()
    x = np.asarray(simulate_steady_state(grn, 300, key=jax.random.key(0))).reshape(-1, 3)
    rng = np.random.default_rng(0)
    size = np.exp(rng.normal(0.0, 0.4, len(x)))  # of whole cells, over their median
    counts = rng.poisson(3.0 * x * size[:, None])
    others = rng.poisson(2000 * size)[:, None]
    wide = np.concatenate([counts, others], axis=1).astype(np.float32)
    data = matched(grn, wide, gene_names=["A", "B", "C", "other"])
    found = calibrate(grn, data, vary=("noise_amplitude",), max_steps=60)
    # Dropout is fitted too and takes little here: the share is right within what both trade.
    assert found.share_read == pytest.approx(3.0, rel=0.15)
    drawn = found.draw_counts(300, key=jax.random.key(1)).reshape(-1, 3)
    np.testing.assert_allclose(drawn.mean(0), counts.mean(0), rtol=0.1)


def test_whole_cells_keep_their_totals():
    wide = np.concatenate([count(network()), np.full((120, 2), 10.0)], axis=1)
    names = ["A", "B", "C", "D", "E"]
    dense = matched(network(), wide, gene_names=names)
    sparse = matched(network(), scipy.sparse.csr_matrix(wide), gene_names=names)
    for each in (dense, sparse):
        np.testing.assert_allclose(each.total, wide.sum(1))
    assert matched(network(), wide[:, :3]).total is None


def test_levels_are_refused_and_pointed_to_the_other_fit(data):
    clean = matched(network(), np.asarray(count(network())) + 0.5)
    with pytest.raises(ValueError, match=r"whole counts, but an entry is .*`fit_moments`"):
        calibrate(network(), clean)
    with pytest.raises(ValueError, match="every count of the network's genes is 0"):
        calibrate(network(), matched(network(), np.zeros((20, 3))))
    assert is_counts(data)
    assert not is_counts(clean)


def test_settings_out_of_range_are_refused(data):
    with pytest.raises(ValueError, match="no outlier genes"):
        calibrate(network(), data, technical_noise=NOISE.replace(outlier_probability=0.1))
    with pytest.raises(ValueError, match="spread"):
        calibrate(network(), data, spread=0.0)
    with pytest.raises(ValueError, match="max_steps"):
        calibrate(network(), data, max_steps=0)
