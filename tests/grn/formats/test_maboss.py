"""Rules of MaBoSS: logic, comments, inputs, settings, and rates that depend on others."""

import pytest

from sergiojax.grn import GRNFormatError, SourceFile, read_files
from tests.grn.formats.rules import signs_of
from tests.grn.formats.samples_models import BND


def test_logic_is_read_and_rates_are_said():
    design, report = read_files([SourceFile("net.bnd", BND)])
    assert report.format == "MaBoSS (.bnd)"
    assert design.grn.gene_names == ("A", "B", "C")
    signs = signs_of(design.grn)
    assert {pair: signs[pair] for pair in signs if pair[1] == "B"} == {
        ("A", "B"): 1, ("C", "B"): -1, ("B", "B"): 1,
    }  # fmt: skip
    assert "depending on others: A → C, B → C" in str(report.warnings)  # an exclusive or
    assert "rates of MaBoSS (rate_up, rate_down) are not used." in str(report.dropped[0])


def test_settings_may_come_along_in_any_order():
    files = [SourceFile("a.cfg", b"A.istate = 0;\n"), SourceFile("a.bnd", b"Node A {logic = !A;}")]
    for given in (files, files[::-1]):
        design, report = read_files(given)
        assert report.files == ("a.bnd", "a.cfg")
        assert signs_of(design.grn) == {("A", "A"): -1}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Node A {\n logic = B\n", "net.bnd, line 1: the node A is never closed by }."),
        ("Node A { logic = B; }\n\nA", "net.bnd, line 3: Node and a name are expected, but found"
         " 'A'."),
        ("Node A { logic = B; }\n/*\n*/ Node A { logic = B; }", "net.bnd, line 3: A already has a"
         " rule in line 1; keep one."),
        ("Node A { rate_up = B ? 1.0 : 0.0; }", "net.bnd, line 1: the node A has no logic, and its"
         " rate_up depends on other nodes; write what switches it on as logic = …;"),
        ("Node A { logic = $x ? B : C; }", "net.bnd, line 1: the rule of A contains the character"
         " '$', which has no meaning there."),
    ],
)  # fmt: skip
def test_wrong_files_are_explained(text, problem):
    with pytest.raises(GRNFormatError) as caught:
        read_files([SourceFile("net.bnd", text.encode())])
    assert str(caught.value) == problem


def test_settings_alone_are_named():
    with pytest.raises(
        GRNFormatError, match=r"settings of MaBoSS; open the rules of the model \(.bnd"
    ):
        read_files([SourceFile("net.cfg", b"$u_A = 1;\nA.istate = 0;\n")])
