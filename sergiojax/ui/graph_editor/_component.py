"""Registers and mounts the canvas.

"Split mode": the drawing library (0.5 MB with the editor's own code) travels once, inside a
component whose data never change; the mounted editor is a few kilobytes, and only those are sent
again when the graph changes.

Registered at import: inside a function, every call would register it again. Always mounted with a
key: without one, the data are part of a component's identity, and every change would destroy the
canvas.
"""

import json
from collections.abc import Callable
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

from sergiojax.plot import PALETTE, sequential_scale
from sergiojax.ui._assets import read_assets
from sergiojax.ui.browser_store import Document, records_js
from sergiojax.ui.graph_editor._contract import (
    EditedGraph,
    Emphasis,
    Graph,
    Groups,
    Overview,
    Selection,
    SelectionRequest,
    check_graph,
    require_json,
)

MAX_NODES = 150
"""Most genes that can be drawn by default: above, editing is no longer comfortable (measured)."""

MAX_SHOWN = 2000
"""Most genes of `network_overview`: above, moving the view is no longer smooth (measured)."""

_PACKAGE = "sergiojax.ui.graph_editor"
_PARTS = (
    *("theme", "graph", "carry", "history", "view", "overview", "search", "neighbours", "colour"),
    *("lens", "drawing", "rename", "annotate", "excerpt", "clipboard", "palette", "grid", "menus"),
    *("toolbar", "keyboard", "editor"),
)


def _library_js() -> str:
    """Join the vendored libraries and the editor into one module.

    The vendored files are UMD: in a module `this` is undefined, and they would look for globals.
    Called with their own scope they leave nothing behind in the page. edgehandles takes lodash's
    memoize and throttle from that scope; the identity works better, because whether a self loop is
    meant depends on where the pointer was, and the last movement before the release must count.
    """
    cytoscape = read_assets(_PACKAGE, "vendor/cytoscape.min.js")
    edgehandles = read_assets(_PACKAGE, "vendor/cytoscape-edgehandles.js")
    scale = {"light": sequential_scale("light"), "dark": sequential_scale("dark")}
    colors = json.dumps({"labels": PALETTE, "scale": scale})
    return (
        "const scope = { _: { memoize: (f) => f, throttle: (f) => f } };\n"
        f"(function (globalThis) {{\n{cytoscape}}}).call(scope, scope);\n"
        "const cytoscape = scope.cytoscape;\n"
        f"(function () {{\n{edgehandles}}}).call(scope);\n"
        f"const HOUSE_COLORS = {colors};\n"
        f"{records_js()}"
    ) + read_assets(_PACKAGE, *(f"frontend/{part}.js" for part in _PARTS))


_mount_library = component("sergiojax.graph_editor_library", js=_library_js())
_mount_editor = component(
    "sergiojax.graph_editor",
    html=read_assets(_PACKAGE, "frontend/editor.html"),
    css=read_assets(_PACKAGE, "frontend/editor.css"),
    js=read_assets(_PACKAGE, "frontend/mount.js"),
)
_mount_seen = component("sergiojax.graph_editor_seen", js=read_assets(_PACKAGE, "frontend/seen.js"))


def load_library() -> None:
    """Bring the drawing library to the browser; call it once per run in `app.py`, before the pages.

    It shows nothing. Called on the page itself, it would be sent again with every visit.
    """
    _mount_library(key="graph_editor_library")


def graph_editor(
    graph: Graph,
    *,
    rev: int,
    key: str,
    on_change: Callable[[], None],
    document: Document | None = None,
    on_select: Callable[[], None] | None = None,
    on_colour: Callable[[], None] | None = None,
    undo_group: str | None = None,
    selected: SelectionRequest | None = None,
    groups: Groups | None = None,
    emphasis: Emphasis | None = None,
    height: int = 520,
    read_only: bool = False,
    default_strength: float = 3.0,
    max_nodes: int = MAX_NODES,
) -> EditedGraph | None:
    """Show a network on a canvas where it can be edited.

    Python owns `graph` and `rev`. The canvas shows `graph` again only when `rev` differs from the
    last one, so a rerun never disturbs someone who is drawing. `on_change` reads
    `edited_graph(key)`, drops it if its `base_rev` is not the current rev, keeps it otherwise, and
    leaves `rev` alone. Changes that start in Python (an example, an upload, a table, a slider)
    raise `rev` and must be followed by a run that reaches this call, else later edits arrive on
    an old base.

    Args:
        graph: The network to show.
        rev: Number of the last change that Python made. Start it from the clock: after a restart of
            the server, an open page must not take the new graph for the old one.
        key: Widget key. The undo stack belongs to it and survives leaving the page.
        on_change: Called after every edit. It may end with `rerun_fragments`, so that an edit
            reruns only a fragment. Call `confirm_edits` in that fragment.
        document: The whole design of `rev`, which the browser keeps together with every edit.
        on_select: Called when the selection changed; read `selected_elements(key)`. Without it the
            browser reports no selections. It runs together with `on_change` if both changed, so it
            must ask for the same fragment: returning normally asks for the whole page.
        on_colour: Called when genes should be coloured by something else. As long as
            `chosen_colouring(key)` is "level", "module" or "cell_type", give `groups`.
        undo_group: Loads in a row with an equal group share one undo step (a slider being dragged).
        selected: What to select and bring into view, once per `request`.
        groups: Levels, modules and cell types, if genes are coloured by them.
        emphasis: What to show on the network.
        height: Height of the canvas (pixels).
        read_only: Whether to show it without editing.
        default_strength: Absolute strength of a newly drawn interaction; widths are relative to it.
        max_nodes: Most genes that can be drawn.

    Returns:
        The last edit if it was made on `rev`, else None.

    Raises:
        ValueError: If `graph` contains NaN or infinity, or the browser sent an invalid graph.
    """
    require_json(graph)
    data = {
        "graph": graph,
        "rev": rev,
        "document": document,
        "undo_group": undo_group,
        "selected": selected,
        "groups": groups,
        "emphasis": emphasis,
        "height": height,
        "read_only": read_only,
        "default_strength": abs(default_strength) or 1.0,
        "max_nodes": max_nodes,
    }
    _mount(data, key=key, on_change=on_change, on_select=on_select, on_colour=on_colour)
    edited = edited_graph(key, max_nodes=max_nodes)
    return edited if edited and edited["base_rev"] == rev else None


