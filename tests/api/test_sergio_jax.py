"""SERGIO-JAX's class: its README runs, its shapes and meaning hold, its mistakes do not return."""

import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from sergiojax.api._sergio_jax import SergioJAX
from sergiojax.inference import fit_ridge
from sergiojax.noise import PROFILES, add_technical_noise
from sergiojax.simulation import simulate_steady_state
from tests.conftest import counted_compilations
from tests.simulation.conftest import unchecked  # noqa: F401 -- a fixture
from tests.simulation.ds1 import N_TYPES, read_ds1, read_reference

# One shape for nearly all tests, so that one compilation serves.
TYPES, GENES, CELLS = 3, 5, 20
GRAPH = np.zeros((GENES, GENES), int)
GRAPH[[0, 0, 1, 1, 2, 3], [2, 3, 3, 1, 4, 4]] = 1  # gene 1 regulates itself
K = np.random.default_rng(1).uniform(1.0, 5.0, (GENES, GENES))
K[[1, 1, 3], [1, 3, 4]] *= -1.0
BASAL = np.random.default_rng(2).uniform(1.0, 5.0, (TYPES, GENES))
DATA = np.random.default_rng(3).gamma(2.0, 1.5, (TYPES, GENES, CELLS)).astype(np.float32)
KEYS = list(jax.random.split(jax.random.key(5), 4))


def built(**settings):
    sim = SergioJAX(GENES, TYPES, CELLS, **settings)
    sim.custom_graph(GRAPH, K, BASAL, 2.0)
    return sim


def drawn(sim, kout=None, keys=KEYS):
    sim.simulate(rng=keys[0], kout=kout)
    return np.asarray(sim.getExpressions(rng=keys[1]))


def knocked_out(*genes, share=1.0):
    kout = np.zeros(GENES)
    kout[list(genes)] = share
    return kout


# SERGIO-JAX's README


def usage(shared_data):
    """The four blocks of code of the section on usage."""
    readme = shared_data.parent / "reference" / "sergio-jax-readme.md"
    if not readme.is_file():
        pytest.skip("no README of SERGIO-JAX: put it into ../shared/reference")
    section = readme.read_text("utf-8").split("## Usage")[1].split("## Differences")[0]
    return re.findall(r"``` ?python\n(.*?)```", section, re.S)


@pytest.mark.slow
@pytest.mark.parametrize(
    "graphs",
    [
        pytest.param([1], id="basal rates"),
        pytest.param([2], id="data", marks=pytest.mark.validate),
        pytest.param([1, 2], id="both"),
    ],
)
def test_usage_of_the_readme_runs(shared_data, graphs):
    blocks = usage(shared_data)
    assert [block.split("(")[0] for block in blocks[:3]] == [
        "sim = SergioJAX",
        *["sim.custom_graph"] * 2,
    ]
    names = {
        "SergioJAX": SergioJAX,
        "jax": jax,
        "rng": jax.random.PRNGKey(42),
        "n_genes": GENES,
        "n_cell_types": TYPES,
        "n_sc": CELLS,
        "noise_amplitude": 1.0,
        "noise_type": "dpd",
        "decays": 0.8,
        "graph": jnp.asarray(GRAPH),
        "basal_rates": jnp.asarray(BASAL),
        "hill": 2.0,
        "data": jnp.asarray(DATA),
    }
    for number in [0, *graphs, 3]:
        names["k"] = jnp.asarray(np.sign(K) if number == 2 else K)
        exec(compile(blocks[number], "README", "exec"), names)
    assert names["expr"].shape == (TYPES, GENES, CELLS)
    assert np.isfinite(names["expr"]).all()


# Meaning


