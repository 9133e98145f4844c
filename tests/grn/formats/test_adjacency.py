"""Adjacency matrices: which axis regulates, what the numbers mean, every trap, and back."""

import io
import pickle

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from sergiojax.grn import (
    GRN,
    GRNFormatError,
    GRNFormatQuestion,
    SourceFile,
    list_losses,
    read_files,
    to_files,
)
from sergiojax.grn.formats._matrix_axis import find_axis
from tests.grn.formats.samples_tables import SAMPLES
from tests.grn.formats.table_names import HELD_NAMES
from tests.grn.networks import edges_by_name, networks


def read_text(text: str | bytes, **options: object):
    content = text.encode() if isinstance(text, str) else text
    return read_files([SourceFile("net.csv", content)], **options)


def strengths(text: str | bytes, **options: object) -> dict[tuple[str, str], float]:
    design, report = read_text(text, **options)
    assert report.format == "Adjacency matrix (CSV or TSV)"
    return {pair: strength for pair, (strength, *_) in edges_by_name(design.grn).items()}


@pytest.mark.parametrize("sample", SAMPLES["adjacency"])
def test_samples_are_recognised(sample):
    _, report = read_files([SourceFile(name, content) for name, content in sample])
    assert report.format == "Adjacency matrix (CSV or TSV)"


@pytest.mark.parametrize(
    ("corner", "axis"),
    [
        ("cols regulators/rows targets", "columns"),
        ("cols regulators/ rows targets", "columns"),
        ("rows targets/cols regulators", "columns"),
        ("rows genes affected/cols genes controlling", "columns"),  # GRNmap's older one
        ("Regulators in rows", "rows"),
        ("rows: regulators, columns: targets", "rows"),
        ("targets in rows", "columns"),
        ("columns are TFs", "columns"),
        ("TF\\target", "rows"),
        ("TF\\gene", "rows"),
        ("target/TF", "columns"),
        ("from \\ to", "rows"),
        ("TF", "rows"),
        ("target", "columns"),
        ("", None),
        ("gene", None),
        ("rows regulators / columns regulators", None),
        ("regulators, rows, columns", None),
        ("rows columns", None),
        ("cols protein1/rows protein2", None),
    ],
)
def test_the_corner_says_which_axis_regulates(corner, axis):
    assert find_axis(corner) == axis


def test_both_axes_are_understood():
    body = "A,B\nA,0,-2\nB,1.5,0\n"
    by_columns = {("B", "A"): -2, ("A", "B"): 1.5}
    by_rows = {("A", "B"): -2, ("B", "A"): 1.5}
    assert strengths(f"cols regulators/rows targets,{body}") == by_columns
    assert strengths(f"TF\\target,{body}") == by_rows
    assert strengths(f",{body}", regulators="columns") == by_columns
    assert strengths(f"gene,{body}", regulators="rows") == by_rows
    assert strengths(f"TF\\target,{body}", regulators="columns") == by_columns


@pytest.mark.parametrize("body", ["A,B\nA,0,-2\nB,1.5,0\n", "A,B,C\nA,0,1,1\nB,0,0,1\n"])
def test_a_matrix_that_does_not_say_it_asks(body):
    with pytest.raises(GRNFormatQuestion) as caught:
        read_text(f",{body}")
    question = caught.value.question
    assert (question.option, question.taken) == ("regulators", None)
    assert [choice for choice, _ in question.choices] == ["rows", "columns"]
    assert caught.value.question == pickle.loads(pickle.dumps(caught.value)).question
    assert str(caught.value) == (
        "net.csv: the matrix does not say whether its regulators are in the rows or in the"
        " columns. Choose one, or write, for example, 'regulators in rows' into its first cell."
    )


def test_symmetric_matrices_need_no_question():
    both = {("A", "B"): -2, ("B", "A"): -2}
    assert strengths(",A,B\nA,-1.5,-2\nB,-2,0\n") == {("A", "A"): -1.5, **both}
    assert strengths(",A,B\nB,-2,0\nA,0,-2\n") == both


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_separators_line_ends_and_marks(end, delimiter):
    rows = [["TF\\target", '"A, ""x"""', "B"], ['"A, ""x"""', "", "-2"], ["B", "0.0", "1e1", ""]]
    text = end.join(delimiter.join(row) for row in rows)
    expected = {('A, "x"', "B"): -2, ("B", "B"): 10}
    assert strengths(b"\xef\xbb\xbf" + text.encode()) == expected


