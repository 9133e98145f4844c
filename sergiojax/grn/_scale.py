"""Values that suit a network whose parameters are partly known: medians of the known ones."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from sergiojax.grn._assumed import AssumedKind, Mask
from sergiojax.grn._network import GRN

STRENGTH = 40.0  # |K|, molecules per time: levels of 50, where noise of q = 1 leaves states apart
HILL_COEFFICIENT = 4.0  # with h a quarter of the maximum, toggles switch and rings oscillate
BASAL_SHARE = 0.5  # of |K|: b of a gene without regulators
LEAK_SHARE = 0.02  # of |K|: b in a loop that nothing switches on; more leaves one state only
LEVEL_PER_HALF = 4.0  # the automatic h is a quarter of the regulator's upper level
DECAY = 0.8  # per time, as in SERGIO's data sets
NOISE_AMPLITUDE = 1.0


class Scale(NamedTuple):
    """Values for missing parameters, on the scale of the known ones.

    Attributes:
        strength: |K| of every edge (molecules per time).
        hill_coefficient: n.
        basal_rate: b of every gene that nothing regulates (molecules per time).
        decay: λ (per time).
        noise_amplitude: q.
    """

    strength: Float[np.ndarray, " edges"]
    hill_coefficient: float
    basal_rate: Float[np.ndarray, " genes"]
    decay: float
    noise_amplitude: float


def scale_of(grn: GRN, masks: Mapping[AssumedKind, Mask]) -> Scale:
    """Return the values that suit a network.

    The median of the known values, else the default. Where K and b are unknown, known half
    responses decide: a regulator reaches four times the h of its edges, as with an automatic h.

    Args:
        grn: Network; its missing entries are ignored.
        masks: Which entries are missing.
    """

    def known(kind: AssumedKind) -> np.ndarray:
        values = np.abs(np.asarray(getattr(grn, kind), float))
        values = values[..., ~masks[kind]] if kind in masks else values
        return values[np.isfinite(values) & (values > 0)]

    decay = median(known("decay"), DECAY)
    top = _wanted_production(grn, masks, decay)
    shared = np.where(grn.product, 1, np.maximum(grn.topology.in_degree, 1))
    wanted = (top / shared)[grn.target]
    rates = known("basal_rate")
    typical = median(wanted[~np.isnan(wanted)], median(rates / BASAL_SHARE, STRENGTH))
    typical = median(known("strength"), typical)
    rate = median(rates, BASAL_SHARE * typical)
    return Scale(
        strength=np.where(np.isnan(wanted), typical, wanted),
        hill_coefficient=median(known("hill_coefficient"), HILL_COEFFICIENT),
        basal_rate=np.where(np.isnan(top), rate, top),
        decay=decay,
        noise_amplitude=median(known("noise_amplitude"), NOISE_AMPLITUDE),
    )


def typical_strength(grn: GRN) -> float:
    """Return the |K| of an edge that is drawn into a network (molecules per time).

    Args:
        grn: The network; its median |K| decides, or its basal rates if it has no edges.
    """
    strength, rates = (np.abs(np.asarray(part, float)) for part in (grn.strength, grn.basal_rate))
    return median(strength[strength > 0], median(rates[rates > 0] / BASAL_SHARE, STRENGTH))


def median(values: np.ndarray, default: float) -> float:
    """Return the median with three digits, or the default if there are no values."""
    return float(f"{np.median(values):.3g}") if len(values) else default


def _wanted_production(
    grn: GRN, masks: Mapping[AssumedKind, Mask], decay: float
) -> Float[np.ndarray, " genes"]:
    """Return the production that makes the known h of a gene's edges work; NaN if none is known."""
    half = np.array(grn.half_response, float)
    half[masks.get("half_response", np.zeros(grn.n_edges, bool))] = np.nan
    rate = np.where(masks.get("decay", False), decay, np.asarray(grn.decay, float))
    wanted = np.full(grn.n_genes, np.nan)
    for gene in np.unique(grn.regulator[~np.isnan(half)]):
        level = LEVEL_PER_HALF * np.nanmedian(half[grn.regulator == gene])
        wanted[gene] = float(f"{rate[gene] * level:.3g}")
    return wanted