def noise_free_path(n_steps, *, start, hill=2.0, rates=K, lost=0.0, means=None, decay=0.8):
    """SERGIO-JAX's scheme as its README tells it, dense and in double precision, without noise.

    Returns the states after every step, and the half responses of every step.
    """
    x, path, used = np.array(start, float), [], []
    for number in range(n_steps):
        half = x.mean(0) if means is None else means[number]
        used.append(half)
        response = x**hill / np.where(x + half > 0, half**hill + x**hill, 1.0)
        strength = (GRAPH * rates) * np.ones((TYPES, 1, 1))
        effect = np.where(strength > 0, response[..., None], 1 - response[..., None])
        basal = BASAL * (GRAPH.sum(0) == 0)
        production = (basal + (np.abs(strength) * effect).sum(1)) * (1 - lost)
        x = np.maximum(x + 0.01 * (production - decay * x), 0.0)
        path.append(x)
    return np.array(path), np.array(used)


def assert_points_of(path, cells):
    """Every cell is a state of the path, the same one in all types."""
    states = path.reshape(len(path), -1)
    points = cells.transpose(2, 0, 1).reshape(cells.shape[2], -1)
    distance = np.abs(states[:, None] - points).max(-1)
    assert distance.min(0).max() < 2e-4
    assert len(set(distance.argmin(0))) > cells.shape[2] / 2


def test_half_responses_follow_the_present_mean_over_types():
    sim = SergioJAX(GENES, TYPES, CELLS, noise_amplitude=0.0, init_steps=0)
    hill = np.array([2.0, 3.0, 1.5, 2.5, 2.0])  # of the regulating gene
    rates = K * np.random.default_rng(4).uniform(0.5, 2.0, (TYPES, 1, 1))
    rates[0, 0, 2] = 0.0
    sim.custom_graph(GRAPH, rates, BASAL, hill)
    start = BASAL * (GRAPH.sum(0) == 0)
    path, _ = noise_free_path(10 * CELLS, start=start, hill=hill, rates=rates)
    assert_points_of(path, drawn(sim))


@pytest.mark.validate
def test_knock_out_scales_production_and_keeps_the_half_responses_of_the_wild_type():
    sim = built(noise_amplitude=0.0, init_steps=0)
    lost = np.array([0.0, 0.3, 0.0, 1.0, 0.0])
    start = BASAL * (GRAPH.sum(0) == 0)
    _, means = noise_free_path(10 * CELLS, start=start)
    path, _ = noise_free_path(10 * CELLS, start=start, lost=lost, means=means)
    assert_points_of(path, drawn(sim, kout=lost))


def test_start_is_the_noise_free_steady_state():
    sim = SergioJAX(GENES, TYPES, CELLS, noise_amplitude=0.0)
    acyclic = GRAPH * ~np.eye(GENES, dtype=bool)
    sim.custom_graph(acyclic, K, BASAL)
    cells = drawn(sim)
    np.testing.assert_allclose(cells, cells[..., :1].repeat(CELLS, -1), rtol=1e-3)
    np.testing.assert_allclose(cells[:, :2, 0], BASAL[:, :2] / 0.8, rtol=1e-4)


@pytest.mark.parametrize("noise_type", ["dpd", pytest.param("spd", marks=pytest.mark.validate)])
def test_cells_are_points_of_simulate_steady_state(noise_type):
    sim = built(noise_type=noise_type)
    cells = drawn(sim)
    states = simulate_steady_state(
        sim.grn,
        10 * CELLS,
        key=KEYS[0],
        noise_type=noise_type,
        sampling="trajectory",
        method="euler",
        dt=0.01,
        initial="steady_state",
        half_response="dynamic",
        burn_in=0.01,
        steps_per_cell=1,
    )
    known = [state.tobytes() for state in np.asarray(states).transpose(1, 0, 2)]
    assert all(np.ascontiguousarray(cell).tobytes() in known for cell in cells.transpose(2, 0, 1))


def test_points_are_drawn_with_replacement():
    """Of n draws from n states, n (n − 1) / 2 pairs coincide with probability 1 / n each."""
    n = 10 * CELLS
    sim = SergioJAX(GENES, TYPES, n, sampling_state=1)
    sim.custom_graph(GRAPH, K, BASAL)
    _, count = np.unique(drawn(sim).reshape(-1, n), axis=1, return_counts=True)
    expected = (n - 1) / 2
    assert abs((count * (count - 1) / 2).sum() - expected) < 5 * np.sqrt(expected)


