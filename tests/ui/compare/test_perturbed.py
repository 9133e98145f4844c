"""Mutants by content: who oscillates, and at which moments a course is drawn."""

import numpy as np
import pytest

from sergiojax.ui.compare.perturbed import moments, oscillation_words


@pytest.mark.parametrize(
    ("wild", "mutant", "words"),
    [
        (1.0, 2.0, ""),
        (np.nan, 2.0, "The wild type oscillates,"),
        (1.0, np.nan, "The mutant oscillates,"),
        (np.nan, np.nan, "Wild type and mutant oscillate,"),
    ],
)
def test_who_oscillates_is_named(wild, mutant, words):
    found = oscillation_words(np.array([[3.0, wild], [3.0, mutant]]))
    assert found.startswith(words)
    assert bool(found) is bool(words)


def test_every_tenth_of_a_course_is_one_of_its_moments():
    """A perturbation begins at one: then the cells are paired to the bit until it does."""
    times = moments(25.0)
    assert times[-1] == 25
    np.testing.assert_allclose(times[[12 * tenth - 1 for tenth in range(1, 10)]], 2.5 * np.r_[1:10])
