"""Hidden parameters found through technical noise, and what does not find them (reference, T9).

Recipes, thresholds and baselines are those that the figures in docs/calibrate.md were measured by.
"""

import time
from typing import NamedTuple

import jax
import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from sergiojax.analysis.realism import mmd2
from sergiojax.analysis.realism._scale import log_scaled, median_library, shared_components
from sergiojax.grn import GRN, random_network
from sergiojax.inference import Calibration, calibrate, fit_moments, match_data
from sergiojax.inference.calibration import score_counts
from sergiojax.noise import TechnicalNoise, add_technical_noise, fit_technical_noise
from sergiojax.simulation import knockouts, simulate_screen, simulate_steady_state

pytestmark = [pytest.mark.validate, pytest.mark.filterwarnings("ignore")]

SEEDS = (1, 2, 3)
NOISE = TechnicalNoise(0.0, 0.0, 1.0, np.log(8 * 12), 0.35, 3.0, 35.0)
LABELS = np.repeat([0, 1, 2], 400)
LN2 = np.log(2.0)


class Case(NamedTuple):
    """A hidden network, its counts, and the network that a fit begins with."""

    truth: GRN
    given: GRN
    sparse: GRN
    train: np.ndarray
    test: np.ndarray


class Scores(NamedTuple):
    """Scores on fresh cells of the truth, and of knock-outs that no fit has seen."""

    means: float
    worst: float
    correlations: float
    forest: float
    mmd: float
    knockout_r: float
    knockout_slope: float


def key(number):
    return jax.random.key(number)


def counts_of(grn, noise, *, first, second):
    x = simulate_steady_state(grn, 400, key=key(first))
    return np.asarray(add_technical_noise(x, noise, key=key(second)), np.float32).reshape(-1, 12)


def case_of(seed):
    truth = random_network(12, n_cell_types=3, seed=seed).replace(noise_amplitude=0.5)
    rng = np.random.default_rng(seed)
    strength = np.asarray(truth.strength) * np.exp(rng.uniform(-LN2, LN2, truth.n_edges))
    basal = np.asarray(truth.basal_rate)
    basal = basal * np.exp(rng.uniform(-LN2, LN2, basal.shape))
    given = truth.replace(strength=strength, basal_rate=basal, noise_amplitude=1.0)
    train = counts_of(truth, NOISE, first=seed, second=seed + 1)
    test = counts_of(truth, NOISE, first=seed + 50, second=seed + 51)
    return Case(truth, given, without_edges(given, rng.permutation(30)), train, test)


def without_edges(grn, order):
    """Delete four edges whose targets keep a regulator, in this order."""
    kept, target = np.ones(grn.n_edges, bool), np.asarray(grn.target)
    for edge in order:
        if (~kept).sum() < 4 and (kept & (target == target[edge])).sum() >= 2:
            kept[edge] = False
    arrays = ("regulator", "target", "strength", "hill_coefficient", "half_response")
    return grn.replace(**{name: np.asarray(getattr(grn, name))[kept] for name in arrays})


def data_of(grn, counts):
    labels = np.array(grn.cell_types)[LABELS]
    return match_data(grn, counts, gene_names=grn.gene_names, cell_type=labels)


def effects(net, perturbations):
    found = simulate_screen(net, 100, perturbations=perturbations, key=key(3))
    wild, mutants = (np.asarray(x).mean(-2) + 0.05 for x in (found.wild_type, found.mutants))
    return np.log2(mutants / wild[None])


def knockout_scores(truth, net):
    """Correlation and slope over pairs whose true effect is large, the hit genes left out."""
    chosen = knockouts(truth)[:6]
    true, ours = effects(truth, chosen), effects(net, chosen)
    usable = np.abs(true) > 0.2
    for number in range(len(chosen)):
        usable[number, :, number] = False
    x, y = true[usable], ours[usable]
    return float(np.corrcoef(x, y)[0, 1]), float(np.polyfit(x, y, 1)[0])


def likeness(test, counts):
    """Forest AUC and MMD² of the card, on at most 500 cells a side."""
    rng = np.random.default_rng(0)
    sides = [cells[rng.permutation(len(cells))[:500]] for cells in (test, counts)]
    size = median_library(sides[0])
    logs = [log_scaled(side, size) for side in sides]
    space = shared_components(*logs)
    points = [space.place(log) for log in logs]
    truth = np.repeat([1, 0], 500)
    forest = RandomForestClassifier(60, random_state=0)
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    both = np.concatenate(points)
    votes = cross_val_predict(forest, both, truth, cv=folds, method="predict_proba")[:, 1]
    order = np.argsort(np.argsort(votes + 1e-9 * rng.random(1000)))
    auc = (order[truth == 1].sum() - 500 * 499 / 2) / 500**2
    return float(auc), mmd2(*points)


