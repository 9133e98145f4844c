"""Converts attributes of nodes and edges in graph files to a draft, and back when we write.

Programs agree on graphs, but not on the names of attributes. All graph formats share this
vocabulary; `_graph_edges` reads the edges with it.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from sergiojax.grn._design import Design
from sergiojax.grn._errors import GRNFormatError
from sergiojax.grn._limits import check_size
from sergiojax.grn._network import GRN
from sergiojax.grn._report import Finding, ReadReport, enumerate_names
from sergiojax.grn.formats._draft import Draft, complete
from sergiojax.grn.formats._format import ReadOptions
from sergiojax.grn.formats._graph_edges import read_edges
from sergiojax.grn.formats._graph_words import (
    MISSING,
    RATE,
    find_unused,
    node_role,
    read_number,
)
from sergiojax.grn.formats._json_values import parse_json
from sergiojax.grn.formats._numbers import parse_number, shortest
from sergiojax.grn.formats._property_graph import Node, PropertyGraph, Value, tidy_graph

GRAPH_DEFAULTS = (
    "If a graph file has no decay rates, noise amplitudes or logic, λ is 0.8, q is 1, and "
    "regulators add up."
)
_NAME_ORDER = ("name", "shared_name", "label", "gene_name")
_BREAKS = re.compile(r"[\t\r\n]+")  # labels of drawings have them


def complete_graph(
    graph: PropertyGraph, options: ReadOptions, *, label: str
) -> tuple[Design, ReadReport]:
    """Turn a graph into a network; what it lacks is assumed and reported.

    Args:
        graph: Graph as read from its file.
        options: What the user said.
        label: Label of the format.

    Raises:
        GRNFormatError: If the graph is broken, or an attribute holds a wrong value.
    """
    graph = tidy_graph(graph)
    names, warnings = _name_genes(graph)
    edges, edge_warnings = read_edges(graph, names)
    cell_types, rates, rate_warnings = _read_rates(graph, names)
    decay, noise = (_read_numbers(graph, names, role) for role in ("decay", "noise_amplitude"))
    product, logic_warnings = _read_logic(graph, names)
    draft = Draft(
        label=label,
        defaults="" if decay and noise else GRAPH_DEFAULTS,
        files=(graph.file,),
        genes=tuple(names.values()),
        edges=edges,
        basal_rates=rates,
        cell_types=cell_types,
        decay=decay,
        noise_amplitude=noise,
        product=product,
        positions=_read_positions(graph, names),
        warnings=[*graph.warnings, *warnings, *edge_warnings, *rate_warnings, *logic_warnings],
        dropped=[*graph.dropped, *find_unused(graph)],
    )
    return complete(draft, options)


def node_attributes(design: Design) -> list[dict[str, Value]]:
    """Return the attributes of every gene; a gene without a position has no x and y.

    Raises:
        ValueError: If there is no gene: no reader would open the file.
    """
    grn = design.grn
    if grn.n_genes == 0:
        raise ValueError("A graph file cannot hold a network without genes.")
    rates, decay, noise = map(np.asarray, (grn.basal_rate, grn.decay, grn.noise_amplitude))
    nodes = []
    for gene, name in enumerate(grn.gene_names):
        node: dict[str, Value] = {"name": name}
        if name in design.positions:
            node["x"], node["y"] = design.positions[name]
        node["decay"] = shortest(decay[gene])
        node["noise_amplitude"] = shortest(noise[gene])
        node["logic"] = "product" if grn.product[gene] else "sum"
        for cell_type, rate in zip(grn.cell_types, rates[:, gene], strict=True):
            node[f"{RATE}{cell_type}"] = shortest(rate)
        nodes.append(node)
    return nodes


def edge_attributes(grn: GRN) -> list[dict[str, Value]]:
    """Return the attributes of every edge; an automatic half response is left out."""
    edges = []
    numbers = map(np.asarray, (grn.strength, grn.hill_coefficient, grn.half_response))
    for strength, n, h in zip(*numbers, strict=True):
        represses = bool(np.signbit(strength))
        edge: dict[str, Value] = {
            "interaction": "represses" if represses else "activates",
            "sign": -1 if represses else 1,
            "strength": shortest(strength),
            "hill_coefficient": shortest(n),
        }
        if not math.isnan(h):
            edge["half_response"] = shortest(h)
        edges.append(edge)
    return edges


def graph_losses(design: Design) -> tuple[str, ...]:
    """Return what our graph files never hold, a sentence each."""
    lost = {
        "strengths by cell type": design.grn.strength_factor is not None,
        "settings": bool(design.settings),
        "notes": bool(design.notes),
        "annotations": bool(design.annotations),
    }
    return tuple(f"Not written: {what}." for what, found in lost.items() if found)


def parse_names(text: str) -> tuple[str, ...] | None:
    """Return the names of cell types in a JSON array, or None if it is not one."""
    try:
        names = parse_json(text, "") if text else None
    except GRNFormatError:
        return None
    if not isinstance(names, list) or not names:
        return None
    return tuple(names) if all(isinstance(name, str) for name in names) else None


def _name_genes(graph: PropertyGraph) -> tuple[dict[str, str], list[Finding]]:
    """Return the gene's name by node id, and doubts about them."""
    names = {node.id: _find_name(node) for node in graph.nodes}
    repeated = [name for name, times in Counter(names.values()).items() if times > 1]
    if not repeated:
        return names, []
    again = set(repeated)
    names = {key: key.strip() if name in again else name for key, name in names.items()}
    problem = f"names that several nodes share: {enumerate_names(repeated)}."
    return names, [Finding(graph.file, None, problem, "These genes are named by their node ids.")]


