"""Which parameters of a network an optimisation changed, and by how much."""

from typing import NamedTuple

from sergiojax.grn import GRN, Parameter
from sergiojax.inference._variables import Variables


class ParameterChange(NamedTuple):
    """A parameter that an optimisation changed.

    Attributes:
        parameter: Its name.
        before: Its value; for a basal rate in all cell types, the mean over them.
        after: Its new value.
    """

    parameter: Parameter
    before: float
    after: float


def list_changes(variables: Variables, before: GRN, after: GRN) -> tuple[ParameterChange, ...]:
    """Return the parameters whose values differ."""
    both = [(each, each.value(before), each.value(after)) for each in variables.parameters]
    return tuple(ParameterChange(*one) for one in both if one[1] != one[2])
