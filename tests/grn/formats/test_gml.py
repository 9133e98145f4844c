"""GML: three programs' dialects, a grammar with traps, and files that other programs open."""

import igraph
import networkx as nx
import pytest

from sergiojax.grn import GRN, Design, GRNFormatError, SourceFile, read, read_files, write_files
from sergiojax.grn.formats._gml_text import quote, write_real
from tests.grn.networks import edges_by_name, to_text

NODES = 'node [ id 0 label "A" ] node [ id 1 label "B" ]'
GRN_AB = GRN.from_edges(
    [('A & "b"', "Bü€", 1e-30), ("Bü€", "Bü€", -2.5)],
    basal_rates={"Bü€": [1.0, 4.0]},
    cell_types=["stem", "Blut;"],
)


def gml(body: str, directed: str = "directed 1") -> str:
    return f"graph [ {directed} {body} ]"


def read_text(text: str, name: str = "net.gml"):
    return read_files([SourceFile(name, text.encode())])


def test_networks_of_networkx_are_read(tmp_path):
    graph = nx.DiGraph(name="x")
    graph.add_node("lone", graphics={"x": 1.5, "y": 2.0})
    graph.add_edge("A", 'B"&ä', weight=-2.5)
    nx.write_gml(graph, tmp_path / "net.gml")
    design, report = read(tmp_path / "net.gml")
    assert design.grn.gene_names == ("lone", "A", 'B"&ä')
    assert design.grn.strength.tolist() == [-2.5]
    assert design.positions == {"lone": (1.5, 2)}
    assert report.dropped == ()


def test_networks_of_igraph_are_read(tmp_path):
    graph = igraph.Graph([(0, 1), (1, 1)], directed=True)
    graph.vs["name"] = ["A", 'B"&ä']
    graph.es["weight"] = [2.5, -1]
    graph.write_gml(str(tmp_path / "net.txt"))
    design, _ = read(tmp_path / "net.txt")
    assert edges_by_name(design.grn) == {
        ("A", 'B"&ä'): (2.5, 4, None),
        ('B"&ä',) * 2: (-1, 4, None),
    }


def test_undirected_networks_are_refused(tmp_path):
    nx.write_gml(nx.Graph([("A", "B")]), tmp_path / "nx.gml")
    igraph.Graph([(0, 1)]).write_gml(str(tmp_path / "igraph.gml"))
    for name in ("nx.gml", "igraph.gml"):
        with pytest.raises(GRNFormatError, match=r"have no direction.*'directed 1' in the graph"):
            read(tmp_path / name)


def test_cytoscape_does_not_say_that_its_networks_are_directed():
    text = """Creator "Cytoscape"
Version 1.0
graph\t[
\tnode\t[
\t\troot_index\t-1
\t\tid\t-1
\t\tgraphics\t[ x 30.5 y -10 w 35.0 type "ellipse" ]
\t\tlabel "A"
\t]
\tedge [ root_index -1 target -1 source -1 label "represses" graphics [ targetArrow "tee" ] ]
]
"""
    design, report = read_text(text)
    assert design.positions == {"A": (30.5, -10)}
    assert design.grn.strength[0] < 0
    assert report.warnings == ()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_comments_entities_and_line_ends(end):
    text = (
        f'# made by hand\nVersion 1\n{gml(NODES)}\n'.replace("B", "&#223;&#xE4;&quot;&alpha;&no;&")
        .replace("\n", end)
    )  # fmt: skip
    assert read_text(text)[0].grn.gene_names == ("A", 'ßä"α&no;&')


def test_other_lists_are_listed_as_not_used():
    text = gml('node [ id 0 label "A" LabelGraphics [ text "A" ] history [ born 1 ] ] style [ ]')
    assert read_text(text)[1].dropped[0].problem == ("unused attributes of nodes: history.")
    assert read_text(f"{gml(NODES)} graph [ ]")[1].dropped[0].problem == (
        "1 graph after the first one."
    )


