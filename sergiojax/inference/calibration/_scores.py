"""How well a network, seen through technical noise, predicts the counts of cells."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

_SEEN = 0.1  # molecules: smaller means are too noisy for a ratio


class CountScore(NamedTuple):
    """Differences between predicted and real counts, over cell types and measured genes.

    Means and variances count where the mean is above 0.1 molecules (above 0 if none is). NaN where
    there are no cells to compare with.

    Attributes:
        mean_error: Median of |predicted mean / mean − 1|.
        worst_mean: The largest of these.
        variance_error: Median of |predicted variance / variance − 1|.
        zero_error: Mean difference of the shares of zeros, without sign.
        correlation_error: Root mean square difference of the correlations of log(1 + count) within
            cell types; a correlation that is not defined counts as 0.
    """

    mean_error: float
    worst_mean: float
    variance_error: float
    zero_error: float
    correlation_error: float

    @property
    def in_words(self) -> dict[str, float]:
        """The same by what each value says, for tables."""
        return dict(zip(_WORDS, self, strict=True))


_WORDS = (
    "Means off by, median",
    "Means off by, worst",
    "Variances off by, median",
    "Shares of zeros off by, mean",
    "Correlations off by, RMS",
)

NO_SCORE = CountScore(*[np.nan] * 5)
"""Where there are no cells to compare with."""


def score_counts(
    predicted: Float[np.ndarray, "cell_types cells genes"]
    | Int[np.ndarray, "cell_types cells genes"],
    counts: Float[np.ndarray, "real_cells genes"],
    *,
    cell_type: Int[np.ndarray, " real_cells"],
    observed: Bool[np.ndarray, " genes"],
) -> CountScore:
    """Compare predicted counts with real ones, cell type by cell type.

    Args:
        predicted: Counts of simulated cells.
        counts: Real counts.
        cell_type: Type of every real cell.
        observed: Which genes were measured.
    """
    kinds = np.unique(cell_type)
    if not len(kinds):
        return NO_SCORE
    one = [np.asarray(predicted[kind][:, observed], float) for kind in kinds]
    other = [np.asarray(counts[cell_type == kind][:, observed], float) for kind in kinds]
    mean, seen = (np.stack([each.mean(0) for each in side]) for side in (one, other))
    usable = seen > (_SEEN if (seen > _SEEN).any() else 0.0)
    of_mean = _relative(mean, seen, usable)
    spread, seen_spread = (np.stack([each.var(0) for each in side]) for side in (one, other))
    of_variance = _relative(spread, seen_spread, usable)
    zeros = [np.abs((a == 0).mean(0) - (b == 0).mean(0)) for a, b in zip(one, other, strict=True)]
    both = [_correlations(a) - _correlations(b) for a, b in zip(one, other, strict=True)]
    pairs = np.concatenate(both) if both else np.zeros(0)
    return CountScore(
        float(np.median(of_mean)) if of_mean.size else np.nan,
        float(of_mean.max()) if of_mean.size else np.nan,
        float(np.median(of_variance)) if of_variance.size else np.nan,
        float(np.mean(zeros)),
        float(np.sqrt((pairs**2).mean())) if pairs.size else np.nan,
    )


def _relative(
    predicted: np.ndarray, seen: np.ndarray, usable: np.ndarray
) -> Float[np.ndarray, " entries"]:
    usable = usable & (seen > 0)
    return np.abs(predicted[usable] / seen[usable] - 1)


def _correlations(counts: Float[np.ndarray, "cells genes"]) -> Float[np.ndarray, " pairs"]:
    """Return the correlations of log(1 + count) of all pairs of genes; 0 where one is constant."""
    level = np.log1p(counts)
    away = level - level.mean(0)
    size = np.sqrt((away**2).sum(0))
    away = np.divide(away, size, out=np.zeros_like(away), where=size > 0)
    return (away.T @ away)[np.triu_indices(counts.shape[1], 1)]
