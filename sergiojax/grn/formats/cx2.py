"""CX2, the exchange format of Cytoscape and NDEx; its predecessor CX is read too.

Source:
    https://cytoscape.org/cx/cx2/specification/cytoscape-exchange-format-specification-(version-2)/
"""

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TypeAlias

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
    parse_graph_json,
    take_id,
    write_json,
)
from sergiojax.grn.formats._property_graph import Edge, Node, PropertyGraph, to_text

_LABEL = "CX2 (Cytoscape, NDEx)"
_MARK = re.compile(r'"(CXVersion|numberVerification)"\s*:')
_SNIFFED = 5_000
_TYPES = {str: "string", int: "integer", float: "double"}

Aspects: TypeAlias = Mapping[str, Sequence[JsonObject]]


def _sniff(files: Sequence[SourceFile]) -> bool:
    if len(files) != 1:
        return False
    start = files[0].text.lstrip()[:_SNIFFED]
    return start.startswith("[") and bool(_MARK.search(start))


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read the aspects that make up the graph; visual styles and the like are ignored.

    Raises:
        GRNFormatError: If the JSON is broken or holds no nodes, or the graph is not a network.
    """
    source = only_file(files, "a CX2 network")
    document, file = parse_graph_json(source), source.name
    aspects = _collect_aspects(document, file)
    if "nodes" not in aspects:
        raise GRNFormatError(file, None, "this is JSON, but not a network: it has no 'nodes'.")
    is_cx2 = any("CXVersion" in item for item in document)
    graph = _read_cx2(aspects, file) if is_cx2 else _read_cx(aspects, file)
    return complete_graph(graph, options, label=_LABEL)


def _collect_aspects(document: Json, file: str) -> Aspects:
    """Join the fragments of each aspect."""
    aspects: dict[str, list[JsonObject]] = defaultdict(list)
    for fragment in as_items(document, file, "fragments"):
        for name, items in fragment.items():
            if isinstance(items, list):
                aspects[name] += as_items(items, file, name)
    return aspects


def _read_cx2(aspects: Aspects, file: str) -> PropertyGraph:
    network: JsonObject = {}
    for item in aspects.get("networkAttributes", ()):
        network |= item
    nodes, edges = [], []
    names, defaults = _read_declarations(aspects, "nodes")
    for number, item in enumerate(aspects["nodes"]):
        place = f"nodes[{number}]"
        drawn = {axis: to_text(item[axis]) for axis in ("x", "y") if axis in item}
        values = attributes_of(as_object(item.get("v")), names=names)
        node = Node(take_id(item, "id", file, place), place, defaults | drawn | values)
        nodes.append(node)
    names, defaults = _read_declarations(aspects, "edges")
    for number, item in enumerate(aspects.get("edges", ())):
        place = f"edges[{number}]"
        values = attributes_of(as_object(item.get("v")), names=names)
        source, target = (take_id(item, end, file, place) for end in "st")
        edges.append(Edge(source, target, place, defaults | values))
    return PropertyGraph(file, nodes, edges, _cell_types(network))


def _read_declarations(aspects: Aspects, kind: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the name for each short name, and the default values of attributes."""
    names, defaults = {}, {}
    for item in aspects.get("attributeDeclarations", ()):
        for name, declared in as_object(item.get(kind)).items():
            alias, default = (as_object(declared).get(key) for key in ("a", "v"))
            if alias is not None:
                names[to_text(alias)] = name
            if default is not None:
                defaults[name] = to_text(default)
    return names, defaults


def _read_cx(aspects: Aspects, file: str) -> PropertyGraph:
    by_node = _spread_attributes(aspects, "nodeAttributes")
    by_edge = _spread_attributes(aspects, "edgeAttributes")
    for item in aspects.get("cartesianLayout", ()):
        drawn = {axis: to_text(item[axis]) for axis in ("x", "y") if axis in item}
        by_node[to_text(item.get("node"))] |= drawn
    nodes, edges = [], []
    for number, item in enumerate(aspects["nodes"]):
        place = f"nodes[{number}]"
        key = take_id(item, "@id", file, place)
        name = {"name": to_text(item["n"])} if "n" in item else {}
        nodes.append(Node(key, place, name | by_node.get(key, {})))
    for number, item in enumerate(aspects.get("edges", ())):
        place = f"edges[{number}]"
        word = {"interaction": to_text(item["i"])} if "i" in item else {}
        values = by_edge.get(to_text(item.get("@id")), {})
        source, target = (take_id(item, end, file, place) for end in "st")
        edges.append(Edge(source, target, place, word | values))
    network = {
        to_text(item.get("n")): item.get("v") for item in aspects.get("networkAttributes", ())
    }
    return PropertyGraph(file, nodes, edges, _cell_types(network))


def _spread_attributes(aspects: Aspects, kind: str) -> dict[str, dict[str, str]]:
    """Return the attributes by id; in CX each is separate and names its owners."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for item in aspects.get(kind, ()):
        owners = item.get("po")
        for owner in owners if isinstance(owners, list) else [owners]:
            found[to_text(owner)][to_text(item.get("n"))] = to_text(item.get("v"))
    return found


def _cell_types(network: JsonObject) -> str:
    return json.dumps(network["cell_types"]) if "cell_types" in network else ""


def _write(design: Design, suffix: str) -> tuple[str, ...]:  # noqa: ARG001 (one dialect)
    grn = design.grn
    nodes, edges = [], []
    for number, values in enumerate(node_attributes(design)):
        place = {axis: values.pop(axis) for axis in ("x", "y") if axis in values}
        nodes.append({"id": number, **place, "v": values})
    for number, values in enumerate(edge_attributes(grn)):
        ends = {"s": int(grn.regulator[number]), "t": int(grn.target[number])}
        edges.append({"id": number, **ends, "v": values})
    declarations = {
        "networkAttributes": {"name": {"d": "string"}, "cell_types": {"d": "list_of_string"}},
        "nodes": _declare(nodes),
        "edges": _declare(edges),
    }
    aspects = {
        "attributeDeclarations": [declarations],
        "networkAttributes": [{"name": "network", "cell_types": list(grn.cell_types)}],
        "nodes": nodes,
        "edges": edges,
    }
    counts = [{"name": name, "elementCount": len(items)} for name, items in aspects.items()]
    document = [
        {"CXVersion": "2.0", "hasFragments": False},
        {"metaData": counts},
        *({name: items} for name, items in aspects.items()),
        {"status": [{"success": True}]},
    ]
    return (write_json(document) + "\n",)


def _declare(items: Sequence[JsonObject]) -> JsonObject:
    types = {name: _TYPES[type(value)] for item in items for name, value in item["v"].items()}
    return {name: {"d": kind} for name, kind in types.items()}


FORMAT = Format(
    name="cx2",
    label=_LABEL,
    holds="network with all parameters, positions",
    suffixes=(".cx2", ".cx"),
    file_names=("network.cx2",),
    defaults=GRAPH_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=graph_losses,
    syntax="json",
)
