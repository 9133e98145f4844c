"""Screens as matrices, and epistasis that is 0 where two genes act on their own."""

import numpy as np
import pytest

import sergiojax as sj
from sergiojax import GRN
from sergiojax.analysis import (
    epistasis,
    knockout_effects,
    log2_fold_change,
    noise_free_levels,
    steady_levels,
    true_fold_change,
    true_knockout_effects,
)
from sergiojax.kinetics import fill_half_response, steady_state
from sergiojax.simulation import Perturbation, Screen, knockouts, perturb, simulate_screen


def _double(*genes: str, share: float = 1.0) -> Perturbation:
    return Perturbation(knockdown=dict.fromkeys(genes, share))


C = 1  # place of gene C, which the first edge mentions second


def _joint(logic: str) -> GRN:
    """A and B both drive C, and D stands alone."""
    return GRN.from_edges(
        [("A", "C", 6.0), ("B", "C", 6.0)],
        basal_rates={"A": 4.0, "B": 4.0, "D": 2.0},
        logic={"C": logic},
        half_response=5.0,
    )


# Effects


@pytest.mark.parametrize("name", ["cascade", "toggle-switch", "mcad"])
def test_all_mutants_at_once_are_those_one_by_one(name):
    grn = sj.load_example(name)
    singles = knockouts(grn)
    effects = true_knockout_effects(grn, singles)
    assert effects.shape == (grn.n_cell_types, grn.n_genes, grn.n_genes)
    wild = fill_half_response(grn).grn
    for number, knockout in enumerate(singles):
        levels = [np.asarray(steady_state(each)) for each in (wild, perturb(grn, knockout))]
        expected = log2_fold_change(*levels)
        np.testing.assert_allclose(effects[..., number], expected, atol=2e-3)


@pytest.mark.parametrize("name", ["cascade", "toggle-switch", "mcad"])
def test_levels_of_what_settles_are_steady(name):
    grn = sj.load_example(name)
    asked = knockouts(grn)
    np.testing.assert_array_equal(steady_levels(grn, asked), noise_free_levels(grn, asked))


def test_what_oscillates_and_what_it_regulates_has_no_steady_level():
    ring = [("A", "B"), ("B", "C"), ("C", "A")]
    grn = GRN.from_edges(
        [*((*pair, -40.0) for pair in ring), ("A", "after", 5.0), ("before", "A", 1.0)],
        basal_rates={"before": 4.0, "alone": 2.0},
        hill_coefficient=4.0,
        half_response=10.0,
    )
    wild, mutant = steady_levels(grn, [Perturbation(knockdown={"A": 1.0})])[:, 0]
    found = dict(zip(grn.gene_names, wild.tolist(), strict=True))
    assert all(np.isnan(found[name]) for name in ("A", "B", "C", "after"))
    assert found["before"] == pytest.approx(5.0)
    assert found["alone"] == pytest.approx(2.5)
    assert np.isfinite(mutant).all()  # the ring is broken


def test_types_with_factors_of_their_own_and_clamped_genes_are_right():
    grn = _joint("sum")
    grn = grn.replace(
        cell_types=["one", "two"],
        basal_rate=np.repeat(grn.basal_rate, 2, axis=0),
        strength_factor=[[1.0, 1.0], [0.5, 3.0]],
    )
    mutant = Perturbation(clamp={"A": 2.0, "C": 1.5}, overexpression={"B": 2.0})
    [effects] = np.moveaxis(true_knockout_effects(grn, [mutant]), -1, 0)
    levels = [np.asarray(steady_state(each)) for each in (grn, perturb(grn, mutant))]
    np.testing.assert_allclose(effects, log2_fold_change(*levels), atol=1e-5)


def test_many_mutants_are_solved_in_parts(monkeypatch):
    grn = sj.load_example("gata1-pu1")
    singles = knockouts(grn) * 3
    whole = true_knockout_effects(grn, singles)
    monkeypatch.setattr("sergiojax.analysis.comparison._fold_change._STACKED_NUMBERS", 1)
    np.testing.assert_allclose(true_knockout_effects(grn, singles), whole, atol=1e-5)


