"""Fills in the kinetic parameters that a file, table or drawing lacks: one rule for all of them."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Literal, NamedTuple, TypeAlias, get_args

import numpy as np
from jaxtyping import Float

from sergiojax._checks import check_choice, check_count
from sergiojax.grn._assumed import EDGE_KINDS, Assumed, AssumedKind, Mask
from sergiojax.grn._limits import MAX_CELL_TYPES, check_size
from sergiojax.grn._network import GRN
from sergiojax.grn._rates import draw_profiles, fill_rates
from sergiojax.grn._report import range_of, share_of
from sergiojax.grn._scale import HILL_COEFFICIENT, Scale, scale_of

Missing: TypeAlias = Collection[AssumedKind] | Assumed
"""Parameters that are unknown everywhere, or for each one the edges or genes that lack it."""

Ranges: TypeAlias = Literal["fixed", "sergio"]

MOST_FIXED_GENES = 50  # larger networks get SERGIO's ranges, which were made for them
SERGIO_HILL = 2.0
STRENGTH = (1.0, 5.0)  # SERGIO's |K|, molecules per time
REPRESSOR_FRACTION = 0.25  # of edges whose sign is unknown

_DECIMALS = 2  # of drawn values: more digits would only be harder to read
_ALL_BUT_SIGN: tuple[AssumedKind, ...] = get_args(AssumedKind)[1:]


class FilledKinetics(NamedTuple):
    """A network with all parameters, and what was assumed.

    Attributes:
        grn: The network.
        sentences: What was assumed, by kind.
        assumed: Which entries were missing, by kind.
    """

    grn: GRN
    sentences: dict[AssumedKind, tuple[str, ...]]
    assumed: dict[AssumedKind, Mask]


def assume_kinetics(
    grn: GRN,
    *,
    cell_types: int | Sequence[str] | None = None,
    seed: int = 0,
    ranges: Ranges | None = None,
    missing: Missing = _ALL_BUT_SIGN,
    repressor_fraction: float = REPRESSOR_FRACTION,
) -> tuple[GRN, tuple[str, ...]]:
    """Fill in missing parameters, so that the wiring shows what it does.

    "fixed": |K| is 40 with the sign that the network has, n 4, h automatic, λ 0.8, q 1; genes
    without regulators have b = 20 in every cell type. Where some parameters of a kind are known,
    the others get their median, and b is half of the median |K|.

    "sergio": |K| is uniform in 1 to 5, n 2; a gene without regulators is low (b from 1 to 2.5) or
    high (3.5 to 5) in each cell type by the toss of a coin. The draws of one parameter do not
    depend on what else is missing, nor those of the first cell types on how many follow.

    With both, a feedback loop that nothing else would ever switch on gets b = 0.02 K, and all
    other genes 0.

    Args:
        grn: Network; its values in missing places do not matter, except for the sign of K.
        cell_types: Names, or how many; by default those of the network.
        seed: The same seed and network give the same parameters.
        ranges: "fixed" or "sergio"; by default the first up to 50 genes, the second above.
        missing: Names of parameters, or for each name which edges or genes lack it; by default all
            but the signs.
        repressor_fraction: Probability that an edge of unknown sign represses.

    Returns:
        The network with all parameters, and a sentence for each assumption.

    Raises:
        ValueError: If a name is unknown, or known rates are for other cell types.

    Source:
        SERGIO v2, `grn_from_file(parameterize=True)` and `mrProfile.build_rnd`.
    """
    filled = fill_kinetics(
        grn,
        cell_types=cell_types,
        seed=seed,
        ranges=ranges,
        missing=missing,
        repressor_fraction=repressor_fraction,
    )
    return filled.grn, tuple(chain(*filled.sentences.values()))


def fill_kinetics(
    grn: GRN,
    *,
    missing: Missing,
    cell_types: int | Sequence[str] | None = None,
    seed: int = 0,
    ranges: Ranges | None = None,
    repressor_fraction: float = REPRESSOR_FRACTION,
) -> FilledKinetics:
    """Do the same as `assume_kinetics`, and also return which entries were missing.

    Args:
        grn: As in `assume_kinetics`.
        missing: As in `assume_kinetics`.
        cell_types: As in `assume_kinetics`.
        seed: As in `assume_kinetics`.
        ranges: As in `assume_kinetics`.
        repressor_fraction: As in `assume_kinetics`.

    Returns:
        The network, what was assumed in words, and which entries.

    Raises:
        ValueError: As `assume_kinetics`.
    """
    check_count("seed", seed, least=0)
    if not 0 <= repressor_fraction <= 1:
        raise ValueError(
            f"`repressor_fraction` must be between 0 and 1, but is {repressor_fraction}."
        )
    ranges = default_ranges(grn) if ranges is None else ranges
    check_choice("ranges", ranges, Ranges)
    masks = _masks(grn, missing)
    rng = np.random.default_rng(seed)
    scale = scale_of(grn, masks)
    if ranges == "sergio":
        scale = scale._replace(hill_coefficient=SERGIO_HILL)
    represses = rng.random(grn.n_edges) < repressor_fraction
    sizes = np.round(rng.uniform(*STRENGTH, grn.n_edges), _DECIMALS)
    strength, sentences = _fill_strength(grn, masks, represses, sizes, scale, ranges, seed)
    grn = _with_cell_types(grn, cell_types, masks).replace(strength=strength)
    if "basal_rate" in masks:
        profiles = draw_profiles(grn, rng, seed) if ranges == "sergio" else None
        rates, said_of_rates = fill_rates(grn, masks["basal_rate"], scale, profiles)
        grn = grn.replace(basal_rate=rates)
        sentences["basal_rate"] = tuple(said_of_rates)
    constants, said_of_constants = _fill_constants(grn, masks, scale)
    return FilledKinetics(grn.replace(**constants), {**sentences, **said_of_constants}, masks)


def default_ranges(grn: GRN) -> Ranges:
    """Return the ranges for a network of this size."""
    return "fixed" if grn.n_genes <= MOST_FIXED_GENES else "sergio"


def assumed_hill_coefficient(grn: GRN) -> float:
    """Return the n for a network of this size where no n is known."""
    return HILL_COEFFICIENT if default_ranges(grn) == "fixed" else SERGIO_HILL


def name_cell_types(cell_types: int | Sequence[str]) -> tuple[str, ...]:
    """Return the names, or "type_1", "type_2", … for a number.

    Raises:
        ValueError: If there are none or too many, or one string instead of a list.
    """
    if isinstance(cell_types, str):
        raise ValueError("`cell_types` must be a number or a list of names, not one name.")
    if isinstance(cell_types, Sequence):
        check_count("number of cell types", len(cell_types), most=MAX_CELL_TYPES)
        return tuple(str(name) for name in cell_types)
    number = check_count("cell_types", cell_types, most=MAX_CELL_TYPES)
    return tuple(f"type_{index + 1}" for index in range(number))


def _masks(grn: GRN, missing: Missing) -> dict[AssumedKind, Mask]:
    """Return, for each parameter that is missing somewhere, which edges or genes lack it."""
    masks = {}
    for name in missing:
        check_choice("missing", name, AssumedKind)
        size = grn.n_edges if name in EDGE_KINDS else grn.n_genes
        mask = missing[name] if isinstance(missing, Mapping) else np.ones(size, bool)
        if mask.shape != (size,):
            raise ValueError(f"`missing[{name!r}]` must have {size} entries.")
        if mask.any():
            masks[name] = mask
    return masks


def _fill_strength(
    grn: GRN,
    masks: Mapping[AssumedKind, Mask],
    represses: Mask,
    sizes: Float[np.ndarray, " edges"],
    scale: Scale,
    ranges: Ranges,
    seed: int,
) -> tuple[Float[np.ndarray, " edges"], dict[AssumedKind, tuple[str, ...]]]:
    """Fill in signs and sizes of K; `represses` and `sizes` were drawn."""
    strength = np.asarray(grn.strength)
    sentences: dict[AssumedKind, tuple[str, ...]] = {}
    if "sign" in masks:
        strength = np.where(masks["sign"], np.abs(strength) * np.where(represses, -1, 1), strength)
        n_repress = int((represses & masks["sign"]).sum())
        found = f"is unknown and was drawn; {n_repress:,} repress"
        said = f"The sign of {share_of(masks['sign'], 'edge')} {found} (seed {seed})."
        sentences["sign"] = (said,)
    if "strength" in masks:
        if ranges == "fixed":
            sizes, how = scale.strength, range_of(scale.strength[masks["strength"]])
        else:
            how = f"was drawn from {STRENGTH[0]:g} to {STRENGTH[1]:g} (seed {seed})"
        strength = np.where(masks["strength"], np.copysign(sizes, strength), strength)
        said = f"The strength |K| of {share_of(masks['strength'], 'edge')} {how}."
        sentences["strength"] = (said,)
    return strength, sentences


def _fill_constants(
    grn: GRN, masks: Mapping[AssumedKind, Mask], scale: Scale
) -> tuple[dict[str, np.ndarray], dict[AssumedKind, tuple[str, ...]]]:
    constants: tuple[tuple[AssumedKind, float, str, str], ...] = (
        ("hill_coefficient", scale.hill_coefficient, "Hill coefficient n", "edge"),
        ("decay", scale.decay, "decay rate λ", "gene"),
        ("noise_amplitude", scale.noise_amplitude, "noise amplitude q", "gene"),
    )
    arrays: dict[str, np.ndarray] = {}
    sentences: dict[AssumedKind, tuple[str, ...]] = {}
    for name, value, symbol, noun in constants:
        if name in masks:
            arrays[name] = np.where(masks[name], value, np.asarray(getattr(grn, name)))
            share = share_of(masks[name], noun)
            sentences[name] = (f"The {symbol} of {share} is taken as {value:g}.",)
    if "half_response" in masks:
        known = np.asarray(grn.half_response)
        arrays["half_response"] = np.where(masks["half_response"], np.nan, known)
    return arrays, sentences


def _with_cell_types(
    grn: GRN, cell_types: int | Sequence[str] | None, masks: Mapping[AssumedKind, Mask]
) -> GRN:
    """Rename or add cell types; known parameters of a single type hold in all new ones."""
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
                f"{len(names)} were requested."
            )
        check_size(grn.n_genes, grn.n_edges, len(names), by_type_and_edge=len(per_type) > 1)
        per_type = {
            name: np.repeat(np.asarray(value)[:1], len(names), axis=0)
            for name, value in per_type.items()
        }
    return grn.replace(cell_types=names, **per_type)
