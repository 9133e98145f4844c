"""Cytoscape.js JSON, as Cytoscape exports it, and node-link JSON: networkx, D3, vis.js, Graphology.

Source:
    https://js.cytoscape.org/#notation/elements-json
"""

import json
import re
from collections.abc import Iterator, Sequence

from sergiojax._types import Json, JsonObject
from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import ReadReport
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._graph_attributes import (
    GRAPH_DEFAULTS,
    complete_graph,
    edge_attributes,
    graph_losses,
    node_attributes,
)
from sergiojax.grn.formats._graph_json import (
    as_items,
    as_object,
    attributes_of,
    holds_elements,
    parse_graph_json,
    take_id,
    write_json,
)
from sergiojax.grn.formats._property_graph import Edge, Node, PropertyGraph, to_text

_LABEL = "Cytoscape.js JSON"
_FLAT = re.compile(r'\[\s*\{\s*"(data|group)"\s*:')
_IDS = ("id", "key")  # what programs call them; the first that occurs
_ENDS = (("source", "from"), ("target", "to"))
_NO_ATTRIBUTES = (
    *(*_IDS, *_ENDS[0], *_ENDS[1]),
    *("parent", "position", "data", "group", "attributes"),
)


def _sniff(files: Sequence[SourceFile]) -> bool:
    if len(files) != 1:
        return False
    text = files[0].text.lstrip()
    if text.startswith("["):
        return bool(_FLAT.match(text))
    return text.startswith("{") and holds_elements(text)


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read elements in groups or in one list, or nodes and links.

    Raises:
        GRNFormatError: If the JSON is broken or holds no elements, or the graph is not a network.
    """
    source = only_file(files, "a Cytoscape.js graph")
    document, file = parse_graph_json(source), source.name
    elements = list(_find_elements(document, file))
    parents = {to_text(_data(item).get("parent")) for _, item, _ in elements}
    directed = as_object(document).get("directed", True) is not False
    nodes, edges = [], []
    numbers = _number_nodes(elements)
    for kind, item, place in elements:
        attributes = _attributes(item)
        if kind == "nodes":
            name = numbers.get(place) or _take_first(item, _IDS, file, place)
            nodes.append(Node(name, place, attributes, is_group=name in parents))
        else:
            source, target = (_take_first(item, names, file, place) for names in _ENDS)
            edges.append(Edge(source, target, place, attributes, is_directed=directed))
    cell_types = as_object(as_object(document).get("data")).get("cell_types")
    graph = PropertyGraph(file, nodes, edges, "" if cell_types is None else json.dumps(cell_types))
    return complete_graph(graph, options, label=_LABEL)


def _find_elements(document: Json, file: str) -> Iterator[tuple[str, JsonObject, str]]:
    """Yield kind, element and place."""
    place = "elements"
    elements = document
    if isinstance(document, dict):
        elements = document.get("elements", document)
    if isinstance(elements, list):
        for number, item in enumerate(as_items(elements, file, place)):
            is_edge = not _data(item).keys().isdisjoint(_ENDS[0])
            kind = item.get("group") or ("edges" if is_edge else "nodes")
            yield kind, item, f"{place}[{number}]"
        return
    elements = as_object(elements)
    if "nodes" not in elements:
        problem = "this is JSON, but not a graph: there is no array of 'nodes'."
        raise GRNFormatError(file, None, problem)
    for kind in ("nodes", "edges", "links"):
        for number, item in enumerate(as_items(elements.get(kind, []), file, kind)):
            yield kind, item, f"{kind}[{number}]"


def _number_nodes(elements: Sequence[tuple[str, JsonObject, str]]) -> dict[str, str]:
    """Return the numbers of nodes by place if none has an id: D3's older links count them."""
    nodes = [(item, place) for kind, item, place in elements if kind == "nodes"]
    if any("name" not in item or not item.keys().isdisjoint(_IDS) for item, _ in nodes):
        return {}
    return {place: str(number) for number, (_, place) in enumerate(nodes)}


def _take_first(item: JsonObject, names: Sequence[str], file: str, place: str) -> str:
    data = _data(item)
    name = next((name for name in names if name in data), names[0])
    return take_id(data, name, file, place)


def _data(item: JsonObject) -> JsonObject:
    """Return the values of an element, which Cytoscape puts under a key and others do not."""
    return as_object(item["data"]) if "data" in item else item


def _attributes(item: JsonObject) -> dict[str, str]:
    position = as_object(item.get("position"))
    drawn = {axis: to_text(position[axis]) for axis in ("x", "y") if axis in position}
    inner = attributes_of(as_object(_data(item).get("attributes")))  # Graphology's
    return attributes_of(_data(item), but=_NO_ATTRIBUTES) | inner | drawn


def _write(design: Design, suffix: str) -> tuple[str, ...]:  # noqa: ARG001 (one dialect)
    grn = design.grn
    nodes = []
    for node in node_attributes(design):
        position = {axis: node.pop(axis) for axis in ("x", "y") if axis in node}
        data = {"data": {"id": node["name"], **node}}
        nodes.append(data | ({"position": position} if position else {}))
    ends = (
        {"source": grn.gene_names[regulator], "target": grn.gene_names[target]}
        for regulator, target in zip(grn.regulator, grn.target, strict=True)
    )
    edges = [{"data": pair | edge} for pair, edge in zip(ends, edge_attributes(grn), strict=True)]
    document = {
        "format_version": "1.0",
        "generated_by": "sergiojax",
        "data": {"name": "network", "cell_types": list(grn.cell_types)},
        "elements": {"nodes": nodes, "edges": edges},
    }
    return (write_json(document) + "\n",)


FORMAT = Format(
    name="cyjs",
    label=_LABEL,
    holds="network with all parameters, positions",
    suffixes=(".cyjs",),
    file_names=("network.cyjs",),
    defaults=GRAPH_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=graph_losses,
    syntax="json",
)
