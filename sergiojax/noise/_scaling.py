"""The two steps that scale: genes that stand out in every cell, and how much of a cell is read."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import ndtri
from jaxtyping import Array, Float, Num, ScalarLike

from sergiojax._safe import safe_divide
from sergiojax._types import PRNGKey
from sergiojax.noise._draws import Step, as_traceable, step_key, uniform, uniform_rows
from sergiojax.noise._matrix import Matrix
from sergiojax.noise._technical_noise import check_lognormal, check_range


def add_outlier_genes(
    expression: Num[Array | np.ndarray, "*batch genes"],
    *,
    key: PRNGKey,
    probability: ScalarLike,
    mean: ScalarLike,
    sd: ScalarLike,
) -> tuple[Float[Array, "*batch genes"], Float[Array, " genes"]]:
    """Multiply some genes by a large factor, the same in every cell.

    Args:
        expression: Expression (molecules), genes last; all leading axes share the factors.
        key: PRNG key. The factor of a gene depends on it and the gene's position alone, so blocks
            of cells that get the same key get the same outliers.
        probability: Probability of a gene to be an outlier.
        mean: μ_o, mean of the natural logarithm of an outlier's factor.
        sd: σ_o, its standard deviation.

    Returns:
        The scaled expression, and the factor of every gene: 1 unless it is an outlier.

    Raises:
        ValueError: If a parameter is out of bounds, or the expression is empty, negative or NaN.

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271.
    """
    check_range("probability", probability, low=0.0, high=1.0)
    check_lognormal("An outlier factor", mean, sd, names=("mean", "sd"))
    matrix = Matrix.of(expression)
    scaled, factor = scale_genes(matrix.values, key, probability, mean, sd)
    return matrix.restore(scaled), matrix.restore_genes(factor)


def scale_library_size(
    expression: Num[Array | np.ndarray, "*batch genes"],
    *,
    key: PRNGKey,
    mean: ScalarLike,
    sd: ScalarLike,
) -> tuple[Float[Array, "*batch genes"], Float[Array, "*batch"]]:
    """Scale every cell to a total drawn from a log-normal distribution.

    Args:
        expression: Expression (molecules), genes last.
        key: PRNG key.
        mean: μ_l, mean of the natural logarithm of a library size.
        sd: σ_l, its standard deviation.

    Returns:
        The scaled expression, and the library size of every cell (molecules), which is now
        its total. A cell without any expression stays empty, whatever its library size.

    Raises:
        ValueError: If a parameter is out of bounds, or the expression is empty, negative or NaN.

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271.
    """
    check_lognormal("A library size", mean, sd, names=("mean", "sd"))
    matrix = Matrix.of(expression)
    scaled, library_size = scale_cells(matrix.values, key, mean, sd)
    return matrix.restore(scaled), matrix.restore_cells(library_size)


def scale_genes(
    values: Float[Array, "cells genes"],
    key: PRNGKey,
    probability: ScalarLike,
    mean: ScalarLike,
    sd: ScalarLike,
) -> tuple[Float[Array, "cells genes"], Float[Array, " genes"]]:
    """Apply `add_outlier_genes` to a padded matrix."""
    numbers = as_traceable(probability), as_traceable(mean), as_traceable(sd)
    return _scale_genes(values, step_key(key, Step.OUTLIER_GENES), *numbers)


def scale_cells(
    values: Float[Array, "cells genes"],
    key: PRNGKey,
    mean: ScalarLike,
    sd: ScalarLike,
    first_cell: int | None = None,
) -> tuple[Float[Array, "cells genes"], Float[Array, " cells"]]:
    """Apply `scale_library_size` to a padded matrix, or to its rows from `first_cell` on."""
    random = uniform_rows(
        step_key(key, Step.LIBRARY_SIZE), first_row=first_cell, shape=values.shape[:1]
    )
    return _scale_cells(values, random, as_traceable(mean), as_traceable(sd))


@jax.jit
def _scale_genes(
    values: Float[Array, "cells genes"],
    key: PRNGKey,
    probability: Float[Array, ""],
    mean: Float[Array, ""],
    sd: Float[Array, ""],
) -> tuple[Float[Array, "cells genes"], Float[Array, " genes"]]:
    which, size = uniform(key, shape=(values.shape[-1], 2)).T
    factor = jnp.where(which < probability, jnp.exp(mean + sd * ndtri(size)), 1.0)
    return values * factor[None], factor


@jax.jit
def _scale_cells(
    values: Float[Array, "cells genes"],
    random: Float[Array, " cells"],
    mean: Float[Array, ""],
    sd: Float[Array, ""],
) -> tuple[Float[Array, "cells genes"], Float[Array, " cells"]]:
    library_size = jnp.exp(mean + sd * ndtri(random))
    # SERGIO divides by the total unchecked, so an all-zero cell becomes NaN.
    scale = safe_divide(library_size, _total(values))
    return values * scale[:, None], library_size


def _total(values: Float[Array, "cells genes"]) -> Float[Array, " cells"]:
    """Return the sum of every row, added in an order that the number of rows does not change.

    XLA chooses the order of a reduction by the whole shape, and the total of a cell would depend
    on how many others are in the block. Here one half is added to the other until one is left.
    """
    while values.shape[1] > 1:
        half = (values.shape[1] + 1) // 2
        rest = jnp.pad(values[:, half:], ((0, 0), (0, values.shape[1] % 2)))
        # Without the barrier XLA would write all levels as one expression of every element.
        values = jax.lax.optimization_barrier(values[:, :half] + rest)
    return values[:, 0]
