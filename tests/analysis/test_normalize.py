"""Logarithms and z-scores: totals, constant genes, and what is refused."""

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from sergiojax.analysis import normalize, zscore


@pytest.fixture(scope="module")
def counts():
    return np.random.default_rng(0).poisson(3.0, size=(40, 12))


def test_cells_reach_the_median_library_size(counts):
    counts = np.vstack([counts, np.zeros((1, 12), int)])
    normal = normalize(counts)
    total = np.expm1(normal.astype(float)).sum(axis=1)
    np.testing.assert_allclose(total[:-1], np.median(counts[:-1].sum(axis=1)), rtol=1e-5)
    assert total[-1] == 0
    assert normal.dtype == np.float32


def test_cells_reach_a_library_size_of_choice_and_keep_their_proportions(counts):
    scaled = np.expm1(normalize(counts, library_size=1e4).astype(float))
    np.testing.assert_allclose(scaled.sum(axis=1), 1e4, rtol=1e-5)
    np.testing.assert_allclose(scaled, 1e4 * counts / counts.sum(axis=1)[:, None], rtol=1e-4)


def test_clean_expression_keeps_its_totals(counts):
    np.testing.assert_allclose(normalize(counts, library_size=None), np.log1p(counts), rtol=1e-6)


def test_cells_without_any_expression_stay_zero():
    assert np.array_equal(normalize(np.zeros((3, 4))), np.zeros((3, 4)))


def test_zscores_are_those_of_scikit_learn(counts):
    truth = StandardScaler().fit_transform(counts.astype(float))
    np.testing.assert_allclose(zscore(counts), truth, atol=1e-5)


def test_constant_gene_has_zscore_zero():
    # 0.1 is no binary fraction: the mean of many is rounded, and their deviation is not 0.
    expression = np.column_stack([np.full(1001, 0.1), np.arange(1001.0)])
    assert np.array_equal(zscore(expression)[:, 0], np.zeros(1001))


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        ([[1.0, -2.0]], "finite and not negative, but is -2 in cell 0, column 1"),
        ([[1.0, np.nan]], "but is nan"),
        (np.zeros((0, 3)), r"its shape is \(0, 3\)"),
    ],
)
def test_bad_expression_is_refused(expression, message):
    with pytest.raises(ValueError, match=message):
        normalize(np.asarray(expression))


def test_bad_library_size_is_refused():
    with pytest.raises(ValueError, match="`library_size` must be positive and finite, but is 0"):
        normalize(np.ones((1, 2)), library_size=0.0)
