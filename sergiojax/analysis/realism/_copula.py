"""A Gaussian copula with negative binomial genes: new cells without training.

Every gene of a type keeps its distribution and every pair of genes its correlation of normal
scores. Nothing else is learned, so this is the baseline that any trained generator must beat.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Float, Int
from scipy import special

from sergiojax._checks import check_count
from sergiojax._types import Matrix, PRNGKey
from sergiojax.analysis.realism._draws import generator
from sergiojax.analysis.realism._inputs import are_whole, as_cells, rows

_LEAST = 3  # cells of a type; with fewer, its sizes and correlations are those of all cells
_SHRINK = 3.0  # cells whose weight all cells together have in the mean of a type
_SIZES = (0.02, 1000.0)
_EDGE = 1e-4  # of the uniform scores, so that normal scores are finite
_JITTER = 1e-6
_MOST_SCORED = 5_000  # cells of a type whose scores are correlated
_MOST_STEPS = 500.0  # mean up to which counts are found by going up from 0
_TOP = 1 - 1e-9  # of uniform numbers, so that every count is found
_LEAST_LOG = -600.0  # log-probability of 0 below which they are not: it would underflow


class CopulaFit(NamedTuple):
    """What the copula knows of cells.

    The correlation of a type is F'F + diag(ridge²), where F are the rows of `factor` from `first`
    to `last`: centred normal scores of its cells or, with more cells than genes, a Cholesky factor.

    Attributes:
        mean: Mean of every gene (counts).
        size: Negative binomial size θ; the variance is mean + mean² / θ.
        factor: Rows of all types.
        first: First row of each type.
        last: Row after its last one.
        ridge: Standard deviation of every gene that it shares with no other.
    """

    mean: Float[np.ndarray, "cell_types genes"]
    size: Float[np.ndarray, "cell_types genes"]
    factor: Float[np.ndarray, "rows genes"]
    first: Int[np.ndarray, " cell_types"]
    last: Int[np.ndarray, " cell_types"]
    ridge: Float[np.ndarray, "cell_types genes"]


def fit_copula(
    counts: Matrix, cell_type: Int[Array | np.ndarray, " cells"], n_types: int
) -> CopulaFit:
    """Fit a copula for every cell type, in closed form.

    Args:
        counts: Whole counts, cells × genes, dense or SciPy sparse.
        cell_type: Number of every cell's type.
        n_types: Number of types. One with fewer than three cells takes the sizes and the
            correlations of all cells.

    Returns:
        The fit, which `draw_copula` draws cells from. Equal counts give equal fits.

    Raises:
        ValueError: If an entry is negative, infinite, NaN or not whole, or a type is out of range.

    Source:
        Sun et al. (2021), scDesign2, Genome Biol. 22, 163; Ledoit and Wolf (2004), J. Multivar.
        Anal. 88(2), 365-411.

    Example:
        >>> import jax, numpy as np
        >>> counts = np.random.default_rng(0).poisson(3.0, (50, 4))
        >>> fit = fit_copula(counts, np.zeros(50, int), 1)
        >>> draw_copula(fit, np.zeros(7, int), key=jax.random.key(0)).shape
        (7, 4)
    """
    cells = as_cells("Counts", counts)
    if not are_whole(cells):
        raise ValueError("The copula needs whole counts, but some are not whole. Pass raw counts.")
    kind = _check_types(cell_type, check_count("n_types", n_types), n_cells=cells.shape[0])
    random = np.random.default_rng(0)
    members = [np.nonzero(kind == number)[0] for number in range(n_types)]
    blocks = [_Block.of(cells[own], random) for own in members if len(own) >= _LEAST]
    if len(blocks) < n_types:
        blocks.append(_Block.of(cells, random))  # for all types that are too small
    places = iter(range(len(blocks)))
    place = [next(places) if len(own) >= _LEAST else len(blocks) - 1 for own in members]
    last = np.cumsum([len(block.factor) for block in blocks])
    first = last - [len(block.factor) for block in blocks]
    return CopulaFit(
        np.stack([_shrunk_mean(cells, own) for own in members]).astype(np.float32),
        np.stack([blocks[each].size for each in place]).astype(np.float32),
        np.concatenate([block.factor for block in blocks]).astype(np.float32),
        first[place],
        last[place],
        np.stack([blocks[each].ridge for each in place]).astype(np.float32),
    )


def draw_copula(
    fit: CopulaFit, cell_type: Int[Array | np.ndarray, " cells"], *, key: PRNGKey
) -> Int[np.ndarray, "cells genes"]:
    """Draw new cells.

    Args:
        fit: What `fit_copula` returned.
        cell_type: Number of the type of every cell to draw.
        key: PRNG key. Equal keys give equal cells.

    Returns:
        Counts.

    Raises:
        ValueError: If a type is out of range.

    Example:
        >>> import jax, numpy as np
        >>> fit = fit_copula(np.full((5, 3), 2), np.zeros(5, int), 1)
        >>> draw_copula(fit, np.array([0, 0]), key=jax.random.key(1)).dtype
        dtype('int32')
    """
    n_types, n_genes = fit.mean.shape
    kind = _check_types(cell_type, n_types, n_cells=len(cell_type))
    counts = np.zeros((len(kind), n_genes), np.int32)
    for number in np.unique(kind).tolist():
        random, own = generator(key, "copula", number), np.nonzero(kind == number)[0]
        factor = fit.factor[fit.first[number] : fit.last[number]]
        score = random.standard_normal((len(own), len(factor)), np.float32) @ factor
        score += fit.ridge[number][None] * random.standard_normal(score.shape, np.float32)
        counts[own] = _quantiles(special.ndtr(score), fit.mean[number], fit.size[number])
    return counts


class _Block(NamedTuple):
    """Sizes and correlation of the cells of one type, or of all."""

    size: Float[np.ndarray, " genes"]
    factor: Float[np.ndarray, "rows genes"]
    ridge: Float[np.ndarray, " genes"]

    @classmethod
    def of(cls, cells: Matrix, random: np.random.Generator) -> "_Block":
        mean, size = _mean(cells), _size(cells)
        n_cells = cells.shape[0]
        if n_cells > _MOST_SCORED:
            cells = cells[np.sort(random.choice(n_cells, _MOST_SCORED, replace=False))]
        counts = rows(cells, np.arange(cells.shape[0])).astype(float)
        return cls(size, *_correlation(_normal_scores(counts, mean, size, random)))


def _check_types(
    cell_type: Int[Array | np.ndarray, " cells"], n_types: int, *, n_cells: int
) -> Int[np.ndarray, " cells"]:
    kind = np.asarray(cell_type)
    if kind.shape != (n_cells,):
        raise ValueError(
            f"`cell_type` must have one number per cell ({n_cells:,}), but has shape {kind.shape}."
        )
    if len(kind) and not 0 <= kind.min() <= kind.max() < n_types:
        raise ValueError(
            f"`cell_type` must be from 0 to {n_types - 1}, but goes from {kind.min()} to "
            f"{kind.max()}."
        )
    return kind


def _mean(cells: Matrix) -> Float[np.ndarray, " genes"]:
    return np.asarray(cells.mean(axis=0, dtype=float)).ravel()


def _shrunk_mean(cells: Matrix, own: Int[np.ndarray, " members"]) -> Float[np.ndarray, " genes"]:
    if not len(own):
        return _mean(cells)
    weight = len(own) / (len(own) + _SHRINK)
    return weight * _mean(cells[own]) + (1 - weight) * _mean(cells)


def _size(cells: Matrix) -> Float[np.ndarray, " genes"]:
    """Return the negative binomial size by moments; the largest where nothing is overdispersed."""
    mean = _mean(cells)
    square = cells.multiply(cells) if hasattr(cells, "multiply") else np.square(cells)
    excess = _mean(square) - mean**2 - mean
    largest = np.full_like(mean, _SIZES[1])
    return np.clip(np.divide(mean**2, excess, out=largest, where=excess > 0), *_SIZES)


def _normal_scores(
    counts: Float[np.ndarray, "cells genes"],
    mean: Float[np.ndarray, " genes"],
    size: Float[np.ndarray, " genes"],
    random: np.random.Generator,
) -> Float[np.ndarray, "cells genes"]:
    """Return Φ⁻¹ of a uniform number between F(x − 1) and F(x)."""
    share = size / (size + mean)  # probability of a success
    upper = np.broadcast_to((share**size)[None], counts.shape).copy()
    cell, gene = np.nonzero(counts)  # betainc costs the most, and most counts are 0
    upper[cell, gene] = special.betainc(size[gene], counts[cell, gene] + 1, share[gene])
    lower = np.zeros_like(upper)
    lower[cell, gene] = special.betainc(size[gene], counts[cell, gene], share[gene])
    uniform = lower + random.random(counts.shape) * (upper - lower)
    return special.ndtri(np.clip(uniform, _EDGE, 1 - _EDGE))


def _correlation(
    scores: Float[np.ndarray, "cells genes"],
) -> tuple[Float[np.ndarray, "rows genes"], Float[np.ndarray, " genes"]]:
    """Return factor and ridge of Ledoit and Wolf's covariance, rescaled to a correlation."""
    away = scores - scores.mean(axis=0, keepdims=True)
    n_cells, n_genes = away.shape
    keep, ridge = _shrinkage(away)
    spread = np.sqrt(keep * np.square(away).mean(axis=0) + ridge)
    spread = np.where(spread > 0, spread, 1.0)
    factor = away * (np.sqrt(keep / n_cells) / spread)[None]
    if n_cells > n_genes:
        factor = np.asarray(np.linalg.qr(factor, mode="r"))
    return factor, np.sqrt(ridge / spread**2 + _JITTER)


