"""Shows the diagnoses of a design below the canvas: badges that point at the culprit."""

from collections.abc import Sequence

import streamlit as st

from sergiojax.analysis import Diagnosis
from sergiojax.ui import session
from sergiojax.ui.canvas.page import canvas_fragment
from sergiojax.ui.work import cached

FRAGMENT = "lights"
_CHOSEN = "design_light"
_LISTED = "design_light_listed"
_ICONS = {
    "problem": ":red[:material/error:]",
    "warning": ":orange[:material/warning:]",
    "note": ":gray[:material/info:]",
}
_TITLES = {
    "isolated": "No edges",
    "master-without-rate": "No basal rate",
    "no-master": "No master regulator",
    "feedback": "Feedback loops",
    "never-on": "Never on",
    "always-on": "Always on",
    "dead-edge": "Dead edge",
    "saturated-edge": "Saturated edge",
    "noise-at-zero": "Noise at 0",
    "few-molecules": "Few molecules",
    "step": "Long step",
    "equal-types": "Equal cell types",
    "half-response": "Half response",
    "settings": "Settings",
    "slow": "Slow",
    "cost": "Time and memory",
}


@canvas_fragment(FRAGMENT)
def show_lights() -> None:
    """Show the lights of the current design; a click says more and selects the culprit."""
    design = session.design()
    if design.grn.n_genes == 0:
        return
    by_check: dict[str, list[Diagnosis]] = {}
    for found in cached.lights(design):
        by_check.setdefault(found.check, []).append(found)
    chosen = st.pills(
        "Checks of this design",
        list(by_check),
        format_func=lambda check: _badge(by_check[check]),
        key=_CHOSEN,
        label_visibility="collapsed",
        on_change=lambda: _point_at_chosen(by_check),
    )
    if chosen in by_check:
        _explain(by_check[chosen])


def _badge(found: Sequence[Diagnosis]) -> str:
    title = _TITLES.get(found[0].check, found[0].check)
    number = f" {len(found)}" if len(found) > 1 else ""
    return f"{_ICONS[found[0].severity]} {title}{number}"


def _explain(found: Sequence[Diagnosis]) -> None:
    if len(found) == 1:
        st.text(str(found[0]))  # as text: gene names may look like Markdown
        return
    st.selectbox(
        "Which one",
        range(len(found)),
        index=None,
        format_func=lambda number: str(found[number]),
        placeholder="Choose one to select it on the canvas",
        key=_LISTED,
        label_visibility="collapsed",
        on_change=lambda: _point_at_listed(found),
    )


def _point_at_chosen(by_check: dict[str, list[Diagnosis]]) -> None:
    found = by_check.get(st.session_state.get(_CHOSEN) or "", [])
    if len(found) == 1:
        _point_at(found[0])


def _point_at_listed(found: Sequence[Diagnosis]) -> None:
    number = st.session_state.get(_LISTED)
    if number is not None and number < len(found):
        _point_at(found[number])


def _point_at(found: Diagnosis) -> None:
    if found.genes or found.edges:
        session.point_at(found.genes, found.edges)
        st.rerun()  # of the whole page: the canvas is outside this fragment
