"""The drawn canvas of a gene regulatory network, as a Streamlit component.

`load_library` goes into `app.py`, `graph_editor` onto the page, `edited_graph` into its callback.
"""

from sergiojax.ui.graph_editor._component import (
    MAX_NODES,
    edited_graph,
    graph_editor,
    load_library,
    selected_elements,
)
from sergiojax.ui.graph_editor._contract import (
    MAX_NAME_LENGTH,
    EditedGraph,
    Graph,
    GraphEdge,
    GraphNode,
    Selection,
    check_graph,
)

__all__ = [
    "MAX_NAME_LENGTH",
    "MAX_NODES",
    "EditedGraph",
    "Graph",
    "GraphEdge",
    "GraphNode",
    "Selection",
    "check_graph",
    "edited_graph",
    "graph_editor",
    "load_library",
    "selected_elements",
]
