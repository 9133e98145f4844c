"""Differentiating cells: two-stage moments, lineages, the noise-free way, and SERGIO's DS4 and DS8.

`pytest -s -m validate tests/simulation/test_differentiation.py` prints how the roots compare.
"""

import csv

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.stats import kstest

from sergiojax import Progress
from sergiojax.grn import GRN, read_grn
from sergiojax.kinetics import fill_half_response, production_rate, steady_state
from sergiojax.simulation._differentiation import simulate_differentiation
from sergiojax.simulation._transitions import read_transitions
from tests.kinetics.networks import random_network

TYPES = ("stem", "blood", "skin")
TREE = {("stem", "blood"): 1.0, ("blood", "skin"): 1.0}
LEVELS = np.array([[200.0, 100.0, 40.0], [40.0, 300.0, 160.0], [90.0, 20.0, 80.0]])  # types × genes
RATIOS = np.array([4.0, 2.0, 0.5])
DECAY = 0.8
PER_CELL = ("unspliced", "spliced", "noise_free_spliced", "parent", "time")


def lone_genes(n_types=3, noise_amplitude=0.05):
    """Genes without edges, far from the boundary at 0."""
    rates = {name: (DECAY * LEVELS[:n_types, gene]).tolist() for gene, name in enumerate("ABC")}
    grn = GRN.from_edges([], basal_rates=rates, cell_types=TYPES[:n_types], decay=DECAY)
    return grn.replace(noise_amplitude=noise_amplitude)


def simulate(grn, n_cells, key, **settings):
    """Blocks of one size, so that one program serves all tests."""
    defaults = {"transitions": TREE, "block_size": 1024, "splice_ratio": RATIOS}
    return simulate_differentiation(grn, n_cells, key=key, **{**defaults, **settings})


@pytest.mark.parametrize(
    ("noise_type", "spliced_noise_type", "shares"),
    [
        ("dpd", "dpd", (1.0, 1.0)),
        pytest.param("sp", "dpd", (0.5, 1.0), marks=pytest.mark.validate),
        pytest.param("dpd", "sp", (1.0, 0.5), marks=pytest.mark.validate),
        pytest.param("dpd", "spd", (1.0, 2.0), marks=pytest.mark.validate),
    ],
)
def test_covariances_are_those_of_two_stages(key, noise_type, spliced_noise_type, shares):
    """C_UU = q_U² u, C_US = C_UU r/(r + 1), C_SS = r u (q_U² r/(r + 1) + q_S²) at small noise."""
    n_cells, spliced_noise = 6000, np.array([0.03, 0.05, 0.08])
    cells = simulate(
        lone_genes(1),
        n_cells,
        key,
        transitions=np.zeros((1, 1)),
        noise_type=noise_type,
        spliced_noise_type=spliced_noise_type,
        spliced_noise_amplitude=spliced_noise,
    )
    u, s = np.asarray(cells.unspliced, float), np.asarray(cells.spliced, float)
    squares = shares[0] * 0.05**2, shares[1] * spliced_noise**2
    level = LEVELS[0]
    uu = squares[0] * level
    us = uu * RATIOS / (RATIOS + 1)
    ss = RATIOS * level * (squares[0] * RATIOS / (RATIOS + 1) + squares[1])
    found = np.mean((u - u.mean(0)) * (s - s.mean(0)), axis=0)
    assert (np.abs(u.mean(0) - level) < 4.5 * np.sqrt(uu / n_cells)).all()
    assert (np.abs(s.mean(0) - RATIOS * level) < 4.5 * np.sqrt(ss / n_cells)).all()
    error = 4.5 * np.sqrt(2 / n_cells) + 0.005
    np.testing.assert_allclose(u.var(0), uu, rtol=error)
    np.testing.assert_allclose(s.var(0), ss, rtol=error)
    assert (np.abs(found - us) < 4.5 * np.sqrt((us**2 + uu * ss) / n_cells) + 0.005 * us).all()


@pytest.mark.validate
@pytest.mark.parametrize("settings", [{"method": "euler"}, {"increments": "gaussian"}])
def test_other_schemes_have_the_same_moments(key, settings):
    n_cells, square = 3000, 0.05**2
    cells = simulate(lone_genes(1), n_cells, key, transitions=[[0.0]], **settings)
    share = RATIOS / (RATIOS + 1)
    expected = square * LEVELS[0], square * RATIOS * LEVELS[0] * (share + 1)
    for found, variance in zip((cells.unspliced, cells.spliced), expected, strict=True):
        ratio = found.var(0, dtype=float) / variance
        assert (np.abs(ratio - 1) < 4.5 * np.sqrt(2 / n_cells) + 0.01).all()


