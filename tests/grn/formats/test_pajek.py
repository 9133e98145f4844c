"""Pajek's networks: vertices, arcs, lists, labels and places; files of networkx and igraph."""

import networkx as nx
import pytest

from sergiojax.grn import GRNFormatError, SourceFile, read, read_files
from tests.grn.formats.samples_models import SAMPLES
from tests.grn.networks import edges_by_name


def read_text(text: str):
    return read_files([SourceFile("net.net", text.encode())])


def strengths(design) -> dict:
    return {pair: k for pair, (k, *_) in edges_by_name(design.grn).items()}


def test_sections_labels_and_places():
    (file,) = SAMPLES["pajek"][0]
    design, report = read_files([SourceFile(*file)])
    assert report.format == "Pajek"
    assert design.grn.gene_names == ("Gata 1", "B", "C")
    found = strengths(design)
    assert (found["Gata 1", "B"], found["B", "C"]) == (2.5, -1)
    assert {("C", "Gata 1"), ("C", "B")} < set(found)
    assert design.positions == {"Gata 1": (100, 200), "B": (500, 500)}
    assert report.dropped[0].problem == "1 edge without a direction: 1 – 3."


def test_networks_of_networkx_are_read(tmp_path):
    graph = nx.DiGraph([("A", "B", {"weight": 2.5}), ("B", "two words", {"weight": -1.5})])
    nx.write_pajek(graph, tmp_path / "net.net")
    design, _ = read(tmp_path / "net.net")
    assert strengths(design) == {("A", "B"): 2.5, ("B", "two words"): -1.5}
    assert not design.positions  # all at 0, 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("*Vertices 2\n*Edges\n1 2\n", "net.net, line 3: the edges have no direction"),
        ("*Vertices 2\n*Matrix\n0 1\n1 0\n", "net.net, line 2: Pajek's matrices are not read; save"
         " the network there as arcs."),
        ("*Vertices many\n", "net.net, line 1: *Vertices needs their number, at most 20,000, but"
         " has 'many'."),
        ("*Vertices 99999999\n", "net.net, line 1: *Vertices needs their number"),
        ("*Vertices 1\n2 A\n", "net.net, line 2: the vertex '2' is not one of 1 to 1."),
        ("*Vertices 1\n*Arcs\n1\n", "net.net, line 3: an arc needs two vertices."),
        ("*Vertices 1\n*Arcs\n1 2\n", "needs the node '2', which is not in the file."),
        ("*Vertices 0\n", "net.net: the file holds no genes, so there is nothing to open."),
    ],
)  # fmt: skip
def test_wrong_files_are_explained(text, problem):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text)
    assert problem in str(caught.value)