def test_another_key_reads_other_points_of_the_same_trajectory():
    sim = built()
    first = drawn(sim)
    np.testing.assert_array_equal(sim.getExpressions(rng=KEYS[1]), first)
    others = [np.asarray(sim.getExpressions(rng=key)) for key in jax.random.split(KEYS[2], 15)]
    assert (others[0] != first).any()
    read = {level for cells in others for level in cells[0, 0]}
    assert len(read) <= 10 * CELLS  # 15 × 20 reads, 200 steps
    np.testing.assert_array_equal(drawn(sim), first)
    assert not set(drawn(sim, keys=KEYS[2:])[0, 0]) & read


@pytest.mark.validate
def test_knock_out_is_paired_with_the_wild_type():
    sim = built()
    wild = drawn(sim)
    np.testing.assert_array_equal(drawn(sim, kout=np.zeros(GENES)), wild)
    mutant = drawn(sim, kout=knocked_out(3))
    np.testing.assert_array_equal(mutant[:, :3], wild[:, :3])  # what gene 3 does not reach
    assert (mutant[:, 3] == 0).all()
    assert (mutant[:, 4] > wild[:, 4]).mean() > 0.9  # it represses gene 4
    half = drawn(sim, kout=knocked_out(3, share=0.5))
    assert 0 < half[:, 3].mean() < wild[:, 3].mean()


@pytest.mark.validate
def test_safety_steps_are_thrown_away():
    settings = {"noise_amplitude": 0.0, "init_steps": 0}
    early, late = drawn(built(**settings)), drawn(built(**settings, safety_steps=1000))
    assert (late[:, 0].min(-1) > early[:, 0].max(-1)).all()  # b/λ lies above the start b
    np.testing.assert_allclose(late[:, 0], BASAL[:, :1] / 0.8 + 0 * late[:, 0], rtol=1e-2)


def test_noise_amplitude_and_decay_may_differ_between_genes():
    sim = built(noise_amplitude=np.array([0.0, 1, 1, 1, 1]), decays=np.array([0.5, 1, 1, 1, 1]))
    cells = drawn(sim)
    np.testing.assert_allclose(cells[:, 0], BASAL[:, :1] / 0.5 + 0 * cells[:, 0], rtol=1e-3)
    assert (cells[:, 2:].std(-1) > 0.01).all()


@pytest.mark.validate
@pytest.mark.filterwarnings("ignore:With one cell type")
def test_one_cell_type_and_no_edges_run():
    sim = SergioJAX(1, 1, 3)
    sim.custom_graph(np.zeros((1, 1)), np.zeros((1, 1)), np.full((1, 1), 5.0))
    assert drawn(sim).shape == (1, 1, 3)


def test_networks_are_read_back():
    sim = built()
    assert sim.grn.gene_names == tuple("01234")
    np.testing.assert_allclose(
        sim.contribution_rates, (GRAPH * K)[None].repeat(TYPES, 0), rtol=1e-6
    )
    np.testing.assert_allclose(sim.basal_rates, BASAL * (GRAPH.sum(0) == 0), rtol=1e-6)
    same = SergioJAX(GENES, TYPES, CELLS)
    same.custom_graph(GRAPH, K[None].repeat(TYPES, 0), BASAL)
    assert same.grn.digest() == sim.grn.digest()
    other = SergioJAX(GENES, TYPES, CELLS)
    rates = K * np.array([1.0, 0.0, 2.0])[:, None, None]
    other.custom_graph(GRAPH, rates, BASAL)
    np.testing.assert_allclose(other.contribution_rates, GRAPH * rates, rtol=1e-6)


@pytest.mark.validate
def test_other_numbers_compile_nothing():
    sim = built()
    drawn(sim)
    drawn(sim, kout=knocked_out(0))
    other = built(noise_amplitude=0.5, decays=1.1, dt=0.02)
    other.custom_graph(GRAPH, -0.7 * K, 2.0 * BASAL, 3.1)
    with counted_compilations() as compiled:
        drawn(other, keys=KEYS[2:])
        drawn(other, kout=knocked_out(1, 2, share=0.4), keys=KEYS[2:])
    assert not compiled


