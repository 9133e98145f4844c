"""Databases of regulation: each one's columns, what their marks mean, doubles and gaps."""

import io

import numpy as np
import pandas as pd
import pytest

from sergiojax.grn import GRNFormatError, SourceFile, list_losses, read_files, to_files
from sergiojax.grn.formats import find_format
from tests.grn.formats.samples_tables import SAMPLES
from tests.grn.networks import edges_by_name

LABEL = find_format("database").label


def read_text(text: str | bytes, **options: object):
    content = text.encode() if isinstance(text, str) else text
    return read_files([SourceFile("net.tsv", content)], **options)


def read_signs(text: str | bytes) -> dict[tuple[str, str], float]:
    design, report = read_text(text)
    assert report.format == LABEL
    return {pair: np.sign(k) for pair, (k, *_) in edges_by_name(design.grn).items()}


def findings(text: str | bytes) -> list[str]:
    _, report = read_text(text)
    return [str(finding) for finding in (*report.warnings, *report.dropped)]


@pytest.mark.parametrize("sample", SAMPLES["database"])
def test_samples_are_recognised(sample):
    _, report = read_files([SourceFile(name, content) for name, content in sample])
    assert report.format == LABEL


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
def test_trrust_has_no_header_and_lists_references(end):
    rows = ["AATF\tBAX\tRepression\t22909821;1;2;3;4;5", "AATF\tMYC\tActivation\t20549547"]
    text = b"\xef\xbb\xbf" + end.join([*rows, ""]).encode()
    assert read_signs(text) == {("AATF", "BAX"): -1, ("AATF", "MYC"): 1}
    assert findings(text) == ["net.tsv, line 1: unused columns: number 4."]


def test_trrust_lists_a_pair_with_both_modes():
    text = "A\tB\tActivation\t1\nA\tB\tRepression\t2\nA\tC\tUnknown\t3\nA\tC\tRepression\t4\n"
    design, report = read_text(text)
    assert design.grn.n_edges == 2
    assert design.grn.strength[1] < 0  # what one row does not say another may
    assert [str(finding) for finding in report.warnings] == [
        "net.tsv, line 2: 2 edges between pairs that already have one: A → B, A → C.",
        "net.tsv: both activation and repression are given for A → B. The sign was drawn; check"
        " it.",
    ]


def test_regnetwork_has_ids_and_no_signs():
    text = "AHR\t196\tCYP1A1\t1543\nhsa-let-7a\tMIMAT0000062\tMYC\t4609\nAHR\t196\tCYP1A1\t1543\n"
    design, report = read_text(text)
    assert design.grn.gene_names == ("AHR", "CYP1A1", "hsa-let-7a", "MYC")
    assert report.assumed[0].startswith("The sign of all 2 edges is unknown")
    assert "unused columns: number 2, number 4." in str(report.dropped[0])


def test_regnetwork_with_confidence():
    text = "AHR\t196\tCYP1A1\t1543\tHigh\nMYC\t4609\tAHR\t196\tLow\n"
    assert findings(text)[-1].endswith("unused columns: number 2, number 4, number 5.")


@pytest.mark.parametrize(
    "header", ["tf,confidence,target,mor", "target,mor,tf,confidence", ",mor,tf,target"]
)
def test_dorothea_in_any_order(header):
    cells = {"tf": "AR", "confidence": "A", "target": "KLK3", "mor": "-1", "": "7"}
    row = ",".join(cells[name] for name in header.split(","))
    assert read_signs(f"{header}\n{row}\n") == {("AR", "KLK3"): -1}


def test_modes_that_are_numbers_have_a_sign_alone():
    text = "tf,target,mor,likelihood\nA,B,-0.3,1\nA,C,0,1\nA,D,0.2,1\n"
    design, report = read_text(text)
    assert np.sign(design.grn.strength[[0, 2]]).tolist() == [-1, 1]
    assert report.assumed[0].startswith("The sign of 1 of 3 edges is unknown")
    assert report.assumed[1].startswith("The strength |K| of all 3 edges is taken as 40")


def test_collectri_has_modes_as_weights():
    frame = pd.DataFrame(
        [["MYC", "TERT", 1.0, "10022128;1"], ["AP1", "IL2", -1.0, "5"]],
        columns=["source", "target", "weight", "PMID"],
    )
    assert read_signs(frame.to_csv()) == {("MYC", "TERT"): 1, ("AP1", "IL2"): -1}
    assert findings(frame.to_csv(index=False)) == [
        "net.tsv: all weights are 1 or -1, so they are signs, not strengths.",
        "net.tsv, line 1: unused columns: PMID.",
    ]
    bare = frame[["source", "target", "weight"]]
    assert read_signs(bare.to_csv(index=False)) == {("MYC", "TERT"): 1, ("AP1", "IL2"): -1}


def test_weights_that_are_all_one_ask_what_they_mean():
    rows = "A,B,1,9\nA,C,1,9\n"
    text = f"source,target,weight,PMID\n{rows}"
    assert read_signs(text) == {("A", "B"): 1, ("A", "C"): 1}  # as decoupler writes modes
    _, report = read_text(text)
    assert [question.taken for question in report.questions] == ["activate"]
    _, report = read_text(text, unsigned="unknown")
    assert report.assumed[0].startswith("The sign of all 2 edges is unknown")


