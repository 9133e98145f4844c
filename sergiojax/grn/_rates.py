"""Basal rates of genes that nothing regulates, and of loops that nothing would switch on."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from sergiojax.grn._assumed import Mask
from sergiojax.grn._network import GRN
from sergiojax.grn._report import count, range_of, share_of
from sergiojax.grn._scale import LEAK_SHARE, Scale
from sergiojax.grn._undriven import find_undriven

LOW_RATE = (1.0, 2.5)  # SERGIO's b of a master regulator that is low in a cell type
HIGH_RATE = (3.5, 5.0)

_DECIMALS = 2


class Profiles(NamedTuple):
    """Basal rates that were drawn, and how the report describes them."""

    rates: Float[np.ndarray, "cell_types genes"]
    words: str


def draw_profiles(grn: GRN, rng: np.random.Generator, seed: int) -> Profiles:
    """Draw low or high for every gene and cell type, as SERGIO's authors do."""
    level, place = np.moveaxis(rng.random((grn.n_cell_types, grn.n_genes, 2)), -1, 0)
    low, high = (start + (stop - start) * place for start, stop in (LOW_RATE, HIGH_RATE))
    words = (
        f"was drawn for {count(grn.n_cell_types, 'cell type')}: low ({LOW_RATE[0]:g} to "
        f"{LOW_RATE[1]:g}) or high ({HIGH_RATE[0]:g} to {HIGH_RATE[1]:g}) (seed {seed})"
    )
    return Profiles(np.round(np.where(level < 0.5, low, high), _DECIMALS), words)


def fill_rates(
    grn: GRN, missing: Mask, scale: Scale, profiles: Profiles | None
) -> tuple[Float[np.ndarray, "cell_types genes"], list[str]]:
    """Give rates to genes without regulators, and a leak to loops that nothing switches on.

    Args:
        grn: Network that has all its other parameters.
        missing: Genes whose rates are unknown; those that need none get 0.
        scale: What suits the network.
        profiles: Rates to take for genes without regulators, in place of those of the scale.

    Returns:
        Rates, and a sentence for each assumption.
    """
    rates = np.where(missing, 0.0, np.asarray(grn.basal_rate))
    strength, on = np.asarray(grn.strength), np.asarray((rates > 0).any(axis=0))
    needy = missing & find_undriven(grn.topology, strength, on=on)
    master = needy & (grn.topology.in_degree == 0)
    sentences = []
    if master.any():
        given = np.broadcast_to(scale.basal_rate, rates.shape)
        how = range_of(given[:, master])
        how += " in all cell types" if grn.n_cell_types > 1 else ""
        if profiles is not None:
            given, how = profiles
        rates = np.where(master, given, rates)
        which = f"{share_of(master, 'gene')}, without regulators,"
        sentences.append(f"The basal rate b of {which} {how}.")
    leaky = needy & ~master
    if leaky.any():
        leak = _leaks(grn)
        rates = np.where(leaky, leak, rates)
        which = f"{share_of(leaky, 'gene')}, in feedback loops that nothing else switches on,"
        sentences.append(f"The basal rate b of {which} {range_of(leak[leaky])} (0.02 K).")
    return rates, sentences


def _leaks(grn: GRN) -> Float[np.ndarray, " genes"]:
    """Return, for every gene, a share of the largest |K| that acts on it."""
    largest = np.zeros(grn.n_genes)
    np.maximum.at(largest, grn.target, np.abs(np.asarray(grn.strength, float)))
    return np.array([float(f"{LEAK_SHARE * value:.3g}") for value in largest])
