"""Sensitivities: finite differences of the state solved anew, closed forms, and sums that hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import fsolve

from sergiojax import load_example
from sergiojax.grn import GRN, Parameter, list_parameters
from sergiojax.grn import random_network as random_example
from sergiojax.kinetics import edge_importance, fill_half_response, sensitivity, steady_state
from sergiojax.kinetics._production import Production
from tests.kinetics.networks import network_plans, random_network
from tests.simulation.ds1 import read_ds1
from tests.systems import MOTIFS

STEP = 2e-3  # relative; the error of a central difference is about n³ STEP² / 6
KINDS = ("strength", "hill_coefficient", "half_response", "decay", "basal_rate")


def solved(grn, start):
    """The steady state near `start`, in double precision and by other means than sergiojax's."""
    production, decay = Production(grn), np.asarray(grn.decay, float)
    if not grn.topology.has_feedback:
        for _ in range(grn.topology.depth + 1):
            start = production(start) / decay
        return start

    def rate(levels):
        return (
            production(levels.reshape(start.shape)) - decay * levels.reshape(start.shape)
        ).ravel()

    found, info, *_ = fsolve(rate, start.ravel(), xtol=1e-13, full_output=True)
    assert np.abs(info["fvec"]).max() < 1e-9
    return found.reshape(start.shape)


def differences(grn, levels, parameters):
    """∂ log x / ∂ log |p| by central differences, between values that float32 holds."""
    slopes = []
    for parameter in parameters:
        value = parameter.value(grn)
        up, down = (parameter.set(grn, value * (1 + step)) for step in (STEP, -STEP))
        with np.errstate(divide="ignore", invalid="ignore"):  # genes that are off
            change = np.log(solved(up, levels) / solved(down, levels))
        slopes.append(change / np.log(parameter.value(up) / parameter.value(down)))
    return np.stack(slopes, axis=-1)


def assert_equals_differences(grn, *, levels=None, parameters=None):
    found = sensitivity(grn, levels=levels, parameters=parameters)
    state = solved(found.grn, found.levels)
    expected = differences(found.grn, state, found.parameters)
    on = state > 1e-6
    assert on.any()
    np.testing.assert_allclose(found.slope[on], expected[on], atol=1e-3, rtol=1e-3)
    return found


def of(name):
    return MOTIFS[name].grn


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("toggle n=2", (0.6771, 3.3229)),
        ("toggle n=2", (3.3229, 0.6771)),
        ("GATA1-PU.1, tristable", (2.0, 2.0)),
        ("GATA1-PU.1, tristable", (0.0078, 3.9922)),
        ("GATA1-PU.1, tristable", (3.9922, 0.0078)),
        ("positive autoregulation", (0.2510,)),
        ("positive autoregulation", (4.0188,)),
        ("repressilator n=2", (1.5160,) * 3),
        ("activator-inhibitor", (1.3358, 1.9304)),
    ],
)
def test_stable_states_with_feedback_equal_finite_differences(name, levels):
    state = solved(of(name), np.array([levels]))
    np.testing.assert_allclose(state, [levels], atol=1e-4)
    assert_equals_differences(of(name), levels=state)


def test_ds1_equals_finite_differences(shared_data):
    grn = read_ds1(shared_data)
    some = list_parameters(grn, KINDS)
    assert len(some) == 937
    found = assert_equals_differences(grn, parameters=some[::37])
    every = sensitivity(grn)
    assert every.slope.shape == (9, 100, 937)
    np.testing.assert_array_equal(every.slope[:, :, ::37], found.slope)


@pytest.mark.validate
def test_every_parameter_of_ds1_equals_finite_differences(shared_data):
    assert_equals_differences(read_ds1(shared_data))


@pytest.mark.parametrize("seed", [1, 2])
def test_both_logics_many_types_and_strength_factors_equal_finite_differences(seed):
    grn = random_network(
        [0, 0, 1, 2, 3, 3, 4],
        seed=seed,
        n_types=3,
        product=True,
        factors=True,
        acyclic=True,
    )
    assert_equals_differences(grn, parameters=list_parameters(grn, KINDS)[::2])


def test_product_logic_with_feedback_equals_finite_differences():
    grn = GRN.from_edges(
        [("A", "B", 4.0), ("C", "B", 3.0), ("B", "B", -2.0), ("B", "C", -3.0), ("A", "C", 2.0)],
        basal_rates={"A": [0.5, 2.0], "C": 0.1},
        half_response=1.2,
        logic={"B": "product"},
    )
    assert_equals_differences(grn)


