"""Rules of BoolNet and of the tools that share .bnet: headers, comments, operators, and back."""

import pytest
from hypothesis import given, settings

from sergiojax.grn import GRN, GRNFormatError, SourceFile, list_losses, read_files
from sergiojax.grn.formats import find_format
from sergiojax.grn.formats._rules import safe_names
from tests.boolean_models import RULES
from tests.grn.formats.rules import MODELS, PRODUCTS, as_rules, edges_in, signs_of
from tests.grn.networks import networks, to_text


def read_text(text: str | bytes, name: str = "net.bnet", **options: object):
    content = text.encode() if isinstance(text, str) else text
    return read_files([SourceFile(name, content)], **options)


def as_bnet(rule: str) -> str:
    for word, sign in (("and", "&"), ("or", "|"), ("not", "!")):
        rule = f" {rule} ".replace(f" {word} ", f" {sign} ").strip()
    return rule


@pytest.mark.parametrize("model", MODELS)
def test_published_models(unchecked, model):  # for speed
    rows = [f"{gene}, {as_bnet(rule)}" for gene, rule in MODELS[model].items()]
    design, report = read_text("\n".join(["targets, factors", *rows]))
    assert report.format == "BoolNet's rules (.bnet)"
    assert signs_of(design.grn) == edges_in(RULES[model])
    assert {
        name for name, flag in zip(design.grn.gene_names, design.grn.product, strict=True) if flag
    } == PRODUCTS[model]


@pytest.mark.parametrize(
    "header",
    ["targets, factors\n", "targets,functions\n", "Targets , Factors\n", "", "# model\n\n",
     "targets\tfactors\n"],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_headers_line_ends_and_encodings(header, end, mark):
    delimiter = "\t" if "\t" in header else ","
    text = f"{header}A{delimiter} !B & β\nB{delimiter}A|!(A|β)\n".replace("\n", end)
    for name in ("net.bnet", "net"):
        design, report = read_text(text.encode(mark), name)
        assert report.format == "BoolNet's rules (.bnet)"
        assert design.grn.gene_names == ("A", "B", "β")
        assert signs_of(design.grn)["B", "A"] == -1


def test_comments_are_counted():
    design, report = read_text("# top\ntargets, factors\n# here\nA, B # why\n")
    assert signs_of(design.grn) == {("B", "A"): 1}
    assert list(map(str, report.dropped)) == [
        "net.bnet, line 1: 2 comment lines.",
        "net.bnet, line 4: 1 comment between or after the rules.",
    ]


def test_inputs_and_constants():
    design, report = read_text("targets, factors\nA, A\nB, 1\nC, A & B\n")
    assert signs_of(design.grn) == {("A", "C"): 1, ("B", "C"): 1}
    assert "does not depend on any gene: B." in str(report.warnings[1])


def test_names_may_stand_in_quotes():
    design, _ = read_text('targets, factors\n"IL-6 (e)", B\nB, NOT "IL-6 (e)" OR `B`\n')
    assert design.grn.gene_names == ("IL-6 (e)", "B")
    assert signs_of(design.grn)["IL-6 (e)", "B"] == -1


BEYOND = (
    "calls a function or looks back in time, which is more than Boolean logic; write it with and,"
    " or and not."
)
THIRD = (
    "a third column is for probabilistic networks, where a gene has several rules; keep one rule"
    " per gene, without its probability."
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("targets, factors\nA, B &\n", "net.bnet, line 2: the rule of A ends after '&'."),
        ("targets, factors\nA B\n", "net.bnet, line 2: a line must be a gene, a comma and its"
         " rule, but this one is 'A B'."),
        ("targets, factors\n, B\n", "net.bnet, line 2: the rule belongs to no gene."),
        ("targets, factors\nA,\n", "net.bnet, line 2: the rule of A is empty."),
        ("targets, factors\nA, B\nA, !B\n", "net.bnet, line 3: A already has a rule in line 2; keep"
         " one."),
        ("targets, factors\nA, B[-1]\n", f"net.bnet, line 2: the rule of A {BEYOND}"),
        ("targets, factors\nA, maj(B, C, D)\n", f"net.bnet, line 2: the rule of A {BEYOND}"),
        ("targets, factors, probabilities\nA, B, 0.5\n", f"net.bnet, line 1: {THIRD}"),
        ("targets, factors\nA, B, 0.5\n", f"net.bnet, line 2: {THIRD}"),
        ("targets, factors\n", "net.bnet: the file holds no rules."),
    ],
)  # fmt: skip
def test_wrong_files_are_explained(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text)
    assert str(caught.value) == message


def test_two_files_are_refused():
    files = [SourceFile(name, b"targets, factors\nA, B\n") for name in ("a.bnet", "b.bnet")]
    with pytest.raises(GRNFormatError, match=r"b.bnet: a list of BoolNet's rules is one file"):
        read_files(files, format="boolnet")


@pytest.mark.parametrize("text", ["A,B\nB,C\n", "A,B,+\n", "from,to\nA,B\n", "a b & c", "1,1,2,3"])
def test_edge_lists_are_not_taken(text):
    assert not find_format("boolnet").sniff([SourceFile("a.csv", text.encode())])


@settings(max_examples=25)
@given(networks(min_edges=1))
def test_written_rules_are_read_back(grn):
    again, report = read_text(to_text(grn, "boolnet")["network.bnet"], "net")
    assert report.format == "BoolNet's rules (.bnet)"
    assert again.grn.gene_names == safe_names(grn.gene_names)
    assert signs_of(again.grn) == signs_of(as_rules(grn))


def test_the_text_and_what_it_lacks():
    grn = GRN.from_edges(
        [("A", "C", 1.0), ("B", "C", -2.0), ("A", "D", 1.0), ("B", "D", 1.0)],
        basal_rates={"A": 1.0},
        hill_coefficient=4.0,
        logic={"C": "product", "D": "product"},
    )
    assert to_text(grn, "boolnet")["network.bnet"] == (
        "targets, factors\nA, A\nC, (A) & !(B)\nB, B\nD, A | B\n"
    )
    assert list_losses(grn, "boolnet") == (
        "Not written: strengths of 4 edges; only their signs are.",
        "Not written: basal rates of A.",
    )
    with pytest.raises(ValueError, match="without genes"):
        to_text(GRN.from_edges([], basal_rates={}), "boolnet")
