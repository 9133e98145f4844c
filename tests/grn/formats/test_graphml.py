"""GraphML: the dialects of five programs, attacks, and files that other programs open."""

import igraph
import networkx as nx
import pytest

from sergiojax.grn import GRN, GRNFormatError, SourceFile, read, read_files, to_files, write_files
from sergiojax.grn._design import Design
from tests.grn.networks import edges_by_name, to_text

# As GRNsight's own test data say them: genes, edges.
SAMPLES = {
    "demo/21-genes_31-edges_Schade-data_estimation_output.graphml": (21, 31),
    "demo/21-genes_31-edges_Schade-data_estimation_output_unweighted.graphml": (21, 31),
    "demo/21-genes_31-edges_Schade-data_input.graphml": (21, 31),
    "import-samples/4-gene_4-edge_Manual-Cytoscape_test-naming.graphml": (4, 4),
    "import-samples/4-node_4-edge_manual-yED.graphml": (4, 4),
    "import-samples/graph-with-yed-tags.graphml": (2, 1),
    "import-samples/hyper.graphml": (7, 1),
    "import-samples/nested.graphml": (11, 12),
}
GRN_AB = GRN.from_edges(
    [("A & <b>", "Bü", 1e-30), ("Bü", "A & <b>", -2.5)],
    basal_rates={"A & <b>": [1.0, 4.0]},
    half_response={("Bü", "A & <b>"): 1.5},
    cell_types=["stem", '"blood"'],
)


def graphml(body: str, head: str = "", default: str = "directed") -> str:
    return f'<graphml>{head}<graph edgedefault="{default}">{body}</graph></graphml>'


def read_text(text: str | bytes, name: str = "net.graphml"):
    content = text.encode() if isinstance(text, str) else text
    return read_files([SourceFile(name, content)])


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_of_grnsight_are_read(shared_data, name):
    design, report = read(shared_data / "grnsight" / name)
    assert (design.grn.n_genes, design.grn.n_edges) == SAMPLES[name]
    assert report.format == "GraphML"


def test_grnsight_weights_are_signed_strengths(shared_data):
    (name, *_) = SAMPLES
    design, report = read(shared_data / "grnsight" / name)
    edges = edges_by_name(design.grn)
    assert edges["AFT1", "AFT1"][0] == pytest.approx(-0.8965556776812159)
    assert [sentence.partition(" of ")[0] for sentence in report.assumed] == [
        "The basal rate b",
        "The Hill coefficient n",
    ]


def test_nested_graphs_are_laid_flat_and_hyperedges_left_out(shared_data):
    folder = shared_data / "grnsight" / "import-samples"
    nested, report = read(folder / "nested.graphml")
    assert "n6::n0::n0" in nested.grn.gene_names
    assert report.dropped[0].problem == ("3 groups of nodes: n5, n6, n6::n0. Their nodes are read.")
    _, report = read(folder / "hyper.graphml")
    assert report.dropped[0].problem == "3 hyperedges; only plain nodes and edges are read."


def test_cytoscape_names_come_first(shared_data):
    design, _ = read(
        shared_data / "grnsight/import-samples/4-gene_4-edge_Manual-Cytoscape_test-naming.graphml"
    )
    assert set(design.grn.gene_names) == {f"Gene{number}_name" for number in range(1, 5)}


