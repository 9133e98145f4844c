"""Lists what a format leaves out of a design, so that nothing is lost without notice."""

from collections.abc import Callable, Collection, Sequence
from typing import Literal, TypeAlias

import numpy as np

from sergiojax.grn._assume import assumed_hill_coefficient, name_cell_types
from sergiojax.grn._design import Design
from sergiojax.grn._edge_list import DEFAULTS
from sergiojax.grn._network import GRN
from sergiojax.grn._report import count, enumerate_names
from sergiojax.grn.formats._numbers import order_genes

Part: TypeAlias = Literal["basal_rate", "half_response", "decay"]
"""Parts of a design that only some table formats hold."""


def list_losses(
    design: Design, *, held: Collection[Part], gene_order: Sequence[str]
) -> tuple[str, ...]:
    """Return a sentence for each part that a table of edges leaves out.

    Args:
        design: What is being written. Its defaults are not losses: a reader takes them anyway.
        held: Parts that the format holds besides strengths and Hill coefficients.
        gene_order: Genes in the order in which they are read back.
    """
    grn = design.grn
    half_response = ~np.isnan(np.asarray(grn.half_response))
    n_default_types = grn.n_cell_types if "basal_rate" in held else 1
    by_gene = {
        "basal rates": (np.asarray(grn.basal_rate) != 0).any(axis=0) & ("basal_rate" not in held),
        "decay rates": (np.asarray(grn.decay) != np.float32(DEFAULTS["decay"]))
        & ("decay" not in held),
        "noise amplitudes": np.asarray(grn.noise_amplitude) != DEFAULTS["noise_amplitude"],
        "product logic": grn.product,
    }
    lost = {
        f"{what} of {enumerate_names([grn.gene_names[gene] for gene in np.nonzero(mask)[0]])}": mask
        for what, mask in by_gene.items()
    }
    lost |= {
        f"half responses of {count(int(half_response.sum()), 'edge')}": half_response
        & ("half_response" not in held),
        "strengths by cell type": grn.strength_factor is not None,
        "names of cell types": grn.cell_types != name_cell_types(n_default_types),
        "the order of the genes": tuple(gene_order) != grn.gene_names,
        "positions": design.positions,
        "settings": design.settings,
        "notes": design.notes,
        "annotations": design.annotations,
    }
    return tuple(f"Not written: {what}." for what, found in lost.items() if np.any(found))


def list_hill_losses(grn: GRN) -> tuple[str, ...]:
    """Return a sentence if there are Hill coefficients that a reader would not assume."""
    n_changed = int((np.asarray(grn.hill_coefficient) != assumed_hill_coefficient(grn)).sum())
    return (f"Not written: Hill coefficients of {count(n_changed, 'edge')}.",) if n_changed else ()


def list_edge_losses(
    design: Design, list_others: Callable[..., tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the losses of a file that holds only edges: genes without edges, and the genes' order.

    Args:
        design: What is being written.
        list_others: Lists the other losses, from `design` and `gene_order`.
    """
    grn = design.grn
    edges = zip(grn.regulator, grn.target, strict=True)
    order = order_genes(grn.gene_names[gene] for edge in edges for gene in edge)
    mentioned = set(order)
    lone = [name for name in grn.gene_names if name not in mentioned]
    losses = list_others(design, gene_order=[*order, *lone])
    if lone:
        losses += (f"Not written: genes without edges ({enumerate_names(lone)}).",)
    return losses
