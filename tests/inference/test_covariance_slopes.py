"""Slopes of covariances against differences between networks whose numbers were moved."""

import numpy as np
import pytest

from sergiojax.grn import GRN, Parameter, list_parameters
from sergiojax.inference import _moments
from sergiojax.inference._covariance_slopes import covariance_slopes
from sergiojax.kinetics import fill_half_response
from tests.kinetics.networks import random_network

STEP = 1e-3  # relative, between values that float32 holds to 1e-7: an error of 1e-4
KINDS = (
    "strength",
    "hill_coefficient",
    "half_response",
    "decay",
    "basal_rate",
    "noise_amplitude",
)


def moments_of(grn, levels=None):
    return _moments.predict(grn, _moments.steady_state_near(grn, levels), "dpd")


def exact_slopes(grn):
    """The network, its numbers, moments, and the slopes of all its covariances."""
    grn = fill_half_response(grn).grn
    parameters = tuple(each for each in list_parameters(grn, KINDS) if each.value(grn) != 0)
    moments = moments_of(grn)
    assert moments.is_stable.all()
    pairs = _moments.observed_pairs(np.arange(grn.n_genes))
    by_mean = _moments.mean_slopes(grn, moments.mean, parameters)
    found = covariance_slopes(grn, moments, by_mean=by_mean, parameters=parameters, pairs=pairs)
    return grn, parameters, moments, found


def difference(grn, parameter, levels):
    """∂ covariance / ∂ log |p| by a central difference."""
    value = parameter.value(grn)
    changed = [parameter.set(grn, value * (1 + step)) for step in (STEP, -STEP)]
    up, down = (moments_of(each, levels).covariance for each in changed)
    change = np.log(parameter.value(changed[0]) / parameter.value(changed[1]))
    row, column = _moments.observed_pairs(np.arange(grn.n_genes))
    return (up - down)[:, row, column] / change


@pytest.mark.validate
@pytest.mark.parametrize(
    ("seed", "options"),
    [
        (0, {"acyclic": True, "factors": True}),
        (1, {"acyclic": True, "product": True}),
        (7, {"product": True, "factors": True, "n_types": 1}),
    ],
)
def test_slopes_equal_differences(seed, options):
    degrees = np.random.default_rng(seed).choice([0, 1, 2, 3], 4).tolist()
    network = random_network(degrees, seed=seed, **options)
    grn, parameters, moments, found = exact_slopes(network)
    expected = [difference(grn, each, moments.mean) for each in parameters]
    scale = np.abs(moments.covariance).max()
    np.testing.assert_allclose(found, np.stack(expected, axis=-1), rtol=1e-3, atol=1e-3 * scale)


def test_one_genes_variance_has_the_slopes_of_its_closed_form():
    grn = GRN.from_edges([], basal_rates={"A": 2.0}, decay=0.8, noise_amplitude=0.5)
    *_, found = exact_slopes(grn)
    variance = 0.5**2 * 2.0 / 0.8  # q² b / λ
    names = [each.kind for each in list_parameters(grn, KINDS)]
    assert names == ["decay", "basal_rate", "noise_amplitude"]
    np.testing.assert_allclose(found[0, 0], variance * np.array([-1.0, 1.0, 2.0]), rtol=1e-6)


def test_batches_change_nothing(monkeypatch):
    grn = random_network([0, 1, 2, 2], seed=3, acyclic=True)
    whole = exact_slopes(grn)[-1]
    monkeypatch.setattr("sergiojax.inference._covariance_slopes._LARGEST_BATCH", 50)
    np.testing.assert_allclose(exact_slopes(grn)[-1], whole, rtol=1e-12)


def test_of_many_genes_only_variances_are_looked_at():
    genes = np.arange(_moments.MOST_FULL + 1)
    assert len(_moments.observed_pairs(genes[:-1]).row) == 40 * 41 // 2
    np.testing.assert_array_equal(_moments.observed_pairs(genes).row, genes)


def test_the_steady_state_is_found_to_the_last_digits_in_the_basin_of_the_start():
    edges = [("A", "B", -4.0), ("B", "A", -4.0)]
    grn = GRN.from_edges(edges, basal_rates={"A": 0.1, "B": 0.1}, half_response=1.5)
    high_a = _moments.steady_state_near(grn, np.array([[5.0, 0.2]]))
    high_b = _moments.steady_state_near(grn, np.array([[0.2, 5.0]]))
    np.testing.assert_allclose(high_a, high_b[:, ::-1], rtol=1e-12)
    assert high_a[0, 0] > 3 * high_a[0, 1]
    slope = _moments.mean_slopes(grn, high_a, (Parameter("strength", ("A", "B")),))
    assert (slope[0] * [[-1], [1]] > 0).all()
