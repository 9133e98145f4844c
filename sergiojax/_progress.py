"""The progress of long work: one value from kernel to progress bar, and one way to stop early."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias


class StopEarly(Exception):  # noqa: N818 - not an error: the work ends with what it has
    """Raised by a listener to end the work with its best result so far.

    Work that improves step by step (a search, a fit, a training) returns the best it has found.
    Other work has nothing to return and lets it through, like any other exception of a listener.
    """


@dataclass(frozen=True)
class Progress:
    """How far the work has come.

    Attributes:
        phase: What is being done, in words for the user.
        step: Steps of this phase that are done.
        n_steps: Total steps of this phase, at least 1.
        scores: Current scores by name, such as a loss; empty where there are none.
        best: The best result so far, where the work improves one; else None.
    """

    phase: str
    step: int
    n_steps: int
    scores: Mapping[str, float] = field(default_factory=dict)
    best: Any = None

    @property
    def share(self) -> float:
        """Finished share of the phase, 0 to 1."""
        return min(max(self.step / max(self.n_steps, 1), 0.0), 1.0)


Listener: TypeAlias = Callable[[Progress], None]
"""Called with the progress from time to time. What it raises ends the work."""


def silent(progress: Progress) -> None:
    """Listen to nothing."""
