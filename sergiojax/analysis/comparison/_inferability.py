"""How inferable a network is: guesses of standard methods from its cells, against the truth."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
from jaxtyping import Array, Bool, Float, Num

from sergiojax._checks import check_choice, check_count
from sergiojax._progress import Listener, Progress, silent
from sergiojax.analysis.comparison._expression import as_cells
from sergiojax.analysis.comparison._pair_scores import (
    InferenceMethod,
    correlation_scores,
    partial_correlation_scores,
    tree_scores,
)
from sergiojax.grn import GRN

_LEAST_CELLS = 3


class MethodScore(NamedTuple):
    """How well one method finds the edges.

    Attributes:
        method: The method.
        auprc: Area under the precision-recall curve (average precision), 0 to 1.
        auprc_ratio: The same over that of random scores, which is the density; 1 is chance.
        early_precision: Share of edges among the k best pairs, k being the number of edges. Pairs
            that tie with the last of them count too, and pairs without any score do not.
        early_precision_ratio: The same over the density.
        scores: Score of every pair, regulator row → target column; 0 for pairs that are not ranked.
    """

    method: InferenceMethod
    auprc: float
    auprc_ratio: float
    early_precision: float
    early_precision_ratio: float
    scores: Float[np.ndarray, "genes genes"]


class Inferability(NamedTuple):
    """How well a network is recovered from its cells.

    Attributes:
        methods: One entry per method, in the order asked for.
        gene_names: Name of every gene, for the matrices.
        is_edge: The truth, regulator row → target column, without self loops.
        candidates: Pairs that are ranked.
        n_edges: Edges among them.
        density: Share of edges among them: the precision of guessing.
    """

    methods: tuple[MethodScore, ...]
    gene_names: tuple[str, ...]
    is_edge: Bool[np.ndarray, "genes genes"]
    candidates: Bool[np.ndarray, "genes genes"]
    n_edges: int
    density: float

    def rows(self) -> list[dict[str, str | float]]:
        """Return a table, one mapping per method, without the matrices."""
        keep = MethodScore._fields[:-1]
        return [{name: getattr(score, name) for name in keep} for score in self.methods]


def inferability(
    grn: GRN,
    expression: Num[Array | np.ndarray, "*cell_types cells genes"],
    *,
    methods: Sequence[InferenceMethod] = ("correlation", "partial_correlation", "tree"),
    regulators: Literal["all", "known"] | Sequence[str] = "all",
    seed: int = 0,
    progress: Listener = silent,
) -> Inferability:
    """Let standard methods guess the edges of a network from its cells, and compare with them.

    Every ordered pair of two genes is ranked by its absolute score; self loops and signs are
    left out. Correlations are symmetric: the wrong direction of an edge counts as a mistake.

    Args:
        grn: The known network.
        expression: Cells of all types in the network's gene order, on any scale. Normalise counts
            first (`normalize`), or library sizes would make all genes correlated.
        methods: "correlation" is the absolute Spearman correlation, "partial_correlation" the
            absolute partial correlation from the Ledoit-Wolf covariance, "tree" GENIE3 with
            fewer trees: 100 per target, leaves of 5 cells or more, at most 2,000 cells; 100 genes
            take 40 s.
        regulators: Which genes may regulate: "all", the "known" regulators, or names.
        seed: Seed of the trees.
        progress: Called with the method as phase; what it raises ends the work.

    Returns:
        Scores, and how well they find the edges.

    Raises:
        ValueError: If the cells do not fit the network, there are fewer than three, a name is
            unknown, or all or none of the pairs are edges.

    Source:
        Pratapa et al. (2020), Nature Methods 17, 147-154 (BEELINE), for the measures; Huynh-Thu et
        al. (2010), PLoS ONE 5(9), e12776 (GENIE3).
    """
    cells = as_cells("Expression", expression, signed=True)
    if cells.shape[1] != grn.n_genes or len(cells) < _LEAST_CELLS:
        raise ValueError(
            f"The network has {grn.n_genes:,} genes and needs at least {_LEAST_CELLS} cells, but "
            f"there are {len(cells):,} cells of {cells.shape[1]:,} genes."
        )
    seed = check_count("seed", seed, least=0)
    for method in methods:
        check_choice("methods", method, InferenceMethod)
    candidates = _candidates(grn, regulators)
    is_edge = np.zeros((grn.n_genes, grn.n_genes), bool)
    is_edge[grn.regulator, grn.target] = True
    is_edge &= candidates
    n_edges, n_pairs = int(is_edge.sum()), int(candidates.sum())
    if n_edges in (0, n_pairs):
        raise ValueError(
            f"{n_edges:,} of {n_pairs:,} pairs of genes are edges, so there is nothing to find. "
            "Use a network with edges between some of its genes, or other `regulators`."
        )
    found = []
    for method in methods:
        scores = _score(method, cells, candidates, seed=seed, progress=progress)
        found.append(_rate(method, np.where(candidates, scores, 0.0), is_edge, candidates))
    density = n_edges / n_pairs
    return Inferability(tuple(found), grn.gene_names, is_edge, candidates, n_edges, density)


def _score(
    method: InferenceMethod,
    cells: Float[np.ndarray, "cells genes"],
    candidates: Bool[np.ndarray, "genes genes"],
    *,
    seed: int,
    progress: Listener,
) -> Float[np.ndarray, "genes genes"]:
    if method == "tree":
        return tree_scores(cells, candidates, seed=seed, progress=progress)
    progress(Progress(method, 0, 1))
    by_method = {
        "correlation": correlation_scores,
        "partial_correlation": partial_correlation_scores,
    }
    scores = by_method[method](cells)
    progress(Progress(method, 1, 1))
    return scores


def _rate(
    method: InferenceMethod,
    scores: Float[np.ndarray, "genes genes"],
    is_edge: Bool[np.ndarray, "genes genes"],
    candidates: Bool[np.ndarray, "genes genes"],
) -> MethodScore:
    from sklearn.metrics import average_precision_score

    truth, ranked = is_edge[candidates], scores[candidates]
    density = truth.mean()
    auprc = float(average_precision_score(truth, ranked))
    early = _early_precision(truth, ranked)
    return MethodScore(method, auprc, float(auprc / density), early, float(early / density), scores)


def _early_precision(
    truth: Bool[np.ndarray, " pairs"], scores: Float[np.ndarray, " pairs"]
) -> float:
    """Return the precision of the best k pairs with any score, ties at the end included."""
    kth_best = np.sort(scores)[-int(truth.sum())]
    best = (scores >= kth_best) & (scores > 0)
    return float(truth[best].mean()) if best.any() else 0.0


def _candidates(grn: GRN, regulators: str | Sequence[str]) -> Bool[np.ndarray, "genes genes"]:
    if regulators == "all":
        rows = np.ones(grn.n_genes, bool)
    elif regulators == "known":
        rows = grn.topology.out_degree > 0
    else:
        names = [regulators] if isinstance(regulators, str) else list(regulators)
        unknown = [name for name in names if name not in grn.gene_names]
        if unknown:
            raise ValueError(
                f"`regulators` names {unknown[0]!r}, which the network does not have. "
                'Give names of genes, "all" or "known".'
            )
        rows = np.isin(grn.gene_names, names)
    return rows[:, None] & ~np.eye(grn.n_genes, dtype=bool)
