"""Courses: lines, cells and ghosts hold the arrays; a gene keeps its colour among fewer."""

import numpy as np
import pytest

from sergiojax.plot import color_of, time_course
from sergiojax.plot._theme import ghost_color

TIMES = np.linspace(0, 5, 11)
GENES = ["A", "B", "C"]


@pytest.fixture(scope="module")
def noise_free():
    return np.random.default_rng(0).random((2, 11, 3)).astype(np.float32)


def draw(noise_free, **settings):
    settings = {"gene_names": GENES, "cell_types": ["left", "right"]} | settings
    return time_course(TIMES, noise_free, **settings)


def test_lines_hold_the_noise_free_course(noise_free):
    traces = draw(noise_free).data
    assert [trace.name for trace in traces] == GENES * 2
    for number, trace in enumerate(traces):
        assert np.array_equal(trace.x, TIMES.astype(np.float32))
        assert np.array_equal(trace.y, noise_free[number // 3, :, number % 3])


def test_cells_are_one_line_with_gaps_per_gene(noise_free):
    cells = np.random.default_rng(1).random((2, 4, 11, 3)).astype(np.float32)
    traces = [trace for trace in draw(noise_free, cells=cells).data if trace.line.width == 1]
    assert len(traces) == 6
    for number, trace in enumerate(traces):
        courses = np.append(trace.y, np.nan).reshape(4, 12)
        assert np.isnan(courses[:, -1]).all()
        assert np.array_equal(courses[:, :-1], cells[number // 3, :, :, number % 3])
        assert trace.hoverinfo == "skip"
        assert trace.showlegend is False


def test_previous_course_lies_behind_in_grey(noise_free):
    traces = draw(noise_free, previous=noise_free + 1, genes=["B"]).data
    ghosts = [trace for trace in traces if trace.name == "Before"]
    assert traces[0] is ghosts[0]
    assert np.array_equal(ghosts[1].y, noise_free[1, :, 1] + 1)
    assert {ghost.line.color for ghost in ghosts} == {ghost_color("light")}


def test_legend_lists_every_gene_once_and_hides_its_cells_too(noise_free):
    cells = np.zeros((2, 1, 11, 3), np.float32)
    traces = draw(noise_free, cells=cells, previous=noise_free).data
    listed = [trace.name for trace in traces if trace.showlegend is not False]
    assert sorted(listed) == ["A", "B", "Before", "C"]
    assert all(trace.legendgroup == trace.name for trace in traces)


def test_chosen_genes_keep_their_colors_and_come_in_the_order_chosen(noise_free):
    traces = draw(noise_free[:1], cell_types=["left"], genes=["C", "A"]).data
    assert {trace.name: trace.line.color for trace in traces} == {
        name: color_of(GENES)[name] for name in ("C", "A")
    }
    assert [trace.name for trace in traces] == ["C", "A"]
    assert np.array_equal(traces[0].y, noise_free[0, :, 2])


@pytest.mark.parametrize(("n_panels", "columns"), [(1, 1), (2, 1), (3, 2), (5, 4), (20, 3), (2, 9)])
def test_panels_fill_the_figure_and_share_their_scales(n_panels, columns):
    figure = draw(
        np.zeros((n_panels, 11, 3), np.float32),
        cell_types=[f"type_{panel}" for panel in range(n_panels)],
        columns=columns,
    )
    x_axes, y_axes = list(figure.select_xaxes()), list(figure.select_yaxes())
    assert len(x_axes) == len(y_axes) == n_panels
    assert {axis.matches for axis in x_axes[1:]} <= {"x"}
    assert {axis.matches for axis in y_axes[1:]} <= {"y"}
    assert y_axes[0].domain[1] == 1
    assert min(axis.domain[0] for axis in y_axes) == pytest.approx(0, abs=1e-9)
    assert max(axis.domain[1] for axis in x_axes) == pytest.approx(1)
    places = {(axis.domain, other.domain) for axis, other in zip(x_axes, y_axes, strict=True)}
    assert len(places) == n_panels


def test_only_several_cell_types_are_named(noise_free):
    assert [note.text for note in draw(noise_free).layout.annotations] == ["left", "right"]
    assert not draw(noise_free[:1], cell_types=["left"]).layout.annotations


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gene_names": ["A", "B"]}, "There are 3 genes, but 2 gene names"),
        ({"cell_types": ["left"]}, "There are 2 cell types, but 1 names of cell types"),
        ({"genes": ["X"]}, "no gene 'X'"),
        ({"columns": 0}, "`columns` must be at least 1"),
    ],
)
def test_what_does_not_belong_is_refused(noise_free, change, message):
    with pytest.raises(ValueError, match=message):
        draw(noise_free, **change)


def test_cells_of_other_times_are_refused(noise_free):
    with pytest.raises(TypeError):  # by the annotation
        draw(noise_free, cells=np.zeros((2, 4, 10, 3), np.float32))
