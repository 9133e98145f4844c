"""Lists the losses of formats that hold only who activates or represses whom, without numbers."""

from collections.abc import Sequence

from sergiojax.grn._design import Design
from sergiojax.grn._report import count
from sergiojax.grn.formats._losses import list_hill_losses, list_losses


def list_sign_losses(design: Design, *, gene_order: Sequence[str]) -> tuple[str, ...]:
    """Return a sentence for each part of a design other than genes and signed edges.

    Args:
        design: What is being written.
        gene_order: Genes in the order in which they are read back.
    """
    grn = design.grn
    losses = (*list_hill_losses(grn), *list_losses(design, held=(), gene_order=gene_order))
    if grn.n_edges:
        edges = count(grn.n_edges, "edge")
        losses = (f"Not written: strengths of {edges}; only their signs are.", *losses)
    return losses
