"""A design search in the background, watched while it goes on and stopped with its best so far."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import jax
import numpy as np
import streamlit as st

from sergiojax.grn import GRN
from sergiojax.inference import DesignProgress, DesignResult, StopDesign, Target, design
from sergiojax.ui import jobs

_RUN = "improve_run"


@dataclass
class Run:
    """A search under way, or done.

    Attributes:
        name: Digest of its inputs.
        begin: The network that it began with.
        losses: Smallest loss after every report.
        best: The best network so far.
        stop: Set to end it with the best so far.
    """

    name: str
    begin: GRN
    losses: list[float] = field(default_factory=list)
    best: GRN | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    def watch(self, progress: DesignProgress) -> None:
        """Note how far the search is; called from its thread.

        Raises:
            StopDesign: If the person asked for it.
        """
        self.losses.append(float(progress.loss))
        self.best = progress.grn
        if self.stop.is_set():
            raise StopDesign

    @property
    def history(self) -> np.ndarray:
        """Smallest loss after every report, as one start."""
        return np.array(self.losses)[None]


def start(grn: GRN, targets: Sequence[Target], *, seed: int, **settings: Any) -> None:
    """Begin a search in the background."""
    name = jobs.digest("design", grn.digest(), list(targets), seed, sorted(settings.items()))
    run = Run(name, grn)
    st.session_state[_RUN] = run
    key = jax.random.key(seed)
    jobs.desk().start(
        name, lambda _: design(grn, list(targets), key=key, progress=run.watch, **settings)
    )


def current() -> Run | None:
    """Return the last search of this visit."""
    return st.session_state.get(_RUN)


def is_under_way(run: Run) -> bool:
    """Tell whether a search goes on."""
    return jobs.desk().is_under_way(run.name)


def outcome(run: Run) -> DesignResult | None:
    """Return what a search found.

    Raises:
        ValueError: If it failed.
    """
    found = jobs.desk().result(run.name)
    failure = jobs.desk().failure(run.name)
    if found is None and failure is not None:
        raise ValueError(str(failure)) from failure
    return found


def forget() -> None:
    """Drop the last search."""
    st.session_state.pop(_RUN, None)
