"""Batches: the same experiment done several times, each time a little differently.

Methods that remove batch effects are judged by what they leave. So every cell comes with its
twin: the counts that the same random numbers give without the batch effects.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax.scipy.special import ndtri
from jaxtyping import Array, Bool, Float, Int, Num, ScalarLike, Shaped

from sergiojax._types import PRNGKey
from sergiojax.noise._draws import Step, as_traceable, step_key, uniform
from sergiojax.noise._profiles import NoiseProfile, technical_noise
from sergiojax.noise._scaling import add_outlier_genes
from sergiojax.noise._simulate import Profile, TechnicalEffects, simulate_technical_noise
from sergiojax.noise._technical_noise import PARAMETERS, TechnicalNoise, check_range

Labels = Sequence[str] | Sequence[int] | Shaped[Array | np.ndarray, "..."]
Profiles = Profile | Mapping[Any, Profile] | Sequence[Profile]

LARGEST_BATCH_EFFECT = 3.0
"""Largest σ of the gene factors; already at 1, genes differ by a factor of 4 between batches."""


class BatchEffects(eqx.Module):
    """Counts in batches, their twin without batches, and the truth about the noise.

    Attributes:
        counts: Molecules read.
        twin: Molecules that the same random numbers give with the first batch's profile and
            outlier genes and without gene factors.
        labels: Label of every batch, sorted.
        batch: Index into `labels` of every cell.
        gene_factor: Batch effect on every gene; 1 if there is none.
        outlier_factor: Factor of every gene; 1 unless it is an outlier.
        library_size: Molecules that a cell holds after scaling, before dropout.
        kept: Entries that dropout left.
        midpoint: log(1 + expression) at which an entry of a batch was kept half of the time.
    """

    counts: Int[Array, "cells genes"]
    twin: Int[Array, "cells genes"]
    labels: tuple[str | int, ...] = eqx.field(static=True)
    batch: Int[np.ndarray, " cells"]
    gene_factor: Float[Array, "batches genes"]
    outlier_factor: Float[Array, "batches genes"]
    library_size: Float[Array, " cells"]
    kept: Bool[Array, "cells genes"]
    midpoint: Float[Array, " batches"]


def simulate_batches(
    expression: Num[Array | np.ndarray, "cells genes"],
    profiles: Profiles,
    *,
    batch: Labels,
    key: PRNGKey,
    share_outliers: bool = True,
    batch_effect: ScalarLike = 0.0,
) -> BatchEffects:
    """Turn clean expression into counts, batch by batch, and return what was planted.

    Every batch goes through `simulate_technical_noise` on its own; the dropout midpoint is the
    percentile within the batch. Batches are numbered in the sorted order of their labels. The
    first draws from the key itself, the others from keys of their own, so a batch
    that is added after the others in this order leaves their counts unchanged.

    Args:
        expression: Clean expression (molecules).
        batch: Label of every cell's batch.
        profiles: One profile for all batches, a mapping from label to profile, or one profile
            per batch in sorted order of the labels.
        key: PRNG key. With a single batch and no batch effect, the counts are those of
            `simulate_technical_noise`.
        share_outliers: All batches draw their outlier genes from the same random numbers, so that
            equal parameters give equal outliers; otherwise each batch draws its own.
        batch_effect: σ of one more factor per batch and gene, LogNormal(0, σ), as in Splatter.

    Returns:
        Counts, their twin, and what was planted.

    Raises:
        TypeError: If a profile is not a name, a TechnicalNoise or a mapping.
        ValueError: If the labels do not fit the cells or the profiles, a setting is out of
            bounds, or the expression is empty, negative or NaN.

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271; batch factors: Zappia, Phipson
        and Oshlack (2017), Genome Biology 18, 174.
    """
    check_range("batch_effect", batch_effect, low=0.0, high=LARGEST_BATCH_EFFECT)
    labels, number = _number_batches(batch, np.shape(expression))
    noises = _resolve_profiles(profiles, labels)
    parts, twins, gene_factors = [], [], []
    for index, noise in enumerate(noises):
        own_key = jax.random.fold_in(step_key(key, Step.BATCHES), index) if index else key
        cells = jnp.asarray(expression)[number == index]
        factor = _draw_gene_factors(own_key, batch_effect, n_genes=cells.shape[1])
        outlier_key = key if share_outliers else own_key
        parts.append(_count(cells * factor[None], noise, own_key, outlier_key))
        twins.append(_count(cells, noises[0], own_key, key).counts)
        gene_factors.append(factor)
    back = np.argsort(np.argsort(number, kind="stable"))
    return BatchEffects(
        counts=jnp.concatenate([part.counts for part in parts])[back],
        twin=jnp.concatenate(twins)[back],
        labels=labels,
        batch=number,
        gene_factor=jnp.stack(gene_factors),
        outlier_factor=jnp.stack([part.outlier_factor for part in parts]),
        library_size=jnp.concatenate([part.library_size for part in parts])[back],
        kept=jnp.concatenate([part.kept for part in parts])[back],
        midpoint=jnp.stack([part.midpoint for part in parts]),
    )


def _count(
    expression: Num[Array, "cells genes"],
    noise: TechnicalNoise,
    key: PRNGKey,
    outlier_key: PRNGKey,
) -> TechnicalEffects:
    """Apply `simulate_technical_noise`, with the outlier genes of another key."""
    scaled, outlier_factor = add_outlier_genes(
        expression,
        key=outlier_key,
        probability=noise.outlier_probability,
        mean=noise.outlier_mean,
        sd=noise.outlier_sd,
    )
    effects = simulate_technical_noise(scaled, noise.replace(outlier_probability=0.0), key=key)
    return eqx.tree_at(lambda planted: planted.outlier_factor, effects, outlier_factor)


def _draw_gene_factors(
    key: PRNGKey, batch_effect: ScalarLike, *, n_genes: int
) -> Float[Array, " genes"]:
    random = uniform(step_key(key, Step.GENE_FACTORS), shape=(n_genes,))
    return jnp.exp(as_traceable(batch_effect) * ndtri(random))


def _number_batches(
    batch: Labels, shape: tuple[int, ...]
) -> tuple[tuple[str | int, ...], Int[np.ndarray, " cells"]]:
    """Return the sorted labels, and the index of every cell's label among them."""
    if len(shape) != 2 or 0 in shape:
        raise ValueError(
            "Expression must be a matrix of at least one cell and one gene, (cells, genes), "
            f"but its shape is {shape}."
        )
    labels = np.asarray(batch)
    if labels.shape != shape[:1]:
        raise ValueError(
            f"`batch` must hold one label for each of the {shape[0]} cells, "
            f"but its shape is {labels.shape}."
        )
    is_text = labels.dtype.kind == "O" and all(isinstance(label, str) for label in labels)
    if not (is_text or labels.dtype.kind in "iuU"):
        raise ValueError(
            "Labels of batches must all be whole numbers or all be text, "
            f"but they are {labels.dtype}."
        )
    found, number = np.unique(labels, return_inverse=True)
    return tuple(found.tolist()), number


def _resolve_profiles(profiles: Profiles, labels: tuple[str | int, ...]) -> list[TechnicalNoise]:
    """Return the parameters of every batch."""
    if isinstance(profiles, Mapping) and not set(PARAMETERS) & set(profiles):
        if set(profiles) != set(labels):
            raise ValueError(
                f"The profiles must be those of the batches {', '.join(map(str, labels))}, "
                f"but they are of {', '.join(map(str, profiles)) or 'none'}."
            )
        return [technical_noise(profiles[label]) for label in sorted(profiles)]
    if isinstance(profiles, Sequence) and not isinstance(profiles, str | NoiseProfile):
        if len(profiles) != len(labels):
            raise ValueError(
                f"There must be one profile for each of the {len(labels)} batches, "
                f"but there are {len(profiles)}."
            )
        return [technical_noise(profile) for profile in profiles]
    return [technical_noise(profiles)] * len(labels)
