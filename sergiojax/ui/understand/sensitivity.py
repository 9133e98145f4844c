"""Shows which parameters and interactions affect a gene: slopes of the steady state."""

import numpy as np
import streamlit as st

from sergiojax.grn import Design
from sergiojax.kinetics import edge_importance
from sergiojax.plot import bars, chart_config, matrix
from sergiojax.ui import session
from sergiojax.ui.canvas.shown_genes import telling_gene
from sergiojax.ui.understand import dynamics
from sergiojax.ui.understand.states import chosen_state, state_in_view

GENE = "understand_gene"
_MOST_COLUMNS = 60
_LEAST = 1e-6  # % for 1 %: below, a parameter affects nothing


def show_sensitivity(design: Design, cell_type: int) -> list[str]:
    """Show how much one gene, then all genes, depend on every parameter.

    Returns:
        The gene.
    """
    names = list(design.grn.gene_names)
    first = telling_gene(design.grn)
    gene = st.selectbox("What affects", names, index=first, key=GENE, on_change=st.rerun)
    levels = chosen_state(design, cell_type)
    if levels is None:
        return [gene]
    found = dynamics.slopes(design, cell_type, levels.tolist())
    labels = [each.label for each in found.parameters]
    slope = found.slope[0]
    theme = session.theme()
    answers = slope[names.index(gene)]
    moving = [place for place in range(len(labels)) if abs(answers[place]) > _LEAST]
    figure = bars(
        answers[moving],
        names=[labels[place] for place in moving],
        title=f"% of {gene} for 1 % more of the parameter",
        theme=theme,
    )
    st.plotly_chart(figure, key="understand_slopes", theme=None, config=chart_config("slopes"))
    strongest = np.argsort(-np.abs(slope).max(axis=0), kind="stable")[:_MOST_COLUMNS]
    chosen = np.sort(strongest)
    figure = matrix(
        slope[:, chosen],
        row_names=names,
        column_names=[labels[place] for place in chosen.tolist()],
        value_title="% for 1 %",
        row_title="Gene",
        column_title="Parameter",
        limit=min(float(np.abs(slope).max(initial=0.0)), 3.0) or None,
        theme=theme,
    )
    with st.expander("All genes and parameters"):
        st.plotly_chart(figure, key="understand_matrix", theme=None, config=chart_config("all"))
    return [gene]


def importance(design: Design, cell_type: int) -> tuple[str, np.ndarray] | None:
    """Return the gene that was chosen, and how much it depends on every edge's strength.

    Returns:
        None if there is no gene or no stable state.
    """
    names = design.grn.gene_names
    gene = st.session_state.get(GENE, names[telling_gene(design.grn)])
    levels = state_in_view(design, cell_type)
    if gene not in names or levels is None or not design.grn.n_edges:
        return None
    found = dynamics.slopes(design, cell_type, levels.tolist())
    return gene, edge_importance(found, gene, cell_type=design.grn.cell_types[cell_type])
