"""Converts a network to tables and back: the way to edit without a pointer, or a large one.

A table edit is a graph edit: it goes through the same graph as the canvas, and the same checks.
"""

from collections.abc import Hashable, Iterator
from typing import Any, TypeAlias

import pandas as pd

from sergiojax.grn import Design
from sergiojax.ui.drawing import EDGE_KINDS, FLAGS, GENE_KINDS, design_of, graph_of
from sergiojax.ui.graph_editor import Graph, GraphEdge, GraphNode, check_graph

Cell: TypeAlias = Any  # of a table: a person may have typed anything

_RATE = "Basal rate b"
MOST_GENES = 20_000


def gene_table(design: Design) -> pd.DataFrame:
    """Return one line per gene: name, basal rate per cell type, decay, noise and logic."""
    grn = design.grn
    table = pd.DataFrame({"Gene": list(grn.gene_names)})
    for cell_type, column in enumerate(rate_columns(design)):
        table[column] = grn.basal_rate[cell_type].astype(float)
    table["Decay λ"] = grn.decay.astype(float)
    table["Noise q"] = grn.noise_amplitude.astype(float)
    table["Logic"] = ["product" if joint else "sum" for joint in grn.product]
    return table


def edge_table(design: Design) -> pd.DataFrame:
    """Return one line per edge: regulator, target, strength, Hill coefficient, half response."""
    grn = design.grn
    return pd.DataFrame(
        {
            "Regulator": [grn.gene_names[gene] for gene in grn.regulator],
            "Target": [grn.gene_names[gene] for gene in grn.target],
            "Strength K": grn.strength.astype(float),
            "Hill n": grn.hill_coefficient.astype(float),
            "Half response h": grn.half_response.astype(float),
        }
    )


def rate_columns(design: Design) -> list[str]:
    """Return the headings of the basal rates, one per cell type."""
    types = design.grn.cell_types
    return [_RATE] if len(types) == 1 else [f"b, {name}" for name in types]


def with_gene_table(design: Design, table: pd.DataFrame) -> Design:
    """Return the design with the gene table's content.

    Args:
        design: The design that `gene_table` showed.
        table: The edited table; lines keep their index, new lines have one that the old lacked.

    Returns:
        The new design. A gene that was renamed keeps its edges, one that was deleted loses them.

    Raises:
        ValueError: If a name is missing or repeated, or a number is out of range.
    """
    graph = graph_of(design)
    columns = rate_columns(design)
    old = dict(enumerate(graph["nodes"]))
    before = gene_table(design)
    nodes: list[GraphNode] = []
    for index, row in _lines(table):
        name = _name(row["Gene"], f"Line {len(nodes) + 1} of the gene table")
        known = old.get(index) if isinstance(index, int) else None
        node = known or _new_node(name, len(nodes))
        attrs = dict(node["attrs"])
        rates = [row[column] for column in columns]
        given = [0.0 if pd.isna(rate) else float(rate) for rate in rates]
        changed = known is not None and given != before.loc[index, columns].tolist()
        if changed or (known is None and any(given)):
            _set(attrs, "b", given, GENE_KINDS.index("basal_rate"))
        for key, column, kind in (("l", "Decay λ", "decay"), ("q", "Noise q", "noise_amplitude")):
            if not pd.isna(row[column]):
                _set(attrs, key, float(row[column]), GENE_KINDS.index(kind))
        attrs["p"] = row["Logic"] == "product"
        x, y = node["x"], node["y"]
        nodes.append(GraphNode(id=node["id"], name=name, x=x, y=y, attrs=attrs))
    ids = {node["id"] for node in nodes}
    edges = [edge for edge in graph["edges"] if {edge["source"], edge["target"]} <= ids]
    return _checked({**graph, "nodes": nodes, "edges": edges}, design)


def with_edge_table(design: Design, table: pd.DataFrame) -> Design:
    """Return the design with the edge table's content.

    Args:
        design: The design that `edge_table` showed.
        table: The edited table.

    Returns:
        The new design.

    Raises:
        ValueError: If an edge lacks a gene, appears twice, or a number is out of range.
    """
    graph = graph_of(design)
    old = {(edge["source"], edge["target"]): edge for edge in graph["edges"]}
    names = set(design.grn.gene_names)
    edges: list[GraphEdge] = []
    for line, (_, row) in enumerate(_lines(table), start=1):
        where = f"Line {line} of the edges"
        pair = _name(row["Regulator"], where), _name(row["Target"], where)
        for name in pair:
            if name not in names:
                raise ValueError(f"Line {line} of the edges names {name!r}, which is not a gene.")
        attrs = dict(old[pair]["attrs"]) if pair in old else {FLAGS: []}  # K was typed
        if not pd.isna(row["Hill n"]):
            _set(attrs, "n", float(row["Hill n"]), EDGE_KINDS.index("hill_coefficient"))
        if not pd.isna(row["Half response h"]):
            _set(attrs, "h", float(row["Half response h"]), EDGE_KINDS.index("half_response"))
        elif attrs.get("h") is not None:
            del attrs["h"]  # emptied: automatic again
        if pd.isna(row["Strength K"]):
            raise ValueError(f"Edge {pair[0]} → {pair[1]} needs a strength K; negative represses.")
        edges.append(
            {
                "source": pair[0],
                "target": pair[1],
                "strength": float(row["Strength K"]),
                "attrs": attrs,
            }
        )
    return _checked({**graph, "edges": edges}, design)


def _lines(table: pd.DataFrame) -> Iterator[tuple[Hashable, dict[str, Cell]]]:
    records = table.to_dict("records")
    for index, record in zip(table.index, records, strict=True):
        yield index, {str(column): value for column, value in record.items()}


def _set(attrs: dict[str, Any], key: str, value: object, place: int) -> None:
    """Set a parameter; where that changes it, it no longer counts as filled in."""
    if attrs.get(key) == value:
        return
    flags = list(attrs.get(FLAGS, []))
    flags[place : place + 1] = [0] * len(flags[place : place + 1])
    attrs |= {key: value, FLAGS: flags}


def _new_node(name: str, place: int) -> GraphNode:
    return {"id": f"new {name}", "name": name, "x": 0.0, "y": 90.0 * place, "attrs": {}}


def _checked(graph: Graph, design: Design) -> Design:
    return design_of(check_graph(graph, max_nodes=MOST_GENES), design)


def _name(value: Cell, where: str) -> str:
    text = "" if value is None or pd.isna(value) else str(value).strip()
    if not text:
        raise ValueError(f"{where} has no gene name.")
    return text
