"""What the canvas sends is checked like an upload, and late edits are recognised."""

import hashlib
import json
import math
import re
from importlib.resources import files

import pytest
from streamlit.testing.v1 import AppTest

from sergiojax.ui.graph_editor import check_graph, graph_editor


def graph(**changes):
    """A valid graph of two genes and one interaction, with some fields replaced."""
    nodes = [
        {"id": "a", "name": "LacI", "x": 0, "y": 1.5, "attrs": {"decay": 0.8}},
        {"id": "b", "name": "TetR", "x": 9, "y": 0, "attrs": {}},
    ]
    edges = [{"source": "a", "target": "b", "strength": -3, "attrs": {}}]
    texts = [{"id": " 0", "text": "off\nstate", "x": 4, "y": -2.5}]
    return {"nodes": nodes, "edges": edges, "texts": texts} | changes


def node(**changes):
    return {"id": "a", "name": "LacI", "x": 0, "y": 0, "attrs": {}} | changes


def edge(**changes):
    return {"source": "a", "target": "b", "strength": 1, "attrs": {}} | changes


def test_a_valid_graph_passes_without_unknown_fields():
    sent = graph(seq=5, extra="x")
    assert check_graph(sent, max_nodes=2) == graph()


@pytest.mark.parametrize(
    ("value", "culprit"),
    [
        (None, "mapping"),
        ({"nodes": []}, "edges"),
        (graph(nodes=[node(id=7)]), "id must be text, not 7"),
        (graph(nodes=[node(name=" ")]), "name must be text"),
        (graph(nodes=[node(x=math.nan)]), "x must be a finite number, not nan"),
        (graph(nodes=[node(y=True)]), "y must be a finite number"),
        (graph(nodes=[node(attrs=None)]), "attrs must be a mapping"),
        (graph(nodes=[node(), node()]), "id 'a' occurs twice"),
        (graph(nodes=[node(), node(id="b")]), "gene name 'LacI' occurs twice"),
        (graph(texts=[{"id": "a", "text": "x", "x": 0, "y": 0}]), "id 'a' occurs twice"),
        (graph(texts=[{"id": "t", "text": "x" * 301, "x": 0, "y": 0}]), "may hold 300 characters"),
        (graph(texts=[{"id": "t", "text": " ", "x": 0, "y": 0}]), "text must be text"),
        (graph(texts=[{"id": "t", "text": "x", "x": None, "y": 0}]), "x must be a finite number"),
        (graph(edges=[edge(), edge()]), r"interaction \('a', 'b'\) occurs twice"),
        (graph(edges=[edge(target="z")]), "'a' → 'z' lacks a gene"),
        (graph(edges=[edge(strength="3")]), "strength must be a finite number"),
        (graph(nodes=[node(id=str(i), name=str(i)) for i in range(3)]), "may hold 2 items, but 3"),
    ],
)
def test_a_bad_graph_is_refused_with_its_culprit(value, culprit):
    with pytest.raises(ValueError, match=culprit):
        check_graph(value, max_nodes=2)


def test_a_graph_that_javascript_cannot_read_is_refused():
    with pytest.raises(ValueError, match="None for automatic"):
        graph_editor(
            graph(nodes=[node(attrs={"half_response": math.nan})], edges=[]),
            rev=1,
            key="canvas",
            on_change=lambda: None,
        )


def _page():
    import streamlit as st

    from sergiojax.ui.graph_editor import graph_editor, load_library

    load_library()
    shown = {"nodes": [], "edges": []}
    edited = graph_editor(shown, rev=7, key="canvas", on_change=lambda: None)
    st.text(edited and edited["seq"])


@pytest.mark.parametrize(("base_rev", "told"), [(7, "12"), (6, "None")])
def test_an_edit_made_on_an_old_graph_is_ignored(base_rev, told):
    page = AppTest.from_function(_page)
    page.session_state["canvas"] = {"graph": graph(seq=12, base_rev=base_rev)}
    page.run()
    assert not page.exception
    assert page.text[0].value == told


def _overview_page():
    from sergiojax.ui.graph_editor import network_overview

    network_overview(
        {"name": ["A", "B"], "x": [0, 9], "y": [1, 2], "source": [0], "target": [1], "sign": "-"},
        groups={"name": ["A", "B"], "level": [0, 1], "module": [0, 0]},
        rev=3,
        key="canvas",
        selected={"nodes": ["A"], "edges": [("A", "B")], "request": 1},
    )


def test_a_shown_network_travels_in_columns_with_what_python_points_at():
    page = AppTest.from_function(_overview_page, default_timeout=60).run()
    assert not page.exception
    data = json.loads(page.get("bidi_component")[0].proto.json)
    assert data["overview"]["name"] == ["A", "B"]
    assert data["groups"] == {"level": [0, 1], "module": [0, 0]}  # names are not said twice
    assert data["selected"] == {"nodes": ["A"], "edges": [["A", "B"]], "request": 1}
    assert data["read_only"]


def test_vendored_files_are_the_ones_their_table_names():
    vendor = files("sergiojax.ui.graph_editor") / "vendor"
    table = (vendor / "README.md").read_text(encoding="utf-8")
    for line in table.splitlines():
        row = re.match(r"\| `([\w.-]+)`.*`([0-9a-f]{64})` \|$", line)
        if row:
            content = (vendor / row[1]).read_bytes()
            assert hashlib.sha256(content).hexdigest() == row[2]
    assert table.count(".js`") >= 2
