"""Learning a network from cells: exact data, scikit-learn's ridge, noise, and what is refused."""

import itertools

import jax
import numpy as np
import pytest
from sklearn.linear_model import Ridge

from sergiojax.grn import GRN
from sergiojax.inference import _regression, fit_ridge
from sergiojax.kinetics import steady_state
from sergiojax.simulation import simulate_steady_state

N_TYPES, N_CELLS = 40, 50  # one shape of data for all tests, so that one compilation serves
MASTERS = [f"M{number}" for number in range(9)]


def network(**changes):
    """Nine master regulators; a gene with two regulators, one with three, one with eight."""
    rng = np.random.default_rng(3)
    edges = [("M0", "A", 3.0), ("M1", "A", -2.0)]
    edges += [("A", "B", 4.0), ("M2", "B", 1.5), ("M0", "B", -2.5)]
    size = rng.uniform(1.0, 4.0, 8)
    edges += [(name, "C", (-1.0) ** k * size[k]) for k, name in enumerate(MASTERS[1:])]
    rates = {name: rng.uniform(0.5, 8.0, N_TYPES).tolist() for name in MASTERS}
    decay = dict(zip(["A", "B", "C"], [0.5, 0.8, 1.2], strict=True))
    grn = GRN.from_edges(edges, basal_rates=rates, decay=decay)
    return grn.replace(**changes) if changes else grn


def unknown(grn):
    """The network with the sizes of its strengths and all basal rates forgotten."""
    return grn.replace(strength=np.sign(grn.strength), basal_rate=0.0)


def noise_free(grn):
    return np.repeat(steady_state(grn)[:, None].astype(np.float32), N_CELLS, axis=1)


def random_cells(seed=0):
    return np.random.default_rng(seed).gamma(2.0, 1.5, (N_TYPES, N_CELLS, 12)).astype(np.float32)


@pytest.fixture(scope="module")
def simulated():
    """Cells of the network by noise amplitude."""
    cells = {}
    for number, q in enumerate((0.05, 0.3, 1.0)):
        grn = network(noise_amplitude=q)
        cells[q] = np.asarray(simulate_steady_state(grn, N_CELLS, key=jax.random.key(number)))
    return cells


# Exact data


def test_noise_free_states_give_the_network_back():
    grn = network()
    fit = fit_ridge(unknown(grn), noise_free(grn), alpha=0.0)
    np.testing.assert_allclose(fit.strength, grn.strength, rtol=1e-4)
    np.testing.assert_allclose(fit.basal_rate, grn.basal_rate, rtol=1e-5)
    # The mean over cells is the simulator's own rule for half responses that are not given.
    np.testing.assert_allclose(steady_state(fit.grn), steady_state(grn), rtol=1e-4)


def test_factors_by_cell_type_are_taken_into_account():
    factor = np.random.default_rng(5).uniform(0.0, 2.0, (N_TYPES, network().n_edges))
    grn = network(strength_factor=factor)
    fit = fit_ridge(unknown(grn), noise_free(grn), alpha=0.0)
    np.testing.assert_allclose(fit.strength, grn.strength, rtol=1e-4)


def test_intercept_finds_the_basal_rates_of_targets():
    grn = network()
    rates = np.array(grn.basal_rate)
    rates[:, [grn.gene_names.index(name) for name in "ABC"]] = [0.7, 0.0, 2.0]
    grn = grn.replace(basal_rate=rates)
    fit = fit_ridge(unknown(grn), noise_free(grn), alpha=0.0, intercept=True)
    np.testing.assert_allclose(fit.basal_rate, rates, rtol=1e-3, atol=1e-3)
    np.testing.assert_allclose(fit.strength, grn.strength, rtol=1e-3)


def test_half_responses_are_the_means_or_those_of_the_network():
    grn, cells = network(), random_cells()
    mean = cells.mean((0, 1))[grn.regulator]
    given = np.where(np.arange(grn.n_edges) % 2, 2.5, np.nan)
    own = grn.replace(half_response=given)
    np.testing.assert_allclose(fit_ridge(own, cells).half_response, mean, rtol=1e-5)
    kept = fit_ridge(own, cells, half_response="network").half_response
    np.testing.assert_allclose(kept, np.where(np.isnan(given), mean, given), rtol=1e-5)


