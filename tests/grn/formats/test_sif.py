"""SIF: tabs or blanks, words, arrows and numbers, many targets a line, and back."""

import numpy as np
import pytest
from hypothesis import given, settings

from sergiojax.grn import GRN, Design, GRNFormatError, SourceFile, list_losses, read, read_files
from sergiojax.grn.formats import find_format
from tests.grn.networks import edges_by_name, networks, to_text


def read_text(text: str | bytes, name: str = "net.sif", **options: object):
    content = text.encode() if isinstance(text, str) else text
    return read_files([SourceFile(name, content)], **options)


def signs(text: str, name: str = "net.sif") -> dict[tuple[str, str], float]:
    design, report = read_text(text, name)
    assert report.format.startswith("SIF")
    return {pair: np.sign(strength) for pair, (strength, *_) in edges_by_name(design.grn).items()}


@pytest.mark.parametrize("blank", ["\t", " ", "   "])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
@pytest.mark.parametrize("name", ["net.sif", "net.txt", "net"])
def test_one_or_many_targets_and_lone_genes(blank, end, name):
    rows = [["A", "activates", "B", "C"], ["B", "-|", "A"], ["D"]]
    text = end.join(blank.join(row) for row in rows)
    assert signs(text, name) == {("A", "B"): 1, ("A", "C"): 1, ("B", "A"): -1}
    assert read_text(text)[0].grn.gene_names == ("A", "B", "C", "D")


@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(mark):
    assert signs_of_bytes("Grün activates β\n".encode(mark)) == {("Grün", "β"): 1}


def signs_of_bytes(content: bytes) -> dict[tuple[str, str], float]:
    design, _ = read_text(content)
    return {pair: np.sign(k) for pair, (k, *_) in edges_by_name(design.grn).items()}


def test_other_encodings_are_guessed_and_said():
    _, report = read_text("Grün activates B\n".encode("cp1252"))
    assert "was read as Western European" in str(report.warnings[0])


def test_quotes_around_cells_are_no_part_of_them():
    expected = {("A", "B"): 1, ("A x", "B"): -1}
    assert signs('"A"\tactivates\t"B"\n"A x"\t"inhibits"\tB\n') == expected
    assert signs('A activates "B"\n# a comment\n"A x" inhibits B\n') == expected


def test_names_hold_blanks_where_tabs_part_the_cells():
    assert signs("NF kB\tinhibits\tTNF alpha\tIL 6\t\t\n") == {
        ("NF kB", "TNF alpha"): -1,
        ("NF kB", "IL 6"): -1,
    }


ACTIVATION = "activates + +1 1 -> --> pos activation stimulates UP"
REPRESSION = "represses - -1 −1 -| --| neg inhibition inhibits down"


@pytest.mark.parametrize("word", ACTIVATION.split())
def test_words_for_activation(word):
    assert signs(f"A {word} B\n", "net.txt") == {("A", "B"): 1}


@pytest.mark.parametrize("word", REPRESSION.split())
def test_words_for_repression(word):
    assert signs(f"A {word} B\n", "net.txt") == {("A", "B"): -1}


@pytest.mark.parametrize("word", ["pd", "?", "regulates", "nan", "controls-expression-of"])
def test_relations_without_a_sign(word):
    _, report = read_text(f"A\t{word}\tB\n", "net.txt")
    assert report.assumed[0].startswith("The sign of the only edge is unknown")
    assert report.warnings == ()


@pytest.mark.parametrize("word", ["pp", "interacts-with", "--", "GL"])
def test_relations_without_a_direction_are_doubtful(word):
    _, report = read_text(f"C + D\nA {word} B\n")
    assert str(report.warnings[0]) == (
        f"net.sif, line 2: relations without direction ({word}): the gene named first is taken as"
        " the regulator, with unknown sign. Leave out pairs that regulate nothing."
    )
    assert report.assumed[0].startswith("The sign of 1 of 2 edges")


def test_relations_that_nobody_knows_are_listed():
    _, report = read_text("A\tphosphorylates\tB\nB\tlikes\tC\n")
    assert str(report.warnings[0]) == (
        "net.sif, line 1: unknown relations: phosphorylates, likes; their sign is taken as"
        " unknown. Write activates or represses instead."
    )


def test_numbers_are_strengths():
    design, report = read_text("A\t0.5\tB\nB\t-1\tC\nC\t0\tA\n", "net.txt")
    assert design.grn.strength.tolist() == [0.5, -1, 0]
    assert "the strength of C → A is 0" in str(report.warnings[0])
    assert not any("strength" in sentence for sentence in report.assumed)


def test_ones_alone_are_signs():
    _, report = read_text("A\t1\tB\nB\t-1\tC\nC\t0\tA\n")
    assert [sentence.partition(" of ")[0] for sentence in report.assumed[:2]] == [
        "The sign",
        "The strength |K|",
    ]
    assert signs("A\t1\tB\nB\t-1\tC\n") == {("A", "B"): 1, ("B", "C"): -1}


def test_pairs_that_are_there_twice():
    design, report = read_text("A + B C\nA + B\nA - C\n")
    assert design.grn.n_edges == 2
    assert "2 edges between pairs that already have one: A → B, A → C" in str(report.warnings[0])
    assert "both activation and repression are given for A → C" in str(report.warnings[1])