def test_effects_of_cells_are_those_of_their_means():
    random = np.random.default_rng(0)
    wild, mutants = random.gamma(2.0, size=(2, 9, 4)), random.gamma(2.0, size=(3, 2, 9, 4))
    effects = knockout_effects(Screen(wild, mutants, 4), pseudocount=0.5)
    assert effects.shape == (2, 4, 3)
    expected = np.log2((mutants[2, 1, :, 3].mean() + 0.5) / (wild[1, :, 3].mean() + 0.5))
    assert effects[1, 3, 2] == pytest.approx(expected)


def test_effects_of_cells_at_little_noise_are_the_truth(key):
    grn = sj.load_example("cascade").replace(noise_amplitude=0.02)
    screen = simulate_screen(grn, 20, perturbations=knockouts(grn), key=key)
    found = knockout_effects(screen, pseudocount=0.1)
    np.testing.assert_allclose(
        found, true_knockout_effects(grn, knockouts(grn), pseudocount=0.1), atol=0.05
    )


def test_one_column_is_the_true_fold_change():
    grn = sj.load_example("cascade")
    effects = true_knockout_effects(grn, knockouts(grn))
    for place, cell_type in enumerate(grn.cell_types):
        alone = true_fold_change(grn, knockouts(grn)[0], cell_type=cell_type)
        np.testing.assert_allclose(effects[place, :, 0], alone, atol=1e-6)


# Epistasis


def test_genes_without_common_targets_have_none():
    grn = GRN.from_edges(
        [("A", "B", 8.0), ("C", "D", -5.0)], basal_rates={"A": [4.0, 8.0], "C": [2.0, 1.0]}
    )
    screened = [*knockouts(grn), _double("A", "C")]
    found = epistasis(true_knockout_effects(grn, screened), screened)
    assert found.pairs == (("A", "C"),)
    np.testing.assert_allclose(found.values, 0, atol=1e-12)


def test_cells_of_genes_without_common_targets_have_none_to_the_last_bit(key):
    grn = GRN.from_edges([("A", "B", 8.0), ("C", "D", 5.0)], basal_rates={"A": 4.0, "C": 2.0})
    screened = [*knockouts(grn), _double("A", "C")]
    screen = simulate_screen(grn, 20, perturbations=screened, key=key, burn_in=2.0)
    np.testing.assert_array_equal(epistasis(knockout_effects(screen), screened).values, 0)


def test_two_equal_activators_that_add_up_have_the_known_value():
    """C falls to a half without one of them, and to the pseudocount c without both."""
    grn, c = _joint("sum"), 0.01
    screened = [_double("A"), _double("B"), _double("A", "B")]
    found = epistasis(true_knockout_effects(grn, screened, pseudocount=c), screened)
    level = float(steady_state(grn)[0, C])
    expected = np.log2(c / (level + c)) - 2 * np.log2((level / 2 + c) / (level + c))
    assert found.values[0, C, 0] == pytest.approx(expected, rel=1e-5)
    assert expected < -5  # worse together than either would make one think


@pytest.mark.validate
def test_cells_show_the_same_epistasis(key):
    grn = _joint("product").replace(noise_amplitude=0.02)
    screened = [*(_double(gene, share=0.5) for gene in "AB"), _double("A", "B", share=0.5)]
    screen = simulate_screen(grn, 50, perturbations=screened, key=key)
    truth = epistasis(true_knockout_effects(grn, screened), screened)
    assert abs(truth.values[0, C, 0]) > 0.1
    found = epistasis(knockout_effects(screen), screened)
    np.testing.assert_allclose(found.values, truth.values, atol=0.03)


def test_no_double_perturbation_is_no_epistasis():
    grn = _joint("sum")
    found = epistasis(true_knockout_effects(grn, knockouts(grn)), knockouts(grn))
    assert found.pairs == ()
    assert found.values.shape == (1, 4, 0)


def test_parts_of_another_kind_are_not_taken_for_it():
    grn = _joint("sum")
    screened = [*knockouts(grn), _double("A", "B", share=0.5)]
    effects = true_knockout_effects(grn, screened)
    with pytest.raises(ValueError, match="changes A, but the same change of A alone is not among"):
        epistasis(effects, screened)
    with pytest.raises(ValueError, match="effects of 5 perturbations, but 4"):
        epistasis(effects, knockouts(grn))
