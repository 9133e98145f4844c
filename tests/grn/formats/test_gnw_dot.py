"""DOT: GeneNetWeaver's two dialects, digraphs of people and programs, and back."""

import re

import igraph
import numpy as np
import pytest
from hypothesis import given, settings

from sergiojax.grn import GRN, Design, GRNFormatError, SourceFile, list_losses, read, read_files
from sergiojax.grn.formats import find_format
from tests.grn.networks import designs, edges_by_name, floats, to_text


def read_text(text: str | bytes, name: str = "net.dot", **options: object):
    content = text.encode() if isinstance(text, str) else text
    return read_files([SourceFile(name, content)], **options)


def signs(text: str) -> dict[tuple[str, str], float]:
    """Return the sign of every edge that has one."""
    found = [read_text(text, seed=seed)[0].grn for seed in range(8)]
    drawn = [edges_by_name(grn) for grn in found]
    return {
        pair: sign.pop()
        for pair in drawn[0]
        if len(sign := {float(np.sign(edges[pair][0])) for edges in drawn}) == 1
    }


# Of reference/simulators.md §8.1: genes, activating, repressing, of unknown sign, positions.
FILES = {
    "Ecoli_100_net1": (100, 68, 69, 7, 0),
    "Ecoli_100_net2": (100, 181, 60, 21, 100),
    "Yeast_400_net3": (400, 625, 532, 0, 0),
    "Ecoli_1200_net4": (1200, 1402, 1242, 158, 1200),
}


@pytest.mark.validate
@pytest.mark.parametrize("name", FILES)
def test_files_of_genenetweaver(shared_data, unchecked, name):  # for speed
    path = shared_data / "sergio" / "gnw" / f"{name}.dot"
    genes, up, down, unknown, placed = FILES[name]
    design, report = read(path)
    assert (design.grn.n_genes, design.grn.n_edges) == (genes, up + down + unknown)
    assert (len(design.positions), report.warnings, report.dropped) == (placed, (), ())
    values = re.findall(r'"(.*)" -> "(.*)" \[value="(.*)"\]', path.read_text())
    strengths = edges_by_name(design.grn)
    assert {(regulator, target) for regulator, target, _ in values} == strengths.keys()
    for regulator, target, value in values:
        assert value in {"+-", "?", "+" if strengths[regulator, target][0] > 0 else "-"}
    if unknown:
        assert report.assumed[0].startswith(f"The sign of {unknown} of")
    if name == "Ecoli_100_net2":
        assert design.positions["ppdC"] == (231, 158)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["net.gv", "net"])
@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "utf-16"])
def test_line_ends_and_encodings(end, name, mark):
    text = '# made\ndigraph "β" {\n\t"α" -> b [value="-"];\n}\n'.replace("\n", end).encode(mark)
    design, report = read_text(text, name)
    assert report.format == "DOT (GeneNetWeaver, Graphviz)"
    assert design.grn.gene_names == ("α", "b")
    assert design.grn.strength[0] < 0


@pytest.mark.parametrize(
    "text",
    [
        "digraph{a->b[value=+];b->a[value=-]}",
        "strict digraph g { a -> b [value=\"+\"] b -> a [value=\"-\"] }",
        "DIGRAPH { a:n -> b:p:s [sign=1]; b -> a [sign=-1, label=x] }",
        "digraph { // b -> c\n a -> b [label=\"+\"]; /* c -> d\n */ b -> a [label=\"-\"]\n# e\n}",
        "digraph { a -> b # why\n [interaction=activates]; b -> a [interaction=represses] }",
        "digraph { a -> b; b -> a [arrowhead=tee] }",
        "digraph { edge [arrowhead=tee] b -> a; edge [arrowhead=normal]; a -> b }",
        "digraph { a -> b [color=green]; b -> a [color=red] }",
        "digraph { a -> b [weight=2.5]; b -> a [weight=-1.5] }",
        "digraph { \"a\" -> \"b\" [value=\"+\"][style=bold]; b -> a [value=\"-\";style=bold;] }",
        "digraph { <a> -> b [value=\"+\"]; b -> a [value=\"-\", label=<<i>x</i>>] }",
        "digraph { \"\\\na\" -> b [value=\"+\"]; b -> \"\" + \"a\" [value=\"-\"] }",
    ],
)  # fmt: skip
def test_digraphs_as_people_write_them(text):
    assert signs(text) == {("a", "b"): 1, ("b", "a"): -1}


