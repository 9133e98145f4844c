"""The seven parameters of SERGIO's technical noise, checked once and passed around as one value.

They are pytree leaves, so a new value never recompiles and `vmap` can screen a batch of them.
"""

import dataclasses
import math
from collections.abc import Mapping
from typing import Any

import equinox as eqx
from jaxtyping import Array, Float, ScalarLike

from sergiojax._checks import is_traced
from sergiojax._types import Json

HIGHEST_FACTOR = 1e9
"""Largest library size and outlier factor; counts are int32, which ends at 2.1e9."""

REACH = 6.0
"""No standard normal drawn here is above it: uniforms end at 1 - 2⁻²⁴, which is 5.3."""


def check_range(name: str, value: Any, *, low: float, high: float) -> None:
    """Refuse a number outside `low` to `high`, both included; a traced one passes.

    Raises:
        ValueError: If it is outside, infinite or NaN.
    """
    if is_traced(value):
        return
    number = float(value)
    if math.isfinite(number) and low <= number <= high:
        return
    if math.isinf(high):
        need = "finite" if math.isinf(low) else f"finite and at least {low:g}"
    else:
        need = f"between {low:g} and {high:g}"
    raise ValueError(f"`{name}` must be {need}, but is {value}.")


def check_lognormal(what: str, mean: Any, sd: Any, *, names: tuple[str, str]) -> None:
    """Refuse parameters of a log-normal factor that are invalid or reach beyond what counts hold.

    Args:
        what: The factor, for the message.
        mean: Mean of its natural logarithm.
        sd: Standard deviation of its natural logarithm.
        names: The caller's names for `mean` and `sd`.

    Raises:
        ValueError: If one is not finite, `sd` is negative, or the factor may exceed 1e9.
    """
    check_range(names[0], mean, low=-math.inf, high=math.inf)
    check_range(names[1], sd, low=0.0, high=math.inf)
    if is_traced(mean, sd) or float(mean) + REACH * float(sd) <= math.log(HIGHEST_FACTOR):
        return
    raise ValueError(
        f"{what} must stay below {HIGHEST_FACTOR:g}, but `{names[0]}` = {mean} with `{names[1]}` = "
        f"{sd} go beyond: both are on a natural log scale, so lower one of them."
    )


def _as_number(value: Any) -> float | Float[Array, ""]:
    """Return one number as a Python float, which prints and saves well; tracers pass."""
    if is_traced(value):
        return value
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"A parameter of TechnicalNoise must be one number, but is {value!r}."
        ) from error


class TechnicalNoise(eqx.Module):
    """What a single-cell experiment does to clean expression, in SERGIO's four steps.

    Attributes:
        outlier_probability: Share of genes that are outliers, 0 to 1.
        outlier_mean: μ_o, mean of the natural logarithm of an outlier's factor.
        outlier_sd: σ_o, its standard deviation.
        library_mean: μ_l, mean of the natural logarithm of a cell's library size (molecules).
        library_sd: σ_l, its standard deviation.
        dropout_steepness: k, steepness of the logistic keep probability in log(1 + expression).
        dropout_percentile: q, percentile of log(1 + expression) that is kept half of the time.

    Raises:
        TypeError: If a parameter is not a number.
        ValueError: If one is NaN or out of bounds. Traced values are not checked.

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271.
    """

    outlier_probability: float | Float[Array, ""] = eqx.field(converter=_as_number)
    outlier_mean: float | Float[Array, ""] = eqx.field(converter=_as_number)
    outlier_sd: float | Float[Array, ""] = eqx.field(converter=_as_number)
    library_mean: float | Float[Array, ""] = eqx.field(converter=_as_number)
    library_sd: float | Float[Array, ""] = eqx.field(converter=_as_number)
    dropout_steepness: float | Float[Array, ""] = eqx.field(converter=_as_number)
    dropout_percentile: float | Float[Array, ""] = eqx.field(converter=_as_number)

    def __check_init__(self) -> None:
        """Refuse settings that no experiment can have."""
        check_range("outlier_probability", self.outlier_probability, low=0.0, high=1.0)
        outlier_names, library_names = (
            ("outlier_mean", "outlier_sd"),
            ("library_mean", "library_sd"),
        )
        check_lognormal(
            "An outlier factor", self.outlier_mean, self.outlier_sd, names=outlier_names
        )
        check_lognormal("A library size", self.library_mean, self.library_sd, names=library_names)
        check_range("dropout_steepness", self.dropout_steepness, low=0.0, high=math.inf)
        check_range("dropout_percentile", self.dropout_percentile, low=0.0, high=100.0)

    def replace(self, **changes: ScalarLike) -> "TechnicalNoise":
        """Return a checked copy with some parameters changed."""
        return dataclasses.replace(self, **changes)

    def to_dict(self) -> dict[str, float]:
        """Return the seven parameters by name, ready for JSON."""
        return {name: float(getattr(self, name)) for name in PARAMETERS}

    @classmethod
    def from_dict(cls, parameters: Mapping[str, Json]) -> "TechnicalNoise":
        """Build from the seven parameters by name, as `to_dict` returns them.

        Raises:
            TypeError: If a value is not a number.
            ValueError: If a name is missing or unknown, or a value is out of bounds.
        """
        missing = [name for name in PARAMETERS if name not in parameters]
        unknown = [str(name) for name in parameters if name not in PARAMETERS]
        if missing or unknown:
            found = [f"lacks {', '.join(missing)}"] if missing else []
            found += [f"has the unknown {', '.join(unknown)}"] if unknown else []
            raise ValueError(
                f"Technical noise needs the seven parameters {', '.join(PARAMETERS)}, "
                f"but the mapping {' and '.join(found)}."
            )
        return cls(**parameters)


PARAMETERS = tuple(field.name for field in dataclasses.fields(TechnicalNoise))
"""Names of the seven parameters, in the order of the four steps."""
