"""Which parameters of a design were filled in and not yet set by the user."""

from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

import numpy as np
from jaxtyping import Bool, Int

from sergiojax._checks import check_choice
from sergiojax.grn._network import GRN

AssumedKind: TypeAlias = Literal[
    "sign",
    "strength",
    "hill_coefficient",
    "half_response",
    "basal_rate",
    "decay",
    "noise_amplitude",
]
"""What can be filled in; "strength" is |K|, "sign" the sign of K."""

EDGE_KINDS = ("sign", "strength", "hill_coefficient", "half_response")

Mask: TypeAlias = Bool[np.ndarray, "_"]  # per edge or per gene, depending on the kind
Assumed: TypeAlias = Mapping[AssumedKind, Mask]


def check_assumed(assumed: Assumed, grn: GRN) -> dict[AssumedKind, Mask]:
    """Return a copy in a fixed order, without the kinds that have nothing filled in.

    Raises:
        ValueError: If a kind is unknown, or a mask does not have one entry per edge or gene.
    """
    for kind in assumed:
        check_choice("assumed", kind, AssumedKind)
    checked: dict[AssumedKind, Mask] = {}
    for kind in get_args(AssumedKind):
        mask = np.array(assumed.get(kind, False), bool)
        size = grn.n_edges if kind in EDGE_KINDS else grn.n_genes
        if kind in assumed and mask.shape != (size,):
            raise ValueError(f"`assumed[{kind!r}]` must have {size} entries.")
        if mask.any():
            mask.setflags(write=False)
            checked[kind] = mask
    return checked


def still_assumed(assumed: Assumed, before: GRN, after: GRN) -> dict[AssumedKind, Mask]:
    """Return what is still filled in after a change: a value that differs was set by the user.

    Args:
        assumed: What was filled in before.
        before: The network that it belongs to.
        after: The changed network. If the wiring is the same, genes may have other names.
    """
    if not assumed:
        return {}
    genes, edges = _matches(before, after)
    kept: dict[AssumedKind, Mask] = {}
    for kind, mask in assumed.items():
        match = edges if kind in EDGE_KINDS else genes
        kept[kind] = (match >= 0) & np.append(mask, False)[match]
        old, new = _values(before, kind, after), _values(after, kind, after)
        found = np.nonzero(kept[kind])[0]
        same = np.isclose(old[..., match[found]], new[..., found], 0.0, 0.0, equal_nan=True)
        kept[kind][found] = same.all(0) if same.ndim > 1 else same
    return kept


def _matches(
    before: GRN, after: GRN
) -> tuple[Int[np.ndarray, " genes"], Int[np.ndarray, " edges"]]:
    """Return the former place of every gene and edge; -1 for new ones."""
    if before.topology.digest == after.topology.digest:
        return np.arange(after.n_genes), np.arange(after.n_edges)
    place = {name: gene for gene, name in enumerate(before.gene_names)}
    genes = np.array([place.get(name, -1) for name in after.gene_names], int)
    ends = zip(before.regulator.tolist(), before.target.tolist(), strict=True)
    edge_of = {pair: edge for edge, pair in enumerate(ends)}
    pairs = zip(genes[after.regulator].tolist(), genes[after.target].tolist(), strict=True)
    return genes, np.array([edge_of.get(pair, -1) for pair in pairs], int)


def _values(grn: GRN, kind: AssumedKind, after: GRN) -> np.ndarray:
    """Return the values of a kind, genes or edges last; rates by the cell types of `after`.

    Types that the network lacks were renamed, or are new and have the rates of the first.
    """
    if kind == "basal_rate":
        places = {name: number for number, name in enumerate(grn.cell_types)}
        renamed = grn.n_cell_types == after.n_cell_types
        rows = [places.get(name, n * renamed) for n, name in enumerate(after.cell_types)]
        return np.asarray(grn.basal_rate)[rows]
    strength = np.asarray(grn.strength)
    if kind in ("sign", "strength"):
        return np.sign(strength) if kind == "sign" else np.abs(strength)
    return np.asarray(getattr(grn, kind))
