"""Series of doses: from nothing to all, the other changes held, the same gene's replaced."""

import numpy as np
import pytest

from sergiojax.datasets import load_design
from sergiojax.ui.compare import dose

WILD = 40.0  # molecules of LacI


@pytest.fixture
def asked(state, monkeypatch):
    """Return the perturbations that a sweep asks for, without following any network."""
    found = []

    def levels(design, perturbations):
        found.extend(perturbations)
        return np.full((1 + len(perturbations), 1, 2), WILD)

    monkeypatch.setattr(dose.perturbed, "levels", levels)
    return found


def toggle(*changes):
    kept = [{"gene": gene, "kind": kind, "value": value} for gene, kind, value in changes]
    return load_design("toggle-switch").replace(settings={"perturbation": kept})


def test_doses_go_from_nothing_to_all(asked):
    shares, levels = dose._sweep(toggle(), "LacI", "knockdown")
    assert levels.shape == (len(shares), 2)
    assert (shares[0], shares[-1]) == (0, 1)
    factors, _ = dose._sweep(toggle(), "LacI", "overexpression")
    np.testing.assert_allclose(np.log2(factors[[0, 12, -1]]), [-4, 0, 4], atol=1e-12)
    held, _ = dose._sweep(toggle(), "LacI", "clamp")
    assert (held[0], held[-1]) == (0, 3 * WILD)


def test_a_silent_gene_is_held_at_levels_above_zero_too(asked, monkeypatch):
    monkeypatch.setattr(
        dose.perturbed, "levels", lambda _, asked: np.full((1 + len(asked), 1, 2), np.nan)
    )
    held, _ = dose._sweep(toggle(), "LacI", "clamp")
    assert held[-1] == 3


def test_the_other_changes_are_held_and_the_genes_own_gives_way(asked):
    doses, _ = dose._sweep(
        toggle(("LacI", "clamp", 5.0), ("TetR", "knockdown", 0.5)), "LacI", "overexpression"
    )
    assert [each.overexpression for each in asked] == [{"LacI": value} for value in doses]
    assert all(each.knockdown == {"TetR": 0.5} for each in asked)
    assert not any(each.clamp for each in asked)


@pytest.mark.parametrize(
    ("levels", "first"),
    [
        ([[1.0, 8.0, 2.0], [1.0, 1.0, 8.0]], ["B", "C"]),  # the most moved first, A stays
        ([[1.0, 8.0, 2.0], [1.0, 8.0, 2.0]], ["A"]),  # nothing moves: the gene itself
        ([[1.0, np.nan, 2.0], [1.0, np.nan, 8.0]], ["C"]),  # B oscillates
    ],
)
def test_the_genes_that_move_most_are_drawn_at_first(monkeypatch, levels, first):
    monkeypatch.setattr(dose.st, "multiselect", lambda *_, default, **__: default)
    assert dose._choose_shown(["A", "B", "C"], np.array(levels), "A", key="") == first
