"""Chooses which genes figures draw: all of a few, else those that are selected."""

from collections.abc import Sequence

import numpy as np

from sergiojax.grn import GRN, Design, upstream_network
from sergiojax.ui.graph_editor import MAX_NODES, Selection

MOST_LINES = 12  # more are hard to follow


def shown_genes(grn: GRN, chosen: Sequence[str]) -> tuple[Sequence[str], str]:
    """Choose the genes to draw.

    Args:
        grn: The network.
        chosen: Names of the genes that are selected on the canvas.

    Returns:
        Names, and what to say about the choice.
    """
    names = grn.gene_names
    if len(names) <= MOST_LINES:
        return names, ""
    known = [name for name in chosen if name in names]
    if len(names) > MAX_NODES and len(known) <= 1:
        return _neighbourhood(grn, *known)
    if not known:
        order = np.argsort(grn.topology.levels, kind="stable")
        known = [names[gene] for gene in order[:8]]
    shown = known[:MOST_LINES]
    text = f"{len(shown)} of {len(names)} genes. Select genes on the canvas to see others."
    return shown, text


def telling_gene(grn: GRN) -> int:
    """Return the index of the gene to show first: the one with the most regulators."""
    return int(np.argmax(grn.topology.in_degree))


def looked_at(grn: GRN, selection: Selection, shown: Sequence[str]) -> Selection:
    """Return what gets sliders of its own: of a large network, the gene that is drawn first."""
    is_open = selection["nodes"] or selection["edges"] or grn.n_genes <= MAX_NODES
    return selection if is_open else {"nodes": list(shown[:1]), "edges": []}


def _neighbourhood(grn: GRN, name: str | None = None) -> tuple[Sequence[str], str]:
    """Choose a gene with its regulators and targets, by default that with the most interactions."""
    topology, names = grn.topology, grn.gene_names
    degree = topology.in_degree + topology.out_degree
    gene = int(np.argmax(degree)) if name is None else names.index(name)
    regulators = topology.regulator[topology.target == gene]
    targets = topology.target[topology.regulator == gene]
    near = [n for n in dict.fromkeys([*regulators.tolist(), *targets.tolist()]) if n != gene]
    shown = [names[n] for n in [gene, *near][:MOST_LINES]]
    some = f"{len(shown) - 1} of its {len(near)} neighbours"
    some = some if len(shown) <= len(near) else "its neighbours" if near else "no neighbours"
    # As code, because a gene may have any name.
    return shown, f"{names[gene]} with {some}. Select another gene on the canvas to see it."


def deciding_part(design: Design, genes: Sequence[str]) -> Design:
    """Return what decides how some genes of a large network respond; a small one stays whole.

    Compiled whole, 1200 genes take 7 s before the first line, and 0.4 s with every slider.
    """
    if design.grn.n_genes <= MAX_NODES:
        return design
    return design.replace(grn=upstream_network(design.grn, genes), positions={})
