"""Improve a design by gradients: what may change, the search as it goes, and what it found."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.grn import GRN, Design
from sergiojax.inference import DesignResult, Target
from sergiojax.plot import chart_config, loss_curve, time_course
from sergiojax.ui import cached, improve_run, session
from sergiojax.ui.guard import guard
from sergiojax.ui.improve_run import Run
from sergiojax.ui.parameters import SYMBOLS
from sergiojax.ui.plain import plain
from sergiojax.ui.shown_genes import shown_genes

MOST_GENES = 150
_DURATION = 40.0
_FEW_CHANGES = 12
_LOSSES = {
    "auto": "the cheapest that can tell",
    "skeleton": "the noise-free network",
    "lna": "linear noise",
    "cells": "simulated cells",
}
_KINDS = ("strength", "half_response", "hill_coefficient", "basal_rate", "decay")


def settings_panel(targets: list[Target]) -> None:
    """Show what may change and the button that begins the search."""
    opened = session.opened()
    kinds = st.multiselect(
        "What may change",
        _KINDS,
        default=("strength", "half_response", "basal_rate"),
        format_func=SYMBOLS.__getitem__,
        key=f"improve_vary_{opened}",
        help="Signs and edges stay. Numbers that are 0 stay 0.",
    )
    factor = st.slider(
        "Each by at most a factor of", 1.5, 100.0, 30.0, key=f"improve_factor_{opened}"
    )
    few = st.toggle("Change as few numbers as possible", key=f"improve_few_{opened}")
    with st.expander("The search"):
        loss: Any = st.selectbox(
            "Look at", list(_LOSSES), format_func=_LOSSES.__getitem__, key="improve_loss"
        )
        n_starts = st.number_input("Starts", 1, 64, 8, key="improve_starts")
        max_steps = st.number_input("Most steps", 10, 5000, 400, key="improve_steps")
        seed = st.number_input("Seed", 0, 2**31 - 1, 0, key="improve_seed")
    run = improve_run.current()
    is_busy = run is not None and improve_run.is_under_way(run)
    if st.button(
        "Improve the design",
        type="primary",
        icon=":material/auto_fix_high:",
        width="stretch",
        disabled=not targets or not kinds or is_busy,
    ):
        bounds: dict[str, tuple[float, float]] = dict.fromkeys(_KINDS, (1 / factor, factor))
        bounds["hill_coefficient"] = (1.0, 8.0)
        improve_run.start(
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


def result_panel() -> None:
    """Show the search while it goes on, then what it found."""
    run = improve_run.current()
    if run is None:
        st.info("Add a target, then press **Improve the design**.", icon=":material/auto_fix_high:")
        return
    if improve_run.is_under_way(run):
        _watch(run)
        return
    _show(run, improve_run.outcome(run))


@st.fragment(run_every=0.7)
def _watch(run: Run) -> None:
    """Draw the search as it stands; when it is done, the whole page shows what it found."""
    if not improve_run.is_under_way(run):
        st.rerun()
    st.button("Stop and keep the best", icon=":material/stop:", on_click=run.job.cancel.set)
    if run.best is None:
        st.caption("Compiling the search …")
        return
    st.caption(f"Step {len(run.losses):,}")
    with guard():  # the page's own net does not reach a fragment that runs by itself
        _loss(run.history, key="improve_live_loss")
        _course(run.begin, run.best, key="improve_live_course")


def _show(run: Run, found: DesignResult) -> None:
    if found.is_met:
        st.success("All targets are met." if found.changes else "The design meets them already.")
    else:
        st.warning("Not all targets could be met. What is missing is said below.")
    for line in found.report:
        icon = ":green[:material/check:]" if line.is_met else ":orange[:material/close:]"
        st.markdown(f"{icon} {plain(line.sentence)}")
    accept, discard = st.columns(2)
    accept.button(
        "Take this design",
        type="primary",
        icon=":material/check:",
        width="stretch",
        on_click=_accept,
        args=(found,),
        help="The canvas's undo brings the one before back.",
    )
    discard.button("Discard", width="stretch", on_click=improve_run.forget)
    if session.design().grn.digest() != run.begin.digest():
        st.caption("The design was changed since; taking this one replaces those changes.")
    _course(run.begin, found.grn, key="improve_course")
    if found.changes:
        title = f"{len(found.changes)} numbers changed"
        with st.expander(title, expanded=len(found.changes) <= _FEW_CHANGES):
            st.dataframe(_changes(found), hide_index=True)
    with st.expander("The search"):
        _loss(found.history, key="improve_history")


def _accept(found: DesignResult) -> None:
    session.take_network(found.grn)
    session.tell("The improved design is on the canvas; undo brings the old one back.")
    improve_run.forget()


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


def _course(before: GRN, after: GRN, *, key: str) -> None:
    """Draw the courses of the network found over those of the one before, in grey."""
    start = "random" if after.topology.has_feedback else "off"
    course: dict[str, Any] = {"duration": _DURATION, "start": start, "n_cells": 5, "seed": 0}
    new = cached.response(Design(after), **course)
    old = cached.response(Design(before), **course) if _same_genes(before, after) else None
    genes, words = shown_genes(after, session.selection()["nodes"])
    first = slice(0, min(3, after.n_cell_types))
    figure = time_course(
        new.times,
        new.noise_free[first],
        cells=new.cells[first],
        previous=None if old is None else old.noise_free[first],
        colors=st.session_state.get("gene_colors"),
        gene_names=after.gene_names,
        cell_types=after.cell_types[first],
        genes=genes,
        theme=session.theme(),
    )
    st.plotly_chart(figure, key=key, theme=None, config=chart_config("improved"))
    if words:
        st.caption(plain(words))


def _same_genes(one: GRN, other: GRN) -> bool:
    return one.gene_names == other.gene_names and one.cell_types == other.cell_types