def test_child_relaxes_from_its_parent(key):
    """u = m + (m₀ − m) e^(−λt), s = r m + A e^(−λt) + B e^(−γt) with A = λ(m₀ − m)/(γ − λ)."""
    n_cells, time = 2000, 1.7
    cells = simulate(lone_genes(), n_cells, key, time=time)
    for kind in (1, 2):
        own = cells.cell_type == kind
        before, after = LEVELS[kind - 1], LEVELS[kind]
        gamma = DECAY / RATIOS
        fast, slow = np.exp(-DECAY * time), np.exp(-gamma * time)
        share = DECAY * (before - after) / (gamma - DECAY)
        u = after + (before - after) * fast
        s = RATIOS * after + share * fast + (RATIOS * (before - after) - share) * slow
        np.testing.assert_allclose(cells.noise_free_unspliced[own][0], u, rtol=1e-5)
        np.testing.assert_allclose(cells.noise_free_spliced[own][0], s, rtol=1e-5)
        for found, expected in ((cells.unspliced, u), (cells.spliced, s)):
            mean, sd = found[own].mean(0, dtype=float), found[own].std(0)
            assert (np.abs(mean - expected) < 4.5 * sd / np.sqrt(n_cells)).all()
        # From q² m₀ the variance of u goes as its mean.
        np.testing.assert_allclose(
            cells.unspliced[own].var(0), 0.05**2 * u, rtol=4.5 * np.sqrt(2 / n_cells) + 0.005
        )


def test_without_noise_cells_follow_the_noise_free_way(key):
    cells = simulate(lone_genes(noise_amplitude=0.0), 50, key)
    np.testing.assert_allclose(cells.unspliced, cells.noise_free_unspliced, rtol=2e-4)
    np.testing.assert_allclose(cells.spliced, cells.noise_free_spliced, rtol=2e-3)
    roots = cells.parent < 0
    np.testing.assert_allclose(cells.spliced[roots], RATIOS * cells.unspliced[roots], rtol=1e-5)
    np.testing.assert_allclose(cells.true_velocity[roots], 0.0, atol=2e-3)


def test_velocity_is_what_splicing_makes_less_what_decays(key):
    cells = simulate(lone_genes(), 20, key)
    expected = DECAY * cells.unspliced - DECAY / RATIOS * cells.spliced
    np.testing.assert_allclose(cells.true_velocity, expected, rtol=1e-5, atol=1e-4)


def cascade():
    """A feed-forward loop with a target; three cell types, sums alone."""
    return GRN.from_edges(
        [("A", "B", 5.0), ("A", "C", -4.0), ("B", "C", 6.0), ("C", "D", 3.0)],
        basal_rates={"A": [1.0, 4.0, 0.3], "D": [0.0, 0.5, 2.0]},
        cell_types=TYPES,
        decay={"A": 1.2, "B": 0.5},
    )


@pytest.mark.parametrize(
    "grn",
    [
        cascade(),
        pytest.param(
            random_network((2, 1, 3, 0, 2, 1), seed=1, n_types=3, product=True, factors=True),
            marks=pytest.mark.validate,
        ),
    ],
    ids=["sums", "products and factors"],
)
def test_noise_free_way_solves_the_equations(key, grn):
    grn, r = fill_half_response(grn.replace(cell_types=TYPES)).grn, 3.0
    times, n_genes = np.array([0.3, 2.0, 7.0]), grn.n_genes
    cells = simulate(grn, 3, key, time=times, splice_ratio=r, burn_in=0.0)
    decay = np.asarray(grn.decay, float)
    for kind in (1, 2):

        def slope(_, both, kind=kind):
            u, s = np.split(both, 2)
            made = production_rate(grn, np.tile(u, (3, 1)))[kind]
            return np.concatenate([made - decay * u, decay * u - decay / r * s])

        start = np.asarray(steady_state(grn), float)[kind - 1]
        start = np.concatenate([start, r * start])
        way = solve_ivp(slope, (0, 7), start, t_eval=times, rtol=1e-8, atol=1e-10).y.T
        found = np.hstack([cells.noise_free_unspliced, cells.noise_free_spliced])
        expected = np.split(way, [n_genes], axis=1)
        np.testing.assert_allclose(
            found[cells.cell_type == kind], np.hstack(expected), rtol=2e-4, atol=1e-4
        )