def test_chains_and_subgraphs():
    text = "digraph { a -> b -> c [value=+]; subgraph cluster_1 { d; e } -> {f g} [value=-] }"
    assert signs(text) == {
        ("a", "b"): 1, ("b", "c"): 1,
        ("d", "f"): -1, ("d", "g"): -1, ("e", "f"): -1, ("e", "g"): -1,
    }  # fmt: skip
    design, report = read_text(text)
    assert design.grn.gene_names == tuple("abcdefg")
    assert str(report.dropped[0]) == "net.dot: 2 subgraphs; their nodes and edges are read."


def test_defaults_of_a_subgraph_end_with_it():
    text = "digraph { edge [value=+]; { edge [value=-]; a -> b } c -> d; e -> f [value=-] }"
    assert signs(text) == {("a", "b"): -1, ("c", "d"): 1, ("e", "f"): -1}


def test_colours_and_unused_attributes_are_said():
    _, report = read_text("digraph { a [shape=box]; a -> b [color=green, style=dashed]; "
                          "b -> a [color=red, penwidth=2] }")  # fmt: skip
    assert str(report.warnings[0]) == (
        "net.dot: signs are read from colours: green activates, red represses. Check the signs."
    )
    assert list(map(str, report.dropped)) == [
        "net.dot: unused attributes of nodes: shape.",
        "net.dot: unused attributes of edges: style, penwidth.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "digraph { a -> b; b -> a }",
        "digraph { a -> b [value=?]; b -> a [value=\"+-\"] }",
        "digraph { a -> b [color=red]; b -> a [color=red] }",
        "digraph { a -> b [arrowhead=dot]; b -> a [arrowhead=normal] }",
    ],
)  # fmt: skip
def test_signs_are_not_invented(text):
    _, report = read_text(text)
    assert report.assumed[0].startswith("The sign of all 2 edges is unknown")


def test_other_arrowheads_say_nothing():
    text = "digraph { a -> b [arrowhead=dot]; b -> c [arrowhead=tee]; c -> d [arrowhead=vee] }"
    assert signs(text) == {("b", "c"): -1, ("c", "d"): 1}


def test_pairs_that_are_there_twice():
    design, report = read_text("digraph { a -> b [value=+]; a -> b [value=-] }")
    assert design.grn.n_edges == 1
    assert "both activation and repression are given for a → b" in str(report.warnings)


def test_labels_are_names():
    text = r'digraph { n1 [label="GATA1"]; n2 [label="\N"]; n3 [label="Pu\n1"]; n1 -> n2 -> n3 }'
    assert read_text(text)[0].grn.gene_names == ("GATA1", "n2", "Pu 1")


def test_positions():
    text = 'digraph { a [position="3,4.5"]; b [pos="3,4.5!"]; c [pos="x"]; d [pos="1,inf"]; e }'
    assert read_text(text)[0].positions == {"a": (3, 4.5), "b": (3, -4.5)}


def test_what_follows_the_graph_is_listed():
    _, report = read_text("digraph { a }\ndigraph { b }")
    assert str(report.dropped[0]) == (
        "net.dot, line 2: whatever follows the first graph is not read. Put it into a separate"
        " file."
    )


