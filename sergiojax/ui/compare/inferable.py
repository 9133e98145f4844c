"""How inferable the network is: how well standard methods recover it from its cells."""

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax._progress import Listener
from sergiojax.analysis import Inferability, InferenceMethod, inferability, normalize
from sergiojax.api import simulate
from sergiojax.grn import GRN, Design
from sergiojax.io import dense
from sergiojax.plot import bars, chart_config
from sergiojax.ui import session, shelf
from sergiojax.ui.controls.noise_profile import choose_profile
from sergiojax.ui.graph_editor import Emphasis
from sergiojax.ui.shelf import CellSet
from sergiojax.ui.stale import basis, is_stale, shown_result
from sergiojax.ui.work.background import ask, asked, watch
from sergiojax.ui.work.cost import simulation_cost
from sergiojax.ui.work.desk import desk, digest

_PLACE = "compare_infer"
MOST_TREE_GENES = 100  # which take 40 s; above, only known regulators are tried
_MOST_TREE_GENES_OF_KNOWN = 400
_MOST_GENES = 2_000
_CALLED: dict[str, str] = {
    "correlation": "Correlation",
    "partial_correlation": "Partial correlation",
    "tree": "Trees (GENIE3)",
}


class _Run(NamedTuple):
    """What is asked for."""

    n_cells: int
    technical_noise: str | None
    only_known: bool
    cells: CellSet | None = None  # of the shelf, in place of new ones


class _Asked(NamedTuple):
    """What was asked for, and the network it was asked about."""

    grn: GRN
    run: _Run


def emphasis(design: Design) -> Emphasis:
    """Return how well the best method recovers every edge, for the canvas."""
    mine = asked(_PLACE)
    found = None if mine is None else desk().result(_name(design.grn, mine.what.run))
    if found is None:
        return {}
    best = max(found.methods, key=lambda score: score.auprc)
    last = max(np.sort(best.scores[found.candidates])[-found.n_edges], np.nextafter(0, 1))
    ids, names, grn = session.canvas_ids(), design.grn.gene_names, design.grn
    pairs = zip(grn.regulator.tolist(), grn.target.tolist(), strict=True)
    share = [
        (ids[names[one]], ids[names[other]], 0.8 if best.scores[one, other] >= last else 0.1)
        for one, other in pairs
        if found.candidates[one, other]
    ]
    return {
        "edges": share,
        "words": f"Wide edges are recovered: among the {found.n_edges:,} best pairs by "
        f"{_CALLED[best.method]}.",
    }


def show_inferable(design: Design) -> None:
    """Show how well three methods find the edges in simulated cells."""
    grn = design.grn
    if grn.n_genes > _MOST_GENES:
        st.info(f"This view is for networks of up to {_MOST_GENES:,} genes.")
        return
    if grn.n_genes < 2 or not grn.n_edges:
        st.info("There is nothing to find yet. Draw two genes and an edge between them.")
        return
    if grn.n_edges == grn.n_genes * (grn.n_genes - 1) + np.sum(grn.regulator == grn.target):
        st.info("Every gene regulates every other one, so there is no pair without an edge.")
        return
    _form(grn)
    mine = asked(_PLACE)
    if mine is None:
        st.caption("Cells are simulated, then every method ranks all pairs of genes.")
        return
    _answer(mine.what, grn)


def _answer(question: _Asked, grn: GRN) -> None:
    """Show what was found, or how far the work is."""
    made_from, now = basis(question.grn), basis(grn)
    with shown_result(
        made_from,
        now,
        again="Find the edges again",
        repeat=lambda: _ask(grn, question.run),
        key=_PLACE,
    ):
        found: Inferability | None = watch(_PLACE, is_old=is_stale(made_from, now))
        if found is not None:
            _results(found)


def _form(grn: GRN) -> None:
    with st.form("compare_infer_form"):
        cells = _choose_set()
        first, second, third = st.columns(3, vertical_alignment="bottom")
        n_cells = first.number_input(
            "Cells per cell type",
            10,
            5_000,
            300,
            step=100,
            key="compare_infer_cells",
            persist_state="session",
        )
        noise = choose_profile(second, key="compare_infer_noise")
        known = third.toggle(
            "Regulators are known",
            key="compare_infer_known",
            help="Only genes that have targets are tried as regulators.",
            persist_state="session",
        )
        submitted = st.form_submit_button(
            "Find the edges",
            type="primary",
            icon=":material/search:",
            help="Simulate cells, then let three methods infer the network.",
        )
    if len(_methods(grn, only_known=known)) < len(_CALLED):
        st.caption(
            f"Trees are grown for up to {MOST_TREE_GENES} genes, or {_MOST_TREE_GENES_OF_KNOWN} "
            "with known regulators, so two methods are used here."
        )
    if submitted:
        _ask(grn, _Run(int(n_cells), noise, known, cells))


