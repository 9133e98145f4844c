"""Ask what if: change genes, screen them all, compare two designs."""

import streamlit as st

from sergiojax.ui import session
from sergiojax.ui.canvas_panel import canvas_panel
from sergiojax.ui.compare_panel import QUESTIONS, below, below_canvas, compare_panel, emphasis
from sergiojax.ui.graph_editor import confirm_edits
from sergiojax.ui.page_head import choose_view

session.take_canvas_edit()
session.require_grn()
view = choose_view(QUESTIONS, key="compare_view")
drawing, answer = st.columns([9, 11], gap="medium")
with drawing:
    canvas_panel(session.take_canvas_edit, emphasis=emphasis(session.design(), view))
    below_canvas(view)
with answer:
    compare_panel(view)
below(view)
confirm_edits(session.CANVAS, seen=session.seen())
