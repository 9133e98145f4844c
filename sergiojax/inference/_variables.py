"""Which parameters of a network may move, how far, and what a log change does to them.

A variable u is the natural logarithm of the factor on one parameter: 0 leaves it unchanged to the
last bit, and no sign ever flips.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, get_args

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from sergiojax._checks import check_choice, is_traced
from sergiojax.grn import GRN, Parameter, ParameterKind, list_parameters

Range: TypeAlias = tuple[float | int, float | int]
Bounds: TypeAlias = Range | Mapping[ParameterKind, Range]
Vary: TypeAlias = Sequence[ParameterKind | Parameter]

DEFAULT_VARY: tuple[ParameterKind, ...] = ("strength", "half_response", "basal_rate")
_FACTORS: Range = (1 / 30, 30.0)
_HILL_COEFFICIENTS: Range = (1.0, 8.0)  # the coefficients themselves, not factors


class Variables(eqx.Module):
    """The parameters that may move.

    Attributes:
        parameters: Their names.
        lowest: Least log change of each.
        highest: Largest log change of each.
        mover: By kind, the index of the variable that moves each entry of the array; the number of
            variables stands for none.
    """

    parameters: tuple[Parameter, ...] = eqx.field(static=True)
    lowest: Float[Array | np.ndarray, " variables"]
    highest: Float[Array | np.ndarray, " variables"]
    mover: dict[str, Int[Array | np.ndarray, "..."]]

    def apply(self, grn: GRN, change: Float[Array | np.ndarray, " variables"]) -> GRN:
        """Return the network after log changes of all variables; a change of 0 is exact."""
        xp = jnp if is_traced(change) else np
        factor = xp.exp(xp.append(change, xp.zeros(1, np.float32)))
        moved = {kind: getattr(grn, kind) * factor[mover] for kind, mover in self.mover.items()}
        return grn.replace(**moved)


def choose_variables(
    grn: GRN,
    vary: Vary | None,
    bounds: Bounds | None,
    *,
    among: Callable[[Sequence[Parameter]], Sequence[Parameter]] = tuple,
) -> Variables:
    """Resolve what may move, by kind or by name, and how far.

    Args:
        grn: Network, every half response given.
        vary: Kinds and single parameters. Parameters of a kind that are 0 stay out, because a
            factor does not move them.
        bounds: Least and largest factor, for all kinds or by kind; for Hill coefficients the
            values themselves.
        among: Returns which of the parameters of a kind may move at all.

    Returns:
        The variables.

    Raises:
        ValueError: If nothing can move, a name is unknown or given twice, or a range is not one.
    """
    parameters = _listed(grn, DEFAULT_VARY if vary is None else vary, among)
    if not parameters:
        raise ValueError(
            "Nothing may vary: no parameter of the kinds in `vary` differs from 0 and acts on a "
            f"target. The kinds are {', '.join(get_args(ParameterKind))}."
        )
    ranges = np.array([_log_range(grn, each, bounds) for each in parameters], np.float32)
    mover: dict[str, Int[Array | np.ndarray, ...]] = {}
    for number, parameter in enumerate(parameters):
        shape = np.shape(getattr(grn, parameter.kind))
        of_kind = mover.setdefault(parameter.kind, np.full(shape, len(parameters), np.int32))
        place = parameter.locate(grn)
        if (of_kind[place] < len(parameters)).any():
            raise ValueError(f"{parameter.label} is named twice in `vary`; name it once.")
        of_kind[place] = number
    return Variables(parameters, ranges[:, 0], ranges[:, 1], mover)


def _listed(
    grn: GRN, vary: Vary, among: Callable[[Sequence[Parameter]], Sequence[Parameter]]
) -> tuple[Parameter, ...]:
    found: dict[Parameter, None] = {}
    for one in vary:
        if isinstance(one, Parameter):
            if not np.any(np.asarray(getattr(grn, one.kind))[one.locate(grn)]):
                raise ValueError(
                    f"{one.label} is 0, which no factor can move. Give it a value first."
                )
            found[one] = None
        else:
            of_kind = list_parameters(grn, (one,))
            known = [each for each in of_kind if each.value(grn) != 0]
            found.update(dict.fromkeys(among(known)))
    return tuple(found)


def _log_range(grn: GRN, parameter: Parameter, bounds: Bounds | None) -> tuple[float, float]:
    low, high = _range(parameter.kind, bounds)
    if not 0 < low <= high < np.inf:
        raise ValueError(
            f"The bounds of {parameter.kind} must be positive, the lower first, but are "
            f"({low:g}, {high:g})."
        )
    now = parameter.value(grn) if parameter.kind == "hill_coefficient" else 1.0
    # The network itself is always within reach.
    return min(float(np.log(low / now)), 0.0), max(float(np.log(high / now)), 0.0)


def _range(kind: ParameterKind, bounds: Bounds | None) -> Range:
    default = _HILL_COEFFICIENTS if kind == "hill_coefficient" else _FACTORS
    if isinstance(bounds, Mapping):
        for name in bounds:
            check_choice("kind of bounds", name, ParameterKind)
        return bounds.get(kind, default)
    return default if bounds is None or kind == "hill_coefficient" else bounds
