"""DOT files: GeneNetWeaver's, with or without positions, and other digraphs for Graphviz.

Source:
    Schaffter, Marbach and Floreano (2011), Bioinformatics 27(16), 2263-2270.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._report import Finding, ReadReport, count, enumerate_names
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._dot_graph import DotGraph, parse_dot, starts_graph
from sergiojax.grn.formats._dot_tokens import quote
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._graph_attributes import GRAPH_DEFAULTS, complete_graph
from sergiojax.grn.formats._graph_words import edge_role, node_role
from sergiojax.grn.formats._lines import find_encoding_doubts
from sergiojax.grn.formats._numbers import is_number, parse_number
from sergiojax.grn.formats._property_graph import UNDIRECTED, Edge, Node, PropertyGraph
from sergiojax.grn.formats._sign_losses import list_sign_losses
from sergiojax.grn.formats._signs import is_sign

_LABEL = "DOT (GeneNetWeaver, Graphviz)"
_SPECIAL = {"node": {"position", "pos"}, "edge": {"value", "color"}}
_POINTED = {"", "normal", "vee", "open", "empty", "onormal", "lnormal", "rnormal", "halfopen"}
_BLUNT = {"tee", "ltee", "rtee"}
_COLORS = {
    word: sign
    for sign, words in {
        "activates": "green darkgreen forestgreen limegreen seagreen #00ff00 #008000 #0f0",
        "represses": "red darkred crimson firebrick #ff0000 #f00",
    }.items()
    for word in words.split()
}


def _sniff(files: Sequence[SourceFile]) -> bool:
    return len(files) == 1 and starts_graph(files[0])


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read a digraph.

    Raises:
        GRNFormatError: If it is undirected, breaks the grammar, or has a wrong number.
    """
    file = only_file(files, "a DOT graph")
    dot = parse_dot(file, keep=_is_wanted)
    if not dot.is_directed:
        raise GRNFormatError(file.name, None, UNDIRECTED)
    nodes = [Node(name, dot.lines[name], _translate_node(own)) for name, own in dot.nodes.items()]
    edges, doubts = _translate_edges(dot, file.name)
    graph = PropertyGraph(
        file.name,
        nodes,
        edges,
        warnings=(*find_encoding_doubts(file), *doubts),
        dropped=_find_unused(dot, file.name),
    )
    return complete_graph(graph, options, label=_LABEL)


def _is_wanted(kind: str, name: str) -> bool:
    role = {"node": node_role, "edge": edge_role}.get(kind)
    return role is not None and (name in _SPECIAL[kind] or role(name) is not None)


def _translate_node(own: Mapping[str, str]) -> dict[str, str]:
    r"""Return the attributes as other graph formats name them; "\N" is Graphviz's own default."""
    attributes = {key: text for key, text in own.items() if key not in _SPECIAL["node"]}
    if "label" in attributes:
        label = attributes["label"].replace(r"\N", "")
        for line_break in (r"\n", r"\l", r"\r"):
            label = label.replace(line_break, " ")
        attributes["label"] = label
    for key, up in (("pos", -1), ("position", 1)):  # Graphviz counts y upwards, GNW downwards
        x, _, y = own.get(key, "").rstrip("!").partition(",")
        if is_number(x.strip()) and is_number(y.strip()):
            attributes["x"], attributes["y"] = x.strip(), y.strip()
            if up < 0:
                attributes["y"] = _negate(y.strip())
    return attributes


def _negate(number: str) -> str:
    try:
        return repr(0.0 - parse_number(number))
    except ValueError:  # not finite, so not a position
        return ""


def _translate_edges(dot: DotGraph, file: str) -> tuple[list[Edge], list[Finding]]:
    edges = [
        Edge(edge.source, edge.target, edge.line, _translate_edge(edge.attributes))
        for edge in dot.edges
    ]
    is_marked = any(
        text in _BLUNT or (edge_role(key) == "sign" and is_sign(text) and text.strip())
        for edge in edges
        for key, text in edge.attributes.items()
    )
    if is_marked:
        return edges, []
    signs = [_COLORS.get(edge.attributes.get("color", "").lower()) for edge in dot.edges]
    if len(set(signs) - {None}) < 2:
        return edges, []
    edges = [
        replace(edge, attributes={**edge.attributes, "interaction": sign}) if sign else edge
        for edge, sign in zip(edges, signs, strict=True)
    ]
    problem = "signs are read from colours: green activates, red represses."
    return edges, [Finding(file, None, problem, "Check the signs.")]


def _translate_edge(own: Mapping[str, str]) -> dict[str, str]:
    """Return the attributes as other graph formats name them.

    An edge without an arrow shape has Graphviz's ordinary one. Shapes without an agreed meaning,
    such as dots and diamonds, say nothing.
    """
    attributes = {key: text for key, text in own.items() if key not in ("color", "value")}
    value = own.get("value", "").strip()
    if value:
        attributes["weight" if is_number(value) and not is_sign(value) else "sign"] = value
    shape = attributes.pop("arrowhead", "").strip().lower()
    if shape in _BLUNT:
        attributes["arrowhead"] = "tee"
    elif shape in _POINTED:
        attributes["arrowhead"] = "normal"
    return attributes


def _find_unused(dot: DotGraph, file: str) -> list[Finding]:
    found = []
    if dot.n_subgraphs:
        problem = f"{count(dot.n_subgraphs, 'subgraph')}; their nodes and edges are read."
        found.append(Finding(file, None, problem))
    for kind, names in dot.unused.items():
        if names:
            listed = enumerate_names(list(names), most=10)
            problem = f"unused attributes of {kind}s: {listed}."
            found.append(Finding(file, None, problem))
    if dot.end is not None:
        problem = "whatever follows the first graph is not read."
        found.append(Finding(file, dot.end, problem, "Put it into a separate file."))
    return found


def _write(design: Design, suffix: str) -> tuple[str, ...]:  # noqa: ARG001 (one dialect)
    grn = design.grn
    if grn.n_genes == 0:
        raise ValueError("DOT cannot hold a network without genes.")
    lines = ['digraph "network" {', "\trankdir=LR;"]
    names = [quote(name) for name in grn.gene_names]
    for gene, name in zip(grn.gene_names, names, strict=True):
        place = design.positions.get(gene)
        lines.append(f'\t{name} [position="{_write_place(*place)}"];' if place else f"\t{name};")
    signs = np.where(np.signbit(np.asarray(grn.strength)), "-", "+")
    lines += [
        f'\t{names[regulator]} -> {names[target]} [value="{sign}"];'
        for regulator, target, sign in zip(grn.regulator, grn.target, signs, strict=True)
    ]
    return ("\n".join([*lines, "}", ""]),)


def _write_place(x: float, y: float) -> str:
    """Return whole pixels without a decimal point, like GeneNetWeaver, and all others exactly."""
    return ",".join(str(int(c)) if c == int(c) else repr(c) for c in (x, y))


def _losses(design: Design) -> tuple[str, ...]:
    return list_sign_losses(design.replace(positions={}), gene_order=design.grn.gene_names)


FORMAT = Format(
    name="gnw-dot",
    label=_LABEL,
    holds="genes, positions and signed edges",
    suffixes=(".dot", ".gv"),
    file_names=("network.dot",),
    defaults=GRAPH_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=_write,
    losses=_losses,
)
