"""A map of the cells: PCA at once, UMAP as soon as it is ready."""

from typing import Any

import streamlit as st

from sergiojax import plot
from sergiojax.analysis import subsample
from sergiojax.plot import chart_config
from sergiojax.ui import session
from sergiojax.ui.cells.view import View
from sergiojax.ui.work import cached
from sergiojax.ui.work.map import map_points

_MOST_POINTS = 20_000


def show_map(view: View) -> None:
    """Show PCA at once, and UMAP as soon as it is ready."""
    if view.adata.n_vars < 2:
        st.info("A map needs two genes. **Genes** shows the one there is.")
        return
    layout, colour = st.columns([1, 2], vertical_alignment="bottom")
    kind = layout.segmented_control(
        "Map",
        ["UMAP", "PCA"],
        default="UMAP",
        required=True,
        key="cells_map",
        persist_state="session",
    )
    names = list(view.adata.var_names)
    # One colour for all would show nothing. A key of its own, because a menu keeps what it had.
    one_label = len(set(view.label)) == 1
    first = 1 + int(cached.log_expression(view.adata).var(axis=0).argmax()) if one_label else 0
    choice = colour.selectbox(
        "Colour by", [view.called, *names], first, key=f"cells_colour{'_one' * one_label}"
    )
    points, axis = map_points(view.adata, view.name, kind)
    shown = subsample(view.label, limit=_MOST_POINTS, seed=0)
    coloured: dict[str, Any] = {"label": [view.label[cell] for cell in shown]}
    if choice != view.called:
        gene = view.adata.var_names.get_loc(choice)
        values = cached.log_expression(view.adata)[shown, gene]
        coloured = {"values": values, "value_title": view.log_title(choice)}
    figure = plot.embedding(
        points[shown],
        axis_titles=(f"{axis} 1", f"{axis} 2"),
        theme=session.theme(),
        **coloured,
    )
    st.plotly_chart(figure, key="cells_embedding", theme=None, config=chart_config(axis.lower()))
    if len(shown) < view.adata.n_obs:
        st.caption(
            f"{len(shown):,} of {view.adata.n_obs:,} cells are drawn, all types in proportion."
        )
