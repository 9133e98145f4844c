"""The regulations of a GINsim model: signs from its edges, logic from its expressions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import MAX_EDGES
from sergiojax.grn._report import Finding, enumerate_names
from sergiojax.grn.formats._boolean import (
    Expression,
    Influences,
    Operation,
    find_influences,
    parse_expression,
)
from sergiojax.grn.formats._draft import DraftEdge
from sergiojax.grn.formats._xml_tree import Element

_MOST_OPERATIONS = 50_000  # of a rule
_SIGNS = {"positive": 1.0, "negative": -1.0}


@dataclass
class Regulations:
    """Regulations between nodes, and doubts about them.

    Attributes:
        edges: Regulations.
        product: Targets where any activator suffices and any repressor shuts off.
        summed: Targets with a different or unread logic.
        torn: Regulations with both signs or an unknown one.
        inputs: Nodes that hold their own level.
    """

    edges: list[DraftEdge] = field(default_factory=list)
    product: list[str] = field(default_factory=list)
    summed: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    inputs: list[str] = field(default_factory=list)

    def find_doubts(self, file: str) -> list[Finding]:
        """Return what the user should check."""
        groups = (
            (
                self.summed,
                'genes whose logic is more complex than "some activator and no repressor": {}. '
                "It is approximated by the sum of their regulators.",
                "Check what they do.",
            ),
            (
                self.torn,
                "regulations whose sign is dual or unknown: {}.",
                "The sign was drawn; check it.",
            ),
        )
        return [
            Finding(file, None, problem.format(enumerate_names(names)), fix)
            for names, problem, fix in groups
            if names
        ]


def read_regulations(graph: Element, nodes: Mapping[str, Element], *, file: str) -> Regulations:
    """Read the edges of a regulatory graph, and the logic of its nodes.

    Args:
        graph: The graph.
        nodes: Its nodes by id.
        file: File name.

    Raises:
        GRNFormatError: If an edge lacks an end, or there are too many.
    """
    found = Regulations()
    elements = [element for element in graph.children if element.tag == "edge"]
    incoming: dict[str, list[Element]] = {name: [] for name in nodes}
    for element in elements:
        incoming[_end(element, "to", nodes, file)].append(element)
    logic = {name: _read_logic(node, incoming[name]) for name, node in nodes.items()}
    for element in elements:
        source, target = (_end(element, end, nodes, file) for end in ("from", "to"))
        if source == target and nodes[target].attributes.get("input", "") == "true":
            found.inputs.append(target)
            continue
        sign = _read_sign(element, source, logic[target])
        if sign is None:
            found.torn.append(f"{source} → {target}")
        found.edges.append(DraftEdge(source, target, element.line, sign))
        if len(found.edges) > MAX_EDGES:
            problem = f"a network may have at most {MAX_EDGES:,} edges, but this model has more."
            raise GRNFormatError(file, element.line, problem)
    _sort_targets(found, logic)
    return found


def _end(edge: Element, end: str, nodes: Mapping[str, Element], file: str) -> str:
    name = edge.attributes.get(end, "").strip()
    if name not in nodes:
        problem = f"the edge needs the node {name!r}, which is not in the file."
        raise GRNFormatError(file, edge.line, problem)
    return name


def _read_sign(edge: Element, source: str, logic: Influences | None) -> float | None:
    """Return the sign that the edge gives, else that of the logic.

    Each level of a regulator may have its own effect: effects="1:positive 2:negative".
    """
    given = edge.attributes.get("sign", "").strip()
    effects = edge.attributes.get("effects", "").split()
    words = {effect.rpartition(":")[2] for effect in effects} or {given}
    if len(words) == 1 and words <= _SIGNS.keys():
        return _SIGNS[words.pop()]
    return logic.signs.get(source) if logic and "dual" not in words else None


def _read_logic(node: Element, incoming: Sequence[Element]) -> Influences | None:
    """Return the logic of a Boolean node; None if it is missing or cannot be read."""
    if node.attributes.get("maxvalue", "1").strip() != "1":
        return None
    texts = [
        element.attributes.get("str", "")
        for value in node.children
        if value.tag == "value" and value.attributes.get("val", "") == "1"
        for element in value.children
        if element.tag == "exp"
    ]
    if not texts:
        return _read_parameters(node, incoming)
    try:
        found = find_influences(parse_expression(" | ".join(f"({text})" for text in texts)))
    except ValueError:  # the edges still say who regulates
        return None
    return _drop_levels(found)


def _read_parameters(node: Element, incoming: Sequence[Element]) -> Influences | None:
    """Return the logic of a list of sets of active edges with which a node is on."""
    sources = {
        edge.attributes.get("id", ""): edge.attributes.get("from", "").strip() for edge in incoming
    }
    sets = [
        frozenset(element.attributes.get("idActiveInteractions", "").split())
        for element in node.children
        if element.tag == "parameter" and element.attributes.get("val", "").strip() != "0"
    ]
    if node.attributes.get("basevalue", "").strip() == "1":
        sets.append(frozenset())
    is_plain = len(set(sources.values())) == len(sources) and all(
        active <= sources.keys() for active in sets
    )
    if not sets or not sources or not is_plain or len(sets) * len(sources) > _MOST_OPERATIONS:
        return None
    rule: list[Operation] = []
    for active in sets:
        for number, edge in enumerate(sources):
            rule += [number] if edge in active else [number, "!"]
        rule += ["&"] * (len(sources) - 1)
    rule += ["|"] * (len(sets) - 1)
    return find_influences(Expression(tuple(sources.values()), tuple(rule)))


def _drop_levels(found: Influences) -> Influences | None:
    """Return the condition on a regulator; "A:2" is A from its second level on."""
    names = [name.partition(":")[0] for name in found.signs]
    if len(set(names)) < len(names):
        return None
    signs = dict(zip(names, found.signs.values(), strict=True))
    return Influences(signs, found.idle, found.is_product, found.is_exact)


def _sort_targets(found: Regulations, logic: Mapping[str, Influences | None]) -> None:
    regulators: dict[str, dict[str, float | None]] = {}
    for edge in found.edges:
        regulators.setdefault(edge.target, {})[edge.regulator] = edge.sign
    for target, signs in regulators.items():
        said = logic[target]
        if said is not None and said.is_product and said.signs == signs:
            found.product.append(target)
        elif len(signs) > 1:
            found.summed.append(target)
