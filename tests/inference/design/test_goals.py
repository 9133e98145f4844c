"""What single goals and the optimiser's step say of a network that is left unchanged."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from sergiojax.grn import GRN, Parameter
from sergiojax.inference import Level, LowNoise, Response
from sergiojax.inference._variables import choose_variables
from sergiojax.inference.design._behaviour import Behaviour
from sergiojax.inference.design._optimise import Best, Problem, look
from sergiojax.inference.design._resolve import resolve
from sergiojax.kinetics import steady_state


def measure(grn, target):
    [goal] = resolve(grn, [target]).goals
    return jax.jit(lambda grn: goal.measure(Behaviour(grn, None)))(grn)


def found(loss, *excess):
    return Best(np.zeros(1), loss, np.zeros(len(excess)), np.array(excess))


@pytest.mark.parametrize(("measured", "expected"), [("fano", 1.0), ("cv", 1 / np.sqrt(50.0))])
def test_noise_is_measured_as_asked(measured, expected):
    """A lone gene has the variance of a Poisson law: Fano factor 1, CV 1/√m."""
    grn = GRN.from_edges([], basal_rates={"A": 40.0})
    noise = measure(grn, LowNoise("A", 0.5, measure=measured))
    assert float(noise.value[0]) == pytest.approx(expected, rel=1e-3)
    assert float(noise.excess[0]) == pytest.approx(np.log(expected / 0.5), abs=1e-3)


def test_a_response_with_both_ends_right_must_be_monotone_too():
    """A switches C on, and at higher doses off again through B."""
    grn = GRN.from_edges(
        [("A", "C", 8.0), ("A", "B", 8.0), ("B", "C", -8.0)],
        basal_rates={"A": 1.0},
        hill_coefficient=4.0,
        half_response={("A", "C"): 1.0, ("A", "B"): 6.0, ("B", "C"): 2.0},
        logic="product",
    )
    dose = Parameter("basal_rate", "A")
    swept = [float(steady_state(dose.set(grn, b))[0, 1]) for b in (0.4, 2.0, 4.0)]
    assert swept[0] < swept[2] < 0.8 * swept[1]  # down again

    def excess(last):
        low, high = swept[0], {2.0: swept[1], 4.0: swept[2]}[last]
        return measure(grn, Response("C", dose, doses=(0.4, last), low=low, high=high)).excess

    assert (np.asarray(excess(2.0)) <= 0).all()
    first, end, monotone = np.asarray(excess(4.0))
    assert first <= 0
    assert end <= 0
    assert monotone > 0


def test_what_meets_all_targets_is_better_whatever_its_loss():
    """A penalty on changes makes a network that meets all cost more than one that does not."""
    met, missed = found(2.0, -0.1, 0.0), found(1.0, -0.1, 0.1)
    assert met.beats(missed)
    assert not missed.beats(met)


def test_of_two_that_miss_the_smaller_loss_is_better_and_any_beats_nan():
    near, far, lost = found(1.0, 0.1), found(2.0, 0.2), found(np.nan, 0.1)
    assert near.beats(far)
    assert not far.beats(near)
    assert not near.beats(near)
    assert near.beats(lost)


def test_sparsity_counts_changes_up_and_down():
    grn = GRN.from_edges([], basal_rates={"A": 1.0, "B": 2.0})
    resolved = resolve(grn, [Level("A", 5.0)])
    variables = choose_variables(grn, ("basal_rate",), None)
    change = np.array([[1.0, -1.0], [-0.5, -0.25], [0.0, 0.0]], np.float32)
    losses = []
    for sparsity in (0.0, 0.5):
        weight, penalty = resolved.weight, jnp.float32(sparsity)
        losses.append(look(Problem(grn, variables, resolved.goals, weight, penalty, None), change))
    penalties = np.asarray(losses[1].loss) - np.asarray(losses[0].loss)
    np.testing.assert_allclose(penalties, [1.0, 0.375, 0.0], atol=1e-5)
