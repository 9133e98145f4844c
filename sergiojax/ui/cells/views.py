"""Ways to look at cells: map, heatmap, single genes, quality, and ways to take them away."""

from typing import Any, NamedTuple

import numpy as np
import streamlit as st

from sergiojax import plot
from sergiojax.analysis import (
    cell_summary,
    gene_order,
    heatmap_table,
    histogram_table,
    subsample,
    thin_by_quantile,
    zscore,
)
from sergiojax.io import AnnData, dense, grn_from_anndata
from sergiojax.plot import chart_config
from sergiojax.ui import session, shelf
from sergiojax.ui.controls.cell_file import choose_matrix, open_cells
from sergiojax.ui.shell.plain import plain
from sergiojax.ui.work import cached
from sergiojax.ui.work.desk import CancelledError
from sergiojax.ui.work.map import wait_for_map

_MOST_POINTS = 20_000
_ALL = "all cells"
_MOLECULES, _SCALED = "molecules", "scaled"
_BY_LABEL = "Cell type"
_OPENED = "explore_opened"  # digest of the file, and its cells as they are stored


class View(NamedTuple):
    """Cells to look at.

    Attributes:
        adata: The cells.
        name: Digest of the cells.
        matrix: Expression, dense.
        label: Label of every cell, by which figures are coloured.
        unit: What the values are, for titles.
    """

    adata: AnnData
    name: str
    matrix: np.ndarray
    label: list[str]
    unit: str

    @property
    def is_scaled(self) -> bool:
        """Whether the values are z-scores or the like, not levels of a cell."""
        return self.unit != _MOLECULES

    def log_title(self, what: str) -> str:
        """Return the title of values as `cached.log_expression` gives them."""
        return f"{what} (scaled)" if self.is_scaled else f"log(1 + {what})"


def open_file(file: str, content: bytes) -> None:
    """Open a file of cells; which of its matrices is shown, `choose_opened` asks.

    Raises:
        ValueError: If it is none, or unsafe to read.
    """
    stored, name = open_cells(content)
    st.session_state[_OPENED] = (name, file, stored)
    _take(stored, name, file=file, opened=name)


def choose_opened() -> None:
    """Take the chosen matrix of the opened file, as long as its cells are the ones shown."""
    name, file, stored = st.session_state.get(_OPENED, ("", "", None))
    if stored is None or shelf.cells_origin().get("file") != name:
        return
    adata, digest = choose_matrix(stored, name, key="explore_matrix")
    _take(adata, digest, file=file, opened=name)


def _take(adata: AnnData, digest: str, *, file: str, opened: str) -> None:
    """Show cells of a file, which no change of the design makes old."""
    shelf.set_cells(
        adata,
        name=digest,
        origin={"source": file, "file": opened},
        made_from=None,
        again=None,
    )


def open_view(adata: AnnData, name: str) -> View:
    """Let the person choose the labels, if the cells have several."""
    columns = [
        column
        for column in adata.obs.columns
        if adata.obs[column].dtype.name in {"category", "object", "str", "string", "bool"}
        and adata.obs[column].nunique() <= 100
    ]
    columns.sort(key=lambda column: column != "cell_type")
    if len(columns) > 1:
        column = st.selectbox("Labels", columns, key="explore_labels")
    else:
        column = columns[0] if columns else None
    label = [_ALL] * adata.n_obs if column is None else adata.obs[column].astype(str).tolist()
    matrix = dense(adata.X)
    return View(adata, name, matrix, label, _SCALED if cached.is_scaled(matrix) else _MOLECULES)


