"""Library sizes of new cells: log-normal for each type, since types differ in depth.

A type with few cells says little about its own depth, so it borrows from all cells.
"""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from sergiojax._types import PRNGKey
from sergiojax.learn._cells import Cells

SHRINK = 5.0  # cells whose weight all cells together have in the statistics of a type


class Library(eqx.Module):
    """Log-normal library sizes of every type.

    Attributes:
        mean: Mean of the natural logarithm of a cell's total count.
        sd: Its standard deviation.
    """

    mean: Float[Array, " types"]
    sd: Float[Array, " types"]


def no_library(n_types: int) -> Library:
    """Return library sizes of 1 for every type: what a model holds before it knows its cells."""
    return Library(jnp.zeros(n_types), jnp.zeros(n_types))


def fit_library(cells: Cells) -> Library:
    """Return the library sizes of the cells' types, shrunk to all cells where a type has few.

    Mean and standard deviation of a type with n cells have weight n / (n + 5); those of all cells
    have the rest. A library is the total over the genes at hand, and at least 1, so an empty cell
    counts as one of a single molecule.

    Args:
        cells: Cells to learn from; a sparse matrix stays sparse.

    Example:
        >>> from sergiojax.learn import cells_of
        >>> cells = cells_of(np.full((20, 5), 2.0), cell_type=["B", "T"] * 10)
        >>> np.exp(fit_library(cells).mean).round(3).tolist()
        [10.0, 10.0]
    """
    total = np.asarray(cells.counts.sum(axis=1), float).ravel()
    logs = np.log(np.maximum(total, 1.0))
    n_cells = cells.type_counts.astype(float)
    weight = n_cells / (n_cells + SHRINK)
    own = np.maximum(n_cells, 1.0)
    mean = np.bincount(cells.label, logs, len(n_cells)) / own
    away = np.square(logs - mean[cells.label])
    sd = np.sqrt(np.bincount(cells.label, away, len(n_cells)) / own)
    return Library(
        jnp.asarray(weight * mean + (1 - weight) * logs.mean(), jnp.float32),
        jnp.asarray(weight * sd + (1 - weight) * logs.std(), jnp.float32),
    )


def draw_log_library(library: Library, label: Int[Array, ""], *, key: PRNGKey) -> Float[Array, ""]:
    """Return the natural logarithm of the total count of one new cell.

    Args:
        library: Library sizes of every type.
        label: Type of the cell.
        key: PRNG key.
    """
    return library.mean[label] + library.sd[label] * jax.random.normal(key)
