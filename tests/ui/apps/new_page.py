"""Simulate cells of the design and say how noisy each gene is.

A page as CONTRIBUTING describes it: with the canvas, a setting of the design, and long work.
"""

from dataclasses import dataclass

import streamlit as st

import sergiojax as sj
from sergiojax.grn import GRN
from sergiojax.ui import session
from sergiojax.ui.canvas.page import canvas_page
from sergiojax.ui.canvas.panel import show_canvas
from sergiojax.ui.shell.guard import guard
from sergiojax.ui.stale import basis, shown_result
from sergiojax.ui.visit import visit
from sergiojax.ui.work.background import in_background
from sergiojax.ui.work.desk import digest


@dataclass(frozen=True)
class NoiseAsked:
    """What the person asked for last; nothing at first."""

    grn: GRN | None = None
    seed: int = 0


def ask() -> None:
    visit().remember(NoiseAsked(session.design().grn, session.settings().seed))
    st.rerun()


def show_answer(grn: GRN, seed: int) -> None:
    def simulate(report):
        return sj.simulate(grn, n_cells=200, seed=seed, progress=report)

    cells = in_background(digest("noise", grn.digest(), seed), simulate, key="noise")
    if cells is not None:
        st.bar_chart({"Gene": list(cells.var_names), "SD": cells.X.std(axis=0)}, x="Gene", y="SD")


grn = session.require_grn()
with canvas_page():
    drawing, answer = st.columns([9, 11], gap="medium")
    with drawing:
        show_canvas()
    with answer, guard():
        key, seed = f"noise_seed_{session.opened()}", session.settings().seed
        chosen = st.number_input("Seed", 0, 2**31 - 1, seed, key=key)
        if chosen != seed:
            session.set_settings(seed=chosen)
        if st.button("Simulate", type="primary", key="noise_run"):
            ask()
        asked = visit().recall(NoiseAsked)
        if asked.grn is not None:
            made_from, now = basis(asked.grn, data=asked.seed), basis(grn, data=chosen)
            with shown_result(made_from, now, again="Simulate again", repeat=ask, key="noise"):
                show_answer(asked.grn, asked.seed)
