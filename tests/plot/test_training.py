"""The curve of a training, and new cells over real ones."""

import numpy as np
import pytest

from sergiojax.plot import new_among_real, training_curve


def test_a_curve_marks_the_step_with_the_smallest_score():
    figure = training_curve(
        np.array([200.0, 400.0, 600.0]), np.array([0.3, -0.01, 0.02]), title="MMD²", best=True
    )
    line, mark = figure.data
    assert line.y.tolist() == pytest.approx([0.3, -0.01, 0.02])
    assert (mark.x.tolist(), mark.name) == ([400.0], "Best")


def test_a_loss_has_no_mark():
    figure = training_curve(np.arange(100.0), np.ones(100), title="Loss")
    assert len(figure.data) == 1
    assert figure.data[0].mode == "lines"


def test_a_score_that_is_not_a_number_is_not_the_best():
    steps, score = np.array([1.0, 2.0]), np.array([np.nan, 3.0])
    assert training_curve(steps, score, title="MMD²", best=True).data[1].x.tolist() == [2.0]
    assert len(training_curve(steps, np.full(2, np.nan), title="MMD²", best=True).data) == 1


def test_new_cells_lie_over_grey_real_ones_and_differ_in_shape_too():
    real, new = np.zeros((30, 2), np.float32), np.ones((4, 2), np.float32)
    figure = new_among_real(real, new, label=["T", "B", "T", "T"])
    assert [trace.name for trace in figure.data] == ["Real cells", "B", "T"]
    assert [len(trace.x) for trace in figure.data] == [30, 1, 3]
    behind, *front = figure.data
    assert all(trace.marker.color != behind.marker.color for trace in front)
    assert all(trace.marker.symbol != behind.marker.symbol for trace in front)
    assert new_among_real(real, new).data[1].name == "New cells"
