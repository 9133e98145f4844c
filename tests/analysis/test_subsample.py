"""Choosing cells: proportions, one of each type at least, the same ones for the same seed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sergiojax.analysis import subsample
from sergiojax.analysis._subsample import share_out


def test_cell_types_keep_their_proportions():
    label = np.repeat(["a", "b", "c"], [6000, 3000, 1000])
    kept = subsample(label, 1000)
    assert [np.sum(label[kept] == name) for name in "abc"] == [600, 300, 100]
    assert np.all(np.diff(kept) > 0)


def test_rare_cell_type_is_kept():
    label = ["common"] * 10_000 + ["rare"]
    kept = subsample(label, 50)
    assert len(kept) == 50
    assert 10_000 in kept


def test_choice_follows_the_seed():
    label = ["a"] * 1000
    assert np.array_equal(subsample(label, 100, seed=1), subsample(label, 100, seed=1))
    assert not np.array_equal(subsample(label, 100, seed=1), subsample(label, 100, seed=2))


def test_every_cell_is_as_likely():
    n_draws = 400
    drawn = np.zeros(100)
    for seed in range(n_draws):
        drawn[subsample(["a"] * 100, 25, seed=seed)] += 1
    standard_error = np.sqrt(n_draws * 0.25 * 0.75)
    assert np.all(np.abs(drawn - n_draws / 4) < 5 * standard_error)


def test_few_cells_are_all_kept():
    assert np.array_equal(subsample(["b", "a", "b"], 3), [0, 1, 2])


@given(st.lists(st.integers(1, 500), min_size=1, max_size=12), st.integers(0, 1000))
def test_shares_add_up_and_no_type_is_lost_or_exceeded(sizes, more):
    size, total = np.array(sizes), len(sizes) + more
    share = share_out(total, size)
    assert share.sum() == min(total, size.sum())
    assert np.all((share >= 1) & (share <= size))


def test_too_few_places_are_refused():
    with pytest.raises(ValueError, match="3 cell types need a place each, but there are 2 places"):
        subsample(["a", "b", "c"], 2)