@pytest.fixture(scope="module")
def ds1(shared_data):
    """DS1 in dense matrices: graph, strengths and basal rates."""
    grn = read_ds1(shared_data)
    graph, k = np.zeros((2, grn.n_genes, grn.n_genes))
    graph[grn.regulator, grn.target] = 1
    k[grn.regulator, grn.target] = grn.strength
    return graph, k, np.asarray(grn.basal_rate)


def ds1_means(graph, k, basal, kout=None):
    sim = SergioJAX(len(graph), N_TYPES, 300, sampling_state=15)
    sim.custom_graph(graph, k, basal, 2.0)
    return drawn(sim, kout).mean(-1)


@pytest.mark.validate
def test_ds1_agrees_with_sergio(shared_data, ds1):
    """One run against SERGIO's ensemble, in standard errors of one run; SERGIO-JAX itself has a
    mean of −0.014 and a standard deviation of 0.883, SERGIO v1 0.85 to 0.92."""
    reference = read_reference(shared_data, read_ds1(shared_data))
    z = (ds1_means(*ds1) - reference["ens_mean"]) / reference["se_of_v1_mean"]
    print(f"mean {z.mean():+.3f}, standard deviation {z.std():.3f}, |z| < 3: {(abs(z) < 3).mean()}")
    assert abs(z.mean()) < 0.1
    assert 0.75 < z.std() < 1.1
    assert (abs(z) < 3).mean() > 0.99


@pytest.mark.validate
def test_ds1_answers_a_knock_down_which_following_half_responses_hide(ds1):
    """The regulator with most targets at half its production, in all cell types.

    Half responses that follow it, as in SERGIO-JAX, come from halved basal rates.
    """
    graph, k, basal = ds1
    is_hub = np.arange(len(graph)) == graph.sum(1).argmax()
    targets = graph[is_hub][0] == 1
    sign = np.sign(k[is_hub][0, targets])
    wild = ds1_means(graph, k, basal)[:, targets].mean(0)
    kept = ds1_means(graph, k, basal, 0.5 * is_hub)[:, targets].mean(0)
    followed = ds1_means(graph, k, np.where(is_hub, 0.5 * basal, basal))[:, targets].mean(0)
    kept, followed = (np.median(sign * (mean / wild - 1)) for mean in (kept, followed))
    print(f"{targets.sum()} targets, in the regulator's direction: {kept:+.3f}, {followed:+.3f}")
    assert kept < -0.05
    assert abs(followed) < 0.02


# Gradients


def mean_level(basal, k, noise_amplitude):
    sim = SergioJAX(GENES, TYPES, CELLS, noise_amplitude=noise_amplitude)
    sim.custom_graph(GRAPH, k, basal, 2.0)
    sim.simulate(rng=KEYS[0])
    return sim.getExpressions(rng=KEYS[1]).mean()


@pytest.mark.validate
def test_gradient_through_simulate_is_finite_at_zero():
    low, k = jnp.asarray(0.05 * BASAL, jnp.float32), jnp.asarray(0.2 * K, jnp.float32)
    slopes = jax.grad(mean_level, argnums=(0, 1))(low, k, 1.0)
    assert all(np.isfinite(slope).all() for slope in slopes)
    assert all((np.asarray(slope) != 0).any() for slope in slopes)
    sim = SergioJAX(GENES, TYPES, CELLS)
    sim.custom_graph(GRAPH, k, low)
    assert (drawn(sim) == 0).any()


@pytest.mark.validate
def test_gradient_through_simulate_is_that_of_finite_differences():
    basal, k = jnp.asarray(BASAL, jnp.float32), jnp.asarray(K, jnp.float32)
    slopes = jax.grad(mean_level, argnums=(0, 1))(basal, k, 0.1)
    step = np.zeros_like(BASAL)
    step[:, 0] = 0.02
    difference = mean_level(BASAL + step, K, 0.1) - mean_level(BASAL - step, K, 0.1)
    assert abs(difference / 0.04 / slopes[0][:, 0].sum() - 1) < 0.02
    change = 0.01 * np.sign(K)
    difference = mean_level(BASAL, K + change, 0.1) - mean_level(BASAL, K - change, 0.1)
    assert abs(difference / 0.02 / (slopes[1] * np.sign(K)).sum() - 1) < 0.02


