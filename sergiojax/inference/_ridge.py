"""Strengths and basal rates of a network from its cells: SERGIO-JAX's learning step on its own.

At a steady state production equals decay. With signs, half responses and Hill coefficients given,
production is linear in the absolute strengths, so a regression finds them.
"""

import math
from collections.abc import Sequence
from typing import Literal, TypeAlias

import equinox as eqx
import jax
import numpy as np
from jaxtyping import Array, Bool, Float, Int, Num, Shaped

from sergiojax._checks import check_choice, check_values
from sergiojax._types import Labels, Matrix, PRNGKey
from sergiojax.grn import GRN
from sergiojax.inference._regression import regress

HalfResponseSource: TypeAlias = Literal["data", "network"]


class RidgeFit(eqx.Module):
    """A network learned from cells.

    Attributes:
        grn: The network, with the strengths, basal rates and half responses of the fit.
        r_squared_held_out: Share of the variance of λx between held-out cells that regulators
            explain, in a fit to the other cells; at most 1, negative if it is worse than the mean.
            NaN without regulators, and if λx is the same in all held-out cells or there are none.
    """

    grn: GRN
    r_squared_held_out: Float[np.ndarray, " genes"]

    @property
    def strength(self) -> Float[Array | np.ndarray, " edges"]:
        """Strength K of every edge (molecules per time), with the sign that was given, or 0."""
        return self.grn.strength

    @property
    def basal_rate(self) -> Float[Array | np.ndarray, "cell_types genes"]:
        """Basal rate b per cell type and gene (molecules per time)."""
        return self.grn.basal_rate

    @property
    def half_response(self) -> Float[Array | np.ndarray, " edges"]:
        """Half response h of every edge in the fit (molecules)."""
        return self.grn.half_response


def fit_ridge(
    grn: GRN,
    expression: Num[Array | np.ndarray, "*cell_types cells genes"],
    *,
    cell_type: Sequence[str] | Shaped[np.ndarray, " cells"] | None = None,
    alpha: float = 1.0,
    intercept: bool = False,
    half_response: HalfResponseSource = "data",
    held_out: float = 0.2,
    key: PRNGKey | None = None,
) -> RidgeFit:
    """Estimate the strengths and basal rates of a network from its cells.

    Every regulated gene's λx is explained, cell by cell, by Σ |K| Φ with Φ = H of activators and
    1 − H of repressors: the |K| ≥ 0 minimise Σ (λx − Σ |K| Φ)² + alpha Σ K². Genes without
    regulators get b = λ times their mean in each cell type.

    Args:
        grn: Topology, decay rates, Hill coefficients and factors on K by cell type, which are
            kept, and the signs of the strengths. Their sizes and the basal rates do not matter.
        expression: Clean expression (molecules), `(cell_types, cells, genes)` in the network's
            order, or `(cells, genes)`. Counts from an experiment are on another scale.
        cell_type: Name of every cell's type, for `(cells, genes)`; not needed with one type.
        alpha: Weight of Σ K². The sum of squares grows with the number of cells, this does not.
        intercept: Whether regulated genes get a basal rate too: not negative, not penalised and
            the same in all cell types. Otherwise it is 0.
        half_response: "data" takes the regulator's mean over all cells; "network" takes the
            network's own where given.
        held_out: Share of the cells on which R² is computed. The estimates use all cells.
        key: Chooses the held-out cells; by default always the same ones.

    Returns:
        The network and how well it explains held-out cells.

    Raises:
        ValueError: If shapes or names do not fit the network, a level is negative, infinite or
            NaN, a cell type has no cells, a strength is 0 and so has no sign, or regulators act as
            a product, which is not linear in their strengths.

    Source:
        Hoerl and Kennard (1970), Technometrics 12(1), 55-67; in scikit-learn's notation
        `Ridge(alpha, fit_intercept=False, positive=True)`.
    """
    check_choice("half_response", half_response, HalfResponseSource)
    if not (math.isfinite(alpha) and alpha >= 0):
        raise ValueError(f"`alpha` must be finite and not negative, but is {alpha}.")
    _check_linear(grn)
    cells, type_of_cell = _check_cells(grn, expression, cell_type)
    own = np.asarray(grn.half_response) if half_response == "network" else np.nan
    grn = grn.replace(half_response=np.where(np.isnan(own), _mean_level(grn, cells), own))
    found = regress(
        grn,
        cells,
        cell_type=type_of_cell,
        held_out=_hold_out(len(cells), held_out, key),
        alpha=alpha,
        intercept=intercept,
    )
    regulated = grn.topology.in_degree > 0
    of_masters = np.asarray(grn.decay) * _mean_by_type(grn, cells, type_of_cell)
    learnt = grn.replace(
        strength=np.where(np.asarray(grn.strength) > 0, found.size, 0.0 - found.size),
        basal_rate=np.where(regulated, found.intercept, of_masters),
    )
    return RidgeFit(learnt, found.r_squared)