def test_yed_labels_positions_and_arrows_are_read():
    text = graphml(
        """<node id="n0"><data key="d6"><y:ShapeNode>
             <y:Geometry height="30.0" width="40.0" x="100.0" y="-15.0"/>
             <y:NodeLabel>Gata1<y:LabelModel/></y:NodeLabel></y:ShapeNode></data><port name="p"/>
           </node>
           <node id="n1"/>
           <edge source="n0" target="n1"><data key="d10"><y:PolyLineEdge>
             <y:Arrows source="none" target="t_shape"/></y:PolyLineEdge></data></edge>
           <edge source="n1" target="n0"><data key="d10"><y:PolyLineEdge>
             <y:Arrows source="standard" target="none"/></y:PolyLineEdge></data></edge>""",
        head='<key for="node" id="d6" yfiles.type="nodegraphics"/>',
    ).replace("<graphml>", '<graphml xmlns:y="http://www.yworks.com/xml/graphml">')
    design, report = read_text(text)
    assert design.positions == {"Gata1": (120, 0)}
    strengths = {pair: values[0] for pair, values in edges_by_name(design.grn).items()}
    assert strengths["Gata1", "n1"] < 0 < strengths["n1", "Gata1"]
    assert report.warnings[0].problem == "1 edge drawn with the arrow at the source only."
    assert report.dropped[0].problem == "1 port; only plain nodes and edges are read."


def test_defaults_of_keys_hold_where_a_value_is_missing():
    head = """<key id="w" for="edge" attr.name="weight" attr.type="double"><default>-2</default>
              </key>"""
    body = """<node id="A"/><edge source="A" target="A"/>"""
    assert read_text(graphml(body, head))[0].grn.strength.tolist() == [-2]


def test_networks_of_networkx_are_read(tmp_path):
    graph = nx.DiGraph()
    graph.add_node("lone", x=1.5, y=2.0)
    graph.add_edge("A", "B", weight=2.5, interaction="activates")
    graph.add_edge("B", "Cä", weight=1.5, interaction="inhibits")
    nx.write_graphml(graph, tmp_path / "net.graphml")
    design, report = read(tmp_path / "net.graphml")
    assert design.grn.gene_names == ("lone", "A", "B", "Cä")
    assert design.grn.strength.tolist() == [2.5, -1.5]
    assert design.positions == {"lone": (1.5, 2)}
    assert report.warnings == ()


def test_networks_of_igraph_are_read(tmp_path):
    graph = igraph.Graph([(0, 1), (1, 1)], directed=True)
    graph.vs["name"] = ["A", "B"]
    graph.vs["decay"] = [0.5, float("nan")]
    graph.es["weight"] = [2.5, -1]
    graph.write_graphml(str(tmp_path / "net.xml"))
    design, report = read(tmp_path / "net.xml")
    assert design.grn.gene_names == ("A", "B")
    assert design.grn.strength.tolist() == [2.5, -1]
    assert "The decay rate λ of 1 of 2 genes is taken as 0.5." in report.assumed


def test_networkx_and_igraph_open_what_is_written(tmp_path):
    path = tmp_path / "net.graphml"
    design = Design(GRN_AB, {"Bü": (1.0, -2.0)})
    write_files(design, path)
    graph = nx.read_graphml(path)
    assert graph.is_directed()
    assert graph.edges["Bü", "A & <b>"] == {
        "interaction": "represses", "sign": -1, "strength": -2.5, "hill_coefficient": 2.0,
        "half_response": 1.5,
    }  # fmt: skip
    assert graph.nodes["A & <b>"]['basal_rate:"blood"'] == 4.0
    opened = igraph.Graph.Read_GraphML(str(path))
    assert opened.vs["name"] == ["A & <b>", "Bü"]
    assert opened.es["strength"] == [1e-30, -2.5]
    assert opened.vs["y"][1] == -2


def test_what_went_through_another_program_is_the_same(tmp_path):
    path = tmp_path / "net.graphml"
    write_files(GRN_AB, path)
    igraph.Graph.Read_GraphML(str(path)).write_graphml(str(path))
    by_igraph, _ = read(path)
    nx.write_graphml(nx.read_graphml(path), path)
    by_networkx, _ = read(path)
    for again in (by_igraph.grn, by_networkx.grn):
        assert edges_by_name(again) == edges_by_name(GRN_AB)
        assert again.cell_types == GRN_AB.cell_types


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding, end):
    declared = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{declared}"?>\n' + graphml('<node id="Grün"/>\n')
    design, _ = read_text(text.replace("\n", end).encode(encoding), "net.txt")
    assert design.grn.gene_names == ("Grün",)


