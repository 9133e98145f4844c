"""Half responses that a simulation finds: SERGIO v1's by level, and SERGIO-JAX's at every step."""

import jax
import numpy as np
import pytest

import sergiojax as sj
from sergiojax.grn import GRN
from sergiojax.kinetics import fill_half_response, production_rate, steady_state
from sergiojax.simulation import (
    Perturbation,
    RunSettings,
    draw_cells,
    give_half_response,
    noise_free_course,
    simulate_exact,
    simulate_steady_state,
    simulate_time_course,
)
from tests.simulation.ds1 import read_ds1, read_reference

CHAIN = {"sampling": "trajectory", "method": "euler", "half_response": "dynamic"}
N_PILOT = 300  # cells per type


def cascade(**settings):
    return GRN.from_edges(
        [("A", "B", 8.0), ("B", "C", -6.0)], basal_rates={"A": [3.0, 9.0]}, **settings
    )


def test_simulated_half_responses_are_the_means_of_other_cells(key):
    """The second level too, whose regulator has a half response of its own from the first."""
    grn, notes = give_half_response(cascade(), "simulated", key=key)
    assert notes == (
        "Half response of 2 edges: mean of the regulator's simulated cells over cell types, "
        "by 2 pilot runs.",
    )
    cells = simulate_steady_state(grn, 2000, key=jax.random.key(7))
    mean = cells.mean((0, 1))[grn.regulator]
    error = np.sqrt(cells.var(1).mean(0)[grn.regulator] * (1 / (2 * N_PILOT) + 1 / 4000))
    np.testing.assert_array_less(np.abs(grn.half_response - mean), 4 * error)


def test_without_noise_simulated_is_deterministic(key):
    grn = cascade(noise_amplitude=0.0)
    simulated = give_half_response(grn, "simulated", key=key).grn
    expected = fill_half_response(grn).grn.half_response
    np.testing.assert_allclose(simulated.half_response, expected, rtol=1e-4)


def test_given_half_responses_are_kept(key):
    grn = cascade(half_response={("A", "B"): 0.5})
    assert give_half_response(grn, "simulated", key=key).grn.half_response[0] == 0.5
    cells = draw_cells(grn, [5, 5], RunSettings(**CHAIN), key=key)
    stored = np.asarray(cells.plan.wild_type.half_response)
    assert stored[0] == 0.5
    assert np.isfinite(stored).all()


@pytest.mark.validate
def test_pilots_do_not_look_at_the_number_of_cells(key):
    few = simulate_steady_state(cascade(), 3, key=key, half_response="simulated")
    many = simulate_steady_state(cascade(), 7, key=key, half_response="simulated")
    np.testing.assert_array_equal(few, many[:, :3])


@pytest.mark.validate
def test_feedback_is_iterated_to_the_mean_of_its_own_cells(key):
    grn = GRN.from_edges(
        [("A", "B", 8.0), ("B", "A", -8.0), ("B", "C", 4.0)], basal_rates={"A": [4.0, 8.0]}
    )
    filled, notes = give_half_response(grn, "simulated", key=key)
    assert "In feedback loops" in notes[1]
    assert len(notes) == 2
    cells = simulate_steady_state(filled, 2000, key=jax.random.key(7))
    mean = cells.mean((0, 1))[grn.regulator]
    np.testing.assert_allclose(filled.half_response, mean, rtol=0.04)


@pytest.mark.validate
def test_simulated_half_responses_of_ds1_are_sergios(key, shared_data):
    grn = read_ds1(shared_data)
    reference = read_reference(shared_data, grn)
    settings = RunSettings(method="euler")
    filled = give_half_response(grn, "simulated", key=key, settings=settings).grn
    expected = reference["ens_half_response"][0][grn.regulator]
    variance = reference["ens_var"].mean(0)[grn.regulator]
    error = np.sqrt(variance / (9 * N_PILOT) + variance / (9 * 400))
    np.testing.assert_array_less(np.abs(filled.half_response - expected), 4 * error)


def euler_states(grn, start, n_steps, *, dt=0.01):
    """SERGIO-JAX's scheme without noise, written out."""
    states = [np.asarray(start, float)]
    for _ in range(n_steps - 1):
        x = states[-1]
        half = x.mean(0)[grn.regulator]
        production = production_rate(grn, x, half_response=half)
        states.append(np.maximum(x + dt * (production - grn.decay * x), 0))
    return np.array(states)


def test_dynamic_half_responses_are_the_present_means(key):
    grn, start = cascade(noise_amplitude=0.0), np.array([[1.0, 2.0, 3.0], [4.0, 1.0, 9.0]])
    cells = simulate_steady_state(
        grn, 40, key=key, initial=start, steps_per_cell=5, dt=0.01, **CHAIN
    )
    states = euler_states(grn, start, 200)
    distance = np.abs(cells[:, :, None] - states.transpose(1, 0, 2)[:, None]).max(-1)
    np.testing.assert_array_less(distance.min(-1), 1e-4)
    assert len(np.unique(distance.argmin(-1)[0])) > 20


