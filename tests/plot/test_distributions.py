"""Violins and histograms: the values of every label, and bins drawn as steps."""

import numpy as np
import pytest

from sergiojax.plot import histogram, library_size, violin, zeros

EDGES = np.array([0.0, 1.0, 2.5, 4.0])
COUNTS = np.array([[3, 0, 1], [2, 2, 2]])
NAMES = ["b", "a"]


def test_violin_holds_the_values_of_its_label():
    values = np.random.default_rng(0).random(90).astype(np.float32)
    label = np.tile(["2", "10", "1"], 30)
    figure = violin(values, label=label, value_title="A (molecules)")
    assert [trace.name for trace in figure.data] == ["2", "10", "1"]
    assert figure.layout.xaxis.type == "category"
    for trace in figure.data:
        assert np.array_equal(trace.y, values[label == trace.name])
        assert trace.points is False
        assert trace.spanmode == "hard"


def test_violin_without_all_labels_is_refused():
    with pytest.raises(ValueError, match="There are 3 cells, but 2 labels"):
        violin(np.zeros(3), label=["a", "b"], value_title="A")


@pytest.mark.parametrize("draw", [histogram, library_size, zeros])
def test_outline_steps_at_the_edges_to_the_counts(draw):
    title = {"x_title": "A"} if draw is histogram else {}
    figure = draw(EDGES, COUNTS, names=NAMES, **title)
    assert [trace.name for trace in figure.data] == NAMES
    for trace, row in zip(figure.data, COUNTS, strict=True):
        assert trace.line.shape == "hv"
        assert np.array_equal(trace.x, EDGES)
        assert np.array_equal(trace.y[:-1], row)
        assert trace.y[-1] == row[-1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"names": ["a"]}, "There are 2 labels, but 1 names"),
        ({"edges": EDGES[:-1]}, "There are 3 bins, but 2 lower limits"),
    ],
)
def test_bins_that_do_not_belong_are_refused(change, message):
    settings = {"edges": EDGES, "counts": COUNTS, "names": NAMES} | change
    with pytest.raises(ValueError, match=message):
        histogram(**settings, x_title="A")