def confirm_edits(key: str, *, seen: int, part: str = "") -> None:
    """Tell the canvas which edits have arrived; it sends unconfirmed ones again.

    Call it in the fragment that `on_change` reruns, else on the page.

    Args:
        key: Widget key of the canvas.
        seen: The `seq` of the last edit that was kept; 0 if none was.
        part: Which part of the page confirms, if several do.
    """
    _mount_seen(key=f"{key}_seen{part and '_'}{part}", data={"seq": seen})


def network_overview(
    overview: Overview,
    *,
    groups: Groups,
    rev: int,
    key: str,
    on_select: Callable[[], None] | None = None,
    on_colour: Callable[[], None] | None = None,
    selected: SelectionRequest | None = None,
    height: int = 520,
) -> None:
    """Show a network that is too large to be edited by hand, on the same canvas.

    Args:
        overview: The network to show, up to `MAX_SHOWN` genes.
        groups: Levels, modules and cell types of the same genes in the same order.
        rev: Number of the last change that Python made.
        key: Widget key; it may be that of a `graph_editor`, which this then replaces.
        on_select: As in `graph_editor`; ids are names here.
        on_colour: As in `graph_editor`; only "cell_type" needs different groups.
        selected: As in `graph_editor`.
        height: Height of the canvas (pixels).
    """
    data = {
        "overview": overview,
        "groups": {kind: values for kind, values in groups.items() if kind != "name"},
        "rev": rev,
        "selected": selected,
        "height": height,
        "read_only": True,
    }
    _mount(data, key=key, on_select=on_select, on_colour=on_colour)


def _mount(
    data: dict[str, Any],
    *,
    key: str,
    on_change: Callable[[], None] | None = None,
    on_select: Callable[[], None] | None = None,
    on_colour: Callable[[], None] | None = None,
) -> None:
    _mount_editor(
        key=key,
        data={**data, "user_key": key, "report_selection": on_select is not None},
        on_graph_change=on_change or _ignore,
        on_selection_change=on_select or _ignore,
        on_colour_change=on_colour or _ignore,
    )


def chosen_colouring(key: str) -> str:
    """Read how genes are coloured: by "none", "degree", "level", "module" or "cell_type".

    Args:
        key: Widget key of a canvas that has an `on_colour`.
    """
    return str((st.session_state.get(key) or {}).get("colour", "none"))


def edited_graph(key: str, *, max_nodes: int = MAX_NODES) -> EditedGraph | None:
    """Read the last edit of a canvas, in its callback or at the top of the page.

    Args:
        key: Widget key of the canvas.
        max_nodes: Most genes allowed.

    Returns:
        The checked graph, or None if nothing has been edited yet.

    Raises:
        ValueError: If the browser sent an invalid graph.
    """
    state = (st.session_state.get(key) or {}).get("graph")
    if state is None:
        return None
    graph = check_graph(state, max_nodes=max_nodes)
    seq, base_rev = state.get("seq"), state.get("base_rev")
    if not isinstance(seq, int) or not isinstance(base_rev, int):
        raise ValueError("an edited graph needs whole numbers seq and base_rev.")
    return {**graph, "seq": seq, "base_rev": base_rev}


def selected_elements(key: str) -> Selection:
    """Read what is selected on a canvas that has an `on_select`.

    Args:
        key: Widget key of the canvas.

    Returns:
        Ids as the browser last sent them; they may no longer be in the graph.
    """
    state = (st.session_state.get(key) or {}).get("selection") or {}
    edges = [(str(source), str(target)) for source, target in state.get("edges", [])]
    return {"nodes": [str(node) for node in state.get("nodes", [])], "edges": edges}


def _ignore() -> None:
    """Stand in for a missing callback: CCv2 ignores state keys that have none."""
