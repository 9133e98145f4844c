"""Stable states of published models under product logic, counted from many starts."""

import numpy as np
import pytest

from sergiojax.kinetics._settle import settle
from tests.boolean_models import BLOOD_FATES, boolean_model

pytestmark = pytest.mark.validate
N_STARTS = 500


def stable_states(name):
    """States that starts uniform in [0, 1] reach, told apart at 1e-2, and their shares."""
    grn = boolean_model(name, n_starts=N_STARTS)
    start = np.random.default_rng(0).uniform(size=(N_STARTS, grn.n_genes))
    ends = settle(grn, settle(grn, start))
    states, counts = [], []
    for end in ends:
        near = [number for number, state in enumerate(states) if np.abs(state - end).max() < 1e-2]
        if near:
            counts[near[0]] += 1
        else:
            states.append(end)
            counts.append(1)
    return grn, np.array(states), np.array(counts) / N_STARTS


@pytest.mark.parametrize(("name", "expected"), [("mCAD", 2), ("VSC", 5)])
def test_number_of_states_is_the_published_one(name, expected):
    _, states, shares = stable_states(name)
    print(name, np.round(states, 2).tolist(), shares)
    assert len(states) == expected


def test_gsd_has_two_states_besides_all_off():
    _, states, shares = stable_states("GSD")
    print(np.round(states, 2).tolist(), shares)
    assert (states.max(1) > 0.1).sum() == 2


def test_blood_cells_have_the_four_published_fates():
    """Among the states are all four fates; the others are printed."""
    grn, states, shares = stable_states("HSC")
    on = [{grn.gene_names[gene] for gene in np.nonzero(state > 0.5)[0]} for state in states]
    for genes, share in zip(on, shares, strict=True):
        fate = next((name for name, wanted in BLOOD_FATES.items() if wanted == genes), "other")
        print(f"{share:.3f} {fate}: {', '.join(sorted(genes)) or 'all off'}")
    assert all(wanted in on for wanted in BLOOD_FATES.values())
