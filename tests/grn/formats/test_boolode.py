"""BoolODE's rule files: published models, files that come along, and back."""

import numpy as np
import pytest
from hypothesis import given, settings

from sergiojax.grn import GRN, GRNFormatError, SourceFile, list_losses, read_files
from sergiojax.grn.formats._rules import safe_names
from tests.boolean_models import RULES
from tests.grn.formats.rules import MODELS, PRODUCTS, as_rules, edges_in, signs_of
from tests.grn.networks import networks, to_text


def read_text(text: str | bytes, name: str = "net.txt", **options: object):
    content = text.encode() if isinstance(text, str) else text
    return read_files([SourceFile(name, content)], **options)


def rule_file(rules: dict[str, str]) -> str:
    return "Gene\tRule\n" + "".join(f"{gene}\t{rule}\n" for gene, rule in rules.items())


@pytest.mark.parametrize("model", MODELS)
def test_published_models(unchecked, model):  # for speed
    design, report = read_text(rule_file(MODELS[model]))
    expected = edges_in(RULES[model])
    # PGD2 and the like depend on one gene; none here on itself alone
    assert signs_of(design.grn) == expected
    assert design.grn.gene_names == tuple(MODELS[model])
    product = {
        name for name, flag in zip(design.grn.gene_names, design.grn.product, strict=True) if flag
    }
    assert product == PRODUCTS[model]
    assert report.format == "BoolODE's rules"
    assert not any(sentence.startswith("The sign") for sentence in report.assumed)
    if model == "GSD":
        assert "CBX2 → SOX9, GATA4 → SOX9, NR5A1 → SOX9 and 1 more" in str(report.dropped[0])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\n\n"])
@pytest.mark.parametrize("mark", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["net.tsv", "net"])
def test_line_ends_and_encodings(end, mark, name):
    text = f'Gene\tRule{end}α\tnot b{end}b\t"α or (b)"{end}'
    design, report = read_text(text.encode(mark), name)
    assert signs_of(design.grn) == {("b", "α"): -1, ("α", "b"): 1, ("b", "b"): 1}
    assert report.warnings == ()


@pytest.mark.parametrize(
    "rule", ["A", "(A)", "not not A", "A or A and B", "1", "0", "True", "False"]
)
def test_inputs_have_no_regulator(rule):
    design, report = read_text(f"Gene\tRule\nA\t{rule}\nB\tA\n")
    assert signs_of(design.grn) == {("A", "B"): 1}
    assert design.grn.basal_rate[0, 0] > 0
    said = [str(warning) for warning in report.warnings]
    constant = (
        "net.txt: genes whose rule does not depend on any gene: A. They are taken as inputs. Check"
        " their basal rates."
    )
    assert said == ([constant] if "A" not in rule else [])


def test_a_gene_that_represses_itself_is_no_input():
    assert signs_of(read_text("Gene\tRule\nA\tnot A\n")[0].grn) == {("A", "A"): -1}


def test_genes_without_a_rule_come_last():
    assert read_text("Gene\tRule\nB\tX or A\nA\tY\n")[0].grn.gene_names == ("B", "A", "X", "Y")


def test_other_logic_is_said():
    design, report = read_text("Gene\tRule\nA\tB and C\nD\t(A and not B) or (B and not A)\n")
    assert design.grn.product.tolist() == [False] * 4
    assert list(map(str, report.warnings)) == [
        'net.txt: genes whose rule is more complex than "some activator and no repressor": A,'
        " D. Their logic is approximated by the sum of their regulators. Check what they do.",
        "net.txt: regulators that activate or repress depending on others: A → D, B → D. Their"
        " sign is taken as unknown. Check the signs.",
    ]
    assert report.assumed[0].startswith("The sign of 2 of 4 edges")


def test_rules_that_are_too_long_for_a_table_are_said():
    rule = " and ".join(f"g{number}" for number in range(17))
    _, report = read_text(f"Gene\tRule\nA\t{rule}\n")
    assert "genes whose rule is too long for a truth table: A." in str(report.warnings[1])