def test_networkx_and_igraph_open_what_is_written(tmp_path):
    path = tmp_path / "net.gml"
    write_files(Design(GRN_AB, {"Bü€": (1e-7, -2.0)}), path)
    path.read_bytes().decode("ascii")
    graph = nx.read_gml(path)
    assert graph.is_directed()
    assert graph.nodes["Bü€"]["graphics"] == {"x": 1e-7, "y": -2}
    assert graph.nodes["Bü€"]["basalRate2"] == 4
    assert graph.edges["Bü€", "Bü€"]["strength"] == -2.5
    with pytest.warns(RuntimeWarning, match=r"ignored in GML|unknown entities"):
        opened = igraph.Graph.Read_GML(str(path))
    assert opened.vs["label"][0] == 'A & "b"'
    assert opened.es["sign"] == [1, -1]


def test_what_went_through_networkx_is_the_same(tmp_path):
    path = tmp_path / "net.gml"
    write_files(GRN_AB, path)
    nx.write_gml(nx.read_gml(path), path)
    again, _ = read(path)
    assert edges_by_name(again.grn) == edges_by_name(GRN_AB)
    assert again.grn.cell_types == GRN_AB.cell_types
    assert again.grn.basal_rate.tolist() == GRN_AB.basal_rate.tolist()


def test_numbered_rates_without_names_of_cell_types():
    design, _ = read_text(gml('node [ id 0 label "A" basalRate1 2.0 basalRate2 3.0 ]'))
    assert design.grn.cell_types == ("type_1", "type_2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f'graph [ {NODES}\nlabel "A', "net.gml, line 2: a quoted text never ends."),
        (f"graph [ {NODES}", "net.gml, line 1: the file ends in the middle of a list."),
        (f"{gml(NODES)}\n]", "net.gml, line 2: ']' has no '['."),
        (gml("\nnode [ id ]"), "net.gml, line 2: 'id' has no value."),
        (gml("\n[ ]"), "net.gml, line 2: a key is expected, but found '['."),
        (gml("12 13"), "net.gml, line 1: a key is expected, but found '12'."),
        ("graph " + "[ a " * 100, "net.gml, line 1: lists are nested too deeply."),
        ("Version 1", "net.gml: the file holds no graph: there is no 'graph ['."),
        (gml('\nnode [ label "A" ]'), "net.gml, line 2: the node or edge that begins here has no"
         " 'id'."),
        (gml(f"{NODES}\nedge [ source 0 ]"), "net.gml, line 2: the node or edge that begins here"
         " has no 'target'."),
        (gml(f"{NODES}\nedge [ source 0 target 7 ]"), "net.gml, line 2: the edge 0 → 7 needs the"
         " node '7', which is not in the file."),
        (gml(f"{NODES} edge [ source 0 target 1 ]", "directed 0"), "net.gml: the edges have no"
         " direction, so it is unclear which gene regulates; save the network as a directed"
         " graph. In GML this is the line 'directed 1' in the graph."),
        (gml(f"{NODES}\nedge [ source 0 target 1 weight NAN. ]"), "net.gml, line 2: the weight"
         " must be a number, but is 'NAN.'."),
    ],
)  # fmt: skip
def test_wrong_files_are_named(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_files([SourceFile("net.gml", text.encode())], format="gml")
    assert str(caught.value) == message


def test_a_second_file_is_refused():
    files = [SourceFile(name, gml("").encode()) for name in ("a.gml", "b.gml")]
    with pytest.raises(GRNFormatError, match=r"b.gml: a GML graph is one file"):
        read_files(files, format="gml")


def test_texts_and_numbers_are_written_as_gml_has_them():
    assert quote('a"&ß') == '"a&quot;&amp;&#223;"'
    assert [write_real(number) for number in (1.5, 1e-30, 2.5e30, -0.0)] == [
        "1.5", "1.0E-30", "2.5E+30", "-0.0",
    ]  # fmt: skip


def test_a_file_reads_well():
    grn = GRN.from_edges([("A", "A", 3.0)], basal_rates={"A": 1.0})
    assert (
        to_text(Design(grn, {"A": (1.0, 2.0)}), "gml")["network.gml"]
        == """\
Creator "sergiojax"
graph [
  directed 1
  cellTypes "[&quot;type_1&quot;]"
  node [
    id 0
    label "A"
    name "A"
    decay 0.8
    noiseAmplitude 1.0
    logic "sum"
    basalRate1 1.0
    graphics [
      x 1.0
      y 2.0
    ]
  ]
  edge [
    source 0
    target 0
    interaction "activates"
    sign 1
    strength 3.0
    hillCoefficient 2.0
  ]
]
"""
    )
