"""Say what the network should do, and let gradients find the numbers."""

import streamlit as st

from sergiojax.ui import session
from sergiojax.ui.guard import guard
from sergiojax.ui.improve_panel import MOST_GENES, result_panel, settings_panel
from sergiojax.ui.targets_panel import targets_panel

session.take_canvas_edit()
grn = session.require_grn()
if grn.n_genes > MOST_GENES:
    st.info(
        f"This page is for networks of up to {MOST_GENES} genes; this one has {grn.n_genes:,}.",
        icon=":material/hub:",
    )
    st.page_link("pages/studio/design.py", label="Open the canvas", icon=":material/hub:")
    st.stop()
wishes, answer = st.columns([9, 11], gap="medium")
with wishes, guard():
    st.markdown("**What it should do**")
    targets = targets_panel(grn)
    settings_panel(targets)
with answer, guard():
    result_panel()
