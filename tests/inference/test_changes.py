"""What an optimisation changed: the parameters that differ, with both values."""

import numpy as np

from sergiojax.grn import GRN, Parameter
from sergiojax.inference import ParameterChange
from sergiojax.inference._changes import list_changes
from sergiojax.inference._variables import choose_variables
from sergiojax.kinetics import fill_half_response

GRN_BEFORE = fill_half_response(
    GRN.from_edges([("A", "B", 3.0), ("B", "C", -2.0)], basal_rates={"A": 4.0, "C": 5.0})
).grn


def test_only_parameters_that_differ_are_listed():
    variables = choose_variables(GRN_BEFORE, ("strength", "basal_rate"), None)
    after = GRN_BEFORE.replace(strength=np.array([3.0, -6.0]))
    assert list_changes(variables, GRN_BEFORE, after) == (
        ParameterChange(Parameter("strength", ("B", "C")), -2.0, -6.0),
    )


def test_log_changes_of_0_are_exact_and_a_sign_never_flips():
    variables = choose_variables(GRN_BEFORE, ("strength", "half_response"), None)
    n_variables = len(variables.parameters)
    same = variables.apply(GRN_BEFORE, np.zeros(n_variables, np.float32))
    assert same.digest() == GRN_BEFORE.digest()
    assert not list_changes(variables, GRN_BEFORE, same)
    least = variables.apply(GRN_BEFORE, np.asarray(variables.lowest))
    np.testing.assert_array_equal(np.sign(least.strength), [1, -1])
    assert len(list_changes(variables, GRN_BEFORE, least)) == n_variables
