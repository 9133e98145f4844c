"""BEELINE's networks, with and without the data beside them, every trap, and back."""

import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from sergiojax.grn import GRN, GRNFormatError, SourceFile, list_losses, read_files, to_files
from tests.grn.formats.samples_tables import SAMPLES
from tests.grn.formats.table_names import HELD_NAMES
from tests.grn.networks import networks

NET = "Gene1,Gene2,Type\nA,B,+\nB,A,-\nA,A,+\n"


def read_texts(**texts: str | bytes):
    return read_files(
        [
            SourceFile(f"{name}.csv", text.encode() if isinstance(text, str) else text)
            for name, text in texts.items()
        ],
        format="beeline",
    )


def signs(grn: GRN) -> dict[tuple[str, str], int]:
    names = grn.gene_names
    return {
        (names[regulator], names[target]): -1 if negative else 1
        for regulator, target, negative in zip(
            grn.regulator, grn.target, np.signbit(grn.strength), strict=True
        )
    }


@pytest.mark.parametrize("sample", SAMPLES["beeline"])
def test_samples_are_recognised(sample):
    _, report = read_files([SourceFile(name, content) for name, content in sample])
    assert report.format == "BEELINE's reference network"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_signs_are_read_and_sizes_drawn(end, delimiter):
    text = NET.replace(",", delimiter).replace("\n", end)
    design, report = read_texts(net=b"\xef\xbb\xbf" + text.encode())
    assert signs(design.grn) == {("A", "B"): 1, ("B", "A"): -1, ("A", "A"): 1}
    assert report.assumed[0].startswith("The strength |K| of all 3 edges is taken as 40")
    assert report.warnings == report.dropped == ()


def test_without_types_the_signs_are_unknown():
    _, report = read_texts(net="Gene1,Gene2\nA,B\n")
    assert report.assumed[0].startswith("The sign of the only edge is unknown")


def test_pairs_that_are_listed_twice_are_merged():
    design, report = read_texts(net="Gene1,Gene2,Type\nA,B,+\nA,B,-\nB,C,+\nB,C,+\n")
    assert design.grn.n_edges == 2
    assert [str(finding) for finding in report.warnings] == [
        "net.csv, line 3: 2 edges between pairs that already have one: A → B, B → C.",
        "net.csv: both activation and repression are given for A → B. The sign was drawn; check"
        " it.",
    ]


def test_of_the_files_beside_only_the_names_are_looked_at():
    expression = pd.DataFrame(
        np.ones((3, 4)), index=["A", "C", "D"], columns=[f"E_{cell}" for cell in range(4)]
    )
    time = pd.DataFrame({"PseudoTime": np.ones(4)}, index=expression.columns)
    design, report = read_texts(Expression=expression.to_csv(), net=NET, Time=time.to_csv())
    assert design.grn.gene_names == ("A", "B")
    assert report.files == ("net.csv", "Expression.csv", "Time.csv")
    assert [str(finding) for finding in report.dropped] == [
        "Expression.csv: the expression of 3 genes in 4 cells is not used.",
        "Expression.csv: 2 genes without edges: C, D.",
        "Expression.csv: 1 gene of the network without expression: B.",
        "Time.csv: the file is not used: it names no gene of the network.",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Gene1,Gene2,Type\nA,B,x\n", "net.csv, line 2: the type must be + or -, activation or"
         " repression, or ? if unknown, but is 'x'."),
        ("Gene1,Gene2,Type\nA,,+\n", "net.csv, line 2: the edge has no Gene2."),
        ("Gene1,Gene2,Type\n,B,+\n", "net.csv, line 2: the edge has no Gene1."),
        ("Gene1,Gene2,Type\nA,0.5,+\n", "net.csv, line 2: Gene2 must be a gene's name or whole"
         " number, but is 0.5."),
        ("Gene1,Gene2,Type\nA,B,+,1\n", "net.csv, line 2: the line has 4 cells, but there are 3"
         " columns."),
        ("Gene1,Gene2,Type\n", "net.csv: the file has a header, but no edges."),
        ("from,to\nA,B\n", "net.csv: one file must have the columns Gene1, Gene2 and Type, but none"
         " has them."),
    ],
)  # fmt: skip
def test_wrong_files_are_named(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_texts(net=text)
    assert str(caught.value) == message


def test_two_networks_are_refused():
    with pytest.raises(GRNFormatError, match="Gene2 and Type, but 2 files have them"):
        read_texts(one=NET, two=NET)


@settings(max_examples=20)
@given(networks(names=HELD_NAMES, min_edges=1))
def test_written_networks_are_read_back(grn):
    files = to_files(grn, "beeline")
    again, _ = read_files([SourceFile(name, content) for name, content in files.items()])
    assert signs(again.grn) == signs(grn)
    losses = " ".join(list_losses(grn, "beeline"))
    assert "Not written: strengths" in losses
    if "order of the genes" not in losses and "without edges" not in losses:
        assert again.grn.gene_names == grn.gene_names


def test_pandas_reads_what_is_written_as_beeline_does():
    grn = GRN.from_edges([("=A", "B", 2.0), ("B", "C, D", -1.0)], basal_rates={"E": 1.0})
    (content,) = to_files(grn, "beeline").values()
    frame = pd.read_csv(io.BytesIO(content), sep=",")
    assert frame.values.tolist() == [["'=A", "B", "+"], ["B", "C, D", "-"]]
    assert "Not written: genes without edges (E)." in list_losses(grn, "beeline")


def test_networks_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="must have at least one edge"):
        to_files(GRN.from_edges([], basal_rates={"A": 1.0}), "beeline")
