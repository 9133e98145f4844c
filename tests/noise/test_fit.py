"""Noise that was planted is found again, as far as the data hold it."""

import inspect

import jax
import numpy as np
import pytest

from sergiojax.noise import PROFILES, add_technical_noise
from sergiojax.noise import _fit as fit
from sergiojax.noise._evolution import Evolution
from sergiojax.noise._fit import fit_technical_noise
from sergiojax.noise._technical_noise import TechnicalNoise

PLANTED = TechnicalNoise(0.001, 1.5, 1.0, 5.3, 0.45, 5.0, 62.0)  # far from every published profile


def clean_cells(n_cells, n_genes, *, seed):
    """Cells of one population: every gene has its own gamma distribution, whatever the seed."""
    genes = np.random.default_rng(0)
    shape, scale = genes.uniform(0.5, 4.0, n_genes), genes.lognormal(0.5, 0.8, n_genes)
    cells = np.random.default_rng(seed)
    return cells.gamma(shape, scale, size=(n_cells, n_genes)).astype(np.float32)


def check_recovery(planted, *, n_cells, n_genes, max_evaluations):
    """Fit other cells of the same population, in which no outlier happens to be."""
    clean = clean_cells(n_cells, n_genes, seed=2)
    of_others = clean_cells(n_cells, n_genes, seed=1)
    planted = planted.replace(outlier_probability=0.0)
    counts = np.asarray(add_technical_noise(of_others, planted, key=jax.random.key(1)))
    found = fit_technical_noise(
        counts, clean, key=jax.random.key(2), max_evaluations=max_evaluations
    )
    assert found.n_evaluations <= max_evaluations

    # As near as other experiments with the planted noise come.
    target = fit.Target.of(fit.summarize(counts))

    def loss(noise, seed):
        again = np.asarray(add_technical_noise(clean, noise, key=jax.random.key(seed)))
        return sum(fit.measure(fit.summarize(again), target).values())

    floor = np.median([loss(planted, seed) for seed in range(3, 9)])
    assert found.loss.after < min(1.25 * floor, found.loss.before)
    assert loss(found.noise, 2) == pytest.approx(found.loss.after)

    # Four standard errors of the mean and of the standard deviation, from two samples of cells.
    error = 4 * planted.library_sd * np.sqrt(2 / n_cells)
    assert abs(found.noise.library_mean - planted.library_mean) < error
    assert abs(found.noise.library_sd - planted.library_sd) < error / np.sqrt(2)

    # Zeros gene by gene, in a new experiment. Outliers come and go with the key.
    quiet = found.noise.replace(outlier_probability=0.0)
    again = np.asarray(add_technical_noise(clean, quiet, key=jax.random.key(9)))
    share, expected = np.mean(again == 0, axis=0), np.mean(counts == 0, axis=0)
    standard_error = np.sqrt(expected * (1 - expected) * 2 / n_cells)
    assert np.median(np.abs(share - expected)) < 2 * np.median(standard_error)


@pytest.mark.validate
def test_planted_noise_is_found():
    check_recovery(PLANTED, n_cells=200, n_genes=60, max_evaluations=220)


@pytest.mark.validate
@pytest.mark.parametrize("name", ["DS1", "DS4", "DS6", "DS8"])
def test_published_profiles_are_found(name):
    check_recovery(PROFILES[name].noise, n_cells=300, n_genes=100, max_evaluations=1000)


@pytest.mark.validate
def test_equal_keys_give_equal_fits_and_sizes_may_differ():
    clean = clean_cells(200, 60, seed=2)
    counts = np.random.default_rng(0).poisson(clean[:150, :50])
    first, again = (
        fit_technical_noise(counts, clean, key=jax.random.key(2), max_evaluations=49)
        for _ in range(2)
    )
    assert first.n_evaluations == 49
    assert first.noise.to_dict() == again.noise.to_dict()
    assert first.distance == again.distance
    assert set(first.distance) == set(fit.summarize(counts))
    assert first.loss.after == pytest.approx(sum(d.after for d in first.distance.values()))
    assert first.loss.after <= first.loss.before
    assert first.profile in PROFILES