def test_exact_states_are_explained_on_held_out_cells_and_shuffled_ones_are_not():
    grn = network()
    cells = noise_free(grn)
    regulated = grn.topology.in_degree > 0
    exact = fit_ridge(unknown(grn), cells).r_squared_held_out
    assert np.all(exact[regulated] > 0.999)
    assert np.isnan(exact[~regulated]).all()
    flat = cells.reshape(-1, grn.n_genes)
    shuffled = np.random.default_rng(0).permuted(flat, axis=0).reshape(cells.shape)
    assert np.all(fit_ridge(unknown(grn), shuffled).r_squared_held_out[regulated] < 0.02)


# Against scikit-learn


def by_sklearn(grn, cells, half, gene, alpha):
    """Sizes of the strengths of a gene's edges, in their order."""
    edge = np.nonzero(grn.target == gene)[0]
    x = cells.reshape(-1, grn.n_genes).astype(float)
    power = x[:, grn.regulator[edge]] ** grn.hill_coefficient[edge].astype(float)
    response = power / (power + half[edge] ** grn.hill_coefficient[edge].astype(float))
    features = np.where(grn.strength[edge] > 0, response, 1 - response)
    model = Ridge(alpha, fit_intercept=False, positive=True, tol=1e-10, max_iter=100_000)
    return edge, model.fit(features, float(grn.decay[gene]) * x[:, gene]).coef_


@pytest.mark.filterwarnings("ignore:The lbfgs solver did not converge")  # to 1e-10
@pytest.mark.parametrize("source", ["random", "simulated"])
@pytest.mark.parametrize("alpha", [1.0, 100.0])
def test_strengths_are_those_of_scikit_learn(source, alpha, simulated):
    grn = network()
    cells = random_cells() if source == "random" else simulated[0.3]
    fit = fit_ridge(unknown(grn), cells, alpha=alpha)
    for gene in np.nonzero(grn.topology.in_degree)[0]:
        edge, size = by_sklearn(grn, cells, np.asarray(fit.half_response, float), gene, alpha)
        np.testing.assert_allclose(
            np.abs(fit.strength)[edge], size, rtol=1e-3, atol=1e-3 * size.max()
        )


# Noise


def test_noise_makes_the_estimates_worse(simulated):
    grn = network()
    error = [
        np.mean(np.abs(fit_ridge(unknown(grn), simulated[q]).strength / grn.strength - 1))
        for q in (0.05, 0.3, 1.0)
    ]
    assert error[0] < 0.05
    assert all(low < high for low, high in itertools.pairwise(error))


@pytest.mark.parametrize("source", ["random", "simulated"])
@pytest.mark.parametrize("intercept", [False, True])
def test_signs_are_kept(source, intercept, simulated):
    grn = network()
    cells = random_cells(1) if source == "random" else simulated[1.0]
    fit = fit_ridge(unknown(grn), cells, intercept=intercept)
    assert np.all(fit.strength * np.sign(grn.strength) >= 0)
    assert not np.signbit(fit.strength[fit.strength == 0]).any()
    assert np.all(fit.basal_rate >= 0)


def test_a_regulator_that_does_nothing_gets_nothing():
    grn = network()
    edge = 4
    assert grn.edge_name(edge) == "M0 → B"
    truth = grn.replace(strength=np.where(np.arange(grn.n_edges) == edge, -1e-9, grn.strength))
    assert abs(fit_ridge(unknown(grn), noise_free(truth), alpha=0.0).strength[edge]) < 1e-3
    truth = truth.replace(noise_amplitude=0.3)
    cells = simulate_steady_state(truth, N_CELLS, key=jax.random.key(7))
    assert abs(fit_ridge(unknown(grn), cells).strength[edge]) < 0.15  # beside 4 and 1.5


# Forms of the data