def _find_name(node: Node) -> str:
    found = {node_role(key): text for key, text in reversed(node.attributes.items())}
    named = (_BREAKS.sub(" ", found.get(role, "")).strip() for role in _NAME_ORDER)
    return next(filter(None, named), node.id.strip())


def _read_rates(
    graph: PropertyGraph, names: Mapping[str, str]
) -> tuple[tuple[str, ...] | None, dict[str, Sequence[float]] | None, list[Finding]]:
    """Return the cell types and the basal rates by gene, each None if the file lacks them."""
    keys = dict.fromkeys(
        key for node in graph.nodes for key in node.attributes if node_role(key) == "basal_rate"
    )
    types = parse_names(graph.cell_types)
    if not keys:
        return types, {} if types and not names else None, []
    typed = tuple(key.removeprefix(RATE) for key in keys if key.startswith(RATE))
    columns = types or typed or ("",)  # "basal_rate" alone holds for all cell types
    _check_types(graph, len(columns))
    rates = {}
    for node in graph.nodes:
        found = _node_rates(graph.file, node)
        if found:
            everywhere = found.get("", 0.0)
            rates[names[node.id]] = [found.get(column, everywhere) for column in columns]
    lacking = [name for name in names.values() if name not in rates]
    warnings = []
    if lacking:
        problem = f"genes without a basal rate: {enumerate_names(lacking)}."
        warnings.append(Finding(graph.file, None, problem, "It is taken as 0."))
    return types or typed or None, rates, warnings


def _node_rates(file: str, node: Node) -> dict[str, float]:
    """Return the basal rates by cell type, "" for all of them."""
    rates = {}
    for key, text in node.attributes.items():
        if node_role(key) == "basal_rate":
            value = read_number(file, node.place, text, "the basal rate")
            if value is not None:
                rates[key.removeprefix(RATE) if key.startswith(RATE) else ""] = value
    return rates


def _check_types(graph: PropertyGraph, n_types: int) -> None:
    try:
        check_size(len(graph.nodes), 0, n_types, by_type_and_edge=False)
    except ValueError as error:
        raise GRNFormatError(graph.file, None, str(error)) from error


def _read_numbers(graph: PropertyGraph, names: Mapping[str, str], role: str) -> dict[str, float]:
    found = {}
    for node in graph.nodes:
        for key, text in node.attributes.items():
            if node_role(key) == role:
                value = read_number(graph.file, node.place, text, f"the {role.replace('_', ' ')}")
                if value is not None:
                    found[names[node.id]] = value
    return found


def _read_logic(graph: PropertyGraph, names: Mapping[str, str]) -> tuple[set[str], list[Finding]]:
    logic = {node.id: node.attributes.get("logic", "").strip().lower() for node in graph.nodes}
    product = {names[key] for key, word in logic.items() if word == "product"}
    known = ("sum", "product", *MISSING)
    strange = dict.fromkeys(word for word in logic.values() if word not in known)
    if not strange:
        return product, []
    problem = f"logic that is not understood: {enumerate_names(list(strange))}."
    return product, [Finding(graph.file, None, problem, "These genes add their regulators up.")]


def _read_positions(
    graph: PropertyGraph, names: Mapping[str, str]
) -> dict[str, tuple[float, float]]:
    """Return the positions that are two numbers; one number alone is not a position."""
    positions = {}
    for node in graph.nodes:
        try:
            x, y = (parse_number(node.attributes.get(axis, "")) for axis in ("x", "y"))
        except ValueError:
            continue
        positions[names[node.id]] = (x, y)
    return positions
