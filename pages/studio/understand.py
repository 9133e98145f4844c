"""See why the design behaves as it does."""

import streamlit as st

from sergiojax.ui import session
from sergiojax.ui.canvas_panel import canvas_panel
from sergiojax.ui.loop_lens import emphasis
from sergiojax.ui.page_head import choose_view, require_few_genes
from sergiojax.ui.understand_panel import MOST_GENES, QUESTIONS, understand_panel

session.take_canvas_edit()
require_few_genes(MOST_GENES)
view = choose_view(QUESTIONS, key="understand_view")
drawing, answer = st.columns([9, 11], gap="medium")
with drawing:
    canvas_panel(session.take_canvas_edit, emphasis=emphasis(session.design(), view))
with answer:
    understand_panel(view)
