"""What a run decides before its first step, and the sentence for every argument it refuses."""

import jax
import numpy as np
import pytest

from sergiojax.grn import GRN
from sergiojax.kinetics import fill_half_response, steady_state, upper_level
from sergiojax.simulation import (
    RunSettings,
    noise_free_course,
    plan_run,
    simulate_steady_state,
    simulate_time_course,
)
from tests.systems import MOTIFS, lone_genes


def chain(**settings):
    """Three genes without feedback and two cell types."""
    return GRN.from_edges(
        [("A", "B", 3.0), ("B", "C", -2.0)], basal_rates={"A": [1.0, 4.0]}, **settings
    )


@pytest.mark.parametrize(
    ("settings", "share"),
    [({}, 0.08), ({"noise_type": "sp"}, 0.08), ({"noise_type": "spd"}, 0.02)],
)
def test_default_step_is_a_share_of_the_fastest_relaxation(settings, share):
    grn = chain(decay={"A": 0.4, "B": 2.5})
    assert float(plan_run(grn, RunSettings(**settings)).dt) * 2.5 == pytest.approx(share)


def test_default_step_of_euler_is_sergios_unless_decay_is_fast():
    assert plan_run(chain(), RunSettings(method="euler")).dt == pytest.approx(0.01)
    fast = chain(decay={"A": 50.0})
    assert plan_run(fast, RunSettings(method="euler")).dt == pytest.approx(0.002)


def test_default_burn_in_is_eight_slowest_relaxations():
    plan = plan_run(chain(decay={"A": 0.2}), RunSettings())
    assert plan.n_steps * float(plan.dt) == pytest.approx(8 / 0.2, rel=0.01)
    assert plan.notes == ("Half response of 2 edges: mean steady state over cell types.",)


def test_burn_in_follows_the_slow_mode_of_a_loop():
    motif = MOTIFS["toggle n=2"]  # its slowest rate is 0.2, a quarter of the decay
    plan = plan_run(motif.grn, RunSettings())
    assert plan.n_steps * float(plan.dt) == pytest.approx(8 / 0.2, rel=0.01)


def test_burn_in_that_would_not_end_is_capped_and_said():
    """Just before its pitchfork bifurcation a toggle hardly relaxes: rate 0.8 (1 - n/2)."""
    grn = GRN.from_edges(
        [("A", "B", -4.0), ("B", "A", -4.0)],
        basal_rates={"A": 0.0},
        half_response=2.5,
        hill_coefficient=1.9999,
    )
    plan = plan_run(grn, RunSettings())
    assert plan.n_steps * float(plan.dt) <= 50 / 0.8 + 0.1
    assert len(plan.notes) == 1
    assert "Burn-in capped at 62.5 time units: cells may remember their start." in plan.notes


def test_burn_in_of_ones_own_is_kept():
    assert plan_run(chain(), RunSettings(dt=0.05, burn_in=3.0)).n_steps == 60
    assert plan_run(chain(), RunSettings(burn_in=0.0)).n_steps == 0


def test_trajectories_have_no_burn_in_as_in_sergio():
    plan = plan_run(chain(), RunSettings(sampling="trajectory"))
    assert plan.n_steps == 0
    np.testing.assert_array_equal(plan.start, steady_state(plan.grn))


def test_starts():
    grn = fill_half_response(chain()).grn
    loop = MOTIFS["toggle n=3"].grn
    levels = np.array([1.0, 2.0, 3.0])
    starts = {
        "off": (grn, np.zeros((2, 3)), False),
        "steady_state": (grn, steady_state(grn), False),
        "random": (grn, upper_level(grn), True),
    }
    for initial, (network, expected, is_random) in starts.items():
        plan = plan_run(network, RunSettings(initial=initial))
        np.testing.assert_allclose(plan.start, expected)
        assert plan.random_start is is_random
    assert plan_run(grn, RunSettings()).random_start is False
    assert plan_run(loop, RunSettings()).random_start is True
    spread = plan_run(grn, RunSettings(initial=levels))
    np.testing.assert_array_equal(spread.start, [levels, levels])


