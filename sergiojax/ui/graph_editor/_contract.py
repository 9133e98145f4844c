"""What the canvas and Python exchange, and the checks of what the browser sends.

Anyone can write to a websocket, so a graph from the browser is checked like an uploaded file.
"""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, TypeGuard

from sergiojax.grn import LONGEST_ANNOTATION, MOST_ANNOTATIONS

MAX_NAME_LENGTH = 24
"""Most characters of a gene name that the canvas accepts and can show."""


class GraphNode(TypedDict):
    """A gene on the canvas.

    Attributes:
        id: Stable and opaque. Renaming a gene changes `name` only.
        name: The name shown; any Unicode, unique, at most `MAX_NAME_LENGTH` characters when typed.
        x: Horizontal position of the centre (pixels at zoom 1).
        y: Vertical position of the centre (pixels at zoom 1), growing downwards.
        attrs: Carried along unchanged, also through delete and undo; `{}` for a newly drawn gene.
    """

    id: str
    name: str
    x: float
    y: float
    attrs: dict[str, Any]


class GraphEdge(TypedDict):
    """An interaction on the canvas; there is at most one per ordered pair of genes.

    Attributes:
        source: `id` of the regulator.
        target: `id` of the target.
        strength: Signed strength K; negative represses. Flipping the sign negates it.
        attrs: Carried along unchanged; `{}` for a newly drawn interaction.
    """

    source: str
    target: str
    strength: float
    attrs: dict[str, Any]


class GraphText(TypedDict):
    r"""A text on the canvas, next to the network.

    Attributes:
        id: Stable and opaque; no gene has it.
        text: What is written; lines are separated by "\n".
        x: Horizontal position of the centre (pixels at zoom 1).
        y: Vertical position of the centre (pixels at zoom 1), growing downwards.
    """

    id: str
    text: str
    x: float
    y: float


class Graph(TypedDict):
    """A network as the canvas sees it, and the texts around it. Everything in it is JSON."""

    nodes: list[GraphNode]
    edges: list[GraphEdge]
    texts: list[GraphText]


class EditedGraph(Graph):
    """A graph that the user edited.

    Attributes:
        seq: Rises with every edit, also across page switches.
        base_rev: The `rev` of Python's graph that the edit was made on. An edit on an old one
            comes too late and must be dropped.
    """

    seq: int
    base_rev: int


class Overview(TypedDict):
    """A network that is only shown, in columns: a record per gene would be long.

    Attributes:
        name: Name of every gene, which is also its id.
        x: Horizontal positions (pixels at zoom 1).
        y: Vertical positions (pixels at zoom 1), growing downwards.
        source: Place in `name` of every interaction's regulator.
        target: Place in `name` of every interaction's target.
        sign: One of "+", "-" and "0" per interaction.
    """

    name: list[str]
    x: list[int]
    y: list[int]
    source: list[int]
    target: list[int]
    sign: str


class Groups(TypedDict):
    """The groups by which genes can be coloured.

    Attributes:
        name: Names of the genes.
        level: Steps of regulation above every gene.
        module: Number of every gene's module, the largest being 0.
        cell_type: Number of the cell type in which every gene is highest, -1 for none; None unless
            genes are coloured by it.
        cell_types: Names and colours of the cell types.
    """

    name: list[str]
    level: list[int]
    module: list[int]
    cell_type: list[int] | None
    cell_types: list[tuple[str, str]]


class Loop(TypedDict):
    """A feedback loop in the list below the canvas; it lights up under the pointer.

    Attributes:
        text: Its genes.
        title: What it does, in a sentence.
        sign: "+", "−" or "?".
        edges: Its interactions as (source id, target id).
    """

    text: str
    title: str
    sign: str
    edges: list[tuple[str, str]]


class Emphasis(TypedDict, total=False):
    """What to show on the network; every part may be left out.

    Attributes:
        edges: How much interactions matter: (source id, target id, share from 0 to 1). The others
            count as 0.
        nodes: How genes changed: (id, change from -1 to 1).
        marked: Ids of genes that were changed by hand; they get a dashed outline.
        loops: Feedback loops to list.
        words: What widths and colours mean.
    """

    edges: list[tuple[str, str, float]]
    nodes: list[tuple[str, float]]
    marked: list[str]
    loops: list[Loop]
    words: str


