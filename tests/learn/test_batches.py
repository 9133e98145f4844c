"""Batches by counter and stratified splits."""

import jax
import numpy as np
import pytest

from sergiojax.learn import largest_remainders, split_cells
from sergiojax.learn._batches import batch_indices


def test_the_cells_of_a_step_depend_on_the_step_alone():
    sizes = {"cells_per_step": 8, "n_cells": 50}
    whole = batch_indices(jax.random.key(3), first=0, n_steps=20, **sizes)
    part = batch_indices(jax.random.key(3), first=7, n_steps=5, **sizes)
    assert np.array_equal(whole[7:12], part)


def test_all_cells_are_drawn_about_equally():
    drawn = batch_indices(jax.random.key(0), first=0, n_steps=500, cells_per_step=64, n_cells=20)
    counts = np.bincount(drawn.ravel(), minlength=20)
    expected = drawn.size / 20
    assert (np.abs(counts - expected) < 5 * np.sqrt(expected)).all()


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_splits_keep_the_proportions_of_the_types(share):
    label = np.repeat([0, 1, 2], [240, 8, 51])
    kept, held = split_cells(label, share, seed=1)
    assert sorted([*kept, *held]) == list(range(299))
    assert len(held) == round(299 * share)
    assert (
        np.abs(np.bincount(label[held], minlength=3) - np.array([240, 8, 51]) * share) < 1
    ).all()


def test_splits_follow_the_seed():
    label = np.zeros(40, int)
    assert np.array_equal(split_cells(label, 0.3, seed=2)[1], split_cells(label, 0.3, seed=2)[1])
    assert not np.array_equal(
        split_cells(label, 0.3, seed=2)[1], split_cells(label, 0.3, seed=3)[1]
    )


def test_largest_remainders_have_the_total():
    assert largest_remainders(np.array([2.5, 2.5, 5.0]), 10).tolist() == [3, 2, 5]
