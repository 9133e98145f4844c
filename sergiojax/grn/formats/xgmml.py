"""XGMML, the graph format of Cytoscape 2, which Cytoscape 3 still exports.

Source:
    Punin and Krishnamoorthy (2001), XGMML 1.0 draft specification.
"""

import re
from collections.abc import Sequence

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import ReadReport
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._graph_attributes import GRAPH_DEFAULTS, complete_graph, graph_losses
from sergiojax.grn.formats._property_graph import Edge, Node, PropertyGraph
from sergiojax.grn.formats._xml_tree import Element, parse_xml, root_of

_LABEL = "XGMML (Cytoscape)"
_RELATION = re.compile(r".*\s\(([^()]*)\)\s.*", re.DOTALL)  # A (activates) B
_ARROW = "EDGE_TARGET_ARROW_SHAPE"


def _sniff(files: Sequence[SourceFile]) -> bool:
    if len(files) != 1:
        return False
    root = root_of(files[0].text)
    return root is not None and root[0] == "graph"


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read a graph; groups are flattened.

    Raises:
        GRNFormatError: If the XML is broken, or the graph is not a network.
    """
    file = only_file(files, "an XGMML graph")
    _ = file.text  # refuses what is not text or too large in one sentence
    root = parse_xml(file)
    if root.tag != "graph":
        problem = f"this is XML, but holds no graph: it begins with <{root.tag}>."
        raise GRNFormatError(file.name, root.line, problem)
    return complete_graph(_read_graph(file.name, root), options, label=_LABEL)


def _read_graph(file: str, root: Element) -> PropertyGraph:
    nodes: list[Node] = []
    edges: list[Edge] = []
    # Cytoscape writes whether a graph is directed; if that is missing, it assumes so.
    default = root.attributes.get("directed", "1")
    waiting = [root]
    while waiting:  # a group contains a graph in one of its attributes
        element = waiting.pop()
        inner = [child for child in element.children if child.tag in ("graph", "att")]
        if element.tag == "graph":
            inner = [*element.children]
        elif element.tag == "node" and "id" in element.attributes:  # otherwise it is already listed
            is_group = any(child.find("graph") is not None for child in inner)
            name = _need(file, element, "id")
            nodes.append(Node(name, element.line, _node_values(element), is_group))
        elif element.tag == "edge" and "source" in element.attributes:
            source, target = (_need(file, element, end) for end in ("source", "target"))
            is_directed = element.attributes.get("directed", default) != "0"
            edges.append(Edge(source, target, element.line, _edge_values(element), is_directed))
        waiting += reversed([child for child in inner if child.children or child.tag != "att"])
    return PropertyGraph(file, nodes, edges)


def _need(file: str, element: Element, name: str) -> str:
    if name not in element.attributes:
        problem = f"<{element.tag}> needs the attribute {name!r}."
        raise GRNFormatError(file, element.line, problem)
    return element.attributes[name]


def _attributes(element: Element) -> dict[str, str]:
    return {
        child.attributes.get("name", ""): child.attributes.get("value", "")
        for child in element.children
        if child.tag == "att"
    }


def _node_values(element: Element) -> dict[str, str]:
    values = _attributes(element)
    values.setdefault("label", element.attributes.get("label", ""))
    drawn = element.find("graphics")
    if drawn is not None:
        values |= {axis: drawn.attributes[axis] for axis in ("x", "y") if axis in drawn.attributes}
    return values


def _edge_values(element: Element) -> dict[str, str]:
    """Return the attributes; Cytoscape's edge names contain the relation in parentheses."""
    values = _attributes(element)
    relation = _RELATION.fullmatch(element.attributes.get("label", ""))
    if relation:
        values.setdefault("interaction", relation[1])
    if "weight" in element.attributes:
        values.setdefault("weight", element.attributes["weight"])
    drawn = element.find("graphics")
    shape = _attributes(drawn).get(_ARROW) if drawn is not None else None
    return values | ({"arrow": shape} if shape else {})


FORMAT = Format(
    name="xgmml",
    label=_LABEL,
    holds="genes, signed and weighted edges, positions",
    suffixes=(".xgmml",),
    file_names=("network.xgmml",),
    defaults=GRAPH_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=None,
    losses=graph_losses,
    syntax="xml",
)
