"""The words of the states' table, the genes it lists, and the state that is chosen."""

import numpy as np
import pytest

from sergiojax.ui.understand import states


@pytest.mark.parametrize(
    ("n_stable", "n_cycles", "words"),
    [
        (0, 0, "There is no stable state."),
        (1, 0, "There is one stable state."),
        (3, 0, "There are 3 stable states."),
        (0, 1, "There is no stable state, but one oscillation."),
        (1, 2, "There is one stable state and 2 oscillations."),
    ],
)
def test_states_and_oscillations_are_counted_in_a_sentence(n_stable, n_cycles, words):
    assert states._summary(n_stable, n_cycles) == words


@pytest.mark.parametrize(
    ("eigenvalues", "stable", "words"),
    [
        ([-1, -2], True, "stable"),
        ([-1 + 1j, -1 - 1j], True, "stable, in spirals"),
        ([1 + 1j, 1 - 1j], False, "unstable, in spirals"),
        ([1, -2], False, "unstable"),
        ([], True, "stable"),
    ],
)
def test_a_state_is_named_by_its_eigenvalues(eigenvalues, stable, words):
    assert states._words(np.array(eigenvalues, complex), stable=stable) == words


def test_a_few_genes_are_listed_in_their_order_and_many_by_how_much_they_differ():
    few = np.array([[1.0, 9.0], [1.0, 0.0]])
    assert states._most_different(few, ["A", "B"]) == [0, 1]
    names = [f"G{number}" for number in range(50)]
    many = np.full((2, 50), 100.0)
    many[1, 7] = 50.0  # by a half
    many[:, 9] = 1.0, 0.1  # by nine tenths of much less
    many[:, 11] = 0.0  # of nothing
    order = states._most_different(many, names)
    assert order[:2] == [9, 7]
    assert sorted(order) == list(range(50))
    assert states._most_different(np.zeros((0, 50)), names) == list(range(40))


def test_a_chosen_state_that_is_gone_gives_way_to_the_last_and_belongs_to_its_design(state):
    assert states._chosen_row(3) == 0
    state.visit.remember(states._Choice(0, 2))
    assert [states._chosen_row(n) for n in (4, 3, 2, 1)] == [2, 2, 1, 0]
    state.visit.opened = 1  # another design
    assert states._chosen_row(3) == 0
