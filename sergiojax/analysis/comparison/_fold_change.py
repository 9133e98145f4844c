"""How much a perturbation changes every gene: log2 fold changes, in cells and without noise.

The noise-free truth of many perturbations is one call: a mutant differs from its wild type in
basal rates and factors on K, as a cell type does, so a stack of mutants is a network of many types.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import Array, Float, Num

from sergiojax._checks import check_positive
from sergiojax.grn import GRN
from sergiojax.kinetics import fill_half_response, production_rate, steady_state
from sergiojax.simulation import Perturbation

PSEUDOCOUNT = 0.01
"""Added to means before logarithms (molecules): a knocked-out gene keeps a finite one, and a level
of 1 is moved by 1 %."""

_STEADY = 1e-2  # distance from P/λ, relative and in molecules, above which a level still moves
_STACKED_NUMBERS = 1 << 22  # genes and edges of all mutants at once: a few arrays of 32 MB


def log2_fold_change(
    wild_type: Num[Array | np.ndarray, "*#batch genes"],
    mutant: Num[Array | np.ndarray, "*#batch genes"],
    *,
    pseudocount: float = PSEUDOCOUNT,
) -> Float[np.ndarray, "*batch genes"]:
    """Return log2 of (mutant + pseudocount) / (wild type + pseudocount).

    Args:
        wild_type: Levels, usually means over cells (molecules).
        mutant: Levels of the mutant (molecules).
        pseudocount: Added to both (molecules).

    Returns:
        Fold changes in powers of 2; positive where the mutant has more.

    Raises:
        ValueError: If the pseudocount is not positive.
    """
    check_positive("pseudocount", pseudocount)
    logs = (np.log2(np.asarray(levels, float) + pseudocount) for levels in (wild_type, mutant))
    before, after = logs
    return after - before


def true_fold_change(
    grn: GRN,
    perturbation: Perturbation,
    *,
    cell_type: str | None = None,
    pseudocount: float = PSEUDOCOUNT,
) -> Float[np.ndarray, " genes"]:
    """Return the log2 fold change of the noise-free steady state.

    With feedback it is the one state that `kinetics.steady_state` reaches, while cells may be
    spread over several states; of an oscillator it is one moment.

    Args:
        grn: Wild type; its half responses hold for the mutant.
        perturbation: The perturbation; its time does not matter.
        cell_type: Name of a cell type; None takes the mean level over all types, as if equally
            many cells of each were pooled.
        pseudocount: See `differential_expression`.

    Returns:
        One value per gene, exactly 0 where the perturbation does not reach.

    Raises:
        ValueError: If a name is unknown, or the pseudocount is not positive.
    """
    if cell_type is not None and cell_type not in grn.cell_types:
        raise ValueError(
            f"The network has no cell type {cell_type!r}; it has {', '.join(grn.cell_types)}."
        )
    wild_type, mutant = noise_free_levels(grn, [perturbation])
    chosen = slice(None) if cell_type is None else [grn.cell_types.index(cell_type)]
    means = wild_type[chosen].mean(axis=0), mutant[chosen].mean(axis=0)
    return log2_fold_change(*means, pseudocount=pseudocount)


def noise_free_levels(
    grn: GRN, perturbations: Sequence[Perturbation]
) -> Float[np.ndarray, "states cell_types genes"]:
    """Return the noise-free steady state of the wild type, and then under each perturbation.

    Args:
        grn: Wild type; its half responses hold for all mutants.
        perturbations: The perturbations.

    Returns:
        Levels (molecules). Genes that a perturbation does not reach have those of the wild type.

    Raises:
        ValueError: If a perturbation names an unknown gene.
    """
    wild = fill_half_response(grn).grn
    parts = _parts(wild, [Perturbation(), *perturbations])
    levels = np.concatenate([_levels(wild, part) for part in parts])
    for mutant, perturbation in zip(levels[1:], perturbations, strict=True):
        roots = np.nonzero(np.isin(wild.gene_names, list(perturbation.genes)))[0]
        out_of_reach = ~wild.topology.downstream(roots)
        mutant[:, out_of_reach] = levels[0][:, out_of_reach]
    return levels


def _parts(grn: GRN, perturbations: Sequence[Perturbation]) -> Iterator[Sequence[Perturbation]]:
    size = grn.n_cell_types * (grn.n_genes + grn.n_edges)
    length = max(_STACKED_NUMBERS // max(size, 1), 1)
    for first in range(0, len(perturbations), length):
        yield perturbations[first : first + length]


def steady_levels(
    grn: GRN, perturbations: Sequence[Perturbation]
) -> Float[np.ndarray, "states cell_types genes"]:
    """Return `noise_free_levels`, with NaN for genes that never come to a steady level.

    A gene that oscillates has no steady level, nor do the genes that it regulates.

    Args:
        grn: Wild type; its half responses hold for all mutants.
        perturbations: The perturbations.

    Returns:
        Levels (molecules) of the wild type and of every mutant.

    Raises:
        ValueError: If a perturbation names an unknown gene.
    """
    levels, wild = noise_free_levels(grn, perturbations), fill_half_response(grn).grn
    parts = _parts(wild, [Perturbation(), *perturbations])
    first = 0
    for part in parts:
        stack = _stack(wild, part)
        rows = levels.reshape(-1, wild.n_genes)[first : first + stack.n_cell_types]
        first += stack.n_cell_types
        target = production_rate(stack, rows) / np.asarray(stack.decay)
        moves = np.abs(target - rows) > _STEADY * np.maximum(rows, _STEADY)
        for row in np.nonzero(moves.any(axis=1))[0]:
            rows[row, wild.topology.downstream(np.nonzero(moves[row])[0])] = np.nan
    return levels


def _levels(
    wild: GRN, perturbations: Sequence[Perturbation]
) -> Float[np.ndarray, "perturbations cell_types genes"]:
    shape = (len(perturbations), wild.n_cell_types, -1)
    return np.asarray(steady_state(_stack(wild, perturbations)), float).reshape(shape)


def _stack(wild: GRN, perturbations: Sequence[Perturbation]) -> GRN:
    """Return mutants as one network, in which each has cell types of its own."""
    effects = [each.resolve(wild) for each in perturbations]
    clamp = np.stack([effect.clamp for effect in effects])[:, None]
    held = ~np.isnan(clamp)
    factor = np.where(held, 0.0, np.stack([each.production_factor for each in effects])[:, None])
    basal = np.asarray(wild.basal_rate) * factor + wild.decay * np.where(held, clamp, 0.0)
    own = wild.strength_factor
    per_type = np.ones((wild.n_cell_types, wild.n_edges)) if own is None else np.asarray(own)
    n_rows = len(effects) * wild.n_cell_types
    return wild.replace(
        cell_types=[str(row) for row in range(n_rows)],
        basal_rate=basal.reshape(n_rows, -1),
        strength_factor=(per_type * factor[..., wild.target]).reshape(n_rows, -1),
    )
