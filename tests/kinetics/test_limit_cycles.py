"""Limit cycles with published periods, and damped spirals that are none."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from sergiojax.grn import GRN
from sergiojax.kinetics import fixed_points, limit_cycles, production_rate
from tests.systems import MOTIFS, ring


@pytest.mark.parametrize(
    ("name", "period", "low", "high"),
    [("repressilator n=3", 4.828, 0.853, 2.284), ("repressilator n=4", 5.518, 0.516, 3.417)],
)
def test_repressilators_have_their_published_cycles(name, period, low, high):
    found = limit_cycles(MOTIFS[name].grn, n_starts=4)
    assert found.period == pytest.approx([period], abs=1e-3)
    np.testing.assert_allclose(found.low, low, atol=6e-4)
    np.testing.assert_allclose(found.high, high, atol=6e-4)
    assert found.basin == pytest.approx([1.0])


@pytest.mark.parametrize("name", [name for name in MOTIFS if name[-3:] not in ("n=3", "n=4")])
def test_switches_and_damped_spirals_have_none(name):
    found = limit_cycles(MOTIFS[name].grn)
    assert found.period.shape == (0,)
    assert found.orbit.shape[::2] == (0, MOTIFS[name].grn.n_genes)


@pytest.mark.parametrize("n", [2.76, pytest.param(2.95, marks=pytest.mark.validate)])
def test_just_before_its_birth_there_is_no_cycle_and_just_after_there_is(n):
    """The ring of repressors oscillates if its eigenvalue −λ + slope/2 of the pair is positive."""
    edges = [(a, b, float(k)) for a, b, k, _, _ in ring(-4, n, 1)]
    grn = GRN.from_edges(edges, basal_rates={}, hill_coefficient=n, half_response=1.0)
    unstable = not fixed_points(grn).stable[0]
    assert len(limit_cycles(grn, n_starts=4).period) == unstable


@pytest.fixture(scope="module")
def driven():
    """A repressilator that drives two genes, one of them slow, in two cell types."""
    edges = [(a, b, float(k)) for a, b, k, _, _ in ring(-4, 4, 1)]
    edges += [("A", "D", 2.0), ("D", "E", -3.0)]
    return GRN.from_edges(
        edges,
        basal_rates={"E": [0.1, 0.2]},
        hill_coefficient=4.0,
        half_response=1.0,
        decay={"E": 0.08},
    )


@pytest.mark.validate
@pytest.mark.slow
def test_orbits_solve_the_equation_for_all_genes(driven):
    found = limit_cycles(driven, cell_type="type_2", n_starts=2)
    np.testing.assert_array_equal(found.cell_type, [1])
    times = np.linspace(0, found.period[0], found.orbit.shape[1])
    decay = np.asarray(driven.decay, float)

    def velocity(_, x):
        return np.asarray(production_rate(driven, np.stack([x, x]))[1], float) - decay * x

    exact = solve_ivp(
        velocity, (0, times[-1]), found.orbit[0, 0], t_eval=times, rtol=1e-9, atol=1e-9
    )
    np.testing.assert_allclose(found.orbit[0], exact.y.T, atol=2e-4)
    np.testing.assert_allclose(found.orbit[:, 0], found.orbit[:, -1])
    assert (found.orbit >= found.low[:, None]).all()
    assert (found.orbit <= found.high[:, None]).all()


def test_unknown_cell_types_are_refused(driven):
    with pytest.raises(ValueError, match="cell_type"):
        limit_cycles(driven, cell_type="type_3")


@pytest.mark.validate
def test_the_time_scale_sets_the_period():
    """All rates a thousandth: the same cycle, a thousand times as slow."""
    grn = MOTIFS["repressilator n=4"].grn
    slow = grn.replace(strength=grn.strength / 1000, decay=grn.decay / 1000)
    assert limit_cycles(slow, n_starts=4).period == pytest.approx([5518.33], rel=1e-4)


@pytest.mark.validate
def test_a_cycle_with_a_slow_gene_in_its_loop_closes():
    """Decays that differ by 1000: a negative loop through a fast gene, with a slow one beside."""
    edges = [(a, b, float(k)) for a, b, k, _, _ in ring(-4, 4, 1)]
    edges += [("A", "S", 4e-3), ("S", "F", 800.0)]
    grn = GRN.from_edges(
        edges,
        basal_rates={},
        hill_coefficient=4.0,
        half_response=1.0,
        decay={"S": 8e-4, "F": 800.0},
    )
    found = limit_cycles(grn, n_starts=4)
    assert found.period == pytest.approx([5.518], abs=1e-3)


@pytest.mark.validate
@pytest.mark.parametrize(("slowness", "period"), [(0.01, 75.205), (0.001, 532.37)])
def test_relaxation_oscillators_are_found(slowness, period):
    """A switch that a slow repressor flips; the periods are those of scipy's LSODA at 1e-9."""
    grn = GRN.from_edges(
        [("A", "A", 8.0), ("A", "R", 10 * slowness), ("R", "A", -8.0)],
        basal_rates={"A": 1.2},
        logic={"A": "product"},
        decay={"A": 1.0, "R": slowness},
        hill_coefficient=4.0,
        half_response={("A", "A"): 3.0, ("A", "R"): 4.0, ("R", "A"): 3.0},
    )
    assert limit_cycles(grn, n_starts=4).period == pytest.approx([period], rel=1e-4)


def test_networks_without_feedback_have_none():
    alone = GRN.from_edges([], basal_rates={"A": [1.0, 2.0]})
    assert len(limit_cycles(alone).period) == 0
    empty = GRN.from_edges([], basal_rates={}, cell_types=["only"])
    assert limit_cycles(empty).low.shape == (0, 0)
