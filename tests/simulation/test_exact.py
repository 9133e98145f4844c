"""Gillespie's direct method against laws known in closed form and against the master equation."""

import itertools

import jax
import numpy as np
import pytest
from scipy.sparse import coo_array
from scipy.sparse.linalg import expm_multiply
from scipy.stats import chi2, poisson

from sergiojax.grn import GRN
from sergiojax.kinetics import production_rate, upper_level
from sergiojax.simulation import noise_free_course, simulate_exact
from tests.kinetics.networks import random_network
from tests.systems import LEVELS, MOTIFS, jacobian, linear_noise, lone_genes, ring

DECAY = 0.8
CELLS = 1024  # a full block: with always three times, most tests share one compiled program


def assert_follows(counts, law):
    """Pearson's test of counts of every state against the states' probabilities."""
    seen = np.bincount(counts.astype(int), minlength=len(law))
    assert len(seen) == len(law)
    order = np.argsort(-law)
    expected = law[order] * len(counts)
    bins = np.minimum(np.cumsum(expected) // 8, expected.sum() // 8 - 1).astype(int)
    expected, seen = np.bincount(bins, expected), np.bincount(bins, seen[order])
    used = expected > 0
    statistic = ((seen - expected)[used] ** 2 / expected[used]).sum()
    assert chi2.sf(statistic, used.sum() - 1) > 1e-4


def master_equation(grn, times, *, start, size, kind=0):
    """Probability of every pair of counts below `size` of a network of two genes, at every time."""
    states = np.array(list(itertools.product(range(size), repeat=2)))
    birth = np.array([_production(grn, state, kind) for state in states])
    death = states * np.asarray(grn.decay, float)
    here, entries = np.arange(len(states)), []
    for gene, stride in enumerate((size, 1)):
        room = states[:, gene] < size - 1
        for rate, to in ((birth[:, gene] * room, stride), (death[:, gene], -stride)):
            goes = rate > 0
            entries.append((here[goes] + to, here[goes], rate[goes]))
            entries.append((here[goes], here[goes], -rate[goes]))
    row, column, rate = (np.concatenate(part) for part in zip(*entries, strict=True))
    generator = coo_array((rate, (row, column)), shape=(len(states),) * 2).tocsc()
    law = np.zeros(len(states))
    law[start[0] * size + start[1]] = 1.0
    return [expm_multiply(generator * time, law) for time in times]


def _production(grn, state, kind):
    return np.asarray(production_rate(grn, np.tile(state * 1.0, (grn.n_cell_types, 1))))[kind]


def scaled(motif, factor):
    """The same circuit with `factor` times as many molecules."""
    grn = motif.grn
    return grn.replace(
        strength=grn.strength * factor,
        half_response=grn.half_response * factor,
        basal_rate=grn.basal_rate * factor,
    )


@pytest.mark.validate
def test_lone_genes_follow_poisson_laws(key):
    """From off, a gene is Poisson with mean m(1 − e^(−λt)) at all times, apart from all others."""
    times, n_cells = np.array([0.5, 1.5, 20.0]), 4 * CELLS
    counts = simulate_exact(lone_genes(), n_cells, times=times, key=key)[0]
    mean = np.array(LEVELS) * -np.expm1(-DECAY * times)[:, None]
    assert (np.abs(counts.mean(0) - mean) < 4 * np.sqrt(mean / n_cells)).all()
    variance_error = np.sqrt((mean + 2 * mean**2) / n_cells)
    assert (np.abs(counts.var(0) - mean) < 4 * variance_error).all()
    for time, gene in np.ndindex(*mean.shape):
        assert_follows(counts[:, time, gene], poisson.pmf(np.arange(60), mean[time, gene]))
    correlation = np.corrcoef(counts[:, 2].T) - np.eye(len(LEVELS))
    assert np.abs(correlation).max() < 4 / np.sqrt(n_cells)


def test_lone_gene_relaxes_from_its_start(key):
    """Of n₀ molecules each lives on with probability e^(−λt); correlations decay with e^(−λτ)."""
    times, level, start, n_cells = np.array([0.0, 0.5, 2.0]), 30.0, 12.0, 4 * CELLS
    grn = lone_genes(levels=(level,))
    x = simulate_exact(grn, n_cells, times=times, key=key, initial=np.array([start]))[0, :, :, 0]
    keep = np.exp(-DECAY * times)
    mean = level + (start - level) * keep
    variance = start * keep * (1 - keep) + level * (1 - keep)
    assert (x[:, 0] == start).all()
    assert (np.abs(x.mean(0) - mean) <= 4 * np.sqrt(variance / n_cells)).all()
    assert (np.abs(x.var(0)[1:] / variance[1:] - 1) < 4 * np.sqrt(2.1 / n_cells)).all()
    covariance = np.cov(x[:, 1], x[:, 2])[0, 1]
    expected = variance[1] * np.exp(-DECAY * 1.5)
    assert abs(covariance - expected) < 4 * np.sqrt(2 * variance[1] * variance[2] / n_cells)


@pytest.mark.parametrize(
    ("name", "scale"),
    [
        ("negative autoregulation", 1.0),
        ("negative autoregulation", 8.0),
        ("positive autoregulation", 1.0),
    ],
)
def test_self_regulated_gene_is_a_birth_death_chain(key, name, scale):
    """In detailed balance p(n + 1) λ(n + 1) = p(n) P(n)."""
    motif = MOTIFS[name]
    (_, _, K, n, h), basal = motif.edges[0], motif.basal_rates.get("A", 0.0)
    states = np.arange(150.0)
    response = states**n / ((h * scale) ** n + states**n)
    production = (basal + abs(K) * (response if K > 0 else 1 - response)) * scale
    law = np.cumprod(np.append(1.0, production[:-1] / (DECAY * states[1:])))
    times = np.array([5.0, 10.0, 15.0]) * (1 if K < 0 else 10)
    counts = simulate_exact(scaled(motif, scale), 2 * CELLS, times=times, key=key)
    assert_follows(counts[0, :, 2, 0], law / law.sum())


def test_toggle_switch_solves_the_master_equation(key):
    grn, times, size = MOTIFS["toggle n=3"].grn, np.array([0.4, 3.0, 30.0]), 26
    counts = simulate_exact(grn, 2 * CELLS, times=times, key=key, initial=np.array([0.0, 5.0]))[0]
    laws = master_equation(grn, times, start=(0, 5), size=size)
    for time, law in enumerate(laws):
        assert_follows(counts[:, time] @ np.array([size, 1]), law)


@pytest.mark.validate
def test_joint_logic_and_factors_solve_the_master_equation(key):
    """A acts on itself and B shuts it off, together; A drives B, twice as much in one type."""
    grn = GRN.from_edges(
        [("A", "A", 6.0), ("B", "A", -3.0), ("A", "B", 2.0)],
        basal_rates={"A": [1.0, 0.5], "B": [0.2, 0.4]},
        half_response=2.0,
        logic={"A": "product", "B": "sum"},
    )
    grn = grn.replace(strength_factor=np.array([[1.0, 1.0, 1.0], [0.7, 1.3, 2.0]]))
    times, size = np.array([0.5, 2.0, 12.0]), 28
    counts = simulate_exact(grn, CELLS, times=times, key=key)
    for kind in range(2):
        laws = master_equation(grn, times, start=(0, 0), size=size, kind=kind)
        for time, law in enumerate(laws):
            assert_follows(counts[kind, :, time] @ np.array([size, 1]), law)


def test_toggle_switch_visits_both_states(key):
    times = np.array([100.0, 200.0, 300.0])
    start = np.array([0.0, 5.0])
    x = simulate_exact(MOTIFS["toggle n=3"].grn, CELLS, times=times, key=key, initial=start)[0]
    ahead = np.sign(x[:, :, 0] - x[:, :, 1])
    assert abs(ahead[:, 2].mean()) < 4 / np.sqrt(CELLS)  # no memory of the start
    assert (np.abs(ahead).mean(0) > 0.9).all()  # few cells on their way
    assert (ahead[:, 1] * ahead[:, 2] < 0).mean() > 0.3  # single cells switch


def test_quiet_regulated_genes_have_linear_noise(key):
    """At 53 and 77 molecules the covariance is the linear one, with q = 1, but for 1 in 53.

    Where P bends, noise shifts the mean: by −J⁻¹ ½ P″ C to second order, whatever the scale.
    """
    motif, scale = MOTIFS["activator-inhibitor"], 40.0
    grn = scaled(motif, scale)
    levels = scale * np.array(next(iter(motif.fixed_points)))
    times = np.array([7.0, 14.0, 21.0])
    x = simulate_exact(grn, CELLS, times=times, key=key, initial=levels)[0]
    covariance = linear_noise(grn, levels)
    spread = np.sqrt(np.diag(covariance))
    n_samples = 3 * CELLS  # 5.6 relaxations apart
    samples = x.reshape(n_samples, 2)
    bend = sum(_production(grn, levels + d, 0) for d in (spread, -spread))
    shift = -np.linalg.solve(jacobian(grn, levels), bend / 2 - _production(grn, levels, 0))
    error = np.abs(samples.mean(0) - levels - shift)
    assert (error < 4 * spread / np.sqrt(n_samples)).all()
    error = np.abs(np.cov(samples.T) - covariance) / np.outer(spread, spread)
    assert error.max() < 4 * np.sqrt(2 / n_samples) + 0.02


def test_noise_amplitude_plays_no_part(key):
    grn, times = MOTIFS["toggle n=3"].grn, np.array([1.0, 2.0, 3.0])
    loud = simulate_exact(grn, CELLS, times=times, key=key)
    quiet = simulate_exact(grn.replace(noise_amplitude=0.1), CELLS, times=times, key=key)
    assert np.array_equal(loud, quiet)


def test_same_key_gives_the_same_bytes_and_another_key_others(key):
    grn, times = MOTIFS["repressilator n=4"].grn, np.array([1.0, 2.0, 5.0])
    first, again = (simulate_exact(grn, CELLS, times=times, key=key) for _ in range(2))
    assert first.dtype == np.float32
    assert first.tobytes() == again.tobytes()
    other = simulate_exact(grn, CELLS, times=times, key=jax.random.key(1))
    assert (other[0, :, 2] != first[0, :, 2]).mean() > 0.3


def test_fewer_cells_are_the_first_of_more(key):
    grn, times = MOTIFS["repressilator n=4"].grn, np.array([0.5, 3.0, 6.0])
    many = simulate_exact(grn, 2 * CELLS, times=times, key=key, initial="random")
    few = simulate_exact(grn, CELLS - 100, times=times, key=key, initial="random")
    assert np.array_equal(few, many[:, : CELLS - 100])
    assert not np.array_equal(many[0, :CELLS], many[0, CELLS:])


@pytest.mark.validate
def test_block_size_and_number_of_types_change_nothing(key):
    times = np.array([0.5, 3.0, 6.0])
    edges = [(a, b, float(K)) for a, b, K, _, _ in ring(-8, 2, 4)]
    grn = GRN.from_edges(edges, basal_rates={"A": [2.0, 2.0]}, half_response=4.0)
    one = GRN.from_edges(edges, basal_rates={"A": 2.0}, half_response=4.0)
    many = simulate_exact(grn, 300, times=times, key=key)
    assert np.array_equal(simulate_exact(grn, 25, times=times, key=key), many[:, :25])
    assert np.array_equal(simulate_exact(one, 7, times=times, key=key)[0], many[0, :7])
    assert (many[0] != many[1]).mean() > 0.5  # types have draws of their own


def test_looking_more_often_changes_nothing(key):
    """An event that lies beyond a look is kept, not drawn again."""
    grn = MOTIFS["repressilator n=4"].grn
    few = simulate_exact(grn, CELLS, times=np.array([1.5, 3.0, 6.0]), key=key)
    many = simulate_exact(grn, CELLS, times=np.array([2.0, 3.0, 4.5]), key=key)
    assert np.array_equal(few[:, :, 1], many[:, :, 1])


def test_counts_are_whole_and_genes_without_production_stay_off(key):
    grn = GRN.from_edges([("A", "B", 5.0)], basal_rates={"A": 0.0, "B": 0.0}, half_response=1.0)
    times = np.array([0.0, 1.0, 200.0])
    off = simulate_exact(grn, CELLS, times=times, key=key)
    assert not off.any()
    started = simulate_exact(grn, CELLS, times=times, key=key, initial=np.array([3.0, 0.0]))
    assert np.array_equal(started, np.round(started))
    assert started.min() == 0
    assert started[0, :, 1, 1].any()
    assert not started[0, :, 2].any()  # the last molecule dies, and nothing makes another


def test_starts_keep_their_mean_in_whole_molecules(key):
    grn, times = MOTIFS["toggle n=3"].grn, np.array([0.0, 1.0, 2.0])
    levels = np.array([2.3, 7.0])
    start = simulate_exact(grn, CELLS, times=times, key=key, initial=levels)[0, :, 0]
    assert set(np.unique(start[:, 0])) == {2.0, 3.0}
    assert abs(start[:, 0].mean() - 2.3) < 4 * np.sqrt(0.3 * 0.7 / CELLS)
    assert (start[:, 1] == 7).all()
    random = simulate_exact(grn, CELLS, times=times, key=key, initial="random")[0, :, 0]
    upper = upper_level(grn)[0]
    error = 4 * np.sqrt((upper**2 / 12 + 0.25) / CELLS)
    assert (np.abs(random.mean(0) - upper / 2) < error).all()
    assert random.max() <= np.ceil(upper.max())


def test_cells_may_each_have_their_own_start(key):
    grn, times = MOTIFS["toggle n=3"].grn, np.array([0.0, 1.0, 2.0])
    own = np.random.default_rng(0).integers(0, 9, (1, CELLS, 2)).astype(float)
    start = simulate_exact(grn, CELLS, times=times, key=key, initial=own)[:, :, 0]
    assert np.array_equal(start, own)


@pytest.mark.validate
def test_large_networks_have_the_mean_of_their_skeleton(key):
    """Above 32 genes rows are in the order of their in-degree, and the sums are a loop.

    With Hill coefficient 1 and many molecules the mean follows dx/dt = P − λx to 1 in 1000.
    """
    degrees = np.random.default_rng(1).integers(0, 4, 40)
    grn = random_network(degrees, seed=2, n_types=2, acyclic=True, factors=True)
    grn = grn.replace(
        strength=grn.strength * 20,
        half_response=grn.half_response * 20,
        basal_rate=grn.basal_rate * 20,
        hill_coefficient=np.ones(grn.n_edges),
    )
    times = np.array([0.5, 1.5, 3.0])
    cells = simulate_exact(grn, 200, times=times, key=key)
    course = np.asarray(noise_free_course(grn, times=times))
    error = cells.std(1) / np.sqrt(200)
    assert (np.abs(cells.mean(1) - course) < 5 * error + 0.01 * course + 0.3).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"times": [1.0, 1.0]}, "increasing"),
        ({"times": [-1.0, 1.0]}, "must not be negative"),
        ({"times": [1e9]}, "events, more than 2,000,000. Follow a shorter time"),
        ({"initial": np.array([1e8, 0.0])}, "events, more than"),
        ({"initial": np.ones(3)}, "`initial` must have shape"),
        ({"initial": np.ones((1, 2, 2))}, "`initial` has 2 cells per type, but 3 are asked for"),
        ({"initial": "on"}, "`initial` must be one of"),
        ({"half_response": "explicit"}, "has no half response"),
        ({"n_cells": 0}, "`n_cells` must be at least 1"),
    ],
)
def test_bad_settings_are_refused(key, unchecked, change, message):
    grn = GRN.from_edges([("A", "B", 5.0)], basal_rates={"A": 1.0})
    settings = {"n_cells": 3, "times": [1.0, 2.0], "key": key} | change
    with pytest.raises(ValueError, match=message):
        simulate_exact(grn, **settings)


def test_networks_without_genes_are_refused(key):
    with pytest.raises(ValueError, match="has no genes"):
        simulate_exact(GRN.from_edges([], basal_rates={}), 1, times=[1.0], key=key)


def test_tracing_is_refused(key):
    grn = lone_genes()

    def total(kinetics):
        return simulate_exact(grn.replace(kinetics=kinetics), 2, times=[1.0], key=key).sum()

    with pytest.raises(ValueError, match="outside `jit`, `vmap` and `grad`"):
        jax.grad(total)(grn.kinetics)
