"""Blocks of cells: every cell has one place, and all blocks have one size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sergiojax.simulation._equal_blocks import check_block_size, equal_blocks, equal_share


@given(st.integers(1, 500), st.integers(1, 70))
def test_every_cell_is_in_one_block_of_the_same_size(n_cells, size):
    found = []
    for place, numbers in equal_blocks(n_cells, size):
        assert numbers.shape == (size,)
        assert (numbers < n_cells).all()  # what fills up the last block are cells, too
        kept = numbers[: place.stop - place.start]
        np.testing.assert_array_equal(kept, np.arange(place.start, place.stop))
        found += kept.tolist()
    assert found == list(range(n_cells))


@given(st.integers(1, 10**6), st.integers(1, 5000))
def test_shares_are_equal_and_fit(n_cells, fitting):
    share = equal_share(n_cells, fitting)
    assert share <= fitting
    assert -(-n_cells // share) == -(-n_cells // fitting)  # no more blocks than are needed


def test_a_block_is_never_a_single_cell():
    assert [check_block_size(size) for size in (1, 2, 3)] == [2, 2, 3]
    with pytest.raises(ValueError, match="`block_size` must be at least 1, but is 0"):
        check_block_size(0)
