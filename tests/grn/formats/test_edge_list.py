"""Edge lists: headers, separators and signs as people write them, every trap, and back."""

import csv
import io

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
    write_files,
)
from tests.grn.networks import edges_by_name, networks, to_text


def read_text(text: str | bytes, name: str = "net.csv", **options: object):
    content = text.encode() if isinstance(text, str) else text
    return read_files([SourceFile(name, content)], **options)


def strengths(text: str) -> dict[tuple[str, str], float]:
    design, _ = read_text(text)
    return {pair: strength for pair, (strength, *_) in edges_by_name(design.grn).items()}


@pytest.mark.parametrize(
    "header",
    [
        "regulator,target,strength",
        "Source,Target,Weight",
        "TF,target,effect",
        "from,to,K",
        "Gene1,Gene2,score",
        "transcription_factor,Target Gene,edge weight",
    ],
)
def test_headers_of_many_programs(header):
    assert strengths(f"{header}\nA,B,2.5\n") == {("A", "B"): 2.5}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
def test_separators_quotes_blanks_and_line_ends(delimiter, end):
    rows = [["from", "to", "K"], ["A", " B ", "2.5"], ['"C, ""D"""', "A", "-2"], [""]]
    text = end.join(delimiter.join(row) for row in rows)
    assert strengths(text) == {("A", "B"): 2.5, ('C, "D"', "A"): -2}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding):
    design, report = read_text("from,to,K\nGrün,β-catenin,2\n".encode(encoding))
    assert design.grn.gene_names == ("Grün", "β-catenin")
    assert report.warnings == ()


def test_other_encodings_are_guessed_and_said():
    design, report = read_text("from,to,sign\nGrün,B,–\n".encode("cp1252"))
    assert design.grn.gene_names == ("Grün", "B")
    assert design.grn.strength[0] < 0
    assert "was read as Western European" in str(report.warnings[0])


def test_columns_may_stand_in_any_order():
    design, _ = read_text("h,K,n,to,from\n1.5,-2,4,B,A\n,3,,C,A\nauto,3,1,D,A\n")
    assert edges_by_name(design.grn) == {
        ("A", "B"): (-2, 4, 1.5),
        ("A", "C"): (3, 2.5, None),
        ("A", "D"): (3, 1, None),
    }


ACTIVATION = "+ 1 +1 1.0 activation Activates ACTIVATOR -> → positive up"
REPRESSION = "- -1 − – -1.0 repression inhibits Inhibitor -| --| ⊣ negative down represses"


@pytest.mark.parametrize("word", ACTIVATION.split())
def test_words_for_activation(word):
    assert strengths(f"from,to,sign\nA,B,{word}\n")["A", "B"] == 40


@pytest.mark.parametrize("word", REPRESSION.split())
def test_words_for_repression(word):
    assert strengths(f"from,to,type\nA,B,{word}\n")["A", "B"] == -40


@pytest.mark.parametrize("word", ["?", "unknown", "+-", "±", "", "dual", "NA"])
def test_unknown_signs_are_drawn_and_said(word):
    text = f"from,to,sign,K\nA,B,{word},2\nA,C,+,3\n"
    _, report = read_text(text)
    assert report.assumed[0].startswith("The sign of 1 of 2 edges is unknown and was drawn")
    found = {read_text(text, seed=seed)[0].grn.strength[0] for seed in range(12)}
    assert found == {-2, 2}


def test_signs_and_sizes_go_together():
    assert strengths("from,to,sign,K\nA,B,-,2\nA,C,-,-3\nA,D,+,4\nA,E,?,-5\n") == {
        ("A", "B"): -2,
        ("A", "C"): -3,
        ("A", "D"): 4,
        ("A", "E"): -5,
    }


def test_an_effect_column_may_hold_words():
    assert strengths("from,to,effect\nA,B,activation\nB,C,repression\n")["B", "C"] < 0


def test_importances_have_no_sign():
    design, report = read_text("TF\ttarget\timportance\nA\tB\t35.2\nA\tC\t0.5\n")
    assert np.abs(design.grn.strength) == pytest.approx([35.2, 0.5])
    assert report.assumed[0].startswith("The sign of all 2 edges is unknown")
    assert "neither a unit nor a sign" in str(report.warnings[0])


GENIE3 = [
    "TF\ttarget\timportance\nA\tB\t35.2\nC\tB\t0.5\n",
    ",TF,target,importance\n0,A,B,35.2\n17,C,B,0.5\n",
    "regulatoryGene\ttargetGene\tweight\nA\tB\t35.2\nC\tB\t0.5\n",
    "regulatoryGene targetGene weight\n1 A B 35.2\n2 C B 0.5\n",
    '"regulatoryGene" "targetGene" "weight"\n"1" "A" "B" 35.2\n"12" "C" "B" 0.5\n',
    "TF\tTarget\tImportance\n1\tA\tB\t35.2\n2\tC\tB\t0.5\n",
]


