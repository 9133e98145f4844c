"""Steady states over the values of a number: closed forms of folds, and a known Hopf point."""

import numpy as np
import pytest

from sergiojax.grn import GRN, Parameter
from sergiojax.kinetics import bifurcation, fixed_points
from tests.systems import MOTIFS


@pytest.fixture(scope="module")
def hysteresis():
    """Positive autoregulation over its basal rate: b = λx − K xⁿ/(hⁿ + xⁿ) on every branch."""
    return bifurcation(
        MOTIFS["positive autoregulation"].grn,
        Parameter("basal_rate", "A"),
        values=np.linspace(0.0, 1.0, 60),
    )


def basal_rate(x):
    return 0.8 * x - 3.2 * x**4 / (2.0**4 + x**4)


def test_both_branches_of_a_hysteresis_and_the_one_between_appear(hysteresis):
    found = hysteresis
    x = found.expression[:, 0]
    np.testing.assert_allclose(basal_rate(x), found.values[found.at], atol=1e-6)
    at_02 = np.abs(found.values - 0.2).argmin()
    np.testing.assert_array_equal(np.sort(found.stable[found.at == at_02]), [False, True, True])
    np.testing.assert_array_equal(np.unique(found.branch), [0, 1, 2])


def test_folds_are_where_the_curve_turns(hysteresis):
    x = np.linspace(0.01, 5.0, 400_001)
    slope = np.diff(basal_rate(x))
    turns = basal_rate(x)[1:-1][(slope[:-1] * slope[1:] < 0)]
    inside = np.sort(turns[turns > 0])
    np.testing.assert_allclose(hysteresis.folds, inside, atol=1e-5)
    np.testing.assert_allclose(basal_rate(hysteresis.fold_expression[:, 0]), inside, atol=1e-4)
    assert hysteresis.hopf.shape == (0,)


def test_branches_are_continuous_and_single_valued(hysteresis):
    for branch in np.unique(hysteresis.branch):
        rows = hysteresis.branch == branch
        np.testing.assert_array_equal(np.diff(hysteresis.at[rows]), 1)
        assert len(set(hysteresis.stable[rows])) == 1


@pytest.mark.parametrize("kind", ["strength", "half_response", "hill_coefficient"])
def test_every_value_has_the_points_of_the_changed_network(kind):
    grn, number = MOTIFS["toggle n=3"].grn, Parameter(kind, ("A", "B"))
    found = bifurcation(grn, number)
    assert len(found.values) == 80
    assert (np.diff(found.values) > 0).all()
    for at in (0, 33, 79):
        alone = fixed_points(number.set(grn, float(found.values[at])), n_starts=64)
        here = found.expression[found.at == at]
        assert len(here) == len(alone.expression)
        for point in alone.expression:
            assert np.abs(here - point).max(1).min() < 1e-5


@pytest.mark.validate
@pytest.mark.slow
def test_oscillations_begin_at_the_hopf_point():
    """A ring of repressors oscillates from elasticity 2 on: here where −λ + s/2 = 0."""
    grn, number = MOTIFS["repressilator n=4"].grn, Parameter("strength", ("A", "B"))
    found = bifurcation(grn, number, values=np.linspace(-6.0, -0.5, 8))
    assert len(found.hopf) == 1
    assert len(found.folds) == 0
    just = [fixed_points(number.set(grn, found.hopf[0] * s)).eigenvalues[0, 0] for s in (1, 1.01)]
    assert just[0].real == pytest.approx(0.0, abs=1e-4)
    assert just[1].real > 1e-4
    np.testing.assert_array_equal(found.cycle_at, np.nonzero(found.values < found.hopf[0])[0])
    assert (found.cycle_low < found.cycle_high).all()
    assert (np.diff(found.cycle_high[:, 0] - found.cycle_low[:, 0]) < 0).all()


def test_automatic_half_responses_stay_as_they_are():
    """Else doubling a regulator would change nothing downstream."""
    grn = GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": [1.0, 3.0]})
    found = bifurcation(grn, Parameter("basal_rate", "A"), values=np.array([1.0, 2.0]))
    assert found.expression[1, 1] > found.expression[0, 1] * 1.2


def test_cell_types_and_their_factors():
    grn = GRN.from_edges([("A", "B", 3.0)], basal_rates={"A": [1.0, 3.0]}, half_response=1.0)
    grn = grn.replace(strength_factor=np.array([[1.0], [0.5]]))
    number, values = Parameter("strength", ("A", "B")), np.array([2.0, 4.0])
    found = bifurcation(grn, number, values=values, cell_type="type_2")
    share = (3.0 / 0.8) ** 2 / (1 + (3.0 / 0.8) ** 2)
    np.testing.assert_allclose(found.expression[:, 1], 0.5 * values * share / 0.8, rtol=1e-6)
    of_type = Parameter("basal_rate", "A", "type_2")
    assert bifurcation(grn, of_type, values=values).cell_type == "type_2"
    with pytest.raises(ValueError, match="no part in cell type 'type_1'"):
        bifurcation(grn, of_type, cell_type="type_1")


def test_defaults_lie_around_the_present_value():
    grn = MOTIFS["toggle n=3"].grn
    values = bifurcation(grn, Parameter("strength", ("A", "B"))).values
    np.testing.assert_allclose(values[[0, -1]], [-16.0, -0.4], rtol=1e-6)
    values = bifurcation(grn, Parameter("basal_rate", "A")).values
    assert (values[0], values[-1]) == (0.0, 4.0)


def test_wrong_questions_are_refused():
    grn = MOTIFS["toggle n=3"].grn
    with pytest.raises(ValueError, match="does not move"):
        bifurcation(grn, Parameter("noise_amplitude", "A"))
    with pytest.raises(ValueError, match="no edge"):
        bifurcation(grn, Parameter("strength", ("A", "A")))
    with pytest.raises(ValueError, match="Decay"):
        bifurcation(grn, Parameter("decay", "A"), values=np.array([-1.0, 1.0]))
    with pytest.raises(ValueError, match="`values`"):
        bifurcation(grn, Parameter("decay", "A"), values=np.array([np.nan]))
