"""Cytoscape.js and node-link JSON: the dialects, the border to project files, and back."""

import json

import networkx as nx
import pytest

from sergiojax.grn import GRN, Design, GRNFormatError, SourceFile, read_files, to_files
from tests.grn.networks import edges_by_name, to_text


def read_json(document: object, name: str = "net.cyjs", **options: object):
    text = document if isinstance(document, str) else json.dumps(document)
    return read_files([SourceFile(name, text.encode())], **options)


EXPORT = {  # as Cytoscape 3.10 exports it
    "format_version": "1.0",
    "generated_by": "cytoscape-3.10.1",
    "target_cytoscapejs_version": "~2.1",
    "data": {"shared_name": "net", "name": "net", "SUID": 52, "__Annotations": []},
    "elements": {
        "nodes": [
            {"data": {"id": "62", "shared_name": "Gata1", "name": "Gata1", "SUID": 62},
             "position": {"x": -12.5, "y": 30.0}, "selected": False},
            {"data": {"id": "63", "shared_name": "PU.1", "name": "PU.1", "SUID": 63},
             "position": {"x": 100, "y": 30.0}, "selected": False},
        ],
        "edges": [
            {"data": {"id": "64", "source": "62", "target": "63", "shared_name": "Gata1 (inhibits)",
                      "shared_interaction": "inhibits", "interaction": "inhibits", "weight": 2.5},
             "selected": False},
        ],
    },
}  # fmt: skip


@pytest.mark.parametrize("name", ["net.cyjs", "net.json", "net"])
def test_exports_of_cytoscape_are_read(name):
    design, report = read_json(EXPORT, name)
    assert report.format == "Cytoscape.js JSON"
    assert edges_by_name(design.grn) == {("Gata1", "PU.1"): (-2.5, 4, None)}
    assert design.positions == {"Gata1": (-12.5, 30), "PU.1": (100, 30)}
    assert report.dropped[0].problem == "unused attributes of nodes: SUID."


FLAT = [
    {"group": "nodes", "data": {"id": "A"}},
    {"data": {"id": "B", "parent": "box"}},
    {"data": {"id": "box"}},
    {"data": {"id": "e", "source": "A", "target": "B", "sign": -1}},
]


@pytest.mark.parametrize("document", [FLAT, {"elements": FLAT}, {"style": [], "elements": FLAT}])
def test_elements_may_stand_in_one_list(document):
    design, report = read_json(document, "net.json")
    assert design.grn.gene_names == ("A", "B")
    assert design.grn.strength[0] < 0
    assert report.dropped[0].problem == "1 group of nodes: box. Their nodes are read."


def test_networks_of_networkx_are_read():
    graph = nx.DiGraph()
    graph.add_edge("A", "B", weight=-2.0)
    graph.add_edge("B", 7, weight=3.0)
    expected = {("A", "B"): (-2, 4, None), ("B", "7"): (3, 4, None)}
    for document in (
        nx.node_link_data(graph, edges="edges"),
        nx.node_link_data(graph, edges="links"),
        nx.cytoscape_data(graph),
    ):
        assert edges_by_name(read_json(document, "net.json")[0].grn) == expected
    with pytest.raises(GRNFormatError, match="the edges have no direction"):
        read_json(nx.node_link_data(graph.to_undirected(), edges="edges"), "net.json")


def test_what_is_written_is_what_cytoscape_exports():
    grn = GRN.from_edges([("A", "ß", -3.0)], basal_rates={"A": 1.0})
    text = to_text(Design(grn, {"A": (1.0, 2.0)}), "cyjs")["network.cyjs"]
    document = json.loads(text)
    assert document.keys() < EXPORT.keys()
    data = document["elements"]["edges"][0]["data"]
    assert (data["source"], data["target"], data["strength"]) == ("A", "ß", -3)
    assert document["elements"]["nodes"][0]["position"] == {"x": 1, "y": 2}


def test_project_files_stay_project_files():
    grn = GRN.from_edges([("A", "B", 1.0)], basal_rates={})
    design = Design(grn, settings={"elements": [], "nodes": [], "edges": []})
    (content,) = to_files(design, "project").values()
    _, report = read_files([SourceFile("net.cyjs", content)])
    assert report.format == "sergiojax project (JSON)"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"elements": {"nodes": [', "net.cyjs, line 1: this is not valid JSON: Expecting value."),
        ('{"elements": {"edges": []}}', "net.cyjs: this is JSON, but not a graph: there is no"
         " array of 'nodes'."),
        ('{"elements": {"nodes": {}}}', "net.cyjs, nodes: must be an array."),
        ('{"elements": [1]}', "net.cyjs, elements[0]: must be an object."),
        ('{"elements": {"nodes": [{"data": {"id": [1]}}]}}', "net.cyjs, nodes[0].id: must be a text"
         " or a number."),
        ('{"elements": {"nodes": [{"data": 3}]}}', "net.cyjs, nodes[0].id: must be a text or a"
         " number."),
        ('{"elements": [{"data": {"source": "A"}}]}', "net.cyjs, elements[0].target: must be a text"
         " or a number."),
        ('{"elements": {"nodes": [{"data": {"id": "\\ud800"}}]}}', "net.cyjs: a text contains half"
         " of a Unicode character (a lone surrogate)."),
        ('{"elements": ' + "[" * 100_000, "net.cyjs: the JSON is nested too deeply."),
        ('{"elements": {"nodes": [{"data": {"id": "A", "decay": true}}]}}', "net.cyjs, nodes[0]:"
         " the decay must be a number, but is 'true'."),
    ],
)  # fmt: skip
def test_wrong_files_are_named(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_json(text)
    assert str(caught.value) == message


def test_a_second_file_is_refused():
    files = [SourceFile(name, b'{"elements": []}') for name in ("a.cyjs", "b.cyjs")]
    with pytest.raises(GRNFormatError, match=r"b.cyjs: a Cytoscape.js graph is one file"):
        read_files(files, format="cyjs")


@pytest.mark.parametrize(
    "text",
    [
        '{"nodes": [{"id": 1, "label": "A"}, {"id": 2, "label": "B"}],'  # vis.js
        ' "edges": [{"from": 1, "to": 2, "weight": -2.5}]}',
        '{"nodes": [{"key": "1", "attributes": {"label": "A"}}, {"key": "2", "attributes": {"label"'
        ': "B"}}], "edges": [{"source": "1", "target": "2", "attributes": {"weight": -2.5}}]}',
        '{"nodes": [{"name": "A"}, {"name": "B"}],'
        ' "links": [{"source": 0, "target": 1, "weight": -2.5}]}',
    ],
    ids=["vis.js", "Graphology", "D3 v3"],
)
def test_other_programs_of_the_web(text):
    design, report = read_files([SourceFile("net.json", text.encode())])
    assert design.grn.gene_names == ("A", "B")
    assert design.grn.strength.tolist() == [-2.5]
    assert not report.dropped
