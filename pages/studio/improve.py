"""Say what the network should do or fit it to cells, and let gradients find the numbers."""

import streamlit as st

from sergiojax.ui import session
from sergiojax.ui.determined_view import determined_view
from sergiojax.ui.filled_in import show_filled_in
from sergiojax.ui.fit_panel import fit_panel, fit_result
from sergiojax.ui.guard import guard
from sergiojax.ui.improve_panel import MOST_GENES, result_panel, settings_panel
from sergiojax.ui.page_head import choose_view, require_few_genes
from sergiojax.ui.stale import basis
from sergiojax.ui.targets_panel import targets_panel

QUESTIONS = {
    "Targets": "Say what the network should do. Gradients look for numbers that do it.",
    "Fit to data": "Choose cells. Gradients look for numbers that give cells like them.",
    "What is determined": "Which numbers could cells of this design tell, and which not?",
}

session.take_canvas_edit()
grn = require_few_genes(MOST_GENES)
view = choose_view(QUESTIONS, key="improve_view")
show_filled_in(session.design(), key="improve_filled_in")
if view == "What is determined":
    with guard():
        determined_view(session.design())
else:
    wishes, answer = st.columns([9, 11], gap="medium")
    if view == "Targets":
        with wishes, guard():
            settings_panel(targets_panel(grn))
        with answer, guard():
            result_panel()
    else:
        now = basis(grn)
        with wishes, guard():
            now = fit_panel(session.design())
        with answer, guard():
            fit_result(session.design(), now)
