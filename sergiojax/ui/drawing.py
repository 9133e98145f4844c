"""Translates between canvas and design: a graph for the browser, a network from what was drawn.

All kinetic parameters ride along as `attrs`, so that the canvas's undo brings them back too, and
with them which were filled in. What is newly drawn has none: it is filled in on the scale of the
network that it joins, as what a file lacks is. A basal rate that was filled in follows the drawing:
a gene is expressed on its own as long as nothing regulates it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, SupportsFloat

import numpy as np

from sergiojax.grn import GRN, Annotation, AssumedKind, Design, Kinetics, fill_kinetics
from sergiojax.kinetics import fill_half_response
from sergiojax.ui.graph_editor import Graph, GraphEdge, GraphNode, GraphText

FLAGS = "a"  # attribute: for each kind below 1 if it was filled in
GENE_KINDS: tuple[AssumedKind, ...] = ("basal_rate", "decay", "noise_amplitude")
EDGE_KINDS: tuple[AssumedKind, ...] = ("sign", "strength", "hill_coefficient", "half_response")
_KEYS: Mapping[AssumedKind, str] = {
    "basal_rate": "b",
    "decay": "l",
    "noise_amplitude": "q",
    "hill_coefficient": "n",
    "half_response": "h",
}
_SENT = "k"  # attribute: the strength that was sent; a person may have changed it since


def graph_of(design: Design) -> Graph:
    """Return the network for the canvas; ids are the current names.

    Args:
        design: Network with positions; genes without one lie at the origin.

    Returns:
        JSON-able graph.
    """
    grn = design.grn
    gene_flags, edge_flags = _flags(design, GENE_KINDS), _flags(design, EDGE_KINDS)
    nodes: list[GraphNode] = []
    for gene, name in enumerate(grn.gene_names):
        x, y = design.positions.get(name, (0.0, 0.0))
        attrs = {
            "b": _floats(grn.basal_rate[:, gene]),
            "l": float(grn.decay[gene]),
            "q": float(grn.noise_amplitude[gene]),
            "p": bool(grn.product[gene]),
            FLAGS: gene_flags[gene],
        }
        nodes.append({"id": name, "name": name, "x": x, "y": y, "attrs": attrs})
    edges: list[GraphEdge] = []
    for edge in range(grn.n_edges):
        half = float(grn.half_response[edge])
        attrs = {
            "n": float(grn.hill_coefficient[edge]),
            "h": None if np.isnan(half) else half,
            _SENT: float(grn.strength[edge]),
            FLAGS: edge_flags[edge],
        }
        if grn.strength_factor is not None:
            attrs["f"] = _floats(grn.strength_factor[:, edge])
        source, target = grn.regulator[edge], grn.target[edge]
        edges.append(
            {
                "source": grn.gene_names[source],
                "target": grn.gene_names[target],
                "strength": float(grn.strength[edge]),
                "attrs": attrs,
            }
        )
    # No gene's id begins with a space, as no name does.
    texts: list[GraphText] = [
        {"id": f" text {number}", "text": text, "x": x, "y": y}
        for number, (text, x, y) in enumerate(design.annotations)
    ]
    return {"nodes": nodes, "edges": edges, "texts": texts}


def design_of(graph: Graph, before: Design) -> Design:
    """Return the design that the canvas shows.

    Args:
        graph: Checked graph from the canvas.
        before: Design whose cell types, settings and notes go on, and whose scale new parts get.

    Returns:
        The new design.

    Raises:
        ValueError: If a parameter that rode along was tampered with.
    """
    nodes, edges = graph["nodes"], graph["edges"]
    place = {node["id"]: index for index, node in enumerate(nodes)}
    target = [place[edge["target"]] for edge in edges]
    assumed = _assumed(nodes, GENE_KINDS) | _assumed(edges, EDGE_KINDS)
    rates, unknown = _basal_rates(nodes, np.unique(target), assumed["basal_rate"], before.grn)
    grn = GRN(
        [node["name"] for node in nodes],
        before.grn.cell_types,
        regulator=[place[edge["source"]] for edge in edges],
        target=target,
        product=[node["attrs"].get("p") is True for node in nodes],
        kinetics=Kinetics(
            strength=np.array([edge["strength"] for edge in edges]),
            hill_coefficient=_column(edges, "n"),
            half_response=_half_responses(edges),
            basal_rate=rates,
            decay=_column(nodes, "l"),
            noise_amplitude=_column(nodes, "q"),
            strength_factor=_strength_factor(edges, before.grn.n_cell_types),
        ),
    )
    missing: dict[AssumedKind, np.ndarray] = {
        "hill_coefficient": _lacks(edges, "n"),
        "decay": _lacks(nodes, "l"),
        "noise_amplitude": _lacks(nodes, "q"),
        "basal_rate": unknown,
    }
    return before.replace(
        grn=fill_kinetics(grn, missing=missing, ranges="fixed").grn,
        positions={node["name"]: (node["x"], node["y"]) for node in nodes},
        annotations=[Annotation(item["text"], item["x"], item["y"]) for item in graph["texts"]],
        assumed=assumed,
    )


def with_network(design: Design, grn: GRN) -> Design:
    """Return the design with another network; notes, settings and texts stay.

    Args:
        design: What is around the network. Genes that it has drawn stay where they are.
        grn: The network. Parameters that differ were set on purpose; an automatic half response
            that has become the number it stood for was not.
    """
    if not np.isnan(np.asarray(grn.half_response)).any():
        design = with_half_responses(design)
    return design.replace(grn=grn).with_positions()


def with_half_responses(design: Design) -> Design:
    """Return the design with a number for every automatic half response.

    They stay as they are while a slider moves, as under a perturbation: an automatic h follows its
    regulator, and a regulator that takes its h along has no effect.
    """
    if not np.isnan(np.asarray(design.grn.half_response)).any():
        return design
    return design.replace(grn=fill_half_response(design.grn).grn, assumed=design.assumed)


def _flags(design: Design, kinds: Sequence[AssumedKind]) -> list[list[int]]:
    """Return for every gene or edge which kinds were filled in."""
    n_items = design.grn.n_genes if kinds is GENE_KINDS else design.grn.n_edges
    none = np.zeros(n_items, bool)
    return np.array([design.assumed.get(kind, none) for kind in kinds], int).T.tolist()


def _assumed(
    items: Sequence[GraphNode] | Sequence[GraphEdge], kinds: Sequence[AssumedKind]
) -> dict[AssumedKind, np.ndarray]:
    """Return what was filled in: what has a flag, and what was just drawn."""
    masks = {}
    for place, kind in enumerate(kinds):
        flagged = [_is_assumed(item, kind, place) for item in items]
        masks[kind] = np.array(flagged, bool)
    return masks


def _is_assumed(item: Any, kind: AssumedKind, place: int) -> bool:
    attrs = item["attrs"]
    flags = attrs.get(FLAGS)
    flag = isinstance(flags, list) and place < len(flags) and bool(flags[place])
    if kind in _KEYS:
        return flag or _KEYS[kind] not in attrs
    if flags is None:  # just drawn: whoever draws an edge says what it does, not how strongly
        return kind == "strength"
    sent, now = attrs.get(_SENT), item["strength"]
    same = np.copysign(1.0, now) if kind == "sign" else abs(now)
    return flag and sent in ([same * abs(now)] if kind == "sign" else [now, -now])


def _basal_rates(
    nodes: Sequence[GraphNode], regulated: np.ndarray, assumed: np.ndarray, before: GRN
) -> tuple[np.ndarray, np.ndarray]:
    """Return basal rates, and which are to be filled in.

    A rate that was filled in stays as long as its gene has no regulator before and after.
    """
    rates = np.zeros((before.n_cell_types, len(nodes)))
    alone = {
        before.gene_names[gene]: np.asarray(before.basal_rate)[:, gene]
        for gene in np.nonzero(before.topology.in_degree == 0)[0]
    }
    unknown = assumed.copy()
    for gene, node in enumerate(nodes):
        kept = alone.get(node["name"]) if gene not in regulated else None
        if not assumed[gene]:
            rates[:, gene] = np.resize(np.array(node["attrs"]["b"], float), len(rates))
        elif kept is not None and kept.any():
            rates[:, gene], unknown[gene] = kept, False
    return rates, unknown


def _half_responses(edges: Sequence[GraphEdge]) -> np.ndarray:
    values = [edge["attrs"].get("h") for edge in edges]
    return np.array([np.nan if value is None else value for value in values], float)


def _strength_factor(edges: Sequence[GraphEdge], n_types: int) -> np.ndarray | None:
    if not any("f" in edge["attrs"] for edge in edges):
        return None
    return np.stack([np.resize(edge["attrs"].get("f", 1.0), n_types) for edge in edges], axis=1)


def _column(items: Sequence[Mapping[str, Any]], name: str) -> np.ndarray:
    """Return a parameter of all genes or edges, 1 where it is to be filled in."""
    return np.array([item["attrs"].get(name, 1.0) for item in items], float)


def _lacks(items: Sequence[Mapping[str, Any]], name: str) -> np.ndarray:
    return np.array([name not in item["attrs"] for item in items], bool)


def _floats(values: Iterable[SupportsFloat]) -> list[float]:
    return [float(value) for value in values]
