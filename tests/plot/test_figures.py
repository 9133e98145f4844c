"""What all figures have in common: look, titles, compact arrays, and no side effects."""

import copy
import json

import numpy as np
import plotly.graph_objects as go
import pytest

from sergiojax import plot

N_CELLS = 300
LABEL = [f"type_{number % 3 + 1}" for number in range(N_CELLS)]


def arguments():
    """Return the arguments of every figure."""
    rng = np.random.default_rng(0)
    course = rng.random((2, 40, 3))
    bins = {
        "edges": np.arange(6.0),
        "counts": rng.integers(0, 9, (3, 5)),
        "names": ["type_1", "type_2", "type_3"],
    }
    xy = rng.normal(size=(N_CELLS, 2))
    return {
        "time_course": {
            "times": np.arange(40.0),
            "noise_free": course,
            "cells": rng.random((2, 4, 40, 3)),
            "previous": course + 1,
            "gene_names": ["A", "B", "C"],
            "cell_types": ["type_1", "type_2"],
        },
        "embedding": {"xy": xy, "label": LABEL},
        "embedding of values": {"xy": xy, "values": xy[:, 0]},
        "gene_pair": {
            "x": xy[:, 0],
            "y": xy[:, 1],
            "label": LABEL,
            "axis_titles": ("A (molecules)", "B (molecules)"),
        },
        "heatmap": {
            "table": rng.random((70, 60)),
            "row_names": [str(number) for number in range(70)],
            "cell_type": sorted(LABEL[:60]),
        },
        "violin": {"values": xy[:, 0], "label": LABEL, "value_title": "A (molecules)"},
        "histogram": bins | {"x_title": "A (molecules)"},
        "library_size": bins,
        "zeros": bins,
    }


KINDS = list(arguments())


def draw(kind, **changes):
    return getattr(plot, kind.split()[0])(**arguments()[kind] | changes)


def numbers_in(node):
    """Return every list of numbers and every typed array of a figure's JSON."""
    if isinstance(node, dict):
        if "bdata" in node:
            return [node]
        return [found for value in node.values() for found in numbers_in(value)]
    if isinstance(node, list):
        if node and all(isinstance(entry, int | float) for entry in node):
            return [node]
        return [found for value in node for found in numbers_in(value)]
    return []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", KINDS)
def test_figure_sits_on_the_page_and_keeps_its_zoom(kind, theme):
    layout = draw(kind, theme=theme).layout
    assert layout.template.layout.paper_bgcolor == "rgba(0,0,0,0)"
    assert layout.template.layout.plot_bgcolor == "rgba(0,0,0,0)"
    assert layout.uirevision
    assert 300 <= layout.height <= 700
    assert layout.width is None
    assert layout.title.text is None


@pytest.mark.parametrize("kind", KINDS)
def test_axes_have_titles_in_sentence_case(kind):
    figure = draw(kind)
    x_titles = [axis.title.text for axis in figure.select_xaxes() if axis.title.text]
    y_titles = [axis.title.text for axis in figure.select_yaxes() if axis.title.text]
    assert x_titles
    assert y_titles
    for title in x_titles + y_titles:
        assert title[0].isupper()
        assert title.startswith("UMAP") or title[1:] == title[1:].lower()


@pytest.mark.parametrize("kind", KINDS)
def test_text_is_large_enough(kind):
    layout = draw(kind).layout.template.layout
    sizes = [layout.font.size, layout.legend.font.size, layout.xaxis.tickfont.size]
    assert min(sizes) >= 12


@pytest.mark.parametrize("kind", KINDS)
def test_long_arrays_travel_as_bytes_of_small_numbers(kind):
    for found in numbers_in(json.loads(draw(kind).to_json())["data"]):
        assert len(found) < 8 if isinstance(found, list) else found["dtype"] in {"f4", "u1"}


@pytest.mark.parametrize("kind", KINDS)
def test_arguments_are_left_alone_and_nothing_is_shown(kind, monkeypatch):
    for name in ("show", "write_html", "write_image"):
        monkeypatch.setattr(go.Figure, name, None)
    given = arguments()[kind]
    kept = copy.deepcopy(given)
    getattr(plot, kind.split()[0])(**given)
    np.testing.assert_equal(given, kept)


@pytest.mark.parametrize("kind", KINDS)
def test_theme_changes_neither_data_nor_colors_of_labels(kind):
    light, dark = (draw(kind, theme=theme) for theme in ("light", "dark"))
    for first, second in zip(light.data, dark.data, strict=True):
        assert first.type == second.type
        for axis in "xyz":
            if axis in first:
                np.testing.assert_array_equal(first[axis], second[axis])
        if first.name in {"A", "type_1"}:
            assert first.line == second.line
            assert first.marker == second.marker


@pytest.mark.parametrize("kind", ["embedding", "gene_pair", "violin", "histogram"])
def test_label_has_the_same_color_in_every_figure(kind):
    colors = plot.color_of(["type_1", "type_2", "type_3"])
    for trace in draw(kind).data:
        shown = trace.marker.color if trace.type == "scattergl" else trace.line.color
        assert shown == colors[trace.name]


@pytest.mark.parametrize("kind", ["embedding", "gene_pair", "violin", "histogram"])
def test_colors_of_choice_are_used(kind):
    traces = draw(kind, colors={"type_1": "#123456"}).data
    shown = {trace.name: trace.marker.color or trace.line.color for trace in traces}
    assert shown["type_1"] == "#123456"
    assert list(shown) == ["type_1", "type_2", "type_3"]


def test_figures_do_not_share_a_template():
    draw("violin").update_layout(template_layout_font_size=40)
    assert draw("violin").layout.template.layout.font.size == 13


def test_settings_send_nothing_away_and_save_a_vector_picture():
    config = plot.chart_config("toggle")
    assert config["showSendToCloud"] is False
    assert config["displaylogo"] is False
    assert config["toImageButtonOptions"]["format"] == "svg"
    assert config["toImageButtonOptions"]["filename"] == "toggle"


EVIL = '<a href="https://example.org">A & B</a>'


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("time_course", {"gene_names": [EVIL, "B", "C"], "cell_types": [EVIL, "other"]}),
        ("embedding", {"label": [EVIL] * N_CELLS}),
        ("embedding of values", {"value_title": EVIL}),
        ("gene_pair", {"axis_titles": (EVIL, "B"), "label": [EVIL] * N_CELLS}),
        ("heatmap", {"row_names": [EVIL, *map(str, range(69))], "cell_type": [EVIL] * 60}),
        ("violin", {"label": [EVIL] * N_CELLS, "value_title": EVIL}),
        ("histogram", {"names": [EVIL, "b", "c"], "x_title": EVIL}),
    ],
)
def test_names_are_shown_as_text(kind, changes):
    shown = draw(kind, **changes).to_plotly_json()

    def tags(part):
        if isinstance(part, dict):
            return [tag for value in part.values() for tag in tags(value)]
        if isinstance(part, list | tuple):
            return [tag for value in part for tag in tags(value)]
        return [part] if isinstance(part, str) and "<a " in part else []

    allowed = {"legendgroup", "uirevision"}
    keyed = json.dumps(shown, default=str)
    assert "&lt;a href" in keyed
    for trace in shown["data"]:
        assert not tags({key: value for key, value in trace.items() if key not in allowed})
    assert not tags({key: value for key, value in shown["layout"].items() if key not in allowed})
