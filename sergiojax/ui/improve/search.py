"""Improve a design by gradients: what may change, the search as it goes, and what it found."""

import time
from collections.abc import Sequence
from typing import cast

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.grn import GRN, ParameterKind
from sergiojax.inference import DesignResult, Target
from sergiojax.plot import chart_config, loss_curve
from sergiojax.ui import session
from sergiojax.ui.controls.parameters import NOISE_FREE, SYMBOLS
from sergiojax.ui.improve.course import show_course
from sergiojax.ui.improve.kept_targets import targets_of
from sergiojax.ui.improve.run import (
    PLACE,
    Loss,
    Search,
    Settings,
    current,
    is_under_way,
    search_basis,
    start,
)
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.stale import basis, is_stale, shown_result
from sergiojax.ui.work.background import forget, watch
from sergiojax.ui.work.job import Job

MOST_GENES = 150
_FEW_CHANGES = 12
_LOSSES: dict[Loss, str] = {
    "auto": "the cheapest that sees all targets",
    "skeleton": "the noise-free network",
    "lna": "linear noise",
    "cells": "simulated cells",
}


def show_settings(targets: list[Target]) -> None:
    """Show what may change and the button that begins the search."""
    opened = session.opened()
    chosen = st.multiselect(
        "What may change",
        NOISE_FREE,
        default=("strength", "half_response", "basal_rate"),
        format_func=SYMBOLS.__getitem__,
        key=f"improve_vary_{opened}",
        help="Signs and edges stay. Parameters that are 0 stay 0.",
    )
    kinds = cast("list[ParameterKind]", chosen)
    factor = st.slider(
        "Each by at most a factor of", 1.5, 100.0, 30.0, key=f"improve_factor_{opened}"
    )
    few = st.toggle("Change as few parameters as possible", key=f"improve_few_{opened}")
    loss, n_starts, max_steps, seed = _choose_search()
    if st.button(
        "Improve the design",
        type="primary",
        icon=":material/auto_fix_high:",
        width="stretch",
        disabled=not targets or not kinds or is_under_way(),
        help=None if targets and kinds else "Add a target, and choose what may change.",
    ):
        limits = dict.fromkeys(kinds, (1 / factor, factor))
        if "hill_coefficient" in limits:
            limits["hill_coefficient"] = (1.0, 8.0)
        settings: Settings = {
            "vary": tuple(kinds),
            "bounds": limits,
            "sparsity": 0.01 if few else 0.0,
            "loss": loss,
            "n_starts": n_starts,
            "max_steps": max_steps,
        }
        start(session.design().grn, targets, settings, seed=seed)
        st.rerun()


def _choose_search() -> tuple[Loss, int, int, int]:
    """Return what the loss is computed from, starts, most steps and seed."""
    with st.expander("The search"):
        loss = st.selectbox(
            "Compare with the targets",
            list(_LOSSES),
            format_func=_LOSSES.__getitem__,
            key="improve_loss",
            persist_state="session",
        )
        n_starts = st.number_input(
            "Starts", 1, 64, 8, key="improve_starts", persist_state="session"
        )
        max_steps = st.number_input(
            "Most steps", 10, 5000, 400, key="improve_steps", persist_state="session"
        )
        seed = st.number_input("Seed", 0, 2**31 - 1, 0, key="improve_seed", persist_state="session")
    return loss, int(n_starts), int(max_steps), int(seed)


def show_result() -> None:
    """Show the search while it goes on, then what it found."""
    grn, search = session.design().grn, current()
    targets = targets_of(grn)
    if search is None:
        do = "Press **Improve the design**." if targets else "Add a target first."
        st.info(do, icon=":material/auto_fix_high:")
        return
    now = search_basis(grn, targets)
    with shown_result(
        search.made_from,
        now,
        again="Search again",
        repeat=lambda: _search_again(search, grn, targets),
        key=PLACE,
    ):
        found: DesignResult | None = watch(
            PLACE,
            show=lambda job: _show_progress(search, job),
            stop="Stop and keep the best",
            is_old=is_stale(search.made_from, now),
        )
        if found is not None:
            _show(search, found)


def _search_again(search: Search, grn: GRN, targets: Sequence[Target]) -> None:
    """Search in the present design for the present targets, with the same settings."""
    if not targets:
        raise ValueError("There is no target to search for. Add one first.")
    start(grn, targets, search.settings, seed=search.seed)
    st.rerun()


def _show_progress(search: Search, job: Job[DesignResult]) -> None:
    """Draw the search so far; called again and again."""
    if job.began is None:
        return
    if not job.scores:
        passed = time.monotonic() - job.began
        st.caption(f"{passed:.0f} s so far. For a new network this takes 5 to 20 s.")
        return
    st.caption(f"Step {job.progress.step:,} of at most {job.progress.n_steps:,}")
    with guard():  # the page's own net does not reach a fragment that runs by itself
        _show_loss(_losses(job), key="improve_live_loss")
        show_course(search, job.progress.best, key="improve_live_course")


def _losses(job: Job[DesignResult]) -> np.ndarray:
    """Return the smallest loss after every step, as one start; it stays between two reports."""
    reported = dict(job.scores)  # the thread of the work goes on adding to them
    steps, losses = list(reported), [scores["loss"] for scores in reported.values()]
    every = np.arange(steps[0], steps[-1] + 1)
    return np.array(losses)[np.searchsorted(steps, every, side="right") - 1][None]


def _show(search: Search, found: DesignResult) -> None:
    if found.is_met:
        st.success("All targets are met." if found.changes else "The design meets them already.")
    else:
        st.warning("Not all targets could be met. The list shows what is missing.")
    for line in found.report:
        icon = ":green[:material/check:]" if line.is_met else ":orange[:material/close:]"
        st.markdown(f"{icon} {plain(line.sentence)}")
    buttons = st.container(horizontal=True)
    if found.changes:
        buttons.button(
            "Use this design",
            type="primary",
            icon=":material/check:",
            width="stretch",
            on_click=_accept,
            args=(found,),
            help="Undo on the Design page brings back the one before.",
        )
    buttons.button("Discard", width="stretch", on_click=forget, args=(PLACE,))
    if found.changes and is_stale(basis(search.begin), basis(session.design().grn)):
        st.caption("The design has changed since; using this one discards those changes.")
    show_course(search, found.grn, key="improve_course")
    if found.changes:
        title = f"{len(found.changes)} parameters changed"
        with st.expander(title, expanded=len(found.changes) <= _FEW_CHANGES):
            st.dataframe(_changes(found), hide_index=True, placeholder="")
    with st.expander("The search"):
        _show_loss(found.history, key="improve_history")


def _accept(found: DesignResult) -> None:
    session.take_network(found.grn)
    session.tell("The improved design is on the canvas; undo brings back the old one.")
    forget(PLACE)


def _changes(found: DesignResult) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Parameter": [each.parameter.label for each in found.changes],
            "Before": [each.before for each in found.changes],
            "After": [each.after for each in found.changes],
            "Factor": [each.after / each.before if each.before else 0 for each in found.changes],
        }
    )


def _show_loss(history: np.ndarray, *, key: str) -> None:
    figure = loss_curve(history, theme=session.theme())
    st.plotly_chart(figure, key=key, theme=None, config=chart_config("loss"))
