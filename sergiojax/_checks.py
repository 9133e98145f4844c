"""Checks of arguments: what must hold, what was found, what to do."""

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any, get_args

import jax
import jax.core
import numpy as np
from jaxtyping import ArrayLike

from sergiojax._types import Scalar


def is_traced(*trees: Any) -> bool:
    """Return whether a leaf is a tracer, whose values cannot be read."""
    return any(isinstance(leaf, jax.core.Tracer) for leaf in jax.tree.leaves(trees))


def check_choice(name: str, value: object, choices: Any) -> None:
    """Refuse a value outside `choices`, a Literal or a sequence of names.

    Raises:
        ValueError: If `value` is not one of them.
    """
    allowed: Sequence[Any] = get_args(choices) or choices
    if value not in allowed:
        listed = ", ".join(repr(choice) for choice in allowed)
        raise ValueError(f"`{name}` must be one of {listed}, but is {value!r}.")


def check_count(name: str, value: Any, *, least: int = 1, most: int | None = None) -> int:
    """Return `value` as an int between `least` and `most`.

    Raises:
        TypeError: If it is not a whole number.
        ValueError: If it is out of bounds.
    """
    try:
        if isinstance(value, bool):
            raise TypeError
        count = operator.index(value)
    except TypeError as error:
        message = f"`{name}` must be a whole number, but is {value!r}."
        raise TypeError(message) from error
    if count < least:
        raise ValueError(f"`{name}` must be at least {least}, but is {count}.")
    if most is not None and count > most:
        raise ValueError(f"`{name}` must be at most {most:,}, but is {count:,}.")
    return count


def check_positive(name: str, value: Scalar) -> None:
    """Refuse a number that is not positive and finite; a traced one passes.

    Raises:
        ValueError: If it is zero, negative, infinite or NaN.
    """
    if not is_traced(value) and not (math.isfinite(float(value)) and float(value) > 0):
        raise ValueError(f"`{name}` must be positive and finite, but is {value}.")


def check_values(
    name: str,
    values: ArrayLike,
    label: Callable[[int], str],
    *,
    positive: bool = False,
    allow_nan: bool = False,
    signed: bool = False,
) -> None:
    """Refuse an array with a bad entry, naming the gene or edge that holds it.

    Args:
        name: What the values are, for the message.
        values: Array with the genes or edges last; a traced one passes.
        label: Returns the name of the entry at an index of the last axis.
        positive: Whether zero is refused too.
        allow_nan: Whether NaN is allowed, for "automatic".
        signed: Whether negative numbers are allowed.

    Raises:
        ValueError: If an entry is NaN, infinite or out of bounds.
    """
    if is_traced(values):
        return
    array = np.asarray(values)
    bad = ~np.isfinite(array)
    if allow_nan:
        bad &= ~np.isnan(array)
    if not signed:
        bad |= (array <= 0) if positive else (array < 0)
    if not bad.any():
        return
    first = tuple(int(index[0]) for index in np.nonzero(bad))
    need = "finite" if signed else "positive and finite" if positive else "finite and not negative"
    raise ValueError(f"{name} must be {need}, but is {array[first]:g} for {label(first[-1])}.")