def test_random_starts_lie_between_off_and_fully_on(key):
    loop = MOTIFS["toggle n=3"].grn
    cells = simulate_steady_state(loop, 2000, key=key, initial="random", burn_in=0.0)[0]
    share = np.asarray(cells) / upper_level(loop)[0]
    assert share.min() >= 0
    assert share.max() < 1
    np.testing.assert_allclose(share.mean(0), 0.5, atol=4 / np.sqrt(12 * 2000))


def test_both_sides_of_a_switch_are_drawn(key):
    loop = MOTIFS["toggle n=3"].grn.replace(noise_amplitude=0.1)
    cells = np.asarray(simulate_steady_state(loop, 400, key=key)[0])
    first_wins = (cells[:, 0] > cells[:, 1]).mean()
    assert abs(first_wins - 0.5) < 4 / np.sqrt(4 * 400)
    np.testing.assert_allclose(np.sort(cells).mean(0), [0.1317, 4.9966], atol=0.05)


def test_start_of_every_cell_is_kept(key):
    grn = fill_half_response(chain()).grn
    start = np.random.default_rng(0).uniform(0, 5, (2, 7, 3)).astype(np.float32)
    cells = simulate_steady_state(grn, 7, key=key, initial=start, burn_in=0.0)
    np.testing.assert_array_equal(cells, start)


BAD_STEADY_STATE = [
    ({"increments": "binomial", "sampling": "trajectory"}, r'"gaussian" increments only'),
    ({"n_cells": 0}, "`n_cells` must be at least 1, but is 0"),
    ({"n_cells": -3}, "`n_cells` must be at least 1, but is -3"),
    ({"n_cells": 10**9}, "`n_cells` must be at most 10,000,000, but is 1,000,000,000"),
    ({"n_cells": 2.5}, "`n_cells` must be a whole number, but is 2.5"),
    ({"n_cells": True}, "`n_cells` must be a whole number, but is True"),
    ({"dt": 0.0}, "`dt` must be positive and finite, but is 0.0"),
    ({"dt": -0.1}, "`dt` must be positive and finite, but is -0.1"),
    ({"dt": float("nan")}, "`dt` must be positive and finite, but is nan"),
    ({"dt": float("inf")}, "`dt` must be positive and finite, but is inf"),
    ({"dt": 1.3}, "`dt` must be at most 1.25 for the fastest decay rate 0.8 and method 'expo"),
    ({"dt": 0.7, "method": "euler"}, "`dt` must be at most 0.625 for the fastest decay rate 0.8"),
    ({"initial": np.ones(5)}, r"`initial` must have shape \(3,\), \(2, 3\) or \(2, cells, 3\), bu"),
    ({"initial": np.ones((3, 3))}, r"but has \(3, 3\)"),
    ({"initial": np.ones((2, 4, 5))}, r"but has \(2, 4, 5\)"),
    ({"initial": np.ones((2, 3, 3))}, "`initial` has 3 cells per type, but 4 are asked for"),
    ({"initial": -np.ones(3)}, "`initial` must be finite and not negative"),
    ({"initial": np.full((2, 3), np.nan)}, "`initial` must be finite and not negative"),
    ({"initial": "on"}, "`initial` must be one of 'steady_state', 'random', 'off', but is 'on'"),
    ({"noise_type": "sd"}, "`noise_type` must be one of 'dpd', 'sp', 'spd', but is 'sd'"),
    ({"method": "heun"}, "`method` must be one of 'exponential', 'euler', but is 'heun'"),
    ({"sampling": "all"}, "`sampling` must be one of 'independent', 'trajectory', but is 'all'"),
    ({"half_response": "mean"}, "`half_response` must be one of 'deterministic', 'simulated', "),
    ({"half_response": "explicit"}, "Edge A → B has no half response h"),
    ({"burn_in": -1.0}, "`burn_in` must be finite and not negative, but is -1.0"),
    ({"burn_in": float("nan")}, "`burn_in` must be finite and not negative, but is nan"),
    ({"burn_in": 1e9}, r"`burn_in` of 1e\+09 would take 10,000,000,[0-9]* steps"),
    ({"steps_per_cell": 0}, "`steps_per_cell` must be at least 1, but is 0"),
    ({"block_size": 0}, "`block_size` must be at least 1, but is 0"),
    (
        {"initial": np.ones((2, 4, 3)), "sampling": "trajectory"},
        "`initial` must have one level per gene, or per cell type and gene, for trajectories",
    ),
]


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(("arguments", "message"), BAD_STEADY_STATE)
def test_bad_arguments_get_one_clear_sentence(key, arguments, message):
    n_cells = arguments.get("n_cells", 4)
    rest = {name: value for name, value in arguments.items() if name != "n_cells"}
    with pytest.raises((ValueError, TypeError), match=message) as caught:
        simulate_steady_state(chain(), n_cells, key=key, **rest)
    assert "\n" not in str(caught.value)


