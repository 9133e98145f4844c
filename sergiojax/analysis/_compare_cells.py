"""Two sets of cells side by side: simulated and real, fitted and measured.

Nothing is paired or tested. Compared are the properties that any generator of cells should get
right: every gene's mean, variance, zeros and distribution, and how genes vary together.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Array, Float, Num

from sergiojax.analysis._inputs import Labels, as_labels, as_matrix, distinct

if TYPE_CHECKING:
    import pandas as pd

_FEW = 2  # entries; a correlation needs more


class CellMoments(NamedTuple):
    """Every gene in one set of cells, by cell type.

    Attributes:
        mean: Mean (molecules).
        variance: Variance (molecules squared).
        zero_share: Share of cells in which the gene is at 0.
        correlation: Pearson correlation between genes within a type; NaN for a gene that does not
            vary.
    """

    mean: Float[np.ndarray, "cell_types genes"]
    variance: Float[np.ndarray, "cell_types genes"]
    zero_share: Float[np.ndarray, "cell_types genes"]
    correlation: Float[np.ndarray, "cell_types genes genes"]


class CellScores(NamedTuple):
    """How similar two sets of cells are, over all genes and cell types; NaN if too few are usable.

    Attributes:
        log_mean_r: Pearson correlation of the logarithms of the means above 0 in both.
        log_variance_r: The same for the variances.
        mean_difference: Median of |mean − other| / (mean + other) · 2; 0 is
            equal, 2 the largest.
        variance_difference: The same for the variances.
        zero_difference: Mean absolute difference of the shares of zeros.
        wasserstein: Median over genes of the Wasserstein distance, in standard deviations of the
            first set.
        correlation_distance: Root mean square difference between the correlations of all pairs of
            genes that vary in both; at most 2.
    """

    log_mean_r: float
    log_variance_r: float
    mean_difference: float
    variance_difference: float
    zero_difference: float
    wasserstein: float
    correlation_distance: float


class CellComparison(NamedTuple):
    """Two sets of cells, gene by gene.

    Attributes:
        gene_names: Name of every gene.
        cell_types: Name of every cell type, or "all".
        one: Moments of the first set.
        other: Moments of the second.
        wasserstein: Area between the distribution functions of a gene (molecules).
        scores: A summary of all genes and cell types.
    """

    gene_names: tuple[str, ...]
    cell_types: tuple[str, ...]
    one: CellMoments
    other: CellMoments
    wasserstein: Float[np.ndarray, "cell_types genes"]
    scores: CellScores

    def to_frame(self) -> "pd.DataFrame":
        """Return a table, one row per cell type and gene."""
        import pandas as pd

        n_genes, n_types = len(self.gene_names), len(self.cell_types)
        columns: dict[str, object] = {
            "cell_type": np.repeat(self.cell_types, n_genes),
            "gene": np.tile(self.gene_names, n_types),
        }
        for field in ("mean", "variance", "zero_share"):
            for name, moments in (("one", self.one), ("other", self.other)):
                columns[f"{field}_{name}"] = getattr(moments, field).ravel()
        return pd.DataFrame(columns | {"wasserstein": self.wasserstein.ravel()})


def compare_cells(
    one: Num[Array | np.ndarray, "cells genes"],
    other: Num[Array | np.ndarray, "other_cells other_genes"],
    *,
    gene_names: Sequence[str],
    cell_type: Labels | None = None,
    other_cell_type: Labels | None = None,
) -> CellComparison:
    """Compare two sets of cells of the same genes, such as simulated and measured ones.

    Args:
        one: Counts or expression (molecules); distances are relative to its standard deviation.
        other: The same for the other cells; there may be more or fewer.
        gene_names: Name of every gene.
        cell_type: Type of every cell of the first set. With it, every type is compared separately.
        other_cell_type: Type of every cell of the other set, with the same names.

    Returns:
        Every gene in both, and scores.

    Raises:
        ValueError: If sizes disagree, a cell type is in only one set, or an entry is negative,
            infinite or NaN.
    """
    first = as_matrix("The first expression", one, signed=False)
    second = as_matrix("The other expression", other, signed=False)
    sizes = {first.shape[1], second.shape[1], len(gene_names)}
    if len(sizes) > 1:
        raise ValueError(
            "Both sets of cells and the names must have the same genes, but there are "
            f"{' and '.join(f'{size:,}' for size in sorted(sizes))}."
        )
    types, groups, other_groups = _groups(first, second, cell_type, other_cell_type)
    moments, other_moments = _moments(groups), _moments(other_groups)
    distance = np.stack(
        [wasserstein_distances(*pair) for pair in zip(groups, other_groups, strict=True)]
    )
    scores = _score(moments, other_moments, distance)
    return CellComparison(tuple(gene_names), types, moments, other_moments, distance, scores)


def _groups(
    one: np.ndarray, other: np.ndarray, cell_type: Labels | None, other_cell_type: Labels | None
) -> tuple[tuple[str, ...], list[np.ndarray], list[np.ndarray]]:
    """Return the names of all types, and the cells of each in both sets."""
    if cell_type is None and other_cell_type is None:
        return ("all",), [one], [other]
    if cell_type is None or other_cell_type is None:
        raise ValueError(
            "Cell types are known for only one set. Give `cell_type` and `other_cell_type`, or "
            "neither to compare all cells together."
        )
    labels = as_labels(cell_type, len(one))
    other_labels = as_labels(other_cell_type, len(other))
    types = distinct(labels)
    apart = sorted(set(types) ^ set(other_labels.tolist()))
    if apart:
        raise ValueError(
            f"Cell type {apart[0]} is in only one of the two sets. Rename it, or leave out its "
            "cells."
        )
    groups = [one[labels == name] for name in types]
    return tuple(types), groups, [other[other_labels == name] for name in types]


def _moments(groups: list[np.ndarray]) -> CellMoments:
    found = [_moments_of(cells.astype(float)) for cells in groups]
    return CellMoments(*(np.stack(part) for part in zip(*found, strict=True)))


def _moments_of(cells: np.ndarray) -> tuple[np.ndarray, ...]:
    mean, zero_share = cells.mean(0), (cells == 0).mean(0)
    away = cells - mean
    covariance = away.T @ away / len(cells)
    # A gene that is the same in all cells has variance 0, not the rounding error of its mean.
    varies = cells.max(0) > cells.min(0)
    variance = np.where(varies, np.diagonal(covariance), 0.0)
    spread = np.where(varies, np.sqrt(variance), np.nan)
    correlation = np.clip(covariance / spread / spread[:, None], -1, 1)
    return mean, variance, zero_share, correlation


def wasserstein_distances(one: np.ndarray, other: np.ndarray) -> Float[np.ndarray, " genes"]:
    """Return the area between the distribution functions of every gene in two sets of cells."""
    from scipy.stats import wasserstein_distance

    return np.array([wasserstein_distance(*pair) for pair in zip(one.T, other.T, strict=True)])


def _score(one: CellMoments, other: CellMoments, distance: np.ndarray) -> CellScores:
    varies = one.variance > 0
    relative = distance[varies] / np.sqrt(one.variance[varies])
    return CellScores(
        _log_r(one.mean, other.mean),
        _log_r(one.variance, other.variance),
        relative_difference(one.mean, other.mean),
        relative_difference(one.variance, other.variance),
        float(np.abs(one.zero_share - other.zero_share).mean()),
        float(np.median(relative)) if len(relative) else np.nan,
        _correlation_distance(one.correlation, other.correlation),
    )


def _log_r(one: np.ndarray, other: np.ndarray) -> float:
    usable = (one > 0) & (other > 0)
    logs = np.log(one[usable]), np.log(other[usable])
    if usable.sum() <= _FEW or min(np.ptp(values) for values in logs) == 0:
        return np.nan
    return float(np.corrcoef(*logs)[0, 1])


def relative_difference(one: np.ndarray, other: np.ndarray) -> float:
    """Return the median of |one − other| / (one + other) · 2 over entries above 0 in either."""
    total = one + other
    usable = total > 0
    if not usable.any():
        return 0.0
    return float(np.median(2 * np.abs(one - other)[usable] / total[usable]))


def _correlation_distance(one: np.ndarray, other: np.ndarray) -> float:
    upper = np.triu_indices(one.shape[-1], 1)
    difference = (one - other)[:, upper[0], upper[1]]
    usable = difference[np.isfinite(difference)]
    return float(np.sqrt(np.square(usable).mean())) if len(usable) else np.nan
