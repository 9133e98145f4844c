"""See why the design behaves as it does."""

import streamlit as st

from sergiojax.ui import session
from sergiojax.ui.canvas_panel import canvas_panel
from sergiojax.ui.loop_lens import emphasis
from sergiojax.ui.understand_panel import MOST_GENES, QUESTIONS, understand_panel

session.take_canvas_edit()
grn = session.require_grn()
if grn.n_genes > MOST_GENES:
    st.info(
        f"This page is for networks of up to {MOST_GENES} genes; this one has {grn.n_genes:,}. "
        "Open a smaller one, or a part of it.",
        icon=":material/hub:",
    )
    st.page_link("pages/studio/design.py", label="Open the canvas", icon=":material/hub:")
    st.stop()
view = st.segmented_control(
    "View",
    list(QUESTIONS),
    default="States",
    required=True,
    key="understand_view",
    label_visibility="collapsed",
    persist_state="session",
)
st.caption(QUESTIONS[view])
drawing, answer = st.columns([9, 11], gap="medium")
with drawing:
    canvas_panel(session.take_canvas_edit, emphasis=emphasis(session.design(), view))
with answer:
    understand_panel(view)
