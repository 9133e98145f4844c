"""A design search in the background, watched while it goes on and stopped with its best so far.

A search belongs to one visit: it is watched and stopped by the person who began it, and its result
stays with them until they take or discard it.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import jax
import numpy as np
import streamlit as st

from sergiojax._progress import Progress, StopEarly
from sergiojax.grn import GRN
from sergiojax.inference import DesignResult, Target, design
from sergiojax.ui import session
from sergiojax.ui.stale import Basis, basis
from sergiojax.ui.work.desk import Job, desk, told

_RUN = "improve_run"


@dataclass
class Run:
    """A search under way, or done.

    Attributes:
        begin: The network that it began with.
        targets: What it was asked for.
        settings: How, as arguments of `start`.
        opened: Number of the design that was open.
        began: Moment of its beginning (seconds).
        job: The work; cancelling it ends the search with the best so far.
        losses: Smallest loss after every report.
        best: The best network so far.
    """

    begin: GRN
    targets: tuple[Target, ...]
    settings: dict[str, Any]
    opened: int = 0
    began: float = field(default_factory=time.monotonic)
    job: Job[Any] = field(default_factory=Job)
    losses: list[float] = field(default_factory=list)
    best: GRN | None = None

    def watch(self, progress: Progress) -> None:
        """Note how far the search is; called from its thread.

        Raises:
            StopEarly: If the person asked for it.
        """
        self.losses.append(progress.scores["loss"])
        self.best = progress.best
        if self.job.cancel.is_set():
            raise StopEarly

    @property
    def made_from(self) -> Basis:
        """What the search was made from."""
        return search_basis(self.begin, self.targets)

    @property
    def history(self) -> np.ndarray:
        """Smallest loss after every report, as one start."""
        return np.array(self.losses)[None]


def search_basis(grn: GRN, targets: Sequence[Target]) -> Basis:
    """Return what a search for some targets in a network is made from."""
    return basis(grn, targets=tuple(targets))


def start(grn: GRN, targets: Sequence[Target], *, seed: int, **settings: Any) -> None:
    """Begin a search in the background; the one before ends."""
    forget()
    again = {"seed": seed, **settings}
    run = st.session_state[_RUN] = Run(grn, tuple(targets), again, session.opened())
    key = jax.random.key(seed)
    desk().run_alone(
        run.job, lambda _: design(grn, list(targets), key=key, progress=run.watch, **settings)
    )


def current() -> Run | None:
    """Return the last search of this visit, unless another design was opened since."""
    run = st.session_state.get(_RUN)
    if run is not None and run.opened != session.opened():
        forget()
        return None
    return run


def is_under_way(run: Run) -> bool:
    """Tell whether a search goes on."""
    return not run.job.future.done()


def outcome(run: Run) -> DesignResult:
    """Return what a search that is done has found.

    Raises:
        ValueError: If it cannot be done; the sentence says why.
        RuntimeError: If it failed otherwise.
    """
    failure = run.job.future.exception()
    if failure is not None:
        raise told(failure) from failure
    return run.job.future.result()


def forget() -> None:
    """Drop the last search, and end it."""
    run = st.session_state.pop(_RUN, None)
    if run is not None:
        run.job.cancel.set()
