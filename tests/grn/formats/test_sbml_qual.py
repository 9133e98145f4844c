"""SBML-qual: models as several programs write them, signs from logic, and files that attack."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sergiojax.grn import GRN, GRNFormatError, SourceFile, read_files, to_files
from sergiojax.grn.formats.sbml_qual import FORMAT
from tests.grn.formats.samples_sbml import SAMPLES, Transition, write_model
from tests.grn.networks import edges_by_name

GINSIM, CELL_COLLECTIVE, NO_SIGNS = (files[0] for files in SAMPLES["sbml-qual"])


def read_text(content: str | bytes, name: str = "net.sbml"):
    content = content.encode() if isinstance(content, str) else content
    return read_files([SourceFile(name, content)])


def signs_of(report_and_design) -> dict[tuple[str, str], float]:
    design, _ = report_and_design
    return {pair: np.sign(strength) for pair, (strength, *_) in edges_by_name(design.grn).items()}


def boolean(inputs: list[tuple[str, str]], formula: str, *, others: int | None = 1) -> bytes:
    """Return a model in which T follows a formula of A, B and C."""
    species = [(name, "", others) for name in "ABC"] + [("T", "", None)]
    return write_model(species, [Transition("T", inputs, [(1, formula)])])


def problems(findings) -> list[str]:
    return [str(finding) for finding in findings]


def test_ginsim():
    design, report = read_text(GINSIM[1], GINSIM[0])
    assert design.grn.gene_names == ("s_G0", "s_G1", "s_G2")
    assert design.positions == {"s_G0": (30.0, 35.0), "s_G1": (130.5, 35.0)}
    assert {key: sign for key, sign in signs_of((design, report)).items() if key[0] != key[1]} == {
        ("s_G0", "s_G1"): 1,
        ("s_G2", "s_G1"): -1,
        ("s_G1", "s_G2"): 1,
    }
    assert report.format == "SBML-qual (logical model)"
    assert problems(report.warnings) == [
        "ginsim.sbml: genes with more than two levels: s_G1. Levels become one expression;"
        " thresholds are ignored. Check their half responses.",
        'ginsim.sbml: genes whose logic is more complex than "some activator and no repressor":'
        " s_G1, s_G2. It is approximated by the sum of their regulators. Check what they do.",
        "ginsim.sbml: regulators that both activate and repress: s_G2 → s_G2. Their sign is taken "
        "as unknown. Check the signs.",
    ]
    assert report.assumed[0].startswith("The sign of 1 of 4 edges is unknown and was drawn")


def test_cell_collective():
    design, report = read_text(CELL_COLLECTIVE[1])
    assert design.grn.gene_names == ("LacI", "Lac mRNA", "cAMP-CAP")
    assert signs_of((design, report)) == {
        ("LacI", "Lac mRNA"): -1,
        ("cAMP-CAP", "Lac mRNA"): 1,
        ("cAMP-CAP", "LacI"): 1,
        ("Lac mRNA", "LacI"): 1,
    }
    assert design.grn.product.tolist() == [True, True, False]
    assert (report.warnings, report.dropped) == ((), ())
    assert "The sign" not in report.assumed[0]


def test_signs_come_from_the_logic_where_none_is_given():
    design, report = read_text(NO_SIGNS[1])
    found = signs_of((design, report))
    assert {pair: found[pair] for pair in list(found)[:3]} == {
        ("EGF", "Raf"): 1,
        ("Akt", "Raf"): -1,
        ("Raf", "Erk"): 1,
    }
    assert report.assumed[0].startswith("The sign of 2 of 5 edges is unknown")
    assert "EGF → Akt, Raf → Akt" in str(report.warnings[-1])
    assert problems(report.dropped) == [
        "net.sbml: regulators without an effect on the logic: Akt → Erk, EGF → Erk.",
        "net.sbml: transitions of inputs, which hold their own level: EGF.",
    ]


@pytest.mark.parametrize(
    ("formula", "sign"),
    [
        ("A >= 1", 1), ("A > 0", 1), ("A == 1", 1), ("A != 0", 1), ("1 <= A", 1), ("0 < A", 1),
        ("A < 1", -1), ("A <= 0", -1), ("A == 0", -1), ("A != 1", -1), ("1 > A", -1),
        ("!(A >= 1)", -1), ("!(!(A >= 1))", 1), ("A >= 1 && B >= 1", 1), ("A >= 1 || B < 1", 1),
        ("(A >= 1 && B >= 1) || (A >= 1 && B < 1)", 1), ("true && A >= 1", 1),
        ("(A >= 1 && B >= 1) || (A < 1 && B < 1)", None), ("xor(A >= 1, B >= 1)", None),
        ("A >= tr_T_in_0", 1), ("A >= 1 && C >= 0", 1), ("false || A >= 1", 1),
    ],
)  # fmt: skip
def test_signs_of_boolean_logic(formula, sign):
    content = boolean([("A", ""), ("B", "negative"), ("C", "unknown")], formula)
    _, report = read_text(content)
    torn = any("A → T" in text and "both activate" in text for text in problems(report.warnings))
    assert torn == (sign is None)
    if sign is not None:
        assert signs_of(read_text(content))["A", "T"] == sign


@pytest.mark.parametrize(
    ("formula", "sign"),
    [("A >= 2", 1), ("A == 2", 1), ("A == 1 || A == 2", 1), ("A <= 1", -1), ("A == 0", -1),
     ("A != 2", -1), ("A == 1", None), ("A == 0 || A == 2", None)],
)  # fmt: skip
def test_signs_of_levels(formula, sign):
    content = boolean([("A", "")], formula, others=2)
    torn = any("both activate" in text for text in problems(read_text(content)[1].warnings))
    assert torn == (sign is None)
    if sign is not None:
        assert signs_of(read_text(content))["A", "T"] == sign


def test_levels_of_the_target_must_agree():
    species = [("A", "", 1), ("B", "", 1), ("T", "", 2)]
    same = [(2, "A >= 1 && B >= 1"), (1, "A >= 1")]
    cases = {1.0: same, None: [(2, "A >= 1 && B < 1"), (1, "A < 1")]}
    for sign, found in cases.items():
        content = write_model(species, [Transition("T", [("A", ""), ("B", "")], found)])
        torn = any("both activate" in text for text in problems(read_text(content)[1].warnings))
        assert torn == (sign is None)


def test_a_given_sign_wins_over_the_logic():
    design, report = read_text(boolean([("A", "negative")], "A >= 1"))
    assert signs_of((design, report)) == {("A", "T"): -1}
    assert "signs that the logic contradicts: A → T. The given sign" in str(report.warnings[0])


@pytest.mark.parametrize("formula", ["A + B > 1", "A >= B", "sin(A)", "Z >= 1", "A >= 0.5"])
def test_logic_that_is_none_leaves_signs_unknown(formula):
    content = boolean([("A", ""), ("B", "positive")], formula)
    design, report = read_text(content)
    assert signs_of((design, report))["B", "T"] == 1
    assert "genes whose logic is not understood: T" in str(report.warnings[0])
    assert report.assumed[0].startswith("The sign of 1 of 2 edges is unknown")


@given(st.data())
def test_product_logic_is_found(data):
    active, silencing = (data.draw(st.lists(st.sampled_from(n), unique=True)) for n in ("AB", "CD"))
    species = [(name, "", 1) for name in "ABCDT"]
    parts = [f"({' || '.join(f'{name} >= 1' for name in active)})"] if active else []
    parts += [f"{name} < 1" for name in silencing]
    inputs = [(name, "") for name in (*active, *silencing)]
    content = write_model(species, [Transition("T", inputs, [(1, " && ".join(parts) or "true")])])
    design, report = read_text(content)
    assert design.grn.product[4] == bool(inputs)
    assert signs_of((design, report)) == {
        **{(name, "T"): 1 for name in active},
        **{(name, "T"): -1 for name in silencing},
    }


def test_thresholds_of_one_regulator_are_one_edge():
    inputs = [("A", "positive"), ("A", "positive"), ("B", "positive"), ("B", "negative")]
    design, report = read_text(boolean(inputs, "A >= 1"))
    assert design.grn.n_edges == 2
    assert signs_of((design, report))["A", "T"] == 1
    assert "both activation and repression are given for B → T" in str(report.warnings)


def test_repeated_names_give_way_to_ids():
    species = [("a", "Gene", 1), ("b", "Gene", 1), ("c", "Other", 1)]
    design, report = read_text(write_model(species, []))
    assert design.grn.gene_names == ("a", "b", "c")
    assert "names that several genes share: Gene. Ids are used as names." in str(report.warnings[0])


def test_attributes_without_prefix_other_prefixes_and_encodings():
    text = CELL_COLLECTIVE[1].decode()
    plain = text.replace(" qual:", " ").replace('required="true"', 'qual:required="true"')
    other = text.replace("qual:", "q:").replace("xmlns:qual", "xmlns:q")
    wide = text.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    for content in (plain, other, wide, b"\xef\xbb\xbf" + text.encode()):
        found = read_text(content)
        assert found[0].grn.gene_names == ("LacI", "Lac mRNA", "cAMP-CAP")
        assert len(signs_of(found)) == 4


def test_unknown_species_and_petri_nets_are_said():
    text = CELL_COLLECTIVE[1].decode()
    broken = text.replace('qualitativeSpecies="S_3"', 'qualitativeSpecies="S_9"')
    _, report = read_text(broken)
    [finding] = report.dropped  # a kind is said once
    problem = "the transition names a species that is not in the model."
    assert finding.problem == f"{problem} This occurs 2 times: lines 16, 44."
    _, report = read_text(text.replace('"assignmentLevel"', '"production"'))
    assert "as in a Petri net" in str(report.warnings[0])


def test_positions_that_are_no_numbers_are_left_to_us():
    text = GINSIM[1].decode().replace('layout:x="10"', 'layout:x="1e999"')
    assert read_text(text)[0].positions == {"s_G1": (130.5, 35.0)}


SBML = '<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1">'
SPECIES = '<listOfQualitativeSpecies><qualitativeSpecies id="A"/></listOfQualitativeSpecies>'
LAUGHS = (f"&l{number};" * 10 for number in range(9))
ENTITIES = "".join(f'<!ENTITY l{number} "{text}">' for number, text in enumerate(LAUGHS, 1))
READ_INSTEAD = (
    "of SBML only logical models (the package qual) are read. Export the network as SBML-qual, "
    "GraphML, SIF or a table of regulators and targets."
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{SBML}<model><listOfReactions/></model></sbml>",
         "net.sbml, line 1: this SBML holds reactions, not the genes of a logical model; "
         + READ_INSTEAD),
        (f"{SBML}\n</sbml>",
         f"net.sbml, line 1: this SBML does not hold a logical model; {READ_INSTEAD}"),
        (f"{SBML}<model><listOfQualitativeSpecies/></model></sbml>",
         "net.sbml, line 1: the model has no species."),
        (f"{SBML}\n<model>{SPECIES.replace(' id=', ' x=')}</model></sbml>",
         "net.sbml, line 2: the species has the id '', which must be unique."),
        (f"{SBML}<model>{SPECIES}</sbml>",
         "net.sbml, line 1: this is not well-formed XML: mismatched tag."),
        ("<html><body>Not found</body></html>",
         ("net.sbml: this is a web page; download the file"
         " itself, not the page that shows it.")),
        ("<other/>",
         "net.sbml, line 1: this is XML, but not SBML or another network format: it begins with"
         " <other>."),
        (f'<!DOCTYPE sbml [<!ENTITY l0 "lol">{ENTITIES}]>{SBML}<model id="&l9;"/></sbml>',
         "net.sbml: the file has a DOCTYPE, which is not read for safety; delete it."),
        (f'<!DOCTYPE sbml SYSTEM "file:///etc/passwd">{SBML}\n&x;</sbml>',  # is not looked at
         "net.sbml, line 2: this is not well-formed XML: undefined entity."),
        (f"{SBML}{'<a>' * 20_000}", "net.sbml, line 1: the XML is nested too deeply."),
    ],
)  # fmt: skip
def test_files_that_are_no_model(text, message):
    with pytest.raises(GRNFormatError) as caught:
        read_text(text)
    assert str(caught.value) == message


def test_too_many_edges_are_refused_before_they_are_made():
    inputs = "".join('<input qualitativeSpecies="A"/>' for _ in range(1000))
    outputs = "".join('<output qualitativeSpecies="A"/>' for _ in range(1000))
    rule = f"<transition><listOfInputs>{inputs}</listOfInputs><listOfOutputs>{outputs}"
    rule += "</listOfOutputs></transition>"
    text = f"{SBML}<model>{SPECIES}<listOfTransitions>{rule}</listOfTransitions></model></sbml>"
    with pytest.raises(GRNFormatError, match="a network may have at most 500,000 edges"):
        read_text(text)


def test_exclusive_ors_of_any_depth_do_not_explode():
    nested = "<apply><geq/><ci>A</ci><cn>1</cn></apply>"
    for _ in range(2_000):
        nested = f"<apply><xor/>{nested}<true/></apply>"
    math = f"<functionTerm resultLevel='1'><math>{nested}</math></functionTerm>"
    rule = "<transition><listOfInputs><input qualitativeSpecies='A'/></listOfInputs><listOfOutputs>"
    rule += "<output qualitativeSpecies='A'/></listOfOutputs><listOfFunctionTerms>"
    rule += f"{math}</listOfFunctionTerms></transition>"
    text = f"{SBML}<model>{SPECIES}<listOfTransitions>{rule}</listOfTransitions></model></sbml>"
    _, report = read_text(text)
    assert "which hold their own level: A" in str(report.dropped[0])  # 2,000 times not is A


def test_a_second_file_is_refused():
    files = [SourceFile(f"{name}.sbml", GINSIM[1]) for name in "ab"]
    with pytest.raises(GRNFormatError, match=r"b\.sbml: an SBML model is one file, but 2 were"):
        read_files(files, format="sbml-qual")


def test_what_is_sniffed():
    for _, content in (GINSIM, CELL_COLLECTIVE, NO_SIGNS):
        assert FORMAT.sniff([SourceFile("any.txt", content)])
    others = ["<graphml>", "A,B\nsbml,<sbml>", "{}", "<html><p>sbml</p>", "", "\0", "<sbmlx>"]
    for text in others:
        assert not FORMAT.sniff([SourceFile("any.sbml", text.encode())])
    assert not FORMAT.sniff([SourceFile("any.sbml", GINSIM[1])] * 2)


def test_it_is_not_written():
    with pytest.raises(ValueError, match="is only read"):
        to_files(GRN.from_edges([], basal_rates={"A": 1.0}), "sbml-qual")


def test_a_kinetic_model_of_ours_is_told_from_a_logical_one():
    grn = GRN.from_edges([("A", "B", 1.0)], basal_rates={}, half_response=1.0)
    with pytest.raises(GRNFormatError, match="holds reactions, not the genes"):
        read_text(to_files(grn, "sbml")["network.xml"], "network.xml")


PIECES = [
    b"<",
    b">",
    b"/>",
    b'"',
    b"&#0;",
    b"&lt;",
    b"\0",
    b"\xff",
    b"1e999",
    b"-1",
    b"99999999999",
]
PIECES += [b"</model>", b"<!--", b"<![CDATA[", b"<?x?>", b"<apply>", b"<ci>", b"]]>", b"&x;", b""]


@given(
    st.sampled_from([content for _, content in itertools.chain(*SAMPLES["sbml-qual"])]),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(PIECES)), max_size=4),
)
def test_broken_files_end_in_a_network_or_an_error(content, edits):
    for place, length, piece in edits:
        start = int(place * len(content))
        content = content[:start] + piece + content[start + length :]
    file = SourceFile("net.sbml", content)
    assert FORMAT.sniff([file]) in (True, False)
    try:
        design, _ = read_files([file], format="sbml-qual")
    except GRNFormatError:
        return
    assert isinstance(design.grn, GRN)
