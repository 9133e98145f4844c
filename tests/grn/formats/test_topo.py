"""RACIPE's circuits: types, headers, separators and quotes, and back."""

import numpy as np
import pytest
from hypothesis import given, settings

from sergiojax.grn import GRN, GRNFormatError, SourceFile, list_losses, read_files
from tests.grn.networks import edges_by_name, networks, to_text

TOGGLE = "Source Target Type\nA B 2\nB A 2\nA A 1\n"


def read_text(text: str | bytes, name: str = "net.topo", **options: object):
    content = text.encode() if isinstance(text, str) else text
    return read_files([SourceFile(name, content)], **options)


def signs_of(grn: GRN) -> dict[tuple[str, str], bool]:
    return {pair: bool(np.signbit(k)) for pair, (k, *_) in edges_by_name(grn).items()}


TOGGLE_SIGNS = {("A", "B"): True, ("B", "A"): True, ("A", "A"): False}


@pytest.mark.parametrize("blank", [" ", "\t", "   ", ",", " , "])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["net.tpo", "net"])
def test_separators_and_line_ends(blank, end, name):
    text = TOGGLE.replace(" ", blank).replace("\n", end)
    design, report = read_text(text, name)
    assert report.format == "RACIPE's circuit file"
    assert signs_of(design.grn) == TOGGLE_SIGNS
    assert (report.warnings, report.dropped) == ((), ())


@pytest.mark.parametrize(
    "header", ["", "SOURCE TARGET TYPE\n", '"Source" "Target" "Type"\n', "# x\n"]
)
@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "utf-16"])
def test_headers_quotes_and_encodings(header, quote, mark):
    rows = "".join(f"{quote}A{quote} {quote}B{quote} {code}\n" for code in "2")
    design, _ = read_text((header + rows).encode(mark))
    assert signs_of(design.grn) == {("A", "B"): True}


def test_blanks_and_tabs_may_be_mixed():
    design, _ = read_text("Source Target Type\nA\tB\t1.0\n B  C 2 \n")
    assert signs_of(design.grn) == {("A", "B"): False, ("B", "C"): True}


def test_types_of_sracipe_that_are_no_regulation_of_production_are_listed():
    design, report = read_text("Source Target Type\nA B 1\nB A 3\nA C 4\nC A 5\nC B 6\nC C 6\n")
    assert signs_of(design.grn) == {("A", "B"): False}
    assert design.grn.gene_names == ("A", "B", "C")
    assert list(map(str, report.dropped)) == [
        f"net.topo: {edges}. Only regulated production can be simulated."
        for edges in (
            "1 edge of type 3, inhibition of degradation: B → A",
            "1 edge of type 4, activation of degradation: A → C",
            "1 edge of type 5, activation by signalling: C → A",
            "2 edges of type 6, inhibition by signalling: C → B, C → C",
        )
    ]


def test_pairs_that_are_there_twice():
    _, report = read_text("Source Target Type\nA B 1\nA B 2\n")
    assert "1 edge between pairs that already have one: A → B" in str(report.warnings[0])
    assert "both activation and repression are given for A → B" in str(report.warnings[1])


def test_numeric_ids_are_ordered_by_number():
    assert read_text("Source Target Type\n10 2 1\n1 2 2\n")[0].grn.gene_names == ("1", "2", "10")


TYPES = "the type must be 1 for activation or 2 for inhibition, or one of sRACIPE's 3 to 6"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Source Target Type\nA B 7\n", f"net.topo, line 2: {TYPES}, but is '7'."),
        ("Source Target Type\nA B -1\n", f"net.topo, line 2: {TYPES}, but is '-1'."),
        ("A B -1\n", f"net.topo, line 1: {TYPES}, but is '-1'."),
        ("A B 1\nSource Target Type\n", f"net.topo, line 2: {TYPES}, but is 'Type'."),
        ("Source Target Type\nA B\n", "net.topo, line 2: a line must be source, target and"
         " type, but this one is 'A B'."),
        ("Source Target Type\nA B C 1\n", "net.topo, line 2: a line must be source, target and"
         " type, but this one is 'A B C 1'."),
        ("Source Target Type\n,B,1\n", "net.topo, line 2: a line must be source, target and"
         " type, but this one is ',B,1'."),
        ("Source Target Type\n", "net.topo: the file has a header, but no edges."),
    ],
)  # fmt: skip
def test_bad_lines_are_named(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text)
    assert str(caught.value) == message


def test_two_files_are_refused():
    files = [SourceFile(name, TOGGLE.encode()) for name in ("a.topo", "b.topo")]
    with pytest.raises(GRNFormatError, match=r"b.topo: a RACIPE circuit is one file"):
        read_files(files, format="topo")


def test_too_many_edges_are_refused_early(monkeypatch):
    monkeypatch.setattr("sergiojax.grn.formats._lines.MAX_EDGES", 3)
    with pytest.raises(
        GRNFormatError, match="line 5: a network may have at most 3 edges, but this file"
    ):
        read_text("A B 1\n" * 10)


@pytest.mark.parametrize(
    "text", ["source,target,type\nA,B,-1\n", "source\ttarget\ttype\nA\tB\tactivation\n"]
)
def test_edge_lists_are_not_taken(text):
    assert "Edge list" in read_text(text, "net.csv")[1].format


@settings(max_examples=25)
@given(networks(min_edges=1))
def test_written_signs_are_read_back(grn):
    if any(set(name) & set("\"',;#\ufeff") or len(name.split()) > 1 for name in grn.gene_names):
        with pytest.raises(ValueError, match="RACIPE cannot hold the gene name"):
            to_text(grn, "topo")
        return
    again = read_text(to_text(grn, "topo")["network.topo"])[0].grn
    losses = " ".join(list_losses(grn, "topo"))
    assert signs_of(again) == signs_of(grn)
    assert again.gene_names == grn.gene_names or "order" in losses or "without edges" in losses


def test_the_text_and_what_it_lacks():
    grn = GRN.from_edges([("A", "B", 2.0), ("B", "A", -1.0)], basal_rates={"C": 1.0})
    grn = grn.replace(hill_coefficient=4.0)
    assert to_text(grn, "topo")["network.topo"] == "Source\tTarget\tType\nA\tB\t1\nB\tA\t2\n"
    assert list_losses(grn, "topo") == (
        "Not written: strengths of 2 edges; only their signs are.",
        "Not written: basal rates of C.",
        "Not written: genes without edges (C).",
    )
    with pytest.raises(ValueError, match="cannot hold a network without edges"):
        to_text(GRN.from_edges([], basal_rates={"A": 1.0}), "topo")