@pytest.mark.parametrize("n_edges", [2, pytest.param(300, marks=pytest.mark.validate)])
def test_stored_is_the_mean_in_time(key, n_edges):
    """Also where edges of one regulator share a site."""
    targets = [f"T{number}" for number in range(n_edges - 2)]
    edges = [("A", "B", 8.0), ("B", "C", -6.0), *(("A", target, 2.0) for target in targets)]
    grn = GRN.from_edges(edges, basal_rates={"A": [3.0, 9.0]})
    cells = draw_cells(grn, [400, 400], RunSettings(**CHAIN, steps_per_cell=2), key=key)
    half = np.asarray(cells.plan.wild_type.half_response)
    drawn = cells.expression.reshape(2, 400, -1).mean((0, 1))[grn.regulator]
    np.testing.assert_allclose(half, drawn, rtol=0.1)  # 400 points of 800 steps, with replacement
    np.testing.assert_array_equal(half[2:], np.full(n_edges - 2, half[0]))


@pytest.mark.validate
def test_scaling_a_regulator_everywhere_changes_nothing_with_dynamic(key):
    """Why half responses are frozen under perturbation."""
    grn = cascade(noise_amplitude=0.0)
    tripled = grn.replace(basal_rate=grn.basal_rate * 3)
    settings = {**CHAIN, "burn_in": 15.0}
    one, three = (simulate_steady_state(g, 3, key=key, **settings) for g in (grn, tripled))
    np.testing.assert_allclose(three[..., 0], 3 * one[..., 0], rtol=1e-4)
    np.testing.assert_allclose(three[..., 1:], one[..., 1:], rtol=1e-3)


def test_mutants_follow_the_half_responses_of_the_wild_type(key):
    grn, mutant = cascade(noise_amplitude=0.0), Perturbation(overexpression={"A": 3.0})
    settings = RunSettings(**CHAIN, burn_in=15.0, perturbation=mutant)
    cells = draw_cells(grn, [3, 3], settings, key=key)
    wild = fill_half_response(grn).grn
    expected = steady_state(wild.replace(basal_rate=wild.basal_rate * 3))
    assert (expected[:, 1] > 1.2 * steady_state(wild)[:, 1]).all()
    np.testing.assert_allclose(np.asarray(cells.expression)[[0, 3]], expected, rtol=1e-3)
    np.testing.assert_allclose(cells.plan.wild_type.half_response, wild.half_response, rtol=1e-3)


@pytest.mark.parametrize("settings", [CHAIN, {"half_response": "simulated"}])
def test_mutants_are_paired(key, settings):
    grn = cascade()
    runs = [
        draw_cells(grn, [20, 20], RunSettings(**settings, perturbation=perturbation), key=key)
        for perturbation in (None, Perturbation(knockdown={"B": 0.5}))
    ]
    halves = [run.plan.wild_type.half_response for run in runs]
    np.testing.assert_array_equal(*halves)
    wild, mutant = (np.asarray(run.expression) for run in runs)
    np.testing.assert_array_equal(wild[:, 0], mutant[:, 0])
    assert (mutant[:, 1].mean() < 0.7 * wild[:, 1].mean()).all()


@pytest.mark.validate
def test_dynamic_runs_have_gradients(key):
    grn = cascade()

    def mean(kinetics):
        changed = grn.replace(kinetics=kinetics)
        return simulate_steady_state(
            changed, 4, key=key, steps_per_cell=3, burn_in=0.1, dt=0.01, initial="off", **CHAIN
        ).mean()

    slopes = jax.grad(mean)(grn.kinetics)
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(slopes))
    assert (np.asarray(slopes.basal_rate)[:, 0] > 0).all()


@pytest.mark.parametrize("settings", [CHAIN, {"half_response": "simulated"}])
def test_runs_repeat(settings):
    cells = sj.simulate(cascade(), 12, seed=3, **settings)
    again = sj.repeat(cells)
    np.testing.assert_array_equal(cells.X, again.X)
    assert cells.uns["sergiojax"] == again.uns["sergiojax"]
    half = sj.grn_from_anndata(cells).half_response
    assert np.isfinite(half).all()


@pytest.mark.parametrize("settings", [CHAIN, {"half_response": "simulated"}])
def test_one_cell_type_is_warned_of(key, settings):
    grn = GRN.from_edges([("A", "B", 4.0)], basal_rates={"A": 2.0})
    with pytest.warns(UserWarning, match="With one cell type"):
        simulate_steady_state(grn, 4, key=key, **settings)
    given = grn.replace(half_response=1.0)
    simulate_steady_state(given, 4, key=key, **settings)  # nothing to find, nothing to say


def test_policies_out_of_place_are_refused(key):
    grn, times = cascade(), [1.0]
    with pytest.raises(ValueError, match='use sampling="trajectory"'):
        simulate_steady_state(grn, 2, key=key, half_response="dynamic")
    with pytest.raises(ValueError, match="along a trajectory only"):
        simulate_time_course(grn, 2, times=times, key=key, half_response="dynamic")
    with pytest.raises(ValueError, match="along a trajectory only"):
        simulate_exact(grn, 2, times=times, key=key, half_response="dynamic")
    with pytest.raises(ValueError, match="needs random numbers"):
        noise_free_course(grn, times=times, half_response="simulated")

    def mean(kinetics):
        changed = grn.replace(kinetics=kinetics)
        return simulate_steady_state(changed, 2, key=key, half_response="simulated").mean()

    with pytest.raises(ValueError, match="outside `jit`, `vmap` and `grad` only"):
        jax.grad(mean)(grn.kinetics)


def test_a_self_activator_that_is_off_stays_off_with_dynamic(key):
    grn = GRN.from_edges([("A", "A", 4.0)], basal_rates={"B": [1.0, 2.0]}, noise_amplitude=0.0)
    cells = simulate_steady_state(grn, 20, key=key, initial="off", steps_per_cell=50, **CHAIN)
    assert cells[..., 0].max() < 1e-6
