"""Between the canvas and the design: a graph for the browser, a network from what was drawn.

All kinetic parameters ride along as `attrs`, so that the canvas's undo brings them back too. What
is newly drawn has none and gets values on the scale of the network that it joins. A gene that was
drawn is expressed on its own (a basal rate) as long as nothing regulates it, as in SERGIO, until
the person sets its rate.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sergiojax.grn import GRN, Annotation, Design, Kinetics
from sergiojax.ui.graph_editor import Graph, GraphEdge, GraphNode, GraphText

AUTOMATIC = "automatic_basal_rate"  # setting: names of genes whose basal rate follows the drawing


@dataclass(frozen=True)
class Scale:
    """Parameters of what is newly drawn (molecules and time units).

    The defaults give levels of 0 to 50 molecules, where noise of single molecules (q = 1) leaves
    states apart, and let a drawn toggle switch and a drawn repressilator do what they should.
    """

    strength: float = 40.0
    hill_coefficient: float = 4.0
    half_response: float = 10.0
    basal_rate: float = 20.0
    decay: float = 0.8
    noise_amplitude: float = 1.0


def drawing_scale(grn: GRN) -> Scale:
    """Return parameters that suit the network: its medians, or the defaults where it has none."""
    default = Scale()
    strength = _median(np.abs(grn.strength), default.strength)
    per_strength = default.half_response / default.strength
    return Scale(
        strength=strength,
        hill_coefficient=_median(grn.hill_coefficient, default.hill_coefficient),
        half_response=_median(grn.half_response, per_strength * strength),
        basal_rate=_median(_positive(grn.basal_rate), strength / 2),
        decay=_median(grn.decay, default.decay),
        noise_amplitude=_median(grn.noise_amplitude, default.noise_amplitude),
    )


def graph_of(design: Design) -> Graph:
    """Return the network for the canvas; ids are the names of now.

    Args:
        design: Network with positions; genes without one lie at the origin.

    Returns:
        JSON-able graph.
    """
    grn, automatic = design.grn, _automatic_genes(design)
    nodes: list[GraphNode] = []
    for gene, name in enumerate(grn.gene_names):
        x, y = design.positions.get(name, (0.0, 0.0))
        attrs = {
            "b": _floats(grn.basal_rate[:, gene]),
            "l": float(grn.decay[gene]),
            "q": float(grn.noise_amplitude[gene]),
            "p": bool(grn.product[gene]),
            "auto": name in automatic,
        }
        nodes.append({"id": name, "name": name, "x": x, "y": y, "attrs": attrs})
    edges: list[GraphEdge] = []
    for edge in range(grn.n_edges):
        half = float(grn.half_response[edge])
        attrs = {"n": float(grn.hill_coefficient[edge]), "h": None if np.isnan(half) else half}
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
    scale = drawing_scale(before.grn)
    nodes, edges = graph["nodes"], graph["edges"]
    place = {node["id"]: index for index, node in enumerate(nodes)}
    regulated = {edge["target"] for edge in edges}
    automatic = [node for node in nodes if node["attrs"].get("auto", not node["attrs"])]
    grn = GRN(
        [node["name"] for node in nodes],
        before.grn.cell_types,
        regulator=[place[edge["source"]] for edge in edges],
        target=[place[edge["target"]] for edge in edges],
        product=[node["attrs"].get("p") is True for node in nodes],
        kinetics=Kinetics(
            strength=np.array([edge["strength"] for edge in edges]),
            hill_coefficient=_column(edges, "n", scale.hill_coefficient),
            half_response=_half_responses(edges, scale),
            basal_rate=_basal_rates(nodes, before.grn.n_cell_types, regulated, scale),
            decay=_column(nodes, "l", scale.decay),
            noise_amplitude=_column(nodes, "q", scale.noise_amplitude),
            strength_factor=_strength_factor(edges, before.grn.n_cell_types),
        ),
    )
    names = [node["name"] for node in automatic]
    return before.replace(
        grn=grn,
        positions={node["name"]: (node["x"], node["y"]) for node in nodes},
        settings={**before.settings, AUTOMATIC: names},
        annotations=[Annotation(item["text"], item["x"], item["y"]) for item in graph["texts"]],
    )


def with_network(design: Design, grn: GRN) -> Design:
    """Return the design with another network; notes, settings and texts stay.

    Args:
        design: What is around the network. Genes that it has drawn stay where they are.
        grn: The network. A basal rate that differs was set on purpose: it no longer follows the
            drawing.
    """
    old, new = (
        dict(zip(each.gene_names, np.asarray(each.basal_rate).T, strict=True))
        for each in (design.grn, grn)
    )
    given = [gene for gene in new if gene in old and not np.array_equal(old[gene], new[gene])]
    return without_automatic(design, given).replace(grn=grn).with_positions()


def without_automatic(design: Design, genes: Sequence[str]) -> Design:
    """Let the basal rates of some genes no longer follow the drawing: the person set them."""
    names = [name for name in _automatic_genes(design) if name not in genes]
    return design.replace(settings={**design.settings, AUTOMATIC: names})


def _automatic_genes(design: Design) -> list[str]:
    """Return the genes whose rates follow the drawing; a link may hold anything there."""
    names = design.settings.get(AUTOMATIC)
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _basal_rates(
    nodes: Sequence[GraphNode], n_types: int, regulated: set[str], scale: Scale
) -> np.ndarray:
    table = np.zeros((n_types, len(nodes)))
    for column, node in enumerate(nodes):
        own = node["attrs"].get("b")
        follows = node["attrs"].get("auto", own is None)
        if not follows and own:
            table[:, column] = np.resize(np.array(own, float), n_types)
        elif node["id"] not in regulated:
            kept = np.resize(np.array(own or [0.0], float), n_types)
            table[:, column] = kept if kept.any() else scale.basal_rate
    return table


def _half_responses(edges: Sequence[GraphEdge], scale: Scale) -> np.ndarray:
    """Give drawn edges an explicit one: with automatic ones, sliders would seem dead."""
    values = [edge["attrs"].get("h", scale.half_response) for edge in edges]
    return np.array([np.nan if value is None else value for value in values], float)


def _strength_factor(edges: Sequence[GraphEdge], n_types: int) -> np.ndarray | None:
    if not any("f" in edge["attrs"] for edge in edges):
        return None
    return np.stack([np.resize(edge["attrs"].get("f", 1.0), n_types) for edge in edges], axis=1)


def _column(items: Sequence[Mapping[str, Any]], name: str, default: float) -> np.ndarray:
    return np.array([item["attrs"].get(name, default) for item in items], float)


def _median(values: Any, default: float) -> float:
    known = np.asarray(values, float).ravel()
    known = known[~np.isnan(known)]
    return float(f"{np.median(known):.3g}") if len(known) else default


def _positive(values: Any) -> np.ndarray:
    array = np.asarray(values)
    return array[array > 0]


def _floats(values: Any) -> list[float]:
    return [float(value) for value in values]
