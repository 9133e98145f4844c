"""Designs of small networks, each checked by something that shares no code with the optimiser."""

import re

import jax
import numpy as np
import pytest

from sergiojax import StopEarly
from sergiojax.grn import GRN, Parameter
from sergiojax.inference import (
    Bistable,
    Level,
    LowNoise,
    Marker,
    Oscillation,
    Ratio,
    Response,
    design,
    level_targets,
)
from sergiojax.inference.design._behaviour import linear_noise
from sergiojax.inference.design._goal_oscillation import find_cycle
from sergiojax.kinetics import fixed_points, lna, steady_state
from sergiojax.simulation import Perturbation, perturb, simulate_steady_state
from tests.kinetics.networks import random_network
from tests.systems import MOTIFS


def fan():
    """A regulates B and C, in two cell types."""
    return GRN.from_edges(
        [("A", "B", 3.0), ("A", "C", -2.0)], basal_rates={"A": [1.0, 2.0]}, half_response=1.5
    )


def level_of(grn, gene):
    return np.asarray(steady_state(grn))[:, grn.gene_names.index(gene)]


def test_levels_ratios_and_markers_are_met_together():
    targets = [
        Level("C", 0.5, cell_type="type_2"),
        Ratio("B", "C", value=3.0, cell_type="type_2"),
        Marker("B", "type_2", fold=2.5),
    ]
    result = design(fan(), targets)
    assert result.is_met
    assert level_of(result.grn, "C")[1] == pytest.approx(0.5, rel=0.05)
    b, c = level_of(result.grn, "B"), level_of(result.grn, "C")
    assert b[1] / c[1] == pytest.approx(3.0, rel=0.05)
    assert b[1] / b[0] >= 2.5
    assert (np.sign(result.grn.strength) == np.sign(fan().strength)).all()
    assert [line.distance for line in result.report] == [0.0] * 3
    met = r"C is at 0\.5 molecules \(± 5 %\) in type_2\. Met: 0\.\d+ molecules\."
    assert re.fullmatch(met, result.report[0].sentence)


def test_what_cannot_be_reached_is_reported_with_the_distance_left():
    """b may grow to 30-fold: 30 · 1/0.8 = 37.5 molecules; log(1000/37.5/1.05) are missing."""
    grn = GRN.from_edges([], basal_rates={"A": 1.0})
    result = design(grn, [Level("A", 1000.0)], max_steps=100)
    [line] = result.report
    assert not line.is_met
    assert not result.is_met
    assert line.before == pytest.approx(1.25, rel=1e-4)
    assert line.after == pytest.approx(37.5, rel=1e-3)
    assert line.distance == pytest.approx(np.log(1000 / 37.5 / 1.05), abs=0.01)
    assert "Not met: 37.5 molecules; a factor of 25.4 is missing." in line.sentence


def test_a_network_that_does_it_already_is_left_alone():
    result = design(fan(), level_targets(fan(), np.asarray(steady_state(fan()))))
    assert result.is_met
    assert not result.changes
    assert result.history.shape == (8, 1)


@pytest.mark.validate
def test_a_mutant_is_designed_with_the_half_responses_of_the_wild_type():
    targets = [Level("C", 4.0, knockout=("A",)), Level("C", 2.0, cell_type="type_2")]
    result = design(fan(), targets)
    assert result.is_met
    mutant = perturb(result.grn, Perturbation(knockdown={"A": 1.0}))
    assert level_of(mutant, "C") == pytest.approx([4.0, 4.0], rel=0.05)
    assert level_of(result.grn, "C")[1] == pytest.approx(2.0, rel=0.05)


@pytest.mark.validate
def test_an_input_is_answered_from_level_to_level():
    dose = Parameter("basal_rate", "A")
    result = design(
        fan(), [Response("B", dose, doses=(0.2, 5.0), low=0.5, high=6.0, cell_type="type_1")]
    )
    assert result.is_met
    swept = [level_of(dose.set(result.grn, b), "B")[0] for b in np.linspace(0.2, 5.0, 9)]
    assert swept[0] == pytest.approx(0.5, rel=0.1)
    assert swept[-1] == pytest.approx(6.0, rel=0.1)
    assert (np.diff(swept) > 0).all()