class SelectionRequest(TypedDict):
    """What Python wants selected and brought into view.

    Attributes:
        nodes: Ids of genes; unknown ones are ignored.
        edges: Interactions as (source id, target id).
        request: Takes effect once; raise it to ask again, even for the same elements.
    """

    nodes: Sequence[str]
    edges: Sequence[tuple[str, str]]
    request: int


class Selection(TypedDict):
    """What is selected on the canvas.

    Attributes:
        nodes: Ids of genes.
        edges: Interactions as (source id, target id).
    """

    nodes: list[str]
    edges: list[tuple[str, str]]


def check_graph(value: object, *, max_nodes: int) -> Graph:
    """Check a graph that came from the browser and copy it into plain dictionaries.

    Args:
        value: What arrived.
        max_nodes: Most genes allowed.

    Returns:
        The same graph without unknown fields.

    Raises:
        ValueError: If anything is missing, of a wrong type, not finite, duplicated or dangling.
    """
    if not _is_mapping(value):
        raise ValueError(f"a graph must be a mapping, but a {type(value).__name__} arrived.")
    nodes = [_check_node(node) for node in _items(value, "nodes", max_nodes)]
    edges = [_check_edge(edge) for edge in _items(value, "edges", len(nodes) ** 2)]
    written = _items({"texts": [], **value}, "texts", MOST_ANNOTATIONS)
    texts = [_check_text(text) for text in written]
    ids = {node["id"] for node in nodes}
    _refuse_duplicates("id", [item["id"] for item in (*nodes, *texts)])
    _refuse_duplicates("gene name", [node["name"] for node in nodes])
    _refuse_duplicates("interaction", [(edge["source"], edge["target"]) for edge in edges])
    for edge in edges:
        if not {edge["source"], edge["target"]} <= ids:
            raise ValueError(f"interaction {edge['source']!r} → {edge['target']!r} lacks a gene.")
    return {"nodes": nodes, "edges": edges, "texts": texts}


def require_json(graph: Graph) -> None:
    """Refuse a graph that JavaScript cannot parse.

    Args:
        graph: Graph on its way to the browser.

    Raises:
        ValueError: If a number is NaN or infinite. Write `None` for "automatic".
        TypeError: If something in `attrs` is not a JSON value.
    """
    try:
        json.dumps(graph, allow_nan=False)
    except ValueError as error:
        raise ValueError(
            "positions, strengths and attrs must be finite; use None for automatic."
        ) from error


def _is_mapping(value: object) -> TypeGuard[Mapping[str, object]]:
    return isinstance(value, Mapping)


def _items(graph: Mapping[str, object], field: str, limit: int) -> list[Mapping[str, object]]:
    items = graph.get(field)
    if not isinstance(items, list) or not all(_is_mapping(item) for item in items):
        raise ValueError(f"{field} must be a list of mappings.")
    if len(items) > limit:
        raise ValueError(f"{field} may hold {limit} items, but {len(items)} arrived.")
    return items


def _check_node(node: Mapping[str, object]) -> GraphNode:
    return {
        "id": _text(node, "id"),
        "name": _text(node, "name"),
        "x": _number(node, "x"),
        "y": _number(node, "y"),
        "attrs": _attrs(node),
    }


def _check_edge(edge: Mapping[str, object]) -> GraphEdge:
    return {
        "source": _text(edge, "source"),
        "target": _text(edge, "target"),
        "strength": _number(edge, "strength"),
        "attrs": _attrs(edge),
    }


def _check_text(text: Mapping[str, object]) -> GraphText:
    written = _text(text, "text")
    if len(written) > LONGEST_ANNOTATION:
        most = f"{LONGEST_ANNOTATION} characters"
        raise ValueError(f"text may hold {most}, but has {len(written)}.")
    return {
        "id": _text(text, "id"),
        "text": written,
        "x": _number(text, "x"),
        "y": _number(text, "y"),
    }


def _text(item: Mapping[str, object], field: str) -> str:
    value = item.get(field)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{field} must be text, not {value!r}.")
    return value


def _number(item: Mapping[str, object], field: str) -> float:
    value = item.get(field)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{field} must be a finite number, not {value!r}.")
    return float(value)


def _attrs(item: Mapping[str, object]) -> dict[str, Any]:
    value = item.get("attrs")
    if not _is_mapping(value):
        raise ValueError(f"attrs must be a mapping, not {value!r}.")
    return dict(value)


def _refuse_duplicates(what: str, values: list[Any]) -> None:
    seen = set()
    for value in values:
        if value in seen:
            raise ValueError(f"{what} {value!r} occurs twice.")
        seen.add(value)
