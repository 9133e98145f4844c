"""Draw a network, move sliders, and see at once what it does."""

import streamlit as st

from sergiojax.ui import session
from sergiojax.ui.canvas import drawing_scale, graph_of
from sergiojax.ui.graph_editor import MAX_NODES, graph_editor
from sergiojax.ui.guard import guard
from sergiojax.ui.lights_panel import lights_panel
from sergiojax.ui.open_menu import open_menu
from sergiojax.ui.plain import plain
from sergiojax.ui.response_panel import TABLES, on_canvas_change, response_panel
from sergiojax.ui.save_menu import save_menu
from sergiojax.ui.table_panel import table_panel

session.take_canvas_edit()
design = session.design()

if session.has_own_design():
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("This design came with the link. The one you worked on before is kept.")
        st.button("Open mine", key="design_own", on_click=session.open_own_design)

drawing, response = st.columns([11, 10], gap="medium")
with drawing:
    open_column, save_column, next_column = st.columns([1, 1, 1.4])
    with open_column:
        open_menu()
    with save_column:
        save_menu()
    with next_column:
        if st.button("Simulate cells", icon=":material/science:", type="primary", width="stretch"):
            st.switch_page("pages/studio/simulate.py")
    if design.grn.n_genes > MAX_NODES:
        st.info(
            f"This network has {design.grn.n_genes:,} genes. The canvas draws up to {MAX_NODES}; "
            "edit larger networks in the tables below."
        )
    else:
        with guard():  # what the browser sent may be no graph
            graph_editor(
                graph_of(design),
                rev=session.rev(),
                key=session.CANVAS,
                on_change=on_canvas_change,
                on_select=on_canvas_change,
                undo_group=session.undo_group(),
                default_strength=drawing_scale(design.grn).strength,
                height=460,
                selected=session.pointed(),
            )
    lights_panel()
    if design.notes:
        st.caption(plain(design.notes))
with response:
    response_panel()
table_panel_open = st.expander(
    "Tables of genes and edges", icon=":material/table:", on_change="rerun", key=TABLES
)
if table_panel_open.open:
    with table_panel_open:
        table_panel()
