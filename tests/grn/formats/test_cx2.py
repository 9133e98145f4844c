"""CX2 and CX: short names, defaults, fragments, and back."""

import json

import pytest

from sergiojax.grn import GRN, Design, GRNFormatError, SourceFile, read_files
from tests.grn.networks import edges_by_name, to_text

CX2 = [
    {"CXVersion": "2.0", "hasFragments": True},
    {"metaData": [{"name": "nodes", "elementCount": 2}]},
    {"attributeDeclarations": [{
        "networkAttributes": {"cell_types": {"d": "list_of_string"}},
        "nodes": {"name": {"a": "n", "d": "string"}, "decay": {"d": "double", "v": 0.5}},
        "edges": {"interaction": {"a": "i"}, "weight": {"d": "double"}},
    }]},
    {"networkAttributes": [{"name": "net"}, {"cell_types": ["stem"]}]},
    {"nodes": [{"id": 10, "x": 1.5, "y": -2, "z": 0, "v": {"n": "A", "decay": 0.25}}]},
    {"nodes": [{"id": 11, "v": {"n": "B"}}]},
    {"edges": [{"id": 0, "s": 10, "t": 11, "v": {"i": "represses", "weight": 3}}]},
    {"visualProperties": [{"default": {}}]},
    {"status": [{"success": True}]},
]  # fmt: skip

CX = [
    {"numberVerification": [{"longNumber": 281474976710655}]},
    {"metaData": []},
    {"networkAttributes": [{"n": "name", "v": "net"}, {"n": "cell_types", "v": ["stem"]}]},
    {"nodes": [{"@id": 1, "n": "A"}, {"@id": 2, "n": "x"}, {"@id": 3}]},
    {"edges": [{"@id": 7, "s": 1, "t": 2, "i": "activates"}]},
    {
        "nodeAttributes": [
            {"po": 2, "n": "name", "v": "B"},
            {"po": [1, 2], "n": "decay", "v": "0.5"},
        ]
    },
    {"edgeAttributes": [{"po": 7, "n": "weight", "v": "1.5", "d": "double"}]},
    {"cartesianLayout": [{"node": 1, "x": 1.0, "y": 2.0}]},
]


def read_json(document: object, name: str = "net.cx2"):
    text = document if isinstance(document, str) else json.dumps(document)
    return read_files([SourceFile(name, text.encode())])


@pytest.mark.parametrize("name", ["net.cx2", "net.json", "net"])
def test_short_names_defaults_and_fragments_are_understood(name):
    design, report = read_json(CX2, name)
    assert report.format == "CX2 (Cytoscape, NDEx)"
    assert edges_by_name(design.grn) == {("A", "B"): (-3, 4, None)}
    assert design.grn.decay.tolist() == [0.25, 0.5]
    assert design.grn.cell_types == ("stem",)
    assert design.positions == {"A": (1.5, -2)}
    assert (report.warnings, report.dropped) == ((), ())


def test_the_forerunner_is_read():
    design, _ = read_json(CX, "net.cx")
    assert design.grn.gene_names == ("A", "B", "3")
    assert edges_by_name(design.grn) == {("A", "B"): (1.5, 4, None)}
    assert design.grn.decay[:2].tolist() == [0.5, 0.5]
    assert design.positions == {"A": (1, 2)}


def test_what_is_written_follows_the_specification():
    grn = GRN.from_edges([("A", "B", -3.0)], basal_rates={"A": 1.0})
    document = json.loads(to_text(Design(grn, {"A": (1.0, 2.0)}), "cx2")["network.cx2"])
    assert document[0] == {"CXVersion": "2.0", "hasFragments": False}
    assert document[-1] == {"status": [{"success": True}]}
    aspects = {name: value for part in document for name, value in part.items()}
    assert {item["name"]: item["elementCount"] for item in aspects["metaData"]} == {
        name: len(aspects[name])
        for name in ("attributeDeclarations", "networkAttributes", "nodes", "edges")
    }
    (declared,) = aspects["attributeDeclarations"]
    assert declared["edges"]["sign"] == {"d": "integer"}
    assert set(aspects["nodes"][0]["v"]) <= set(declared["nodes"])
    assert aspects["nodes"][0]["x"] == 1
    assert aspects["edges"][0] == {
        "id": 0, "s": 0, "t": 1,
        "v": {"interaction": "represses", "sign": -1, "strength": -3.0, "hill_coefficient": 2.0},
    }  # fmt: skip


START = '[{"CXVersion": "2.0", "hasFragments": false}'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (START, "net.cx2, line 1: this is not valid JSON: Expecting ',' delimiter."),
        (f"{START}]", "net.cx2: this is JSON, but not a network: it has no 'nodes'."),
        (f"{START}, 3]", "net.cx2, fragments[1]: must be an object."),
        (START + ', {"nodes": [1]}]', "net.cx2, nodes[0]: must be an object."),
        (START + ', {"nodes": [{"v": {}}]}]', "net.cx2, nodes[0].id: must be a text or a number."),
        (START + ', {"nodes": [{"id": 1}]}, {"edges": [{"s": 1}]}]', "net.cx2, edges[0].t: must be"
         " a text or a number."),
        (START + ', {"nodes": [{"id": 1}]}, {"edges": [{"s": 1, "t": 2}]}]', "net.cx2, edges[0]:"
         " the edge 1 → 2 needs the node '2', which is not in the file."),
    ],
)  # fmt: skip
def test_wrong_files_are_named(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_json(text)
    assert str(caught.value) == message


def test_odd_types_do_no_harm():
    text = (
        '[{"numberVerification": []}, {"nodes": [{"@id": 1}]}, {"networkAttributes": [{"n": [], "v"'
        ': 1}]}, {"nodeAttributes": [{"po": {}, "n": null, "v": {}}]}, {"cartesianLayout": [{}]}]'
    )
    assert read_json(text)[0].grn.gene_names == ("1",)
    odd = [*CX2[:2], {"attributeDeclarations": [{"nodes": 3, "edges": {"a": 1}}]}, *CX2[3:]]
    assert read_json(odd)[0].grn.n_genes == 2
