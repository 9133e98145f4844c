"""Improve a design by gradients: what may change, the search as it goes, and what it found."""

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax._types import Initial
from sergiojax.grn import GRN, Design
from sergiojax.inference import Bistable, DesignResult, Oscillation, Target
from sergiojax.plot import chart_config, loss_curve, time_course
from sergiojax.ui import session
from sergiojax.ui.canvas.gene_colors import gene_colors
from sergiojax.ui.canvas.shown_genes import MOST_LINES, shown_genes
from sergiojax.ui.controls.parameters import NOISE_FREE, SYMBOLS
from sergiojax.ui.improve.kept_targets import targets_of
from sergiojax.ui.improve.run import (
    Run,
    current,
    forget,
    is_under_way,
    outcome,
    search_basis,
    start,
)
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.stale import basis, is_stale, shown_result
from sergiojax.ui.work import cached

MOST_GENES = 150
_DURATION = 40.0
_FEW_CHANGES = 12
_MOST_TYPES = 3  # drawn
_LOSSES = {
    "auto": "the cheapest that can tell",
    "skeleton": "the noise-free network",
    "lna": "linear noise",
    "cells": "simulated cells",
}


def show_settings(targets: list[Target]) -> None:
    """Show what may change and the button that begins the search."""
    opened = session.opened()
    kinds = st.multiselect(
        "What may change",
        NOISE_FREE,
        default=("strength", "half_response", "basal_rate"),
        format_func=SYMBOLS.__getitem__,
        key=f"improve_vary_{opened}",
        help="Signs and edges stay. Numbers that are 0 stay 0.",
    )
    factor = st.slider(
        "Each by at most a factor of", 1.5, 100.0, 30.0, key=f"improve_factor_{opened}"
    )
    few = st.toggle("Change as few numbers as possible", key=f"improve_few_{opened}")
    kept: dict[str, Any] = {"persist_state": "session"}
    with st.expander("The search"):
        loss: Any = st.selectbox(
            "Look at", list(_LOSSES), format_func=_LOSSES.__getitem__, key="improve_loss", **kept
        )
        n_starts = st.number_input("Starts", 1, 64, 8, key="improve_starts", **kept)
        max_steps = st.number_input("Most steps", 10, 5000, 400, key="improve_steps", **kept)
        seed = st.number_input("Seed", 0, 2**31 - 1, 0, key="improve_seed", **kept)
    run = current()
    is_busy = run is not None and is_under_way(run)
    if st.button(
        "Improve the design",
        type="primary",
        icon=":material/auto_fix_high:",
        width="stretch",
        disabled=not targets or not kinds or is_busy,
        help=None if targets and kinds else "Add a target, and choose what may change.",
    ):
        bounds: dict[str, tuple[float, float]] = dict.fromkeys(NOISE_FREE, (1 / factor, factor))
        bounds["hill_coefficient"] = (1.0, 8.0)
        start(
            session.design().grn,
            targets,
            seed=int(seed),
            vary=tuple(kinds),
            bounds={kind: bounds[kind] for kind in kinds},
            sparsity=0.01 if few else 0.0,
            loss=loss,
            n_starts=int(n_starts),
            max_steps=int(max_steps),
        )
        st.rerun()


def show_result() -> None:
    """Show the search while it goes on, then what it found."""
    run, targets = current(), targets_of(session.design().grn)
    if run is None:
        do = "Press **Improve the design**." if targets else "Add a target first."
        st.info(do, icon=":material/auto_fix_high:")
        return
    grn = session.design().grn
    with shown_result(
        run.made_from,
        search_basis(grn, targets),
        again="Search again",
        repeat=lambda: _search_again(run, grn, targets),
        key="improve_search",
    ):
        if is_under_way(run):
            _watch(run)
        else:
            _show(run, outcome(run))


def _search_again(run: Run, grn: GRN, targets: Sequence[Target]) -> None:
    """Search in the present design for the present targets, with the same settings."""
    if not targets:
        raise ValueError("There is no target to search for. Add one first.")
    start(grn, targets, **run.settings)
    st.rerun()


@st.fragment(run_every=0.7)
def _watch(run: Run) -> None:
    """Draw the search as it stands; when it is done, the whole page shows what it found."""
    if not is_under_way(run):
        st.rerun()
    stops = run.job.cancel.is_set()
    st.button(
        "Stopping …" if stops else "Stop and keep the best",
        icon=":material/stop:",
        disabled=stops,
        on_click=run.job.cancel.set,
    )
    if run.best is None:
        passed = time.monotonic() - run.began
        st.caption(f"Preparing the search, {passed:.0f} s. It takes 5 to 20 s for a new network.")
        return
    st.caption(f"Step {len(run.losses):,}")
    with guard():  # the page's own net does not reach a fragment that runs by itself
        _loss(run.history, key="improve_live_loss")
        _course(run, run.best, key="improve_live_course")


