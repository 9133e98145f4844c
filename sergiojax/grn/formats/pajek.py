"""Pajek's networks: *Vertices, and *Arcs that lead from one to another.

Source:
    Batagelj and Mrvar (1998), Connections 21(2), 47-57; Pajek's reference manual, section 5.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_EDGES, MAX_GENES
from sergiojax.grn._report import Finding, ReadReport
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._format import Format, ReadOptions, only_file
from sergiojax.grn.formats._graph_attributes import GRAPH_DEFAULTS, complete_graph, graph_losses
from sergiojax.grn.formats._lines import Line, Lines, read_lines
from sergiojax.grn.formats._numbers import is_number, parse_number, parse_whole
from sergiojax.grn.formats._property_graph import Edge, Node, PropertyGraph

_LABEL = "Pajek"
_SECTION = re.compile(r"\*(?P<name>[a-z]+)\s*(?P<rest>.*)", re.IGNORECASE)
_WORD = re.compile(r'"(?P<quoted>[^"]*)"|(?P<plain>\S+)')
_MOST_WORDS = 200  # of a line that is not a list
_SCALE = 1000  # pixels across Pajek's square, whose sides are 1


def _sniff(files: Sequence[SourceFile]) -> bool:
    if len(files) != 1:
        return False
    try:
        first = next(_filled(read_lines(files[0])), None)
    except GRNFormatError:
        return False
    found = _SECTION.fullmatch(first.text) if first else None
    return found is not None and found["name"].lower() in ("vertices", "network")


def _read(files: Sequence[SourceFile], options: ReadOptions) -> tuple[Design, ReadReport]:
    """Read the first network of a file.

    Raises:
        GRNFormatError: If a line breaks the grammar, no edge has a direction, or the network is a
            matrix.
    """
    return complete_graph(
        _Reader(read_lines(only_file(files, "a Pajek network"))).graph(), options, label=_LABEL
    )


def _filled(lines: Lines) -> Iterator[Line]:
    for line in lines:
        text = line.text.strip()
        if text and not text.startswith("%"):
            yield Line(line.number, text)


class _Reader:
    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.dropped = list(lines.dropped)

    def graph(self) -> PropertyGraph:
        section = ""
        for line in _filled(self.lines):
            found = _SECTION.fullmatch(line.text)
            if found is None:
                self._read_line(section, line)
                continue
            section = found["name"].lower()
            if section == "matrix":
                problem = "Pajek's matrices are not read; save the network there as arcs."
                raise self.lines.error(line, problem)
            if section == "vertices" and self.nodes:  # a project contains several
                self._drop(line, "whatever follows the first network is not read.")
                break
            if section == "vertices":
                self._number_vertices(line, found["rest"])
            elif section not in ("network", "arcs", "edges", "arcslist", "edgeslist"):
                self._drop(line, f"*{found['name']} is not read.")
        file = self.lines.file.name
        nodes = _place(list(self.nodes.values()))
        return PropertyGraph(
            file, nodes, self.edges, warnings=self.lines.warnings, dropped=self.dropped
        )

    def _drop(self, line: Line, problem: str) -> None:
        self.dropped.append(Finding(self.lines.file.name, line.number, problem))

    def _number_vertices(self, line: Line, rest: str) -> None:
        n = parse_whole(rest.split(maxsplit=1)[0]) if rest.split() else None
        if n is None or n > MAX_GENES:
            problem = f"*Vertices needs their number, at most {MAX_GENES:,}, but has {rest[:20]!r}."
            raise self.lines.error(line, problem)
        self.nodes = {str(i): Node(str(i), line.number, {}) for i in range(1, n + 1)}

    def _read_line(self, section: str, line: Line) -> None:
        if section == "vertices":
            self._read_vertex(line, _words(line, _MOST_WORDS))
        elif section in ("arcs", "edges"):
            words = _words(line, _MOST_WORDS)
            if len(words) < 2:
                raise self.lines.error(line, "an arc needs two vertices.")
            self._add(line, words[0], words[1], _arc_values(words[2:]), section)
        elif section in ("arcslist", "edgeslist"):
            source, *targets = _words(line, MAX_GENES)
            for target in targets:
                self._add(line, source, target, {}, section)

    def _read_vertex(self, line: Line, words: Sequence[str]) -> None:
        if words[0] not in self.nodes:
            problem = f"the vertex {words[0]!r} is not one of 1 to {len(self.nodes):,}."
            raise self.lines.error(line, problem)
        values = {"label": words[1]} if len(words) > 1 else {}
        if len(words) > 3 and is_number(words[2]) and is_number(words[3]):
            values |= {"x": words[2], "y": words[3]}
        self.nodes[words[0]] = Node(words[0], line.number, values)

    def _add(
        self, line: Line, source: str, target: str, values: dict[str, str], section: str
    ) -> None:
        source, target = (end.lstrip("-") for end in (source, target))  # -2: an arc drawn dashed
        self.edges.append(Edge(source, target, line.number, values, section.startswith("arcs")))
        if len(self.edges) > MAX_EDGES:
            problem = f"a network may have at most {MAX_EDGES:,} edges, but this file has more."
            raise self.lines.error(line, problem)


def _words(line: Line, most: int) -> list[str]:
    found = []
    for word in _WORD.finditer(line.text):
        found.append(word["plain"] if word["quoted"] is None else word["quoted"])
        if len(found) > most:
            break
    return found


def _arc_values(words: Sequence[str]) -> dict[str, str]:
    """Return the weight, and the label after the letter l."""
    values = {"weight": words[0]} if words and is_number(words[0]) else {}
    for key, text in pairwise(words):
        if key == "l":
            values["label"] = text
    return values


def _place(nodes: Sequence[Node]) -> list[Node]:
    """Scale positions to pixels; programs without positions write the same for all."""
    places = {(node.attributes.get("x"), node.attributes.get("y")) for node in nodes}
    scaled = []
    for node in nodes:
        values = dict(node.attributes)
        for axis in ("x", "y") if "x" in values else ():
            try:
                values[axis] = repr(parse_number(values[axis]) * _SCALE)
            except ValueError:  # not finite
                values[axis] = ""
        if len(places) == 1 and len(nodes) > 1:
            values = {key: text for key, text in values.items() if key not in ("x", "y")}
        scaled.append(Node(node.id, node.place, values))
    return scaled


FORMAT = Format(
    name="pajek",
    label=_LABEL,
    holds="genes, signed and weighted arcs, positions",
    suffixes=(".net", ".paj"),
    file_names=("network.net",),
    defaults=GRAPH_DEFAULTS,
    sniff=_sniff,
    read=_read,
    write=None,
    losses=graph_losses,
)
