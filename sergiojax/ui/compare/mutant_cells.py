"""Shows the cells of wild type and mutant: which genes differ, and a map."""

from typing import Any

import numpy as np
import streamlit as st

from sergiojax.analysis import (
    DifferentialExpression,
    differential_expression,
    subsample,
)
from sergiojax.api import screen
from sergiojax.grn import Design
from sergiojax.io import AnnData
from sergiojax.plot import PALETTE, chart_config, embedding, volcano
from sergiojax.simulation import Perturbation
from sergiojax.ui import session
from sergiojax.ui.compare import perturbed
from sergiojax.ui.compare.changes import as_perturbation, gene_changes
from sergiojax.ui.compare.dose import show_dose
from sergiojax.ui.compare.explored import open_in_cells, screen_cost, screen_name
from sergiojax.ui.compare.mutant import chosen_cell_type
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.work.background import asked, in_background
from sergiojax.ui.work.desk import desk
from sergiojax.ui.work.map import map_points

MUTANT = "mutant"
_PLACE = "compare_mutant"
_CELLS = 300
_AT_ONCE = 300_000  # values (cells × genes of both): above, cells are simulated when asked for
_MOST_POINTS = 20_000
_Q = 0.05
_MOST_SIGNIFICANCE = 300.0  # -log10 of the smallest q-value that a float holds
_SIDES = {"Wild type": PALETTE[0], "Mutant": PALETTE[1]}
_TRUTH = (
    "The same without noise, of one state where feedback gives several; empty where it oscillates."
)
_VIEWS = ("Volcano", "Map", "Dose series")


def show_mutant_cells(design: Design) -> None:
    """Show the cells of the mutant and its wild type, or a dose series."""
    changes, _ = gene_changes(design)
    look, number = st.columns([3, 1], vertical_alignment="bottom")
    view = look.segmented_control(
        "View",
        _VIEWS,
        default=_VIEWS[0],
        required=True,
        key="compare_cells_view",
        persist_state="session",
        label_visibility="collapsed",
    )
    if view == "Dose series":
        show_dose(design)
        return
    n_cells = number.number_input(
        "Cells per cell type",
        min_value=10,
        max_value=5_000,
        value=_CELLS,
        step=100,
        key="compare_n_cells",
        persist_state="session",
        help="The same number of wild-type and mutant cells, paired by their random numbers.",
    )
    if not changes:
        st.caption("Cells of wild type and mutant appear here when a gene is changed.")
        return
    perturbation = as_perturbation(changes)
    found = _cells(design, perturbation, int(n_cells))
    if found is None:
        return
    adata, name = found
    if view == "Map":
        _map(adata, name)
    else:
        _genes(design, perturbation, adata)
    words = ", ".join(f"{each.gene} {each.words}" for each in changes)
    _take_along(design, _call(perturbation, int(n_cells)), words)


def _cells(design: Design, perturbation: Perturbation, n_cells: int) -> tuple[AnnData, str] | None:
    """Return wild type and mutant in one table, as soon as they are simulated."""
    grn = design.grn
    call = _call(perturbation, n_cells)
    name = screen_name(grn, call)
    size = 2 * n_cells * grn.n_cell_types * grn.n_genes
    mine = asked(_PLACE)
    is_asked = mine is not None and mine.job.name == name
    if size > _AT_ONCE and not is_asked and desk().result(name) is None:
        total = 2 * n_cells * grn.n_cell_types
        st.caption(f"{total:,} cells of {grn.n_genes:,} genes take a while.")
        if not st.button(
            "Simulate cells",
            key="compare_simulate",
            type="primary",
            icon=":material/play_arrow:",
            help="Simulate wild type and mutant in the background.",
        ):
            return None
    adata = in_background(
        name,
        lambda progress: screen(grn, progress=progress, **call),
        key=_PLACE,
        cost=screen_cost(grn, call),
    )
    return None if adata is None else (adata, name)


def _call(perturbation: Perturbation, n_cells: int) -> dict[str, Any]:
    """Return the arguments of `screen` for one mutant."""
    return {"n_cells": n_cells, "perturbations": {MUTANT: perturbation}, "seed": 0}


