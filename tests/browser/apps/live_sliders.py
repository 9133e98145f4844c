"""A page with a slider panel and nothing else; shows the last report that Python has."""

import json
import time

import streamlit as st

from sergiojax.ui.live_sliders import live_sliders

S = st.session_state
S.setdefault("rev", 1)
S.setdefault("chosen", {"hill": 2.0, "decay": 1.0})
S.setdefault("runs", 0)


def take_other_values() -> None:
    S.chosen = {"hill": 4.0, "decay": 0.1}
    S.rev += 1


st.button("Other values", on_click=take_other_values)
st.toggle("Slow", key="slow")
st.toggle("More", key="more")
st.toggle("Spread", key="spread")


@st.fragment
def panel() -> None:
    S.runs += 1
    if S.slow:
        time.sleep(2)
    known = st.container(key="known")
    hill = {"id": "hill", "label": "Hill coefficient n", "min": 1, "max": 8, "step": 0.1}
    decay = {"id": "decay", "label": "Decay <b>λ</b>", "min": 0.01, "max": 10, "step": 0.01}
    groups = [
        {
            "title": "Genes",
            "sliders": [
                {**hill, "value": S.chosen["hill"], "help": "Steepness of the answer."},
                {**decay, "value": S.chosen["decay"], "unit": "1/time", "scale": "log"},
            ],
        }
    ]
    rates = {"id": "rates", "label": "Decay of all", "min": 0.4, "max": 10, "step": 0.05}
    if S.spread:
        rates |= {"value": 2.0, "unit": "1/time", "scale": "log", "spread": (0.3, 2.0)}
        groups.append({"title": "All", "sliders": [rates]})
    if S.more:
        noise = {"id": "noise", "label": "Noise", "min": 0, "max": 1, "step": 0.1, "value": 0.3}
        groups.insert(0, {"title": "Noise", "sliders": [noise]})
    with st.container(width=280):
        report = live_sliders(groups, rev=S.rev, key="panel")
    with known:
        st.text(json.dumps({"report": report, "runs": S.runs}))


panel()
