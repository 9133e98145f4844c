"""Signs, strengths and shapes of regulation from the attributes of a graph's edges."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sergiojax.grn._report import Finding, enumerate_names
from sergiojax.grn.formats._draft import DraftEdge
from sergiojax.grn.formats._graph_words import edge_role, read_number
from sergiojax.grn.formats._numbers import is_number
from sergiojax.grn.formats._parallel import merge_parallel
from sergiojax.grn.formats._property_graph import Edge, PropertyGraph
from sergiojax.grn.formats._signs import is_sign, parse_sign

# Ends of arrows. An ordinary one means "activates" only in a drawing that also has blunt ones.
_BLUNT = frozenset({"tee", "t", "t_shape", "tshape", "bar", "flat"})
_WORDLESS = frozenset({"", "pd", "interacts with", "directed", "nan", "edge", "default"})


@dataclass(frozen=True)
class _Raw:
    """An edge whose weight may be a strength, a mere mark, or neither.

    Attributes:
        edge: The edge as far as it is plain.
        told: Signs that words and arrows give; None is an explicit "unknown".
        weight: Number that is not called a strength.
    """

    edge: DraftEdge
    told: frozenset[float | None]
    weight: float | None


def read_edges(
    graph: PropertyGraph, names: Mapping[str, str]
) -> tuple[list[DraftEdge], list[Finding]]:
    """Return the regulations, one per pair of genes, and doubts about them.

    Args:
        graph: Graph whose edges are directed.
        names: Gene by node id.

    Raises:
        GRNFormatError: If a number is invalid or out of range.
    """
    texts = [_sort_texts(edge) for edge in graph.edges]
    has_blunt = any(not _BLUNT.isdisjoint(text["arrow"]) for text in texts)
    raw = [
        _read_edge(graph.file, edge, names, text, _find_signs(text, has_blunt=has_blunt))
        for edge, text in zip(graph.edges, texts, strict=True)
    ]
    edges, weight_findings = _weigh(raw, graph.file)
    merged, parallel = merge_parallel(edges, file=graph.file)
    return merged, [*_find_strange_words(texts, graph.file), *weight_findings, *parallel]


def _sort_texts(edge: Edge) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = defaultdict(list)
    for key, text in edge.attributes.items():
        role = edge_role(key)
        if role is not None and text.strip():
            texts[role].append(text.strip())
    texts["arrow"] = [shape.lower() for shape in texts["arrow"]]
    return texts


def _read_edge(
    file: str,
    edge: Edge,
    names: Mapping[str, str],
    texts: Mapping[str, Sequence[str]],
    told: set[float | None],
) -> _Raw:
    def number(role: str, *, positive: bool = False) -> float | None:
        text = texts.get(role, [""])[0]
        what = f"the {role.replace('_', ' ')}"
        return read_number(file, edge.place, text, what, positive=positive)

    strength, importance, weight = map(number, ("strength", "importance", "weight"))
    if strength is not None and (strength < 0 or not told):
        told = told | {math.copysign(1.0, strength)}
    if weight is None:  # an effect of 0.7
        numbers = (text for text in texts.get("sign", ()) if is_number(text) and not is_sign(text))
        weight = read_number(file, edge.place, next(numbers, ""), "the weight")
    size = importance if strength is None else strength
    h = number("half_response", positive=True)
    drafted = DraftEdge(
        names[edge.source],
        names[edge.target],
        edge.place,
        size=None if size is None else abs(size),
        hill_coefficient=number("hill_coefficient", positive=True),
        half_response=math.nan if h is None else h,
    )
    return _Raw(drafted, frozenset(told), weight if size is None else None)


def _find_signs(texts: Mapping[str, Sequence[str]], *, has_blunt: bool) -> set[float | None]:
    """Return what words and arrows say; None is an explicit "unknown"."""
    told = {parse_sign(text) for text in texts.get("sign", ()) if is_sign(text)}
    if has_blunt:
        told |= {-1.0 if shape in _BLUNT else 1.0 for shape in texts["arrow"]}
    return told


def _find_strange_words(texts: Sequence[Mapping[str, Sequence[str]]], file: str) -> list[Finding]:
    words = dict.fromkeys(
        word
        for text in texts
        for word in text.get("sign", ())
        if not (is_sign(word) or is_number(word) or word.lower() in _WORDLESS)
    )
    if not words:
        return []
    names = enumerate_names([repr(word) for word in words])
    problem = f"words on edges that mean neither activation nor repression: {names}."
    return [Finding(file, None, problem)]


def _weigh(raw: Sequence[_Raw], file: str) -> tuple[list[DraftEdge], list[Finding]]:
    """Decide what weights mean, and combine signs and sizes."""
    weights = [item.weight for item in raw if item.weight is not None]
    all_told = all(item.told for item in raw)
    findings = []
    if weights and set(weights) <= {0.0, 1.0}:  # what programs write if nobody gave a weight
        problem = "all weights are 1, so they only mark edges and are not strengths."
        findings.append(Finding(file, None, problem))
        raw = [replace(item, weight=None) for item in raw]
    elif weights and not all_told and min(weights) >= 0:
        problem = "no weight is negative and signs are missing; these edges are taken to activate."
        findings.append(Finding(file, None, problem, "Check the signs."))
    torn = []
    edges = []
    for item in raw:
        edge = item.edge if item.weight is None else replace(item.edge, size=abs(item.weight))
        signs = item.told - {None}
        if item.weight is not None and (item.weight < 0 or not item.told):
            signs |= {math.copysign(1.0, item.weight)}
        if len(signs) > 1:
            torn.append(f"{edge.regulator} → {edge.target}")
        edges.append(replace(edge, sign=next(iter(signs)) if len(signs) == 1 else None))
    if torn:
        problem = f"both activation and repression are given for {enumerate_names(torn)}."
        findings.append(Finding(file, None, problem, "The sign was drawn; check it."))
    return edges, findings