def test_each_cell_has_one_of_several_parents_by_the_rates(key):
    n_cells = 4000
    rates = {("stem", "skin"): 1.0, ("blood", "skin"): 3.0}
    cells = simulate(lone_genes(), n_cells, key, transitions=rates, burn_in=1.0, duration=2.0)
    assert cells.edges == ((0, 2), (1, 2))
    children = cells.cell_type == 2
    from_stem = (cells.parent[children] == 0).sum()
    assert abs(from_stem - n_cells / 4) < 4.5 * np.sqrt(n_cells * 3 / 16)
    np.testing.assert_array_equal(cells.parent[children], cells.edge[children])  # 0 and 1
    assert (cells.parent[~children] == -1).all()
    assert (cells.edge[~children] == -1).all()
    assert not cells.time[~children].any()
    assert kstest(cells.time[children] / 2.0, "uniform").pvalue > 1e-4
    assert np.corrcoef(cells.parent[children], cells.time[children])[0, 1] < 4.5 / n_cells**0.5


def test_more_cells_leave_a_cell_as_it_is(key):
    grn = lone_genes()
    few, many = simulate(grn, 5, key), simulate(grn, 400, key)
    for name in PER_CELL:
        of_many = getattr(many, name)
        first = of_many.reshape(3, 400, *of_many.shape[1:])[:, :5]
        np.testing.assert_array_equal(first.reshape(getattr(few, name).shape), getattr(few, name))
    again = simulate(grn, 5, jax.random.key(1))
    assert not np.isin(again.spliced, few.spliced).any()


@pytest.mark.validate
def test_blocks_change_nothing(key):
    reports = []
    whole = simulate(lone_genes(), 30, key)
    parts = simulate(lone_genes(), 30, key, block_size=37, progress=reports.append)
    for name in PER_CELL:
        np.testing.assert_array_equal(getattr(whole, name), getattr(parts, name))
    assert reports == [Progress("Simulating", cells, 90) for cells in (37, 74, 90)]


def test_a_cell_keeps_its_path_whatever_its_time(key):
    """At dt = 0.1 cells at 1.0 and at 1.05 differ by a last step of half the length alone."""
    grn = lone_genes()
    early, late = (simulate(grn, 20, key, dt=0.1, time=time) for time in (1.0, 1.0001))
    np.testing.assert_allclose(early.unspliced, late.unspliced, rtol=0.01)
    together = simulate(grn, 2, key, dt=0.1, time=[1.0, 7.0])
    np.testing.assert_array_equal(together.unspliced[2], early.unspliced[20])


def test_new_numbers_compile_nothing(key, compilations):
    grn = lone_genes()
    simulate(grn, 10, key)
    with compilations() as compiled:
        simulate(grn.replace(decay=0.5, noise_amplitude=0.2), 10, key, splice_ratio=3.0)
        simulate(grn, 10, key, dt=0.07, duration=3.0, burn_in=5.0, spliced_noise_amplitude=0.1)
        simulate(grn, 12, key, transitions={("stem", "skin"): 2.0}, time=4.0)
    assert not compiled


