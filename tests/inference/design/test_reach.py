"""What inverse design has to reach, verified as in the benchmark: without the optimiser's means."""

import numpy as np
import pytest

from benchmarks import improve
from sergiojax.inference import Bistable, Oscillation, design
from sergiojax.kinetics import fixed_points
from tests.simulation.ds1 import read_ds1


@pytest.mark.parametrize("seed", range(3))
def test_a_toggle_becomes_bistable(seed):
    grn = improve.monostable_toggle(seed)
    result = design(grn, [Bistable("A", 4.0, margin=0.1)])
    assert result.is_met
    assert improve.largest_separation(result.grn) >= 4.0
    assert result.report[0].before < 1.01
    points = fixed_points(result.grn)
    assert (points.eigenvalues[points.stable].real <= -0.099).all()


@pytest.mark.validate
def test_a_ring_that_settles_is_made_to_oscillate():
    ring = improve.repressilator(0).replace(hill_coefficient=2.0)
    result = design(ring, [Oscillation("A", 6.0)], vary=improve.RING)
    assert np.isnan(result.report[0].before)
    assert result.is_met
    assert improve.measured_period(result.grn) == pytest.approx(6.0, rel=0.02)
    assert result.report[0].after == pytest.approx(improve.measured_period(result.grn), rel=1e-3)


@pytest.mark.validate
def test_means_of_ds1_are_recovered(shared_data):
    assert improve.ds1_trial(read_ds1(shared_data), 0).is_right


@pytest.mark.validate
def test_toggles_of_twenty_seeds_become_bistable():
    assert sum(improve.toggle_trial(seed).is_right for seed in range(20)) >= 18


@pytest.mark.validate
@pytest.mark.parametrize("period", [5.0, 6.0, 8.0, 4.0])
def test_rings_of_five_seeds_get_the_period(period):
    assert all(improve.ring_trial(seed, period=period).is_right for seed in range(5))


@pytest.mark.validate
def test_means_of_ds1_are_recovered_for_ten_seeds(shared_data):
    grn = read_ds1(shared_data)
    assert sum(improve.ds1_trial(grn, seed).is_right for seed in range(10)) >= 9
