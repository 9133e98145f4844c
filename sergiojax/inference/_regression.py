"""The regression of all genes in one compiled call, from sums over cells.

Cells enter through their moments, which are summed block by block, so working memory does not grow
with cells. Genes of similar in-degree form a bucket, so that a hub with a thousand regulators costs
the others nothing. The arithmetic is float64 whatever the type of the cells: moments square the
condition number, and with regulators that vary little, or together, float32 has no digits left.
"""

import operator
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, ArrayLike, Bool, Float, Int

from sergiojax.grn import GRN
from sergiojax.inference._nonnegative import solve_nonnegative
from sergiojax.kinetics import hill

_BLOCK_VALUES = 4_000_000  # of features held at once: 32 MB
_CONSTANT = 1e-12  # variance below this share of the mean square is the rounding of float32


class Estimates(NamedTuple):
    """What the regression finds.

    Attributes:
        size: |K| of every edge (molecules per time).
        intercept: Constant production of every gene (molecules per time); 0 without regulators.
        r_squared: R² on the held-out cells of a fit to the others; NaN without regulators.
    """

    size: Float[np.ndarray, " edges"]
    intercept: Float[np.ndarray, " genes"]
    r_squared: Float[np.ndarray, " genes"]


class _Cells(NamedTuple):
    """Cells in blocks of equal size; the last one is filled up with cells of neither group.

    Attributes:
        expression: Levels (molecules).
        cell_type: Number of every cell's type.
        group: 1.0 in the first line for the cells to learn from, in the second for those held out.
    """

    expression: Float[Array | np.ndarray, "*blocks rows genes"]
    cell_type: Int[Array | np.ndarray, "*blocks rows"]
    group: Float[Array | np.ndarray, "*blocks 2 rows"]


class _Edges(NamedTuple):
    """What makes a feature of every edge; `factor` is K's factor per cell type."""

    regulator: Int[Array | np.ndarray, " edges"]
    activates: Bool[Array | np.ndarray, " edges"]
    half_response: Float[Array | np.ndarray, " edges"]
    hill_coefficient: Float[Array | np.ndarray, " edges"]
    factor: Float[Array | np.ndarray, "cell_types edges"]


class _Bucket(NamedTuple):
    """Genes of similar in-degree.

    Attributes:
        gene: Their indices.
        decay: Their λ (per time).
        column: Feature in every slot: a constant or nothing, then edges, then nothing.
    """

    gene: Int[Array | np.ndarray, " members"]
    decay: Float[Array | np.ndarray, " members"]
    column: Int[Array | np.ndarray, "members slots"]


class _Moments(NamedTuple):
    """Sums over the cells of a group, of features φ and the decay y = λx to be explained."""

    n_cells: Float[Array, "*groups"]
    first: Float[Array, "*groups members"]  # Σ y
    second: Float[Array, "*groups members"]  # Σ y²
    cross: Float[Array, "*groups members slots"]  # Σ φ y
    gram: Float[Array, "*groups members slots slots"]  # Σ φ φᵀ


def regress(
    grn: GRN,
    expression: Float[np.ndarray, "cells genes"],
    *,
    cell_type: Int[np.ndarray, " cells"],
    held_out: Bool[np.ndarray, " cells"],
    alpha: float,
    intercept: bool,
) -> Estimates:
    """Explain the decay λx of every regulated gene by the responses to its regulators.

    Args:
        grn: Network with every half response given; only the signs of the strengths matter.
        expression: Levels (molecules).
        cell_type: Number of every cell's type.
        held_out: Cells on which R² is computed.
        alpha: Weight of Σ K².
        intercept: Whether regulated genes have a constant production, which costs nothing.

    Returns:
        The estimates from all cells.
    """
    n_genes, n_edges = grn.n_genes, grn.n_edges
    buckets = _buckets(grn, intercept=intercept)
    factor = np.ones((1, n_edges)) if grn.strength_factor is None else grn.strength_factor
    edges = _Edges(
        grn.regulator,
        np.asarray(grn.strength) > 0,
        np.asarray(grn.half_response, float),
        np.asarray(grn.hill_coefficient, float),
        np.broadcast_to(np.asarray(factor, float), (grn.n_cell_types, n_edges)),
    )
    rows = _BLOCK_VALUES // max(1, n_edges + sum(bucket.column.size for bucket in buckets))
    cells = _in_blocks(expression, cell_type, held_out, rows=max(1, rows))
    penalty = np.append(np.full(n_edges, float(alpha)), [0.0, 0.0])
    with jax.enable_x64(True):
        found = jax.device_get(_regress(cells, edges, buckets, penalty))
    size, constant, r_squared = np.zeros(n_edges + 2), np.zeros(n_genes), np.full(n_genes, np.nan)
    for bucket, (weight, quality) in zip(buckets, found, strict=True):
        size[bucket.column[:, 1:]] = weight[:, 1:]
        constant[bucket.gene] = weight[:, 0]
        r_squared[bucket.gene] = quality
    return Estimates(size[:n_edges], constant, r_squared)