def _show(run: Run, found: DesignResult) -> None:
    if found.is_met:
        st.success("All targets are met." if found.changes else "The design meets them already.")
    else:
        st.warning("Not all targets could be met. What is missing is said below.")
    for line in found.report:
        icon = ":green[:material/check:]" if line.is_met else ":orange[:material/close:]"
        st.markdown(f"{icon} {plain(line.sentence)}")
    buttons = st.container(horizontal=True)
    if found.changes:
        buttons.button(
            "Take this design",
            type="primary",
            icon=":material/check:",
            width="stretch",
            on_click=_accept,
            args=(found,),
            help="Undo on the page Design brings the one before back.",
        )
    buttons.button("Discard", width="stretch", on_click=forget)
    if found.changes and is_stale(basis(run.begin), basis(session.design().grn)):
        st.caption("The design has changed since; using this one discards those changes.")
    _course(run, found.grn, key="improve_course")
    if found.changes:
        title = f"{len(found.changes)} numbers changed"
        with st.expander(title, expanded=len(found.changes) <= _FEW_CHANGES):
            st.dataframe(_changes(found), hide_index=True, placeholder="")
    with st.expander("The search"):
        _loss(found.history, key="improve_history")


def _accept(found: DesignResult) -> None:
    session.take_network(found.grn)
    session.tell("The improved design is on the canvas; undo brings the old one back.")
    forget()


def _changes(found: DesignResult) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Number": [each.parameter.label for each in found.changes],
            "Before": [each.before for each in found.changes],
            "After": [each.after for each in found.changes],
            "Factor": [each.after / each.before if each.before else 0 for each in found.changes],
        }
    )


def _loss(history: np.ndarray, *, key: str) -> None:
    figure = loss_curve(history, theme=session.theme())
    st.plotly_chart(figure, key=key, theme=None, config=chart_config("loss"))


def _course(run: Run, after: GRN, *, key: str) -> None:
    """Draw the courses of the network found over those of the one before, in grey."""
    course: dict[str, Any] = {
        "duration": _DURATION,
        "start": _start(run),
        "n_cells": 5,
        "seed": 0,
    }
    new = cached.response(Design(after), **course)
    old = cached.response(Design(run.begin), **course)
    genes, types = _asked_for(run, after)
    figure = time_course(
        new.times,
        new.noise_free[types],
        cells=new.cells[types],
        previous=old.noise_free[types],
        colors=gene_colors(after.gene_names, genes),
        gene_names=after.gene_names,
        cell_types=[after.cell_types[place] for place in types],
        genes=genes,
        theme=session.theme(),
    )
    st.plotly_chart(figure, key=key, theme=None, config=chart_config("improved"))
    st.caption(_about(run, after, len(genes), len(types)))


def _start(run: Run) -> Initial:
    """Return where courses begin: where the targets look, or where they show what is asked for."""
    if any(isinstance(target, Bistable | Oscillation) for target in run.targets):
        return "random"
    return "steady_state" if run.begin.topology.has_feedback else "off"


def _asked_for(run: Run, grn: GRN) -> tuple[list[str], list[int]]:
    """Return the genes and the cell types to draw, those of the targets first."""
    genes = [name for target in run.targets for name in target.names]
    named = [target.cell_type for target in run.targets]
    types = [grn.cell_types.index(name) for name in named if name in grn.cell_types]
    all_genes = dict.fromkeys([*genes, *shown_genes(grn, genes)[0]])
    all_types = dict.fromkeys([*types, *range(grn.n_cell_types)])
    return list(all_genes)[:MOST_LINES], sorted(list(all_types)[:_MOST_TYPES])


def _about(run: Run, grn: GRN, n_genes: int, n_types: int) -> str:
    """Say what the figure shows."""
    begin = {
        "random": "from random levels",
        "steady_state": "from the state that the targets look at",
        "off": "with all genes off at first",
    }[_start(run)]
    some = [f"{n_genes} of {grn.n_genes} genes"] if n_genes < grn.n_genes else []
    some += [f"{n_types} of {grn.n_cell_types} cell types"] if n_types < grn.n_cell_types else []
    return "; ".join([f"Grey: before. Both {begin}", *some]) + "."
