"""Figures of two things beside each other: both are there, told apart, and names stay text."""

import numpy as np
import pytest

from sergiojax.plot import dose_response, paired_courses, volcano

TIMES = np.linspace(0.5, 5, 10)
GENES = ["A", "<b>"]


def courses(**settings):
    both = np.stack([np.ones((10, 2)), np.full((10, 2), 2.0)])
    return paired_courses(TIMES, both, names=("Wild type", "Mutant"), gene_names=GENES, **settings)


def test_both_courses_of_a_gene_share_its_colour_and_differ_in_dash():
    lines = [trace for trace in courses().data if trace.name == "A"]
    assert [trace.y[0] for trace in lines] == [1, 2]
    assert len({trace.line.color for trace in lines}) == 1
    assert [trace.line.dash for trace in lines] == ["6px,4px", "solid"]
    assert [trace.showlegend for trace in lines] == [False, True]


def test_the_legend_explains_the_dashes_and_lists_a_gene_once():
    shown = [trace.name for trace in courses().data if trace.showlegend is not False]
    assert shown == ["Wild type", "Mutant", "A", "&lt;b&gt;"]


def test_cells_of_both_lie_behind_their_line_and_the_begin_is_marked():
    figure = courses(cells=np.zeros((2, 3, 10, 2)), begins=2.0)
    assert sum(trace.line.width == 1 for trace in figure.data) == 4
    assert figure.layout.shapes[0].x0 == 2.0
    assert not courses().layout.shapes


def test_genes_that_differ_are_coloured_by_their_side_and_named():
    figure = volcano(
        np.array([2.0, -1.0, 0.1]),
        np.array([5.0, 3.0, 0.2]),
        gene_names=["up", "<down>", "same"],
        differs=np.array([True, True, False]),
    )
    groups = {trace.name: trace for trace in figure.data}
    assert groups["Rises"].text == ("up",)
    assert groups["Falls"].text == ("&lt;down&gt;",)
    assert groups["No difference"].text == ("",)
    assert len({trace.marker.color for trace in figure.data}) == 3


def test_doses_have_a_line_per_gene_and_a_mark_at_the_present_one():
    figure = dose_response(
        np.array([0.5, 1.0, 2.0]),
        np.array([[1.0, 4.0], [2.0, 3.0], [3.0, 2.0]]),
        gene_names=GENES,
        dose_title="Factor",
        present=2.0,
        logarithmic=True,
    )
    assert [trace.y.tolist() for trace in figure.data] == [[1, 2, 3], [4, 3, 2]]
    assert figure.layout.xaxis.type == "log"
    assert figure.layout.shapes[0].x0 == 2.0


def test_sizes_that_disagree_are_refused():
    with pytest.raises(ValueError, match="gene names"):
        paired_courses(TIMES, np.ones((2, 10, 3)), names=("A", "B"), gene_names=GENES)
    with pytest.raises(ValueError, match="3 names"):
        volcano(np.ones(2), np.ones(2), gene_names=[*GENES, "C"], differs=np.ones(2, bool))
    with pytest.raises(ValueError, match="gene names"):
        dose_response(np.ones(3), np.ones((3, 1)), gene_names=GENES, dose_title="x")
