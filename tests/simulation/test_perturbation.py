"""Knock-out, knock-down, overexpression and clamp, and screens of them."""

import json

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import sergiojax as sj
from sergiojax.grn import GRN
from sergiojax.kinetics import fill_half_response, steady_state
from sergiojax.simulation import (
    Perturbation,
    PerturbationEffect,
    RunSettings,
    knockouts,
    perturb,
    plan_run,
    simulate_screen,
    simulate_steady_state,
)
from tests.simulation.ds1 import read_ds1

SETTINGS = {"dt": 0.1, "burn_in": 10.0}


def cascade(**settings):
    """A drives B drives C, A represses D, and E stands alone."""
    return GRN.from_edges(
        [("A", "B", 8.0), ("B", "C", 6.0), ("A", "D", -5.0)],
        basal_rates={"A": [4.0, 8.0], "E": 3.0},
        **settings,
    )


def column(grn, gene):
    return grn.gene_names.index(gene)


@pytest.mark.parametrize(
    ("perturbation", "factor", "clamp"),
    [
        (Perturbation(knockdown={"A": 0.3}), 0.7, np.nan),
        (Perturbation(knockdown={"A": 1.0}), 0.0, np.nan),
        (Perturbation(overexpression={"A": 3.0}), 3.0, np.nan),
        (Perturbation(clamp={"A": 2.5}), 1.0, 2.5),
        (Perturbation(knockdown={"A": 0.5}, overexpression={"A": 4.0}), 2.0, np.nan),
    ],
)
def test_effect_is_one_number_per_gene(perturbation, factor, clamp):
    effect = perturbation.resolve(cascade())
    np.testing.assert_allclose(effect.production_factor, [factor, 1, 1, 1, 1], rtol=1e-6)
    np.testing.assert_array_equal(effect.clamp, [clamp, *[np.nan] * 4])


def test_half_responses_stay_those_of_the_wild_type():
    """Found anew they would follow A, and B would not notice that A has tripled."""
    wild = fill_half_response(cascade()).grn
    mutant = perturb(cascade(), Perturbation(overexpression={"A": 3.0}))
    np.testing.assert_array_equal(mutant.half_response, wild.half_response)
    b = column(wild, "B")
    assert (steady_state(mutant)[:, b] > 1.2 * steady_state(wild)[:, b]).all()
    blind = cascade().replace(basal_rate=mutant.basal_rate)
    np.testing.assert_allclose(steady_state(blind)[:, b], steady_state(wild)[:, b], rtol=1e-5)


@pytest.mark.parametrize("logic", ["sum", "product"])
def test_cells_of_a_quiet_mutant_lie_at_its_steady_state(key, logic):
    grn = cascade(noise_amplitude=0.0, logic=logic)
    mutant = Perturbation(knockdown={"B": 0.5}, overexpression={"E": 2.0}, clamp={"A": 3.0})
    cells = simulate_steady_state(grn, 1, key=key, perturbation=mutant)[:, 0]
    np.testing.assert_allclose(cells, steady_state(perturb(grn, mutant)), rtol=1e-4)
    assert cells[:, column(grn, "A")] == pytest.approx(3.0)
    wild = steady_state(fill_half_response(grn).grn)
    held = cells[:, column(grn, "E")] / wild[:, column(grn, "E")]
    assert held == pytest.approx(2.0, rel=1e-4)


def test_a_clamped_gene_has_no_noise(key):
    cells = simulate_steady_state(cascade(), 50, key=key, perturbation=Perturbation(clamp={"A": 2}))
    np.testing.assert_allclose(cells[..., 0], 2.0, rtol=1e-5)


def test_wild_type_and_mutant_are_paired(key):
    """Genes out of reach keep every bit, and the others' noise cancels in the difference."""
    grn = fill_half_response(cascade()).grn
    wild = simulate_steady_state(grn, 400, key=key, **SETTINGS)
    mutant = simulate_steady_state(
        grn, 400, key=key, perturbation=Perturbation(knockdown={"B": 0.1}), **SETTINGS
    )
    for gene in ("A", "D", "E"):
        np.testing.assert_array_equal(wild[..., column(grn, gene)], mutant[..., column(grn, gene)])
    b = column(grn, "B")
    paired = (wild[..., b] - mutant[..., b]).var()
    assert paired < 0.05 * (wild[..., b].var() + mutant[..., b].var())


@pytest.mark.parametrize("factor", [0.7, 2.0])
def test_cells_stay_paired_where_feedback_asks_for_another_burn_in(key, factor):
    """A mutant that took other steps than its wild type would get other random numbers."""
    edges = [("A", "A", 4.0), ("A", "C", 4.0)]
    grn = GRN.from_edges(edges, basal_rates={"A": 0.3, "D": 3.0}, half_response=2.0)
    mutant = Perturbation(overexpression={"A": factor})
    plan = plan_run(grn, RunSettings(perturbation=mutant))
    assert plan.n_steps == plan_run(grn, RunSettings()).n_steps
    alone = plan_run(plan.grn, RunSettings())
    assert alone.n_steps != plan.n_steps
    is_said = any("mutant's own would be" in note for note in plan.notes)
    longer = alone.n_steps * float(alone.dt) > (plan.n_steps + 1) * float(plan.dt)
    assert is_said == longer  # the mutant's own step may differ, too
    cells = [simulate_steady_state(grn, 20, key=key, perturbation=each) for each in (None, mutant)]
    d = column(grn, "D")
    np.testing.assert_array_equal(cells[0][..., d], cells[1][..., d])


