"""The slider panel's Python side: limits are checked, and late reports are recognised."""

import math

import pytest
from streamlit.testing.v1 import AppTest

from sergiojax.ui.live_sliders import live_sliders


def slider(**changes):
    return {"id": "n", "label": "n", "min": 1, "max": 8, "step": 0.1, "value": 2} | changes


@pytest.mark.parametrize(
    ("sliders", "culprit"),
    [
        ([slider(), slider()], "unique"),
        ([slider(min=8)], "min < max"),
        ([slider(step=0)], "step above 0"),
        ([slider(min=0, scale="log")], "log scale"),
        ([slider(value=9)], "outside 1 to 8"),
        ([slider(spread=(1, 2))], "log scale"),
        ([slider(spread=(2, 2), scale="log")], "lowest < highest"),
        ([slider(value=math.nan)], "finite"),
    ],
)
def test_a_senseless_slider_is_refused(sliders, culprit):
    with pytest.raises(ValueError, match=culprit):
        live_sliders([{"title": "", "sliders": sliders}], rev=1, key="panel")


def _page():
    import streamlit as st

    from sergiojax.ui.live_sliders import live_sliders

    one = {"id": "n", "label": "n", "min": 1, "max": 8, "step": 0.1, "value": 2}
    try:
        report = live_sliders([{"title": "", "sliders": [one]}], rev=7, key="panel")
        st.text(report and report["values"])
    except ValueError as error:
        st.text(error)


def run_with(**state):
    page = AppTest.from_function(_page)
    report = {"values": {"n": 5}, "changed": "n", "seq": 3, "final": True, "base_rev": 7}
    page.session_state["panel"] = {"sliders": report | state}
    return page.run()


def test_a_report_on_the_present_rev_counts():
    assert run_with().text[0].value == "{'n': 5.0}"


def test_a_report_on_an_old_rev_is_ignored():
    assert run_with(base_rev=6).text[0].value == "None"


@pytest.mark.parametrize("state", [{"values": {"n": "5"}}, {"values": None}, {"seq": None}])
def test_a_tampered_report_is_refused(state):
    assert "must report" in run_with(**state).text[0].value