def test_sparsity_changes_one_number_where_one_is_enough():
    result = design(fan(), [Level("B", 4.0, cell_type="type_2")], sparsity=0.01, max_steps=150)
    assert result.is_met
    assert len(result.changes) == 1
    [change] = result.changes
    assert change.after == change.parameter.value(result.grn)
    assert change.before == change.parameter.value(fan())


def test_a_cycle_is_found_with_its_period():
    """The repressilator of the datasets: period 5.518, levels 0.516 to 3.417."""
    grn = MOTIFS["repressilator n=4"].grn
    cycle, _ = jax.jit(lambda grn: find_cycle(grn, 0, 7.0))(grn)
    assert bool(cycle.is_there[0])
    assert float(cycle.period[0]) == pytest.approx(5.518, abs=1e-3)
    assert float(cycle.levels.min()) == pytest.approx(0.516, abs=2e-3)
    assert float(cycle.levels.max()) == pytest.approx(3.417, abs=2e-3)


@pytest.mark.validate
def test_a_damped_ring_has_no_cycle():
    grn = MOTIFS["repressilator n=2"].grn
    assert not bool(jax.jit(lambda grn: find_cycle(grn, 0, 5.0))(grn)[0].is_there[0])


def test_levels_on_an_orbit_are_none_that_were_asked_for():
    """The level of the last step of a repressilator is one that it only passes."""
    grn = MOTIFS["repressilator n=4"].grn
    passed = float(np.asarray(steady_state(grn))[0, 0])
    result = design(grn, [Level("A", passed), LowNoise("A", 100.0)], n_starts=1, max_steps=1)
    for line in result.report:
        assert np.isnan(line.before)
    assert not result.is_met


@pytest.mark.validate
def test_an_orbit_beside_a_stable_state_is_no_second_state():
    """The two stable states found by multistart are one and an oscillation."""
    grn = GRN.from_edges(
        [("A", "B", -9.21), ("B", "C", -10.86), ("C", "A", -2.31), ("A", "A", 2.94)],
        basal_rates={"A": 0.3, "C": 0.3},
        hill_coefficient=[4.0, 4.0, 8.0, 8.0],
        half_response=[1.99, 1.39, 1.66, 3.14],
    )
    found = fixed_points(grn)
    assert found.stable.sum() < 2
    result = design(grn, [Bistable("A", 1.5, margin=0.02)], n_starts=1, max_steps=1)
    assert result.report[0].distance > 0


@pytest.mark.validate
def test_a_repression_answers_as_an_input_and_stays_one():
    """Its strength K is what C makes without A: 8 times as much where K is."""
    dose = Parameter("strength", ("A", "C"))
    asked = Response("C", dose, doses=(0.5, 4.0), low=0.4, high=3.2, cell_type="type_1")
    result = design(fan(), [asked, Level("B", 2.0, cell_type="type_1")])
    assert result.is_met
    swept = [level_of(dose.set(result.grn, -k), "C")[0] for k in (0.5, 4.0)]
    assert swept == pytest.approx([0.4, 3.2], rel=0.1)
    assert result.grn.strength[1] < 0


@pytest.mark.validate
@pytest.mark.parametrize("seed", range(4))
def test_a_level_beside_two_states_is_that_of_either(seed):
    """Which state the network happens to reach from one start must not matter."""
    asked = [Bistable(("A", "B"), 6.0), Level("A", 20.0), Level("B", 2.0)]
    grn = GRN.from_edges(
        [("A", "B", -40.0), ("B", "A", -40.0)],
        basal_rates={"A": 1.0, "B": 1.0},
        hill_coefficient=3.0,
        half_response=15.0,
    )
    result = design(grn, asked, key=jax.random.key(seed))
    assert result.is_met
    found = fixed_points(result.grn)
    high, low = sorted(found.expression[found.stable].tolist(), reverse=True)
    assert high[0] == pytest.approx(20.0, rel=0.06)
    assert min(abs(high[1] - 2.0), abs(low[1] - 2.0)) < 0.15
    assert min(high[0] / low[0], low[1] / high[1]) > 5.9


def test_numbers_that_act_on_no_target_stay():
    """C is not upstream of B; where C is asked for too, its edge moves."""
    result = design(fan(), [Level("B", 4.0, cell_type="type_2")], max_steps=100)
    assert result.is_met
    changed = {change.parameter.of for change in result.changes}
    assert changed
    assert ("A", "C") not in changed


