"""Figures of what a network does without noise: they hold the arrays, names stay text."""

import numpy as np
import pytest

from sergiojax.plot import STARTS, bars, bifurcation, loss_curve, matrix, phase_plane

LINE = np.array([[0.0, 1.0], [1.0, 0.5], [2.0, 0.0]])


def draw_plane(**settings):
    places = np.linspace(0, 4, 5)
    across, up = np.meshgrid(places, places)
    flow = {"arrow_x": places, "arrow_y": places, "arrows": np.stack([1 - across, 2 - up], axis=-1)}
    states = {"points": np.array([[1.0, 2.0], [3.0, 1.0]]), "stable": np.array([True, False])}
    lines = {"nullclines": ([LINE, LINE + 1], [LINE])}
    return phase_plane(("A", "<b>"), (4.0, 4.0), **(flow | states | lines | settings))


def by_name(figure):
    return {trace.name: trace for trace in figure.data}


def test_arrows_point_where_the_flow_goes_and_fit_between_their_neighbours():
    [arrows] = [trace for trace in draw_plane().data if trace.type == "quiver"]
    x, y, u, v = (np.asarray(values) for values in (arrows.x, arrows.y, arrows.u, arrows.v))
    assert np.array_equal(np.sign(u), np.sign(1 - x))
    assert np.array_equal(np.sign(v), np.sign(2 - y))
    assert np.hypot(u, v).max() < 4 / 5


def test_a_plane_holds_nullclines_states_courses_and_starts():
    traces = by_name(draw_plane(trajectories=[LINE]))
    assert np.isnan(traces["A stands still"].x[3])  # a gap between two lines
    assert traces["&lt;b&gt; stands still"].y[1] == 0.5
    assert traces["Stable state"].x.tolist() == [1.0]
    assert traces["Unstable state"].y.tolist() == [1.0]
    assert traces["Course"].mode in ("lines", "markers")
    assert traces[STARTS].type == "quiver"


def test_a_flow_at_rest_everywhere_is_drawn():
    figure = draw_plane(arrows=np.zeros((5, 5, 2)))
    [arrows] = [trace for trace in figure.data if trace.type == "quiver"]
    assert np.array_equal(np.asarray(arrows.u), np.zeros(25))


def test_solid_and_dashed_parts_of_a_branch_meet():
    figure = bifurcation(
        np.array([1.0, 2.0, 3.0, 4.0]),
        np.array([1.0, 2.0, 3.0, 4.0]),
        branch=np.zeros(4, int),
        stable=np.array([True, True, False, False]),
        parameter="K",
        gene="A",
        color="#0072B2",
        band=np.array([[3.0, 1.0, 5.0], [4.0, 0.5, 6.0]]),
        present=2.0,
    )
    traces = by_name(figure)
    assert np.array_equal(traces["Stable"].x, [1, 2, 3, np.nan, np.nan], equal_nan=True)
    assert np.array_equal(traces["Unstable"].x, [np.nan, np.nan, 3, 4, np.nan], equal_nan=True)
    assert traces["Oscillates between"].fill == "tonexty"
    assert figure.layout.shapes[0].x0 == 2.0


def test_a_matrix_has_zero_in_the_middle_and_bars_come_longest_first():
    table = np.array([[1.0, -3.0], [np.nan, 2.0]])
    figure = matrix(table, row_names=["a", "b"], column_names=["c", "d"], value_title="r")
    assert (figure.data[0].zmin, figure.data[0].zmax) == (-3.0, 3.0)
    figure = bars(np.array([1.0, -3.0, 2.0]), names=["x", "y", "z"], title="Amount")
    assert list(figure.data[0].y) == ["y", "z", "x"]


def test_sizes_that_disagree_are_refused():
    with pytest.raises(ValueError, match="2 steady states, but 1 stabilities"):
        draw_plane(stable=np.array([True]))
    with pytest.raises(ValueError, match="names"):
        bars(np.ones(2), names=["a"], title="t")


def test_the_best_loss_never_rises_and_passes_over_starts_that_ended():
    history = np.array([[3.0, 4.0, np.nan], [5.0, 2.0, 0.0]])
    best = by_name(loss_curve(history))["Best"]
    assert best.y.tolist() == pytest.approx([3.0, 2.0, 1e-9])
    assert len(loss_curve(history[:1]).data) == 1
