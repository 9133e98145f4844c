"""Shows a screen: the effect of every knock-out on every gene, and the epistasis of pairs."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
import streamlit as st

from sergiojax.analysis import epistasis
from sergiojax.grn import Design
from sergiojax.plot import chart_config, matrix
from sergiojax.simulation import Perturbation
from sergiojax.ui import session
from sergiojax.ui.compare import perturbed
from sergiojax.ui.compare.mutant import chosen_cell_type
from sergiojax.ui.compare.screen_cells import effects_in_cells, show_screen_cells

MOST_SINGLES = 100
_MOST_TOGETHER = 6  # genes, of which all pairs are knocked out
_MOST_ROWS = 300
_MOST_PAIR_ROWS = 40
_MOST_LISTED = 5  # genes per pair
_NOTHING = 1e-3  # log2; less is rounding
_LIMIT = 4.0  # log2 fold change at the end of the colour scale


def show_screen(design: Design) -> None:
    """Show the effects of all knock-outs as a heatmap, epistasis below, and the cells to save."""
    names = list(design.grn.gene_names)
    if design.grn.n_cell_types > 1:
        st.selectbox(
            "Cell type", design.grn.cell_types, key="compare_cell_type", persist_state="session"
        )
    pairs = _chosen_pairs(names)
    asked = _perturbations(design, pairs)
    adata = show_screen_cells(design, asked)
    effects = perturbed.effects(design, list(asked.values()))
    title = "Without noise"
    if adata is not None and _shows_cells():
        effects, title = effects_in_cells(adata, design, len(asked)), "In the simulated cells"
    cell_type = chosen_cell_type(design)
    if np.isnan(effects[cell_type]).all():
        st.info(
            "The wild type oscillates: without noise there is no level to compare. Simulate the "
            "cells of this screen, and their means are compared."
        )
        return
    _heatmap(effects[cell_type], names, asked, title=title)
    if pairs:
        _pairs(effects, list(asked.values()), cell_type, names=names)


def _chosen_pairs(names: Sequence[str]) -> list[tuple[str, str]]:
    if len(names) < 2:
        return []
    together = st.multiselect(
        "Double knock-outs among",
        names,
        max_selections=_MOST_TOGETHER,
        placeholder="Choose two genes or more: all their pairs are added",
        key=f"compare_pairs_{session.opened()}_{hash(tuple(names))}",
        persist_state="session",
    )
    if len(together) == 1:
        st.caption("Choose a second gene for a double knock-out.")
    return list(combinations(together, 2))


def _perturbations(design: Design, pairs: Sequence[tuple[str, str]]) -> dict[str, Perturbation]:
    """Return single knock-outs, above 100 genes those with most targets, then the double ones."""
    grn = design.grn
    names = list(grn.gene_names)
    singles = names
    if len(names) > MOST_SINGLES:
        order = np.argsort(-grn.topology.out_degree, kind="stable")[:MOST_SINGLES]
        needed = {gene for pair in pairs for gene in pair}
        singles = [name for place, name in enumerate(names) if place in order or name in needed]
        st.caption(
            f"The {MOST_SINGLES} of {len(names):,} genes with the most targets are knocked out."
        )
    single = {name: Perturbation(knockdown={name: 1.0}) for name in singles}
    double = {"+".join(pair): Perturbation(knockdown=dict.fromkeys(pair, 1.0)) for pair in pairs}
    return single | double


def _heatmap(
    effects: np.ndarray, names: list[str], asked: Mapping[str, Perturbation], *, title: str
) -> None:
    """Show genes by knock-outs; if there are many genes, those that change most."""
    rows = np.arange(len(names))
    if len(names) > _MOST_ROWS:
        most = np.argsort(-np.abs(np.nan_to_num(effects)).max(axis=1), kind="stable")
        rows = np.sort(most[:_MOST_ROWS])
    own = np.array([[name in each.genes for each in asked.values()] for name in names])
    largest = float(np.abs(np.nan_to_num(effects[~own])).max(initial=0.0)) or _LIMIT
    figure = matrix(
        effects[rows],
        row_names=[names[row] for row in rows.tolist()],
        column_names=list(asked),
        value_title="log2 fold change",
        row_title="Gene",
        column_title="Knocked out",
        limit=min(largest, _LIMIT),
        theme=session.theme(),
    )
    st.markdown(f"**{title}**: how every gene responds to every knock-out")
    st.plotly_chart(figure, key="compare_screen", theme=None, config=chart_config("screen"))
    more = f" The {_MOST_ROWS} genes that change most are shown." if len(rows) < len(names) else ""
    if np.isnan(effects).any():
        more += " Empty: wild type or mutant oscillates, so there is no level to compare."
    st.caption(f"Full colour: a factor of {2 ** min(largest, _LIMIT):.3g} or more.{more}")


def _pairs(
    effects: np.ndarray,
    perturbations: Sequence[Perturbation],
    cell_type: int,
    *,
    names: list[str],
) -> None:
    """Show what two knock-outs do beyond the sum of their single effects."""
    found = epistasis(effects, perturbations)
    beyond = found.values[cell_type].copy()
    for column, pair in enumerate(found.pairs):  # these are gone either way
        beyond[[names.index(gene) for gene in pair], column] = np.nan
    size = np.nan_to_num(np.abs(beyond))
    rows = np.sort(np.argsort(-size.max(axis=1), kind="stable")[:_MOST_PAIR_ROWS])
    figure = matrix(
        beyond[rows],
        row_names=[names[row] for row in rows.tolist()],
        column_names=["+".join(pair) for pair in found.pairs],
        value_title="log2, beyond the sum",
        row_title="Gene",
        column_title="Knocked out together",
        limit=min(float(size.max(initial=0.0)), _LIMIT) or None,
        theme=session.theme(),
    )
    st.markdown("**Epistasis**: what two knock-outs do beyond the sum of their single effects")
    st.plotly_chart(figure, key="compare_epistasis", theme=None, config=chart_config("epistasis"))
    _strongest(beyond, size, pairs=found.pairs, names=names)


def _strongest(
    beyond: np.ndarray,
    size: np.ndarray,
    *,
    pairs: Sequence[tuple[str, str]],
    names: Sequence[str],
) -> None:
    rows = [
        {"Pair": " + ".join(pair), "Gene": names[gene], "Beyond the sum": float(beyond[gene, at])}
        for at, pair in enumerate(pairs)
        for gene in np.argsort(-size[:, at], kind="stable")[:_MOST_LISTED].tolist()
        if size[gene, at] > _NOTHING
    ]
    if not rows:
        st.caption("No gene responds to two knock-outs by more or less than the sum of both.")
        return
    with st.expander("The strongest as a table"):
        number = st.column_config.NumberColumn(format="%.3f", help="log2; 0 is independent.")
        table = pd.DataFrame(rows)
        st.dataframe(
            table, hide_index=True, placeholder="", column_config={"Beyond the sum": number}
        )


def _shows_cells() -> bool:
    return bool(
        st.toggle(
            "Effects in the simulated cells",
            value=True,
            key="compare_screen_in_cells",
            persist_state="session",
            help="Off: the effects without noise.",
        )
    )
