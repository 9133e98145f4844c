"""The four steps in SERGIO's order, with all that was planted on the way."""

from collections.abc import Mapping
from typing import Any

import equinox as eqx
import numpy as np
from jaxtyping import Array, Bool, Float, Int, Num, ScalarLike

from sergiojax._types import PRNGKey
from sergiojax.noise._draws import as_traceable
from sergiojax.noise._dropout import drop, find_midpoint
from sergiojax.noise._matrix import Matrix
from sergiojax.noise._profiles import NoiseProfile, technical_noise
from sergiojax.noise._scaling import scale_cells, scale_genes
from sergiojax.noise._technical_noise import TechnicalNoise, check_range
from sergiojax.noise._umi_counts import count

Profile = str | TechnicalNoise | NoiseProfile | Mapping[str, Any]


class TechnicalEffects(eqx.Module):
    """Counts, and the truth about the noise in them.

    Attributes:
        counts: Molecules read.
        outlier_factor: Factor of every gene; 1 unless it is an outlier.
        library_size: Molecules that a cell holds after scaling, before dropout.
        kept: Entries that dropout left.
        midpoint: log(1 + expression) at which an entry was kept half of the time.
    """

    counts: Int[Array, "*batch genes"]
    outlier_factor: Float[Array, " genes"]
    library_size: Float[Array, "*batch"]
    kept: Bool[Array, "*batch genes"]
    midpoint: Float[Array, ""]


def add_technical_noise(
    expression: Num[Array | np.ndarray, "*batch genes"],
    profile: Profile,
    *,
    key: PRNGKey,
    midpoint: ScalarLike | None = None,
) -> Int[Array, "*batch genes"]:
    """Turn clean expression into the counts of a single-cell experiment.

    The arguments are those of `simulate_technical_noise`, which also tells what was planted.

    Returns:
        Counts (int32).

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271.
    """
    return simulate_technical_noise(expression, profile, key=key, midpoint=midpoint).counts


def simulate_technical_noise(
    expression: Num[Array | np.ndarray, "*batch genes"],
    profile: Profile,
    *,
    key: PRNGKey,
    midpoint: ScalarLike | None = None,
) -> TechnicalEffects:
    """Turn clean expression into counts and tell what was planted.

    Outlier genes, library size, dropout and Poisson counts follow each other in SERGIO's order.
    The four functions of this package, called one after the other with the same key, do the same.

    Args:
        expression: Clean expression (molecules) of shape `(*batch, genes)`, for instance
            `(cells, genes)` or `(cell_types, cells, genes)`. All cells share the outlier genes
            and the dropout midpoint.
        profile: A published profile by name ("DS1"), a TechnicalNoise, or its seven parameters.
        key: PRNG key. Equal keys and inputs give equal counts, and changing the setting of one
            step leaves the random draws of the others as they are.
        midpoint: Dropout midpoint on the scale of log(1 + expression); by default the profile's
            percentile over all entries. For cells that come in blocks.

    Returns:
        Counts and what was planted in them.

    Raises:
        TypeError: If `profile` is no profile.
        ValueError: If the profile is unknown or out of bounds, or the expression is empty,
            negative or NaN.

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271.
    """
    noise = technical_noise(profile)
    matrix = Matrix.of(expression)
    values, outlier_factor = scale_genes(
        matrix.values, key, noise.outlier_probability, noise.outlier_mean, noise.outlier_sd
    )
    values, library_size = scale_cells(values, key, noise.library_mean, noise.library_sd)
    if midpoint is None:
        level = find_midpoint(matrix._replace(values=values), noise.dropout_percentile)
    else:
        check_range("midpoint", midpoint, low=-np.inf, high=np.inf)
        level = as_traceable(midpoint)
    values, kept = drop(values, key, noise.dropout_steepness, level)
    return TechnicalEffects(
        counts=matrix.restore(count(values, key)),
        outlier_factor=matrix.restore_genes(outlier_factor),
        library_size=matrix.restore_cells(library_size),
        kept=matrix.restore(kept),
        midpoint=level,
    )
