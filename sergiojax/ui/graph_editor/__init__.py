"""The canvas on which a gene regulatory network is drawn, as a Streamlit component.

Call `load_library` in `app.py`, `graph_editor` on the page, and `edited_graph` in its callback.
`network_overview` replaces the editor for networks too large to be edited by hand.
"""

from sergiojax.ui.graph_editor._component import (
    MAX_NODES,
    MAX_SHOWN,
    chosen_colouring,
    confirm_edits,
    edited_graph,
    graph_editor,
    load_library,
    network_overview,
    selected_elements,
)
from sergiojax.ui.graph_editor._contract import (
    MAX_NAME_LENGTH,
    EditedGraph,
    Emphasis,
    Graph,
    GraphEdge,
    GraphNode,
    GraphText,
    Groups,
    Loop,
    Overview,
    Selection,
    SelectionRequest,
    check_graph,
)

__all__ = [
    "MAX_NAME_LENGTH",
    "MAX_NODES",
    "MAX_SHOWN",
    "EditedGraph",
    "Emphasis",
    "Graph",
    "GraphEdge",
    "GraphNode",
    "GraphText",
    "Groups",
    "Loop",
    "Overview",
    "Selection",
    "SelectionRequest",
    "check_graph",
    "chosen_colouring",
    "confirm_edits",
    "edited_graph",
    "graph_editor",
    "load_library",
    "network_overview",
    "selected_elements",
]
