"""Draw a network, move sliders, and see at once what it does."""

import streamlit as st

from sergiojax.ui import session
from sergiojax.ui.canvas_panel import canvas_panel
from sergiojax.ui.lights_panel import lights_panel
from sergiojax.ui.notes_panel import notes_panel
from sergiojax.ui.open_menu import open_menu
from sergiojax.ui.response_panel import TABLES, response_panel
from sergiojax.ui.save_menu import save_menu
from sergiojax.ui.table_panel import table_panel

session.take_canvas_edit()

if session.own_design():
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(session.own_design())
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
    canvas_panel()
    lights_panel()
    notes_panel()
with response:
    response_panel()
table_panel_open = st.expander(
    "Tables of genes and edges", icon=":material/table:", on_change="rerun", key=TABLES
)
if table_panel_open.open:
    with table_panel_open:
        table_panel()
