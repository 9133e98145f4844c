"""Two sets of cells: equal ones, known differences, closed forms of normal cells, and refusals."""

import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from sergiojax.analysis import compare_cells

NAMES = ["A", "B", "C"]
LABELS = ["x", "y"] * 50


def gamma_cells(seed=0, n_cells=100):
    cells = np.random.default_rng(seed).gamma(2.0, [1.0, 3.0, 9.0], (n_cells, 3))
    return np.where(cells < 1.0, 0.0, cells)


def test_equal_cells_differ_in_nothing():
    found = compare_cells(gamma_cells(), gamma_cells()[::-1], gene_names=NAMES)
    assert found.cell_types == ("all",)
    np.testing.assert_allclose(found.scores, [1, 1, 0, 0, 0, 0, 0], atol=1e-6)


def test_moments_and_distances_are_those_of_numpy_and_scipy():
    one, other = gamma_cells().astype(np.float32), gamma_cells(1, 80).astype(np.float32)
    found = compare_cells(one, other, gene_names=NAMES)
    np.testing.assert_allclose(found.one.mean[0], one.mean(0, dtype=float))
    np.testing.assert_allclose(found.other.variance[0], other.var(0, dtype=float), rtol=1e-6)
    np.testing.assert_allclose(found.one.zero_share[0], (one == 0).mean(0))
    np.testing.assert_allclose(found.one.correlation[0], np.corrcoef(one.T), atol=1e-6)
    expected = [wasserstein_distance(*pair) for pair in zip(one.T, other.T, strict=True)]
    np.testing.assert_allclose(found.wasserstein[0], expected)


def test_scores_of_known_changes():
    one = gamma_cells()
    shifted = compare_cells(one, one + 3.0, gene_names=NAMES)
    np.testing.assert_allclose(shifted.wasserstein, 3.0, rtol=1e-5)
    assert shifted.scores.variance_difference == pytest.approx(0.0, abs=1e-5)
    assert shifted.scores.zero_difference == pytest.approx((one == 0).mean())
    assert shifted.scores.correlation_distance == pytest.approx(0.0, abs=1e-5)
    doubled = compare_cells(one, 2 * one, gene_names=NAMES)
    assert doubled.scores.log_mean_r == pytest.approx(1.0)
    assert doubled.scores.mean_difference == pytest.approx(2 / 3, rel=1e-5)  # 2 (2 − 1) / (2 + 1)
    assert doubled.scores.variance_difference == pytest.approx(6 / 5, rel=1e-5)


def test_lost_correlations_show_where_moments_do_not():
    rng = np.random.default_rng(0)
    one = np.repeat(rng.gamma(2.0, 1.0, (2000, 1)), 2, axis=1)  # correlation 1
    other = np.stack([one[:, 0], rng.permutation(one[:, 1])], axis=1)  # correlation 0
    scores = compare_cells(one, other, gene_names=["A", "B"]).scores
    assert scores.correlation_distance == pytest.approx(1.0, abs=5 / np.sqrt(2000))
    assert scores.wasserstein == 0.0
    assert scores.variance_difference == pytest.approx(0.0, abs=1e-6)


def test_types_are_compared_apart_whatever_the_order_of_cells():
    one = gamma_cells()
    order = np.random.default_rng(0).permutation(100)
    found = compare_cells(
        one,
        one[order],
        gene_names=NAMES,
        cell_type=LABELS,
        other_cell_type=np.array(LABELS)[order],
    )
    assert found.cell_types == ("x", "y")
    np.testing.assert_allclose(found.one.mean, [one[::2].mean(0), one[1::2].mean(0)], rtol=1e-6)
    assert found.scores.wasserstein == pytest.approx(0.0, abs=1e-6)
    table = found.to_frame()
    assert table.shape == (6, 9)
    assert table[["cell_type", "gene"]].iloc[4].tolist() == ["y", "B"]
    assert table["mean_one"].iloc[4] == found.one.mean[1, 1]


def test_genes_that_do_not_vary_have_no_correlation_and_no_say_in_the_scores():
    one, other = gamma_cells(), gamma_cells(1)
    one[:, 2], other[:, 2] = 0.0, 0.1
    found = compare_cells(one, other, gene_names=NAMES)
    assert np.isnan(found.one.correlation[0, 2]).all()
    pair = found.one.correlation[0, 0, 1] - found.other.correlation[0, 0, 1]
    assert found.scores.correlation_distance == pytest.approx(abs(pair))
    assert np.isnan(found.scores.log_mean_r)  # two genes are no correlation


def test_cells_without_anything_in_common_still_have_scores():
    zeros = np.zeros((4, 2))
    scores = compare_cells(zeros, zeros, gene_names=["A", "B"]).scores
    assert scores.mean_difference == 0.0
    assert np.isnan([scores.log_mean_r, scores.wasserstein, scores.correlation_distance]).all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"gene_names": ["A"]}, "same genes, but there are 1 and 3"),
        ({"cell_type": LABELS}, "known for only one set"),
        ({"cell_type": LABELS, "other_cell_type": ["x"] * 100}, "Cell type y is in only one"),
        ({"cell_type": LABELS, "other_cell_type": ["x"]}, "one label per cell"),
    ],
)
def test_what_cannot_be_compared_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        compare_cells(gamma_cells(), gamma_cells(1), **({"gene_names": NAMES} | options))


def test_negative_cells_are_refused():
    with pytest.raises(ValueError, match="other expression must be finite and not negative"):
        compare_cells(gamma_cells(), gamma_cells() - 5.0, gene_names=NAMES)