def test_splicing_may_be_given_by_gene(key):
    grn = lone_genes(1)
    cells = simulate(grn, 2, key, transitions=[[0.0]], splice_ratio={"B": 2.0}, burn_in=0.0)
    np.testing.assert_allclose(cells.splice_ratio, [4.0, 2.0, 4.0])
    quiet = dict.fromkeys("ABC", 0.0)
    held = simulate(
        grn.replace(noise_amplitude=0.0), 2, key, transitions=[[0.0]], spliced_noise_amplitude=quiet
    )
    np.testing.assert_allclose(held.spliced, RATIOS * held.unspliced, rtol=1e-5)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"splice_ratio": 0.0}, "`splice_ratio` must be positive and finite, but is 0 for gene A"),
        ({"splice_ratio": {"X": 2.0}}, "`splice_ratio` is given for 'X'"),
        ({"splice_ratio": [1.0, 2.0]}, r"`splice_ratio` must be one number or one per gene \(3\)"),
        ({"spliced_noise_amplitude": -1.0}, "`spliced_noise_amplitude` must be finite and not neg"),
        ({"time": -1.0}, "`time` must be finite and not negative"),
        ({"time": [1.0, 2.0, 3.0]}, r"or have shape \(2,\) or \(3, 2\), but has \(3,\)"),
        ({"time": 1.0, "duration": 2.0}, "Give `time` or `duration`, not both"),
        ({"duration": 0.0}, "`duration` must be positive"),
        ({"burn_in": -1.0}, "`burn_in` must be finite and not negative"),
        ({"dt": 2.0}, "`dt` must be at most"),
        ({"dt": 1e-5}, "Cells would take .* steps"),
        ({"initial": np.ones((3, 2, 3))}, "`initial` must have one level per gene"),
        ({"transitions": {("stem", "stem"): 1.0}}, "stem cannot descend from itself"),
    ],
)
def test_wrong_arguments_are_refused(key, settings, message):
    with pytest.raises(ValueError, match=message):
        simulate(lone_genes(), 2, key, **settings)


def test_unknown_noise_type_is_refused(key, unchecked):
    with pytest.raises(ValueError, match="`spliced_noise_type` must be one of"):
        simulate(lone_genes(), 2, key, spliced_noise_type="none")


def test_traced_kinetics_need_plain_times(key):
    grn = lone_genes()
    with pytest.raises(ValueError, match="give `dt`, `burn_in` and `duration` as numbers"):
        jax.grad(lambda k: simulate(grn.replace(kinetics=k), 2, key, dt=0.1).spliced.sum())(
            grn.kinetics
        )


@pytest.mark.validate
def test_gradients_are_those_of_the_closed_form(key):
    """d/db of the child's mean u is (1 − e^(−λt))/λ; s has r of it once all is at rest."""
    grn = lone_genes()
    settings = {"dt": 0.1, "burn_in": 6.0}

    def mean_u(kinetics):
        cells = simulate(grn.replace(kinetics=kinetics), 50, key, time=1.0, **settings)
        return cells.unspliced[50:100, 0].mean()

    slopes = jax.jit(jax.grad(mean_u))(grn.kinetics)
    assert slopes.basal_rate[1, 0] == pytest.approx((1 - np.exp(-0.8)) / 0.8, rel=0.02)
    assert slopes.basal_rate[0, 0] == pytest.approx(np.exp(-0.8) / 0.8, rel=0.02)
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(slopes))

    def spliced_of_root(ratio):
        cells = simulate(grn, 50, key, time=1.0, splice_ratio=ratio, dt=0.1, burn_in=40.0)
        return cells.spliced[:50].mean(0).sum()

    slope = jax.jit(jax.grad(spliced_of_root))(jnp.asarray(RATIOS, jnp.float32))
    np.testing.assert_allclose(slope, LEVELS[0], rtol=0.02)


@pytest.mark.validate
def test_jit_and_vmap_give_the_cells_of_the_plain_call(key):
    grn = lone_genes()
    settings = {"dt": 0.1, "burn_in": 6.0, "duration": 3.33}
    keys = jax.random.split(key, 2)
    together = jax.jit(jax.vmap(lambda key: simulate(grn, 10, key, **settings)))(keys)
    for number, each in enumerate(keys):
        plain = simulate(grn, 10, each, **settings)
        np.testing.assert_allclose(together.spliced[number], plain.spliced, rtol=1e-4)
        np.testing.assert_allclose(together.time[number], plain.time, rtol=1e-6)
        np.testing.assert_array_equal(together.parent[number], plain.parent)


# SERGIO's published replicates


def load(shared_data, name):
    """A data set of SERGIO with the noise of its published runs, its transitions and its table."""
    folder = shared_data / "sergio"
    number = {"DS4": 9, "DS8": 8}[name]
    targets, regulators = (
        folder / name / f"{kind}_cID_{number}.txt" for kind in ("Interaction", "Regs")
    )
    grn = read_grn(targets, master_regulators=regulators).replace(noise_amplitude=0.3)
    rates = read_transitions(folder / name / f"bMat_cID{number}.tab", grn.cell_types)
    with (folder / "dynamics_reference_DS4_DS8.csv").open() as file:
        rows = [
            row
            for row in csv.DictReader(line for line in file if not line.startswith("#"))
            if row["dataset"] == name
        ]
    row_of = {(row["gene"], int(row["type"])): row for row in rows}
    columns = {
        column: np.array(
            [[float(row_of[gene, kind][column]) for gene in grn.gene_names] for kind in range(3)]
        )
        for column in ("det_U_steady", "meanU", "sd_rep_meanU", "meanS", "sd_rep_meanS", "varU")
    }
    return grn, rates, columns