@pytest.mark.parametrize("swap", [False, True])
def test_files_that_come_along_are_listed(swap):
    files = [
        SourceFile("net.txt", rule_file(MODELS["mCAD"]).encode()),
        SourceFile("net_ics.txt", b"Genes\tValues\n['Fgf8']\t[2]\n"),
        SourceFile("net_strengths.txt", b"Gene1\tGene2\tStrength\nSp8\tFgf8\t5\n"),
    ]
    design, report = read_files(files[::-1] if swap else files)
    assert design.grn.n_edges == 14
    assert report.files[0] == "net.txt"
    assert {str(finding) for finding in report.dropped} == {
        "net_ics.txt: initial conditions are not used; the simulation chooses how cells start.",
        "net_strengths.txt: interaction strengths are not used: BoolODE divides its threshold by"
        " them, and here half responses are automatic.",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Gene\tRule\nA\tB and\n", "net.txt, line 2: the rule of A ends after '&'."),
        ("Gene\tRule\nA\t\n", "net.txt, line 2: the rule of A is empty."),
        ("Gene\tRule\nA\n", "net.txt, line 2: a line must be a gene, a tab and its rule, but this"
         " one has 1 cell."),
        ("Gene\tRule\nA\tB\tC\n", "net.txt, line 2: a line must be a gene, a tab and its rule, but"
         " this one has 3 cells."),
        ("Gene\tRule\n\tB\n", "net.txt, line 2: the rule belongs to no gene."),
        ("Gene\tRule\nA\tB\nA\tC\n", "net.txt, line 3: A already has a rule in line 2; keep one."),
        ("Gene\tRule\nA\tB + C\n", "net.txt, line 2: the rule of A contains the character '+',"
         " which has no meaning there."),
        ("Gene\tRule\n", "net.txt: the file has a header, but no rules."),
        ("A\tB\n", "net.txt: this is not a file of rules: its first line must be Gene, tab, Rule."),
    ],
)  # fmt: skip
def test_wrong_files_are_explained(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text, format="boolode")
    assert str(caught.value) == message


def test_two_files_of_rules_are_refused():
    files = [SourceFile(name, b"Gene\tRule\nA\tB\n") for name in ("a.txt", "b.txt")]
    with pytest.raises(GRNFormatError, match=r"a.txt: there are two files of rules"):
        read_files(files, format="boolode")


@settings(max_examples=25)
@given(networks())
def test_written_rules_are_read_back(grn):
    if grn.n_genes == 0:
        with pytest.raises(ValueError, match="without genes"):
            to_text(grn, "boolode")
        return
    again = read_text(to_text(grn, "boolode")["network_rules.txt"])[0].grn
    assert again.gene_names == safe_names(grn.gene_names)
    expected = as_rules(grn)
    assert signs_of(again) == signs_of(expected)
    product = dict(zip(expected.gene_names, expected.product.tolist(), strict=True))
    assert dict(zip(again.gene_names, again.product.tolist(), strict=True)) == product


def test_the_text_and_what_it_lacks():
    grn = GRN.from_edges(
        [("A", "C", 1.0), ("B", "C", 2.0), ("A", "D", -1.0), ("C", "D", -1.0), ("A", "E", 1.0),
         ("B", "E", -1.0), ("F", "F", 1.0), ("HLA-A", "1", 1.0)],
        basal_rates={}, hill_coefficient=4.0,
        logic={"C": "product", "D": "product", "E": "product"},
    )  # fmt: skip
    assert to_text(grn, "boolode")["network_rules.txt"] == (
        "Gene\tRule\nA\tA\nC\tA or B\nB\tB\nD\tnot (A or C)\nE\t(A) and not (B)\nF\tF\n"
        "HLA_A\tHLA_A\ng1\tHLA_A\n"
    )
    assert list_losses(grn, "boolode") == (
        "Not written: strengths of 8 edges; only their signs are.",
        "Not written: self-activation of F; a gene whose rule is itself is read as an input.",
        "Not written: logic of 1; a rule says that regulators act together.",
        "Not written: names of HLA-A, 1; a rule takes letters, digits and underscores.",
    )


def test_names_become_safe_and_stay_different():
    names = ["HLA-A", "HLA_A", "HLA.A", "and", "7", "β", "_x", "Not"]
    safe = ("HLA_A_2", "HLA_A", "HLA_A_3", "gand", "g7", "g_", "g_x", "gNot")
    assert safe_names(names) == safe
    many = safe_names(["-" * (number + 1) for number in range(50)] + ["β" * 3])
    assert len(set(many)) == 51


def test_a_hub_of_many_regulators_keeps_its_logic(unchecked):  # for speed
    edges = [(f"g{number}", "hub", 1.0 if number % 3 else -1.0) for number in range(300)]
    grn = GRN.from_edges(edges, basal_rates={}, logic={"hub": "product"})
    again = read_text(to_text(grn, "boolode")["network_rules.txt"])[0].grn
    assert signs_of(again) == signs_of(grn)
    assert again.product.sum() == 1
    assert np.array_equal(again.product, np.array(again.gene_names) == "hub")
