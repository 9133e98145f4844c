"""GEXF, the format of Gephi, which networkx writes too.

Source:
    https://gexf.net/primer.html
"""

from collections.abc import Sequence
from contextlib import suppress

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import ReadReport
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._graph_attributes import GRAPH_DEFAULTS, complete_graph, graph_losses
from sergiojax.grn.formats._numbers import parse_number
from sergiojax.grn.formats._property_graph import Edge, Node, PropertyGraph
from sergiojax.grn.formats._xml_tree import Element, parse_xml, root_of

_LABEL = "GEXF (Gephi)"
_EDGE_ATTRIBUTES = ("weight", "label")


def _sniff(files: Sequence[SourceFile]) -> bool:
    if len(files) != 1:
        return False
    root = root_of(files[0].text)
    return root is not None and root[0] == "gexf"


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read a graph; nested nodes are flattened, and the looks of edges are ignored.

    Raises:
        GRNFormatError: If the XML is broken or holds no graph, or the graph is not a network.
    """
    file = only_file(files, "a GEXF graph")
    _ = file.text  # refuses what is not text or too large in one sentence
    root = parse_xml(file)
    graph = root.find("graph")
    if root.tag != "gexf" or graph is None:
        problem = f"this is XML, but holds no graph: it begins with <{root.tag}>."
        raise GRNFormatError(file.name, root.line, problem)
    return complete_graph(_Reader(file.name, graph).graph(), options, label=_LABEL)


class _Reader:
    def __init__(self, file: str, graph: Element) -> None:
        self.file, self.top = file, graph
        self.titles: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
        self.defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}}
        for declared in graph.children:
            kind = declared.attributes.get("class", "")
            if declared.tag == "attributes" and kind in self.titles:
                self._declare(kind, declared)

    def graph(self) -> PropertyGraph:
        nodes: list[Node] = []
        edges: list[Edge] = []
        waiting = [self.top]
        while waiting:  # a node may contain nodes and edges
            element = waiting.pop()
            if element.tag == "node":
                nodes.append(self._node(element))
            elif element.tag == "edge":
                edges.append(self._edge(element))
            waiting += (
                child
                for child in reversed(element.children)
                if child.tag in ("nodes", "edges", "node", "edge")
            )
        return PropertyGraph(self.file, nodes, edges)

    def _declare(self, kind: str, declared: Element) -> None:
        for attribute in declared.children:
            key = attribute.attributes.get("id", "")
            title = attribute.attributes.get("title", key)
            self.titles[kind][key] = title
            default = attribute.find("default")
            if default is not None and default.text.strip():
                self.defaults[kind][title] = default.text.strip()

    def _values(self, element: Element, kind: str) -> dict[str, str]:
        values = dict(self.defaults[kind])
        listed = element.find("attvalues")
        for value in listed.children if listed else ():
            key = value.attributes.get("for", value.attributes.get("id", ""))
            values[self.titles[kind].get(key, key)] = value.attributes.get("value", "")
        return values

    def _node(self, element: Element) -> Node:
        values = self._values(element, "node")
        if "label" in element.attributes:
            values["label"] = element.attributes["label"]
        place = element.find("position")
        if place is not None:
            with suppress(ValueError):  # a node without a place; Gephi counts y upwards
                x, y = (parse_number(place.attributes.get(axis, "").strip()) for axis in ("x", "y"))
                values |= {"x": repr(x), "y": repr(0.0 - y)}
        is_group = element.find("nodes", "node") is not None
        return Node(self._need(element, "id"), element.line, values, is_group)

    def _edge(self, element: Element) -> Edge:
        kind = element.attributes.get("type", self.top.attributes.get("defaultedgetype", ""))
        drawn = {name: element.attributes.get(name, "") for name in _EDGE_ATTRIBUTES}
        values = {name: text for name, text in drawn.items() if text.strip()}
        source, target = (self._need(element, end) for end in ("source", "target"))
        # GEXF's edges are undirected unless it says otherwise.
        return Edge(
            source, target, element.line, values | self._values(element, "edge"), kind == "directed"
        )

    def _need(self, element: Element, name: str) -> str:
        if name not in element.attributes:
            problem = f"<{element.tag}> needs the attribute {name!r}."
            raise GRNFormatError(self.file, element.line, problem)
        return element.attributes[name]


FORMAT = Format(
    name="gexf",
    label=_LABEL,
    holds="genes, signed and weighted edges, positions",
    suffixes=(".gexf",),
    file_names=("network.gexf",),
    defaults=GRAPH_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=None,
    losses=graph_losses,
    syntax="xml",
)