def test_files_of_igraph(tmp_path):
    graph = igraph.Graph([(0, 1), (1, 2)], directed=True)
    graph.vs["name"] = ["NF-kB", 'the "X"', "C\\D"]
    graph.es["sign"] = ["+", "-"]
    path = str(tmp_path / "net.dot")
    graph.write_dot(path)
    design, _ = read(path)
    assert design.grn.gene_names == ("NF-kB", 'the "X"', "C\\D")
    assert (design.grn.strength > 0).tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("graph { a -- b }", "net.dot: the edges have no direction, so it is unclear which gene"
         " regulates; save the network as a directed graph."),
        ("digraph { a -- b }", "net.dot, line 1: edges of a digraph must be written ->, but found"
         " '--'."),
        ("digraph {\na -> ; b }", "net.dot, line 2: the edge has no target: a node is expected"
         " after ->, but found ';'."),
        ("digraph {\na -> }", "net.dot, line 2: the edge has no target: a node is expected after"
         " ->, but found '}'."),
        ("digraph {\n-> a }", "net.dot, line 2: a node, an edge or } is expected, but found '->'."),
        ("digraph {\na [x=1\n", "net.dot, line 3: a name or a value is expected, but the file"
         " ends."),
        ("digraph {\na [=1]}", "net.dot, line 2: a name or a value is expected, but found '='."),
        ("digraph {\na", "net.dot, line 2: a node, an edge or } is expected, but the file ends."),
        ('digraph {\n"a', "net.dot, line 2: the quoted text never ends."),
        ("digraph {\n/* a", "net.dot, line 2: the comment that begins with /* never ends."),
        ("digraph {\n<a<b>", "net.dot, line 2: the text that begins with < never ends."),
        ("digraph {\na > b }", "net.dot, line 2: the character '>' has no meaning here."),
        ("digraph {\nnode = 3 }", "net.dot, line 2: node, edge and graph are names only if quoted,"
         " but found '='."),
        ("digraph {\nstrict }", "net.dot, line 2: a node, an edge or } is expected, but found"
         " 'strict'."),
        ("digraph {\nsubgraph a b }", "net.dot, line 2: { is expected, but found 'b'."),
        ("digraph {" + "{" * 101 + "}" * 102, "net.dot, line 1: subgraphs are nested more than 100"
         " deep; flatten them."),
        ("a -> b", "net.dot, line 1: a DOT file must begin with digraph, but found 'a'."),
        ('digraph { "" -> b }', "net.dot: The gene at position 0 has no name."),
        ("digraph { a -> b [weight=1e99] }", "net.dot, line 1: the weight is too large: 1e99."),
    ],
)  # fmt: skip
def test_wrong_files_are_explained(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text, format="gnw-dot")
    assert str(caught.value) == message


def test_too_much_is_refused_early(monkeypatch):
    names = " ".join(f"n{number}" for number in range(800))
    with pytest.raises(GRNFormatError, match="a network may have at most 500,000 edges"):
        read_text(f"digraph {{ {{{names}}} -> {{{names}}} }}")
    monkeypatch.setattr("sergiojax.grn.formats._dot_graph.MAX_GENES", 3)
    with pytest.raises(GRNFormatError, match="a network may have at most 3 nodes"):
        read_text("digraph { a b c d }")
    labels = ", ".join(f"edge{'_' * number}type=1" for number in range(11))
    with pytest.raises(GRNFormatError, match="more than 10 attributes for all edges"):
        read_text(f"digraph {{ edge [{labels}] }}")


def test_two_files_are_refused():
    files = [SourceFile(name, b"digraph {}") for name in ("a.dot", "b.dot")]
    with pytest.raises(GRNFormatError, match=r"b.dot: a DOT graph is one file, but 2 were given"):
        read_files(files, format="gnw-dot")


@pytest.mark.parametrize(
    "text", ["graph\n", "graph [\n]", "digraph,b\n", "{}", "\x00", '"', "", "<"]
)
def test_other_files_are_not_taken(text):
    assert not find_format("gnw-dot").sniff([SourceFile("a.txt", text.encode())])


@settings(max_examples=25)
@given(designs(coordinates=floats(-1e30, 1e30), min_genes=1))
def test_written_signs_and_positions_are_read_back(design):
    again, _ = read_text(to_text(design, "gnw-dot")["network.dot"])
    assert again.grn.gene_names == design.grn.gene_names
    assert again.positions == design.positions
    assert [again.grn.regulator.tolist(), again.grn.target.tolist()] == [
        design.grn.regulator.tolist(),
        design.grn.target.tolist(),
    ]
    negative = np.signbit(np.asarray(design.grn.strength))
    assert (np.signbit(np.asarray(again.grn.strength)) == negative).all()


def test_the_text_and_what_it_lacks():
    grn = GRN.from_edges([("A", 'B"\\', 2.0), ('B"\\', "A", -1.0)], basal_rates={}, logic="product")
    grn = grn.replace(hill_coefficient=4.0)
    design = Design(grn, {"A": (1.0, -2.5)}, notes="x")
    assert to_text(design, "gnw-dot")["network.dot"] == (
        'digraph "network" {\n\trankdir=LR;\n\t"A" [position="1,-2.5"];\n\t"B\\"\\\\";\n'
        '\t"A" -> "B\\"\\\\" [value="+"];\n\t"B\\"\\\\" -> "A" [value="-"];\n}\n'
    )
    assert list_losses(design, "gnw-dot") == (
        "Not written: strengths of 2 edges; only their signs are.",
        'Not written: product logic of A, B"\\.',
        "Not written: notes.",
    )