# Learning


def learnt_by_ridge(hill=2.0):
    sim = SergioJAX(GENES, TYPES, CELLS)
    sim.custom_graph(GRAPH, np.sign(K), np.zeros((TYPES, GENES)), hill)
    return fit_ridge(sim.grn, DATA.transpose(0, 2, 1), held_out=0.0)


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ((2.0, DATA), {}),
        ((np.full(GENES, 2.0), DATA), {}),
        ((2.0,), {"data": DATA}),
        ((), {"hill": 2.0, "data": DATA}),
        ((), {"data": DATA}),
        ((None, 2.0, DATA), {}),
    ],
)
def test_learning_is_that_of_fit_ridge(arguments, names):
    sim = SergioJAX(GENES, TYPES, CELLS)
    sim.custom_graph(GRAPH, np.sign(K), *arguments, **names)
    fit = learnt_by_ridge()
    np.testing.assert_array_equal(sim.grn.strength, fit.strength)
    np.testing.assert_array_equal(sim.basal_rates, fit.basal_rate)
    assert (np.abs(fit.strength) > 0).any()
    assert np.isnan(sim.grn.half_response).all()  # they follow the trajectory


def test_hill_coefficients_of_regulators_reach_the_fit():
    hill = np.array([1.0, 2.0, 3.0, 4.0, 5.0])
    sim = SergioJAX(GENES, TYPES, CELLS)
    sim.custom_graph(GRAPH, np.sign(K), hill, DATA)
    np.testing.assert_array_equal(sim.grn.hill_coefficient, hill[sim.grn.regulator])
    np.testing.assert_array_equal(sim.grn.strength, learnt_by_ridge(hill).strength)


@pytest.mark.validate
def test_three_genes_are_learnt_as_any_other_number():
    """SERGIO-JAX took the length 3 of an axis for three axes."""
    graph = np.eye(3, k=1, dtype=int)
    sim = SergioJAX(3, TYPES, CELLS)
    sim.custom_graph(graph, graph, 2.0, DATA[:, :3])
    assert np.isfinite(sim.grn.strength).all()


# Technical noise


@pytest.mark.validate
def test_technical_noise_is_that_of_the_package_step_by_step():
    sim, key = built(), KEYS[3]
    clean = drawn(sim)
    noise = PROFILES["DS3"].noise.replace(outlier_probability=0.3, library_mean=4.0)
    cells = sim.outlier_effect(key, clean, outlier_prob=0.3, mean=0.8, scale=1.0)
    size, cells = sim.lib_size_effect(key, cells, mean=4.0, scale=0.4)
    kept = sim.dropout_indicator(key, cells, shape=8, percentile=80)
    counts = sim.convert_to_UMIcounts(key, kept * cells)
    assert size.shape == (TYPES, CELLS)
    assert kept.dtype == bool
    for array in (cells, kept, counts):
        assert array.shape == (TYPES, GENES, CELLS)
    np.testing.assert_allclose(cells.sum(1), size, rtol=1e-5)
    expected = add_technical_noise(clean.transpose(0, 2, 1), noise, key=key)
    np.testing.assert_array_equal(counts.transpose(0, 2, 1), expected)


def test_outliers_are_genes():
    ones = np.ones_like(DATA)
    factor = np.asarray(SergioJAX.outlier_effect(KEYS[0], ones, 0.5, 2.0, 0.1))
    np.testing.assert_array_equal(factor, factor[:1, :, :1] + 0 * factor)
    assert 0 < (factor[0, :, 0] > 1).mean() < 1


