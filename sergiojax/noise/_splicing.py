"""Technical noise of unspliced and spliced molecules, which one experiment reads together.

Both come from the same genes of the same cell, so outlier genes, library size and the dropout
midpoint are shared. What happens to a molecule, dropout and counting, is drawn separately.
"""

import equinox as eqx
import numpy as np
from jaxtyping import Array, Bool, Float, Int, Num

from sergiojax._safe import safe_divide
from sergiojax._types import PRNGKey
from sergiojax.noise._draws import Step, step_key
from sergiojax.noise._dropout import drop, find_midpoint
from sergiojax.noise._matrix import Matrix
from sergiojax.noise._profiles import technical_noise
from sergiojax.noise._scaling import scale_cells, scale_genes
from sergiojax.noise._simulate import Profile
from sergiojax.noise._technical_noise import TechnicalNoise
from sergiojax.noise._umi_counts import count


class SplicingEffects(eqx.Module):
    """Counts of unspliced and spliced molecules, and the truth about the noise in them.

    Attributes:
        unspliced: Unspliced molecules read.
        spliced: Spliced molecules read.
        outlier_factor: Factor of every gene, for both; 1 unless it is an outlier.
        library_size: Unspliced and spliced molecules that a cell holds after scaling, before
            dropout.
        unspliced_kept: Unspliced entries that dropout left.
        spliced_kept: Spliced entries that dropout left.
        midpoint: log(1 + expression) at which an entry of either was kept half of the time.
    """

    unspliced: Int[Array, "*batch genes"]
    spliced: Int[Array, "*batch genes"]
    outlier_factor: Float[Array, " genes"]
    library_size: Float[Array, "*batch"]
    unspliced_kept: Bool[Array, "*batch genes"]
    spliced_kept: Bool[Array, "*batch genes"]
    midpoint: Float[Array, ""]


def simulate_splicing_noise(
    unspliced: Num[Array | np.ndarray, "*batch genes"],
    spliced: Num[Array | np.ndarray, "*batch genes"],
    *,
    profile: Profile,
    key: PRNGKey,
) -> SplicingEffects:
    """Turn clean unspliced and spliced expression into counts and return what was planted.

    Outlier factors multiply both; the library size is the total of both; the dropout midpoint is
    the profile's percentile of log(1 + unspliced + spliced) over all entries. An entry then
    survives by its own log(1 + unspliced) or log(1 + spliced), and is counted, by draws of its
    own.

    Args:
        unspliced: Clean unspliced expression (molecules) of shape `(*batch, genes)`.
        spliced: Clean spliced expression (molecules) of the same shape.
        profile: A published profile by name ("DS13"), a TechnicalNoise, or its seven parameters.
        key: PRNG key. Without any unspliced molecules the spliced counts are those of
            `simulate_technical_noise` with this key.

    Returns:
        Both counts and what was planted in them.

    Raises:
        TypeError: If `profile` is not a profile.
        ValueError: If the profile is unknown or out of bounds, the shapes differ, or an
            expression is empty, negative or NaN.

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271.
    """
    noise = technical_noise(profile)
    if np.shape(unspliced) != np.shape(spliced):
        raise ValueError(
            "Unspliced and spliced expression must have one shape, "
            f"but they have {np.shape(unspliced)} and {np.shape(spliced)}."
        )
    matrix = Matrix.of(spliced)
    outliers = noise.outlier_probability, noise.outlier_mean, noise.outlier_sd
    u, outlier_factor = scale_genes(Matrix.of(unspliced).values, key, *outliers)
    s, _ = scale_genes(matrix.values, key, *outliers)
    u, s, library_size = _scale_cells_together(u, s, key, noise)
    midpoint = find_midpoint(matrix._replace(values=u + s), noise.dropout_percentile)
    # Spliced molecules use the key itself: alone they get the counts of `simulate_technical_noise`.
    unspliced_key = step_key(key, Step.UNSPLICED)
    u, unspliced_kept = drop(u, unspliced_key, noise.dropout_steepness, midpoint)
    s, spliced_kept = drop(s, key, noise.dropout_steepness, midpoint)
    return SplicingEffects(
        unspliced=matrix.restore(count(u, unspliced_key)),
        spliced=matrix.restore(count(s, key)),
        outlier_factor=matrix.restore_genes(outlier_factor),
        library_size=matrix.restore_cells(library_size),
        unspliced_kept=matrix.restore(unspliced_kept),
        spliced_kept=matrix.restore(spliced_kept),
        midpoint=midpoint,
    )


def _scale_cells_together(
    u: Float[Array, "cells genes"],
    s: Float[Array, "cells genes"],
    key: PRNGKey,
    noise: TechnicalNoise,
) -> tuple[Float[Array, "cells genes"], Float[Array, "cells genes"], Float[Array, " cells"]]:
    """Scale both so that they hold the library size together, and return it too."""
    together = u + s
    _, library_size = scale_cells(together, key, noise.library_mean, noise.library_sd)
    scale = safe_divide(library_size, together.sum(axis=-1))[:, None]
    return u * scale, s * scale, library_size
