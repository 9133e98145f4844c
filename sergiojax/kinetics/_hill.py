"""Hill response and production rate, edge by edge: the model as the equations say it.

The production equation is written three times, because the data are laid out in three ways:

- here, edges scattered to their targets: for JAX, with gradients, and for a few calls in NumPy;
- `_production.py`, edges sorted by target, in double precision: for many states in a row, with what
  does not change computed once, and with slopes;
- `_padded.py`, slots of padded rows: for the simulator's kernels.

One body for two of them would cost the speed or the digits that the others exist for. Tests hold
them together: `test_hill.py` compares this file with loops, `test_production.py` and
`test_padded.py` compare the other two with `production_rate`.
"""

from types import ModuleType
from typing import Any, TypeAlias

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, ArrayLike, Float, Int

from sergiojax._checks import is_traced
from sergiojax._safe import TINY, safe_log
from sergiojax._types import PerEdge, TypesGenes
from sergiojax.grn import GRN

Levels: TypeAlias = TypesGenes
TypesEdges: TypeAlias = Float[Array | np.ndarray, "cell_types edges"]


def array_module(*trees: Any) -> ModuleType:
    """Return JAX's NumPy for tracers, else NumPy, which needs no compilation."""
    return jnp if is_traced(*trees) else np


def hill(x: ArrayLike, half_response: ArrayLike, hill_coefficient: ArrayLike) -> Any:
    """Return the Hill response x^n / (h^n + x^n), with value and gradient 0 at x = 0.

    Written as a logistic function of log x, which neither overflows nor needs a power.

    Args:
        x: Regulator level (molecules), not negative.
        half_response: h (molecules), positive.
        hill_coefficient: n, positive.

    Returns:
        Share of the full effect, 0 to 1, in the broadcast shape.
    """
    xp = array_module(x, half_response, hill_coefficient)
    exponent = hill_coefficient * (xp.log(half_response) - xp.log(xp.maximum(x, TINY)))
    return 1.0 / (1.0 + xp.exp(xp.minimum(exponent, 40.0)))


def production_rate(
    grn: GRN, expression: Levels, *, half_response: PerEdge | None = None
) -> Levels:
    """Return the production P of every gene.

    P = b + Σ |K| H for activators + Σ |K| (1 − H) for repressors; for genes with `product`,
    P = b + max|K| (1 − Π (1 − H)) Π (1 − H), the first product over activators (absent: on),
    the second over repressors.

    Args:
        grn: Network; NaN half responses need `half_response`.
        expression: Level of every gene in every cell type (molecules).
        half_response: h of every edge (molecules) in place of the network's.

    Returns:
        Production rates (molecules per time).

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271, equations 2 to 6.
    """
    xp = array_module(grn.kinetics, expression, half_response)
    half = grn.half_response if half_response is None else half_response
    response = hill(expression[:, grn.regulator], xp.atleast_2d(half), grn.hill_coefficient[None])
    strength = edge_strength(grn)
    contribution = strength * response + xp.maximum(-strength, 0.0)
    shape = (grn.n_cell_types, grn.n_genes)
    regulated = _scatter(xp, xp.zeros(shape), grn.target, contribution)
    if grn.product.any():
        regulated = xp.where(grn.product, _joint(xp, grn, strength, response), regulated)
    return grn.basal_rate + regulated


def edge_strength(grn: GRN) -> TypesEdges:
    """Return the signed strength K of every edge in every cell type (molecules per time)."""
    xp = array_module(grn.kinetics)
    factor = xp.ones((grn.n_cell_types, 1)) if grn.strength_factor is None else grn.strength_factor
    return grn.strength[None] * factor


def upper_level(grn: GRN) -> Levels:
    """Return every gene's level with all activators on and all repressors off (molecules)."""
    xp = array_module(grn.kinetics)
    size = xp.abs(edge_strength(grn))
    shape = (grn.n_cell_types, grn.n_genes)
    total = _scatter(xp, xp.zeros(shape), grn.target, size)
    if grn.product.any():
        largest = _scatter(xp, xp.zeros(shape), grn.target, size, how="max")
        total = xp.where(grn.product, largest, total)
    return (grn.basal_rate + total) / grn.decay[None]


def _joint(xp: ModuleType, grn: GRN, strength: TypesEdges, response: TypesEdges) -> Levels:
    """Return the regulated production if every gene's regulators acted together."""
    shape = (grn.n_cell_types, grn.n_genes)
    activates, represses = strength > 0, strength < 0
    off = xp.where(activates, 1.0 - response, 1.0)
    free = xp.where(represses, 1.0 - response, 1.0)
    all_off = _scatter(xp, xp.ones(shape), grn.target, off, how="multiply")
    all_free = _scatter(xp, xp.ones(shape), grn.target, free, how="multiply")
    activators = _scatter(xp, xp.zeros(shape), grn.target, activates * 1.0)
    largest = _scatter(xp, xp.zeros(shape), grn.target, xp.abs(strength), how="max")
    return largest * xp.where(activators > 0, 1.0 - all_off, 1.0) * all_free


def _scatter(
    xp: ModuleType,
    start: Levels,
    target: Int[np.ndarray, " edges"],
    values: TypesEdges,
    *,
    how: str = "add",
) -> Levels:
    """Combine edge values at their targets: one line for each of NumPy and JAX."""
    if xp is jnp and how == "multiply":  # JAX's own has no gradient where edges share a target
        return start * jnp.exp(jnp.zeros_like(start).at[:, target].add(safe_log(values)))
    if xp is jnp:
        return getattr(jnp.asarray(start).at[:, target], how)(values)
    combine = {"add": np.add, "max": np.maximum, "multiply": np.multiply}[how]
    combine.at(start, (slice(None), target), values)
    return start
