"""Fit the design to cells: which cells, which of their types is which, and how well it went."""

import math
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypedDict, cast

import jax
import numpy as np
import pandas as pd
import streamlit as st

from sergiojax._progress import Listener, Progress
from sergiojax._types import Matrix
from sergiojax.analysis import CellComparison, compare_cells
from sergiojax.grn import GRN, Design, ParameterKind
from sergiojax.inference import (
    Calibration,
    MatchedData,
    MomentFit,
    calibrate,
    fit_moments,
    is_counts,
    match_data,
)
from sergiojax.plot import chart_config, gene_pair
from sergiojax.simulation import simulate_steady_state
from sergiojax.ui import session
from sergiojax.ui.controls.cells import choose_cells, choose_label
from sergiojax.ui.controls.parameters import SYMBOLS
from sergiojax.ui.improve.calibrated import show_details, show_progress, show_scores
from sergiojax.ui.improve.run import is_of_this_design
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.stale import Basis, basis, is_stale, shown_result
from sergiojax.ui.visit import visit
from sergiojax.ui.work.background import ask, asked, forget, watch
from sergiojax.ui.work.cost import LONG
from sergiojax.ui.work.desk import digest

PLACE = "improve_fit"
_NONE = "leave out"
_AGAIN = "improve_fit_again"
_MOST_STEPS = 60
_CELLS = 500  # per cell type, to compare with


class _Settings(TypedDict):
    """How to fit, as arguments of `fit_moments`."""

    vary: tuple[ParameterKind, ...]
    fit: tuple[Literal["means", "covariances"], ...]


class _Fit(NamedTuple):
    """A fit that was asked for.

    Attributes:
        document: The design that was open.
        begin: The network that it begins with.
        made_from: What it is made from.
        name: Digest of the same.
        data: The cells, matched to the network.
    """

    document: str
    begin: GRN
    made_from: Basis
    name: str
    data: MatchedData


def show_fit(design: Design) -> Basis:
    """Choose cells and what may change, then fit.

    Returns:
        What a fit with these settings is made from.
    """
    grn = design.grn
    cells = choose_cells(grn.gene_names)
    if cells is None:
        st.session_state.pop(_AGAIN, None)
        return basis(grn)
    column = choose_label(cells) if grn.n_cell_types > 1 else None
    label = None if column is None else cells.labels[column]
    types = None if label is None else _match_types(grn, sorted(set(label)))
    settings, is_pressed = _choose_settings(are_counts=_are_whole(cells.name, cells.matrix))
    now = basis(grn, data=(cells.name, column, types, settings))
    if is_pressed or st.session_state.pop(_AGAIN, False):
        data = match_data(grn, cells.matrix, gene_names=cells.genes, cell_type=label, types=types)
        name = digest("fit", sorted(now.items()))
        _start(_Fit(visit().document, grn, now, name, data), settings)
    return now


@st.cache_data(max_entries=8, show_spinner=False)
def _are_whole(name: str, _matrix: Matrix) -> bool:  # noqa: ARG001 (the cache's key)
    values = np.asarray(_matrix.data if hasattr(_matrix, "tocsr") else _matrix)
    return bool((values == np.rint(values)).all())


def _choose_settings(*, are_counts: bool) -> tuple[_Settings, bool]:
    """Return how to fit, and whether the button was pressed."""
    chosen = st.multiselect(
        "What may change",
        list(SYMBOLS),
        default=("strength", "basal_rate", "noise_amplitude"),
        format_func=SYMBOLS.__getitem__,
        key="improve_fit_vary",
    )
    if are_counts:
        variances = True
        st.caption("Raw counts: the technical noise is fitted too.")
    else:
        variances = st.toggle(
            "Fit variances and covariances too", value=True, key="improve_fit_both"
        )
    is_pressed = st.button(
        "Fit the design",
        type="primary",
        icon=":material/tune:",
        width="stretch",
        disabled=not chosen,
    )
    vary = tuple(cast("list[ParameterKind]", chosen))
    return {"vary": vary, "fit": ("means", "covariances") if variances else ("means",)}, is_pressed


