"""Antimony export: libAntimony reads it, and its SBML runs as ours."""

import antimony
import numpy as np
import pytest
from hypothesis import given, settings

from sergiojax.datasets import load_example
from sergiojax.grn import GRN, Design, list_losses, to_files
from sergiojax.grn.formats._safe_ids import _RESERVED
from sergiojax.grn.formats.antimony_text import to_antimony
from tests.grn.formats.ode_models import CLOSE, integrate, load_ds1, one_type, product_loop, run
from tests.grn.formats.test_sbml_core import NOT_IN_XML, export, fill_gaps
from tests.grn.formats.test_sbml_core import names_of as names_in
from tests.grn.networks import networks


def to_sbml(text: str) -> str:
    """Return what libAntimony makes of a text."""
    antimony.clearPreviousLoads()
    assert antimony.loadAntimonyString(text) >= 0, antimony.getLastError()
    return antimony.getSBMLString("network")


def names_of(sbml: str) -> list[str]:
    sbml = sbml.replace("level3/version2/core", "level3/version1/core")
    return [name or key for key, name in names_in(sbml, "species").items()]


def test_the_text_is_readable():
    grn = GRN.from_edges(
        [("Grün", "B", 3.0), ("B", "B", -1.0)],
        basal_rates={"Grün": 1.5},
        half_response=2.0,
        cell_types=["stem"],
    )
    (text,) = to_files(grn, "antimony").values()
    assert text.decode() == (
        """\
// Noise-free model of a gene regulatory network in the cell type "stem", written by sergiojax.
// A gene is produced at its basal rate b and through its regulators, with strength K, half \
response h and Hill coefficient n; it decays at the rate lambda.
// Levels count molecules; the unit of time is arbitrary.
// Genes start at 0, those of feedback loops at different levels: from equal ones a symmetric \
switch would stay in its middle. Change the levels as you like.

function hill(x, h, n)
  piecewise(1/(1 + (x/h)^(-n)), x/h > 0, 0);
end

model network()
  compartment cell = 1;

  substanceOnly species Grun in cell = 0;
  Grun is "Grün";
  substanceOnly species B in cell = 4.59;

  production_Grun: => Grun; b_Grun;
  decay_Grun: Grun => ; lambda_Grun*Grun;
  b_Grun = 1.5;  // basal rate of Grün
  lambda_Grun = 0.8;  // decay rate of Grün

  production_B: => B; b_B + K_Grun_B*hill(Grun, h_Grun_B, n_Grun_B) + K_B_B*(1 - hill(B, h_B_B, \
n_B_B));
  decay_B: B => ; lambda_B*B;
  b_B = 0;  // basal rate of B
  K_Grun_B = 3;  // strength of the activation Grün → B
  h_Grun_B = 2;  // half response of Grün → B
  n_Grun_B = 2;  // Hill coefficient of Grün → B
  K_B_B = 1;  // strength of the repression B → B
  h_B_B = 2;  // half response of B → B
  n_B_B = 2;  // Hill coefficient of B → B
  lambda_B = 0.8;  // decay rate of B
end
"""
    )


def test_it_runs_as_sbml_and_ours_do():
    for grn in (product_loop(), load_example("toggle-switch"), load_example("repressilator")):
        single = one_type(grn)
        course = run(to_sbml(to_antimony(Design(single))))
        np.testing.assert_allclose(course, run(export(single)), **CLOSE)
        np.testing.assert_allclose(course, integrate(single, course[0]), **CLOSE)


def test_ds1_is_read(shared_data):
    grn = one_type(load_ds1(shared_data))
    sbml = to_sbml(to_antimony(Design(grn)))
    assert len(names_of(sbml)) == 100
    assert sbml.count("<kineticLaw>") == 200


@settings(max_examples=20)
@given(networks())
def test_any_network_is_read_with_its_names(grn):
    if any(map(NOT_IN_XML.search, (*grn.gene_names, *grn.cell_types))):
        return  # refused
    text = to_antimony(Design(fill_gaps(grn)))
    if not any("&" in name for name in grn.gene_names):  # libAntimony leaves &lt; as it is
        assert names_of(to_sbml(text)) == list(grn.gene_names)


@pytest.mark.parametrize(
    "name", ["a\\", "\\", 'a"b', '"', 'a\\"b', "a;b", "// a", "/* a", "a\u2028b", "a'b", "β", "{x}"]
)
def test_names_are_kept_to_the_letter(name):
    grn = GRN.from_edges([(name, "B", 1.0)], basal_rates={}, half_response=1.0)
    sbml = to_sbml(to_antimony(Design(grn, {})))
    assert names_of(sbml) == [name, "B"]
    assert 'id="K_' in sbml
    assert 'id="lambda_B"' in sbml


def test_words_of_the_language_are_no_identifiers():
    words = [*sorted(_RESERVED), "Sin", "TIME", "Pi", "network", "cell", "hill", "x", "h", "n", "e"]
    genes = [word for word in words if word == word.strip()]
    grn = GRN.from_edges([(gene, gene, 1.0) for gene in genes], basal_rates={}, half_response=1.0)
    sbml = to_sbml(to_antimony(Design(grn)))
    assert names_of(sbml) == genes


def test_losses_are_those_of_sbml():
    assert list_losses(product_loop(), "antimony") == list_losses(product_loop(), "sbml")


def test_automatic_half_responses_are_refused():
    with pytest.raises(ValueError, match="is automatic"):
        to_files(product_loop(), "antimony")
