"""Files of other programs are named, with the way out, and never open as networks."""

import gzip
import zlib

import pytest

from sergiojax.grn import GRNFormatError, SourceFile, read_files
from sergiojax.grn.formats._foreign_kinds import ARCHIVES, HEADERS, XML_ROOTS
from tests.grn.formats.samples_models import archive

STRING = "protein1 protein2 combined_score\n9606.P1 9606.P2 999\n"
WGCNA = (
    "fromNode\ttoNode\tweight\tdirection\tfromAltName\ttoAltName\nA\tB\t.1\tundirected\tNA\tNA\n"
)
KGML = """<?xml version="1.0"?>
<!DOCTYPE pathway SYSTEM "https://www.kegg.jp/kegg/xml/KGML_v0.7.2_.dtd">
<!-- Creation date: Sep 1, 2020 -->
<pathway name="path:hsa04110" org="hsa"><entry id="1" name="hsa:1029" type="gene"/></pathway>"""


def refusal(name: str, content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    with pytest.raises(GRNFormatError) as caught:
        read_files([SourceFile(name, data)])
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", STRING, ["STRING", "undirected", "DoRothEA"]),
        ("a.tsv", "#node1\tnode2\tnode1_id\tcombined_score\nA\tB\t1\t0.9\n", ["STRING"]),
        ("a.csv", STRING.replace(" ", ","), ["STRING", "undirected"]),
        ("a.txt", WGCNA, ["WGCNA", "undirected"]),
        ("a.txt", "Gene 1\tGene 2\tWeight\tNetwork group\nA\tB\t.1\tx\n", ["GeneMANIA"]),
        ("a.txt", "#BioGRID Interaction ID\tOfficial Symbol Interactor A\tOfficial Symbol "
         "Interactor B\n1\tA\tB\n", ["BioGRID", "undirected"]),
        ("a.txt", "#ID(s) interactor A\tID(s) interactor B\tx\nA\tB\tc\n", ["PSI-MI", "direct"]),
        ("ics.txt", "Genes\tValues\n['g1']\t[1]\n", ["BoolODE's initial conditions", "rules"]),
        ("a.tsv", "tf_target\tprob\nSOX2—NANOG\t0.9\n", ["ANANSE"]),
        ("a.tsv", "factor\tinfluence_score\tfactor_fc\nSOX2\t0.9\t3\n", ["ANANSE"]),
        ("a.xml", KGML, ["KEGG", "Cytoscape"]),
        ("a.owl", '<rdf:RDF xmlns:bp="http://www.biopax.org/release/biopax-level3.owl#"/>',
         ["BioPAX", "SIF"]),
        ("a.gpml", '<Pathway xmlns="http://pathvisio.org/GPML/2013a"/>', ["WikiPathways"]),
        ("a.html", "<!DOCTYPE html><html><p>A,B</p></html>", ["web page"]),
        ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>', ["SVG picture"]),
        ("a.xml", "<other a='b'/>", ["begins with <other>", "GraphML", "SBML-qual"]),
        ("a.ant", "// a model\nmodel toy()\n  A -> B; k*A;\nend\n", ["Antimony", "GraphML"]),
        ("a.mtx", "%%MatrixMarket matrix coordinate\n1 1 1\n", ["cells", "Cells page"]),
        ("a.fa", ">seq1\nACGTACGTACGTACGTACGTACGT\n", ["sequences"]),
        ("a.aeon", "A -> B\n$B: A\n", ["AEON", "SBML-qual"]),
        ("a.py", "import numpy\n", ["program in Python"]),
        ("a.gmt", "SET\tdesc\tA\tB\n", ["gene sets"]),
        ("a.cys", archive({"CytoscapeSession-1/cysession.xml": b"<a/>",
          "CytoscapeSession-1/networks/1.xgmml": b"<graph/>"}), ["Cytoscape", "File > Export"]),
        ("a.docx", archive({"[Content_Types].xml": b"", "word/document.xml": b""}), ["Word"]),
        ("a.ods", archive({"mimetype": b"", "content.xml": b""}), ["LibreOffice", ".xlsx"]),
        ("a.npz", archive({"arr_0.npy": b""}), ["NumPy", "to_csv"]),
        ("a.zip", archive({"net.csv": b"A,B\n"}), ["zip archive", "unpack it"]),
        ("a.rds", gzip.compress(b"X\n\x00\x00", mtime=0), ["object of R", "write.csv"]),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1", [".xls", "save the table as .xlsx"]),
        ("a.pdf", b"%PDF-1.7", ["PDF", "spreadsheet"]),
    ],
)  # fmt: skip
def test_files_are_named_with_the_way_out(name, content, words):
    said = refusal(name, content)
    assert all(word in said for word in words), said
    assert "number of regulators" not in said


def test_an_unknown_text_is_called_nothing_else():
    assert refusal("notes.txt", "Dear all\nplease find the genes below.\n\nBest\n") == (
        "notes.txt: this text is not in a known network format: it begins with 'Dear all'. A"
        " table needs one line per edge and a header such as regulator, target, sign; rules are"
        " lines such as A = B and not C."
    )


def test_numbers_in_a_text_are_still_sergios():
    assert "so it needs 6 fields" in refusal("targets.txt", "1,2,0,-2.5\n")


def test_a_gene_may_be_called_as_a_program():
    design, _ = read_files([SourceFile("a.csv", b"regulator,target\nSTRING,prob\nprob,genes\n")])
    assert design.grn.gene_names == ("STRING", "prob", "genes")


def test_two_names_among_others_are_not_a_program():
    text = b"regulator\ttarget\tgenes\tvalues\nA\tB\tx\t1\n"
    assert read_files([SourceFile("a.tsv", text)])[0].grn.gene_names == ("A", "B")


def test_every_kind_ends_its_sentence():
    kinds = [kind for *_, kind in (*ARCHIVES, *HEADERS)] + list(XML_ROOTS.values())
    for kind in kinds:
        assert kind.what[0] != " " and not kind.what.endswith("."), kind  # noqa: PT018
        assert kind.fix.endswith("."), kind


def test_a_broken_gzip_is_still_one():
    content = gzip.compress(b"abc")[:12] + zlib.compress(b"x")
    assert "gzip archive" in refusal("a.gz", content)
