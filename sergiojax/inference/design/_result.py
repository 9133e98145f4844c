"""The result of a design: the network, and what became of every target and parameter."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from sergiojax.grn import GRN
from sergiojax.inference._changes import ParameterChange
from sergiojax.inference.design._optimise import Best
from sergiojax.inference.design._targets import Target


class TargetReport(NamedTuple):
    """What became of a target.

    Attributes:
        target: The target.
        sentence: The target and its outcome in words.
        before: The quantity in question before the design, where it was worst: a level
            (molecules), a ratio, a period (time), a factor. NaN if there is none: no oscillation
            near the period, no steady state, a gene that is off.
        after: The same after the design.
        is_met: Whether the target is met.
        distance: Natural logarithm of the factor that is missing; 0 if it is met.
    """

    target: Target
    sentence: str
    before: float
    after: float
    is_met: bool
    distance: float


class DesignResult(NamedTuple):
    """A designed network.

    Attributes:
        grn: The network, its signs as before; automatic half responses are filled in.
        loss: Weighted squares of the distances, and the penalty on changes.
        history: Loss of every start after every step.
        report: What became of every target.
        changes: The parameters that differ from the network before.
    """

    grn: GRN
    loss: float
    history: Float[np.ndarray, "starts steps"]
    report: tuple[TargetReport, ...]
    changes: tuple[ParameterChange, ...]

    @property
    def is_met(self) -> bool:
        """Whether all targets are met."""
        return all(line.is_met for line in self.report)


def report_targets(
    targets: Sequence[Target], owner: Int[np.ndarray, " entries"], *, before: Best, after: Best
) -> tuple[TargetReport, ...]:
    """Say what became of every target."""
    lines = []
    for number, target in enumerate(targets):
        [entries] = np.nonzero(owner == number)
        first, last = (_worst(found, entries) for found in (before, after))
        distance = max(last[1], 0.0)
        sentence = f"{target.sentence} {_fate(target, last[0], distance)}"
        lines.append(TargetReport(target, sentence, first[0], last[0], distance == 0, distance))
    return tuple(lines)


def _worst(found: Best, entries: Int[np.ndarray, " entries"]) -> tuple[float, float]:
    excess = np.nan_to_num(found.excess[entries], nan=np.inf)
    place = entries[int(np.argmax(excess))]
    return float(found.value[place]), float(excess.max())


def _fate(target: Target, value: float, distance: float) -> str:
    number = target.quantity(value)
    if distance == 0:
        return f"Met: {number}."
    if math.isinf(distance) or math.isnan(value):
        return f"Not met: {number}."
    return f"Not met: {number}; a factor of {math.exp(min(distance, 50.0)):.3g} is missing."
