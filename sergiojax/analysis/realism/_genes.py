"""Rows of the card that look at genes and totals: correlation, zeros, library sizes, moments."""

import numpy as np
from jaxtyping import Float

from sergiojax.analysis._compare_cells import relative_difference, wasserstein_distances

MOST_GENES = 100
_LEAST_PAIRS = 3


def correlation(
    real: Float[np.ndarray, "cells genes"], generated: Float[np.ndarray, "other_cells genes"]
) -> float:
    """Return the Pearson correlation between the gene-gene correlations of two sets.

    Args:
        real: Log-normalised cells; the 100 genes with the highest mean in them count.
        generated: The same for the other set.

    Returns:
        At most 1; NaN where the correlations of a set are all the same. Correlations with a gene
        that does not vary are 0.
    """
    mean = real.mean(axis=0, dtype=float)
    genes = np.sort(np.argsort(-mean, kind="stable")[:MOST_GENES])
    upper = np.triu_indices(len(genes), 1)
    one, other = (_correlations(side[:, genes])[upper] for side in (real, generated))
    if len(one) < _LEAST_PAIRS or min(np.ptp(one), np.ptp(other)) == 0:
        return np.nan
    return float(np.corrcoef(one, other)[0, 1])


def _correlations(cells: Float[np.ndarray, "cells genes"]) -> Float[np.ndarray, "genes genes"]:
    away = cells - cells.mean(axis=0, dtype=float, keepdims=True)
    # A gene that is the same in all cells has length 0, not the rounding error of its mean.
    length = np.where(np.ptp(cells, axis=0) > 0, np.linalg.norm(away, axis=0), np.inf)
    return away.T @ away / length[:, None] / length[None]


def zeros(
    real: Float[np.ndarray, "cells genes"], generated: Float[np.ndarray, "other_cells genes"]
) -> tuple[float, float]:
    """Return the difference of the shares of zeros, and its mean absolute value over genes."""
    difference = (generated == 0).mean(axis=0) - (real == 0).mean(axis=0)
    return float(difference.mean()), float(np.abs(difference).mean())


def library(
    real: Float[np.ndarray, "cells genes"], generated: Float[np.ndarray, "other_cells genes"]
) -> float:
    """Return the Kolmogorov-Smirnov distance of the library sizes, 0 to 1."""
    one, other = (np.sort(side.sum(axis=1, dtype=float)) for side in (real, generated))
    at = np.concatenate([one, other])
    shares = (np.searchsorted(side, at, side="right") / len(side) for side in (one, other))
    return float(np.abs(np.subtract(*shares)).max())


def moments(
    real: Float[np.ndarray, "cells genes"], generated: Float[np.ndarray, "other_cells genes"]
) -> tuple[float, float, float]:
    """Return the differences of means and variances, and the Wasserstein distance of the genes.

    They are those of `compare_cells` for all cells together: medians over genes.
    """
    one, other = real.astype(float), generated.astype(float)
    spread = one.std(axis=0)
    varies = np.ptp(one, axis=0) > 0
    apart = wasserstein_distances(one[:, varies], other[:, varies]) / spread[varies]
    return (
        relative_difference(one.mean(axis=0), other.mean(axis=0)),
        relative_difference(one.var(axis=0), other.var(axis=0)),
        float(np.median(apart)) if len(apart) else np.nan,
    )