def test_decimal_commas():
    assert strengths("TF\\target;A;B\nA;0;-2,5\nB;0;0\n") == {("A", "B"): -2.5}


def test_r_leaves_the_corner_out():
    assert strengths('"A"\t"B"\n"A"\t0\t-2\n"B"\t0\t0\n', regulators="rows") == {("A", "B"): -2}


def test_ones_are_edges_of_unknown_sign():
    _, report = read_text("TF\\target,A,B\nA,0,1\nB,1.0,0\n")
    assert [sentence[:30] for sentence in report.assumed[:2]] == [
        "The sign of all 2 edges is unk",
        "The strength |K| of all 2 edge",
    ]
    assert [question.taken for question in report.questions] == ["unknown"]
    assert "every edge has a 1" in report.questions[0].text


def test_ones_of_both_signs_are_signs():
    design, report = read_text("TF\\target,A,B\nA,0,1\nB,-1,0\n")
    assert np.sign(design.grn.strength).tolist() == [1, -1]
    assert report.assumed[0].startswith("The strength |K| of all 2 edges is taken as 40")
    assert "so they are signs, not strengths" in str(report.warnings[0])


def test_numbers_that_are_all_positive_are_doubtful():
    _, report = read_text("TF\\target,A,B\nA,0,0.5\nB,0.25,0\n")
    assert [question.taken for question in report.questions] == ["activate"]
    assert "no number is negative" in report.questions[0].text


def test_regulators_may_be_some_of_the_genes_or_others():
    text = "TF\\target,A,B,C\nA,0,1.5,-2\n"
    design, report = read_text(text)
    assert design.grn.gene_names == ("A", "B", "C")
    assert report.warnings == ()
    assert strengths("TF\\target,C,D\nA,1.5,0\nB,0,-2\n") == {("A", "C"): 1.5, ("B", "D"): -2}
    _, report = read_text("TF\\target,A,B,C\nA,0,1.5,-2\nX,0,0,1\n")
    assert str(report.warnings[0]) == (
        "net.csv: the names do not match: X only in the rows, B, C only in the columns. Check that "
        "none is misspelled."
    )


def test_lone_genes_and_empty_matrices_are_kept():
    design, _ = read_text(",A,B\nA,0,\nB,,0\n")
    assert (design.grn.gene_names, design.grn.n_edges) == (("A", "B"), 0)


def test_expression_tables_are_no_matrices():
    with pytest.raises(GRNFormatError, match="no column is called regulator"):
        read_text(",cell1,cell2\nA,1,2\nB,0,3\n")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("TF\\target,A,B\nA,0,x\nB,0,0\n", "net.csv, line 2: the entry in row A and column B must"
         " be a number, but is 'x'."),
        ("TF\\target,A,B\nA,0,inf\nB,0,0\n", "net.csv, line 2: the entry in row A and column B must"
         " be finite, but is inf."),
        ("TF\\target,A,B\nA,0,1\nC,0,0\n", "net.csv: the names do not match: C only in the rows, B"
         " only in the columns. Give both axes the same names."),
        ("TF\\target,A,A\nA,0,1\n", "net.csv, line 1: columns have the same name: A; keep one of"
         " each."),
        ("TF\\target,A,B\nA,0,1\nA,0,0\n", "net.csv: rows have the same name: A; keep one of"
         " each."),
        ("TF\\target,53,53.0\n53,0,1\n", "net.csv: columns have the same name: 53; keep one of"
         " each."),
        ("TF\\target,A,,B\nA,0,1,1\n", "net.csv, line 1: column 2 of the matrix has no gene name."),
        ("TF\\target,A,B\n,0,1\n", "net.csv: row 1 of the matrix has no gene name."),
        ("TF\\target,A,0.5\nA,0,1\n", "net.csv, line 1: the name of a column must be a gene's name"
         " or whole number, but is 0.5."),
        ("TF\\target,A,B\nA,0,1,2\nB,0,0\n", "net.csv, line 2: the line has 4 cells, but the"
         " matrix has 2 columns besides the names."),
        ("TF\\target,A,B\n", "net.csv: the matrix has no rows."),
        ("TF\\target\nA\n", "net.csv, line 1: the matrix has no columns."),
    ],
)  # fmt: skip
def test_wrong_matrices_are_named(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text, format="adjacency")
    assert str(caught.value) == message


