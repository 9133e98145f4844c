"""GEXF: attributes by their titles, nested nodes, directions, places; files of networkx."""

import networkx as nx
import pytest

from sergiojax.grn import GRNFormatError, SourceFile, read, read_files
from tests.grn.formats.samples_models import SAMPLES
from tests.grn.networks import edges_by_name


def read_text(text: str):
    return read_files([SourceFile("net.gexf", text.encode())])


def test_attributes_directions_and_places():
    ((file,),) = SAMPLES["gexf"]
    design, report = read_files([SourceFile(*file)])
    assert report.format == "GEXF (Gephi)"
    assert design.grn.gene_names == ("A", "B", "C")
    assert {pair: k for pair, (k, *_) in edges_by_name(design.grn).items()} == {("A", "B"): -2.5}
    assert design.positions == {"A": (1, 2.5)}  # Gephi counts y upwards
    assert report.dropped[0].problem == "1 edge without a direction: n1 – n2."


def test_networks_of_networkx_are_read(tmp_path):
    graph = nx.DiGraph()
    graph.add_edge("A", "B", weight=2.5, interaction="activates")
    graph.add_edge("B", "Cä", weight=1.5, interaction="inhibits")
    nx.write_gexf(graph, tmp_path / "net.gexf")
    design, _ = read(tmp_path / "net.gexf")
    assert design.grn.strength.tolist() == [2.5, -1.5]
    assert design.grn.gene_names == ("A", "B", "Cä")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<gexf><graph/></gexf>", "net.gexf: the file holds no genes, so there is nothing to"
         " open."),
        ("<gexf/>", "net.gexf, line 1: this is XML, but holds no graph: it begins with <gexf>."),
        ("<gexf><graph>\n<nodes><node/></nodes></graph></gexf>", "net.gexf, line 2: <node> needs"
         " the attribute 'id'."),
        ("<gexf><graph><nodes><node id='A'/></nodes><edges><edge source='A' target='A'/></edges>"
         "</graph></gexf>", "net.gexf, line 1: the edges have no direction, so it is unclear which"
         " gene regulates; save the network as a directed graph."),
    ],
)  # fmt: skip
def test_wrong_files_are_explained(text, problem):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text)
    assert str(caught.value) == problem
