"""A design fitted to raw counts: how the fit goes, and what it found."""

import time

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.inference import KNOCKOUTS, Calibration
from sergiojax.plot import chart_config, loss_curve
from sergiojax.ui import session
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.work.job import Job

_FEW_CHANGES = 12


def show_progress(job: Job[Calibration]) -> None:
    """Draw the loss so far; called again and again."""
    if job.began is None:
        return
    if not job.scores:
        passed = time.monotonic() - job.began
        st.caption(f"{passed:.0f} s so far. For a network of a new size this takes 10 to 20 s.")
        return
    st.caption(f"Step {job.progress.step:,} of {job.progress.n_steps:,}")
    with guard():  # the page's own net does not reach a fragment that runs by itself
        losses = [scores["loss"] for scores in dict(job.scores).values() if "loss" in scores]
        _show_loss(np.array(losses)[None], key="improve_fit_live")


def show_scores(found: Calibration) -> None:
    """Show scores on held-out cells, before and after."""
    table = pd.DataFrame(
        {
            "": list(found.before.in_words),
            "Before": list(found.before),
            "After": list(found.after),
        }
    )
    columns = {
        name: st.column_config.NumberColumn(format="%.3g", help="0 is best.")
        for name in ("Before", "After")
    }
    st.dataframe(table, hide_index=True, placeholder="", column_config=columns)
    st.caption("Both networks are seen through the technical noise that was fitted.")
    st.info(KNOCKOUTS, icon=":material/info:")


def show_details(found: Calibration) -> None:
    """Show technical noise, what is not determined, what changed, and the course of the fit."""
    noise = found.technical_noise
    with st.expander("Technical noise that was fitted"):
        rows = {
            "Library, mean of log": noise.library_mean,
            "Library, standard deviation of log": noise.library_sd,
            "Dropout, steepness": noise.dropout_steepness,
            "Dropout, percentile": noise.dropout_percentile,
        }
        if found.share_read is not None:
            rows["Share of levels that a cell with the median total shows"] = found.share_read
        table = pd.DataFrame({"": list(rows), "Value": list(rows.values())})
        st.dataframe(
            table,
            hide_index=True,
            placeholder="",
            column_config={"Value": st.column_config.NumberColumn(format="%.3g")},
        )
    with st.expander("What these cells do not determine"):
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in found.not_determined))
    title = f"{len(found.changes)} parameters changed"
    with st.expander(title, expanded=len(found.changes) <= _FEW_CHANGES):
        _show_changes(found)
    with st.expander("The fit"):
        _show_loss(found.history[None], key="improve_fit_history")


def _show_changes(found: Calibration) -> None:
    common = [
        found.common_factor if each.parameter.kind in ("strength", "basal_rate") else 1.0
        for each in found.changes
    ]
    table = pd.DataFrame(
        {
            "Parameter": [each.parameter.label for each in found.changes],
            "Before": [each.before for each in found.changes],
            "After": [each.after for each in found.changes],
            "Factor": [
                each.after / each.before / by
                for each, by in zip(found.changes, common, strict=True)
            ],
        }
    )
    st.dataframe(table, hide_index=True, placeholder="")
    st.caption(
        f"Factors on K and b are relative to their common factor, {found.common_factor:.3g}, which "
        "the cells hardly determine."
    )


def _show_loss(history: np.ndarray, *, key: str) -> None:
    figure = loss_curve(history, theme=session.theme())
    st.plotly_chart(figure, key=key, theme=None, config=chart_config("loss"))
