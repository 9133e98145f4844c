"""A training: what it was asked for, asking for it at the desk, and what is seen of it meanwhile.

A training belongs to one visitor, who may stop it and keep the model so far, so nobody shares it.
"""

import secrets
import time
from collections.abc import Callable
from concurrent.futures import wait
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

import sergiojax as sj
from sergiojax._progress import Listener, Progress
from sergiojax.api import Learned
from sergiojax.io import AnnData
from sergiojax.ui.generate.models import title_of
from sergiojax.ui.generate.places import Places, places_of
from sergiojax.ui.generate.understood import Understood
from sergiojax.ui.work.background import ask, asked
from sergiojax.ui.work.cost import LONG
from sergiojax.ui.work.visitor import Asked

PLACE = "generate_train"
_LOOK = 3.0  # seconds between two maps of new cells
_MOST_SHARE = 0.2  # of the time that maps may take
_CELLS = 400  # new ones on such a map


@dataclass(frozen=True, eq=False)
class Training:
    """A training that was asked for, or a model that was opened.

    Attributes:
        config: Configuration of the model.
        seed: Seed of the cells set aside and of the training.
        name: What the person knows the cells by, or the name of a model's file.
        understood: The cells; None for a model that was opened.
        train: Cells to train on; None for a model that was opened.
        held_out: Cells that take no part in training; None for a model that was opened.
        places: Map of the cells to train on; None for a model that was opened.
        id: Names this training among all others.
    """

    config: Any
    seed: int
    name: str
    understood: Understood | None
    train: AnnData | None
    held_out: AnnData | None
    places: Places | None
    id: str

    @property
    def title(self) -> str:
        """Name of the model in the menu."""
        return title_of(self.config)


class Glimpse(NamedTuple):
    """What is seen of a training that goes on.

    Attributes:
        places: Places of new cells of the model so far; None before the first.
        step: Step of that model.
        seconds_left: Estimate of the time left (seconds); None before there is one.
    """

    places: np.ndarray | None = None
    step: int = 0
    seconds_left: float | None = None


def start(understood: Understood, config: Any, *, seed: int) -> None:
    """Begin a training in the background; the one before ends.

    Raises:
        ValueError: If there are too few cells.
    """
    train, held_out = understood.split(seed)
    places = places_of(train)
    what = Training(
        config, seed, understood.name, understood, train, held_out, places, secrets.token_hex(8)
    )

    def work(progress: Listener) -> Learned:
        return sj.fit(config, train, seed=seed, progress=Watcher(progress, places))

    ask(PLACE, what.id, work, what=what, cost=LONG)


def take(learned: Learned, name: str) -> None:
    """Take a model that was opened in the place of one that was trained.

    Args:
        learned: The model.
        name: Name of its file.
    """
    config = learned.fitted.learner
    what = Training(config, 0, name, None, None, None, None, secrets.token_hex(8))
    mine = ask(PLACE, what.id, lambda _: learned, what=what)
    wait([mine.job.future])  # there is nothing to do, so the page has it at once


def current() -> Asked | None:
    """Return the last training of this visitor, also after a reload."""
    return asked(PLACE)


def is_under_way() -> bool:
    """Return whether a training goes on."""
    mine = current()
    return mine is not None and not mine.has_left and not mine.job.future.done()


def trained() -> tuple[Training, Learned] | None:
    """Return the last training with its model, if that is there."""
    mine = current()
    if mine is None or mine.has_left or not mine.job.future.done() or mine.job.has_failed:
        return None
    return mine.what, mine.job.future.result()


class Watcher:
    """Listens to a training, in its thread, and adds a glimpse of the model so far.

    Args:
        progress: Who listens behind it.
        places: Map of the cells to train on.
        clock: Returns the time (seconds).
    """

    def __init__(
        self, progress: Listener, places: Places, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._progress, self._places, self._clock = progress, places, clock
        self._glimpse = Glimpse()
        self._began: tuple[float, int] | None = None  # after the first steps, which compile
        self._next, self._has_drawn = 0.0, False

    def __call__(self, report: Progress) -> None:
        """Hand a report on; every few seconds new cells are drawn for it."""
        if callable(report.best):
            self._look(report)
            report = replace(report, best=self._glimpse)
        self._progress(report)

    def _look(self, report: Progress) -> None:
        now = self._clock()
        if self._began is None:
            self._began = (now, report.step)
        self._glimpse = self._glimpse._replace(seconds_left=self._time_left(now, report))
        if now >= self._next and report.step < report.n_steps:
            counts, _ = report.best().sample(_CELLS, key=_key(report.step))
            self._glimpse = self._glimpse._replace(places=self._places.of(counts), step=report.step)
            took = self._clock() - now
            pause = took / _MOST_SHARE if self._has_drawn else 0.0  # the first time, it compiles
            self._next, self._has_drawn = now + took + max(_LOOK, pause), True

    def _time_left(self, now: float, report: Progress) -> float | None:
        began, first = self._began or (now, report.step)
        done = report.step - first
        return (now - began) / done * (report.n_steps - report.step) if done > 0 else None


def _key(step: int) -> Any:
    import jax

    return jax.random.key(step)