@pytest.mark.parametrize("name", ["krumsiek11", "mcad"])
def test_examples_equal_finite_differences(name):
    grn = load_example(name)
    # Where regulators are equally strong, central differences have an error of the order of STEP.
    grn = grn.replace(strength=grn.strength * (1 + 0.01 * np.arange(grn.n_edges)))
    assert_equals_differences(grn, parameters=list_parameters(grn, KINDS)[::4])


def test_the_slope_of_one_of_equally_strong_joint_regulators_is_between_up_and_down():
    """More of one is a larger maximum, less of it is not a smaller one."""
    grn = GRN.from_edges(
        [("A", "D", 3.0), ("B", "D", -3.0), ("C", "D", 3.0)],
        basal_rates=dict.fromkeys("ABC", 1.0),
        half_response=1.0,
        logic="product",
    )
    strengths = list_parameters(grn, ["strength"])
    found = assert_equals_differences(grn, parameters=strengths)
    np.testing.assert_allclose(found.slope[0, grn.gene_names.index("D")], 0.5, rtol=1e-6)


def test_a_chain_has_the_closed_form():
    n, h, b, decay = 3.0, 2.0, 1.0, 0.8
    grn = GRN.from_edges(
        [("A", "B", 4.0), ("A", "C", -4.0)],
        basal_rates={"A": b},
        hill_coefficient=n,
        half_response=h,
    )
    found = sensitivity(grn)
    slope = dict(zip(found.parameters, found.slope[0].T, strict=True))
    response = 1 / (1 + (h * decay / b) ** n)
    gain, loss = n * (1 - response), -n * response
    np.testing.assert_allclose(slope["basal_rate", "A", "type_1"], [1, gain, loss], rtol=1e-6)
    np.testing.assert_allclose(slope["decay", "A", None], [-1, -gain, -loss], rtol=1e-6)
    np.testing.assert_allclose(slope["strength", ("A", "C"), None], [0, 0, 1], atol=1e-12)
    np.testing.assert_allclose(
        slope["half_response", ("A", "B"), None], [0, -gain, 0], rtol=1e-6, atol=1e-12
    )
    np.testing.assert_allclose(
        slope["hill_coefficient", ("A", "B"), None],
        [0, gain * np.log(b / decay / h), 0],
        rtol=1e-6,
        atol=1e-12,
    )


@settings(max_examples=20)
@given(network_plans())
def test_slopes_add_up_as_the_units_demand(plan):
    """Another unit of time scales K, b and λ; another unit of molecules K, b, h and x."""
    plan["in_degrees"] = [min(d, gene) for gene, d in enumerate(plan["in_degrees"])]
    grn = random_network(**plan, acyclic=True)
    found = sensitivity(grn)
    kinds = np.array([parameter.kind for parameter in found.parameters])
    total = {kind: found.slope[:, :, kinds == kind].sum(-1) for kind in KINDS}
    made = total["strength"] + total["basal_rate"]
    np.testing.assert_allclose(made + total["decay"], 0, atol=1e-4)
    on = found.levels > 1e-6
    np.testing.assert_allclose((made + total["half_response"])[on], 1, atol=1e-4)


def test_a_basal_rate_moves_its_own_type_and_one_of_all_types_moves_them_together():
    grn = random_example(8, n_cell_types=3, seed=2)
    [first, *_] = list_parameters(grn, ["basal_rate"])
    each = [first._replace(cell_type=name) for name in grn.cell_types]
    found = sensitivity(grn, parameters=[*each, first._replace(cell_type=None)])
    for row in range(3):
        assert found.slope[row, :, row].any()
        np.testing.assert_array_equal(np.delete(found.slope[row, :, :3], row, axis=1), 0)
    np.testing.assert_allclose(found.slope[:, :, :3].sum(-1), found.slope[:, :, 3])


def test_automatic_half_responses_are_held():
    grn = random_example(12, n_cell_types=3, seed=5)
    assert np.isnan(grn.half_response).all()
    filled = fill_half_response(grn).grn
    found = sensitivity(grn)
    np.testing.assert_array_equal(found.slope, sensitivity(filled).slope)
    np.testing.assert_array_equal(found.grn.half_response, filled.half_response)
    np.testing.assert_array_equal(found.levels, steady_state(filled))