def show_map(view: View) -> None:
    """Show PCA at once, and UMAP as soon as it is ready."""
    if view.adata.n_vars < 2:
        st.info("A map needs two genes. Look at **Genes**.")
        return
    layout, colour = st.columns([1, 2], vertical_alignment="bottom")
    kind = layout.segmented_control(
        "Map", ["UMAP", "PCA"], default="UMAP", required=True, key="explore_map"
    )
    names = list(view.adata.var_names)
    # One colour for all would show nothing. A key of its own, because a menu keeps what it had.
    one_label = len(set(view.label)) == 1
    first = 1 + int(cached.log_expression(view.adata).var(axis=0).argmax()) if one_label else 0
    choice = colour.selectbox(
        "Colour by", [_BY_LABEL, *names], first, key=f"explore_colour{'_one' * one_label}"
    )
    points, axis = _points(view, kind)
    shown = subsample(view.label, limit=_MOST_POINTS, seed=0)
    coloured: dict[str, Any] = {"label": [view.label[cell] for cell in shown]}
    if choice != _BY_LABEL:
        gene = view.adata.var_names.get_loc(choice)
        values = cached.log_expression(view.adata)[shown, gene]
        coloured = {"values": values, "value_title": view.log_title(choice)}
    figure = plot.embedding(
        points[shown],
        axis_titles=(f"{axis} 1", f"{axis} 2"),
        theme=session.theme(),
        **coloured,
    )
    st.plotly_chart(figure, key="explore_embedding", theme=None, config=chart_config(axis.lower()))
    if len(shown) < view.adata.n_obs:
        st.caption(
            f"{len(shown):,} of {view.adata.n_obs:,} cells are drawn, all types in proportion."
        )


def show_heatmap(view: View) -> None:
    """Show genes in the order of the network by cells in the order of their types."""
    names = [str(name) for name in view.adata.var_names]
    scaled = st.toggle("Scale every gene to its own range (z-score)", key="explore_zscore")
    values = cached.log_expression(view.adata)
    table = heatmap_table(
        zscore(values) if scaled else values,
        view.label,
        gene_names=names,
        order=_gene_order(view.adata),
    )
    figure = plot.heatmap(
        table.values,
        row_names=table.row_names,
        cell_type=table.cell_type,
        value_title="z-score"
        if scaled
        else view.log_title("value" if view.is_scaled else view.unit),
        diverging=scaled,
        theme=session.theme(),
    )
    st.plotly_chart(figure, key="explore_heatmap", theme=None, config=chart_config("heatmap"))


def show_genes(view: View) -> None:
    """Show one gene by cell type, and two genes against each other."""
    names = view.adata.var_names
    first, second = st.columns(2)
    gene = first.selectbox("Gene", names, key="explore_gene")
    other = second.selectbox("Against", names, index=min(1, len(names) - 1), key="explore_other")
    x = view.matrix[:, names.get_loc(gene)]
    y = view.matrix[:, names.get_loc(other)]
    thinned, label = thin_by_quantile(x, view.label)
    figure = plot.violin(
        thinned, label=label, value_title=f"{gene} ({view.unit})", theme=session.theme()
    )
    first.plotly_chart(figure, key="explore_violin", theme=None, config=chart_config("violin"))
    shown = subsample(view.label, limit=_MOST_POINTS // 4, seed=0)
    figure = plot.gene_pair(
        x[shown],
        y[shown],
        label=[view.label[cell] for cell in shown],
        axis_titles=(f"{gene} ({view.unit})", f"{other} ({view.unit})"),
        theme=session.theme(),
    )
    second.plotly_chart(figure, key="explore_pair", theme=None, config=chart_config("genes"))


def show_quality(view: View) -> None:
    """Show library sizes and zeros."""
    if view.is_scaled:
        st.info(
            "Library sizes and zeros need counts, and these values are scaled: some are below 0.",
            icon=":material/info:",
        )
        return
    summary = cell_summary(view.matrix)
    left, right = st.columns(2)
    sizes = histogram_table(summary.library_size, view.label)
    figure = plot.library_size(sizes.edges, sizes.counts, names=sizes.names, theme=session.theme())
    left.plotly_chart(
        figure, key="explore_library", theme=None, config=chart_config("library_size")
    )
    shares = histogram_table(summary.zeros, view.label)
    figure = plot.zeros(shares.edges, shares.counts, names=shares.names, theme=session.theme())
    right.plotly_chart(figure, key="explore_zeros", theme=None, config=chart_config("zeros"))


def _points(view: View, kind: str) -> tuple[np.ndarray, str]:
    components = cached.components(view.adata, view.name)
    if kind == "UMAP":
        try:
            layout = cached.neighbour_map_if_ready(view.adata, view.name)
        except (CancelledError, ValueError) as error:
            st.caption(f"{plain(error)} Here are the principal components.")
            return components[:, :2], "PC"
        if layout is not None:
            return layout, "UMAP"
        wait_for_map(view.name)
    return components[:, :2], "PC"


def _gene_order(adata: AnnData) -> np.ndarray:
    try:
        return np.asarray(gene_order(grn_from_anndata(adata)))
    except ValueError:
        return np.arange(adata.n_vars)