def test_labels_may_come_in_any_order():
    grn, cells = network(), random_cells()
    order = np.random.default_rng(0).permutation(N_TYPES * N_CELLS)
    flat = cells.reshape(-1, grn.n_genes)[order]
    label = np.repeat(grn.cell_types, N_CELLS)[order]
    by_type, by_label = fit_ridge(grn, cells), fit_ridge(grn, flat, cell_type=label)
    np.testing.assert_allclose(by_label.strength, by_type.strength, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(by_label.basal_rate, by_type.basal_rate, rtol=1e-5)


@pytest.mark.validate
@pytest.mark.slow  # compiles two sizes of genes
def test_hubs_and_blocks_of_cells_are_taken_into_account(monkeypatch):
    # Ten regulators fill another bucket than one; four blocks, of which the last is not full.
    edges = [(f"M{place}", "hub", (-1.0) ** place) for place in range(10)] + [("M0", "A", 1.0)]
    grn = GRN.from_edges(edges, basal_rates={})
    cells = np.random.default_rng(0).gamma(2.0, 1.5, (1, 333, grn.n_genes)).astype(np.float32)
    monkeypatch.setattr(_regression, "_BLOCK_VALUES", 100 * 64)
    fit = fit_ridge(grn, cells)
    for gene in np.nonzero(grn.topology.in_degree)[0]:
        edge, size = by_sklearn(grn, cells, np.asarray(fit.half_response, float), gene, 1.0)
        np.testing.assert_allclose(np.abs(fit.strength)[edge], size, atol=1e-4 * size.max())


def test_held_out_cells_change_the_r_squared_alone():
    grn, cells = network(), random_cells()
    first, again, other, none = (
        fit_ridge(grn, cells, **settings)
        for settings in ({}, {}, {"key": jax.random.PRNGKey(1)}, {"held_out": 0.0})
    )
    np.testing.assert_array_equal(first.r_squared_held_out, again.r_squared_held_out)
    regulated = grn.topology.in_degree > 0
    assert np.all(first.r_squared_held_out[regulated] != other.r_squared_held_out[regulated])
    assert np.isnan(none.r_squared_held_out).all()
    for fit in (other, none):
        np.testing.assert_array_equal(first.strength, fit.strength)


def test_a_silent_regulator_and_a_network_without_edges_are_no_trouble():
    grn, cells = network(), random_cells()
    cells[:, :, 0] = 0.0  # M0, which activates A and represses B
    fit = fit_ridge(grn, cells, alpha=0.0)
    assert fit.strength[0] == 0
    assert np.isfinite(fit.strength).all()
    lone = GRN.from_edges([], basal_rates={"A": 1.0}, decay=0.5)
    np.testing.assert_allclose(fit_ridge(lone, np.full((3, 1), 4.0)).basal_rate, [[2.0]])


# What is refused


def spoiled(value):
    cells = random_cells()
    cells[1, 2, 3] = value
    return cells


@pytest.mark.parametrize(
    ("cells", "settings", "message"),
    [
        (np.ones((N_TYPES, 2, 5)), {}, r"genes last, but has \(40, 2, 5\)"),
        (np.ones((1, N_TYPES, 2, 12)), {}, "must have shape"),
        (np.ones((3, 2, 12)), {}, "3 cell types, but the network has 40"),
        (np.ones((N_TYPES, 0, 12)), {}, "type_1 has no cells"),
        (np.ones((2, 12)), {}, "needs `cell_type`"),
        (np.ones((2, 12)), {"cell_type": ["type_1", "nonesuch"]}, "names 'nonesuch'"),
        (np.ones((2, 12)), {"cell_type": ["type_1"]}, r"every cell \(2\)"),
        (np.ones((2, 12)), {"cell_type": ["type_1", "type_2"]}, "type_3 has no cells"),
        (np.ones((N_TYPES, 2, 12)), {"cell_type": ["type_1"]}, "only"),
        (spoiled(np.nan), {}, "Expression must be finite and not negative, but is nan for gene"),
        (spoiled(-1.0), {}, "but is -1 for gene"),
        (spoiled(np.inf), {}, "but is inf for gene"),
        (random_cells(), {"alpha": -1.0}, "`alpha` must be finite and not negative"),
        (random_cells(), {"alpha": np.nan}, "`alpha` must be finite and not negative"),
        (random_cells(), {"held_out": 1.0}, "`held_out` must be at least 0 and below 1"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(cells, settings, message):
    with pytest.raises(ValueError, match=message):
        fit_ridge(network(), cells, **settings)


def test_what_is_not_linear_or_has_no_sign_is_refused():
    grn = network()
    joint = grn.replace(product=np.array(grn.gene_names) == "B")
    with pytest.raises(ValueError, match="regulators of gene B act as a product"):
        fit_ridge(joint, random_cells())
    with pytest.raises(ValueError, match="M0 → A has strength 0, so its sign is unknown"):
        fit_ridge(grn.replace(strength=0.0), random_cells())
