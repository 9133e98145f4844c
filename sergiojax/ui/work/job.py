"""One piece of work: who waits for it, how far it is, and its result to come."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar

from sergiojax._progress import Listener, Progress
from sergiojax.ui.work.cost import SHORT, Cost

Result = TypeVar("Result")
Work: TypeAlias = Callable[[Listener], Result]
"""Called in another thread with a listener for its progress; it must not call Streamlit."""

_NOT_BEGUN = Progress("Starting", 0, 1)


class CancelledError(Exception):
    """The person cancelled the work."""


@dataclass(eq=False)
class Job(Generic[Result]):
    """Work that waits, is under way or is done; the desk alone changes it.

    Attributes:
        name: Digest of the inputs.
        work: What is done.
        cost: Its lane, and the memory it needs.
        future: Its result to come. It always ends.
        visitors: Those who wait for it; when the last one leaves, it is cancelled.
        progress: What it last reported.
        scores: The scores that it reported, by step.
        began: When its thread began (seconds of the desk's clock); None while it waits.
        gone_since: When all its visitors were first found gone; None while one is here.
        is_cancelled: Whether it ends without a result at its next report.
        is_stopped: Whether it ends with the best so far at its next report.
        size: Bytes of its result, once that is kept.
    """

    name: str
    work: Work[Result]
    cost: Cost = SHORT
    future: Future[Result] = field(default_factory=Future)
    visitors: set[str] = field(default_factory=set)
    progress: Progress = _NOT_BEGUN
    scores: dict[int, Mapping[str, float]] = field(default_factory=dict)
    began: float | None = None
    gone_since: float | None = None
    is_cancelled: bool = False
    is_stopped: bool = False
    size: int | None = None

    @property
    def has_failed(self) -> bool:
        """Whether it ended without a result."""
        return self.future.done() and self.future.exception() is not None

    def note(self, progress: Progress) -> None:
        """Take down a report."""
        if progress.scores:
            self.scores[progress.step] = progress.scores
        self.progress = progress


def told(failure: BaseException) -> Exception:
    """Return a failure as a page's net takes it: a ValueError is a sentence, all else a bug."""
    kind = ValueError if isinstance(failure, ValueError) else RuntimeError
    error = kind(str(failure))
    error.__cause__ = failure
    return error
