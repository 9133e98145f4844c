"""The network as the canvas shows a large one, and the groups that genes are coloured by."""

from functools import lru_cache

import numpy as np

from sergiojax.grn import GRN, Design, Topology, find_modules
from sergiojax.ui import session
from sergiojax.ui.graph_editor import Groups, Overview, chosen_colouring


def overview_of(design: Design) -> Overview:
    """Return what a canvas needs to show a network: names, places and signs, no parameters.

    Args:
        design: Network with positions; genes without one lie at the origin.

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


def groups_of(grn: GRN) -> Groups:
    """Return the regulatory level and the module of every gene."""
    level, module = _divide(grn.topology)
    return {"name": list(grn.gene_names), "level": level, "module": module}


@lru_cache(maxsize=16)
def _divide(topology: Topology) -> tuple[list[int], list[int]]:
    """Divide a network once per wiring: a slider runs the page anew, and modules take a while."""
    return topology.levels.tolist(), find_modules(topology).tolist()


def needs_groups() -> bool:
    """Tell whether genes of the editor are coloured by what only Python knows."""
    return chosen_colouring(session.CANVAS) in ("level", "module")
