"""What an experimenter checks first: library sizes, zeros, and the moments of every gene."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Float, Int, Num

from sergiojax.analysis._inputs import as_matrix


class CellSummary(NamedTuple):
    """Counts summarised by cell and by gene.

    Attributes:
        library_size: Total of every cell (molecules).
        genes_detected: Number of genes above 0 in every cell.
        zeros: Number of genes at 0 in every cell.
        gene_mean: Mean of every gene over all cells (molecules).
        gene_variance: Its variance over all cells (molecules squared).
        gene_zero_share: Share of cells in which the gene is at 0.
    """

    library_size: Float[np.ndarray, " cells"]
    genes_detected: Int[np.ndarray, " cells"]
    zeros: Int[np.ndarray, " cells"]
    gene_mean: Float[np.ndarray, " genes"]
    gene_variance: Float[np.ndarray, " genes"]
    gene_zero_share: Float[np.ndarray, " genes"]


def cell_summary(counts: Num[Array | np.ndarray, "cells genes"]) -> CellSummary:
    """Summarise counts by cell and by gene.

    Args:
        counts: Counts, or expression (molecules).

    Returns:
        Library sizes, zeros and moments.

    Raises:
        ValueError: If the matrix is empty, or an entry is negative, infinite or NaN.
    """
    matrix = as_matrix("Counts", counts, signed=False)
    genes_detected = np.count_nonzero(matrix, axis=1)
    gene_zero_share = 1 - np.count_nonzero(matrix, axis=0) / len(matrix)
    return CellSummary(
        library_size=matrix.sum(axis=1, dtype=float).astype(np.float32),
        genes_detected=genes_detected,
        zeros=matrix.shape[1] - genes_detected,
        gene_mean=matrix.mean(axis=0, dtype=float).astype(np.float32),
        gene_variance=matrix.var(axis=0, dtype=float).astype(np.float32),
        gene_zero_share=gene_zero_share.astype(np.float32),
    )
