"""The settings of a run: their names, defaults and checks, declared once.

Signatures repeat names and defaults, because people read them there. A test holds all of them
equal to those below: in Python, on the command line, and where only some settings are taken.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sergiojax._checks import check_choice, check_count
from sergiojax._types import (
    GivenLevels,
    HalfResponsePolicy,
    Increments,
    Initial,
    Method,
    NoiseType,
    Sampling,
    Scalar,
)
from sergiojax.simulation._perturbation import Perturbation, as_perturbation


@dataclass(frozen=True)
class RunSettings:
    """How to simulate; `simulate_steady_state` says what each setting means."""

    noise_type: NoiseType = "dpd"
    sampling: Sampling = "independent"
    method: Method = "exponential"
    dt: Scalar | None = None
    initial: Initial | GivenLevels | None = None
    half_response: HalfResponsePolicy = "deterministic"
    burn_in: float | None = None
    steps_per_cell: int = 10
    increments: Increments | None = None
    perturbation: Perturbation | None = None

    @classmethod
    def among(cls, arguments: Mapping[str, Any]) -> "RunSettings":
        """Return the settings among the arguments of a function that has all of them.

        Args:
            arguments: `locals()` at the start of the function; a perturbation may be a mapping.

        Raises:
            ValueError: If a setting is out of range.
        """
        own: dict[str, Any] = {field.name: arguments[field.name] for field in fields(cls)}
        own["perturbation"] = as_perturbation(own["perturbation"])
        return cls(**own)

    def __post_init__(self) -> None:
        if self.perturbation is not None and self.perturbation.time is not None:
            raise ValueError("A perturbation at steady state has no `time`; leave it out.")
        check_choice("noise_type", self.noise_type, NoiseType)
        check_choice("sampling", self.sampling, Sampling)
        check_choice("method", self.method, Method)
        check_count("steps_per_cell", self.steps_per_cell, most=100_000)
        if self.increments is not None:
            check_choice("increments", self.increments, Increments)
        if self.increments == "binomial" and self.sampling == "trajectory":
            raise ValueError('Trajectories have "gaussian" increments only.')
        check_choice("half_response", self.half_response, HalfResponsePolicy)
        if self.half_response == "dynamic" and self.sampling == "independent":
            raise ValueError(
                'half_response="dynamic" exists along a trajectory only: use sampling="trajectory".'
            )

    def chosen_increments(self) -> Increments:
        """Return the random numbers of a step: normal ones for SERGIO's own scheme."""
        if self.increments is not None:
            return self.increments
        own = self.method == "euler" or self.sampling == "trajectory"
        return "gaussian" if own else "binomial"
