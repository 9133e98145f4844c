"""Screens as matrices of effects, and how pairs of perturbations interact."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Float

from sergiojax.analysis.comparison._fold_change import (
    PSEUDOCOUNT,
    log2_fold_change,
    noise_free_levels,
)
from sergiojax.grn import GRN
from sergiojax.simulation import Perturbation, Screen

Effects = Float[np.ndarray, "cell_types genes perturbations"]


class Epistasis(NamedTuple):
    """How pairs of perturbed genes differ from the sum of both alone.

    Attributes:
        pairs: Names of the two genes of every double perturbation.
        values: log2 fold change under both minus the sum of those under each alone; 0 if the two
            act independently. The perturbed genes themselves are included.
    """

    pairs: tuple[tuple[str, str], ...]
    values: Float[np.ndarray, "cell_types genes pairs"]


def knockout_effects(screen: Screen, *, pseudocount: float = PSEUDOCOUNT) -> Effects:
    """Return the log2 fold change of every gene's mean under every perturbation of a screen.

    Args:
        screen: Cells from `simulate_screen`.
        pseudocount: Added to all means (molecules); see `differential_expression`.

    Returns:
        One matrix, genes × perturbations, per cell type.

    Raises:
        ValueError: If the pseudocount is not positive.
    """
    wild_type = screen.wild_type.mean(axis=-2, dtype=float)
    mutants = screen.mutants.mean(axis=-2, dtype=float)
    return np.moveaxis(log2_fold_change(wild_type, mutants, pseudocount=pseudocount), 0, -1)


def true_knockout_effects(
    grn: GRN, perturbations: Sequence[Perturbation], *, pseudocount: float = PSEUDOCOUNT
) -> Effects:
    """Return the same for the noise-free steady states, without a simulation.

    Args:
        grn: Wild type; its half responses hold for all mutants.
        perturbations: The perturbations, such as `simulation.knockouts(grn)`.
        pseudocount: Added to all levels (molecules).

    Returns:
        One matrix, genes × perturbations, per cell type, exactly 0 where a perturbation does not
        reach. For feedback see `true_fold_change`.

    Raises:
        ValueError: If a gene is unknown, or the pseudocount is not positive.
    """
    levels = noise_free_levels(grn, perturbations)
    return np.moveaxis(log2_fold_change(levels[:1], levels[1:], pseudocount=pseudocount), 0, -1)


def epistasis(effects: Effects, perturbations: Sequence[Perturbation]) -> Epistasis:
    """Compare double perturbations with the sum of their parts, on the scale of logarithms.

    Args:
        effects: From `knockout_effects` or `true_knockout_effects`.
        perturbations: The perturbations, in the order of the effects. One that changes two genes
            is a double perturbation, and both of its parts must be among the others.

    Returns:
        The difference for every double perturbation; there may be none.

    Raises:
        ValueError: If sizes disagree, or a part of a double perturbation is missing.

    Source:
        Norman et al. (2019), Science 365(6455), 786-793, for additive effects as the reference.
    """
    if effects.shape[-1] != len(perturbations):
        raise ValueError(
            f"There are effects of {effects.shape[-1]} perturbations, but {len(perturbations)} "
            "perturbations. Give those of the screen, in its order."
        )
    pairs, values = [], [effects[..., :0]]
    for number, double in enumerate(perturbations):
        if len(double.genes) == 2:
            one, other = _pair(double)
            parts = [_find(perturbations, _part(double, gene), gene) for gene in (one, other)]
            pairs.append((one, other))
            values.append(effects[..., [number]] - effects[..., parts].sum(-1, keepdims=True))
    return Epistasis(tuple(pairs), np.concatenate(values, axis=-1))


def _pair(double: Perturbation) -> tuple[str, str]:
    """Return the two genes in the order in which they were given."""
    given = [*double.knockdown, *double.overexpression, *double.clamp]
    one, other = dict.fromkeys(given)
    return one, other


def _part(double: Perturbation, gene: str) -> Perturbation:
    kinds = ("knockdown", "overexpression", "clamp")
    values = {kind: getattr(double, kind) for kind in kinds}
    own = {kind: {gene: held[gene]} for kind, held in values.items() if gene in held}
    return Perturbation(**own, time=double.time)


def _find(perturbations: Sequence[Perturbation], part: Perturbation, gene: str) -> int:
    if part not in perturbations:
        raise ValueError(
            f"A double perturbation changes {gene}, but the same change of {gene} alone is not "
            "among the perturbations. Add it to the screen."
        )
    return perturbations.index(part)
