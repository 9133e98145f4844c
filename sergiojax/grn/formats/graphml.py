"""GraphML, as Cytoscape, yEd, GRNsight, igraph and networkx write it.

Source:
    http://graphml.graphdrawing.org/specification.html
"""

import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from xml.sax.saxutils import escape, quoteattr

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, ReadReport, count
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._graph_attributes import (
    GRAPH_DEFAULTS,
    complete_graph,
    edge_attributes,
    graph_losses,
    node_attributes,
)
from sergiojax.grn.formats._numbers import parse_number
from sergiojax.grn.formats._property_graph import Edge, Node, PropertyGraph, Value
from sergiojax.grn.formats._xml_tree import Element, parse_xml

_LABEL = "GraphML"
_MARK = re.compile(r"<(\w+:)?graphml[\s>]")
_SNIFFED = 5_000
_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BACKWARD = "\0backward"  # no attribute of a file has this name
_TYPES = {str: "string", int: "int", float: "double"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns \
http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


def _sniff(files: Sequence[SourceFile]) -> bool:
    if len(files) != 1:
        return False
    start = files[0].text[:_SNIFFED]
    return start.lstrip().startswith("<") and bool(_MARK.search(start))


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read a graph; nested ones are flattened, hyperedges and ports are left out.

    Raises:
        GRNFormatError: If the XML is broken or holds no graph, or the graph is not a network.
    """
    file = only_file(files, "a GraphML graph")
    _ = file.text  # refuses what is not text or too large in one sentence
    root = parse_xml(file)
    graph = root.find("graph")
    if root.tag != "graphml" or graph is None:
        problem = f"this is XML, but holds no graph: it begins with <{root.tag}>."
        raise GRNFormatError(file.name, root.line, problem)
    reader = _Reader(file.name, root)
    reader.read_graph(graph)
    return complete_graph(reader.graph(graph), options, label=_LABEL)


class _Reader:
    """Collects nodes and edges, also of graphs inside nodes, however deep they are."""

    def __init__(self, file: str, root: Element) -> None:
        self.file = file
        self.nodes: list[Node] = []
        self.edges: list[Edge] = []
        keys = [element for element in root.children if element.tag == "key"]
        # igraph and GRNsight use the same ids for attributes of nodes and of edges.
        self.keys = {(_of(key, "for", "all"), _of(key, "id")): key for key in keys}
        self.defaults = {kind: self._defaults(keys, kind) for kind in ("graph", "node", "edge")}
        n_graphs = sum(element.tag == "graph" for element in root.children)
        self.left_out = {"graph": n_graphs - 1}
        self.n_backward = 0

    def read_graph(self, graph: Element) -> None:
        waiting = [(graph, graph)]  # elements, each with its graph, the next one last
        while waiting:
            element, around = waiting.pop()
            if element.tag == "graph":
                waiting += [(child, element) for child in reversed(element.children)]
            elif element.tag == "node":
                self._read_node(element)
                inner = (child for child in reversed(element.children) if child.tag == "graph")
                waiting += [(child, around) for child in inner]
            elif element.tag == "edge":
                self._read_edge(element, _of(around, "edgedefault", "directed"))
            elif element.tag == "hyperedge":
                self._leave_out("hyperedge")

    def graph(self, graph: Element) -> PropertyGraph:
        dropped = [
            Finding(self.file, None, f"{count(number, what)}; only plain nodes and edges are read.")
            for what, number in self.left_out.items()
            if number
        ]
        warnings = []
        if self.n_backward:
            problem = f"{count(self.n_backward, 'edge')} drawn with the arrow at the source only."
            fix = "They are still read as leading from source to target; check them."
            warnings.append(Finding(self.file, None, problem, fix))
        cell_types = self._attributes(graph, "graph").get("cell_types", "")
        return PropertyGraph(self.file, self.nodes, self.edges, cell_types, warnings, dropped)

    def _read_node(self, element: Element) -> None:
        is_group = element.find("graph") is not None
        attributes = self._attributes(element, "node")
        self.nodes.append(Node(self._need(element, "id"), element.line, attributes, is_group))
        for child in element.children:
            if child.tag == "port":
                self._leave_out("port")

    def _read_edge(self, element: Element, default: str) -> None:
        directed = _of(element, "directed", "false" if default == "undirected" else "true")
        attributes = self._attributes(element, "edge")
        self.n_backward += attributes.pop(_BACKWARD, "") == "true"
        source, target = (self._need(element, end) for end in ("source", "target"))
        self.edges.append(Edge(source, target, element.line, attributes, directed != "false"))

    @staticmethod
    def _defaults(keys: Sequence[Element], kind: str) -> dict[str, str]:
        """Return the values of attributes that a node or an edge does not give."""
        texts = {
            _of(key, "attr.name", _of(key, "id")): key.find("default")
            for key in keys
            if _of(key, "for", "all") in (kind, "all")
        }
        return {name: found.text for name, found in texts.items() if found and found.text.strip()}

    def _attributes(self, element: Element, kind: str) -> dict[str, str]:
        attributes = dict(self.defaults[kind])
        for data in element.children:
            if data.tag != "data":
                continue
            name = _of(data, "key")
            key = self.keys.get((kind, name)) or self.keys.get(("all", name))
            if data.children:
                attributes |= _read_drawing(data, kind)
            elif data.text.strip():
                attributes[name if key is None else _of(key, "attr.name", name)] = data.text
        return attributes

    def _need(self, element: Element, name: str) -> str:
        if name not in element.attributes:
            problem = f"<{element.tag}> needs the attribute {name!r}."
            raise GRNFormatError(self.file, element.line, problem)
        return element.attributes[name]

    def _leave_out(self, what: str) -> None:
        self.left_out[what] = self.left_out.get(what, 0) + 1


def _of(element: Element, name: str, default: str = "") -> str:
    return element.attributes.get(name, default)


def _read_drawing(data: Element, kind: str) -> dict[str, str]:
    """Return what yEd draws: labels, middles of nodes, ends of arrows."""
    found = {}
    label = data.find_deep("NodeLabel" if kind == "node" else "EdgeLabel")
    if label is not None and label.text.strip():
        found["label"] = label.text
    box = data.find_deep("Geometry") if kind == "node" else None
    if box is not None:
        for axis, size in (("x", "width"), ("y", "height")):
            with suppress(ValueError):  # a node without a place
                middle = parse_number(_of(box, axis)) + parse_number(_of(box, size, "0")) / 2
                found[axis] = repr(middle)
    arrows = data.find_deep("Arrows") if kind == "edge" else None
    if arrows is not None:
        ends = [_of(arrows, end, "none") for end in ("source", "target")]
        found["arrow"] = ends[1]
        if ends[1] == "none" and ends[0] != "none":
            found |= {"arrow": ends[0], _BACKWARD: "true"}
    return found


def _write(design: Design, suffix: str) -> tuple[str, ...]:  # noqa: ARG001 (one dialect)
    grn = design.grn
    for name in (*grn.gene_names, *grn.cell_types):
        wrong = _NO_XML.search(name)
        if wrong:
            code = f"U+{ord(wrong[0]):04X}"
            raise ValueError(f"GraphML cannot hold the name {name!r}: XML has no character {code}.")
    nodes, edges = node_attributes(design), edge_attributes(grn)
    cell_types = {"cell_types": json.dumps(grn.cell_types, ensure_ascii=False)}
    keys = {kind: _number_keys(kind, items) for kind, items in (("node", nodes), ("edge", edges))}
    lines = [*_write_keys("graph", {"cell_types": "graph0"}, [cell_types])]
    lines += [*_write_keys("node", keys["node"], nodes), *_write_keys("edge", keys["edge"], edges)]
    lines.append('  <graph id="network" edgedefault="directed">')
    lines.append(_write_data(cell_types, {"cell_types": "graph0"}))
    names = [quoteattr(name) for name in grn.gene_names]
    for name, node in zip(names, nodes, strict=True):
        lines.append(f"    <node id={name}>{_write_data(node, keys['node'])}</node>")
    for regulator, target, edge in zip(grn.regulator, grn.target, edges, strict=True):
        ends = f"source={names[regulator]} target={names[target]}"
        lines.append(f"    <edge {ends}>{_write_data(edge, keys['edge'])}</edge>")
    return (_HEAD + "\n".join(lines) + "\n  </graph>\n</graphml>\n",)


def _number_keys(kind: str, items: Sequence[Mapping[str, Value]]) -> dict[str, str]:
    """Return an id for each attribute, because attributes may have any name."""
    names = dict.fromkeys(name for item in items for name in item)
    return {name: f"{kind}{number}" for number, name in enumerate(names)}


def _write_keys(kind: str, keys: dict[str, str], items: Sequence[Mapping[str, Value]]) -> list[str]:
    types = {name: _TYPES[type(value)] for item in items for name, value in item.items()}
    return [
        f'  <key id="{key}" for="{kind}" attr.name={quoteattr(name)} attr.type="{types[name]}"/>'
        for name, key in keys.items()
    ]


def _write_data(item: Mapping[str, Value], keys: dict[str, str]) -> str:
    return "".join(
        f'<data key="{keys[name]}">{escape(str(value))}</data>' for name, value in item.items()
    )


FORMAT = Format(
    name="graphml",
    label=_LABEL,
    holds="network with all parameters, positions",
    suffixes=(".graphml",),
    file_names=("network.graphml",),
    defaults=GRAPH_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=graph_losses,
    syntax="xml",
)
