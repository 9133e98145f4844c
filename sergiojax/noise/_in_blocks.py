"""Technical noise of cells that come in blocks: the bytes of all cells at once, in constant memory.

Outliers, library sizes, dropout and counts of a cell depend on the cell, its number and the
dropout midpoint. Only the midpoint depends on all cells; it is found exactly in two passes that
count.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Float, Int, ScalarLike

from sergiojax._types import PRNGKey
from sergiojax.noise._dropout import drop, find_position, interpolate
from sergiojax.noise._matrix import Matrix
from sergiojax.noise._scaling import scale_cells, scale_genes
from sergiojax.noise._technical_noise import TechnicalNoise
from sergiojax.noise._umi_counts import count

_LOW_BITS = 15  # of the 31 of a float that is not negative; the histograms have 2¹⁶ and 2¹⁵ bins
_LOW_MASK = (1 << _LOW_BITS) - 1
_HIGH_BINS, _LOW_BINS = 1 << (31 - _LOW_BITS), 1 << _LOW_BITS


class ScaledBlock(NamedTuple):
    """Cells after the two steps that scale, before dropout.

    Attributes:
        matrix: Expression (molecules), padded.
        outlier_factor: Factor of every gene, the same in all blocks.
        library_size: Molecules that a cell holds.
    """

    matrix: Matrix
    outlier_factor: Float[Array, " genes"]
    library_size: Float[Array, " cells"]

    @property
    def expression(self) -> Float[np.ndarray, "cells genes"]:
        """Expression (molecules) without padding."""
        return np.asarray(self.matrix.restore(self.matrix.values))


def scale_block(
    expression: Float[np.ndarray, "cells genes"],
    noise: TechnicalNoise,
    *,
    key: PRNGKey,
    first_cell: int,
) -> ScaledBlock:
    """Plant outlier genes and library sizes in some of the cells.

    Args:
        expression: Clean expression (molecules) of the block.
        noise: The seven parameters.
        key: PRNG key, the same for all blocks.
        first_cell: Number of the block's first cell among all cells.

    Raises:
        ValueError: If an entry is negative, infinite or NaN, or the key is not of JAX's
            default kind.
    """
    matrix = Matrix.of(expression)
    values, factor = scale_genes(
        matrix.values, key, noise.outlier_probability, noise.outlier_mean, noise.outlier_sd
    )
    values, size = scale_cells(values, key, noise.library_mean, noise.library_sd, first_cell)
    scaled = matrix._replace(values=values)
    return ScaledBlock(scaled, matrix.restore_genes(factor), matrix.restore_cells(size))


def count_block(
    block: ScaledBlock,
    noise: TechnicalNoise,
    *,
    key: PRNGKey,
    first_cell: int,
    midpoint: ScalarLike,
) -> Int[np.ndarray, "cells genes"]:
    """Apply dropout and draw the counts of a block.

    Args:
        block: What `scale_block` returned.
        noise: The seven parameters.
        key: PRNG key, the same for all blocks.
        first_cell: Number of the block's first cell among all cells.
        midpoint: Dropout midpoint of all cells, from `find_midpoint_in_blocks`.

    Returns:
        Counts (int32).
    """
    values, _ = drop(block.matrix.values, key, noise.dropout_steepness, midpoint, first_cell)
    return np.asarray(block.matrix.restore(count(values, key, first_cell)))


def find_midpoint_in_blocks(
    read_blocks: Callable[[], Iterable[Float[np.ndarray, "cells genes"]]],
    *,
    n_entries: int,
    percentile: ScalarLike,
) -> Float[Array, ""]:
    """Return the `dropout_midpoint` of expression that comes in blocks, to the last bit.

    Args:
        read_blocks: Gives all blocks of scaled expression (molecules); called twice.
        n_entries: Entries of all blocks together.
        percentile: q, the percentile over all entries.
    """
    position = find_position(percentile, n_entries)
    rank = int(position.whole) * position.hundreds + int(position.beyond)
    below, above = _order_statistics(read_blocks, rank, min(rank + 1, n_entries - 1))
    return interpolate(below, above, position.fraction)


def _order_statistics(
    read_blocks: Callable[[], Iterable[Float[np.ndarray, "cells genes"]]], *ranks: int
) -> list[np.float32]:
    """Return the values of some ranks, counted from 0.

    Floats that are not negative are ordered as their bits are. A histogram of the upper bits shows
    which bin holds a rank, and one of the lower bits of that bin's entries shows which value.
    """
    high = np.zeros(_HIGH_BINS, np.int64)
    for block in read_blocks():
        high += np.bincount(_bits(block) >> _LOW_BITS, minlength=_HIGH_BINS)
    bins = [_find_bin(high, rank) for rank in ranks]
    low = {number: np.zeros(_LOW_BINS, np.int64) for number in set(bins)}
    for block in read_blocks():
        bits = _bits(block)
        for number in low:
            inside = bits[bits >> _LOW_BITS == number]
            low[number] += np.bincount(inside & _LOW_MASK, minlength=_LOW_BINS)
    found = []
    for rank, number in zip(ranks, bins, strict=True):
        rest = _find_bin(low[number], rank - int(high[:number].sum()))
        found.append(np.int32(number << _LOW_BITS | rest).view(np.float32))
    return found


def _bits(block: Float[np.ndarray, "cells genes"]) -> Int[np.ndarray, " entries"]:
    return block.ravel().view(np.int32) & 0x7FFFFFFF  # −0 is 0


def _find_bin(histogram: Int[np.ndarray, " bins"], rank: int) -> int:
    return int(np.searchsorted(np.cumsum(histogram), rank, side="right"))
