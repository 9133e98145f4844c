"""Rank tests of many genes: closed forms of small samples, and SciPy's values gene by gene."""

import numpy as np
import pytest
from scipy import stats

from sergiojax.analysis._rank_tests import rank_sum_test, signed_rank_test

TESTS = [signed_rank_test, rank_sum_test]


@pytest.fixture(scope="module")
def counts() -> tuple[np.ndarray, np.ndarray]:
    """Two samples full of ties."""
    random = np.random.default_rng(2)
    one, other = random.poisson([0.2, 3, 9], (80, 3)), random.poisson([0.2, 5, 8], (80, 3))
    return one.astype(np.float32), other.astype(np.float32)


def test_rank_sum_of_separate_samples_in_closed_form():
    """U is n·m, its mean n·m/2, its variance n·m·(n+m+1)/12, and continuity takes half a unit."""
    n, m = 6, 9
    first, second = 100.0 + np.arange(n)[:, None], np.arange(m, dtype=float)[:, None]
    found = rank_sum_test(first, second)
    z = (n * m / 2 - 0.5) / np.sqrt(n * m * (n + m + 1) / 12)
    np.testing.assert_allclose(found.effect, 1)
    np.testing.assert_allclose(found.p_value, 2 * stats.norm.sf(z), rtol=1e-12)


def test_signed_rank_of_pairs_that_all_rise_in_closed_form():
    """The sum is n(n+1)/2, its mean half of that, its variance n(n+1)(2n+1)/24."""
    n = 12
    second = np.zeros((n, 1))
    found = signed_rank_test(second + np.arange(1, n + 1)[:, None], second)
    z = n * (n + 1) / 4 / np.sqrt(n * (n + 1) * (2 * n + 1) / 24)
    np.testing.assert_allclose(found.effect, 1)
    np.testing.assert_allclose(found.p_value, 2 * stats.norm.sf(z), rtol=1e-12)


def test_genes_of_two_samples_are_tested_as_by_scipy_one_at_a_time(counts):
    one, other = counts
    found = rank_sum_test(one, other)
    for gene in range(one.shape[1]):
        test = stats.mannwhitneyu(one[:, gene], other[:, gene], method="asymptotic")
        assert found.p_value[gene] == pytest.approx(test.pvalue, rel=1e-6)
        above = one[:, None, gene] > other[None, :, gene]
        below = one[:, None, gene] < other[None, :, gene]
        assert found.effect[gene] == pytest.approx(above.mean() - below.mean())


def test_genes_of_pairs_are_tested_as_by_scipy_one_at_a_time(counts):
    one, other = counts
    found = signed_rank_test(one, other)
    for gene in range(one.shape[1]):
        test = stats.wilcoxon(one[:, gene], other[:, gene], method="asymptotic")
        assert found.p_value[gene] == pytest.approx(test.pvalue, rel=1e-6)
        difference = (one - other)[:, gene]
        difference = difference[difference != 0]
        ranks = stats.rankdata(np.abs(difference))
        assert found.effect[gene] == pytest.approx(ranks @ np.sign(difference) / ranks.sum())


@pytest.mark.parametrize("test", TESTS)
def test_swapping_the_samples_turns_the_effect(counts, test):
    there, back = test(*counts), test(*counts[::-1])
    np.testing.assert_allclose(there.effect, -back.effect, atol=1e-12)
    np.testing.assert_allclose(there.p_value, back.p_value)


@pytest.mark.parametrize("test", TESTS)
def test_a_gene_that_is_the_same_everywhere_has_no_effect_and_p_one(test):
    same = np.full((5, 2), 3.0, np.float32)
    found = test(same, same)
    np.testing.assert_array_equal(found.effect, 0)
    np.testing.assert_array_equal(found.p_value, 1)


def test_p_values_of_single_precision_samples_go_below_single_precision():
    first, second = np.split(np.arange(800, dtype=np.float32)[:, None], 2)
    assert 0 < rank_sum_test(first, second).p_value[0] < np.finfo(np.float32).tiny
