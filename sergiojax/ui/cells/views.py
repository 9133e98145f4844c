"""Views of cells besides the map: heatmap, single genes, quality."""

from typing import Literal

import numpy as np
import streamlit as st

from sergiojax import plot
from sergiojax.analysis import (
    gene_order,
    heatmap_table,
    histogram_table,
    subsample,
    thin_by_quantile,
)
from sergiojax.io import AnnData, grn_from_anndata
from sergiojax.plot import chart_config
from sergiojax.ui import session
from sergiojax.ui.cells.genes import choose_genes
from sergiojax.ui.cells.view import View
from sergiojax.ui.work import cell_values

_MOST_PAIRS = 5_000


def show_heatmap(view: View) -> None:
    """Show genes by cells in the order of their types."""
    with st.container(horizontal=True, vertical_alignment="center"):
        scaled = st.toggle("Scale every gene to its own range (z-score)", key="cells_zscore")
        genes = choose_genes(view)
    position = cell_values.components(view.adata, view.name, genes)[:, 0]
    table = heatmap_table(
        cell_values.log_values(view.adata, view.name, genes),
        view.label,
        gene_names=[str(name) for name in view.adata.var_names[genes]],
        order=_gene_order(view.adata, genes),
        along=position,
        standardise=scaled,
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
    st.plotly_chart(figure, key="cells_heatmap", theme=None, config=chart_config("heatmap"))
    if len(table.row_names) < len(genes):
        st.caption(f"Rows average neighbours among {len(genes):,} genes. Choose fewer to see each.")


def show_genes(view: View) -> None:
    """Show one gene by cell type, and two genes against each other."""
    names, theme = list(map(str, view.adata.var_names)), session.theme()
    first, second = st.columns(2)
    telling = view.telling_gene
    gene = first.selectbox("Gene", names, telling, key="cells_gene")
    other = second.selectbox("Against", names, _another(telling, len(names)), key="cells_other")
    places = {str(name): place for place, name in enumerate(names)}
    x, y = (cell_values.gene_values(view.adata, places[name]) for name in (gene, other))
    titles = (f"{gene} ({view.unit})", f"{other} ({view.unit})")
    table = histogram_table(x, view.label)
    figure = plot.histogram(
        table.edges, table.counts, names=table.names, x_title=titles[0], theme=theme
    )
    left, right = (st, st) if view.has_many_labels else st.columns(2)
    left.plotly_chart(figure, key="cells_histogram", theme=None, config=chart_config("histogram"))
    shown = subsample(view.label, limit=_MOST_PAIRS, seed=0)
    label = [view.label[cell] for cell in shown]
    figure = plot.gene_pair(x[shown], y[shown], label=label, axis_titles=titles, theme=theme)
    right.plotly_chart(figure, key="cells_pair", theme=None, config=chart_config("genes"))
    if len(set(view.label)) == 1:
        return  # the histogram has said it all
    thinned, label = thin_by_quantile(x, view.label)
    figure = plot.violin(
        thinned, label=label, value_title=titles[0], x_title=view.called, theme=theme
    )
    st.plotly_chart(figure, key="cells_violin", theme=None, config=chart_config("violin"))


def show_quality(view: View) -> None:
    """Show library sizes and zeros."""
    if view.is_scaled:
        st.info(
            "Library sizes and zeros need counts, and these values are "
            f"{'logarithms' if view.facts.kind == 'log' else 'scaled: some are below 0'}.",
            icon=":material/info:",
        )
        return
    left, right = (st, st) if view.has_many_labels else st.columns(2)
    sizes = histogram_table(view.facts.total, view.label)
    figure = plot.library_size(sizes.edges, sizes.counts, names=sizes.names, theme=session.theme())
    left.plotly_chart(figure, key="cells_library", theme=None, config=chart_config("library_size"))
    shares = histogram_table(view.facts.zeros, view.label)
    figure = plot.zeros(shares.edges, shares.counts, names=shares.names, theme=session.theme())
    right.plotly_chart(figure, key="cells_zeros", theme=None, config=chart_config("zeros"))


def _another(gene: int, n_genes: int) -> int:
    """Return the first gene that is another one, if there are two."""
    return min(int(gene == 0), n_genes - 1)


def _gene_order(adata: AnnData, genes: np.ndarray) -> np.ndarray | Literal["by cell type"]:
    """Return the order of a simulated network's genes; those of a file go by cell type."""
    try:
        order = gene_order(grn_from_anndata(adata))
    except ValueError:
        return "by cell type"
    place = np.empty(adata.n_vars, int)
    place[np.asarray(order)] = np.arange(len(order))
    return np.argsort(place[genes])
