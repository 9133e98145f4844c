"""No reader recurses with its input: deep files are read, or refused with one sentence."""

import time
import tracemalloc

import pytest

from sergiojax.grn import GRNFormatError, SourceFile, read_files
from tests.grn.formats.rules import signs_of

DEEP = 100_000  # Python itself gives up at 1,000
QUAL = """<sbml xmlns:qual="q"><model><listOfQualitativeSpecies><qualitativeSpecies id="A"/>
<qualitativeSpecies id="B"/></listOfQualitativeSpecies><listOfTransitions><transition>
<listOfInputs><input qualitativeSpecies="A"/></listOfInputs><listOfOutputs>
<output qualitativeSpecies="B"/></listOfOutputs><listOfFunctionTerms><defaultTerm resultLevel="0"/>
<functionTerm resultLevel="1"><math>{}</math></functionTerm></listOfFunctionTerms></transition>
</listOfTransitions></model></sbml>"""


def nest(start: str, end: str, depth: int, inside: str = "") -> str:
    return start * depth + inside + end * depth


def qual(operator: str, depth: int) -> str:
    level = "<apply><geq/><ci>A</ci><cn>1</cn></apply>"
    other = "" if operator == "not" else level
    return QUAL.format(nest(f"<apply><{operator}/>{other}", "</apply>", depth, level))


PARENTHESES = nest("(", ")", DEEP, "A")
NOTS = "not " * DEEP + "A"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.bnet", f"targets, factors\nB, {PARENTHESES}\n"),
        ("a.bnet", f"targets, factors\nB, {'!' * DEEP}A\n"),
        ("a.txt", f"Gene\tRule\nB\t{nest('(', ')', 50_000, 'A')}\n"),
        ("a.txt", f"Gene\tRule\nB\t{'not ' * 30_000}A\n"),
        ("a.txt", f"B* = {PARENTHESES}\n"),
        ("a.txt", f"B* = {NOTS}\n"),
        ("a.bnd", f"Node B {{ logic = {PARENTHESES}; }}"),
        ("a.ginml", '<gxl><graph><node id="A"/><node id="B"><value val="1"><exp str="'
         f'{PARENTHESES}"/></value></node><edge from="A" to="B" sign="unknown"/></graph></gxl>'),
        *((f"{operator}.sbml", qual(operator, 2_000)) for operator in ("and", "or", "not")),
    ],
)  # fmt: skip
def test_deep_rules_are_read(unchecked, name, text):
    started = time.process_time()
    design, _ = read_files([SourceFile(name, text.encode())])
    assert signs_of(design.grn) == {("A", "B"): 1}
    assert time.process_time() - started < 3


def test_deep_groups_of_graphs_are_read():
    depth = 2_000
    for name, start, end in (
        ("a.graphml", '<node id="{}"><graph>', "</graph></node>"),
        ("a.xgmml", '<node id="{}"><att><graph>', "</graph></att></node>"),
        ("a.gexf", '<node id="{}"><nodes>', "</nodes></node>"),
    ):
        nodes = "".join(map(start.format, range(depth)))
        body = f'{nodes}<node id="A"/>{end * depth}'
        if name == "a.gexf":
            body = f"<nodes>{body}</nodes>"
        text = f"<graph>{body}</graph>"
        if name != "a.xgmml":
            text = f"<{name[2:]}>{text}</{name[2:]}>"
        design, _ = read_files([SourceFile(name, text.encode())])
        assert design.grn.gene_names == ("A",), name


@pytest.mark.parametrize(
    "text",
    ["B* = '" + " " * 100_000 + "A", "B* = " + "'\" " * 20_000, "// a\n \n" * 10_000 + "b",
     "# a\n\n" * 10_000 + "b", "<!-- a -->\n" * 10_000 + "<b>", '"' * 30_000],
    ids=["blanks", "quotes", "slashes", "hashes", "XML", "unclosed"],
)  # fmt: skip
def test_patterns_do_not_go_back_and_forth(text):
    started = time.process_time()
    for name in ("a.txt", "a.net", "a.bnd", "a.xml"):
        with pytest.raises(GRNFormatError):
            read_files([SourceFile(name, text.encode())])
    assert time.process_time() - started < 3


XML = nest("<a>", "</a>", DEEP)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *((f"a.{kind}", f"<{kind}>{XML}</{kind}>") for kind in ("graphml", "gexf", "sbml")),
        ("a.xgmml", f"<graph>{XML}</graph>"),
        ("a.ginml", f"<gxl>{XML}</gxl>"),
        ("a.cyjs", '{"elements": ' + nest("[", "]", DEEP) + "}"),
        ("a.cx2", '[{"CXVersion": "2.0"}, ' + nest("[", "]", DEEP) + "]"),
        ("a.json", nest('{"a":', "}", DEEP, "1")),
        ("a.json", nest('{"a":', "}", 500, "1")),
        ("a.json", '{"sergiojax": 1, "settings": ' + nest("[", "]", 500) + "}"),
        ("a.json", '[{"regulator": "A", "target": ' + nest("[", "]", 500) + "}]"),
        ("a.gml", "graph " + nest("[ a ", "]", DEEP)),
        ("a.dot", "digraph " + nest("{", "}", DEEP)),
    ],
)
def test_what_is_too_deep_is_refused_soon_and_in_little_memory(name, text):
    tracemalloc.start()
    started = time.process_time()
    with pytest.raises(GRNFormatError, match=r"nested (too deeply|more than 100 deep)"):
        read_files([SourceFile(name, text.encode())])
    assert time.process_time() - started < 3
    assert tracemalloc.get_traced_memory()[1] < 200e6
    tracemalloc.stop()
