"""Latent values of a type's cells, as a Gaussian or cell by cell, to draw new ones from.

The prior of a conditional autoencoder is not the posterior of a type: cells drawn from the prior
differ too little between types.
"""

from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from sergiojax._types import PRNGKey

MOST_KEPT = 512  # cells of a type whose own latent values a model keeps
MOST_PLACED = 2_048  # cells of a type from which its Gaussian is estimated
_SHRINK = 10.0  # cells whose weight all cells together have in the covariance of a type
_SHARE_OF_ALL = 0.3  # of the covariance of all cells, which also holds the differences of types
_JITTER = 1e-6


class Latents(eqx.Module):
    """Where the latent values of each type lie.

    Attributes:
        mean: Center of a type.
        factor: Cholesky factor of its covariance.
        cell_mean: Centers of single cells, where they are kept.
        cell_sd: Their standard deviations.
        n_kept: Single cells that are kept of each type.
    """

    mean: Float[Array, "types latent"]
    factor: Float[Array, "types latent latent"]
    cell_mean: Float[Array, "types kept latent"]
    cell_sd: Float[Array, "types kept latent"]
    n_kept: Int[Array, " types"]


class Places(NamedTuple):
    """Latent values of some training cells.

    Attributes:
        mean: Mean of every cell's latent values.
        variance: Their variance.
        label: Type of every cell.
    """

    mean: Float[np.ndarray, "cells latent"]
    variance: Float[np.ndarray, "cells latent"]
    label: Int[np.ndarray, " cells"]


def no_latents(n_types: int, n_latent: int, *, keeps_cells: bool) -> Latents:
    """Return a standard normal for every type: what a model holds before it is trained.

    Args:
        n_types: Number of types.
        n_latent: Latent values of a cell.
        keeps_cells: Whether there is room for single cells.
    """
    cells = jnp.zeros((n_types, MOST_KEPT if keeps_cells else 0, n_latent))
    factor = jnp.tile(jnp.eye(n_latent)[None], (n_types, 1, 1))
    center = jnp.zeros((n_types, n_latent))
    return Latents(center, factor, cells, cells, jnp.zeros(n_types, jnp.int32))


def cells_to_place(
    label: Int[np.ndarray, " cells"], random: np.random.Generator
) -> Int[np.ndarray, " chosen"]:
    """Return the cells that represent their types: all, or 2,048 of a type at random."""
    chosen = [
        random.permutation(np.nonzero(label == each)[0])[:MOST_PLACED] for each in np.unique(label)
    ]
    return np.concatenate(chosen)


def fit_latents(
    places: Places, n_cells: Int[np.ndarray, " types"], *, keeps_cells: bool
) -> Latents:
    """Return where the types lie.

    The covariance of a type is w·cov + (1 − w)·0.3·cov of all cells + the mean variance of a cell,
    with w = n / (n + 10) and covariances of the cells' means.

    Args:
        places: Latent values of cells that represent their types, in random order.
        n_cells: Training cells of each type.
        keeps_cells: Whether to keep single cells as well, at most 512 of a type.
    """
    n_types, n_latent = len(n_cells), places.mean.shape[1]
    placed = np.bincount(places.label, minlength=n_types)
    weight = (n_cells / np.maximum(placed, 1) / n_cells.sum())[places.label]
    center = weight @ places.mean
    spread = np.cov(places.mean.T, bias=True, aweights=weight).reshape(n_latent, n_latent)
    found = no_latents(n_types, n_latent, keeps_cells=keeps_cells)
    mean, factor, cell_mean, cell_sd, n_kept = map(
        np.array, (found.mean, found.factor, found.cell_mean, found.cell_sd, found.n_kept)
    )
    for each, n in enumerate(n_cells.tolist()):
        own = places.label == each
        means = places.mean[own] if n else center[None]
        variances = places.variance[own] if n else places.variance
        w = n / (n + _SHRINK)
        covariance = w * np.cov(means.T, bias=True).reshape(n_latent, n_latent)
        covariance += (1 - w) * _SHARE_OF_ALL * spread
        covariance += np.diag(variances.mean(axis=0) + _JITTER)
        mean[each], factor[each] = means.mean(axis=0), np.linalg.cholesky(covariance)
        kept = means[: cell_mean.shape[1]]
        cell_mean[each, : len(kept)] = kept
        cell_sd[each, : len(kept)] = np.sqrt(variances[: len(kept)])
        n_kept[each] = len(kept)
    return Latents(*map(jnp.asarray, (mean, factor, cell_mean, cell_sd, n_kept)))


def draw_latents(
    latents: Latents, label: Int[Array, ""], *, key: PRNGKey
) -> Float[Array, " latent"]:
    """Return the latent values of one new cell, from the Gaussian of its type."""
    noise = jax.random.normal(key, (latents.mean.shape[1],))
    return latents.mean[label] + latents.factor[label] @ noise


def draw_near_a_cell(
    latents: Latents, label: Int[Array, ""], *, key: PRNGKey
) -> Float[Array, " latent"]:
    """Return the latent values of one new cell, near those of a random cell of its type."""
    cell_key, noise_key = jax.random.split(key)
    cell = jax.random.randint(cell_key, (), 0, jnp.maximum(latents.n_kept[label], 1))
    noise = jax.random.normal(noise_key, (latents.mean.shape[1],))
    return latents.cell_mean[label, cell] + latents.cell_sd[label, cell] * noise