def test_defaults_of_the_steps_are_those_of_sergio_jax():
    x, key = DATA, KEYS[0]
    for step, names in (
        (SergioJAX.outlier_effect, {"outlier_prob": 0.01, "mean": 0.0, "scale": 1.0}),
        (SergioJAX.lib_size_effect, {"mean": 0.0, "scale": 1.0}),
        (SergioJAX.dropout_indicator, {"shape": 1, "percentile": 65}),
    ):
        for by_default, given in zip(step(key, x), step(key, scData=x, **names), strict=True):
            np.testing.assert_array_equal(by_default, given)


def test_an_empty_cell_stays_empty():
    empty = np.zeros_like(DATA)
    _, scaled = SergioJAX.lib_size_effect(KEYS[0], empty, 3.0)
    np.testing.assert_array_equal(scaled, empty)


def test_a_matrix_can_be_counted():
    matrix = np.concatenate(DATA, axis=1)
    counts = SergioJAX.convert_to_UMIcounts(KEYS[0], matrix)
    assert counts.shape == matrix.shape
    assert abs(counts.mean() - matrix.mean()) < 5 * np.sqrt(matrix.mean() / matrix.size)


# Refusals


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"n_genes": 0}, "`n_genes` must be at least 1"),
        ({"n_sc": 0}, "`n_sc` must be at least 1"),
        ({"n_cell_types": 0}, "`n_cell_types` must be at least 1"),
        ({"sampling_state": 0}, "`sampling_state` must be at least 1"),
        ({"init_steps": -1}, "`init_steps` must be at least 0"),
        ({"safety_steps": -1}, "`safety_steps` must be at least 0"),
        ({"dt": 0.0}, "`dt` must be positive"),
        ({"decays": np.ones(4)}, r"`decays` must have shape \(\) .* or \(5,\), but has \(4,\)"),
        ({"decays": 0.0}, "`decays` must be positive and finite, but is 0 for gene 0"),
        ({"noise_amplitude": np.ones((5, 1))}, "`noise_amplitude` must have shape"),
        ({"noise_amplitude": np.nan}, "`noise_amplitude` must be finite .* is nan for gene 0"),
    ],
)
def test_bad_settings_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        SergioJAX(**({"n_genes": GENES, "n_cell_types": TYPES, "n_sc": CELLS} | settings))


def changed(array, entry, value):
    copy = np.array(array, float)
    copy[entry] = value
    return copy


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((GRAPH[:4], K, BASAL), r"`graph` must have shape \(5, 5\), but has \(4, 5\)"),
        ((2 * GRAPH, K, BASAL), "`graph` must hold 0 and 1 only, but an entry is 2"),
        ((changed(GRAPH, (0, 1), np.nan), K, BASAL), "`graph` must hold .* an entry is nan"),
        ((GRAPH, K[0], BASAL), r"`contribution_rates` must have shape \(5, 5\) or \(3, 5, 5\)"),
        (
            (GRAPH, changed(K, (0, 2), np.nan), BASAL),
            "Strength K must be finite, .* for edge 0 → 2",
        ),
        ((GRAPH, np.array([K, -K, K]), BASAL), "gene 0 on gene 2 must have one sign"),
        ((GRAPH, K, BASAL.T), r"`basal_rates` must have shape \(3, 5\), but has \(5, 3\)"),
        ((GRAPH, K, BASAL[0]), r"`basal_rates` must have shape \(3, 5\), but has \(5,\)"),
        ((GRAPH, K, changed(BASAL, (1, 4), np.nan)), "`basal_rates` must be .* nan for gene 4"),
        ((GRAPH, K, -BASAL), "`basal_rates` must be finite and not negative"),
        ((GRAPH, K, BASAL, BASAL), r"`hill` must have shape \(\) .* or \(5,\), but has \(3, 5\)"),
        ((GRAPH, K, BASAL, 0.0), "Hill coefficient n must be positive and finite, but is 0"),
        ((GRAPH, K), "needs either `basal_rates` or `data`, and not both"),
        ((GRAPH, K, BASAL, 2.0, DATA), "needs either `basal_rates` or `data`, and not both"),
        ((GRAPH, K, 2.0), r"`basal_rates` must have shape \(3, 5\), but has \(\)"),
        ((GRAPH, K, 2.0, 2.0, DATA), "needs either `basal_rates` or `data`, and not both"),
        ((GRAPH, K, 2.0, DATA[:2]), r"`data` must have shape \(3, 5, 20\), but has \(2, 5, 20\)"),
        ((GRAPH, K, None, 2.0, DATA[0]), "`data` must have shape"),
        ((GRAPH, K, 2.0, -DATA), "Expression must be finite and not negative"),
        ((GRAPH, 0 * K, 2.0, DATA), "Edge 0 → 2 has strength 0, so its sign is unknown"),
        (
            (GRAPH, np.array([K] * TYPES), 2.0, DATA),
            r"`contribution_rates` must have shape \(5, 5\)",
        ),
    ],
)
def test_bad_networks_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        SergioJAX(GENES, TYPES, CELLS).custom_graph(*arguments)


