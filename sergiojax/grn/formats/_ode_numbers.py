"""The parameters that a network's noise-free model holds, and those that it leaves out."""

import numpy as np
from jaxtyping import Float

from sergiojax.grn._design import Design
from sergiojax.grn._edge_list import DEFAULTS
from sergiojax.grn._network import GRN
from sergiojax.grn._report import count, enumerate_names
from sergiojax.grn.formats._numbers import shortest

_TILT = (0.3, 0.618034)  # shares of the full level; multiples of the golden ratio never coincide


def effective_strength(grn: GRN, cell_type: int) -> Float[np.ndarray, " edges"]:
    """Return K of every edge in a cell type, with the digits that float32 has."""
    strength = [shortest(value) for value in np.asarray(grn.strength)]
    if grn.strength_factor is None:
        return np.array(strength, float)
    factors = np.asarray(grn.strength_factor)[cell_type]
    pairs = zip(strength, map(shortest, factors), strict=True)
    return np.array([float(f"{value * factor:.9g}") for value, factor in pairs], float)


def initial_levels(grn: GRN, cell_type: int, strength: Float[np.ndarray, " edges"]) -> list[float]:
    """Return 0, or, for genes of feedback loops, a level between off and fully on."""
    full = (np.asarray(grn.basal_rate, float)[cell_type] + _most(grn, strength)) / np.asarray(
        grn.decay, float
    )
    start, step = _TILT
    levels = np.zeros(grn.n_genes)
    for members in grn.topology.loops:
        levels[members] = full[members] * ((members * step + start) % 1.0)
    return [float(f"{level:.4g}") for level in levels]


def _most(grn: GRN, strength: Float[np.ndarray, " edges"]) -> Float[np.ndarray, " genes"]:
    """Return the most that the regulators of each gene can produce."""
    largest, total = np.zeros(grn.n_genes), np.zeros(grn.n_genes)
    np.maximum.at(largest, grn.target, np.abs(strength))
    np.add.at(total, grn.target, np.abs(strength))
    return np.where(grn.product, largest, total)


def list_ode_losses(design: Design) -> tuple[str, ...]:
    """Return a sentence for everything that the model leaves out or changes."""
    grn = design.grn
    strength = effective_strength(grn, 0)
    noisy = np.asarray(grn.noise_amplitude) != DEFAULTS["noise_amplitude"]
    # Among regulators that act together, only the largest strength counts.
    weak = grn.product[grn.target] & (np.abs(strength) < _most(grn, strength)[grn.target])
    idle = (strength == 0) & ~weak
    lost = {
        f"cell types but the first ({enumerate_names(grn.cell_types[1:])})": grn.n_cell_types > 1,
        f"noise amplitudes of {_name_genes(grn, noisy)}": noisy,
        f"edges without strength ({_name_edges(grn, idle)})": idle,
        f"strengths that have no effect next to a larger one ({_name_edges(grn, weak)})": weak,
        "positions": design.positions,
        "settings": design.settings,
        "notes": design.notes,
        "annotations": design.annotations,
    }
    losses = tuple(f"Not written: {what}." for what, found in lost.items() if np.any(found))
    n_automatic = int(np.isnan(grn.half_response).sum())
    if n_automatic:
        held = f"The half response of {count(n_automatic, 'edge')} is automatic; the file holds "
        losses += (f"{held}the value that the simulator uses.",)
    return losses


def _name_genes(grn: GRN, mask: np.ndarray) -> str:
    return enumerate_names([grn.gene_names[gene] for gene in np.nonzero(mask)[0]])


def _name_edges(grn: GRN, mask: np.ndarray) -> str:
    return enumerate_names([grn.edge_name(int(edge)) for edge in np.nonzero(mask)[0]])
