"""Small logical models in SBML-qual, for the tests and for a fuzzer that mutates them.

Written with libsbml as GINsim, CellCollective and CellNOpt write them: prefixes, order of
attributes, which signs and levels they give, and what they compare levels with.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import libsbml

QUAL = "http://www.sbml.org/sbml/level3/version1/qual/version1"
LAYOUT = "http://www.sbml.org/sbml/level3/version1/layout/version1"


@dataclass(frozen=True)
class Transition:
    """A rule: the level `result` of the target where the formula holds, else 0.

    Attributes:
        target: Identifier.
        inputs: Identifier and sign ("positive", "negative", "dual", "unknown" or "") of regulators.
        cases: Result level and formula in libsbml's infix, such as "A >= 1 && !(B >= 1)".
        default: Result level where no case holds.
    """

    target: str
    inputs: Sequence[tuple[str, str]]
    cases: Sequence[tuple[int, str]]
    default: int = 0


def write_model(
    species: Sequence[tuple[str, str, int | None]],
    transitions: Sequence[Transition],
    *,
    positions: Sequence[tuple[str, float, float]] = (),
) -> bytes:
    """Return a model.

    Args:
        species: Identifier, name ("" is none) and highest level (None leaves it out) of each.
        transitions: The rules.
        positions: Identifier and upper left corner of glyphs of 40 × 30.
    """
    namespaces = libsbml.SBMLNamespaces(3, 1)
    namespaces.addPackageNamespace("qual", 1)
    namespaces.addPackageNamespace("layout", 1)
    document = libsbml.SBMLDocument(namespaces)
    document.setPackageRequired("qual", True)
    document.setPackageRequired("layout", False)
    model = document.createModel()
    model.setId("model_id")
    compartment = model.createCompartment()
    compartment.setId("comp1")
    compartment.setConstant(True)
    qual = model.getPlugin("qual")
    for identifier, name, level in species:
        _add_species(qual, identifier, name, level)
    for transition in transitions:
        _add_transition(qual, transition)
    if positions:
        _add_layout(model, positions)
    return libsbml.writeSBMLToString(document).encode()


def _add_species(
    qual: libsbml.QualModelPlugin, identifier: str, name: str, level: int | None
) -> None:
    added = qual.createQualitativeSpecies()
    added.setId(identifier)
    if name:
        added.setName(name)
    added.setCompartment("comp1")
    added.setConstant(False)
    if level is not None:
        added.setMaxLevel(level)


def _add_transition(qual: libsbml.QualModelPlugin, transition: Transition) -> None:
    added = qual.createTransition()
    added.setId(f"tr_{transition.target}")
    for number, (regulator, sign) in enumerate(transition.inputs):
        source = added.createInput()
        source.setId(f"tr_{transition.target}_in_{number}")
        source.setQualitativeSpecies(regulator)
        source.setTransitionEffect(libsbml.INPUT_TRANSITION_EFFECT_NONE)
        source.setThresholdLevel(1)
        if sign:
            source.setSign(getattr(libsbml, f"INPUT_SIGN_{sign.upper()}"))
    output = added.createOutput()
    output.setQualitativeSpecies(transition.target)
    output.setTransitionEffect(libsbml.OUTPUT_TRANSITION_EFFECT_ASSIGNMENT_LEVEL)
    added.createDefaultTerm().setResultLevel(transition.default)
    for level, formula in transition.cases:
        term = added.createFunctionTerm()
        term.setResultLevel(level)
        term.setMath(libsbml.parseL3Formula(formula))


def _add_layout(model: libsbml.Model, positions: Sequence[tuple[str, float, float]]) -> None:
    layout = model.getPlugin("layout").createLayout()
    layout.setId("layout")
    layout.setDimensions(libsbml.Dimensions(libsbml.LayoutPkgNamespaces(3, 1, 1), 400.0, 300.0))
    for identifier, x, y in positions:
        glyph = layout.createGeneralGlyph()
        glyph.setId(f"glyph_{identifier}")
        glyph.setReferenceId(identifier)
        box = libsbml.BoundingBox(libsbml.LayoutPkgNamespaces(3, 1, 1), "", x, y, 40.0, 30.0)
        glyph.setBoundingBox(box)


def _ginsim() -> bytes:
    """GINsim: no names, levels and signs given, a layout, thresholds above 1."""
    return write_model(
        [("s_G0", "", 1), ("s_G1", "", 2), ("s_G2", "", 1)],
        [
            Transition("s_G1", [("s_G0", "positive"), ("s_G2", "negative")],
                       [(2, "s_G0 >= 1 && s_G2 < 1"), (1, "s_G0 >= 1 && s_G2 >= 1")]),
            Transition("s_G2", [("s_G1", "unknown"), ("s_G2", "dual")], [(1, "s_G1 >= 2")]),
        ],
        positions=[("s_G0", 10.0, 20.0), ("s_G1", 110.5, 20.0)],
    )  # fmt: skip


def _cell_collective() -> bytes:
    """CellCollective: ids that mean nothing, names, "eq" 1, signs."""
    return write_model(
        [("S_1", "LacI", 1), ("S_2", "Lac mRNA", 1), ("S_3", "cAMP-CAP", 1)],
        [
            Transition("S_2", [("S_1", "negative"), ("S_3", "positive")],
                       [(1, "S_1 == 0 && S_3 == 1")]),
            Transition("S_1", [("S_3", "positive"), ("S_2", "positive")],
                       [(1, "(S_3 == 1 || S_2 == 1)")]),
        ],
    )  # fmt: skip


def _no_signs() -> bytes:
    """CellNOpt and others: neither signs nor highest levels; thresholds by the id of an input."""
    return write_model(
        [("EGF", "", None), ("Raf", "", None), ("Erk", "", None), ("Akt", "", None)],
        [
            Transition("Raf", [("EGF", ""), ("Akt", "")],
                       [(1, "EGF >= tr_Raf_in_0 && !(Akt >= 1)")]),
            Transition("Erk", [("Raf", ""), ("Akt", ""), ("EGF", "")], [(0, "Raf == 0")], 1),
            Transition("Akt", [("EGF", ""), ("Raf", "")], [(1, "xor(EGF >= 1, Raf >= 1)")]),
            Transition("EGF", [("EGF", "")], [(1, "EGF == 1")]),
        ],
    )  # fmt: skip


SAMPLES: dict[str, list[list[tuple[str, bytes]]]] = {
    "sbml-qual": [
        [("ginsim.sbml", _ginsim())],
        [("cell_collective.xml", _cell_collective())],
        [("cellnopt.sbml", _no_signs())],
    ]
}
