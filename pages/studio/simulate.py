"""Turn the design into cells: cell types, numbers, noise, seed."""

import streamlit as st

from sergiojax.ui import session, shelf
from sergiojax.ui.cells.form import run, show_first_look, show_settings_form
from sergiojax.ui.controls.filled_in import show_filled_in
from sergiojax.ui.shell.guard import guard

session.require_grn()
settings, result = st.columns([9, 11], gap="medium")
with settings:
    submitted = show_settings_form(session.design())
with result, guard():
    if submitted:
        run(session.design())
    adata = shelf.cells()
    if adata is None:
        st.info(
            "Choose how many cells you want, then press **Simulate**.", icon=":material/science:"
        )
    else:
        with shelf.shown_cells():
            show_first_look(adata)
        show_filled_in(shelf.cells_origin().get("design"), key="simulate_filled_in")
        if st.button("Explore these cells", icon=":material/scatter_plot:", type="primary"):
            st.switch_page("pages/studio/explore.py")
