"""Turn the design into cells: cell types, numbers, noise, seed."""

import streamlit as st

from sergiojax.ui import session
from sergiojax.ui.filled_in import show_filled_in
from sergiojax.ui.guard import guard
from sergiojax.ui.simulate_panel import first_look, run, settings_form

session.require_grn()
settings, result = st.columns([9, 11], gap="medium")
with settings:
    submitted = settings_form(session.design())
with result, guard():
    if submitted:
        run(session.design())
    adata = session.cells()
    if adata is None:
        st.info(
            "Choose how many cells you want, then press **Simulate**.", icon=":material/science:"
        )
    else:
        with session.shown_cells():
            first_look(adata)
        show_filled_in(session.cells_origin().get("design"), key="simulate_filled_in")
        if st.button("Explore these cells", icon=":material/scatter_plot:", type="primary"):
            st.switch_page("pages/studio/explore.py")
