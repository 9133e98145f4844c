"""Points: every cell is drawn where it lies, in the colour of its label or value."""

import numpy as np
import pytest

from sergiojax.plot import embedding, gene_pair


@pytest.fixture(scope="module")
def xy():
    return np.random.default_rng(0).normal(size=(200, 2)).astype(np.float32)


@pytest.fixture(scope="module")
def label():
    return np.random.default_rng(1).choice(["b", "a", "c"], 200)


def test_every_label_is_a_trace_with_its_cells(xy, label):
    traces = embedding(xy, label=label).data
    assert len(traces) == 3
    for trace in traces:
        assert trace.type == "scattergl"
        assert trace.hoverinfo == "skip"
        assert np.array_equal(np.stack([trace.x, trace.y], axis=1), xy[label == trace.name])


def test_high_values_are_drawn_last(xy):
    values = np.random.default_rng(2).poisson(2.0, size=200)
    (trace,) = embedding(xy, values=values, value_title="A (molecules)").data
    shown = np.stack([trace.x, trace.y, trace.marker.color], axis=1)
    assert np.all(np.diff(trace.marker.color) >= 0)
    assert sorted(map(tuple, shown)) == sorted(map(tuple, np.column_stack([xy, values])))
    assert trace.marker.colorbar.title.text == "A (molecules)"


def test_cells_without_a_value_and_rare_labels_are_grey(xy, label):
    values = np.where(np.arange(200) < 20, np.nan, np.arange(200.0))
    missing, shown = embedding(xy, values=values).data
    assert np.array_equal(np.stack([missing.x, missing.y], axis=1), xy[:20])
    assert len(shown.x) == 180
    named = {trace.name: trace.marker.color for trace in embedding(xy, label=label, rest="a").data}
    assert named["a"] == missing.marker.color
    assert len(set(named.values())) == 3


def test_distances_are_drawn_to_scale(xy, label):
    figure = embedding(xy, label=label, axis_titles=("PC 1 (40 %)", "PC 2 (9 %)"))
    assert figure.layout.yaxis.scaleanchor == "x"
    assert figure.layout.yaxis.title.text == "PC 2 (9 %)"


def test_zoom_is_dropped_when_the_axes_mean_something_else(xy, label):
    other = embedding(xy, label=label, axis_titles=("PC 1", "PC 2"))
    assert embedding(xy, label=label).layout.uirevision != other.layout.uirevision


def test_many_cells_are_small_points_and_less_than_a_megabyte():
    xy = np.random.default_rng(0).normal(size=(20_000, 2))
    by_label = embedding(xy, label=np.repeat(["a", "b"], 10_000))
    by_value = embedding(xy, values=xy[:, 0])
    assert (
        by_label.data[0].marker.size < embedding(xy[:200], values=xy[:200, 0]).data[0].marker.size
    )
    assert max(len(figure.to_json()) for figure in (by_label, by_value)) < 1e6


@pytest.mark.parametrize("color", [{}, {"label": ["a"] * 200, "values": np.zeros(200)}])
def test_one_kind_of_color_is_needed(xy, color):
    with pytest.raises(ValueError, match="give one of them"):
        embedding(xy, **color)


def test_labels_of_other_cells_are_refused(xy):
    with pytest.raises(ValueError, match="There are 200 cells, but 3 labels"):
        embedding(xy, label=["a", "b", "c"])


@pytest.mark.parametrize("shape", [(200, 3), (200,)])
def test_positions_need_two_columns(shape):
    with pytest.raises(TypeError):  # by the annotation
        embedding(np.zeros(shape), label=["a"] * 200)


def test_gene_pair_holds_both_genes(xy, label):
    figure = gene_pair(xy[:, 0], xy[:, 1], label=label, axis_titles=("A (UMI)", "B (UMI)"))
    for trace in figure.data:
        assert np.array_equal(trace.x, xy[label == trace.name, 0])
        assert np.array_equal(trace.y, xy[label == trace.name, 1])
    assert figure.layout.xaxis.title.text == "A (UMI)"
