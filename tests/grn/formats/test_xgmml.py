"""XGMML: attributes, the relation in a label, arrows, groups and directions."""

import pytest

from sergiojax.grn import GRNFormatError, SourceFile, read_files
from tests.grn.formats.samples_models import SAMPLES
from tests.grn.networks import edges_by_name


def read_text(text: str):
    return read_files([SourceFile("net.xgmml", text.encode())])


def strengths(design) -> dict:
    return {pair: k for pair, (k, *_) in edges_by_name(design.grn).items()}


def test_attributes_and_the_relation_in_a_label():
    ((file,),) = SAMPLES["xgmml"]
    design, report = read_files([SourceFile(*file)])
    assert report.format == "XGMML (Cytoscape)"
    assert strengths(design) == {("A", "B"): -2}
    assert design.positions == {"A": (1, 2)}


def test_groups_are_laid_flat_and_arrows_are_signs():
    arrow = '<graphics><att name="EDGE_TARGET_ARROW_SHAPE" value="{}"/></graphics>'
    design, report = read_text(
        '<graph><node id="g" label="G"><att><graph><node id="1" label="A"/>'
        '<node id="2" label="B"/></graph></att></node><node xlink:href="#1" xmlns:xlink="x"/>'
        f'<edge source="1" target="2">{arrow.format("T")}</edge>'
        f'<edge source="2" target="1">{arrow.format("DELTA")}</edge></graph>'
    )
    assert design.grn.gene_names == ("A", "B")
    assert strengths(design)["A", "B"] < 0 < strengths(design)["B", "A"]
    assert report.dropped[0].problem == "1 group of nodes: g. Their nodes are read."


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<graph/>", "net.xgmml: the file holds no genes, so there is nothing to open."),
        ('<graph directed="0"><node id="A"/><edge source="A" target="A"/></graph>',
         "net.xgmml, line 1: the edges have no direction"),
        ('<graph>\n<node id="A"/><edge source="A"/></graph>', "net.xgmml, line 2: <edge> needs the"
         " attribute 'target'."),
        ('<graph><node id="A"/><edge source="A" target="B"/></graph>', "needs the node 'B', which"
         " is not in the file."),
    ],
)  # fmt: skip
def test_wrong_files_are_explained(text, problem):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text)
    assert problem in str(caught.value)