BAD_TIME_COURSE = [
    ({"n_cells": 0}, "`n_cells` must be at least 1, but is 0"),
    ({"n_cells": 10**9}, "`n_cells` must be at most 10,000,000"),
    ({"n_cells": 10**7, "times": np.arange(1, 100)}, "GiB, more than 4. Ask for fewer cells"),
    ({"times": []}, "`times` must be a list of increasing, finite numbers"),
    ({"times": [2.0, 1.0]}, "`times` must be a list of increasing, finite numbers"),
    ({"times": [[1.0, 2.0]]}, "`times` must be a list of increasing, finite numbers"),
    ({"times": [1.0, float("nan")]}, "`times` must be a list of increasing, finite numbers"),
    ({"times": [-1.0, 1.0]}, "`times` must not be negative, but begins with -1"),
    ({"times": [1e9]}, "The time course would take 10,000,0[0-9,]* steps of 0.1"),
    ({"dt": -1.0}, "`dt` must be positive and finite, but is -1.0"),
    ({"initial": np.ones((2, 4, 3))}, "`initial` must have one level per gene, or per cell type"),
    ({"initial": "on"}, "`initial` must be one of 'steady_state', 'random', 'off', but is 'on'"),
]


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(("arguments", "message"), BAD_TIME_COURSE)
def test_bad_time_courses_get_one_clear_sentence(key, arguments, message):
    settings = {"n_cells": 4, "times": [1.0, 2.0]} | arguments
    with pytest.raises((ValueError, TypeError), match=message):
        simulate_time_course(chain(), settings.pop("n_cells"), key=key, **settings)


def test_empty_networks_are_refused(key):
    empty = GRN.from_edges([], basal_rates={})
    for run in (
        lambda: simulate_steady_state(empty, 1, key=key),
        lambda: simulate_time_course(empty, 1, times=np.ones(1), key=key),
        lambda: noise_free_course(empty, times=np.ones(1)),
    ):
        with pytest.raises(ValueError, match="The network has no genes"):
            run()


def test_results_that_would_not_fit_into_memory_are_refused(key):
    grn = lone_genes(levels=tuple(float(level) for level in range(1, 200)))
    with pytest.raises(ValueError, match="10,000,000 cells of 199 genes need 7 GiB, more than 4"):
        simulate_steady_state(grn, 10_000_000, key=key)


def test_traced_networks_need_a_burn_in_with_a_step_of_ones_own(key):
    grn = fill_half_response(chain()).grn

    def run(kinetics):
        return simulate_steady_state(grn.replace(kinetics=kinetics), 2, key=key, dt=0.01)

    with pytest.raises(ValueError, match="give `burn_in` together with `dt`"):
        jax.jit(run)(grn.kinetics)
