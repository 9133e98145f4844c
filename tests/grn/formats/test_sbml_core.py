"""SBML export: libsbml finds nothing wrong, libRoadRunner computes what we compute."""

import re
import xml.etree.ElementTree as ET

import libsbml
import numpy as np
import pytest
from hypothesis import given, settings

from sergiojax.datasets import load_example
from sergiojax.grn import GRN, Design, list_losses, to_files
from sergiojax.grn.formats.sbml_core import to_sbml
from sergiojax.kinetics import settle, steady_state
from tests.grn.formats.ode_models import (
    CLOSE,
    find_rest,
    integrate,
    load_ds1,
    one_type,
    product_loop,
    run,
)
from tests.grn.networks import networks

NOT_IN_XML = re.compile("[\ufffe\uffff]")
_SPACE = "{http://www.sbml.org/sbml/level3/version1/core}"


def export(grn: GRN) -> str:
    return to_sbml(Design(grn))


def fill_gaps(grn: GRN) -> GRN:
    half_response = np.where(np.isnan(grn.half_response), 1, grn.half_response)
    return grn.replace(half_response=half_response)


def parse(sbml: str) -> libsbml.Model:
    """Return the model after every check that libsbml knows, units and practice included."""
    document = libsbml.readSBMLFromString(sbml)
    document.checkConsistency()
    errors = map(document.getError, range(document.getNumErrors()))
    assert [error.getMessage() for error in errors] == []
    document.thisown = False  # the model lives as long as its document
    return document.getModel()


def names_of(sbml: str, kind: str) -> dict[str, str]:
    """Return names by identifier, by another parser than libsbml's own."""
    return {found.get("id"): found.get("name") for found in ET.fromstring(sbml).iter(_SPACE + kind)}


@pytest.mark.parametrize("name", ["toggle-switch", "repressilator"])
def test_loops_run_as_ours_do(name):
    grn = one_type(load_example(name))
    sbml = export(grn)
    model = parse(sbml)
    start = [model.getSpecies(gene).getInitialAmount() for gene in range(grn.n_genes)]
    assert len(set(start)) == grn.n_genes  # no symmetric start
    np.testing.assert_allclose(run(sbml), integrate(grn, start), **CLOSE)


def test_fixed_points_of_loops_are_ours():
    switch, oscillator = (
        one_type(load_example(name)) for name in ("toggle-switch", "repressilator")
    )
    for start in ([45.0, 15.0], [15.0, 45.0]):
        rest = settle(switch, np.array([start]))[0]
        course_end = find_rest(export(switch), start=rest + 0.5)
        np.testing.assert_allclose(course_end, rest, **CLOSE)
    middle = settle(oscillator, np.full((1, 3), 20.0))[0]  # on the diagonal, which it never leaves
    found = find_rest(export(oscillator), start=middle + np.array([0.5, -0.3, 0.1]))
    np.testing.assert_allclose(found, middle, **CLOSE)


def test_product_logic_runs_as_ours_does():
    grn = one_type(product_loop())
    sbml = export(grn)
    parse(sbml)
    np.testing.assert_allclose(run(sbml), integrate(grn, np.zeros(grn.n_genes)), **CLOSE)
    np.testing.assert_allclose(find_rest(sbml), steady_state(grn)[0], **CLOSE)


@pytest.mark.validate
@pytest.mark.slow
def test_ds1_runs_as_ours_does(shared_data):
    grn = load_ds1(shared_data)
    single = one_type(grn)
    sbml = export(grn.replace(half_response=single.half_response))
    model = parse(sbml)
    assert (model.getNumSpecies(), model.getNumReactions()) == (100, 200)
    course = run(sbml)
    np.testing.assert_allclose(course, integrate(single, np.zeros(100)), **CLOSE)
    np.testing.assert_allclose(course[-1], steady_state(single)[0], **CLOSE)  # 24 relaxations


def test_a_level_that_falls_below_0_does_no_harm():
    """An integrator overshoots 0; a power that is no whole number is undefined there."""
    edges = [("A", "B", 3.0), ("B", "C", 2.0), ("C", "A", 1e-9), ("C", "D", 2.0)]
    decay = {"A": 5.0, "C": 2.0}
    grn = GRN.from_edges(
        edges, basal_rates={}, hill_coefficient=2.7, half_response=5.0, decay=decay
    )
    assert abs(run(export(grn))[-1]).max() < 1e-6


def test_everything_has_a_name_and_a_unit():
    model = parse(export(one_type(product_loop())))
    found = {
        parameter.getId(): (parameter.getName(), parameter.getValue())
        for parameter in model.getListOfParameters()
    }
    assert found["K_X_Y"] == ("strength of the activation X → Y", 4.0)
    assert found["K_Z"] == ("strength of all regulators of Z together", 5.0)
    assert found["n_Y_Z"] == ("Hill coefficient of Y → Z", 2.5)
    assert found["h_Y_Z"][0] == "half response of Y → Z"
    assert found["b_Y"] == ("basal rate of Y", 0.0)
    assert found["lambda_Y"] == ("decay rate of Y", 0.3)
    assert {parameter.getUnits() for parameter in model.getListOfParameters()} == {"dimensionless"}
    reaction = model.getReaction("production_Z")
    modifiers = [modifier.getSpecies() for modifier in reaction.getListOfModifiers()]
    assert sorted(modifiers) == ["R", "X", "Y"]
    assert libsbml.formulaToL3String(reaction.getKineticLaw().getMath()).replace(
        " dimensionless", ""
    ) == (
        "b_Z + K_Z * (1 - (1 - hill(X, h_X_Z, n_X_Z)) * (1 - hill(Y, h_Y_Z, n_Y_Z))) * "
        "(1 - hill(R, h_R_Z, n_R_Z))"
    )
    assert "Change the levels as you like" in model.getNotesString()


