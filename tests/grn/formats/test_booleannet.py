"""Rules of BooleanNet and Cell Collective: stars, ranks, initial states, names of every kind."""

import pytest

from sergiojax.grn import GRNFormatError, SourceFile, read_files
from sergiojax.grn.formats import find_format
from tests.boolean_models import RULES
from tests.grn.formats.rules import MODELS, PRODUCTS, edges_in, signs_of

LABEL = "Boolean rules (BooleanNet, Cell Collective)"


def read_text(text: str, name: str = "net.txt"):
    return read_files([SourceFile(name, text.encode())])


@pytest.mark.parametrize("assign", ["{}* = {}", "{} *= {}", "{}*={}", "1: {}* = {}", "{} = {};"])
@pytest.mark.parametrize("model", MODELS)
def test_published_models(unchecked, model, assign):  # for speed
    rules = [assign.format(gene, rule) for gene, rule in MODELS[model].items()]
    design, report = read_text("\n".join(["# model", *rules]))
    assert report.format == LABEL
    assert signs_of(design.grn) == edges_in(RULES[model])
    named = zip(design.grn.gene_names, design.grn.product, strict=True)
    assert {name for name, flag in named if flag} == PRODUCTS[model]


@pytest.mark.parametrize(
    ("text", "edges"),
    [
        ("A = B AND NOT C", {("B", "A"): 1, ("C", "A"): -1}),
        ("A = ( B & !C ) # why", {("B", "A"): 1, ("C", "A"): -1}),
        ("A = B ∧ ¬ C", {("B", "A"): 1, ("C", "A"): -1}),
        ("Cam = ( Ca2+ ) \nCa2+ = ( IP3 or X ) ",
         {("Ca2+", "Cam"): 1, ("IP3", "Ca2+"): 1, ("X", "Ca2+"): 1}),
        ("ARFi = AUX/IAA OR NOT CYCD3;1", {("AUX/IAA", "ARFi"): 1, ("CYCD3;1", "ARFi"): -1}),
        ('"gene A" = not "gene (B)"', {("gene (B)", "gene A"): -1}),
        ("A\t=\tnot TGF\u2010β1", {("TGF\u2010β1", "A"): -1}),
    ],
)  # fmt: skip
def test_operators_and_names(text, edges):
    assert signs_of(read_text(text)[0].grn) == edges


def test_initial_states_are_left_out_and_said():
    text = "A = B = True\nC = Random\n\nA* = not C\nB* = B\nC* = A and B\n"
    design, report = read_text(text)
    assert design.grn.gene_names == ("A", "B", "C")
    assert signs_of(design.grn) == {("C", "A"): -1, ("A", "C"): 1, ("B", "C"): 1}
    assert "2 initial states; the simulation chooses" in str(report.dropped[0])


def test_without_stars_a_constant_is_a_rule_unless_the_gene_has_another():
    design, report = read_text("A = true\nB = A and not B\nB = False\n")
    assert signs_of(design.grn) == {("A", "B"): 1, ("B", "B"): -1}
    assert "does not depend on any gene: A." in str(report.warnings)
    assert "1 initial state;" in str(report.dropped)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("A* = B\nC\n", ("line 2: a line must be a gene, = or *=, and its rule, but this one is"
                        " 'C'.")),
        ("A* = B and\n", "line 1: the rule of A ends after '&'."),
        ("A* = B\nA* = C\n", "line 2: A already has a rule in line 1; keep one."),
        ("A* = \n", "line 1: the rule of A is empty."),
        ("A = Random\n", ": the file holds no rules."),
        ("A* = B+C\n", "line 1: the rule of A contains the character '+', which has no meaning"
         " there."),
    ],
)  # fmt: skip
def test_wrong_files_are_explained(text, problem):
    with pytest.raises(GRNFormatError) as caught:
        read_files([SourceFile("net.booleannet", text.encode())], format="booleannet")
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    "text",
    ["A\tB\t+\n", "a=1\nb=2\n", "[section]\nname = not here\n", "x = 3 * y", "A (pd) B = 1.0\n",
     "$u_A = 0.5;\nA.istate = 0;\n", "A,B\nB,C\n", "", "A == B and C"],
)  # fmt: skip
def test_other_texts_are_not_taken(text):
    assert not find_format("booleannet").sniff([SourceFile("a.txt", text.encode())])
