"""Three standard ways to guess a network from cells: one score for every regulator and target."""

from typing import Literal, TypeAlias

import numpy as np
from jaxtyping import Bool, Float

from sergiojax._progress import Listener, Progress, silent

InferenceMethod: TypeAlias = Literal["correlation", "partial_correlation", "tree"]
"""Spearman correlation, partial correlation given all other genes, or GENIE3's trees."""

Cells: TypeAlias = Float[np.ndarray, "cells genes"]
Scores: TypeAlias = Float[np.ndarray, "genes genes"]

_TREES = 100  # GENIE3 has 1000
_LEAF = 5  # fewest cells in a leaf; GENIE3 splits down to single cells, in three times the time
_TREE_CELLS = 2_000  # drawn for the trees where there are more


def correlation_scores(cells: Cells) -> Scores:
    """Return the absolute Spearman correlation: symmetric, and the same for logarithms."""
    from scipy.stats import rankdata

    ranks = standardize(np.asarray(rankdata(cells, axis=0)))
    return np.abs(ranks.T @ ranks) / len(ranks)


def partial_correlation_scores(cells: Cells) -> Scores:
    """Return the absolute partial correlation given all other genes, from shrunk covariances.

    Source:
        Ledoit and Wolf (2004), J. Multivariate Analysis 88(2), 365-411.
    """
    from sklearn.covariance import LedoitWolf

    scaled = standardize(cells)
    varies = scaled.any(axis=0)  # a constant gene has infinite precision and no partial correlation
    scores = np.zeros((cells.shape[1], cells.shape[1]))
    if varies.any():
        model = LedoitWolf(assume_centered=True).fit(scaled[:, varies])
        precision = np.asarray(model.precision_)
        scale = np.sqrt(np.diag(precision))
        scores[np.ix_(varies, varies)] = np.abs(precision) / np.outer(scale, scale)
    return scores


def tree_scores(
    cells: Cells,
    candidates: Bool[np.ndarray, "genes genes"],
    *,
    seed: int,
    progress: Listener = silent,
) -> Scores:
    """Return GENIE3's scores: how much of a target's variance a regulator's splits explain.

    Limited so as to answer within a minute: 100 extremely randomised trees per target, leaves of 5
    cells or more, and at most 2,000 cells, drawn at random.

    Args:
        cells: Expression.
        candidates: Regulator row, target column: the regulators that a target may have.
        seed: Seed. A target's score does not depend on which other targets there are.
        progress: Called with the targets done after each target; what it raises ends the work.

    Source:
        Huynh-Thu et al. (2010), PLoS ONE 5(9), e12776; Geurts et al. (2006), Machine Learning
        63(1), 3-42, for the trees.
    """
    if len(cells) > _TREE_CELLS:
        chosen = np.random.default_rng(seed).choice(len(cells), _TREE_CELLS, replace=False)
        cells = cells[np.sort(chosen)]
    scaled = standardize(cells).astype(np.float32)
    n_genes = cells.shape[1]
    scores = np.zeros((n_genes, n_genes))
    progress(Progress("tree", 0, n_genes))
    for target in range(n_genes):
        regulators = np.nonzero(candidates[:, target])[0]
        if len(regulators) and scaled[:, target].any():
            scores[regulators, target] = _explain(
                scaled[:, regulators], scaled[:, target], seed=(seed, target)
            )
        progress(Progress("tree", target + 1, n_genes))
    return scores


def _explain(
    regulators: Float[np.ndarray, "cells regulators"],
    target: Float[np.ndarray, " cells"],
    *,
    seed: tuple[int, int],
) -> Float[np.ndarray, " regulators"]:
    from sklearn.ensemble import ExtraTreesRegressor

    forest = ExtraTreesRegressor(
        _TREES,
        max_features=max(int(np.sqrt(len(regulators.T))), 1),
        min_samples_leaf=_LEAF,
        n_jobs=1,
        random_state=int(np.random.SeedSequence(seed).generate_state(1)[0]),
    ).fit(regulators, target)
    # Not normalised, as in GENIE3: shares of a sum would make a target that nothing explains
    # score as high as one that is fully explained.
    gains = [each.tree_.compute_feature_importances(normalize=False) for each in forest.estimators_]
    return np.mean(gains, axis=0)


def standardize(cells: Cells) -> Cells:
    """Return every gene with mean 0 and variance 1; 0 for one that is the same in every cell."""
    varies = np.ptp(cells, axis=0) > 0
    centered = cells - cells.mean(axis=0, dtype=float)
    return np.where(varies, centered / np.where(varies, cells.std(axis=0, dtype=float), 1.0), 0.0)
