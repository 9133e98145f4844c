"""Guessing a network: perfect scores are perfect, chance is chance, and clear edges are found."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from sergiojax import GRN, Progress, load_example, random_network, simulate_steady_state
from sergiojax.analysis import Inferability, inferability
from sergiojax.analysis.comparison import _inferability, _pair_scores
from sergiojax.analysis.comparison._pair_scores import (
    correlation_scores,
    partial_correlation_scores,
    tree_scores,
)

PAIRS = ~np.eye(3, dtype=bool)


@pytest.fixture(autouse=True, scope="module")
def _few_trees():
    """Nothing below asks for the last tree, and each takes its time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_pair_scores, "_TREES", 20)
        yield


def _chain() -> GRN:
    """A drives B drives C; D and E stand alone."""
    edges = [("A", "B", 8.0), ("B", "C", 8.0)]
    return GRN.from_edges(edges, basal_rates={"A": 4.0, "D": 3.0, "E": 3.0})


@pytest.fixture(scope="module")
def chain_cells() -> np.ndarray:
    """Cells in which every gene is its regulator and some noise."""
    random = np.random.default_rng(5)
    cells = random.normal(size=(600, 5))
    for regulator, target in ((0, 1), (1, 2)):
        cells[:, target] = cells[:, regulator] + 0.6 * cells[:, target]
    return np.exp(cells)  # a monotone transform is no matter to ranks, and levels are positive


@pytest.fixture(scope="module")
def guessed(chain_cells) -> Inferability:
    return inferability(_chain(), chain_cells)


# Measures


def _rated(monkeypatch, grn, scores):
    monkeypatch.setattr(_inferability, "correlation_scores", lambda _: scores)
    cells = np.ones((3, grn.n_genes))
    [score] = inferability(grn, cells, methods=["correlation"]).methods
    return score


def test_perfect_scores_have_measures_of_one(monkeypatch):
    grn = load_example("random-100")
    scores = np.zeros((grn.n_genes, grn.n_genes))
    scores[grn.regulator, grn.target] = 1.0
    score = _rated(monkeypatch, grn, scores)
    assert score.auprc == 1
    assert score.early_precision == 1
    density = len({(a, b) for a, b in zip(grn.regulator, grn.target, strict=True) if a != b}) / 9900
    assert score.auprc_ratio == pytest.approx(1 / density)
    assert score.early_precision_ratio == pytest.approx(1 / density)


def test_random_scores_are_as_good_as_chance(monkeypatch):
    """The precision of k random pairs is hypergeometric with mean the density."""
    grn = random_network(60, seed=1)
    random, ratios, early = np.random.default_rng(0), [], []
    for _ in range(40):
        score = _rated(monkeypatch, grn, random.random((60, 60)))
        ratios.append(score.auprc_ratio)
        early.append(score.early_precision_ratio)
    result = inferability(grn, random.random((5, 60)), methods=["correlation"])
    sd_of_mean = np.sqrt(1 / result.density / result.n_edges / 40)
    assert abs(np.mean(early) - 1) < 4 * sd_of_mean
    # Average precision is biased upwards by a share that falls with the number of edges.
    assert abs(np.mean(ratios) - 1) < 4 * sd_of_mean + 10 / result.n_edges


def test_early_precision_is_that_of_the_best_k_with_ties():
    truth = np.array([True, True, False, False, False, False])
    early = _inferability._early_precision
    assert early(truth, np.array([0.9, 0.1, 0.8, 0.0, 0.0, 0.0])) == 0.5
    assert early(truth, np.array([0.9, 0.8, 0.8, 0.8, 0.0, 0.0])) == 0.5  # of four
    assert early(truth, np.array([0.9, 0.0, 0.0, 0.0, 0.0, 0.0])) == 1.0  # the only guess
    assert early(truth, np.zeros(6)) == 0.0


def test_measures_are_scikit_learns_over_all_pairs_of_two_genes(guessed):
    truth = np.zeros((5, 5), bool)
    truth[[0, 1], [1, 2]] = True
    np.testing.assert_array_equal(guessed.is_edge, truth)
    pairs = ~np.eye(5, dtype=bool)
    assert (guessed.n_edges, guessed.density) == (2, 0.1)
    for score in guessed.methods:
        assert score.auprc == pytest.approx(
            average_precision_score(truth[pairs], score.scores[pairs])
        )
        assert score.auprc_ratio == pytest.approx(score.auprc / 0.1)
        assert (np.diag(score.scores) == 0).all()
    rows = guessed.rows()
    assert [row["method"] for row in rows] == ["correlation", "partial_correlation", "tree"]
    assert set(rows[0]) == {
        *("method", "auprc", "auprc_ratio", "early_precision", "early_precision_ratio")
    }


def test_self_loops_do_not_count():
    grn = GRN.from_edges([("A", "A", 1.0), ("A", "B", 1.0)], basal_rates={"C": 1.0})
    assert inferability(grn, np.random.default_rng(0).random((9, 3))).n_edges == 1


# Methods


def test_correlation_is_spearmans_in_size(chain_cells):
    from scipy.stats import spearmanr

    expected = np.abs(spearmanr(chain_cells).statistic)
    np.testing.assert_allclose(correlation_scores(chain_cells), expected, atol=1e-12)


