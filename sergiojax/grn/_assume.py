"""The kinetic parameters that a file lacks, drawn by seed from SERGIO's ranges."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, TypeAlias, get_args

import numpy as np
from jaxtyping import Bool, Float

from sergiojax._checks import check_choice, check_count
from sergiojax.grn._edge_list import DEFAULTS
from sergiojax.grn._limits import MAX_CELL_TYPES, check_size
from sergiojax.grn._network import GRN
from sergiojax.grn._report import count
from sergiojax.grn._undriven import find_undriven

Parameter: TypeAlias = Literal[
    "sign", "strength", "hill_coefficient", "basal_rate", "decay", "noise_amplitude"
]
"""What can be assumed; "strength" is the size of K, "sign" its sign."""

Mask: TypeAlias = Bool[np.ndarray, "_"]  # per edge or per gene, as the parameter is

Missing: TypeAlias = Collection[Parameter] | Mapping[Parameter, Mask]
"""Parameters that are unknown everywhere, or for each one the edges or genes that lack it."""

STRENGTH = (1.0, 5.0)  # |K|, molecules per time
LOW_RATE = (1.0, 2.5)  # b of a master regulator that is low in a cell type
HIGH_RATE = (3.5, 5.0)
REPRESSOR_FRACTION = 0.25  # of edges whose sign is unknown

_DECIMALS = 2  # of drawn numbers: people read them, and nobody knows them better

_ALL_BUT_SIGN: tuple[Parameter, ...] = get_args(Parameter)[1:]


def assume_kinetics(
    grn: GRN,
    *,
    cell_types: int | Sequence[str] | None = None,
    seed: int = 0,
    missing: Missing = _ALL_BUT_SIGN,
    repressor_fraction: float = REPRESSOR_FRACTION,
) -> tuple[GRN, tuple[str, ...]]:
    """Fill in the parameters that are missing, as SERGIO's authors choose them.

    |K| is uniform in 1 to 5 under the sign that the network has; n is 2, λ 0.8, q 1. Basal rates
    go to the genes without regulators, and to feedback loops that nothing would ever switch on: in
    each cell type such a gene is low (1 to 2.5) or high (3.5 to 5) by the toss of a coin. All
    others get 0.

    The draws of one parameter do not depend on what else is missing, nor those of the first cell
    types on how many follow.

    Args:
        grn: Network; what it holds in missing places does not matter, but for the sign of K.
        cell_types: Names, or how many; by default those of the network.
        seed: Equal seeds and networks give equal parameters.
        missing: Names of parameters, or for each name which edges or genes lack it; by default all
            but the signs.
        repressor_fraction: Probability that an edge of unknown sign represses.

    Returns:
        The network with all parameters, and a sentence for each assumption.

    Raises:
        ValueError: If a name in `missing` is unknown, or known rates are for other cell types.

    Source:
        SERGIO v2, `grn_from_file(parameterize=True)` and `mrProfile.build_rnd`.
    """
    check_count("seed", seed, least=0)
    if not 0 <= repressor_fraction <= 1:
        raise ValueError(f"`repressor_fraction` must be in 0 to 1, but is {repressor_fraction}.")
    masks = _masks(grn, missing)
    rng = np.random.default_rng(seed)
    represses = rng.random(grn.n_edges) < repressor_fraction
    sizes = np.round(rng.uniform(*STRENGTH, grn.n_edges), _DECIMALS)
    strength, strength_drawn = _assume_strength(grn, masks, represses, sizes)
    constants, constants_taken = _assume_constants(grn, masks)
    grn = _with_cell_types(grn, cell_types, masks)
    rates, rates_drawn = _assume_rates(grn, masks, strength, rng)
    drawn = [f"{sentence} (seed {seed})." for sentence in (*strength_drawn, *rates_drawn)]
    grn = grn.replace(strength=strength, basal_rate=rates, **constants)
    return grn, (*drawn, *constants_taken)


def name_cell_types(cell_types: int | Sequence[str]) -> tuple[str, ...]:
    """Return the names, or "type_1", "type_2", … for a number.

    Raises:
        ValueError: If there is none, too many, or one text instead of a list.
    """
    if isinstance(cell_types, str):
        raise ValueError("`cell_types` must be a number or a list of names, not one name.")
    if isinstance(cell_types, Sequence):
        check_count("number of cell types", len(cell_types), most=MAX_CELL_TYPES)
        return tuple(str(name) for name in cell_types)
    number = check_count("cell_types", cell_types, most=MAX_CELL_TYPES)
    return tuple(f"type_{index + 1}" for index in range(number))


def _masks(grn: GRN, missing: Missing) -> dict[Parameter, Mask]:
    """Return, for each parameter that lacks somewhere, which edges or genes lack it."""
    masks = {}
    for name in missing:
        check_choice("missing", name, Parameter)
        per_edge = name in ("sign", "strength", "hill_coefficient")
        size = grn.n_edges if per_edge else grn.n_genes
        mask = missing[name] if isinstance(missing, Mapping) else np.ones(size, bool)
        if mask.shape != (size,):
            raise ValueError(f"`missing[{name!r}]` must have {size} entries.")
        if mask.any():
            masks[name] = mask
    return masks


def _assume_strength(
    grn: GRN,
    masks: Mapping[Parameter, Mask],
    represses: Bool[np.ndarray, " edges"],
    sizes: Float[np.ndarray, " edges"],
) -> tuple[Float[np.ndarray, " edges"], list[str]]:
    strength = np.asarray(grn.strength)
    sentences = []
    if "sign" in masks:
        drawn = np.abs(strength) * np.where(represses, -1.0, 1.0)
        strength = np.where(masks["sign"], drawn, strength)
        n_repress = int((represses & masks["sign"]).sum())
        share = _share(masks["sign"], "edge")
        sentences.append(f"The sign of {share} is unknown and was drawn; {n_repress:,} repress")
    if "strength" in masks:
        strength = np.where(masks["strength"], np.copysign(sizes, strength), strength)
        share = _share(masks["strength"], "edge")
        low, high = STRENGTH
        sentences.append(f"The strength |K| of {share} was drawn from {low:g} to {high:g}")
    return strength, sentences


def _assume_constants(
    grn: GRN, masks: Mapping[Parameter, Mask]
) -> tuple[dict[str, np.ndarray], list[str]]:
    constants: tuple[tuple[Parameter, str, str], ...] = (
        ("hill_coefficient", "Hill coefficient n", "edge"),
        ("decay", "decay rate λ", "gene"),
        ("noise_amplitude", "noise amplitude q", "gene"),
    )
    arrays = {}
    sentences = []
    for name, symbol, noun in constants:
        if name in masks:
            known = np.asarray(getattr(grn, name))
            arrays[name] = np.where(masks[name], DEFAULTS[name], known)
            share = _share(masks[name], noun)
            sentences.append(f"The {symbol} of {share} is taken as {DEFAULTS[name]:g}.")
    return arrays, sentences


def _with_cell_types(
    grn: GRN, cell_types: int | Sequence[str] | None, masks: Mapping[Parameter, Mask]
) -> GRN:
    """Rename, or add, cell types; known numbers of a single type hold in all new ones."""
    if cell_types is None:
        return grn
    names = name_cell_types(cell_types)
    per_type = {"basal_rate": grn.basal_rate}
    if grn.strength_factor is not None:
        per_type["strength_factor"] = grn.strength_factor
    if len(names) != grn.n_cell_types:
        rates_known = "basal_rate" not in masks or not masks["basal_rate"].all()
        if grn.n_cell_types > 1 and (rates_known or len(per_type) > 1):
            raise ValueError(
                f"The network has parameters for {grn.n_cell_types} cell types, but "
                f"{len(names)} are asked for."
            )
        check_size(grn.n_genes, grn.n_edges, len(names), by_type_and_edge=len(per_type) > 1)
        per_type = {
            name: np.repeat(np.asarray(value)[:1], len(names), axis=0)
            for name, value in per_type.items()
        }
    return grn.replace(cell_types=names, **per_type)


def _assume_rates(
    grn: GRN,
    masks: Mapping[Parameter, Mask],
    strength: Float[np.ndarray, " edges"],
    rng: np.random.Generator,
) -> tuple[Float[np.ndarray, "cell_types genes"], list[str]]:
    rates = np.asarray(grn.basal_rate)
    if "basal_rate" not in masks:
        return rates, []
    known = np.where(masks["basal_rate"], 0.0, rates)
    on = np.asarray((known > 0).any(axis=0))
    needy = masks["basal_rate"] & find_undriven(grn.topology, strength, on=on)
    if not needy.any():
        return known, []
    level, place = np.moveaxis(rng.random((grn.n_cell_types, grn.n_genes, 2)), -1, 0)
    low, high = (start + (stop - start) * place for start, stop in (LOW_RATE, HIGH_RATE))
    drawn = np.round(np.where(level < 0.5, low, high), _DECIMALS)
    sentence = (
        f"The basal rates of {_share(needy, 'gene')}, those that no other gene switches on, were "
        f"drawn for {count(grn.n_cell_types, 'cell type')}: low ({LOW_RATE[0]:g} to "
        f"{LOW_RATE[1]:g}) or high ({HIGH_RATE[0]:g} to {HIGH_RATE[1]:g})"
    )
    return np.where(needy, drawn, known), [sentence]


def _share(mask: Mask, noun: str) -> str:
    """Return "3 of 20 edges", or "all 20 edges"."""
    found = int(mask.sum())
    whole = count(mask.size, noun)
    if found < mask.size:
        return f"{found:,} of {whole}"
    return f"all {whole}" if found > 1 else f"the only {noun}"