def _genes(design: Design, perturbation: Perturbation, adata: AnnData) -> None:
    """Show the volcano plot and the table of a cell type."""
    grn, cell_type = design.grn, chosen_cell_type(design)
    cells = np.asarray(adata.X).reshape(2, grn.n_cell_types, -1, grn.n_genes)[:, cell_type]
    truth = perturbed.effects(design, [perturbation])[cell_type, :, 0]
    paired = st.toggle(
        "Test in pairs",
        key="compare_paired",
        persist_state="session",
        help="On: pairs of cells with the same random numbers, which shows the smallest changes. "
        "Off: two samples, as in an experiment.",
    )
    found = differential_expression(
        cells[0], cells[1], gene_names=grn.gene_names, paired=paired, truth=truth
    )
    left, right = st.columns([1, 1], gap="medium")
    figure = _volcano(found, perturbation)
    left.plotly_chart(figure, key="compare_volcano", theme=None, config=chart_config("volcano"))
    with right:
        _table(found)
    test = "signed-rank test of pairs" if paired else "rank-sum test of two samples"
    st.caption(
        f"{int((found.q_value < _Q).sum())} of {grn.n_genes:,} genes have q < {_Q} in twice "
        f"{cells.shape[1]:,} cells of {plain(grn.cell_types[cell_type])} (Wilcoxon's {test}, "
        "q after Benjamini and Hochberg). The figure leaves out the genes that you changed."
    )


def _volcano(found: DifferentialExpression, perturbation: Perturbation) -> Any:
    """Draw all genes except those changed by hand, which would be far off, if others remain."""
    kept = [at for at, name in enumerate(found.gene_names) if name not in perturbation.genes]
    kept = kept or list(range(len(found.gene_names)))
    q_value = np.maximum(found.q_value[kept], 10.0**-_MOST_SIGNIFICANCE)
    return volcano(
        found.log2_fold_change[kept],
        -np.log10(q_value),
        gene_names=[found.gene_names[at] for at in kept],
        differs=q_value < _Q,
        theme=session.theme(),
    )


def _table(found: DifferentialExpression) -> None:
    number = st.column_config.NumberColumn
    table = found.to_frame().drop(columns="p_value")
    st.dataframe(
        table,
        hide_index=True,
        placeholder="",
        height=min(38 + 35 * len(table), 400),
        column_order=[
            *("gene", "log2_fold_change", "true_log2_fold_change", "effect", "q_value"),
            *("mean_wild_type", "mean_mutant"),
        ],
        column_config={
            "gene": "Gene",
            "log2_fold_change": number("log2 change", format="%.3f", help="In the cells."),
            "true_log2_fold_change": number("Truth", format="%.3f", help=_TRUTH),
            "effect": number(
                "Effect", format="%.2f", help="Rank-biserial correlation of the pairs, -1 to 1."
            ),
            "q_value": number("q-value", format="scientific"),
            "mean_wild_type": number("Wild type", format="%.4g", help="Mean (molecules)."),
            "mean_mutant": number("Mutant", format="%.4g", help="Mean (molecules)."),
        },
    )


def _map(adata: AnnData, name: str) -> None:
    """Show both in one embedding: PCA at once, UMAP as soon as it is ready."""
    if adata.n_vars < 2:
        st.info("A map needs two genes. Draw a second one.")
        return
    left, right = st.columns(2)
    kind = left.segmented_control(
        "Map",
        ["PCA", "UMAP"],
        default="PCA",
        required=True,
        key="compare_map",
        persist_state="session",
    )
    by = right.segmented_control(
        "Colour by",
        ["Wild type or mutant", "Cell type"],
        default="Wild type or mutant",
        required=True,
        key="compare_colour",
        persist_state="session",
    )
    side = np.where(adata.obs["perturbation"] == MUTANT, "Mutant", "Wild type")
    label = side if by == "Wild type or mutant" else adata.obs["cell_type"].astype(str).to_numpy()
    points, axis = map_points(adata, name, kind)
    shown = subsample(side.tolist(), limit=_MOST_POINTS, seed=0)
    figure = embedding(
        points[shown],
        label=label[shown],
        axis_titles=(f"{axis} 1", f"{axis} 2"),
        colors=_SIDES,
        theme=session.theme(),
    )
    st.plotly_chart(figure, key="compare_embedding", theme=None, config=chart_config("cells"))


def _take_along(design: Design, call: dict[str, Any], words: str) -> None:
    if st.button(
        "Open in Cells",
        key="compare_explore",
        icon=":material/scatter_plot:",
        help="Show the cells of both on the Cells page, where they can be saved too.",
    ):
        open_in_cells(design.grn, call, words=words, source="wild type and mutant")