def test_comments_at_the_top_are_listed():
    design, report = read_text("# by hand\nA + B\n")
    assert str(report.dropped[0]) == "net.sif, line 1: 1 comment line."
    assert design.grn.gene_names == ("A", "B")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("A + B\nA B\n", "net.sif, line 2: a line must be one gene, or a regulator, a relation and"
         " targets, but this one has two words: A, B."),
        ("A\t+\tB\n\t+\tB\n", "net.sif, line 2: the line has no regulator."),
        ("A\t+\tB\nC\t+\t\n", "net.sif, line 2: a line must be one gene, or a regulator, a"
         " relation and targets, but this one has two words: C, +."),
        ("A 1e99 B\n", "net.sif, line 1: the strength is too large: 1e99."),
        ("A inf B\n", "net.sif, line 1: the strength must be finite, but is inf."),
        ("# nothing\n", "net.sif: the file holds nothing but comments."),
        ("A + " + "x" * 201, "net.sif: The gene name 'xxxxxxxxxxxxxxxxxxxx'… is longer than 200"
         " characters."),
    ],
)  # fmt: skip
def test_bad_lines_are_named(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text, format="sif")
    assert str(caught.value) == message


def test_too_much_is_refused_early(monkeypatch):
    with pytest.raises(GRNFormatError, match="line 1: the line has more than 20,000 targets"):
        read_text("A + " + " ".join(map(str, range(20_001))))
    monkeypatch.setattr("sergiojax.grn.formats._lines.MAX_GENES", 3)
    with pytest.raises(
        GRNFormatError, match="line 4: a network may have at most 3 genes, but this file"
    ):
        read_text("A\nB\nC\nD\nE\n")
    monkeypatch.setattr("sergiojax.grn.formats._lines.MAX_EDGES", 3)
    with pytest.raises(
        GRNFormatError, match="line 2: a network may have at most 3 edges, but this file"
    ):
        read_text("A + B C\nB + A C\nC + A B\n")


def test_two_files_are_refused():
    files = [SourceFile(name, b"A + B\n") for name in ("a.sif", "b.sif")]
    with pytest.raises(GRNFormatError, match=r"b.sif: a SIF network is one file, but 2 were"):
        read_files(files, format="sif")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "1\t1\t2\n2\t-1\t3\n"),
        ("a.tsv", "regulator\tsign\ttarget\nA\t+\tB\n"),
        ("a.txt", "A\tB\t+\n"),
        ("a.txt", "the gene is off\n"),
        ("a.sif", "A,B,1\nB,C,-1\n"),
    ],
)
def test_other_files_are_not_taken(name, text):
    assert not find_format("sif").sniff([SourceFile(name, text.encode())])


@pytest.mark.parametrize(
    ("name", "n_unknown"),
    [
        ("demo/21-genes_31-edges_Schade-data_estimation_output", 0),
        ("demo/21-genes_31-edges_Schade-data_input", 31),
        ("import-samples/21-genes_31-edges_Schade-data_estimation_output", 0),
        ("import-samples/21-genes_31-edges_Schade-data_input", 31),
    ],
)
def test_files_of_grnsight(shared_data, name, n_unknown):
    design, report = read(shared_data / "grnsight" / f"{name}.sif")
    assert (design.grn.n_genes, design.grn.n_edges) == (21, 31)
    unknown = [sentence for sentence in report.assumed if sentence.startswith("The sign")]
    assert len(unknown) == bool(n_unknown)
    assert report.warnings == ()
    if name == "demo/21-genes_31-edges_Schade-data_estimation_output":
        assert edges_by_name(design.grn)["ABF1", "MSN1"][0] == np.float32(-2.9707)
        assert not any("strength" in sentence for sentence in report.assumed)


def can_be_held(grn: GRN) -> bool:
    return grn.n_genes > 0 and not any(name[0] == "#" for name in grn.gene_names)


@settings(max_examples=25)
@given(networks())
def test_written_signs_are_read_back(grn):
    if not can_be_held(grn):
        with pytest.raises(ValueError, match="SIF cannot hold"):
            to_text(grn, "sif")
        return
    again = read_text(to_text(grn, "sif")["network.sif"])[0].grn
    losses = list_losses(grn, "sif")
    assert again.gene_names == grn.gene_names or "Not written: the order of the genes." in losses
    assert signs_of(again) == signs_of(grn)


def signs_of(grn: GRN) -> dict[tuple[str, str], bool]:
    return {pair: bool(np.signbit(k)) for pair, (k, *_) in edges_by_name(grn).items()}


def test_the_text_and_what_it_lacks():
    grn = GRN.from_edges(
        [("B", "A", 2.0), ("A", "B", -1.0)], basal_rates={"C": 1.0}, hill_coefficient=3.0
    )
    design = Design(grn, {"A": (0.0, 0.0)})
    assert to_text(design, "sif")["network.sif"] == (
        "B\t\t\nA\t\t\nC\t\t\nB\tactivates\tA\nA\trepresses\tB\n"
    )
    first = design.replace(
        grn=grn.replace(gene_names=["C", "A", "B"], regulator=[1, 2], target=[2, 1])
    )
    assert to_text(first, "sif")["network.sif"] == ("C\t\t\nA\tactivates\tB\nB\trepresses\tA\n")
    assert list_losses(design, "sif") == (
        "Not written: strengths of 2 edges; only their signs are.",
        "Not written: Hill coefficients of 2 edges.",
        "Not written: basal rates of C.",
        "Not written: positions.",
    )


def test_what_sif_cannot_hold():
    with pytest.raises(ValueError, match="SIF cannot hold the gene name"):
        to_text(GRN.from_edges([("#A", "B", 1.0)], basal_rates={}), "sif")
    with pytest.raises(ValueError, match="without genes"):
        to_text(GRN.from_edges([], basal_rates={}), "sif")