@pytest.mark.parametrize(
    ("kout", "message"),
    [
        (np.zeros(4), r"`kout` must have shape \(5,\), but has \(4,\)"),
        (np.array([0, 0, 1.5, 0, 0]), "`kout` must be between 0 and 1, but is 1.5 for gene 2"),
        (np.array([0, np.nan, 0, 0, 0]), "`kout` must be between 0 and 1, but is nan for gene 1"),
    ],
)
def test_bad_knock_outs_are_refused(kout, message):
    with pytest.raises(ValueError, match=message):
        built().simulate(rng=KEYS[0], kout=kout)


def test_calls_out_of_order_are_refused():
    sim = SergioJAX(GENES, TYPES, CELLS)
    for early in (
        lambda: sim.simulate(rng=KEYS[0]),
        lambda: sim.grn,
        lambda: sim.basal_rates,
        lambda: sim.contribution_rates,
    ):
        with pytest.raises(RuntimeError, match="no network yet: call `custom_graph` first"):
            early()
    with pytest.raises(RuntimeError, match="no cells yet: call `simulate` first"):
        sim.getExpressions(rng=KEYS[0])
    sim = built()
    drawn(sim)
    sim.custom_graph(GRAPH, 2 * K, BASAL)
    with pytest.raises(RuntimeError, match="no cells yet: call `simulate` first"):
        sim.getExpressions(rng=KEYS[0])  # they would be those of the network before


def test_a_step_too_large_for_the_decay_is_refused():
    with pytest.raises(ValueError, match="`dt` must be at most"):
        built(dt=1.0).simulate(rng=KEYS[0])


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    "bad",
    [
        lambda: built().simulate(rng=0),
        lambda: built().simulate(rng=jax.random.split(KEYS[0])),
        lambda: drawn(built(), keys=[KEYS[0], None]),
        lambda: SergioJAX.lib_size_effect(3, DATA),
        lambda: SergioJAX.convert_to_UMIcounts(3, DATA),
    ],
)
def test_what_is_no_key_is_refused(bad):
    with pytest.raises(TypeError, match="`rng` must be one JAX key"):
        bad()


@pytest.mark.usefixtures("unchecked")
def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="`noise_type` must be one of 'dpd', 'sp', 'spd'"):
        built(noise_type="sd")
    with pytest.raises(TypeError, match="`decays` must hold numbers"):
        built(decays="fast")
    with pytest.raises(TypeError, match="`n_sc` must be a whole number"):
        SergioJAX(GENES, TYPES, 2.5)
    with pytest.raises(ValueError, match=r"`scData` must have shape .* but has \(5, 20\)"):
        SergioJAX.outlier_effect(KEYS[0], DATA[0])


@pytest.mark.parametrize("argument", ["graph", "data", "kout"])
def test_what_must_be_known_is_refused_where_it_is_traced(argument):
    def run(value):
        sim = built()
        if argument == "graph":
            sim.custom_graph(value, K, BASAL)
        elif argument == "data":
            sim.custom_graph(GRAPH, K, 2.0, value)
        else:
            sim.simulate(rng=KEYS[0], kout=value)

    value = {"graph": GRAPH, "data": DATA, "kout": np.zeros(GENES)}[argument]
    with pytest.raises(TypeError, match="known numbers"):
        jax.jit(run)(jnp.asarray(value, jnp.float32))
