"""Say what the network should do or fit it to cells, and let gradients find the parameters."""

import streamlit as st

from sergiojax.ui import session
from sergiojax.ui.controls.filled_in import show_filled_in
from sergiojax.ui.controls.page_head import choose_view, require_few_genes
from sergiojax.ui.improve.determined import show_determined
from sergiojax.ui.improve.fit import show_fit, show_fit_result
from sergiojax.ui.improve.search import MOST_GENES, show_result, show_settings
from sergiojax.ui.improve.targets import show_targets
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.stale import basis

QUESTIONS = {
    "Targets": "Say what the network should do. Gradient descent finds parameters that do it.",
    "Fit to data": "Choose cells. Gradient descent finds parameters that reproduce them.",
    "What is determined": "Which parameters could be learned from cells of this design?",
}

grn = require_few_genes(MOST_GENES)
view = choose_view(QUESTIONS, key="improve_view")
show_filled_in(session.design(), key="improve_filled_in")
if view == "What is determined":
    with guard():
        show_determined(session.design())
else:
    wishes, answer = st.columns([9, 11], gap="medium")
    if view == "Targets":
        with wishes, guard():
            show_settings(show_targets(grn))
        with answer, guard():
            show_result()
    else:
        now = basis(grn)
        with wishes, guard():
            now = show_fit(session.design())
        with answer, guard():
            show_fit_result(session.design(), now)
