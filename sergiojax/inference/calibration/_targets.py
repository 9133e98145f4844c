"""What a calibration compares with: the counts of every cell type, summed up in arrays of one size.

Neither the number of cells nor that of genes in the data is a size of these arrays, so that other
cells compile nothing.
"""

import equinox as eqx
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from sergiojax.grn import GRN
from sergiojax.inference._data import MatchedData

N_QUANTILES = 256  # of the totals of whole cells, by cell type
MOST_SAMPLED = 256  # cells of a type that the statistic "mmd" compares with at each step
WIDTHS = (0.25, 1.0, 4.0)  # of its kernels, in squared distances


class Target(eqx.Module):
    """Counts of every cell type, on the rows of a layout.

    Attributes:
        mean: Mean count (molecules).
        variance: Variance (molecules²).
        zero: Share of zeros.
        covariance: Covariance (molecules²).
        n_cells: Scalar of cells.
        observed: Whether a row is a gene that was measured.
        real: Whether a row is a gene.
        cells: Some cells of each type, log(1 + count).
        weight: Weight of each of these, 1 over their number; 0 on padding.
        width: Median squared distance of these cells.
    """

    mean: Float[np.ndarray | Array, "cell_types rows"]
    variance: Float[np.ndarray | Array, "cell_types rows"]
    zero: Float[np.ndarray | Array, "cell_types rows"]
    covariance: Float[np.ndarray | Array, "cell_types rows rows"]
    n_cells: Float[np.ndarray | Array, " cell_types"]
    observed: Bool[np.ndarray | Array, " rows"]
    real: Bool[np.ndarray | Array, " rows"]
    cells: Float[np.ndarray | Array, "cell_types sampled rows"]
    weight: Float[np.ndarray | Array, "cell_types sampled"]
    width: Float[np.ndarray | Array, " cell_types"]


def sum_up(
    grn: GRN,
    data: MatchedData,
    learn: Bool[np.ndarray, " cells"],
    gene: Int[np.ndarray, " rows"],
) -> Target:
    """Sum up the cells to learn from.

    Args:
        grn: The network.
        data: Counts, matched to it.
        learn: Which cells to learn from.
        gene: Gene of each row; the number of genes on padding.
    """
    real = gene < grn.n_genes
    observed = np.append(data.observed, False)[gene]
    parts = [
        _of_type(data.expression[learn & (data.cell_type == row)], observed, gene)
        for row in range(grn.n_cell_types)
    ]
    stacked = {name: np.stack([part[name] for part in parts]) for name in parts[0]}
    return Target(observed=observed, real=real, **stacked)


def _of_type(
    counts: Float[np.ndarray, "cells genes"],
    observed: Bool[np.ndarray, " rows"],
    gene: Int[np.ndarray, " rows"],
) -> dict[str, np.ndarray]:
    table = np.pad(counts, ((0, 0), (0, 1)))[:, gene].astype(float)
    table[:, ~observed] = 0.0
    mean = table.mean(0)
    away = table - mean
    covariance = away.T @ away / len(table)
    chosen = np.random.default_rng(0).permutation(len(table))[:MOST_SAMPLED]
    sampled = np.zeros((MOST_SAMPLED, len(gene)))
    sampled[: len(chosen)] = np.log1p(table[chosen])
    weight = np.zeros(MOST_SAMPLED)
    weight[: len(chosen)] = 1.0 / len(chosen)
    found = {
        "mean": mean,
        "variance": np.diagonal(covariance),
        "zero": (table == 0).mean(0),
        "covariance": covariance,
        "n_cells": np.array(len(table)),
        "cells": sampled,
        "weight": weight,
        "width": np.array(_median_square(sampled[: len(chosen)])),
    }
    return {name: each.astype(np.float32) for name, each in found.items()}


def _median_square(cells: Float[np.ndarray, "cells rows"]) -> float:
    square = (cells**2).sum(1)
    distance = square[:, None] + square[None] - 2.0 * cells @ cells.T
    between = distance[np.triu_indices(len(cells), 1)]
    median = float(np.median(between)) if len(between) else 1.0
    return max(median, 1e-3)


def quantiles_of_totals(
    grn: GRN, data: MatchedData, chosen: Bool[np.ndarray, " cells"]
) -> Float[np.ndarray, "cell_types quantiles"] | None:
    """Return quantiles of the totals of whole cells, or None if the data are of this network alone.

    Totals are those over the median of all cells, empty cells counted as one molecule.
    """
    if data.total is None:
        return None
    total = np.maximum(data.total, 1.0)
    places = (np.arange(N_QUANTILES) + 0.5) / N_QUANTILES
    rows = [
        np.quantile(total[chosen & (data.cell_type == row)], places)
        for row in range(grn.n_cell_types)
    ]
    return (np.stack(rows) / np.median(total)).astype(np.float32)
