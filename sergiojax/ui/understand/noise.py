"""Shows how much cells vary around a stable state, by the linear noise approximation."""

import jax
import numpy as np
import streamlit as st

from sergiojax.grn import Design
from sergiojax.plot import bars, chart_config, matrix
from sergiojax.simulation import simulate_steady_state
from sergiojax.ui import session
from sergiojax.ui.canvas.gene_colors import gene_colors
from sergiojax.ui.canvas.shown_genes import telling_gene
from sergiojax.ui.understand import dynamics
from sergiojax.ui.understand.states import chosen_state

_CELLS = 1000
MOST_GENES = 100


def show_noise(design: Design, cell_type: int) -> list[str]:
    """Show Fano factors, the origin of one gene's noise, and correlations.

    Returns:
        The genes to show sliders for.
    """
    grn = dynamics.one_type(design.grn, cell_type)
    if grn.n_genes > MOST_GENES:
        st.info(f"This view is for networks of up to {MOST_GENES} genes.")
        return list(grn.gene_names)
    levels = chosen_state(design, cell_type)
    if levels is None:
        return list(grn.gene_names)
    found = dynamics.budget(design, cell_type, levels.tolist())
    names, theme = list(grn.gene_names), session.theme()
    colors = gene_colors(names, names)
    left, right = st.columns(2)
    with left:
        st.markdown("**Fano factor**, variance by mean")
        figure = bars(
            found.fano[0], names=names, title="Fano (molecules)", colors=colors, theme=theme
        )
        st.plotly_chart(figure, key="understand_fano", theme=None, config=chart_config("fano"))
    with right:
        gene = st.selectbox(
            "Sources of the noise in", names, telling_gene(grn), key="understand_noise_gene"
        )
        share = found.variance[0, names.index(gene)]
        share = 100 * share / max(float(share.sum()), 1e-12)
        figure = bars(share, names=names, title="% of the variance", colors=colors, theme=theme)
        st.plotly_chart(figure, key="understand_born", theme=None, config=chart_config("noise"))
    _correlations(design, cell_type, levels, found.correlation[0])
    return [gene]


def _correlations(
    design: Design, cell_type: int, levels: np.ndarray, predicted: np.ndarray
) -> None:
    """Show the predicted correlations and, if wanted, those of cells that start in the state."""
    simulated, names = None, list(design.grn.gene_names)
    if st.toggle(f"Compare with {_CELLS:,} simulated cells", key="understand_simulated"):
        name = f"{design.grn.digest()} {cell_type} {levels.tolist()}"
        simulated = _simulated(name, design, cell_type, levels)
    columns = st.columns(2) if simulated is not None else [st.container()]
    tables = [("Predicted", predicted), ("Simulated", simulated)][: len(columns)]
    for column, (title, table) in zip(columns, tables, strict=True):
        if table is None:
            continue
        figure = matrix(
            table,
            row_names=names,
            column_names=names,
            value_title="Correlation",
            limit=1.0,
            theme=session.theme(),
        )
        column.markdown(f"**{title} correlations**")
        column.plotly_chart(
            figure, key=f"understand_{title}", theme=None, config=chart_config("correlations")
        )


@st.cache_data(max_entries=16, show_spinner="Simulating cells …")
def _simulated(
    name: str,  # noqa: ARG001 (the cache's key)
    _design: Design,
    cell_type: int,
    _levels: np.ndarray,
) -> np.ndarray:
    grn = dynamics.one_type(_design.grn, cell_type)
    cells = np.asarray(
        simulate_steady_state(grn, _CELLS, key=jax.random.key(0), initial=_levels[None])
    )[0]
    spread = cells.std(axis=0)
    scaled = (cells - cells.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return scaled.T @ scaled / len(cells)
