"""Asks "what if?": change genes, screen them all, compare two designs."""

import streamlit as st

from sergiojax.ui import session
from sergiojax.ui.canvas.page import canvas_page
from sergiojax.ui.canvas.panel import show_canvas
from sergiojax.ui.compare.views import (
    QUESTIONS,
    emphasis,
    show_below,
    show_below_canvas,
    show_compare,
)
from sergiojax.ui.controls.page_head import choose_view

session.require_grn()
view = choose_view(QUESTIONS, key="compare_view")
with canvas_page():
    drawing, answer = st.columns([9, 11], gap="medium")
    with drawing:
        show_canvas(emphasis=emphasis(session.design(), view))
        show_below_canvas(view)
    with answer:
        show_compare(view)
    show_below(view)