def test_a_period_too_long_for_the_decay_is_refused():
    with pytest.raises(ValueError, match="period 300 is too long for the fastest decay"):
        design(MOTIFS["repressilator n=4"].grn, [Oscillation("A", 300.0)])


@pytest.mark.validate
def test_noise_is_brought_down():
    """A positive loop is noisy: its Fano factor is above that of a lone gene, 1."""
    grn = GRN.from_edges(
        [("A", "A", 3.0)], basal_rates={"A": 0.8}, hill_coefficient=2.0, half_response=2.0
    )
    result = design(grn, [LowNoise("A", 1.2), Level("A", 3.0, tolerance=0.1)])
    assert result.is_met
    mean, covariance = lna(result.grn)
    assert result.report[0].before > 1.2
    assert covariance[0, 0, 0] / mean[0, 0] <= 1.2 * 1.001
    assert mean[0, 0] == pytest.approx(3.0, rel=0.1)


def test_linear_noise_is_that_of_bartels_and_stewart():
    grn = random_network([0, 1, 2, 2, 1], seed=3, n_types=2, acyclic=True)
    mean, covariance = lna(grn)
    found = jax.jit(linear_noise)(grn, mean.astype(np.float32))
    np.testing.assert_allclose(found, covariance, rtol=2e-3, atol=2e-3 * covariance.max())


@pytest.mark.validate
def test_two_states_that_the_wiring_forbids_are_reported():
    grn = GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": 1.0}, half_response=1.0)
    result = design(grn, [Bistable("B", 4.0)], max_steps=20, n_starts=2)
    assert not result.is_met
    assert 0 < result.report[0].distance < np.inf


@pytest.mark.validate
def test_cells_themselves_can_be_looked_at(key):
    """Pathwise gradients: the mean of noisy cells of B is set, where the skeleton is off."""
    grn = GRN.from_edges(
        [("A", "B", 3.0)], basal_rates={"A": 1.0}, half_response=1.5, noise_amplitude=1.0
    )
    asked = [Level("B", 3.0), LowNoise("A", 1.3)]
    result = design(grn, asked, loss="cells", n_starts=2, max_steps=60)
    assert result.is_met
    cells = simulate_steady_state(result.grn, 4000, key=key)[0]
    error = 4 * cells[:, 1].std() / np.sqrt(64)  # of the 64 cells that the design looked at
    assert cells[:, 1].mean() == pytest.approx(3.0, abs=0.15 + error)


def test_progress_is_told_and_can_stop_with_the_best():
    seen = []

    def progress(now):
        seen.append(now)
        if now.step > 5:
            raise StopEarly

    result = design(fan(), [Level("C", 1e4), Level("B", 1.0)], progress=progress)
    assert [now.step for now in seen] == [1, 6]
    assert result.history.shape == (8, 6)
    assert result.loss == seen[-1].scores["loss"]
    assert result.grn.digest() == seen[-1].best.digest()


def test_other_errors_of_progress_end_the_design():
    def progress(now):
        raise KeyError("stop")

    with pytest.raises(KeyError):
        design(fan(), [Level("C", 1e4), Level("B", 1.0)], progress=progress)


def test_numbers_stay_within_bounds_and_others_stay_exactly():
    bounds = {"strength": (0.5, 2.0), "half_response": (1, 1), "basal_rate": (1, 1)}
    result = design(fan(), [Level("B", 100.0), Level("C", 1.0)], bounds=bounds, max_steps=60)
    np.testing.assert_allclose(np.asarray(result.grn.strength)[0], 6.0, rtol=1e-5)
    assert np.array_equal(result.grn.basal_rate, fan().basal_rate)
    assert {change.parameter.kind for change in result.changes} <= {"strength"}


def test_other_numbers_and_the_same_targets_do_not_compile(compilations):
    design(fan(), [Level("C", 1.0), Level("B", 1.0)], max_steps=3)
    with compilations() as compiled:
        design(fan().replace(decay=0.5), [Level("C", 2.0), Level("B", 0.7)], max_steps=3)
    assert not compiled


def test_the_same_key_gives_the_same_network(key):
    both = [
        design(fan(), [Level("C", 1.0), Level("B", 1.0)], key=key).grn.digest() for _ in range(2)
    ]
    assert both[0] == both[1]
