"""Tables for figures: means of neighbours, bins shared by all labels, quantiles."""

import numpy as np
import pytest
import scipy.sparse
from scipy import stats

from sergiojax.analysis import heatmap_table, histogram_table, pca, thin_by_quantile, zscore


def names(n_genes):
    return [f"G{number}" for number in range(n_genes)]


@pytest.fixture(scope="module")
def toggle():
    """One cell type in two states, gene 0 high or gene 1 high, in mixed order."""
    rng = np.random.default_rng(0)
    state = rng.random(1000) < 0.4
    level = np.where(state[:, None], [10.0, 1.0], [1.0, 10.0])
    return level + rng.normal(size=level.shape)


def test_few_cells_and_genes_are_shown_one_by_one():
    expression = np.random.default_rng(0).normal(size=(30, 5)).astype(np.float32)
    label = np.tile(["a", "b", "c"], 10)
    table = heatmap_table(expression, label, gene_names=names(5))
    assert table.cell_type == ("a",) * 10 + ("b",) * 10 + ("c",) * 10
    assert table.row_names == tuple(names(5))
    for name in "abc":
        shown = table.values[:, np.array(table.cell_type) == name].T
        assert sorted(map(tuple, shown)) == sorted(map(tuple, expression[label == name]))


def test_many_cells_are_averaged_in_equal_groups():
    expression = np.random.default_rng(0).normal(size=(9000, 4))
    label = np.repeat(["a", "b"], [6000, 3000])
    table = heatmap_table(expression, label, gene_names=names(4), max_columns=300)
    assert table.values.shape == (4, 300)
    for name, n_columns in (("a", 200), ("b", 100)):
        shown = table.values[:, np.array(table.cell_type) == name]
        assert shown.shape[1] == n_columns
        np.testing.assert_allclose(
            shown.mean(axis=1), expression[label == name].mean(axis=0), atol=1e-3
        )


def test_two_states_of_one_cell_type_stay_apart(toggle):
    table = heatmap_table(toggle, ["cell"] * 1000, gene_names=["A", "B"], max_columns=100)
    between = (table.values[0] > 4) & (table.values[0] < 7)
    assert between.sum() <= 1


def test_rows_follow_the_order_and_neighbours_share_a_row():
    expression = np.tile(np.arange(10.0), (3, 1))
    order = np.arange(10)[::-1]
    table = heatmap_table(
        expression, ["a"] * 3, gene_names=names(10), order=order, max_rows=4, max_columns=1
    )
    assert table.row_names == ("G9 … G7", "G6 … G4", "G3 … G2", "G1 … G0")
    np.testing.assert_allclose(table.values[:, 0], [8.0, 5.0, 2.5, 0.5])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gene_names": ["A"]}, "there are 1 names, and 2 places"),
        ({"order": np.array([0, 0])}, "there are 2 names, and 1 places"),
        ({"max_columns": 0}, "`max_columns` must be at least 1"),
    ],
)
def test_sizes_that_disagree_are_refused(change, message):
    settings = {"gene_names": ["A", "B"]} | change
    with pytest.raises(ValueError, match=message):
        heatmap_table(np.ones((4, 2)), ["a"] * 4, **settings)


def test_missing_labels_are_refused():
    with pytest.raises(ValueError, match=r"one label per cell \(4\), but there are 3"):
        heatmap_table(np.ones((4, 2)), ["a"] * 3, gene_names=["A", "B"])


def test_bins_are_shared_and_every_cell_is_counted():
    values = np.random.default_rng(0).normal(size=500)
    label = np.repeat(["b", "a"], [200, 300])
    table = histogram_table(values, label, n_bins=20)
    assert table.names == ("b", "a")
    assert table.counts.sum(axis=1).tolist() == [200, 300]
    truth = np.histogram(values[:200].astype(np.float32), table.edges)[0]
    assert np.array_equal(table.counts[0], truth)


@pytest.mark.parametrize(("largest", "width"), [(9, 1), (99, 3), (1000, 26)])
def test_whole_numbers_fall_into_bins_of_whole_width(largest, width):
    values = np.arange(largest + 1)
    table = histogram_table(values, ["a"] * len(values), n_bins=40)
    assert np.array_equal(np.diff(table.edges), np.full(table.counts.shape[1], width))
    assert np.array_equal(table.counts[0, :-1], np.full(table.counts.shape[1] - 1, width))
    assert table.counts.sum() == len(values)
    assert table.counts.shape[1] <= 40


@pytest.mark.parametrize("value", [0.0, 0.3])
def test_equal_values_fall_into_one_bin(value):
    table = histogram_table(np.full(7, value), ["a"] * 7)
    assert table.counts.max() == 7
    assert np.all(np.diff(table.edges) > 0)


def test_thinned_values_have_the_same_distribution():
    values = np.random.default_rng(0).gamma(2.0, size=50_100).astype(np.float32)
    label = np.repeat(["many", "few"], [50_000, 100])
    thinned, thinned_label = thin_by_quantile(values, label, limit=1000)
    assert thinned.dtype == np.float32
    assert np.array_equal(thinned[thinned_label == "few"], values[50_000:])
    many = thinned[thinned_label == "many"]
    assert len(many) == 1000
    # Evenly spaced quantiles are within half a step of the empirical distribution.
    assert stats.ks_2samp(many, values[:50_000]).statistic <= 0.5 / 1000 + 1e-4


@pytest.mark.parametrize("standardise", [False, True])
def test_sparse_cells_give_the_table_of_the_full_matrix(standardise):
    counts = np.random.default_rng(0).poisson(0.5, size=(200, 30))
    counts[:, 4] = 0
    label = np.repeat(["a", "b"], 100)
    settings = {"gene_names": names(30), "max_columns": 20, "standardise": standardise}
    found = heatmap_table(scipy.sparse.csr_matrix(counts), label, **settings)
    truth = heatmap_table(counts, label, **settings)
    np.testing.assert_allclose(found.values, truth.values, atol=1e-5)
    if standardise:
        by_z = settings | {"standardise": False, "along": along(counts)}
        plain = heatmap_table(zscore(counts), label, **by_z)
        np.testing.assert_allclose(truth.values, plain.values, atol=1e-5)


def along(matrix):
    return pca(matrix, n_components=1).coordinates[:, 0]


def test_genes_are_ordered_by_the_type_in_which_they_are_highest():
    level = np.array([[0.0, 5.0, 1.0, 9.0], [7.0, 5.5, 0.0, 1.0]])
    table = heatmap_table(
        np.repeat(level, 3, axis=0),
        np.repeat(["x", "y"], 3),
        gene_names=["A", "B", "C", "D"],
        order="by cell type",
    )
    assert table.row_names == ("D", "C", "A", "B")
