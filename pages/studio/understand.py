"""See why the design behaves as it does."""

import streamlit as st

from sergiojax.ui import session
from sergiojax.ui.canvas.page import canvas_page
from sergiojax.ui.canvas.panel import show_canvas
from sergiojax.ui.controls.page_head import choose_view, require_few_genes
from sergiojax.ui.understand.emphasis import emphasis
from sergiojax.ui.understand.views import MOST_GENES, QUESTIONS, show_understand

require_few_genes(MOST_GENES)
view = choose_view(QUESTIONS, key="understand_view")
with canvas_page():
    drawing, answer = st.columns([9, 11], gap="medium")
    with drawing:
        show_canvas(emphasis=emphasis(session.design(), view))
    with answer:
        show_understand(view)