def test_statistics_and_distances_are_those_of_their_definition():
    counts = np.array([[0, 3], [2, 5], [0, 0], [6, 8]])
    statistics = fit.summarize(counts)
    np.testing.assert_allclose(np.expm1(statistics["library_size"]), [3, 7, 0, 14])
    np.testing.assert_allclose(statistics["zeros_per_gene"], [0.5, 0.25])
    np.testing.assert_allclose(statistics["zeros_per_cell"], [0.5, 0, 1, 0])
    np.testing.assert_allclose(np.expm1(statistics["mean_per_gene"]), [2, 4])
    np.testing.assert_allclose(np.expm1(statistics["variance_per_gene"]), [6, 8.5])
    target = fit.Target.of(statistics)
    assert set(fit.measure(statistics, target).values()) == {0.0}
    width = np.subtract(*np.quantile(statistics["library_size"], [0.75, 0.25]))
    moved = statistics | {"library_size": statistics["library_size"] + 0.5 * width}
    assert fit.measure(moved, target)["library_size"] == pytest.approx(0.5)


def test_distance_is_finite_where_all_real_cells_are_alike():
    target = fit.Target.of(fit.summarize(np.full((3, 4), 2)))
    distance = fit.measure(fit.summarize(np.ones((3, 4))), target)
    assert distance["library_size"] == pytest.approx(np.log(9 / 5) / fit.SMALLEST_SPREAD)
    assert distance["zeros_per_gene"] == 0


@pytest.mark.parametrize("name", PROFILES)
def test_transformed_parameters_come_back(name):
    noise = PROFILES[name].noise
    again = fit.from_vector(fit.to_vector(noise))
    assert again is not None
    assert again.to_dict() == pytest.approx(noise.to_dict())


@pytest.mark.parametrize("position", range(7))
@pytest.mark.parametrize("value", [-1e6, 1e6])
def test_a_step_out_of_bounds_is_refused_or_lands_within(position, value):
    vector = fit.to_vector(PLANTED)
    vector[position] = value
    noise = fit.from_vector(vector)  # raises nothing
    assert noise is None or isinstance(noise, TechnicalNoise)


def test_evolution_finds_the_bottom_of_a_long_tilted_valley():
    random = np.random.default_rng(0)
    axes = np.linalg.qr(random.standard_normal((7, 7)))[0]
    stiffness = 10.0 ** np.linspace(0, 4, 7)
    bottom = random.standard_normal(7)
    search = Evolution(np.zeros(7), random=random)
    first = np.sum(stiffness * (axes @ bottom) ** 2)
    for _ in range(300):
        candidates = search.ask()
        losses = np.sum(stiffness * ((candidates - bottom) @ axes.T) ** 2, axis=1)
        search.tell(candidates, list(losses))
    assert losses.min() < 1e-10 * first
    # The cloud has learned the shape: it is long where the valley is flat.
    shape = axes @ search.covariance @ axes.T
    assert np.linalg.cond(shape * np.sqrt(np.outer(stiffness, stiffness))) < 100


def test_first_candidates_lie_one_unit_from_the_start():
    start = np.arange(7.0)
    search = Evolution(start, random=np.random.default_rng(0))
    steps = np.concatenate([search.ask() for _ in range(1000)]) - start
    np.testing.assert_allclose(np.cov(steps.T), np.eye(7), atol=4 * np.sqrt(2 / len(steps)))
    assert search.spread == 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"counts": np.full((3, 4), -1)}, "Counts must be finite and not negative, but .* is -1"),
        ({"counts": np.full((3, 4), np.nan)}, "Counts must be finite .* is nan"),
        ({"counts": np.full((3, 4), 0.5)}, "Counts must be whole numbers"),
        ({"counts": np.ones((0, 4))}, r"Counts must be a matrix .* the shape is \(0, 4\)"),
        ({"counts": np.ones((1, 4))}, r"at least two cells .* the shape is \(1, 4\)"),
        ({"counts": np.ones(4)}, r"Counts must be a matrix .* the shape is \(4,\)"),
        ({"counts": np.zeros((3, 4))}, "Counts must hold molecules, but every entry is 0"),
        ({"clean": np.zeros((3, 4))}, "Clean expression must hold molecules"),
        ({"clean": np.full((3, 4), np.inf)}, "Clean expression must be finite .* is inf"),
        ({"max_evaluations": 3}, "`max_evaluations` must be at least 40, but is 3"),
    ],
)
def test_bad_input_is_refused(key, change, message):
    arguments = {"counts": np.ones((3, 4)), "clean": np.ones((3, 4))}
    as_users_call_it = inspect.unwrap(fit_technical_noise)  # without the check of shapes
    with pytest.raises(ValueError, match=message):
        as_users_call_it(**(arguments | change), key=key)
