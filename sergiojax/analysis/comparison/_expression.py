"""Which genes differ between wild type and mutant: fold change, rank effect and q-value.

Simulated mutants are paired with their wild type cell by cell, because cell k of both has the same
random numbers. The paired test uses this; the unpaired test is what an experimenter could do, and
what scanpy does.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from jaxtyping import Array, Float, Num

from sergiojax.analysis._inputs import as_matrix
from sergiojax.analysis._rank_tests import rank_sum_test, signed_rank_test
from sergiojax.analysis.comparison._fold_change import PSEUDOCOUNT, log2_fold_change

if TYPE_CHECKING:
    import pandas as pd


class DifferentialExpression(NamedTuple):
    """Every gene of a mutant compared with its wild type.

    Attributes:
        gene_names: Name of every gene.
        mean_wild_type: Mean over the cells of the wild type.
        mean_mutant: Mean over the cells of the mutant.
        log2_fold_change: log2 of the ratio of the means, a pseudocount added to both.
        effect: Rank-biserial correlation, -1 to 1: how much more often a cell of the mutant is
            above one of the wild type than below; in pairs, weighted by the rank of the difference.
        p_value: Two-sided Wilcoxon test, normal approximation; 1 for a gene that never differs.
        q_value: p-values after Benjamini and Hochberg: the false discovery rate.
        true_log2_fold_change: The noise-free truth; None if it was not given.
    """

    gene_names: tuple[str, ...]
    mean_wild_type: Float[np.ndarray, " genes"]
    mean_mutant: Float[np.ndarray, " genes"]
    log2_fold_change: Float[np.ndarray, " genes"]
    effect: Float[np.ndarray, " genes"]
    p_value: Float[np.ndarray, " genes"]
    q_value: Float[np.ndarray, " genes"]
    true_log2_fold_change: Float[np.ndarray, " genes"] | None

    def to_frame(self) -> "pd.DataFrame":
        """Return a table, one row per gene, the smallest q-value and then largest change first."""
        import pandas as pd

        columns = {name: value for name, value in self._asdict().items() if value is not None}
        table = pd.DataFrame(columns).rename(columns={"gene_names": "gene"})
        order = np.lexsort((-np.abs(self.log2_fold_change), self.q_value))
        return table.iloc[order].reset_index(drop=True)


def differential_expression(
    wild_type: Num[Array | np.ndarray, "*cell_types cells genes"],
    mutant: Num[Array | np.ndarray, "*mutant_types mutant_cells mutant_genes"],
    *,
    gene_names: Sequence[str],
    paired: bool = True,
    pseudocount: float = PSEUDOCOUNT,
    truth: Float[np.ndarray, " true_genes"] | None = None,
) -> DifferentialExpression:
    """Test every gene for a difference between the cells of a wild type and of a mutant.

    Args:
        wild_type: Clean expression or counts (molecules) of one cell type, or of all types, which
            are then pooled.
        mutant: The same for the mutant.
        gene_names: Name of every gene.
        paired: Whether cell k of both has the same random numbers, as in `simulate_screen`: then
            the signed-rank test of the differences, else the rank-sum test of two samples.
        pseudocount: Added to both means (molecules) before their logarithms, so that a knocked-out
            gene has a finite fold change. A larger one pulls those of weak genes towards 0.
        truth: Noise-free log2 fold changes to compare with, from `true_fold_change`.

    Returns:
        Means, fold change, effect and p-values of every gene.

    Raises:
        ValueError: If sizes disagree, an entry is negative, infinite or NaN, or the pseudocount is
            not positive.

    Source:
        Wilcoxon (1945), Biometrics Bulletin 1(6), 80-83; Benjamini and Hochberg (1995), J. R.
        Statist. Soc. B 57(1), 289-300; Kerby (2014), Comprehensive Psychology 3, 11.IT.3.1.
    """
    from scipy.stats import false_discovery_control

    wild, changed = as_cells("The wild type", wild_type), as_cells("The mutant", mutant)
    _check_sizes(wild, changed, gene_names=gene_names, paired=paired, truth=truth)
    means = wild.mean(axis=0, dtype=float), changed.mean(axis=0, dtype=float)
    test = (signed_rank_test if paired else rank_sum_test)(changed, wild)
    return DifferentialExpression(
        tuple(gene_names),
        *means,
        log2_fold_change=log2_fold_change(*means, pseudocount=pseudocount),
        effect=test.effect,
        p_value=test.p_value,
        q_value=np.asarray(false_discovery_control(test.p_value)),
        true_log2_fold_change=truth,
    )


def as_cells(
    name: str,
    expression: Num[Array | np.ndarray, "*cell_types cells genes"],
    *,
    signed: bool = False,
) -> Float[np.ndarray, "all_cells genes"]:
    """Return a checked matrix of the cells of all types together; see `as_matrix`."""
    array = np.asarray(expression)
    n_cells = math.prod(array.shape[:-1])
    return as_matrix(name, array.reshape(n_cells, array.shape[-1]), signed=signed)


def _check_sizes(
    wild_type: Float[np.ndarray, "cells genes"],
    mutant: Float[np.ndarray, "mutant_cells mutant_genes"],
    *,
    gene_names: Sequence[str],
    paired: bool,
    truth: Float[np.ndarray, " true_genes"] | None,
) -> None:
    sizes = {wild_type.shape[1], mutant.shape[1], len(gene_names)}
    if truth is not None:
        sizes.add(len(truth))
    if len(sizes) > 1:
        raise ValueError(
            "Wild type, mutant, names and truth must have the same genes, but there are "
            f"{' and '.join(f'{size:,}' for size in sorted(sizes))}."
        )
    if paired and len(wild_type) != len(mutant):
        raise ValueError(
            f"Pairs need as many cells of the mutant ({len(mutant):,}) as of the wild type "
            f"({len(wild_type):,}). Turn `paired` off to compare two samples."
        )
