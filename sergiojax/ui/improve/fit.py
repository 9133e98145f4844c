"""Fit the design to cells: which cells, which of their types is which, and how well it went."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import jax
import numpy as np
import pandas as pd
import streamlit as st

from sergiojax._progress import Progress
from sergiojax.analysis import compare_cells
from sergiojax.grn import GRN, Design
from sergiojax.inference import MatchedData, MomentFit, fit_moments, match_data
from sergiojax.plot import chart_config, gene_pair
from sergiojax.simulation import simulate_steady_state
from sergiojax.ui import session
from sergiojax.ui.controls.cells import choose_cells, choose_label
from sergiojax.ui.controls.parameters import SYMBOLS
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.stale import Basis, basis, is_stale, shown_result
from sergiojax.ui.work.background import in_background
from sergiojax.ui.work.desk import Report, digest

_NONE = "leave out"
_FIT = "improve_fit"
_WANTED = "improve_fit_wanted"
_AGAIN = "again"
_MOST_STEPS = 60
_CELLS = 500  # per cell type, to compare with


class _Fit(NamedTuple):
    """A fit that was done.

    Attributes:
        opened: Number of the design that was open.
        made_from: What it was made from.
        name: Digest of the same.
        found: The fit.
        data: The cells, matched to the network.
    """

    opened: int
    made_from: Basis
    name: str
    found: MomentFit
    data: MatchedData


def show_fit(design: Design) -> Basis:
    """Choose cells and what may change, then fit.

    Returns:
        What a fit with these settings is made from.
    """
    cells = choose_cells(design.grn.gene_names)
    if cells is None:
        st.session_state.pop(_WANTED, None)
        return basis(design.grn)
    grn = design.grn
    column = choose_label(cells) if grn.n_cell_types > 1 else None
    label = None if column is None else cells.labels[column]
    types = None if label is None else _match_types(grn, sorted(set(label)))
    kinds = st.multiselect(
        "What may change",
        list(SYMBOLS),
        default=("strength", "basal_rate", "noise_amplitude"),
        format_func=SYMBOLS.__getitem__,
        key="improve_fit_vary",
    )
    variances = st.toggle("Fit variances and covariances too", value=True, key="improve_fit_both")
    pressed = st.button(
        "Fit the design",
        type="primary",
        icon=":material/tune:",
        width="stretch",
        disabled=not kinds,
    )
    fit = ("means", "covariances") if variances else ("means",)
    settings = {"vary": tuple(kinds), "fit": fit}
    now = basis(grn, data=(cells.name, column, types, settings))
    name = digest("fit", sorted(now.items()))
    if pressed or st.session_state.get(_WANTED) == _AGAIN:
        st.session_state[_WANTED] = name
    if st.session_state.get(_WANTED) != name:
        return now
    data = match_data(grn, cells.matrix, gene_names=cells.genes, cell_type=label, types=types)

    def work(report: Report) -> MomentFit:
        report(Progress("Preparing", 0, 1))
        return fit_moments(grn, data, max_steps=_MOST_STEPS, progress=report, **settings)

    found = in_background(name, work, key="improve_fit_job")
    if found is not None:
        st.session_state[_FIT] = _Fit(session.opened(), now, name, found, data)
        st.session_state.pop(_WANTED)
    return now


def show_fit_result(design: Design, now: Basis) -> None:
    """Show the fit: scores on held-out cells, simulated cells beside the data, and taking it.

    Args:
        design: The design.
        now: What a fit would be made from now.
    """
    kept: _Fit | None = st.session_state.get(_FIT)
    if kept is None or kept.opened != session.opened():
        st.info("Choose cells and fit the design to them.", icon=":material/tune:")
        return
    with shown_result(
        kept.made_from, now, again="Fit again", repeat=_fit_again, key="improve_fitted"
    ):
        _show(kept, design)


def _fit_again() -> None:
    """Fit with the settings of the form, as its button does."""
    st.session_state[_WANTED] = _AGAIN
    st.rerun()


def _show(kept: _Fit, design: Design) -> None:
    found = kept.found
    for note in kept.data.notes:
        st.caption(plain(note))
    st.markdown("**On cells that were held out**")
    table = {
        "": ["Likelihood, log per cell", "Means off by, median", "Variances off by, median"],
        "Before": list(found.before),
        "After": list(found.after),
    }
    st.dataframe(
        pd.DataFrame(table),
        hide_index=True,
        placeholder="",
        column_config={
            name: st.column_config.NumberColumn(format="%.3g") for name in ("Before", "After")
        },
    )
    take, discard = st.columns(2)
    take.button(
        "Take this design",
        type="primary",
        icon=":material/check:",
        width="stretch",
        on_click=_take,
        args=(found.grn,),
        help="Undo on the page Design brings the one before back.",
    )
    discard.button("Discard", width="stretch", on_click=lambda: st.session_state.pop(_FIT, None))
    if is_stale(kept.made_from, {**kept.made_from, **basis(design.grn)}):
        st.caption("The design has changed since; using this one discards those changes.")
    _compare(kept.name, found.grn, kept.data)


def _match_types(grn: GRN, labels: Sequence[str]) -> Mapping[str, str] | None:
    """Ask which label is which cell type, where their names differ."""
    by_fold = {name.casefold(): name for name in grn.cell_types}
    if all(label.casefold() in by_fold for label in labels):
        return None
    st.caption("Which label is which cell type of the design?")
    rows = pd.DataFrame(
        {
            "In the data": list(labels),
            "In the design": [by_fold.get(label.casefold(), _NONE) for label in labels],
        }
    )
    choices = [_NONE, *grn.cell_types]
    edited = st.data_editor(
        rows,
        hide_index=True,
        placeholder="",
        disabled=["In the data"],
        column_config={"In the design": st.column_config.SelectboxColumn(options=choices)},
        key=f"improve_fit_types_{grn.cell_types}_{len(labels)}",
    )
    chosen = zip(edited["In the data"], edited["In the design"], strict=True)
    return {str(label): str(name) for label, name in chosen if name in grn.cell_types}


def _compare(name: str, grn: GRN, data: MatchedData) -> None:
    """Show simulated cells of the fitted network beside the data."""
    st.markdown("**Simulated cells beside the data**")
    comparison = _compared(name, grn, data)
    scores = comparison.scores
    shown_scores = {
        "Means, r of logs": scores.log_mean_r,
        "Variances, r of logs": scores.log_variance_r,
        "Zeros, difference": scores.zero_difference,
        "Correlations, distance": scores.correlation_distance,
    }
    for column, (title, value) in zip(st.columns(4), shown_scores.items(), strict=True):
        column.metric(title, f"{value:.3f}" if math.isfinite(value) else "–")
    left, right = st.columns(2)
    for place, what in ((left, "mean"), (right, "variance")):
        one, other = (np.ravel(getattr(side, what)) for side in (comparison.one, comparison.other))
        shown = (one > 0) & (other > 0)
        figure = gene_pair(
            np.log10(one[shown]),
            np.log10(other[shown]),
            label=np.repeat(np.array(comparison.cell_types), len(comparison.gene_names))[shown],
            axis_titles=(f"log10 {what}, data", f"log10 {what}, simulated"),
            theme=session.theme(),
        )
        place.plotly_chart(figure, key=f"improve_fit_{what}", theme=None, config=chart_config(what))


@st.cache_data(max_entries=8, show_spinner="Simulating cells …")
def _compared(
    name: str,  # noqa: ARG001 (the cache's key)
    _grn: GRN,
    _data: MatchedData,
) -> Any:
    cells = np.asarray(simulate_steady_state(_grn, _CELLS, key=jax.random.key(0)))
    genes = np.nonzero(_data.observed)[0]
    types = np.array(_grn.cell_types)
    return compare_cells(
        _data.expression[:, genes],
        cells.reshape(-1, _grn.n_genes)[:, genes],
        gene_names=[_grn.gene_names[gene] for gene in genes],
        cell_type=types[_data.cell_type].tolist(),
        other_cell_type=np.repeat(types, _CELLS).tolist(),
    )


def _take(grn: GRN) -> None:
    session.take_network(grn)
    session.tell("The fitted design is on the canvas; undo brings the old one back.")
    st.session_state.pop(_FIT, None)
