"""Wild type against mutant: planted shifts come out, and every number is SciPy's, gene by gene."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sergiojax import GRN, load_example
from sergiojax.analysis import differential_expression, log2_fold_change, true_fold_change
from sergiojax.kinetics import fill_half_response, steady_state
from sergiojax.simulation import Perturbation, perturb, simulate_screen

NAMES = ("same", "doubled", "noisier", "off")


@pytest.fixture(scope="module")
def cells() -> tuple[np.ndarray, np.ndarray]:
    """Pairs of cells: a gene that stays, one that doubles, one with other noise, one shut off."""
    random = np.random.default_rng(1)
    wild = random.gamma(5.0, 2.0, (400, 4)).astype(np.float32)
    mutant = wild * [1.0, 2.0, 1.0, 0.0]
    mutant[:, 2] *= random.uniform(0.5, 1.6, 400)
    return wild, mutant.astype(np.float32)


@pytest.fixture(scope="module")
def counts() -> tuple[np.ndarray, np.ndarray]:
    """Counts of two independent samples of different size, full of ties."""
    random = np.random.default_rng(2)
    return random.poisson([0.2, 3.0, 9.0], (120, 3)), random.poisson([0.2, 5.0, 8.0], (90, 3))


# Planted shifts


@pytest.mark.parametrize("paired", [True, False])
def test_planted_fold_changes_come_out(cells, paired):
    found = differential_expression(*cells, gene_names=NAMES, paired=paired, pseudocount=1e-6)
    assert found.log2_fold_change[0] == 0
    assert found.log2_fold_change[1] == pytest.approx(1.0, abs=1e-6)  # the pseudocount's share
    assert found.log2_fold_change[3] == pytest.approx(np.log2(1e-6 / found.mean_wild_type[3]))
    assert found.q_value[0] == 1
    assert (found.q_value[[1, 3]] < 1e-30).all()


def test_effect_is_one_where_all_pairs_rise_and_minus_one_where_all_fall(cells):
    found = differential_expression(*cells, gene_names=NAMES)
    np.testing.assert_allclose(found.effect[[0, 1, 3]], [0, 1, -1])
    assert abs(found.effect[2]) < 1


def test_genes_that_never_differ_have_p_one_in_both_tests():
    cells = np.full((5, 2), 3.0, np.float32)
    for paired in (True, False):
        found = differential_expression(cells, cells, gene_names=["A", "B"], paired=paired)
        np.testing.assert_array_equal(found.p_value, 1)
        np.testing.assert_array_equal(found.effect, 0)


# SciPy, one gene at a time


def test_unpaired_numbers_are_those_of_scipy(counts):
    wild, mutant = counts
    found = differential_expression(wild, mutant, gene_names=list("ABC"), paired=False)
    for gene in range(3):
        test = stats.mannwhitneyu(mutant[:, gene], wild[:, gene], method="asymptotic")
        assert found.p_value[gene] == pytest.approx(test.pvalue, rel=1e-12)
        above = mutant[:, None, gene] > wild[None, :, gene]
        below = mutant[:, None, gene] < wild[None, :, gene]
        assert found.effect[gene] == pytest.approx(above.mean() - below.mean())
    np.testing.assert_allclose(found.q_value, stats.false_discovery_control(found.p_value))


def test_paired_numbers_are_those_of_scipy(counts):
    wild, mutant = counts[0][:90], counts[1]
    found = differential_expression(wild, mutant, gene_names=list("ABC"))
    for gene in range(3):
        test = stats.wilcoxon(mutant[:, gene], wild[:, gene], method="asymptotic")
        assert found.p_value[gene] == pytest.approx(test.pvalue, rel=1e-12)
        difference = (mutant - wild)[:, gene]
        difference = difference[difference != 0]
        ranks = stats.rankdata(np.abs(difference))
        assert found.effect[gene] == pytest.approx(ranks @ np.sign(difference) / ranks.sum())


@pytest.mark.parametrize("paired", [True, False])
def test_swapping_wild_type_and_mutant_turns_the_signs(counts, paired):
    wild, mutant = counts[0][:90], counts[1]
    there = differential_expression(wild, mutant, gene_names=list("ABC"), paired=paired)
    back = differential_expression(mutant, wild, gene_names=list("ABC"), paired=paired)
    np.testing.assert_allclose(there.log2_fold_change, -back.log2_fold_change, atol=1e-12)
    np.testing.assert_allclose(there.effect, -back.effect, atol=1e-12)
    np.testing.assert_allclose(there.p_value, back.p_value)


def test_under_the_null_a_twentieth_of_the_genes_is_below_a_twentieth():
    random = np.random.default_rng(3)
    wild, mutant = random.gamma(2.0, size=(2, 60, 2000))
    for paired in (True, False):
        found = differential_expression(
            wild, mutant, gene_names=[str(gene) for gene in range(2000)], paired=paired
        )
        assert abs((found.p_value < 0.05).mean() - 0.05) < 4 * np.sqrt(0.05 * 0.95 / 2000)
        assert (found.q_value >= found.p_value).all()


# Shapes and tables


def test_cell_types_are_taken_together():
    cells = np.random.default_rng(4).gamma(2.0, size=(2, 3, 10, 2))
    together = differential_expression(cells[0], cells[1], gene_names=["A", "B"])
    flat = differential_expression(*cells.reshape(2, 30, 2), gene_names=["A", "B"])
    np.testing.assert_array_equal(together.p_value, flat.p_value)


def test_table_begins_with_the_clearest_gene(cells):
    found = differential_expression(*cells, gene_names=NAMES, truth=np.arange(4.0))
    table = found.to_frame()
    assert list(table["gene"]) == ["off", "doubled", "noisier", "same"]
    assert list(table["true_log2_fold_change"]) == [3.0, 1.0, 2.0, 0.0]
    without = differential_expression(*cells, gene_names=NAMES).to_frame()
    assert "true_log2_fold_change" not in without


@given(st.floats(0, 1e4), st.floats(0, 1e4), st.floats(1e-3, 1e3))
def test_fold_changes_are_finite_antisymmetric_and_bounded_by_the_ratio(one, other, pseudocount):
    levels = np.array([one]), np.array([other])
    there = log2_fold_change(*levels, pseudocount=pseudocount)
    back = log2_fold_change(*levels[::-1], pseudocount=pseudocount)
    assert np.isfinite(there).all()
    np.testing.assert_allclose(there, -back, atol=1e-12)
    assert (there > 0) == (other > one) or abs(there[0]) < 1e-9


# The noise-free truth


def _network() -> GRN:
    edges = [("A", "B", 8.0), ("B", "C", 6.0), ("A", "D", -5.0)]
    return GRN.from_edges(edges, basal_rates={"A": [4.0, 8.0], "E": 3.0})


def test_truth_is_the_ratio_of_the_steady_states():
    grn, mutant = _network(), Perturbation(knockdown={"A": 0.5}, clamp={"B": 2.0})
    levels = [steady_state(each) for each in (fill_half_response(grn).grn, perturb(grn, mutant))]
    for place, cell_type in enumerate(grn.cell_types):
        found = true_fold_change(grn, mutant, cell_type=cell_type, pseudocount=0.1)
        expected = np.log2((levels[1][place] + 0.1) / (levels[0][place] + 0.1))
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-6)
    means = [each.mean(axis=0) for each in levels]
    expected = np.log2((means[1] + 0.01) / (means[0] + 0.01))
    np.testing.assert_allclose(true_fold_change(grn, mutant), expected, rtol=1e-5, atol=1e-6)


def test_a_gene_without_targets_changes_alone_and_by_its_factor():
    truth = true_fold_change(_network(), Perturbation(overexpression={"E": 4.0}), pseudocount=1e-9)
    np.testing.assert_allclose(truth, [0, 0, 0, 0, 2], atol=1e-6)
    assert (truth[:4] == 0).all()


def test_genes_out_of_reach_of_a_perturbed_switch_do_not_change_at_all():
    grn = load_example("repressilator")
    edges = [
        (*(grn.gene_names[end] for end in ends), float(strength))
        for *ends, strength in zip(grn.regulator, grn.target, grn.strength, strict=True)
    ]
    grn = GRN.from_edges([*edges, (grn.gene_names[0], "reporter", 5.0)], basal_rates={})
    truth = true_fold_change(grn, Perturbation(knockdown={"reporter": 1.0}))
    assert (truth[:-1] == 0).all()
    assert truth[-1] < -5


def test_cells_at_little_noise_show_the_truth(key):
    grn = _network().replace(noise_amplitude=0.02)
    mutant = Perturbation(knockdown={"B": 0.6})
    screen = simulate_screen(grn, 200, perturbations=[mutant], key=key)
    found = differential_expression(
        screen.wild_type,
        screen.mutants[0],
        gene_names=grn.gene_names,
        truth=true_fold_change(grn, mutant),
    )
    np.testing.assert_allclose(found.log2_fold_change, found.true_log2_fold_change, atol=0.02)
    assert (found.p_value[[1, 2]] < 1e-20).all()
    assert (found.p_value[[0, 3, 4]] == 1).all()


# What cannot be


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"gene_names": ["A"]}, "must have the same genes, but there are 1 and 2"),
        ({"mutant": np.ones((4, 3))}, "must have the same genes, but there are 2 and 3"),
        ({"truth": np.ones(5)}, "must have the same genes, but there are 2 and 5"),
        ({"mutant": np.ones((5, 2))}, r"as many cells of the mutant \(5\) as of the wild type"),
        ({"mutant": np.full((4, 2), np.nan)}, "The mutant must be finite and not negative"),
        ({"wild_type": np.ones((0, 2))}, "The wild type must be a matrix with at least one cell"),
        ({"pseudocount": 0.0}, "`pseudocount` must be positive"),
    ],
)
def test_what_does_not_fit_is_refused(changes, message):
    arguments = {"wild_type": np.ones((4, 2)), "mutant": np.ones((4, 2)), "gene_names": ["A", "B"]}
    arguments |= changes
    with pytest.raises(ValueError, match=message):
        differential_expression(arguments.pop("wild_type"), arguments.pop("mutant"), **arguments)


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="no cell type 'x'; it has type_1, type_2"):
        true_fold_change(_network(), Perturbation(), cell_type="x")
    with pytest.raises(ValueError, match="names 'X', which the network does not have"):
        true_fold_change(_network(), Perturbation(knockdown={"X": 1.0}))
