"""How cells are split into blocks of one size, so that one compiled program runs them all."""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Int

from sergiojax._checks import check_count


def equal_share(n_cells: int, fitting: int) -> int:
    """Return the cells per block if the fewest blocks of at most `fitting` cells are equal."""
    return -(-n_cells // -(-n_cells // fitting))


def check_block_size(block_size: int) -> int:
    """Return a given block size, at least 2: a block of one cell runs as scalar code.

    The last bits of scalar code differ from those of vectors.

    Raises:
        TypeError: If it is not a whole number.
        ValueError: If it is less than 1.
    """
    return max(check_count("block_size", block_size), 2)


def equal_blocks(n_cells: int, size: int) -> Iterator[tuple[slice, Int[np.ndarray, " size"]]]:
    """Yield the place of every block among the cells, and the numbers of its cells.

    The last block is filled up with the first cells; their results must be dropped.
    """
    for first in range(0, n_cells, size):
        numbers = np.arange(first, first + size, dtype=np.int32) % n_cells
        yield slice(first, min(first + size, n_cells)), numbers
