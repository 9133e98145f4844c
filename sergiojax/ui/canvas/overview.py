"""Prepares a large network for the canvas, and the groups that genes are coloured by."""

from functools import lru_cache

import numpy as np

from sergiojax.analysis import cell_type_peak
from sergiojax.grn import GRN, Design, Topology, find_modules
from sergiojax.plot import color_of
from sergiojax.ui.graph_editor import Groups, Overview


def overview_of(design: Design) -> Overview:
    """Return what a canvas needs to show a network: names, places and signs, no parameters.

    Args:
        design: Network with positions; genes without one are put at the origin.

    Returns:
        JSON-able columns, 50 bytes a gene.
    """
    grn = design.grn
    places = [design.positions.get(name, (0.0, 0.0)) for name in grn.gene_names]
    return {
        "name": list(grn.gene_names),
        "x": [round(x) for x, _ in places],
        "y": [round(y) for _, y in places],
        "source": grn.regulator.tolist(),
        "target": grn.target.tolist(),
        "sign": "".join("0+-"[int(sign)] for sign in np.sign(grn.strength)),
    }


def groups_of(grn: GRN, *, colouring: str = "none") -> Groups:
    """Return the regulatory level, the module and, if genes are coloured by it, the cell type."""
    level, module = _divide(grn.topology)
    by_type = colouring == "cell_type"
    return {
        "name": list(grn.gene_names),
        "level": level,
        "module": module,
        "cell_type": cell_type_peak(grn).tolist() if by_type else None,
        "cell_types": list(color_of(grn.cell_types).items()) if by_type else [],
    }


@lru_cache(maxsize=16)
def _divide(topology: Topology) -> tuple[list[int], list[int]]:
    """Divide a network once per wiring: a slider runs the page again, and modules take a while."""
    return topology.levels.tolist(), find_modules(topology).tolist()


def needs_groups(colouring: str) -> bool:
    """Return whether genes of the editor are coloured by what only Python knows."""
    return colouring in ("level", "module", "cell_type")
