"""What all graph formats share: round trips, and what attributes and words mean."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sergiojax.grn import (
    GRN,
    Design,
    GRNFormatError,
    SourceFile,
    list_losses,
    read_files,
    to_files,
)
from tests.grn.networks import assert_same_network, designs, edges_by_name

NOT_IN_XML = {"\ufffe", "\uffff"}
FORMATS = ("graphml", "gml", "cyjs", "cx2")


def read_elements(nodes: str, edges: str = "", **options: object):
    """Read Cytoscape.js elements, the shortest of the formats to write by hand."""
    text = f'{{"elements": {{"nodes": [{nodes}], "edges": [{edges}]}}}}'
    return read_files([SourceFile("net.cyjs", text.encode())], **options)


def node(key: str, /, **attributes: object) -> str:
    return json.dumps({"data": {"id": key, **attributes}})


def edge(source: str, target: str, /, **attributes: object) -> str:
    return json.dumps({"data": {"source": source, "target": target, **attributes}})


def read_edges(*edges: dict[str, object]):
    """Read edges from A to B, from A to C and so on."""
    names = "BCDEFGHIJ"[: len(edges)]
    nodes = ", ".join(node(name) for name in "A" + names)
    pairs = zip(names, edges, strict=True)
    return read_elements(nodes, ", ".join(edge("A", name, **values) for name, values in pairs))


def problems(report) -> list[str]:
    return [finding.problem for finding in report.warnings]


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=15)
@given(designs(coordinates=st.floats(-1e9, 1e9), min_genes=1))
def test_designs_come_back_to_the_bit(name, design):
    if name == "graphml" and not NOT_IN_XML.isdisjoint(
        "".join((*design.grn.gene_names, *design.grn.cell_types))
    ):
        return
    files = to_files(design, name)
    again, report = read_files([SourceFile(file, content) for file, content in files.items()])
    assert_same_network(again.grn, design.grn.replace(strength_factor=None))
    assert again.positions == design.positions
    assert (report.assumed, report.dropped) == ((), ())
    assert {finding.problem for finding in report.warnings} <= {
        finding.problem for finding in report.warnings if "nothing" in finding.problem
    }
    assert len(list_losses(design, name)) == (
        (design.grn.strength_factor is not None)
        + bool(design.settings)
        + bool(design.notes)
        + bool(design.annotations)
    )
    assert to_files(again, name) == files


def test_what_no_graph_file_holds_is_listed():
    grn = GRN.from_edges([("A", "B", 1.0)], basal_rates={})
    grn = grn.replace(strength_factor=np.ones((1, 1)))
    for name in FORMATS:
        assert list_losses(Design(grn, settings={"a": 1}, notes="n"), name) == (
            "Not written: strengths by cell type.",
            "Not written: settings.",
            "Not written: notes.",
        )


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ({"name": "n", "shared name": "s", "label": "l"}, "n"),
        ({"shared_name": "s", "label": "l"}, "s"),
        ({"label": " two\nlines "}, "two lines"),
        ({"Gene Symbol": "Gata1"}, "Gata1"),
        ({"name": "", "SUID": 3}, "1"),
        ({"name": 53}, "53"),
    ],
)
def test_names_of_many_programs(attributes, name):
    design, _ = read_elements(node("1", **attributes))
    assert design.grn.gene_names == (name,)


def test_shared_names_are_replaced_by_ids():
    design, report = read_elements(f"{node('1', name='A')}, {node('2', name='A')}")
    assert design.grn.gene_names == ("1", "2")
    assert str(report.warnings[0]) == (
        "net.cyjs: names that several nodes share: A. These genes are named by their node ids."
    )


@pytest.mark.parametrize(
    ("attributes", "sign"),
    [
        ({"interaction": "activates"}, 1),
        ({"shared interaction": "inhibits"}, -1),
        ({"edge_type": "-|"}, -1),
        ({"regulation": "Repression"}, -1),
        ({"effect": -0.5}, -1),
        ({"sign": 1, "weight": 2.5}, 1),
        ({"sign": -1, "weight": 2.5}, -1),
        ({"interaction": "pd", "weight": -0.5}, -1),
        ({"interaction": "pd", "weight": 0.5}, 1),
        ({"arrow": "tee"}, -1),
        ({"target_arrow_shape": "T_Shape"}, -1),
        ({"strength": -3}, -1),
        ({"mor": "-1"}, -1),
    ],
)
def test_signs_of_many_programs(attributes, sign):
    design, report = read_edges(attributes)
    assert np.sign(design.grn.strength[0]) == sign
    assert not any("sign" in sentence for sentence in report.assumed)


def test_ordinary_arrows_activate_only_beside_blunt_ones():
    design, report = read_edges({"arrow": "standard"}, {"arrow": "t_shape"})
    assert np.sign(design.grn.strength).tolist() == [1, -1]
    assert not report.assumed[0].startswith("The sign")
    _, report = read_edges({"arrow": "standard"}, {"arrow": "standard"})
    assert report.assumed[0].startswith("The sign of all 2 edges is unknown")


def test_words_that_are_no_signs_are_listed():
    _, report = read_edges({"interaction": "pp"}, {"interaction": "pd"}, {"type": "?"})
    assert problems(report) == ["words on edges that mean neither activation nor repression: 'pp'."]
    assert report.assumed[0].startswith("The sign of all 3 edges is unknown")


def test_contradictions_are_drawn_and_said():
    _, report = read_edges({"interaction": "activates", "weight": -2}, {"sign": -1})
    assert problems(report) == ["both activation and repression are given for A → B."]
    assert report.assumed[0].startswith("The sign of 1 of 2 edges is unknown")
    _, report = read_edges({"sign": -1, "effect": "activation"})
    assert report.assumed[0].startswith("The sign of the only edge is unknown")


def test_weights_that_are_all_1_say_nothing():
    design, report = read_edges({"weight": 1}, {"weight": 1.0}, {})
    assert problems(report) == ["all weights are 1, so they only mark edges and are not strengths."]
    assert [sentence.partition(" of ")[0] for sentence in report.assumed[:2]] == [
        "The sign",
        "The strength |K|",
    ]
    assert design.grn.n_edges == 3


def test_weights_without_a_minus_are_doubtful():
    design, report = read_edges({"weight": 0.5}, {"weight": 2})
    assert design.grn.strength.tolist() == [0.5, 2]
    assert problems(report) == [
        "no weight is negative and signs are missing; these edges are taken to activate."
    ]


def test_importances_and_unknown_signs_have_no_sign():
    design, report = read_edges({"importance": 35.5}, {"sign": "?", "strength": 2})
    assert np.abs(design.grn.strength).tolist() == [35.5, 2]
    assert report.assumed[0].startswith("The sign of all 2 edges is unknown")


def test_parameters_are_read_and_gaps_assumed():
    design, report = read_elements(
        ", ".join(
            (
                node("A", **{"Basal Rate": 2, "Degradation rate": 0.5, "x": 1, "y": 2}),
                node("B", noiseAmplitude="0.25", logic="product", y=2),
            )
        ),
        edge("A", "B", strength=-2, hillCoefficient=4, half_response="auto", sign=-1),
    )
    grn = design.grn
    assert edges_by_name(grn) == {("A", "B"): (-2, 4, None)}
    assert grn.basal_rate.tolist() == [[2, 0]]
    assert grn.decay.tolist() == [0.5, 0.5]
    assert grn.noise_amplitude.tolist() == [0.25, 0.25]
    assert grn.product.tolist() == [False, True]
    assert design.positions == {"A": (1, 2)}
    assert report.assumed == (
        "The decay rate λ of 1 of 2 genes is taken as 0.5.",
        "The noise amplitude q of 1 of 2 genes is taken as 0.25.",
    )
    kinds = {kind: mask.tolist() for kind, mask in design.assumed.items()}
    assert kinds == {
        "half_response": [True],
        "decay": [False, True],
        "noise_amplitude": [True, False],
    }
    assert str(report.warnings[0]) == ("net.cyjs: genes without a basal rate: B. It is taken as 0.")


def test_rates_by_cell_type_name_the_types():
    nodes = ", ".join(
        (
            node("A", **{"basal_rate:stem": 1, "basal_rate:blood": 4}),
            node("B", **{"basal_rate:blood": 3, "basal_rate": 2}),
        )
    )
    design, _ = read_elements(nodes)
    assert design.grn.cell_types == ("stem", "blood")
    assert design.grn.basal_rate.tolist() == [[1, 2], [4, 3]]


def test_unused_attributes_and_strange_logic_are_listed():
    _, report = read_elements(node("A", color="red", logic="AND"), edge("A", "A", sign=1, pmid=3))
    assert [str(finding) for finding in report.warnings] == [
        "net.cyjs: logic that is not understood: and. These genes add their regulators up."
    ]
    assert [str(finding) for finding in report.dropped] == [
        "net.cyjs: unused attributes of nodes: color.",
        "net.cyjs: unused attributes of edges: pmid.",
    ]


def test_repeated_edges_are_merged_and_said():
    text = ", ".join((edge("A", "A", sign=1), edge("A", "A", sign=-1)))
    _, report = read_elements(node("A"), text)
    assert "both activation and repression are given for A → A." in problems(report)
    assert report.n_edges == 1


@pytest.mark.parametrize(
    ("nodes", "edges", "message"),
    [
        (node("A"), edge("A", "B"), "net.cyjs, edges[0]: the edge A → B needs the node 'B', which"
         " is not in the file."),
        (f"{node('A')}, {node('A')}", "", "net.cyjs, nodes[1]: the node id 'A' is already in use;"
         " ids must differ."),
        (node("A", decay="fast"), "", "net.cyjs, nodes[0]: the decay must be a number, but is"
         " 'fast'."),
        (node("A", basal_rate="1e50"), "", "net.cyjs, nodes[0]: the basal rate is too large:"
         " 1e50."),
        (node("A", decay=0), "", "net.cyjs: Decay rate λ must be positive and finite, but is 0 for"
         " gene A."),
        (node("A"), edge("A", "A", hill_coefficient=0), "net.cyjs, edges[0]: the hill coefficient"
         " must be positive, but is 0."),
        (node("A"), edge("A", "A", weight="heavy"), "net.cyjs, edges[0]: the weight must be a"
         " number, but is 'heavy'."),
        (node("A", name="x" * 201), "", "net.cyjs: The gene name 'xxxxxxxxxxxxxxxxxxxx'… is longer"
         " than 200 characters."),
    ],
)  # fmt: skip
def test_wrong_values_are_named_by_their_place(nodes, edges, message):
    with pytest.raises(GRNFormatError) as caught:
        read_elements(nodes, edges)
    assert str(caught.value) == message


def test_too_many_nodes_and_cell_types_are_refused_early(unchecked):
    with pytest.raises(
        GRNFormatError, match=r"may have at most 20,000 nodes, but this one has 20,001"
    ):
        read_elements(", ".join(node(str(number)) for number in range(20_001)))
    many = {f"basal_rate:{number}": 1 for number in range(1_001)}
    with pytest.raises(
        GRNFormatError, match="may have at most 1,000 cell types, but this one has 1,001"
    ):
        read_elements(node("A", **many))
