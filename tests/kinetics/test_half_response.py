"""Half responses that are found automatically: SERGIO's rule, and where it cannot work."""

import jax
import numpy as np
import pytest

from sergiojax.grn import GRN
from sergiojax.kinetics import fill_half_response, production_rate, steady_state
from tests.simulation.ds1 import read_ds1, read_reference
from tests.systems import MOTIFS


def cascade(**settings):
    return GRN.from_edges(
        [("A", "B", 3.0), ("B", "C", -2.0)], basal_rates={"A": [0.8, 2.4]}, **settings
    )


def test_ds1_has_the_half_responses_of_sergio_v2(shared_data):
    grn = read_ds1(shared_data)
    filled, notes = fill_half_response(grn)
    half_of = dict(zip(grn.regulator, np.asarray(filled.half_response), strict=True))
    by_name = {name: half_of[grn.gene_names.index(str(name))] for name in (17, 44, 56, 62, 67)}
    expected = {17: 0.6711, 44: 0.7213, 56: 0.6742, 62: 0.7103, 67: 0.7800}
    assert by_name == pytest.approx(expected, abs=6e-5)
    recorded = read_reference(shared_data, grn)["det_half_response"][0][grn.regulator]
    np.testing.assert_allclose(filled.half_response, recorded, rtol=1e-5)
    assert notes == ("Half response of 258 edges: mean steady state over cell types.",)


def test_half_response_is_the_mean_level_over_cell_types():
    grn = cascade()
    half = np.asarray(fill_half_response(grn).grn.half_response)
    levels = steady_state(grn)
    assert half[0] == pytest.approx(2.0)  # levels 1 and 3
    np.testing.assert_allclose(half, levels.mean(0)[grn.regulator], rtol=1e-6)


def test_only_gaps_are_filled():
    grn = cascade(half_response={("B", "C"): 0.123})
    half = np.asarray(fill_half_response(grn).grn.half_response)
    assert half == pytest.approx([2.0, 0.123])
    given = cascade(half_response=0.5)
    assert fill_half_response(given, "explicit") == (given, ())


def test_one_cell_type_takes_a_quarter_of_the_regulators_maximum():
    grn = GRN.from_edges([("A", "B", 3.0), ("B", "C", 2.0)], basal_rates={"A": 0.8, "B": 0.4})
    filled, notes = fill_half_response(grn)
    assert np.asarray(filled.half_response) == pytest.approx([0.25, 0.25 * 3.4 / 0.8])
    assert notes == (
        "Half response of 2 edges: a quarter of the regulator's maximum (one cell type).",
    )


def test_a_second_cell_type_that_is_like_the_first_changes_nothing():
    one = GRN.from_edges([("A", "B", 3.0), ("C", "B", 2.0)], basal_rates={"A": 0.8, "C": 0.4})
    two = GRN.from_edges(
        [("A", "B", 3.0), ("C", "B", 2.0)], basal_rates={"A": [0.8, 0.8], "C": [0.4, 1.2]}
    )
    filled, notes = fill_half_response(two)
    assert filled.half_response[0] == fill_half_response(one).grn.half_response[0] == 0.25
    assert filled.half_response[1] == pytest.approx(1.0)  # levels ½ and 3/2
    assert notes[1].endswith("a quarter of the regulator's maximum (regulator equal in all types).")


def test_feedback_takes_a_quarter_of_the_regulators_maximum():
    grn = GRN.from_edges(
        [("A", "B", -4.0), ("B", "A", -4.0), ("S", "A", 2.0), ("B", "C", 1.0)],
        basal_rates={"S": [0.8, 2.4]},
    )
    filled, notes = fill_half_response(grn)
    assert np.asarray(filled.half_response) == pytest.approx([1.875, 1.25, 2.0, 1.25])
    assert len(notes) == 2
    assert "1 edge: mean steady state" in notes[0]
    assert (
        "3 edges: a quarter of the regulator's maximum (regulator in or behind a loop)" in notes[1]
    )


def test_symmetric_toggle_switches_with_its_automatic_half_response():
    grn = GRN.from_edges(
        [("A", "B", -4.0), ("B", "A", -4.0)], basal_rates={"A": [0.0, 0.0]}, hill_coefficient=3.0
    )
    low, high = np.sort(steady_state(grn)[0])
    assert high > 3 * low


def test_genes_behind_a_loop_count_as_driven_by_it():
    grn = GRN.from_edges(
        [("A", "A", 3.0), ("A", "B", 2.0), ("B", "C", 1.0)], basal_rates={"A": [0.1, 0.2]}
    )
    half = np.asarray(fill_half_response(grn).grn.half_response)
    assert half[2] == pytest.approx(0.25 * 2.0 / 0.8)


def test_regulator_that_is_never_on_gets_a_finite_half_response():
    grn = GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": [0.0, 0.0]})
    filled = fill_half_response(grn).grn
    assert np.asarray(filled.half_response) == pytest.approx([1.0])
    assert np.isfinite(production_rate(filled, np.zeros((2, 2)))).all()


def test_explicit_refuses_a_gap_and_names_the_edge():
    with pytest.raises(ValueError, match="Edge A → B has no half response h"):
        fill_half_response(cascade(), "explicit")


@pytest.mark.parametrize("grn", [cascade(), MOTIFS["toggle n=2"].grn.replace(half_response=np.nan)])
def test_traced_networks_are_filled_the_same(grn):
    filled = jax.jit(lambda k: fill_half_response(grn.replace(kinetics=k)).grn.half_response)
    expected = fill_half_response(grn).grn.half_response
    np.testing.assert_allclose(filled(grn.kinetics), expected, rtol=1e-5)


@pytest.mark.validate
def test_gradient_passes_through_the_rule():
    grn = cascade()

    def half_of_first(kinetics):
        return fill_half_response(grn.replace(kinetics=kinetics)).grn.half_response[0]

    slope = jax.grad(half_of_first)(grn.kinetics)
    np.testing.assert_allclose(slope.basal_rate[:, 0], 0.5 / 0.8, rtol=1e-5)
    assert slope.decay[0] == pytest.approx(-2.0 / 0.8, rel=1e-5)
    assert all(np.isfinite(leaf).all() for leaf in jax.tree.leaves(slope))
