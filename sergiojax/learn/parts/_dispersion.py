"""Dispersions of genes in closed form, for means drawn as those of new cells are.

Dispersions found in training go with means that the encoder fitted to each cell. New cells have
means of their own, which vary more, and so would have too many zeros and too much variance.
"""

import numpy as np
import scipy.sparse
from jaxtyping import Float, Int

from sergiojax._types import Matrix

_SIZES = (0.05, 3_000.0)
_SHRINK = 10.0  # cells with the gene whose weight its trained dispersion has
_BLOCK = 4_096  # cells that are squared at a time


def refit_log_size(
    mean: Float[np.ndarray, " genes"],
    square: Float[np.ndarray, " genes"],
    counts: Matrix,
    log_size: Float[np.ndarray, " genes"],
) -> Float[np.ndarray, " genes"]:
    """Return log θ such that drawn counts have the variances of the training counts.

    θ = E μ² / (var c − var μ − E μ), between 0.05 and 3,000, averaged as a logarithm with the
    trained one: with weight n / (n + 10), where n cells have the gene.

    Args:
        mean: E μ of every gene over means drawn for new cells (counts).
        square: E μ².
        counts: Training counts, cells × genes, dense or sparse.
        log_size: Trained log θ.

    Returns:
        log θ of every gene.
    """
    variance, n_positive = _moments(counts)
    excess = variance - (square - mean**2) - mean
    size = np.divide(square, excess, out=np.full_like(square, _SIZES[1]), where=excess > 0)
    found = np.log(np.clip(size, *_SIZES))
    weight = n_positive / (n_positive + _SHRINK)
    return weight * found + (1 - weight) * log_size


def _moments(
    counts: Matrix,
) -> tuple[Float[np.ndarray, " genes"], Int[np.ndarray, " genes"]]:
    """Return the variance of every gene, and the cells that have it; in blocks of cells."""
    n_cells, n_genes = counts.shape
    total, squares = np.zeros(n_genes), np.zeros(n_genes)
    positive = np.zeros(n_genes, int)
    for first in range(0, n_cells, _BLOCK):
        block = counts[first : first + _BLOCK].astype(float)
        squared = block.multiply(block) if scipy.sparse.issparse(block) else block * block
        total += np.asarray(block.sum(axis=0)).ravel()
        squares += np.asarray(squared.sum(axis=0)).ravel()
        positive += np.asarray((block > 0).sum(axis=0)).ravel()
    mean = total / n_cells
    return squares / n_cells - mean**2, positive