@pytest.mark.parametrize("text", GENIE3)
def test_genie3_in_python_and_r(text):
    design, report = read_text(text)
    found = {pair: abs(k) for pair, (k, *_) in edges_by_name(design.grn).items()}
    assert found == {("A", "B"): pytest.approx(35.2), ("C", "B"): 0.5}
    assert report.format == "Edge list (CSV or TSV)"
    assert report.assumed[0].startswith("The sign of all 2 edges is unknown")
    assert "neither a unit nor a sign" in str(report.warnings[-1])


def test_pyscenic_with_correlations_knows_signs():
    text = "TF,target,importance,regulation,rho\nA,B,3,-1,-0.2\nA,C,2,0,0.01\nA,D,1,1,0.3\n"
    design, report = read_text(text)
    assert design.grn.strength[[0, 2]].tolist() == [-3, 1]
    assert report.assumed[0].startswith("The sign of 1 of 3 edges is unknown")


@pytest.mark.parametrize("header", ["", "TF,target,weight\n"])
@pytest.mark.parametrize(("numbers", "default"), [((1, 1), "unknown"), ((0.5, 2), "activate")])
def test_numbers_without_a_sign_ask_what_they_mean(header, numbers, default):
    text = header + "".join(f"A,B{index},{number}\n" for index, number in enumerate(numbers))
    _, report = read_text(text)
    (question,) = report.questions
    assert (question.option, question.taken) == ("unsigned", default)
    assert f"{question.text} {question.advice}" in str(report)
    design, report = read_text(text, unsigned="activate")
    assert (np.asarray(design.grn.strength) > 0).all()
    assert not any("sign" in sentence for sentence in report.assumed)
    _, report = read_text(text, unsigned="unknown")
    assert report.questions[0].taken == "unknown"
    assert report.assumed[0].startswith("The sign of all 2 edges is unknown")


def test_strengths_that_are_called_so_need_no_question():
    _, report = read_text("TF,target,K\nA,B,1\nA,C,1\n")
    assert report.questions == ()
    assert strengths("TF,target,K\nA,B,1\nA,C,1\n") == {("A", "B"): 1, ("A", "C"): 1}


def test_tabs_part_cells_that_hold_lists():
    text = "from\tto\tK\tnote\nA\tB\t2\ta;b;c;d;e\n"
    assert strengths(text) == {("A", "B"): 2}
    assert strengths("A\tB,b,b,b,b\t2\nB\tC\t-1.5\n") == {("A", "B,b,b,b,b"): 2, ("B", "C"): -1.5}


@pytest.mark.parametrize(
    ("text", "columns", "edges"),
    [
        ("A,B,2.5\nB,C,-2\n", "regulator, target, strength", {("A", "B"): 2.5, ("B", "C"): -2}),
        ("A\tB\t1\nB\tC\t-1\n", "regulator, target, sign", None),
        ("A,B,+\nB,C,-\n", "regulator, target, sign", None),
        ("A,B\nB,C\n", "regulator, target", None),
    ],
)
def test_without_a_header_the_columns_are_guessed_and_said(text, columns, edges):
    _, report = read_text(text)
    assert str(report.warnings[0]) == (
        f"net.csv, line 1: no header was found; the columns were read as {columns}."
    )
    assert edges is None or strengths(text) == edges


def test_what_an_edge_list_lacks_is_assumed_and_said():
    design, report = read_text("from,to\nA,B\nB,C\n", cell_types=["stem", "blood"], seed=3)
    assert [sentence.partition(" of ")[0] for sentence in report.assumed] == [
        "The sign",
        "The strength |K|",
        "The basal rate b",
        "The Hill coefficient n",
    ]
    assert design.grn.cell_types == ("stem", "blood")
    assert design.grn.basal_rate[:, 0].all()
    assert not design.grn.basal_rate[:, 1:].any()
    assert "λ is 0.8" in report.defaults[0]
    for kind in ("sign", "strength", "hill_coefficient", "half_response", "decay"):
        assert design.assumed[kind].all()


def test_float_ids_are_whole_and_ordered_by_number():
    design, _ = read_text("from,to,K\n1.0,53.0,2\n53,7.0,2\n")
    assert design.grn.gene_names == ("1", "7", "53")
    mixed, _ = read_text("from,to,K\n1.0,X,2\n")
    assert mixed.grn.gene_names == ("1.0", "X")


