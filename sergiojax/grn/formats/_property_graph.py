"""A graph whose nodes and edges carry attributes, as all graph formats have it.

A format's own module turns its files into this graph; `sergiojax.grn.formats._graph_attributes`
knows what the attributes mean.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from sergiojax._types import Json
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_EDGES, MAX_GENES
from sergiojax.grn._report import Finding, count, enumerate_names

Place: TypeAlias = int | str
"""Line number, or name of a place such as "nodes[3]"."""

Value: TypeAlias = str | int | float
"""What an attribute may hold when it is written."""

UNDIRECTED = (
    "the edges have no direction, so it is unclear which gene regulates; save the network as a "
    "directed graph."
)


@dataclass(frozen=True, slots=True)
class Node:
    """A node as given in a file.

    Attributes:
        id: Its name in the list of edges.
        place: Where it is in the file.
        attributes: Texts by name; positions are "x" and "y".
        is_group: Whether it holds other nodes.
    """

    id: str
    place: Place
    attributes: dict[str, str]
    is_group: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge as given in a file.

    Attributes:
        source: Id of the regulator's node.
        target: Id of the target's node.
        place: Where it is in the file.
        attributes: Texts by name.
        is_directed: Whether it leads from source to target.
    """

    source: str
    target: str
    place: Place
    attributes: dict[str, str]
    is_directed: bool = True


@dataclass(frozen=True)
class PropertyGraph:
    """A graph as given in a file.

    Attributes:
        file: File name.
        nodes: Nodes in the order of the file.
        edges: Edges in the order of the file.
        cell_types: Names of the cell types as a JSON array; "" if the file does not say.
        warnings: What looked like a mistake.
        dropped: What was left out.
    """

    file: str
    nodes: Sequence[Node]
    edges: Sequence[Edge]
    cell_types: str = ""
    warnings: Sequence[Finding] = ()
    dropped: Sequence[Finding] = ()


def tidy_graph(graph: PropertyGraph) -> PropertyGraph:
    """Return the graph without what is not a gene or a regulation; that is reported.

    Raises:
        GRNFormatError: If an id occurs twice, an edge lacks an end, no edge has a direction, or
            there are too many genes or edges.
    """
    _check_counts(graph)
    ids: dict[str, Node] = {}
    for node in graph.nodes:
        if node.id in ids:
            problem = f"the node id {node.id!r} is already in use; ids must differ."
            raise GRNFormatError(graph.file, node.place, problem)
        ids[node.id] = node
    for edge in graph.edges:
        for end in (edge.source, edge.target):
            if end not in ids:
                problem = f"the edge {edge.source} → {edge.target} needs the node {end!r}, which "
                raise GRNFormatError(graph.file, edge.place, f"{problem}is not in the file.")
    edges = [edge for edge in graph.edges if edge.is_directed]
    if graph.edges and not edges:
        raise GRNFormatError(graph.file, graph.edges[0].place, UNDIRECTED)
    ends = {end for edge in edges for end in (edge.source, edge.target)}
    nodes = [node for node in graph.nodes if not node.is_group or node.id in ends]
    dropped = [*graph.dropped, *_find_undirected(graph), *_find_groups(graph, ends)]
    return replace(graph, nodes=nodes, edges=edges, dropped=dropped)


def to_text(value: Json) -> str:
    """Return a JSON value as the text of an attribute; "" if it is not a single value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    return repr(value) if isinstance(value, int | float) else ""


def _check_counts(graph: PropertyGraph) -> None:
    for found, most, what in (
        (len(graph.nodes), MAX_GENES, "nodes"),
        (len(graph.edges), MAX_EDGES, "edges"),
    ):
        if found > most:
            problem = f"a network may have at most {most:,} {what}, but this one has {found:,}."
            raise GRNFormatError(graph.file, None, problem)


def _find_undirected(graph: PropertyGraph) -> list[Finding]:
    names = [f"{edge.source} – {edge.target}" for edge in graph.edges if not edge.is_directed]
    if not names:
        return []
    problem = f"{count(len(names), 'edge')} without a direction: {enumerate_names(names)}."
    return [Finding(graph.file, None, problem)]


def _find_groups(graph: PropertyGraph, ends: set[str]) -> list[Finding]:
    groups = [node for node in graph.nodes if node.is_group and node.id not in ends]
    if not groups:
        return []
    names = enumerate_names([node.id for node in groups])
    problem = f"{count(len(groups), 'group')} of nodes: {names}. Their nodes are read."
    return [Finding(graph.file, groups[0].place, problem)]
