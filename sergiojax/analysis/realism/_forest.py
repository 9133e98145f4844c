"""Can a classifier distinguish the two sets? A random forest's out-of-fold AUC; 0.5 is no."""

import numpy as np
from jaxtyping import Float

N_TREES = 100
_FOLDS = 5


def discriminability(
    real: Float[np.ndarray, "cells components"],
    generated: Float[np.ndarray, "other_cells components"],
    *,
    n_trees: int = N_TREES,
    seed: int = 0,
) -> float:
    """Return the area under the ROC curve of a random forest that separates two sets of points.

    Every point is judged by a forest that was grown without it, in five stratified folds.

    Args:
        real: Points, usually principal components; at least two.
        generated: Points of the other set; at least two.
        n_trees: Trees in each forest.
        seed: Seed of folds and trees.

    Returns:
        0.5 where the sets cannot be distinguished, 1 where they always can. Far below 0.5 is bad,
        too: each point has a twin of the other set, which the forest has seen.

    Example:
        >>> import numpy as np
        >>> points = np.random.default_rng(0).normal(size=(100, 3)).astype(np.float32)
        >>> discriminability(points[:50], points[50:] + 9)
        1.0
    """
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold

    points = np.concatenate([real, generated])
    is_generated = np.repeat([0, 1], [len(real), len(generated)])
    folds = StratifiedKFold(min(_FOLDS, len(real), len(generated)), shuffle=True, random_state=seed)
    belief = np.zeros(len(points))
    for train, test in folds.split(points, is_generated):
        forest = RandomForestClassifier(n_trees, random_state=seed, n_jobs=-1)
        forest.fit(points[train], is_generated[train])
        forest.set_params(n_jobs=1)  # else threads add up the trees in any order
        belief[test] = np.asarray(forest.predict_proba(points[test]))[:, 1]
    return float(roc_auc_score(is_generated, belief))
