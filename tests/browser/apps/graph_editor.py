"""A page with the canvas and nothing else: it owns a graph, and shows what Python knows of it."""

import json
import time

import streamlit as st

from sergiojax.ui.graph_editor import (
    confirm_edits,
    edited_graph,
    graph_editor,
    load_library,
    selected_elements,
)
from sergiojax.ui.page_change import keep_clicks
from sergiojax.ui.shell.rerun import rerun_fragments

S = st.session_state


def gene(name: str, x: float, y: float) -> dict:
    return {"id": f"id-{name}", "name": name, "x": x, "y": y, "attrs": {"decay": 0.8, "h": None}}


def interaction(source: str, target: str, strength: float) -> dict:
    ends = {"source": f"id-{source}", "target": f"id-{target}"}
    return {**ends, "strength": strength, "attrs": {"n": 2}}


REPRESSILATOR = {
    "nodes": [gene("LacI", 0, -100), gene("TetR", 130, 90), gene("cI", -130, 90)],
    "edges": [
        interaction("LacI", "TetR", -3),
        interaction("TetR", "cI", -3),
        interaction("cI", "LacI", -3),
    ],
    "texts": [],
}
PAIR = {
    "nodes": [gene("A", 0, 0), gene("B", 160, 0)],
    "edges": [interaction("A", "B", 4)],
    "texts": [],
}


def push(graph: dict, group: str | None = None) -> None:
    S.graph, S.group = graph, group
    S.rev += 1


def ingest() -> None:
    edited = None if S.get("deaf") else edited_graph("canvas")
    if edited and edited["base_rev"] == S.rev and edited["seq"] > S.seq:
        S.seq = edited["seq"]
        S.graph = {kind: edited[kind] for kind in ("nodes", "edges", "texts")}


def on_change() -> None:
    ingest()
    rerun_fragments("simulation")


def change_decay() -> None:
    nodes = [{**node, "attrs": {"decay": S.decay, "h": None}} for node in S.graph["nodes"]]
    push({**S.graph, "nodes": nodes}, group="decay")


def design() -> None:
    S.runs += 1
    ingest()
    left, right = st.columns([3, 2])
    with right:
        st.button("Pair", on_click=push, args=(PAIR,))
        st.button("Rerun")
        st.toggle("Slow", key="slow")
        st.toggle("Deaf", key="deaf")
        st.toggle("Read only", key="read_only")
        st.number_input("Decay", 0.1, 2.0, 0.8, 0.1, key="decay", on_change=change_decay)
        simulation()
    with left:
        graph_editor(
            S.graph,
            rev=S.rev,
            key="canvas",
            on_change=on_change,
            on_select=lambda: rerun_fragments("simulation"),
            undo_group=S.group,
            read_only=S.read_only,
        )


def away() -> None:
    st.title("Away")


@st.fragment(key="simulation")
def simulation() -> None:
    if S.slow:
        time.sleep(2)
    known = {"graph": S.graph, "runs": S.runs, "selection": selected_elements("canvas")}
    with st.container(key="known"):
        st.text(json.dumps(known))
    confirm_edits("canvas", seen=S.seq)


st.set_page_config(layout="wide")
load_library()
keep_clicks()
if "graph" not in S:
    S.graph, S.rev, S.seq, S.group, S.runs = REPRESSILATOR, 1, 0, None, 0
st.navigation([st.Page(design, title="Design"), st.Page(away, title="Away")], position="top").run()
