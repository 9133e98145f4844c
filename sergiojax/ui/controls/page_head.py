"""Begins a page with several views: checks that there is a network, lets a view be chosen."""

from collections.abc import Mapping

import streamlit as st

from sergiojax.grn import GRN
from sergiojax.ui import session
from sergiojax.ui.shell.guard import PageEnd
from sergiojax.ui.work.visitor import visitor


def require_few_genes(most: int) -> GRN:
    """Return the network; with no genes or too many, say what to do and end the page's run."""
    grn = session.require_grn()
    if grn.n_genes > most:
        st.info(
            f"This page is for networks of up to {most:,} genes; this one has {grn.n_genes:,}. "
            "Open a smaller one, or a part of it.",
            icon=":material/hub:",
        )
        st.page_link("pages/studio/design.py", label="Open the canvas", icon=":material/hub:")
        raise PageEnd
    return grn


def choose_view(questions: Mapping[str, str], *, key: str) -> str:
    """Let the person choose a view, and show the question that it answers.

    Args:
        questions: Question by view; the first view is shown first.
        key: Widget key; the choice survives leaving the page, and a reload.
    """
    views, first = visitor().views, next(iter(questions))
    if key not in st.session_state:
        st.session_state[key] = views.get(key, first)
    chosen = st.segmented_control(
        "View",
        list(questions),
        required=True,
        key=key,
        label_visibility="collapsed",
        persist_state="session",
    )
    view = views[key] = chosen or first  # one always is chosen, which its type does not say
    st.caption(questions[view])
    return view