def test_single_directions_overrule_the_graph():
    nodes = '<node id="A"/><node id="B"/>'
    edges = '<edge source="A" target="B" directed="true"/><edge source="B" target="A"/>'
    design, report = read_text(graphml(nodes + edges, default="undirected"))
    assert list(edges_by_name(design.grn)) == [("A", "B")]
    assert report.dropped[0].problem == "1 edge without a direction: B – A."


def test_a_second_graph_is_left_out():
    text = graphml('<node id="A"/>').replace("</graphml>", "<graph/></graphml>")
    assert read_text(text)[1].dropped[0].problem.startswith("1 graph; only plain")


BOMB = """<?xml version="1.0"?><!DOCTYPE graphml [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
<graphml><graph><node id="&b;"/></graph></graphml>"""
OUTSIDE = """<!DOCTYPE graphml\nSYSTEM "file:///etc/passwd"><graphml><graph>&a;</graph></graphml>"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BOMB, "net.graphml: the file has a DOCTYPE, which is not read for safety; delete it."),
        # A document type elsewhere, as GINsim names one, is skipped, and never looked at.
        (OUTSIDE, "net.graphml, line 2: this is not well-formed XML: undefined entity."),
        ("<graphml><graph/></graphml>", "net.graphml: the file holds no genes, so there is nothing"
         " to open."),
        ("<graphml><graph>\n<node></graph></graphml>", "net.graphml, line 2: this is not"
         " well-formed XML: mismatched tag."),
        ("<graphml><graph>&b;</graph></graphml>", "net.graphml, line 1: this is not well-formed"
         " XML: undefined entity."),
        ("<?xml version='1.0' encoding='nothing'?><graphml></graphml>", "net.graphml, line 1: this"
         " is not well-formed XML: unknown encoding: nothing."),
        ("<graphml>" + "<a>" * 20_000, "net.graphml, line 1: the XML is nested too deeply."),
        ("<graphml></graphml>", "net.graphml, line 1: this is XML, but holds no graph: it begins"
         " with <graphml>."),
        ("<html></html>", "net.graphml, line 1: this is XML, but holds no graph: it begins with"
         " <html>."),
        ("", "net.graphml: the file is empty."),
        ("A -> B", "net.graphml, line 1: this is not well-formed XML: syntax error."),
        (graphml("\n<node/>"), "net.graphml, line 2: <node> needs the attribute 'id'."),
        (graphml('<node id="A"/>\n<edge source="A"/>'), "net.graphml, line 2: <edge> needs the"
         " attribute 'target'."),
        (graphml('<node id="A"/><edge source="A" target="A"/>', default="undirected"),
         "net.graphml, line 1: the edges have no direction, so it is unclear which gene"
         " regulates; save the network as a directed graph."),
        (graphml('<node id="A"/>\n<node id="A"/>'), "net.graphml, line 2: the node id 'A' is"
         " already in use; ids must differ."),
        (graphml('<node id=" "/>'), "net.graphml: The gene at position 0 has no name."),
    ],
)  # fmt: skip
def test_wrong_files_are_named(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_files([SourceFile("net.graphml", text.encode())], format="graphml")
    assert str(caught.value) == message


def test_a_second_file_is_refused():
    files = [SourceFile(name, graphml("").encode()) for name in ("a.graphml", "b.graphml")]
    with pytest.raises(GRNFormatError, match=r"b.graphml: a GraphML graph is one file"):
        read_files(files, format="graphml")


def test_names_that_xml_does_not_have_are_refused_when_written():
    grn = GRN.from_edges([("A\ufffe", "B", 1.0)], basal_rates={})
    with pytest.raises(ValueError, match=r"cannot hold the name .* XML has no character U\+FFFE"):
        to_files(grn, "graphml")


def test_a_file_reads_well():
    lines = to_text(GRN.from_edges([("A", "B", 3.0)], basal_rates={}), "graphml")
    assert (
        '<edge source="A" target="B"><data key="edge0">activates</data>'
        in (lines["network.graphml"])
    )