def score(case, net, counts):
    found = score_counts(
        counts.reshape(3, 400, 12), case.test, cell_type=LABELS, observed=np.ones(12, bool)
    )
    return Scores(
        found.mean_error,
        found.worst_mean,
        found.correlation_error,
        *likeness(case.test, counts),
        *knockout_scores(case.truth, net),
    )


@pytest.fixture(scope="module")
def cases():
    return {seed: case_of(seed) for seed in SEEDS}


@pytest.fixture(scope="module")
def fits(cases):
    """The three fits and what they took (CPU seconds); the first compiles."""
    found: dict[int, tuple[Calibration, float]] = {}
    for seed, case in cases.items():
        before = time.process_time()
        fit = calibrate(case.given, data_of(case.given, case.train), key=key(1000))
        found[seed] = fit, time.process_time() - before
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_hidden_parameters_are_found(cases, fits, seed):
    fit, seconds = fits[seed]
    counts = counts_of(fit.grn, fit.technical_noise, first=99, second=100)
    found = score(cases[seed], fit.grn, counts)
    print(f"seed {seed}: {seconds:.1f} s CPU", found)
    assert found.means <= 0.09
    assert found.worst <= 1.2
    assert found.correlations <= 0.095
    assert found.forest <= 0.58
    assert found.mmd <= 0.006
    assert found.knockout_r >= 0.93
    assert 0.80 <= found.knockout_slope <= 1.20
    assert seconds <= 40
    assert fit.after.mean_error < fit.before.mean_error


@pytest.mark.parametrize("seed", SEEDS)
def test_the_given_network_fails_even_with_the_true_noise(cases, seed):
    case = cases[seed]
    found = score(case, case.given, counts_of(case.given, NOISE, first=99, second=100))
    print(f"seed {seed}, given network:", found)
    assert found.means > 0.09
    assert found.mmd > 0.006
    assert found.knockout_slope < 0.80


@pytest.mark.parametrize("seed", SEEDS)
def test_fitting_moments_of_counts_fails_alone_and_with_fitted_noise(cases, seed):
    case = cases[seed]
    data = data_of(case.given, case.train)
    net = fit_moments(case.given, data, allow_counts=True).grn
    clean = np.asarray(simulate_steady_state(net, 400, key=key(99)))
    alone = score(case, net, np.round(clean).astype(np.float32).reshape(-1, 12))
    print(f"seed {seed}, moments of counts:", alone)
    assert alone.means > 0.09
    assert alone.worst > 1.2
    assert alone.correlations > 0.095
    assert alone.forest > 0.58
    assert alone.mmd > 0.006
    assert alone.knockout_slope < 0.80
    pilot = np.asarray(simulate_steady_state(net, 400, key=key(5))).reshape(-1, 12)
    noise = fit_technical_noise(case.train, pilot, key=key(0), max_evaluations=1000).noise
    with_noise = score(case, net, counts_of(net, noise, first=99, second=100))
    print(f"seed {seed}, with fitted noise:", with_noise)
    assert with_noise.means > 0.09
    assert with_noise.knockout_slope < 0.80


def test_with_four_edges_missing_cells_are_found_and_knockouts_less_so(cases):
    correlations = []
    for seed, case in cases.items():
        assert case.sparse.n_edges == 26
        fit = calibrate(case.sparse, data_of(case.sparse, case.train), key=key(1000))
        counts = counts_of(fit.grn, fit.technical_noise, first=99, second=100)
        found = score(case, fit.grn, counts)
        print(f"seed {seed}, four edges missing:", found)
        correlations.append(found.knockout_r)
        assert found.means <= 0.11
        assert np.isfinite(found).all()
        given = counts_of(case.sparse, NOISE, first=99, second=100)
        assert score(case, case.sparse, given).means > 0.11
    # Over keys, seed 3 scatters about .84: .82 to .86; the median of the three networks is held.
    assert np.median(correlations) >= 0.84
    assert min(correlations) >= 0.80