def test_partial_correlation_does_not_take_a_chain_for_a_triangle():
    random = np.random.default_rng(6)
    a = random.normal(size=5000)
    b = a + random.normal(size=5000)
    cells = np.stack([a, b, b + random.normal(size=5000)], axis=1)
    scores = partial_correlation_scores(cells)
    assert scores[0, 2] < 4 / np.sqrt(5000)
    assert scores[0, 1] == pytest.approx(0.5, abs=0.05)  # the precision matrix is [[2, -1, 0], …]
    assert correlation_scores(cells)[0, 2] > 0.5


def test_trees_find_what_no_correlation_can():
    """C depends on A by its distance from the middle: every correlation is 0."""
    random = np.random.default_rng(7)
    cells = random.uniform(-1, 1, (400, 3))
    cells[:, 2] = np.abs(cells[:, 0]) + 0.05 * cells[:, 2]
    scores = tree_scores(cells, PAIRS, seed=0)
    assert correlation_scores(cells)[0, 2] < 0.15
    assert scores[0, 2] > 5 * scores[1, 2]
    assert scores[:, 2].sum() > 2 * scores[:, 1].sum()  # what nothing explains scores low


def test_clear_edges_are_found_by_all(guessed):
    for score in guessed.methods:
        assert score.auprc_ratio > 3  # no more, because the other direction looks the same


def test_simulated_cells_of_types_tell_their_network(key):
    grn = load_example("cascade")
    cells = simulate_steady_state(grn, 100, key=key)
    result = inferability(grn, cells, methods=["correlation", "partial_correlation"])
    assert all(score.auprc_ratio > 1 for score in result.methods)


def test_constant_genes_score_nothing():
    cells = np.random.default_rng(8).random((50, 5))
    cells[:, [1, 4]] = 2.0
    for score in inferability(_chain(), cells).methods:
        assert (score.scores[[1, 4]] == 0).all()
        assert (score.scores[:, [1, 4]] == 0).all()
        assert np.isfinite(score.scores).all()


def test_genes_that_are_copies_of_each_other_have_finite_scores():
    cells = np.random.default_rng(9).random((50, 1)).repeat(5, axis=1)
    for score in inferability(_chain(), cells).methods:
        assert np.isfinite(score.scores).all()


def test_equal_seeds_give_equal_trees_and_other_cells_are_drawn_by_others(monkeypatch):
    monkeypatch.setattr(_pair_scores, "_TREE_CELLS", 100)
    cells = np.random.default_rng(10).random((150, 3))
    one, same, other = (tree_scores(cells, PAIRS, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()
    some = PAIRS & [False, True, False]
    np.testing.assert_array_equal(tree_scores(cells, some, seed=1)[:, 1], one[:, 1])


# What is asked for


@pytest.mark.parametrize(
    ("regulators", "rows"), [("all", "ABCDE"), ("known", "AB"), (["A", "D"], "AD")]
)
def test_regulators_are_all_the_known_ones_or_by_name(chain_cells, regulators, rows):
    result = inferability(_chain(), chain_cells[:100], regulators=regulators)
    asked = {result.gene_names[row] for row in np.nonzero(result.candidates.any(axis=1))[0]}
    assert asked == set(rows)
    for score in result.methods:
        assert (score.scores[~result.candidates] == 0).all()
        assert (score.scores[result.candidates] > 0).all()


def test_progress_names_the_method_and_what_it_raises_ends_the_work(chain_cells):
    calls = []
    cells = chain_cells[:50]
    inferability(_chain(), cells, progress=calls.append)
    assert [call for call in calls if call.phase != "tree"] == [
        Progress("correlation", 0, 1),
        Progress("correlation", 1, 1),
        Progress("partial_correlation", 0, 1),
        Progress("partial_correlation", 1, 1),
    ]
    targets = [call for call in calls if call.phase == "tree"]
    assert targets == [Progress("tree", done, 5) for done in range(6)]

    class StopError(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.phase == "tree" and progress.step > 1:
            raise StopError

    with pytest.raises(StopError):
        inferability(_chain(), cells, progress=stop)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"expression": np.ones((9, 4))}, "has 5 genes and needs at least 3 cells, but .* 4 genes"),
        ({"expression": np.ones((2, 5))}, "but there are 2 cells of 5 genes"),
        ({"expression": np.full((9, 5), np.inf)}, "Expression must be finite, but is inf"),
        ({"regulators": ["X"]}, "`regulators` names 'X'"),
        ({"regulators": ["C"]}, "0 of 4 pairs of genes are edges, so there is nothing to find"),
        ({"seed": -1}, "`seed` must be at least 0"),
    ],
)
def test_what_cannot_be_is_said(changes, message):
    arguments = {"expression": np.ones((9, 5))} | changes
    with pytest.raises(ValueError, match=message):
        inferability(_chain(), arguments.pop("expression"), **arguments)


def test_network_without_edges_or_genes_is_refused():
    grn = GRN.from_edges([], basal_rates={"A": 1.0, "B": 1.0})
    with pytest.raises(ValueError, match="nothing to find"):
        inferability(grn, np.ones((9, 2)))
    empty = GRN.from_edges([], basal_rates={}, cell_types=["one"])
    with pytest.raises(ValueError, match="at least one cell and one column"):
        inferability(empty, np.ones((9, 0)))