def _choose_set() -> CellSet | None:
    """Let the person choose a set that was simulated from this design; None is new cells."""
    simulated = [each for each in shelf.sets() if each.origin.kind == "simulated"]
    sets = {each.id: each for each in simulated if not shelf.is_stale(each)}
    if not sets:
        return None
    words = {0: "New cells, as set below"}
    words |= {each.id: shelf.describe(each) for each in sets.values()}
    chosen = st.selectbox(
        "Cells",
        list(words),
        format_func=words.__getitem__,
        key="compare_infer_set",
        help="Sets of the shelf that were simulated from this design.",
    )
    return sets.get(chosen)


def _methods(grn: GRN, *, only_known: bool) -> tuple[InferenceMethod, ...]:
    most = _MOST_TREE_GENES_OF_KNOWN if only_known else MOST_TREE_GENES
    methods: tuple[InferenceMethod, ...] = ("correlation", "partial_correlation", "tree")
    return methods[:2] if grn.n_genes > most else methods


def _ask(grn: GRN, run: _Run) -> None:
    """Ask for the edges of a network."""
    if run.cells is not None and shelf.is_stale(run.cells):
        run = run._replace(cells=None)  # the set is of an earlier design
    n_cells = run.n_cells * grn.n_cell_types
    ask(
        _PLACE,
        _name(grn, run),
        lambda progress: _infer(grn, run, progress),
        what=_Asked(grn, run),
        cost=simulation_cost(n_cells, grn.n_genes, lane="long"),
    )
    st.rerun()


def _name(grn: GRN, run: _Run) -> str:
    return digest("inferability", grn.digest(), run)


def _infer(grn: GRN, run: _Run, progress: Listener) -> Inferability:
    noise = run.technical_noise
    if run.cells is None:
        cells = simulate(grn, run.n_cells, seed=0, technical_noise=noise, progress=progress)
    else:
        cells, noise = run.cells.cells, run.cells.origin.settings["technical_noise"]
    matrix = dense(cells.X)
    if noise is not None:  # else library sizes would make all genes correlated
        matrix = normalize(matrix)
    return inferability(
        grn,
        matrix,
        methods=_methods(grn, only_known=run.only_known),
        regulators="known" if run.only_known else "all",
        progress=lambda now: progress(replace(now, phase=_CALLED.get(now.phase, now.phase))),
    )


def _results(found: Inferability) -> None:
    """Show the measures as bars and as a table."""
    names = [_CALLED[score.method] for score in found.methods]
    left, right = st.columns(2)
    measures = (
        (left, "AUPRC", "AUPRC ratio (1 is chance)", "auprc_ratio"),
        (right, "Early precision", "Edges among the best pairs (share)", "early_precision"),
    )
    for column, title, axis, field in measures:
        amounts = np.array([getattr(score, field) for score in found.methods])
        figure = bars(amounts, names=names, title=axis, theme=session.theme())
        column.markdown(f"**{title}**")
        column.plotly_chart(figure, key=f"compare_{field}", theme=None, config=chart_config(field))
    number = st.column_config.NumberColumn
    st.dataframe(
        pd.DataFrame(found.rows()).assign(method=names),
        hide_index=True,
        placeholder="",
        column_config={
            "method": "Method",
            "auprc": number("AUPRC", format="%.3f", help="Average precision."),
            "auprc_ratio": number("AUPRC ratio", format="%.2f", help="1 is chance."),
            "early_precision": number(
                "Early precision", format="%.3f", help="Share of edges among the best pairs."
            ),
            "early_precision_ratio": number("Ratio", format="%.2f", help="1 is chance."),
        },
    )
    st.caption(
        f"{found.n_edges:,} of {int(found.candidates.sum()):,} pairs of genes are edges, so a "
        f"random guess is right {found.density:.1%} of the time. Early precision is that of the "
        f"{found.n_edges:,} best pairs."
    )
