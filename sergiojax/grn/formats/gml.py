"""GML, as igraph, networkx and Cytoscape write it."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, ReadReport, count
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._gml_text import Entry, looks_like_gml, parse_gml, quote, write_real
from sergiojax.grn.formats._graph_attributes import (
    GRAPH_DEFAULTS,
    complete_graph,
    edge_attributes,
    graph_losses,
    node_attributes,
    parse_names,
)
from sergiojax.grn.formats._graph_words import RATE
from sergiojax.grn.formats._property_graph import UNDIRECTED, Edge, Node, PropertyGraph, Value

_LABEL = "GML"
# Keys of GML are letters and digits, so a cell type is identified by its number.
_NUMBERED_RATE = re.compile(r"basalRate([1-9][0-9]{0,4})", re.ASCII)


def _sniff(files: Sequence[SourceFile]) -> bool:
    return len(files) == 1 and looks_like_gml(files[0])


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read a graph; lists other than nodes, edges or graphics are left out.

    Raises:
        GRNFormatError: If the grammar is broken, or the graph is not a network.
    """
    file = only_file(files, "a GML graph")
    entries = parse_gml(file)
    graphs = [
        value for key, value, _ in entries if key.lower() == "graph" and isinstance(value, list)
    ]
    if not graphs:
        raise GRNFormatError(file.name, None, "the file holds no graph: there is no 'graph ['.")
    by_cytoscape = _texts(entries).get("Creator", "").startswith("Cytoscape")
    dropped = []
    if len(graphs) > 1:
        problem = f"{count(len(graphs) - 1, 'graph')} after the first one."
        dropped.append(Finding(file.name, None, problem))
    graph = _read_graph(file.name, graphs[0], by_cytoscape=by_cytoscape)
    return complete_graph(replace(graph, dropped=dropped), options, label=_LABEL)


def _read_graph(file: str, entries: Sequence[Entry], *, by_cytoscape: bool) -> PropertyGraph:
    texts = _texts(entries)
    directed = texts.get("directed", "1" if by_cytoscape else "0") == "1"
    cell_types = texts.get("cellTypes", "")
    types = parse_names(cell_types) or ()
    nodes, edges = [], []
    for key, value, line in entries:
        if not isinstance(value, list):
            continue
        attributes = {_spell(name, types): text for name, text in _attributes(value).items()}
        if key == "node":
            nodes.append(Node(_take(file, attributes, "id", line), line, attributes))
        elif key == "edge":
            source, target = (_take(file, attributes, end, line) for end in ("source", "target"))
            edges.append(Edge(source, target, line, attributes, is_directed=directed))
    if edges and not directed:
        problem = UNDIRECTED + " In GML this is the line 'directed 1' in the graph."
        raise GRNFormatError(file, None, problem)
    return PropertyGraph(file, nodes, edges, cell_types)


def _attributes(entries: Sequence[Entry]) -> dict[str, str]:
    """Return the texts of a node or an edge, with its graphics."""
    attributes = _texts(entries)
    for key, value, _ in entries:
        if key == "graphics" and isinstance(value, list):
            drawn = _texts(value)
            used = ("x", "y", "targetArrow")
            attributes = {name: drawn[name] for name in used if name in drawn} | attributes
        elif isinstance(value, list) and key != "LabelGraphics":
            attributes.setdefault(key, "")  # listed as unused
    return attributes


def _spell(key: str, types: Sequence[str]) -> str:
    """Return "basal_rate:stem" for "basalRate1" if the first cell type is called stem."""
    found = _NUMBERED_RATE.fullmatch(key)
    if not found:
        return key
    number = int(found[1])
    return RATE + (types[number - 1] if number <= len(types) else f"type_{number}")


def _take(file: str, attributes: dict[str, str], key: str, line: int) -> str:
    if key not in attributes:
        raise GRNFormatError(file, line, f"the node or edge that begins here has no {key!r}.")
    return attributes.pop(key)


def _texts(entries: Sequence[Entry]) -> dict[str, str]:
    """Return the entries that are not lists; the first of several with the same key."""
    texts: dict[str, str] = {}
    for key, value, _ in entries:
        if isinstance(value, str):
            texts.setdefault(key, value)
    return texts


def _write(design: Design, suffix: str) -> tuple[str, ...]:  # noqa: ARG001 (one dialect)
    grn = design.grn
    cell_types = quote(json.dumps(grn.cell_types, ensure_ascii=False))
    lines = ['Creator "sergiojax"', "graph [", "  directed 1", f"  cellTypes {cell_types}"]
    rates = {f"{RATE}{name}": f"basalRate{i + 1}" for i, name in enumerate(grn.cell_types)}
    for number, node in enumerate(node_attributes(design)):
        place = {axis: node.pop(axis) for axis in ("x", "y") if axis in node}
        renamed = {rates.get(key, _camel(key)): value for key, value in node.items()}
        lines += ["  node [", f"    id {number}", f"    label {quote(grn.gene_names[number])}"]
        lines += _write_entries(renamed)
        if place:  # as Cytoscape and yEd have it
            inner = (f"  {line}" for line in _write_entries(place))
            lines += ["    graphics [", *inner, "    ]"]
        lines.append("  ]")
    for regulator, target, edge in zip(
        grn.regulator, grn.target, edge_attributes(grn), strict=True
    ):
        lines += ["  edge [", f"    source {regulator}", f"    target {target}"]
        lines += [*_write_entries({_camel(key): value for key, value in edge.items()}), "  ]"]
    return ("\n".join([*lines, "]", ""]),)


def _write_entries(entries: Mapping[str, Value]) -> list[str]:
    return [f"    {key} {_write_value(value)}" for key, value in entries.items()]


def _write_value(value: Value) -> str:
    if isinstance(value, str):
        return quote(value)
    return str(value) if isinstance(value, int) else write_real(value)


def _camel(key: str) -> str:
    first, *rest = key.split("_")
    return first + "".join(word.capitalize() for word in rest)


FORMAT = Format(
    name="gml",
    label=_LABEL,
    holds="network with all parameters, positions",
    suffixes=(".gml",),
    file_names=("network.gml",),
    defaults=GRAPH_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=graph_losses,
)