@settings(max_examples=20)
@given(networks())
def test_any_network_gives_valid_sbml_with_its_names(grn):
    if any(map(NOT_IN_XML.search, (*grn.gene_names, *grn.cell_types))):
        return  # refused
    sbml = export(fill_gaps(grn))
    model = parse(sbml)
    assert tuple(names_of(sbml, "species").values()) == grn.gene_names
    identifiers = [element.getId() for element in model.getListOfAllElements() if element.getId()]
    assert len(set(identifiers)) == len(identifiers)
    rates = [parameter.getValue() for parameter in model.getListOfParameters()]
    assert all(np.isfinite(rates))
    assert np.float32(model.getNumReactions()) == 2 * grn.n_genes


@pytest.mark.parametrize(
    "name",
    ["a&b", "a&amp;b", "&lt;", "<b>", 'say "x"', "it's", "]]>", "&#65;", "β-catenin", "基因"],
)
def test_names_are_kept_to_the_letter(name):
    grn = GRN.from_edges([(name, "B", 1.0)], basal_rates={}, half_response=1.0)
    sbml = export(grn)
    assert list(names_of(sbml, "species").values()) == [name, "B"]
    assert f"production of {name}" in names_of(sbml, "reaction").values()
    assert parse(sbml).getSpecies(1).getName() == "B"


def test_identifiers_are_plain_and_differ():
    names = ["A_B", "C", "A", "B_C", "7", "time", "A-B", "A B", "cell", "hill", "基", "因", "Grün"]
    edges = [("A_B", "C", 1.0), ("A", "B_C", 1.0)]
    grn = GRN.from_edges(edges, basal_rates=dict.fromkeys(names, 1.0), half_response=1.0)
    sbml = export(grn)
    ids = {name: key for key, name in names_of(sbml, "species").items()}
    expected = "A_B C A B_C g_7 g_time A_B_2 A_B_3 cell_2 hill_2 g g_2 Grun"
    assert " ".join(ids[name] for name in names) == expected
    assert {"K_A_B_C", "K_A_B_C_2"} <= names_of(sbml, "parameter").keys()
    parse(sbml)


def test_one_cell_type_is_written():
    grn = GRN.from_edges(
        [("A", "B", 2.0)],
        basal_rates={"A": [1.0, 4.0]},
        cell_types=["stem", "blood"],
        half_response=1.0,
    ).replace(strength_factor=np.array([[1.0], [0.1]]))
    for cell_type, rate, strength in (("stem", 1.0, 2.0), ("blood", 4.0, 0.2)):
        model = parse(to_sbml(Design(grn), cell_type=cell_type))
        assert model.getParameter("b_A").getValue() == rate
        assert model.getParameter("K_A_B").getValue() == strength
        assert f"cell type &quot;{cell_type}&quot;" in model.getNotesString()
    with pytest.raises(ValueError, match="`cell_type` must be one of 'stem', 'blood'"):
        to_sbml(Design(grn), cell_type="skin")


def test_a_network_without_genes_is_valid():
    parse(export(GRN.from_edges([], basal_rates={})))


def test_what_a_model_leaves_out_is_listed():
    grn = product_loop().replace(
        cell_types=["a", "b", "c"], basal_rate=np.ones((3, 5)), noise_amplitude=2.0
    )
    design = Design(grn, {"X": (0.0, 0.0)}, {"cells": 3}, "Notes")
    assert list_losses(design, "sbml") == (
        "Not written: cell types but the first (b, c).",
        "Not written: noise amplitudes of X, Y, Z and 2 more.",
        "Not written: strengths that have no effect next to a larger one (X → Z, R → Z).",
        "Not written: positions.",
        "Not written: settings.",
        "Not written: notes.",
        "The half response of 5 edges is automatic; the file holds the value that the simulator"
        " uses.",
    )
    idle = GRN.from_edges([("A", "B", 0.0)], basal_rates={}, half_response=1.0)
    assert list_losses(idle, "sbml") == ("Not written: edges without strength (A → B).",)
    assert [p.getId() for p in parse(export(idle)).getListOfParameters()] == [
        *("b_A", "lambda_A", "b_B", "lambda_B"),
    ]
    assert list_losses(one_type(load_example("toggle-switch")), "sbml") == ()


def test_automatic_half_responses_are_refused_with_the_remedy():
    with pytest.raises(ValueError, match=r"h, but that of X → Y is automatic\. Write it with"):
        to_files(product_loop(), "sbml")


def test_names_that_xml_cannot_hold_are_refused():
    grn = GRN.from_edges([], basal_rates={"A\uffff": 1.0})
    with pytest.raises(ValueError, match="SBML cannot hold the name"):
        export(grn)
