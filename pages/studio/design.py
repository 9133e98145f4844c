"""Draw a network, move sliders, and see at once what it does."""

import streamlit as st

from sergiojax.ui import session
from sergiojax.ui.canvas.page import canvas_page
from sergiojax.ui.canvas.panel import show_canvas
from sergiojax.ui.design.lights import show_lights
from sergiojax.ui.design.notes import show_notes
from sergiojax.ui.design.open_menu import show_open_menu
from sergiojax.ui.design.response import TABLES, on_canvas_change, show_response
from sergiojax.ui.design.save_menu import show_save_menu
from sergiojax.ui.design.table_editor import show_tables

if session.own_design():
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(session.own_design())
        st.button("Open mine", key="design_own", on_click=session.open_own_design)

with canvas_page(after_edit=on_canvas_change):
    drawing, response = st.columns([11, 10], gap="medium")
    with drawing:
        open_column, save_column, next_column = st.columns([1, 1, 1.4])
        with open_column:
            show_open_menu()
        with save_column:
            show_save_menu()
        with next_column:
            if st.button(
                "Simulate cells", icon=":material/science:", type="primary", width="stretch"
            ):
                st.switch_page("pages/studio/cells.py")
        show_canvas()
        show_lights()
        show_notes()
    with response:
        show_response()
    tables = st.expander(
        "Tables of genes and edges", icon=":material/table:", on_change="rerun", key=TABLES
    )
    if tables.open:
        with tables:
            show_tables()
