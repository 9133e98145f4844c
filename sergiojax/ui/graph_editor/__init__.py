"""The drawn canvas of a gene regulatory network, as a Streamlit component.

`load_library` goes into `app.py`, `graph_editor` onto the page, `edited_graph` into its callback.
`network_overview` takes the editor's place for networks too large to be edited by hand.
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