def means_by_type(grn, n_cells, key, **settings):
    """Means of u and of s, (2, types, genes), over cells of given transitions."""
    cells = simulate_differentiation(grn, n_cells, key=key, spliced_noise_amplitude=0.1, **settings)
    return np.array(
        [
            [found[cells.cell_type == kind].mean(0, dtype=float) for kind in range(3)]
            for found in (cells.unspliced, cells.spliced)
        ]
    )


def deviations_of_root(means, table):
    """z of the root's means of u and of s, in standard deviations between replicates."""
    recorded, sd = (
        [table[name + letter][0] for letter in "US"] for name in ("mean", "sd_rep_mean")
    )
    return (means[:, 0] - recorded) / sd


@pytest.mark.parametrize("name", ["DS4", "DS8"])
def test_without_noise_the_data_sets_rest_where_they_should(shared_data, name):
    grn, _, table = load(shared_data, name)
    np.testing.assert_allclose(steady_state(grn), table["det_U_steady"], rtol=1e-4)


@pytest.mark.validate
@pytest.mark.parametrize("name", ["DS4", "DS8"])
def test_data_sets_agree_with_sergios_replicates(shared_data, key, name):
    """Roots: u at rest has SERGIO's means; s at rest has not, where noise moves the mean of u.

    SERGIO's chains start about the noise-free steady state and, by the variance of u, last 3 to
    4 time units; s takes 5 to follow u. Its cells' age is not recorded: 2 is about the mean, and
    docs/model.md says what other ages and amplitudes give.
    """
    grn, rates, table = load(shared_data, name)
    alone = np.zeros((3, 3))
    rest = means_by_type(grn, 1500, key, transitions=alone)
    early = means_by_type(grn, 1500, key, transitions=alone, burn_in=2.0)
    of_rest, of_early = (deviations_of_root(means, table) for means in (rest, early))
    outside = np.abs(of_rest[1]) > 4
    print(f"{name}: u at rest, largest |z| {np.abs(of_rest[0]).max():.1f}")
    print(
        f"s at rest: {outside.sum()} genes beyond 4, the largest |z| {np.abs(of_rest[1]).max():.1f}"
    )
    print(f"after 2: largest |z| of u and s {np.abs(of_early).max(1).round(1)}")
    for gene in np.nonzero(outside)[0]:
        levels = table["det_U_steady"][0, gene], table["meanS"][0, gene] / 4, rest[1, 0, gene] / 4
        shown = "  ".join(f"{level:.3f}" for level in levels)
        print(f"  gene {grn.gene_names[gene]}: noise-free, s/4 of SERGIO, s/4 at rest: {shown}")
    assert (np.abs(of_rest[0]) < 4).all()
    assert (np.abs(of_early) < 4).all()
    assert outside.sum() <= {"DS4": 20, "DS8": 10}[name]
    noise_free, recorded, ours = table["det_U_steady"][0], table["meanS"][0] / 4, rest[1, 0] / 4
    between = (recorded - noise_free) * (ours - recorded) > 0
    assert between[outside].all()
    # Children: on their way from the parent's rest to their own.
    moving = means_by_type(grn, 1500, key, transitions=rates)
    for child in (1, 2):
        parent = int(np.argmax(rates[:, child]))
        ends = np.sort([rest[:, parent], rest[:, child]], axis=0)
        for label, means in (("ours", moving), ("SERGIO's", None)):
            for letter, species in zip("US", range(2), strict=True):
                sd = table[f"sd_rep_mean{letter}"][child]
                mean = table[f"mean{letter}"][child] if means is None else means[species, child]
                inside = (mean > ends[0, species] - 4 * sd) & (mean < ends[1, species] + 4 * sd)
                print(
                    f"child {child}, {letter}, {label}: {inside.mean():.0%} between parent and own"
                )
                assert inside.mean() >= 0.99