def _shrinkage(away: Float[np.ndarray, "cells genes"]) -> tuple[float, float]:
    """Return the weight of the sample's covariance, and the variance added to every gene."""
    n_cells, n_genes = away.shape
    small = away @ away.T if n_cells < n_genes else away.T @ away  # the same sum of squares
    variance = np.square(away).sum() / n_cells / n_genes
    squares = np.square(small).sum() / n_cells**2
    noise = (np.square(np.square(away).sum(axis=1)).sum() / n_cells - squares) / n_cells
    distance = squares - n_genes * variance**2
    weight = min(noise, distance) / distance if distance > 0 else 0.0
    return 1 - weight, weight * variance


def _quantiles(
    uniform: Float[np.ndarray, "cells genes"],
    mean: Float[np.ndarray, " genes"],
    size: Float[np.ndarray, " genes"],
) -> Int[np.ndarray, "cells genes"]:
    """Return the smallest counts whose distribution function reaches the uniform numbers."""
    mean, size = mean.astype(float), size.astype(float)
    fail = mean / (size + mean)
    log_none = size * np.log1p(-fail)
    counts = np.zeros(uniform.shape, np.int32)
    is_low = (mean <= _MOST_STEPS) & (log_none > _LEAST_LOG)
    low, high = np.nonzero(is_low)[0], np.nonzero(~is_low)[0]
    counts[:, low] = _go_up(uniform[:, low], np.exp(log_none[low]), size[low], fail[low])
    if len(high):
        from scipy.stats import nbinom

        found = nbinom.ppf(np.clip(uniform[:, high], None, _TOP), size[high], 1 - fail[high])
        counts[:, high] = np.minimum(found, np.iinfo(np.int32).max)
    return counts


def _go_up(
    uniform: Float[np.ndarray, "cells genes"],
    none: Float[np.ndarray, " genes"],
    size: Float[np.ndarray, " genes"],
    fail: Float[np.ndarray, " genes"],
) -> Int[np.ndarray, "cells genes"]:
    """Add up probabilities from 0, entry by entry; each entry ends at its own count."""
    counts = np.zeros(uniform.shape, np.int32)
    cell, gene = np.nonzero(uniform > none[None])
    goal = np.minimum(uniform[cell, gene], _TOP).astype(float)
    chance = none[gene]
    total, k = chance.copy(), 0
    while len(cell):
        chance *= (k + size[gene]) / (k + 1) * fail[gene]
        total += chance
        k += 1
        is_open = goal > total
        is_done = ~is_open
        counts[cell[is_done], gene[is_done]] = k
        cell, gene, goal = cell[is_open], gene[is_open], goal[is_open]
        chance, total = chance[is_open], total[is_open]
    return counts
