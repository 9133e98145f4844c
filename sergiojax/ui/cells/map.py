"""A map of the cells: PCA at once, UMAP as soon as it is ready, coloured by columns and genes."""

from typing import Any

import numpy as np
import streamlit as st

from sergiojax import plot
from sergiojax.analysis import subsample
from sergiojax.plot import chart_config
from sergiojax.ui import session
from sergiojax.ui.cells.columns import labels_of, most_frequent, numbers_of
from sergiojax.ui.cells.genes import choose_genes
from sergiojax.ui.cells.view import View
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.work import cell_values
from sergiojax.ui.work.map import map_points

_MOST_POINTS = 20_000


def show_map(view: View) -> None:
    """Show PCA at once, and UMAP as soon as it is ready."""
    if view.adata.n_vars < 2:
        st.info("A map needs two genes. **Genes** shows the one there is.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            "Map",
            ["UMAP", "PCA"],
            default="UMAP",
            required=True,
            key="cells_map",
            persist_state="session",
            width="content",
        )
        choice = _choose_colour(view)
        genes = choose_genes(view)
    drawn = subsample(view.label, limit=_MOST_POINTS, seed=0)
    some = None if len(drawn) == view.adata.n_obs else drawn
    points, axis = map_points(view.adata, view.name, kind, genes=genes, drawn=some)
    coloured, notes = _colours(view, choice, drawn)
    figure = plot.embedding(
        points,
        axis_titles=(f"{axis} 1", f"{axis} 2"),
        theme=session.theme(),
        **coloured,
    )
    st.plotly_chart(figure, key="cells_embedding", theme=None, config=chart_config(axis.lower()))
    if some is not None:
        notes.append(
            f"{len(drawn):,} of {view.adata.n_obs:,} cells are drawn, all types in proportion."
        )
    if notes:
        st.caption(" ".join(notes))


def _choose_colour(view: View) -> str:
    """Choose a column or a gene; a gene that is called as a column has a word after it."""
    columns = {each.name for each in view.columns}
    genes = _gene_options(view)
    first = [view.column] if view.column else [view.called]
    others = [each.name for each in view.columns if each.name != view.column]
    options = [*first, *others, *genes]
    # One colour for all would show nothing. A key of its own, because a menu keeps what it had.
    one_label = len(set(view.label)) == 1
    start = len(first) + len(others) + view.telling_gene if one_label else 0
    key = f"cells_colour{'_one' * one_label}"
    if st.session_state.get(key) not in options:
        st.session_state.pop(key, None)
    return st.selectbox(
        "Colour by",
        options,
        start,
        key=key,
        format_func=lambda each: view.called if each == view.column else each,
        help=f"{len(columns):,} columns and all {len(genes):,} genes: type to find one.",
    )


def _gene_options(view: View) -> list[str]:
    columns = {view.called, *(each.name for each in view.columns)}
    names = map(str, view.adata.var_names)
    return [f"{name} (gene)" if name in columns else name for name in names]


def _colours(view: View, choice: str, drawn: np.ndarray) -> tuple[dict[str, Any], list[str]]:
    """Return labels or values of the cells that are drawn, and what there is to say about them."""
    if choice == view.called and view.column is None:
        return {"label": np.array(view.label)[drawn]}, []
    kinds = {each.name: each.kind for each in view.columns}
    if kinds.get(choice) == "numbers":
        values = numbers_of(view.adata, choice)[drawn]
        missing = int(np.isnan(values).sum())
        note = f"{missing:,} cells without a value are grey." if missing else ""
        return {"values": values, "value_title": choice}, [note] if note else []
    if choice in kinds:
        labels, rare = most_frequent(labels_of(view.adata, choice))
        note = f"{rare} of {plain(choice)} are grey." if rare else ""
        return {"label": labels[drawn], "rest": rare or None}, [note] if note else []
    gene = _gene_options(view).index(choice)
    values = cell_values.log_of_gene(view.adata, view.name, gene)[drawn]
    return {"values": values, "value_title": view.log_title(str(view.adata.var_names[gene]))}, []
