"""Shows genes and edges as tables, and takes edits of them into the design."""

from collections.abc import Callable
from typing import TypeAlias

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from sergiojax.grn import Design
from sergiojax.ui import session
from sergiojax.ui.design import tables
from sergiojax.ui.shell.guard import guard

Columns: TypeAlias = dict[str, ColumnConfig]


def show_tables() -> None:
    """Show both tables; an edit that cannot be used says why and changes nothing."""
    with guard():
        genes, edges = st.columns(2)
        with genes:
            st.markdown("**Genes**")
            _table("genes", tables.gene_table, tables.with_gene_table, _gene_columns())
        with edges:
            st.markdown("**Edges** (negative strength represses; empty h is found automatically)")
            _table("edges", tables.edge_table, tables.with_edge_table, _edge_columns())


def _table(
    name: str,
    show: Callable[[Design], pd.DataFrame],
    apply: Callable[[Design, pd.DataFrame], Design],
    columns: Columns,
) -> None:
    design = session.design()
    table = show(design)
    edited = st.data_editor(
        table,
        num_rows="dynamic",
        hide_index=True,
        placeholder="",
        column_config=columns,
        key=f"design_{name}_{session.edition()}",
        height=320,
    )
    if edited.equals(table):
        return
    try:
        changed = apply(design, edited)
    except ValueError as error:
        st.error(str(error), icon=":material/error:")
        return
    session.set_design(changed)
    st.rerun()


def _gene_columns() -> Columns:
    positive = st.column_config.NumberColumn(min_value=0.0, format="%.4g")
    columns: Columns = dict.fromkeys(tables.rate_columns(session.design()), positive)
    return columns | {
        "Gene": st.column_config.TextColumn(required=True, max_chars=200),
        "Decay λ": positive,
        "Noise q": positive,
        "Logic": st.column_config.SelectboxColumn(
            options=["sum", "product"], default="sum", help="product: regulators act together"
        ),
    }


def _edge_columns() -> Columns:
    names = list(session.design().grn.gene_names)
    gene = st.column_config.SelectboxColumn(options=names, required=True)
    number = st.column_config.NumberColumn(format="%.4g")
    positive = st.column_config.NumberColumn(min_value=0.0, format="%.4g")
    return {
        "Regulator": gene,
        "Target": gene,
        "Strength K": number,
        "Hill n": positive,
        "Half response h": positive,
    }
