"""What of a design a format leaves out, so that nothing is lost without a word."""

from collections.abc import Collection, Sequence
from typing import Literal, TypeAlias

import numpy as np

from sergiojax.grn._assume import name_cell_types
from sergiojax.grn._design import Design
from sergiojax.grn._edge_list import DEFAULTS
from sergiojax.grn._report import count, enumerate_names

Part: TypeAlias = Literal["basal_rate", "half_response", "decay"]
"""What some table formats hold and others do not."""


def list_losses(
    design: Design, *, held: Collection[Part], gene_order: Sequence[str]
) -> tuple[str, ...]:
    """Return a sentence for everything that a table of edges leaves out.

    Args:
        design: What is to be written. Its defaults are no loss: they are what a reader takes.
        held: Parts that the format holds beside strengths and Hill coefficients.
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
    }
    return tuple(f"Not written: {what}." for what, found in lost.items() if np.any(found))
