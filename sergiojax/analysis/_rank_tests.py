"""Wilcoxon's rank tests of many genes at once: effect size and p-value of each."""

from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Float


class RankTest(NamedTuple):
    """Result of a rank test, one value per gene.

    Attributes:
        effect: Rank-biserial correlation, -1 to 1: how much more often a value of the first sample
            is above one of the second than below; in pairs, weighted by the rank of the difference.
        p_value: Two-sided, by normal approximation; 1 for a gene that is the same everywhere.
    """

    effect: Float[np.ndarray, " genes"]
    p_value: Float[np.ndarray, " genes"]


def signed_rank_test(
    first: Float[np.ndarray, "cells genes"], second: Float[np.ndarray, "cells genes"]
) -> RankTest:
    """Test the differences of pairs, by Wilcoxon's signed-rank test.

    Args:
        first: One sample.
        second: The other; row k of both is a pair. Pairs without a difference are dropped.

    Returns:
        Effect, positive where `first` is larger, and p-value of every gene.

    Source:
        Wilcoxon (1945), Biometrics Bulletin 1(6), 80-83; Kerby (2014), Comprehensive Psychology 3,
        11.IT.3.1, for the effect.
    """
    from scipy.stats import norm, wilcoxon

    difference = (first - second).astype(float)
    n_unequal = np.count_nonzero(difference, axis=0)
    effect, p_value = np.zeros(len(n_unequal)), np.ones(len(n_unequal))
    differs = n_unequal > 0
    if differs.any():
        # One-sided, because only then does SciPy give the sum of the positive ranks and a signed z.
        test: Any = wilcoxon(
            np.ascontiguousarray(difference[:, differs].T),
            axis=1,
            alternative="greater",
            method="asymptotic",
        )
        total = n_unequal[differs] * (n_unequal[differs] + 1) / 2
        effect[differs] = 2 * test.statistic / total - 1
        p_value[differs] = 2 * norm.sf(np.abs(test.zstatistic))
    return RankTest(effect, p_value)


def rank_sum_test(
    first: Float[np.ndarray, "cells genes"], second: Float[np.ndarray, "other_cells genes"]
) -> RankTest:
    """Test two independent samples, by Wilcoxon's rank-sum test, corrected for ties.

    Args:
        first: One sample.
        second: The other, of any size.

    Returns:
        Effect, positive where `first` is larger, and p-value of every gene.

    Source:
        Mann and Whitney (1947), Annals of Mathematical Statistics 18(1), 50-60; Kerby (2014),
        Comprehensive Psychology 3, 11.IT.3.1, for the effect.
    """
    from scipy.stats import mannwhitneyu

    # In float64: SciPy computes with what it gets, and in float32 small p-values would be 0.
    rows = first.T.astype(float, order="C"), second.T.astype(float, order="C")
    test = mannwhitneyu(*rows, axis=1, method="asymptotic")
    return RankTest(2 * test.statistic / (len(first) * len(second)) - 1, test.pvalue)