def test_weights_with_confidence_have_a_sign_alone():
    text = "source,confidence,target,weight\nMYC,A,TERT,1\nMYC,D,AR,-0.25\n"
    assert read_signs(text) == {("MYC", "TERT"): 1, ("MYC", "AR"): -1}
    assert findings(text) == [
        "net.tsv: the weights hold the confidence, so only their signs are used.",
        "net.tsv, line 1: unused columns: confidence.",
    ]


def test_other_weights_are_strengths():
    design, report = read_text("source,target,weight,references\nA,B,1.5,x\nA,C,-2,y\nA,D,0,z\n")
    assert design.grn.strength[:2].tolist() == [1.5, -2]
    assert str(report.warnings[0]) == "net.tsv: the weights are taken as strengths K."
    assert report.assumed[1].startswith("The strength |K| of 1 of 3 edges is taken as 1.75")


def test_plain_edge_lists_are_none_of_these():
    for text in ("source,target,weight\nA,B,2\n", "Source,Target,Weight\nA,B,1\n"):
        assert read_text(text)[1].format == "Edge list (CSV or TSV)"


def omnipath(**columns: list[object]) -> str:
    frame = pd.DataFrame(columns)
    buffer = io.StringIO()
    frame.to_csv(buffer, sep="\t", index=False)
    return buffer.getvalue()


NAMES = {
    "source": ["P1", "P2", "COMPLEX:P3_P4", "P5"],
    "target": ["P6"] * 4,
    "source_genesymbol": ["A", "B", "C_D", "E"],
    "target_genesymbol": ["X"] * 4,
}


@pytest.mark.parametrize(("yes", "no"), [(1, 0), (True, False), ("1.0", "")])
def test_omnipath_has_genes_beside_proteins_and_a_consensus(yes, no):
    text = omnipath(
        **NAMES,
        is_directed=[yes, yes, yes, no],
        is_stimulation=[yes, yes, no, yes],
        is_inhibition=[no, yes, yes, no],
        consensus_stimulation=[yes, no, no, yes],
        consensus_inhibition=[no, yes, yes, no],
        type=["transcriptional", "post_translational", "transcriptional", "transcriptional"],
    )
    assert read_signs(text) == {("A", "X"): 1, ("B", "X"): -1, ("C_D", "X"): -1}
    assert findings(text) == [
        "net.tsv: 1 row of a kind other than transcriptional: post_translational. They are"
        " treated as regulation of genes.",
        "net.tsv: 1 complex of proteins: C_D. Each is treated as one gene.",
        "net.tsv, line 5: 1 row without a direction.",
    ]


def test_omnipath_without_a_consensus_may_leave_signs_unknown():
    text = omnipath(**NAMES, is_stimulation=[1, 1, 0, 0], is_inhibition=[1, 0, 1, 0])
    design, report = read_text(text)
    assert np.sign(design.grn.strength[1:3]).tolist() == [1, -1]
    assert report.assumed[0].startswith("The sign of 2 of 4 edges is unknown")


def test_words_that_are_not_understood_are_listed():
    text = "source,target,effect,PMID\nA,B,binds,1\nA,C,activation,2\n"
    assert findings(text)[0] == (
        "net.tsv: modes that are not understood: binds. The signs of their edges are unknown."
    )
    text = "source,target,type,PMID\nA,B,Repression,1\n"
    assert read_signs(text) == {("A", "B"): -1}


def test_rows_without_genes_are_left_out_and_said():
    text = "tf,target,mor\nA,B,1\nA,,1\n,B,1\nA,0.5,1\n"
    assert read_signs(text) == {("A", "B"): 1}
    assert findings(text) == ["net.tsv, line 3: 3 rows without the name of a gene."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\nA,B\n", "net.tsv, line 1: the columns are not of a known database; name them"
         " source, target, mor and PMID."),
        ("tf,target,mor\n,B,1\n", "net.tsv: no row holds a regulation of one gene by another."),
        ("tf,target,mor\nA,B,1e40\n", "net.tsv, line 2: the mode of regulation is too large:"
         " 1e40."),
        ("tf,target,mor\n", "net.tsv: no row holds a regulation of one gene by another."),
    ],
)  # fmt: skip
def test_wrong_files_are_named(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text, format="database")
    assert str(caught.value) == message


def test_a_second_file_is_refused():
    files = [SourceFile(name, b"tf,target,mor\nA,B,1\n") for name in ("a.csv", "b.csv")]
    with pytest.raises(GRNFormatError, match=r"b.csv: a database's table is one file"):
        read_files(files, format="database")


def test_databases_are_only_read():
    design, _ = read_text("tf,target,mor\nA,B,1\n")
    with pytest.raises(ValueError, match="is only read"):
        to_files(design, "database")
    assert list_losses(design, "database") == ()


def test_ten_thousand_rows_are_read(unchecked):
    rows = "".join(f"G{number % 99}\tG{number}\tActivation\t1;2\n" for number in range(10_000))
    design, _ = read_text(rows)
    assert design.grn.n_edges == 10_000
