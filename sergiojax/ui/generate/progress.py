"""A training as it goes on and once it is over: its curve next to a small map of new cells."""

import time

import numpy as np
import streamlit as st

from sergiojax.api import Learned
from sergiojax.plot import chart_config, new_among_real, training_curve
from sergiojax.ui import session
from sergiojax.ui.generate.places import Places
from sergiojax.ui.generate.train import PLACE, Glimpse, Training
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.work.background import asked, watch
from sergiojax.ui.work.job import Job

_VALIDATION = "validation_mmd2"
_HEIGHT = 340
_MINUTE = 60


def show_training() -> None:
    """Show the training while it goes on, then how it went."""
    mine = asked(PLACE)
    if mine is None:
        return
    training: Training = mine.what
    learned: Learned | None = watch(
        PLACE, show=lambda job: _show_progress(training, job), stop="Stop and keep"
    )
    if learned is not None:
        _show_history(learned)


def _show_progress(training: Training, job: Job[Learned]) -> None:
    """Draw the training so far; called again and again."""
    if job.began is None:
        return
    glimpse = job.progress.best if isinstance(job.progress.best, Glimpse) else Glimpse()
    passed = time.monotonic() - job.began
    words = [f"{_duration(passed)} so far"]
    if glimpse.seconds_left is not None:
        words.append(f"about {_duration(glimpse.seconds_left)} left")
        words.append(f"step {job.progress.step:,} of {job.progress.n_steps:,}")
    st.caption(" · ".join(words))
    if not job.scores:
        st.caption("The first steps compile the model, which takes some seconds.")
        return
    with guard():  # the page's own net does not reach a fragment that runs by itself
        curve, chart = st.columns([9, 11], gap="medium")
        with curve:
            history = [{"step": step, **each} for step, each in dict(job.scores).items()]
            _show_curve(history, keeps_best=training.config.keeps_best)
        with chart:
            _show_glimpse(training.places, glimpse)


def _show_glimpse(places: Places | None, glimpse: Glimpse) -> None:
    if places is None or glimpse.places is None:
        return
    figure = new_among_real(places.real, glimpse.places, theme=session.theme(), height=_HEIGHT)
    st.plotly_chart(figure, key="generate_live_map", theme=None, config=chart_config("training"))
    st.caption(f"New cells of the model at step {glimpse.step:,}, among the real ones.")


def _show_history(learned: Learned) -> None:
    fitted = learned.fitted
    if not fitted.history:
        st.caption("This model is fitted at once; there are no steps to show.")
        return
    if fitted.best is not None:
        st.caption(f"The model of step {fitted.best[1]:,} is kept: its cells are the most alike.")
    _show_curve(list(fitted.history), keeps_best=fitted.best is not None)


def _show_curve(history: list, *, keeps_best: bool) -> None:
    """Draw the distance from validation cells; where they are too few, the loss."""
    validated = [each for each in history if _VALIDATION in each]
    name = _VALIDATION if validated else _loss_of(history[-1])
    rows = validated or [each for each in history if name in each]
    title = "Distance from validation cells (MMD²)" if validated else "Loss (training cells)"
    figure = training_curve(
        np.array([each["step"] for each in rows], float),
        np.array([each[name] for each in rows], float),
        title=title,
        best=keeps_best and bool(validated),
        theme=session.theme(),
        height=_HEIGHT,
    )
    st.plotly_chart(figure, key="generate_curve", theme=None, config=chart_config("training"))
    if not validated:
        st.caption(
            "The loss says that training goes on, not how alike the cells are. From 1,000 training "
            "cells on, a tenth of them is kept to validate every 200 steps."
        )


def _loss_of(scores: dict) -> str:
    """Return the score that is a loss, else the first."""
    names = [name for name in scores if name != "step"]
    return next((name for name in names if "loss" in name), names[0] if names else "loss")


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 2 * _MINUTE else f"{seconds / _MINUTE:.0f} min"