def _check_linear(grn: GRN) -> None:
    unsigned = np.asarray(grn.strength) == 0
    if unsigned.any():
        raise ValueError(
            f"Edge {grn.edge_name(int(np.argmax(unsigned)))} has strength 0, so its sign is "
            "unknown. Give 1 for an activator, -1 for a repressor."
        )
    joint = grn.product & (grn.topology.in_degree > 1)
    if joint.any():
        raise ValueError(
            f"The regulators of gene {grn.gene_names[int(np.argmax(joint))]} act as a product, "
            'which is not linear in their strengths; only logic "sum" can be fitted.'
        )


def _check_cells(
    grn: GRN, expression: Matrix, cell_type: Labels | None
) -> tuple[Float[np.ndarray, "cells genes"], Int[np.ndarray, " cells"]]:
    """Return all cells in one list, and the number of every cell's type."""
    cells = np.asarray(expression, np.float32)
    if cells.ndim not in (2, 3) or cells.shape[-1] != grn.n_genes:
        raise ValueError(
            f"`expression` must have shape (cell_types, cells, {grn.n_genes}) or "
            f"(cells, {grn.n_genes}), genes last, but has {cells.shape}."
        )
    if cells.ndim == 3 and cells.shape[0] != grn.n_cell_types:
        raise ValueError(
            f"`expression` has {cells.shape[0]} cell types, but the network has {grn.n_cell_types}."
        )
    if cells.ndim == 3 and cell_type is not None:
        raise ValueError("`cell_type` is for `expression` of shape (cells, genes) only.")
    if cells.ndim == 3:
        type_of_cell = np.repeat(np.arange(grn.n_cell_types), cells.shape[1])
        cells = cells.reshape(-1, grn.n_genes)
    else:
        type_of_cell = _numbers_of(grn, cell_type, len(cells))
    for number, name in enumerate(grn.cell_types):
        if not (type_of_cell == number).any():
            raise ValueError(f"Cell type {name} has no cells, so its basal rates are unknown.")
    check_values("Expression", cells, lambda gene: f"gene {grn.gene_names[gene]}")
    return cells, type_of_cell


def _numbers_of(grn: GRN, cell_type: Labels | None, n_cells: int) -> Int[np.ndarray, " cells"]:
    if cell_type is None and grn.n_cell_types > 1:
        raise ValueError(
            f"The network has {grn.n_cell_types} cell types: `expression` of shape (cells, genes) "
            "needs `cell_type`, the name of every cell's type."
        )
    if cell_type is None:
        return np.zeros(n_cells, int)
    names = np.asarray(cell_type, str)
    if names.shape != (n_cells,):
        raise ValueError(
            f"`cell_type` must name the type of every cell ({n_cells:,}), but has shape "
            f"{names.shape}."
        )
    distinct, index = np.unique(names, return_inverse=True)
    unknown = np.setdiff1d(distinct, grn.cell_types)
    if unknown.size:
        raise ValueError(
            f"`cell_type` names {str(unknown[0])!r}, but the network has "
            f"{', '.join(grn.cell_types)}."
        )
    return np.array([grn.cell_types.index(name) for name in distinct], int)[index]


def _mean_level(grn: GRN, cells: Float[np.ndarray, "cells genes"]) -> Float[np.ndarray, " edges"]:
    mean = cells.mean(0, dtype=np.float64)[grn.regulator]
    return np.where(mean > 0, mean, 1.0)  # a gene that is never on has no scale: any h will do


def _mean_by_type(
    grn: GRN, cells: Float[np.ndarray, "cells genes"], type_of_cell: Int[np.ndarray, " cells"]
) -> Float[np.ndarray, "cell_types genes"]:
    means = [
        cells[type_of_cell == number].mean(0, dtype=np.float64)
        for number in range(grn.n_cell_types)
    ]
    return np.stack(means)


def _hold_out(n_cells: int, share: float, key: PRNGKey | None) -> Bool[np.ndarray, " cells"]:
    if not 0 <= share < 1:
        raise ValueError(f"`held_out` must be at least 0 and below 1, but is {share}.")
    # Ranks of uniform numbers: `jax.random.permutation` would compile for a second.
    number = jax.random.uniform(jax.random.key(0) if key is None else key, (n_cells,))
    held_out = np.zeros(n_cells, bool)
    held_out[np.argsort(number, kind="stable")[: int(share * n_cells)]] = True
    return held_out
