"""A page with a random network on the canvas: edited if it is small, shown if it is large."""

import json

import streamlit as st

from sergiojax.grn import Design, layout_positions, random_network
from sergiojax.ui.canvas.overview import groups_of, needs_groups, overview_of
from sergiojax.ui.drawing import graph_of
from sergiojax.ui.graph_editor import (
    MAX_NODES,
    chosen_colouring,
    graph_editor,
    load_library,
    network_overview,
    selected_elements,
)

S = st.session_state
if "design" not in S:
    grn = random_network(int(st.query_params.get("genes", "30")), n_cell_types=3)
    S.design = Design(grn, positions=layout_positions(grn))
    S.pointed = None


def point() -> None:
    grn = S.design.grn
    names = grn.gene_names
    S.pointed = {
        "nodes": [names[7]],
        "edges": [(names[grn.regulator[0]], names[grn.target[0]])],
        "request": 1 if S.pointed is None else S.pointed["request"] + 1,
    }


def nothing() -> None:
    """Run the page again."""


st.set_page_config(layout="wide")
load_library()
st.button("Point", on_click=point)
st.button("Rerun")
colouring = chosen_colouring("canvas")
groups = groups_of(S.design.grn, colouring=colouring)
shared = {"rev": 1, "key": "canvas", "selected": S.pointed, "on_select": nothing}
if S.design.grn.n_genes > MAX_NODES:
    network_overview(overview_of(S.design), groups=groups, on_colour=nothing, **shared)
else:
    graph_editor(
        graph_of(S.design),
        on_change=nothing,
        on_colour=nothing,
        groups=groups if needs_groups(colouring) else None,
        **shared,
    )
st.text(f"Selected: {json.dumps(selected_elements('canvas')['nodes'])}")