def test_a_second_file_is_refused():
    files = [SourceFile(name, b"TF\\target,A\nA,1\n") for name in ("a.csv", "b.csv")]
    with pytest.raises(GRNFormatError, match=r"b.csv: an adjacency matrix is one file"):
        read_files(files, format="adjacency")


def test_too_many_edges_are_refused(monkeypatch):
    monkeypatch.setattr("sergiojax.grn.formats.adjacency.MAX_EDGES", 3)
    with pytest.raises(GRNFormatError, match="line 3: a network may have at most 3 edges"):
        read_text("TF\\target,A,B\nA,2,3\nB,4,5\n")


def test_networkx_and_igraph_style_matrices_are_read():
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([("A", "B", 2.5), ("B", "C", -1.5)])
    frame = nx.to_pandas_adjacency(graph)
    assert strengths(frame.to_csv(), regulators="rows") == {("A", "B"): 2.5, ("B", "C"): -1.5}


@settings(max_examples=25)
@given(networks(names=HELD_NAMES))
def test_written_matrices_are_read_back_without_a_question(grn):
    if grn.n_genes == 0:
        return
    ((name, content),) = to_files(grn, "adjacency").items()
    again, _ = read_files([SourceFile(name, content)])
    losses = " ".join(list_losses(grn, "adjacency"))
    written = {pair: k for pair, (k, *_) in edges_by_name(grn).items() if k}
    found = {pair: k for pair, (k, *_) in edges_by_name(again.grn).items()}
    assert written.keys() == found.keys()
    assert ("strength of 0" in losses) == (len(written) < grn.n_edges)
    if "would be read back as" not in losses:
        assert written == found
    assert set(again.grn.gene_names) == set(grn.gene_names)
    if "order of the genes" not in losses:
        assert again.grn.gene_names == grn.gene_names


def test_pandas_reads_what_is_written():
    grn = GRN.from_edges([("A", "B", 2.5), ("=B", "A", -1.0)], basal_rates={})
    (content,) = to_files(grn, "adjacency").values()
    frame = pd.read_csv(io.BytesIO(content), index_col=0)
    assert frame.index.name == "cols regulators/rows targets"
    assert frame.loc["B", "A"] == 2.5
    assert frame.loc["A", "'=B"] == -1


def test_what_a_matrix_cannot_hold_is_listed():
    edges = [("A", "B", 1.0), ("B", "A", -1.0), ("A", "A", 0.0)]
    grn = GRN.from_edges(edges, basal_rates={}, hill_coefficient=3.0)
    assert list_losses(grn, "adjacency") == (
        "Not written: Hill coefficients of 3 edges.",
        "Not written: 1 edge with a strength of 0.",
        "Strengths that are all 1 or -1 would be read back as signs alone.",
    )
    ones = GRN.from_edges([("A", "B", 1.0)], basal_rates={}, hill_coefficient=4.0)
    assert list_losses(ones, "adjacency") == (
        "Strengths that are all 1 would be read back as edges of unknown sign.",
    )


def test_networks_that_do_not_fit_are_refused(unchecked):  # for speed
    with pytest.raises(ValueError, match="but this network has no genes"):
        to_files(GRN.from_edges([], basal_rates={}), "adjacency")
    with pytest.raises(ValueError, match="1 to 2,500 genes, but this network has 2,501 genes"):
        to_files(GRN.from_edges([], basal_rates={f"g{i}": 1.0 for i in range(2501)}), "adjacency")
