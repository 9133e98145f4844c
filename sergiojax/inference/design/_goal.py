"""How targets are measured: the interface that all goals share."""

from typing import NamedTuple, Protocol, TypeAlias, runtime_checkable

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float

from sergiojax.inference.design._behaviour import Behaviour

Values: TypeAlias = Float[Array | np.ndarray, "..."] | np.floating | float
"""One number or an array of them; what goes together is broadcast."""

TRACE = 0.05  # molecules added to both sides of a ratio of levels, so that 0 has a logarithm
_INSIDE = 0.4  # share of a tolerance by which the optimiser aims inside it
_NOT_STEADY = 0.5  # added to the excess where there is no steady state
CLEAR = 0.02  # the same where there is no tolerance


class Measured(NamedTuple):
    """What a goal found, entry by entry; a target has one entry or several.

    Attributes:
        value: The quantity in question, such as a level (molecules) or a period (time).
        excess: Natural logarithm of the factor that is missing; the target is met where it is not
            positive.
        inside: How far below 0 the optimiser aims.
    """

    value: Float[Array, " entries"]
    excess: Float[Array, " entries"]
    inside: Float[Array, " entries"]


@runtime_checkable
class Goal(Protocol):
    """One or more targets of a kind, as arrays."""

    def measure(self, behaviour: Behaviour) -> Measured:
        """Measure a network."""
        ...


def near(value: Values, log_ratio: Values, slack: Values) -> Measured:
    """Return what was measured where a value has to be within a factor e^±slack of another."""
    entries = [jnp.ravel(part) for part in jnp.broadcast_arrays(value, log_ratio, slack)]
    return Measured(entries[0], jnp.abs(entries[1]) - entries[2], _INSIDE * entries[2])


def beyond(value: Values, excess: Values) -> Measured:
    """Return what was measured where a value has to be on one side of a bound."""
    value, excess = (jnp.ravel(part) for part in jnp.broadcast_arrays(value, excess))
    return Measured(value, excess, jnp.full_like(excess, CLEAR))


def only_if_steady(measured: Measured, steady: Bool[Array, "..."]) -> Measured:
    """Count what is not a steady state as not met, with NaN as its value."""
    value, excess, inside = measured
    missing = jnp.maximum(excess, 0.0) + _NOT_STEADY
    return Measured(jnp.where(steady, value, jnp.nan), jnp.where(steady, excess, missing), inside)


def log_level(levels: Values) -> Float[Array, "..."]:
    """Return the logarithm of levels, with a trace added."""
    return jnp.log(jnp.maximum(levels, 0.0) + TRACE)