def test_a_perturbation_is_given_as_a_mapping_too(key):
    grn = cascade()
    held = simulate_steady_state(grn, 2, key=key, perturbation={"clamp": {"A": 2}}, **SETTINGS)
    np.testing.assert_allclose(held[..., 0], 2.0, rtol=1e-5)


def test_a_perturbation_keeps_its_numbers():
    levels = {"A": np.float64(2)}
    perturbation = Perturbation(clamp=levels)
    levels["A"] = np.float64(3)
    assert json.dumps(perturbation.clamp) == '{"A": 2.0}'


def test_a_screen_gives_the_bytes_of_single_runs(key):
    grn = cascade()
    screen = simulate_screen(grn, 20, perturbations=knockouts(grn), key=key, **SETTINGS)
    assert screen.n_runs < 1 + grn.n_genes
    for mutant, perturbation in zip(screen.mutants, knockouts(grn), strict=True):
        alone = simulate_steady_state(grn, 20, key=key, perturbation=perturbation, **SETTINGS)
        np.testing.assert_array_equal(mutant, alone)


def test_a_screen_with_feedback_and_double_perturbations(key):
    grn = sj.load_example("toggle-switch")
    first, second = grn.gene_names
    double = Perturbation(knockdown={first: 1.0, second: 1.0})
    screen = simulate_screen(
        grn, 30, perturbations=[double, *knockouts(grn)], key=key, burn_in=20.0
    )
    assert screen.mutants[0].max() < 0.05 * screen.wild_type.max()
    freed = screen.mutants[1][..., 1].mean()  # without its repressor the other gene is fully on
    assert freed > screen.wild_type[..., 1].mean()


@pytest.mark.validate
def test_knockouts_of_ds1_follow_the_noise_free_prediction(key, shared_data):
    """At small noise the mean effect of every knock-out is that of the skeleton."""
    grn = fill_half_response(read_ds1(shared_data)).grn.replace(noise_amplitude=0.05)
    screen = simulate_screen(grn, 20, perturbations=knockouts(grn), key=key)
    assert screen.n_runs <= 12
    wild = steady_state(grn)
    for number, perturbation in enumerate(knockouts(grn)):
        expected = steady_state(perturb(grn, perturbation)) - wild
        found = (screen.mutants[number] - screen.wild_type).mean(1)
        np.testing.assert_allclose(found, expected, atol=0.02 * wild.max())


@pytest.mark.validate
def test_a_screen_is_a_vmap_over_effects(key):
    grn = cascade()
    effects = [perturbation.resolve(grn) for perturbation in knockouts(grn)]
    stacked = jax.tree.map(lambda *leaves: jnp.stack(leaves), *effects)

    def run(effect: PerturbationEffect):
        return simulate_steady_state(perturb(grn, effect), 10, key=key, **SETTINGS)

    together = jax.jit(jax.vmap(run))(stacked)
    screen = simulate_screen(grn, 10, perturbations=knockouts(grn), key=key, **SETTINGS)
    np.testing.assert_allclose(together, screen.mutants, rtol=1e-3, atol=1e-3)


def test_cells_carry_the_wild_type_and_repeat_the_perturbation():
    grn = cascade()
    mutant = Perturbation(knockdown={"A": 1.0}, clamp={"E": 7.0})
    adata = sj.simulate(grn, 10, seed=1, perturbation=mutant)
    kept = sj.grn_from_anndata(adata)
    np.testing.assert_array_equal(kept.basal_rate, grn.basal_rate)
    again = sj.repeat(adata)
    np.testing.assert_array_equal(again.layers["clean"], adata.layers["clean"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"knockdown": {"A": 1.5}}, "`knockdown` must be between 0 and 1, but is 1.5 for A"),
        ({"overexpression": {"A": -1.0}}, "`overexpression` must be finite and not negative"),
        ({"clamp": {"A": float("nan")}}, "`clamp` must be finite and not negative"),
        ({"time": -1.0}, "`time` must be finite and not negative"),
    ],
)
def test_bad_numbers_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        Perturbation(**arguments)


def test_unknown_genes_and_times_are_refused(key):
    with pytest.raises(ValueError, match="names 'X', which the network does not have"):
        simulate_screen(cascade(), 5, perturbations=[Perturbation(knockdown={"X": 1.0})], key=key)
    with pytest.raises(ValueError, match="has no `time`"):
        simulate_steady_state(cascade(), 5, key=key, perturbation=Perturbation(time=3.0))