def test_genes_that_are_off_and_noise_have_slope_zero():
    grn = GRN.from_edges(
        [("A", "B", 3.0), ("B", "C", -2.0)], basal_rates={"A": [0.0, 1.0]}, half_response=1.0
    )
    parameters = list_parameters(grn, [*KINDS, "noise_amplitude"])
    found = sensitivity(grn, parameters=parameters)
    np.testing.assert_array_equal(found.slope[0, :2], 0)
    assert found.slope[1, 0].any()
    assert np.isfinite(found.slope).all()
    np.testing.assert_array_equal(found.slope[:, :, -3:], 0)


def test_importance_finds_the_edges_that_reach_a_gene():
    grn = GRN.from_edges(
        [("B", "C", -2.0), ("A", "B", 3.0), ("A", "D", 1.0)],
        basal_rates={"A": [1.0, 2.0]},
        half_response=2.0,
    )
    shuffled = list_parameters(grn, ["decay", "strength"])[::-1]
    found = sensitivity(grn, parameters=shuffled)
    importance = edge_importance(found, "C", cell_type="type_2")
    assert importance.shape == (3,)
    assert importance[0] == pytest.approx(1.0)
    response = 1 / (1 + (2.0 / found.levels[1, grn.gene_names.index("B")]) ** 2)
    assert importance[1] == pytest.approx(2 * response, rel=1e-6)
    assert importance[2] == 0


def test_unanswerable_questions_about_importance_are_refused():
    grn = of("toggle n=2")
    found = sensitivity(grn, parameters=[Parameter("strength", ("A", "B"))])
    with pytest.raises(ValueError, match=r"slope of K B→A was not asked for\. Call `sensitivity`"):
        edge_importance(found, "A", cell_type="type_1")
    with pytest.raises(ValueError, match="no gene 'X'"):
        edge_importance(found, "X", cell_type="type_1")
    with pytest.raises(ValueError, match="no cell type 'X'"):
        edge_importance(found, "A", cell_type="X")


@pytest.mark.parametrize("name", ["toggle n=2", "repressilator n=4", "positive autoregulation"])
def test_an_unstable_state_is_refused(name):
    points = MOTIFS[name].fixed_points
    [unstable] = [point for point, rate in points.items() if rate > 0]
    with pytest.raises(ValueError, match=r"type_1 is not stable: .* rate \+0\.\d+ .* `levels`"):
        sensitivity(of(name), levels=np.array([unstable]))


def test_a_state_at_the_edge_of_stability_is_refused():
    grn = GRN.from_edges(
        [("A", "B", -2.4), ("B", "A", -2.4)], basal_rates={}, decay=0.8, half_response=1.5
    )
    with pytest.raises(ValueError, match="is not stable"):
        sensitivity(grn, levels=np.full((1, 2), 1.5))


def test_an_oscillator_is_refused_and_the_cell_type_named():
    grn = GRN.from_edges(
        [("A", "B", -4.0), ("B", "C", -4.0), ("C", "A", -4.0), ("X", "A", 0.0)],
        basal_rates={"X": [0.1, 0.2], "A": [90.0, 0.0]},
        hill_coefficient=4.0,
        half_response=1.0,
        cell_types=["flat", "cycling"],
    )
    with pytest.raises(
        ValueError, match=r"Cell type cycling is not in a steady state: gene . still moves"
    ):
        sensitivity(grn)


@pytest.mark.parametrize("levels", [np.ones((2, 2)), np.ones((1, 3)), np.array([[1.0, np.nan]])])
def test_levels_of_another_network_are_refused(levels):
    with pytest.raises(ValueError, match=r"for every cell type and gene \(1 × 2\)"):
        sensitivity(of("toggle n=2"), levels=levels)


def test_empty_networks_and_empty_lists_have_empty_slopes():
    lone = GRN.from_edges([], basal_rates={"A": 1.0})
    found = sensitivity(lone)
    np.testing.assert_allclose(found.slope, [[[-1.0, 1.0]]])
    assert edge_importance(found, "A", cell_type="type_1").shape == (0,)
    assert sensitivity(lone, parameters=()).slope.shape == (1, 1, 0)
    none = np.zeros(0)
    nothing = lone.replace(
        gene_names=(),
        product=[],
        basal_rate=none[None],
        decay=none,
        noise_amplitude=none,
    )
    assert sensitivity(nothing).slope.shape == (1, 0, 0)