def _start(fit: _Fit, settings: _Settings) -> None:
    """Begin a fit in the background; the one before ends."""

    def work(progress: Listener) -> MomentFit | Calibration:
        progress(Progress("Preparing", 0, 1))
        if is_counts(fit.data):
            return calibrate(fit.begin, fit.data, vary=settings["vary"], progress=progress)
        return fit_moments(
            fit.begin, fit.data, max_steps=_MOST_STEPS, progress=progress, **settings
        )

    ask(PLACE, fit.name, work, what=fit, cost=LONG)


def show_fit_result(design: Design, now: Basis) -> None:
    """Show the fit: scores on held-out cells, simulated cells next to the data, and using it.

    Args:
        design: The design.
        now: What a fit would be made from now.
    """
    mine = asked(PLACE)
    fit: _Fit | None = None if mine is None else mine.what
    if fit is None or not is_of_this_design(fit.document, fit.begin):
        st.info("Choose cells and fit the design to them.", icon=":material/tune:")
        return
    now = {**fit.made_from, **now}  # after a reload no cells are chosen, which makes nothing old
    with shown_result(
        fit.made_from, now, again="Fit again", repeat=_fit_again, key="improve_fitted"
    ):
        counts = is_counts(fit.data)
        found: MomentFit | Calibration | None = watch(
            PLACE,
            show=show_progress if counts else None,
            stop="Stop and keep the best" if counts else None,
            is_old=is_stale(fit.made_from, now),
        )
        if found is not None:
            _show(fit, found, design)


def _fit_again() -> None:
    """Fit with the settings of the form, as its button does."""
    st.session_state[_AGAIN] = True
    st.rerun()


def _show(fit: _Fit, found: MomentFit | Calibration, design: Design) -> None:
    for note in fit.data.notes:
        st.caption(plain(note))
    st.markdown("**On cells that were held out**")
    if isinstance(found, Calibration):
        show_scores(found)
    else:
        _show_moment_scores(found)
    use, discard = st.columns(2)
    use.button(
        "Use this design",
        type="primary",
        icon=":material/check:",
        width="stretch",
        on_click=_use,
        args=(found.grn,),
        help="Undo on the Design page brings back the one before.",
    )
    discard.button("Discard", width="stretch", on_click=forget, args=(PLACE,))
    if is_stale(fit.made_from, {**fit.made_from, **basis(design.grn)}):
        st.caption("The design has changed since; using this one discards those changes.")
    if isinstance(found, Calibration):
        show_details(found)
    _compare(fit.name, found, fit.data)


def _show_moment_scores(found: MomentFit) -> None:
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


def _compare(name: str, found: MomentFit | Calibration, data: MatchedData) -> None:
    """Show simulated cells of the fitted network next to the data."""
    st.markdown("**Simulated cells next to the data**")
    comparison = _compared(name, found, data)
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
    _found: MomentFit | Calibration,
    _data: MatchedData,
) -> CellComparison:
    grn, key = _found.grn, jax.random.key(0)
    if isinstance(_found, Calibration):
        cells = _found.draw_counts(_CELLS, key=key).astype(np.float32)
    else:
        cells = np.asarray(simulate_steady_state(grn, _CELLS, key=key))
    genes = np.nonzero(_data.observed)[0]
    types = np.array(grn.cell_types)
    return compare_cells(
        _data.expression[:, genes],
        cells.reshape(-1, grn.n_genes)[:, genes],
        gene_names=[grn.gene_names[gene] for gene in genes],
        cell_type=types[_data.cell_type].tolist(),
        other_cell_type=np.repeat(types, _CELLS).tolist(),
    )


def _use(grn: GRN) -> None:
    session.take_network(grn)
    session.tell("The fitted design is on the canvas; undo brings back the old one.")
    forget(PLACE)
