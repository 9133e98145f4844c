"""Knock-outs answered by a learned network, in the form of a simulated screen's answers."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from sergiojax._types import PRNGKey
from sergiojax.learn._fitted import Fitted
from sergiojax.learn.generate._network import NetworkGenerator

Effects = Float[np.ndarray, "cell_types genes perturbations"]

PSEUDOCOUNT = 1e-5  # of a cell's total
LEAST_EFFECT = 0.2  # |log2 fold change| that counts as one


class Agreement(NamedTuple):
    """How well one answer agrees with another, over effects that are not small.

    Attributes:
        sign: Share of equal signs.
        correlation: Pearson correlation.
        slope: Slope of the regression of the answer on the truth.
        n_pairs: Effects compared.
    """

    sign: float
    correlation: float
    slope: float
    n_pairs: int


def learned_knockout_effects(
    fitted: Fitted, genes: Sequence[str], *, n_cells: int = 400, key: PRNGKey
) -> Effects:
    """Return the log2 fold change of every gene's mean rate under knock-outs.

    Cells with and without a knock-out are pairs: they have the same library and noise, so a gene
    that is not downstream changes by exactly 0. Effects are attenuated, because regulators are read
    through dropout; `simulate_screen` of a calibrated network answers better.

    Args:
        fitted: A fitted `NetworkGenerator`.
        genes: Genes to knock out, one at a time.
        n_cells: Cells of every type.
        key: PRNG key.

    Returns:
        One matrix, genes × knock-outs, per cell type, as `analysis.comparison.knockout_effects`.

    Raises:
        TypeError: If another learner was fitted.
        ValueError: If a gene is unknown.
    """
    learner = fitted.learner
    if not isinstance(learner, NetworkGenerator):
        raise TypeError(
            f"Knock-outs need a fitted NetworkGenerator, but this is a {type(learner).__name__}."
        )
    n_types = len(fitted.type_names)
    label = np.repeat(np.arange(n_types, dtype=np.int32), n_cells)
    keys = jax.random.split(key, len(label))

    def mean(knockout: Sequence[str]) -> Float[np.ndarray, "cell_types genes"]:
        factor = learner.options(fitted.gene_names, knockout=knockout)["factor"]
        share = np.asarray(_shares(learner, fitted.model, label, keys, factor), float)
        return share.reshape(n_types, n_cells, -1).mean(axis=1) + PSEUDOCOUNT

    wild_type = np.log2(mean([]))
    return np.stack([np.log2(mean([gene])) - wild_type for gene in genes], axis=-1)


def knockout_agreement(
    answer: Effects, truth: Effects, *, genes: Sequence[str], gene_names: Sequence[str]
) -> Agreement:
    """Compare an answer with the truth, the knocked-out genes themselves left out.

    Args:
        answer: Effects to judge.
        truth: Effects to judge by; those of at most 0.2 are left out.
        genes: The gene of every knock-out.
        gene_names: The gene of every row.

    Example:
        >>> effects = np.array([[[0.0], [-1.0], [2.0]]])
        >>> knockout_agreement(effects / 2, effects, genes=["A"], gene_names=["A", "B", "C"])
        Agreement(sign=1.0, correlation=1.0, slope=0.5, n_pairs=2)
    """
    counted: Bool[np.ndarray, ...] = np.abs(truth) > LEAST_EFFECT
    for place, gene in enumerate(genes):
        counted[:, list(gene_names).index(gene), place] = False
    found, wanted = answer[counted], truth[counted]
    if len(wanted) < 2:
        return Agreement(np.nan, np.nan, np.nan, len(wanted))
    sign = float((np.sign(found) == np.sign(wanted)).mean())
    away, spread = wanted - wanted.mean(), found - found.mean()
    product = float(away @ spread)
    size = float(np.sqrt((away @ away) * (spread @ spread)))
    slope = product / float(away @ away) if away.any() else np.nan
    return Agreement(sign, round(product / size, 12) if size else np.nan, slope, len(wanted))


@eqx.filter_jit
def _shares(
    learner: NetworkGenerator,
    model: Any,
    label: Int[np.ndarray | Array, " cells"],
    keys: jax.Array,
    factor: Float[Array, " genes"],
) -> Float[Array, "cells genes"]:
    return jax.vmap(lambda each, key: learner.twin(model, each, key=key, factor=factor).share)(
        jnp.asarray(label), keys
    )