@jax.jit
def _regress(
    cells: _Cells, edges: _Edges, buckets: tuple[_Bucket, ...], penalty: ArrayLike
) -> list[tuple[Float[Array, "members slots"], Float[Array, " members"]]]:
    """Return the weights and the R² of every bucket."""

    def of_block(block: _Cells) -> list[_Moments]:
        features = _features(block, edges)
        return [_moments(block, features, bucket) for bucket in buckets]

    def add(total: list[_Moments], block: _Cells) -> tuple[list[_Moments], None]:
        return jax.tree.map(jnp.add, total, of_block(block)), None

    block = jax.tree.map(lambda array: jnp.asarray(array)[0], cells)
    start = jax.tree.map(lambda sums: jnp.zeros(sums.shape), jax.eval_shape(of_block, block))
    totals, _ = jax.lax.scan(add, start, cells)
    costs = (jnp.asarray(penalty)[bucket.column] for bucket in buckets)
    return [_solve(sums, cost) for sums, cost in zip(totals, costs, strict=True)]


def _solve(
    sums: _Moments, cost: Float[Array, "members slots"]
) -> tuple[Float[Array, "members slots"], Float[Array, " members"]]:
    """Return the weights from all cells, and the R² of those from the cells to learn from."""
    ridge = jax.vmap(jnp.diag)(cost)
    # One solve for both, all cells first, because its loop takes seconds to compile.
    gram, cross = (jnp.stack([both.sum(0), both[0]]) for both in (sums.gram, sums.cross))
    weight, learnt = jax.vmap(jax.vmap(solve_nonnegative))(gram + ridge[None], cross)
    return weight, _r_squared(learnt, jax.tree.map(operator.itemgetter(1), sums))


def _features(block: _Cells, edges: _Edges) -> Float[Array, "columns rows"]:
    """Return Φ of every edge, then 1 and 0; cells last, because they are summed."""
    level = jnp.asarray(block.expression, float).T[edges.regulator]
    half, steepness = edges.half_response[:, None], edges.hill_coefficient[:, None]
    # Exactly 0 at 0, not 1e-18: without a penalty, K of a silent regulator would be any number.
    response = jnp.where(level > 0, hill(level, half, steepness), 0.0)
    share = jnp.where(edges.activates[:, None], response, 1.0 - response)
    share = share * jnp.asarray(edges.factor).T[:, block.cell_type]
    one = jnp.ones_like(share, shape=(1, share.shape[1]))
    return jnp.concatenate([share, one, jnp.zeros_like(one)])


def _moments(block: _Cells, features: Float[Array, "columns rows"], bucket: _Bucket) -> _Moments:
    slots = features[bucket.column]
    decayed = jnp.asarray(block.expression, float).T[bucket.gene] * bucket.decay[:, None]

    def of_group(member: Float[Array, " rows"]) -> _Moments:
        mine = slots * member[None, None]
        return _Moments(
            n_cells=member.sum(),
            first=decayed @ member,
            second=decayed**2 @ member,
            cross=jnp.einsum("gsr,gr->gs", mine, decayed),
            gram=jnp.einsum("gsr,gtr->gst", mine, slots),
        )

    return jax.vmap(of_group)(jnp.asarray(block.group, float))


def _r_squared(
    weight: Float[Array, "members slots"], held_out: _Moments
) -> Float[Array, " members"]:
    """Return 1 − Σ(y − wᵀφ)² / Σ(y − ȳ)², expanded in moments; NaN where y does not vary."""
    square = jnp.einsum("gs,gst,gt->g", weight, held_out.gram, weight)
    residual = held_out.second - 2.0 * (weight * held_out.cross).sum(1) + square
    total = held_out.second - held_out.first**2 / held_out.n_cells[..., None]
    varies = total > _CONSTANT * held_out.second
    return jnp.where(varies, 1.0 - residual / jnp.where(varies, total, 1.0), jnp.nan)


def _buckets(grn: GRN, *, intercept: bool) -> tuple[_Bucket, ...]:
    """Sort the regulated genes by in-degree, up to 8, 32, 128, … regulators."""
    one, nothing = grn.n_edges, grn.n_edges + 1  # columns of `_features` behind the edges
    degree = grn.topology.in_degree
    by_target = np.argsort(grn.target, kind="stable")
    first = np.concatenate([[0], np.cumsum(degree)])
    buckets, below, width = [], 0, 8
    while below < degree.max(initial=0):
        gene = np.nonzero((degree > below) & (degree <= width))[0]
        slot = np.arange(width)
        place = np.minimum(first[gene][:, None] + slot, grn.n_edges - 1)
        edge = np.where(slot < degree[gene][:, None], by_target[place], nothing)
        constant = np.full((len(gene), 1), one if intercept else nothing)
        if len(gene):
            decay = np.asarray(grn.decay, float)[gene]
            buckets.append(_Bucket(gene, decay, np.concatenate([constant, edge], axis=1)))
        below, width = width, 4 * width
    return tuple(buckets)


def _in_blocks(
    expression: Float[np.ndarray, "cells genes"],
    cell_type: Int[np.ndarray, " cells"],
    held_out: Bool[np.ndarray, " cells"],
    *,
    rows: int,
) -> _Cells:
    n_cells = len(expression)
    rows = min(rows, n_cells)
    n_blocks = -(-n_cells // rows)
    filling = n_blocks * rows - n_cells
    group = np.pad(np.stack([~held_out, held_out], axis=1), ((0, filling), (0, 0)))
    return _Cells(
        np.pad(expression, ((0, filling), (0, 0))).reshape(n_blocks, rows, -1),
        np.pad(cell_type, (0, filling)).reshape(n_blocks, rows),
        group.reshape(n_blocks, rows, 2).transpose(0, 2, 1).astype(float),
    )
