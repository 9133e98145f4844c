"""The four steps in SERGIO's order, with all that was planted on the way."""

import math
from collections.abc import Mapping
from typing import TypeAlias, overload

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int, Num, ScalarLike

from sergiojax._checks import is_traced
from sergiojax._types import Json, PRNGKey
from sergiojax.noise._draws import as_traceable
from sergiojax.noise._dropout import drop, find_midpoint
from sergiojax.noise._matrix import Matrix
from sergiojax.noise._profiles import NoiseProfile, technical_noise
from sergiojax.noise._scaling import scale_cells, scale_genes
from sergiojax.noise._technical_noise import TechnicalNoise, check_range
from sergiojax.noise._umi_counts import count

Expression: TypeAlias = Num[Array | np.ndarray, "*batch genes"]
Groups: TypeAlias = Mapping[str, Num[Array | np.ndarray, "..."]]

Profile = str | TechnicalNoise | NoiseProfile | Mapping[str, Json]


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


@overload
def add_technical_noise(
    expression: Expression, profile: Profile, *, key: PRNGKey, midpoint: ScalarLike | None = None
) -> Int[Array, "*batch genes"]: ...


@overload
def add_technical_noise(
    expression: Groups, profile: Profile, *, key: PRNGKey, midpoint: ScalarLike | None = None
) -> dict[str, Int[Array, "..."]]: ...


def add_technical_noise(
    expression: Expression | Groups,
    profile: Profile,
    *,
    key: PRNGKey,
    midpoint: ScalarLike | None = None,
) -> Int[Array, "*batch genes"] | dict[str, Int[Array, "..."]]:
    """Turn clean expression into the counts of a single-cell experiment.

    The arguments are those of `simulate_technical_noise`, which also returns what was planted.

    Returns:
        Counts (int32); by name if the expression is.

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271.
    """
    effects = simulate_technical_noise(expression, profile, key=key, midpoint=midpoint)
    if isinstance(effects, dict):
        return {name: group.counts for name, group in effects.items()}
    return effects.counts


@overload
def simulate_technical_noise(
    expression: Expression, profile: Profile, *, key: PRNGKey, midpoint: ScalarLike | None = None
) -> TechnicalEffects: ...


@overload
def simulate_technical_noise(
    expression: Groups, profile: Profile, *, key: PRNGKey, midpoint: ScalarLike | None = None
) -> dict[str, TechnicalEffects]: ...


def simulate_technical_noise(
    expression: Expression | Groups,
    profile: Profile,
    *,
    key: PRNGKey,
    midpoint: ScalarLike | None = None,
) -> TechnicalEffects | dict[str, TechnicalEffects]:
    """Turn clean expression into counts and return what was planted.

    Outlier genes, library size, dropout and Poisson counts follow each other in SERGIO's order.
    The four functions of this package, called one after the other with the same key, do the same.

    Cells to be compared, such as wild type and mutant, need one call: drawn separately, the noise
    has other outlier genes and another midpoint, so that unchanged genes differ too.

    Args:
        expression: Clean expression (molecules) of shape `(*batch, genes)`, for instance
            `(cells, genes)` or `(cell_types, cells, genes)`; or several of them by name. All cells
            share the outlier genes and the dropout midpoint.
        profile: A published profile by name ("DS1"), a TechnicalNoise, or its seven parameters.
        key: PRNG key. The same key and inputs give the same counts, and changing the setting of
            one step leaves the random draws of the others unchanged.
        midpoint: Dropout midpoint on the scale of log(1 + expression); by default the profile's
            percentile over all entries. For cells that come in blocks.

    Returns:
        Counts and what was planted in them; by name if the expression is.

    Raises:
        TypeError: If `profile` is not a profile.
        ValueError: If the profile is unknown or out of bounds, groups have different genes, or the
            expression is empty, negative or NaN.

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271.
    """
    if isinstance(expression, Mapping):
        cells = _together(expression)
        effects = simulate_technical_noise(cells, profile, key=key, midpoint=midpoint)
        return _apart(effects, {name: np.shape(group) for name, group in expression.items()})
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


def _together(groups: Groups) -> Num[Array | np.ndarray, "cells genes"]:
    """Return the cells of all groups in one list."""
    n_genes = {np.shape(group)[-1] for group in groups.values()}
    if len(n_genes) != 1:
        raise ValueError(
            "Groups of cells must have the same genes, but there are "
            f"{' and '.join(map(str, sorted(n_genes))) or 'no groups'}."
        )
    xp = jnp if is_traced(*groups.values()) else np
    return xp.concatenate([xp.reshape(group, (-1, *n_genes)) for group in groups.values()])


def _apart(
    effects: TechnicalEffects, shapes: Mapping[str, tuple[int, ...]]
) -> dict[str, TechnicalEffects]:
    """Return what was planted in each of the groups."""
    found, first = {}, 0
    for name, shape in shapes.items():
        part = slice(first, first + math.prod(shape[:-1]))
        found[name] = TechnicalEffects(
            counts=effects.counts[part].reshape(shape),
            outlier_factor=effects.outlier_factor,
            library_size=effects.library_size[part].reshape(shape[:-1]),
            kept=effects.kept[part].reshape(shape),
            midpoint=effects.midpoint,
        )
        first = part.stop
    return found