def test_decimal_commas_are_understood_where_commas_are_free():
    assert strengths("from;to;K\nA;B;2,5\n") == {("A", "B"): 2.5}
    assert strengths("A;B;2,5\nB;C;-1,5\n") == {("A", "B"): 2.5, ("B", "C"): -1.5}


def test_self_loops_are_kept():
    assert strengths("from,to,K\nA,A,-2\n") == {("A", "A"): -2}


def test_unused_columns_and_comments_are_listed():
    _, report = read_text("# made by hand\n# twice\nfrom,to,K,score,p value,\nA,B,1,2,3,4\n")
    assert [str(finding) for finding in report.dropped] == [
        "net.csv, line 1: 2 comment lines.",
        "net.csv, line 3: unused columns: score, p value, number 6.",
    ]


def test_a_strength_of_zero_is_a_warning():
    design, report = read_text("from,to,K\nA,B,0\n")
    assert design.grn.strength.tolist() == [0]
    assert str(report.warnings[0]) == (
        "net.csv, line 2: the strength of A → B is 0, so the edge does nothing."
    )


def test_a_gene_called_nan_is_a_warning():
    design, report = read_text("from,to,K\nnan,B,1\n")
    assert "nan" in design.grn.gene_names
    assert "one gene is called nan" in str(report.warnings[0])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("from,to,K\nA,B,1\nB,C,2\n\nA,B,2\n", "net.csv, line 5: the edge A → B is already in line"
         " 2, and differs there; keep one, with the sum of the strengths if both are meant."),
        ("from,to,K\nA,B,x\nB,C,1\n", "net.csv, line 2: the strength must be a number, but is"
         " 'x'."),
        ("from,to,K\nA,B,nan\n", "net.csv, line 2: the strength must be finite, but is nan."),
        ("from,to,K\nA,B,-inf\n", "net.csv, line 2: the strength must be finite, but is -inf."),
        ("from,to,K\nA,B,1_0\nA,C,1\n", "net.csv, line 2: the strength must be a number, but is"
         " '1_0'."),
        ("from,to,K\nA,B,1e40\n", "net.csv, line 2: the strength is too large: 1e40."),
        ("from,to,sign\nA,B,maybe\n", "net.csv, line 2: the sign must be + or -, activation or"
         " repression, or ? if unknown, but is 'maybe'."),
        ("from,to,sign\nA,B,2\n", "net.csv, line 2: the sign must be + or -, activation or"
         " repression, or ? if unknown, but is '2'."),
        ("from,to,sign,K\nA,B,+,-2\n", "net.csv, line 2: the strength of an activation must not be"
         " negative, but is -2."),
        ("from,to,importance\nA,B,-2\n", "net.csv, line 2: an importance must not be negative, but"
         " is -2."),
        ("from,to,n\nA,B,0\n", "net.csv, line 2: the Hill coefficient must be positive, but is 0."),
        ("from,to,h\nA,B,-1\n", "net.csv, line 2: the half response must be positive, but is -1."),
        ("from,to,K\nA,,1\n", "net.csv, line 2: the edge has no target."),
        ("from,to,K\n,B,1\n", "net.csv, line 2: the edge has no regulator."),
        ("from,to,K\n0.5,B,1\n", "net.csv, line 2: the regulator must be a gene's name or whole"
         " number, but is 0.5. Are the columns in a different order?"),
        ("from,to\nA,B,C\n", "net.csv, line 2: the line has 3 cells, but there are 2 columns."),
        ("from,K\nA,1\n", "net.csv, line 1: besides 'from', a column named 'target' is needed."),
        ("to,K\nA,1\n", "net.csv, line 1: besides 'to', a column named 'regulator' is needed."),
        ("from,source,to\nA,B,C\n", "net.csv, line 1: the columns 'from' and 'source' both seem to"
         " hold the regulator."),
        ("from,to,K\n", "net.csv: the file has a header, but no edges."),
        ("a,b,c,d\nA,B,C,D\n", "net.csv, line 1: an edge list needs a header that names its"
         " columns, such as regulator, target, strength; without a header it must have 2 or 3"
         " columns, but this file has 4 columns."),
        ("foo,bar,baz\nA,B,+\n", "net.csv, line 1: this looks like a header, but no column is"
         " called regulator or target."),
        ("foo,bar,weight\nA,B,2.5\n", "net.csv, line 1: this looks like a header, but no column is"
         " called regulator or target."),
        ("from,to\n" + "A" * 201 + ",B\n", "net.csv: The gene name 'AAAAAAAAAAAAAAAAAAAA'… is"
         " longer than 200 characters."),
        ("from,to\n\"A\nB\",C\n", "net.csv: The gene name 'A\\nB' contains a control character."),
        ("from,to\n" + "A" * 200_000 + ",B\n", "net.csv, line 2: the line cannot be split: field"
         " larger than field limit (131072)."),
    ],
)  # fmt: skip
def test_bad_rows_are_named(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text)
    assert str(caught.value) == message


