"""What an experimenter checks first: library sizes, zeros, and the moments of every gene."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from sergiojax._types import Matrix
from sergiojax.analysis._sparse import (
    as_cells,
    column_moments,
    is_sparse,
    row_blocks,
    row_sums,
)


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


def cell_summary(counts: Matrix) -> CellSummary:
    """Summarise counts by cell and by gene.

    Args:
        counts: Counts, or expression (molecules), cells × genes; sparse ones are read as they are.

    Returns:
        Library sizes, zeros and moments.

    Raises:
        ValueError: If the matrix is empty, or an entry is negative, infinite or NaN.
    """
    matrix = as_cells("Counts", counts, signed=False)
    n_cells, n_genes = matrix.shape
    genes_detected, cells_with = _above_zero(matrix)
    mean, variance = column_moments(matrix)
    return CellSummary(
        library_size=row_sums(matrix).astype(np.float32),
        genes_detected=genes_detected,
        zeros=n_genes - genes_detected,
        gene_mean=mean.astype(np.float32),
        gene_variance=variance.astype(np.float32),
        gene_zero_share=(1 - cells_with / n_cells).astype(np.float32),
    )


def _above_zero(matrix: Matrix) -> tuple[Int[np.ndarray, " cells"], Int[np.ndarray, " genes"]]:
    """Return the genes above 0 of every cell, and the cells above 0 of every gene."""
    if not is_sparse(matrix):
        return np.count_nonzero(matrix, axis=1), np.count_nonzero(matrix, axis=0)
    by_cell, by_gene = np.zeros(matrix.shape[0], int), np.zeros(matrix.shape[1], int)
    for rows in row_blocks(matrix):
        block = matrix[rows]
        stored = block.data != 0  # a file may store zeros
        by_cell[rows] = np.diff(np.concatenate([[0], np.cumsum(stored)])[block.indptr])
        by_gene += np.bincount(block.indices[stored], minlength=matrix.shape[1])
    return by_cell, by_gene
