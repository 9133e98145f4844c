"""Parses Graphviz's DOT language: nodes and edges with their attributes.

It keeps its own stack for subgraphs, so that no nesting can exhaust Python's.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_EDGES, MAX_GENES
from sergiojax.grn._source import SourceFile
from sergiojax.grn.formats._dot_tokens import Token, read_tokens

_KEYWORDS = {"strict", "graph", "digraph", "node", "edge", "subgraph"}
_MOST_NESTED = 100  # the members of each subgraph belong to all enclosing ones too
_MOST_DEFAULTS = 10  # copied to each node or edge; no known program writes more

Attributes = dict[str, str]
Keep = Callable[[str, str], bool]
"""Whether an attribute, by the kind "node" or "edge" and its name, is wanted."""


class DotEdge(NamedTuple):
    """An edge of a DOT file.

    Attributes:
        source: Id of the node at its start.
        target: Id of the node at its end.
        line: Line number.
        attributes: Texts by name.
    """

    source: str
    target: str
    line: int
    attributes: Mapping[str, str]


@dataclass
class DotGraph:
    """What a DOT file holds.

    Attributes:
        is_directed: Whether it is a digraph.
        nodes: Attributes by id.
        lines: Line that first mentions a node, by id.
        edges: The edges.
        unused: Names of attributes that are not kept, by kind.
        n_subgraphs: Number of subgraphs.
        end: Line at which something follows the graph, or None.
    """

    is_directed: bool = True
    nodes: dict[str, Attributes] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    edges: list[DotEdge] = field(default_factory=list)
    unused: dict[str, dict[str, None]] = field(default_factory=lambda: {"node": {}, "edge": {}})
    n_subgraphs: int = 0
    end: int | None = None


@dataclass
class _Frame:
    """A graph or subgraph that is being read.

    Attributes:
        defaults: Attributes by kind that its nodes and edges have by default.
        members: Its nodes.
        chain: Node groups of the statement so far: a -> {b c} is two.
        line: Line of the statement's last arrow.
        wants: Whether something must follow an arrow.
    """

    defaults: dict[str, Attributes]
    members: dict[str, None] = field(default_factory=dict)
    chain: list[dict[str, None]] = field(default_factory=list)
    line: int = 0
    wants: bool = False


def starts_graph(file: SourceFile) -> bool:
    """Return whether a file begins as DOT does: (di)graph, perhaps a name, and a brace."""
    try:
        tokens = read_tokens(file)
        first = next(tokens)
        if first.text.lower() == "strict":
            first = next(tokens)
        is_graph = first.kind == "word" and first.text.lower() in ("graph", "digraph")
        return is_graph and "{" in (next(tokens).text, next(tokens).text)
    except (GRNFormatError, StopIteration):
        return False


def parse_dot(file: SourceFile, *, keep: Keep) -> DotGraph:
    """Read the first graph of a file; an undirected graph is read no further than its first line.

    Args:
        file: The file.
        keep: Which attributes are wanted.

    Raises:
        GRNFormatError: If the file breaks the grammar, or has more nodes or edges than allowed.
    """
    return _Parser(file, keep).parse()


class _Parser:
    def __init__(self, file: SourceFile, keep: Keep) -> None:
        self.file = file.name
        self.keep = keep
        self.graph = DotGraph()
        self.tokens: Iterator[Token] = read_tokens(file)
        self.token = next(self.tokens)
        self.stack = [_Frame({"node": {}, "edge": {}})]

    def parse(self) -> DotGraph:
        self._read_head()
        while self.graph.is_directed and self.stack:
            self._read_item()
        if self.graph.is_directed and self.token.kind != "end":
            self.graph.end = self.token.line
        return self.graph

    def _read_head(self) -> None:
        if self._is_keyword("strict"):
            self._take()
        self.graph.is_directed = self._is_keyword("digraph")
        if not (self.graph.is_directed or self._is_keyword("graph")):
            raise self._error("a DOT file must begin with digraph")
        self._take()
        if self.token.kind in ("id", "word"):
            self._take()
        self._expect("{")

    def _read_item(self) -> None:
        """Read the next part of a statement."""
        frame = self.stack[-1]
        if self._is("}"):
            self._close()
        elif self._is(";") or self._is(","):
            self._end_statement(frame, {})
            self._take()
        elif self._is_keyword("subgraph") or self._is("{"):
            self._open(frame)
        elif self.token.kind == "word" and self.token.text.lower() in ("graph", "node", "edge"):
            self._read_defaults(frame)
        elif self.token.kind in ("id", "word") and not self._is_keyword(*_KEYWORDS):
            self._read_node(frame)
        else:
            raise self._error("a node, an edge or } is expected")

    def _open(self, frame: _Frame) -> None:
        if self._is_keyword("subgraph"):
            self._take()
            if self.token.kind in ("id", "word"):
                self._take()
        self._expect("{")
        if len(self.stack) > _MOST_NESTED:
            problem = f"subgraphs are nested more than {_MOST_NESTED} deep; flatten them."
            raise GRNFormatError(self.file, self.token.line, problem)
        if not frame.wants:
            self._end_statement(frame, {})
        self.graph.n_subgraphs += 1
        self.stack.append(_Frame({kind: dict(own) for kind, own in frame.defaults.items()}))

    def _close(self) -> None:
        frame = self.stack.pop()
        self._end_statement(frame, {})
        self._take()
        if self.stack:
            self._add_group(self.stack[-1], frame.members)

    def _read_defaults(self, frame: _Frame) -> None:
        self._end_statement(frame, {})
        kind = self._take().text.lower()
        if self._is("="):
            raise self._error("node, edge and graph are names only if quoted")
        defaults = frame.defaults.get(kind, {})
        defaults |= self._read_attributes(kind)
        if len(defaults) > _MOST_DEFAULTS:
            problem = f"there are more than {_MOST_DEFAULTS} attributes for all {kind}s."
            raise GRNFormatError(self.file, self.token.line, problem)

    def _read_node(self, frame: _Frame) -> None:
        if not frame.wants:
            self._end_statement(frame, {})
        node = self._take()
        name = self._join_quoted(node)
        if self._is("=") and not frame.wants:  # an attribute of the graph: rankdir=LR
            self._take()
            self._take_id()
            return
        while self._is(":"):  # a port: where on the node the edge is tied
            self._take()
            self._take_id()
        if name not in self.graph.nodes:
            self.graph.nodes[name] = dict(frame.defaults["node"])
            self.graph.lines[name] = node.line
            self._check_count(len(self.graph.nodes), MAX_GENES, "nodes")
        self._add_group(frame, {name: None})

    def _add_group(self, frame: _Frame, group: dict[str, None]) -> None:
        """Add a node, or the nodes of a subgraph, to the statement, and read what follows."""
        frame.members |= group
        frame.chain.append(group)
        frame.wants = False
        if self.token.kind == "arrow":
            if self.token.text == "--":
                raise self._error("edges of a digraph must be written ->")
            frame.line = self._take().line
            frame.wants = True
        elif self._is("["):
            is_edge = len(frame.chain) > 1
            attributes = self._read_attributes("edge" if is_edge else "node")
            if not is_edge:
                for name in group:
                    self.graph.nodes[name] |= attributes
            self._end_statement(frame, attributes)

    def _end_statement(self, frame: _Frame, attributes: Attributes) -> None:
        if frame.wants:
            raise self._error("the edge has no target: a node is expected after ->")
        merged = frame.defaults["edge"] | attributes
        for sources, targets in zip(frame.chain, frame.chain[1:], strict=False):
            n_edges = len(self.graph.edges) + len(sources) * len(targets)
            self._check_count(n_edges, MAX_EDGES, "edges")
            self.graph.edges += [
                DotEdge(source, target, frame.line, merged)
                for source in sources
                for target in targets
            ]
        frame.chain = []

    def _read_attributes(self, kind: str) -> Attributes:
        """Read lists such as [value="+", color=red][style=bold]; keep those that are wanted."""
        attributes: Attributes = {}
        while self._is("["):
            self._take()
            while not self._is("]"):
                name, value = self._take_id(), "true"
                if self._is("="):
                    self._take()
                    value = self._take_id()
                if self.keep(kind, name):
                    attributes[name] = value
                elif kind in self.graph.unused:
                    self.graph.unused[kind][name] = None
                if self._is(",") or self._is(";"):
                    self._take()
            self._take()
        return attributes

    def _take_id(self) -> str:
        if self.token.kind not in ("id", "word"):
            raise self._error("a name or a value is expected")
        return self._join_quoted(self._take())

    def _join_quoted(self, token: Token) -> str:
        """Return the text of an id; "a" + "b" is one."""
        parts = [token.text]
        while token.kind == "id" and self.token.kind == "word" and self.token.text == "+":
            self._take()
            if self.token.kind != "id":
                raise self._error("a quoted text is expected after +")
            parts.append(self._take().text)
        return "".join(parts)

    def _take(self) -> Token:
        taken, self.token = self.token, next(self.tokens, self.token)
        return taken

    def _is(self, mark: str) -> bool:
        return self.token.kind == "mark" and self.token.text == mark

    def _is_keyword(self, *words: str) -> bool:
        return self.token.kind == "word" and self.token.text.lower() in words

    def _expect(self, mark: str) -> None:
        if not self._is(mark):
            raise self._error(f"{mark} is expected")
        self._take()

    def _check_count(self, found: int, most: int, what: str) -> None:
        if found > most:
            problem = f"a network may have at most {most:,} {what}, but this file has more."
            raise GRNFormatError(self.file, self.token.line, problem)

    def _error(self, problem: str) -> GRNFormatError:
        found = "the file ends" if self.token.kind == "end" else f"found {self.token.text[:20]!r}"
        return GRNFormatError(self.file, self.token.line, f"{problem}, but {found}.")