def test_endless_tables_are_refused_before_they_are_held(monkeypatch):
    monkeypatch.setattr("sergiojax.grn.formats._table._MOST_ROWS", 2)
    with pytest.raises(GRNFormatError, match=r"line 3: a network may have at most 500,000 edges"):
        read_text("from,to\nA,B\nA,C\n")
    monkeypatch.setattr("sergiojax.grn.formats._table._MOST_CHARACTERS", 20)
    with pytest.raises(GRNFormatError, match=r"line 3: the line is longer than 20 characters"):
        read_text("# comment\nfrom,to\n" + "A" * 20 + ",B\n")


def test_a_second_file_is_refused():
    files = [SourceFile(name, b"from,to\nA,B\n") for name in ("a.csv", "b.csv")]
    with pytest.raises(GRNFormatError, match=r"b.csv: an edge list is one file"):
        read_files(files)


def is_number_but_no_id(name: str) -> bool:
    try:
        float(name)
    except ValueError:
        return False
    return not (name.isascii() and name.isdigit())


def begins_a_note(name: str) -> bool:
    return name.startswith(("*", "†", "‡"))  # a last row with such a name is taken for a footnote


@settings(max_examples=20)
@given(networks(min_edges=1), st.sampled_from([".csv", ".tsv"]))
def test_written_edges_are_read_back(tmp_path_factory, grn, suffix):
    path = tmp_path_factory.getbasetemp() / f"net{suffix}"
    if any(is_number_but_no_id(name) or begins_a_note(name) for name in grn.gene_names):
        return
    losses = write_files(grn.replace(decay=0.5), path)
    assert any("Not written" in loss for loss in losses)  # at least noise amplitudes or rates
    again, _ = read_text(path.read_bytes(), path.name)
    assert edges_by_name(again.grn) == edges_by_name(grn)
    assert (again.grn.strength.tobytes(), again.grn.regulator.size) == (
        grn.strength.tobytes(),
        grn.n_edges,
    )


@pytest.mark.parametrize("name", ["=1+1", "+A", "-A", "@SUM(A1)", "'=A", "''-A", "'A", "A=1"])
def test_names_that_look_like_formulas_are_guarded_and_survive(name):
    grn = GRN.from_edges([(name, "B", 1.0)], basal_rates={})
    text = to_text(grn, "edge-list")["network.csv"]
    cell = list(csv.reader(io.StringIO(text)))[1][0]
    assert cell[0] not in "=+-@"
    assert read_text(text)[0].grn.gene_names == (name, "B")


@pytest.mark.parametrize("name", ["1.0", "-3", "1e5", "+7", ".5"])
def test_names_that_are_numbers_are_refused_when_written(name):
    grn = GRN.from_edges([(name, "B", 1.0)], basal_rates={})
    with pytest.raises(ValueError, match=r"cannot hold the gene name .* which is a number"):
        to_text(grn, "edge-list")


def test_what_an_edge_list_cannot_hold_is_listed():
    grn = GRN.from_edges(
        [("B", "A", 1.0)],
        basal_rates={"B": [1.0, 2.0], "C": 1.0},
        half_response=2.0,
        hill_coefficient=3.0,
    ).replace(gene_names=["B", "A", "C"])
    assert list_losses(grn, "edge-list") == (
        "Not written: basal rates of B, C.",
        "Not written: names of cell types.",
        "Not written: genes without edges (C).",
    )
    reordered = GRN(
        ["A", "B"], ["type_1"], regulator=[1], target=[0], kinetics=grn.kinetics.__class__(
            strength=np.ones(1), hill_coefficient=np.full(1, 2.0), half_response=np.full(1, np.nan),
            basal_rate=np.zeros((1, 2)), decay=np.full(2, 0.8), noise_amplitude=np.ones(2),
        ),
    )  # fmt: skip
    assert list_losses(Design(reordered), "edge-list") == ("Not written: the order of the genes.",)


def test_a_network_without_edges_does_not_fit():
    with pytest.raises(ValueError, match="cannot hold a network without edges"):
        to_text(GRN.from_edges([], basal_rates={"A": 1.0}), "edge-list")
