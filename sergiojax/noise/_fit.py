"""Technical noise found from data: the seven parameters that make clean expression look real.

There is no likelihood to climb: counts are whole, outlier genes are on or off, and the real cells
are not the simulated ones. So the two matrices are compared by the distributions of five
statistics, and an evolution strategy, which needs no gradient, brings these together. Every
simulation draws from the same key; the loss is then a function of the parameters alone.

Source:
    The five statistics: Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271, and
    `scNoise.match` of SERGIO v2.
"""

import itertools
import math
from collections.abc import Callable
from typing import NamedTuple

import equinox as eqx
import jax
import numpy as np
from jaxtyping import Array, Float, Num
from scipy.special import expit, logit

from sergiojax._checks import check_count
from sergiojax._types import PRNGKey
from sergiojax.noise._draws import Step, step_key
from sergiojax.noise._evolution import Evolution
from sergiojax.noise._profiles import PROFILES
from sergiojax.noise._simulate import add_technical_noise
from sergiojax.noise._technical_noise import HIGHEST_FACTOR, REACH, TechnicalNoise

Statistics = dict[str, Float[np.ndarray, "..."]]
Vector = Float[np.ndarray, " parameters"]

QUANTILES = (np.arange(100) + 0.5) / 100

SMALLEST_SPREAD = 0.01
"""Least spread that a distance is measured in: 1 % in size, or one entry in a hundred."""

SCALES = np.array([1.0, 1.0, 0.3, 0.1, 0.2, 0.5, 0.5])
"""How far each transformed parameter may be off at the start; the search steps in these units."""

POSITIVE = [2, 4, 5]
"""Positions of σ_o, σ_l and k, which are searched as logarithms."""

SHARES = [0, 6]
"""Positions of p and q, which are searched as logits."""

MOST_OUTLIERS = 0.5
"""Largest p searched: were most genes scaled, the others would be the outliers."""

SMALLEST_STEP = 1e-3
"""Spread of the candidates, in units of `SCALES`, at which the search has arrived."""

N_STARTING = 4 * len(PROFILES)
"""Simulations that find the start."""


class Distance(NamedTuple):
    """Distance between real and simulated data.

    Attributes:
        before: Where the search starts: a published profile, its library size adapted and perhaps
            a tenth of its outliers.
        after: With the parameters found.
    """

    before: float
    after: float


class NoiseFit(eqx.Module):
    """Technical noise fitted to real counts.

    Attributes:
        noise: The seven parameters.
        profile: Name of the nearest published profile, where the search started.
        distance: Distance in every statistic, in interquartile ranges of the real data.
        n_evaluations: Simulations that were compared with the real data.
    """

    noise: TechnicalNoise
    profile: str = eqx.field(static=True)
    distance: dict[str, Distance]
    n_evaluations: int

    @property
    def loss(self) -> Distance:
        """Sum of the distances, which the search lowers."""
        return Distance(*map(sum, zip(*self.distance.values(), strict=True)))


def fit_technical_noise(
    counts: Num[Array | np.ndarray, "cells genes"],
    clean: Num[Array | np.ndarray, "clean_cells clean_genes"],
    *,
    key: PRNGKey,
    max_evaluations: int = 1000,
) -> NoiseFit:
    """Find the technical noise that makes clean expression look like real counts.

    The distributions compared are library size, zeros per gene and per cell, and mean and
    variance per gene; sizes as log(1 + x). The distance is the mean difference of a hundred
    quantiles over the interquartile range of the real ones. The numbers of cells and genes
    may differ, but library size and mean per gene cannot both agree if the numbers of genes do not.

    What can be learned: the library sizes within sampling error, and dropout as far as it shapes
    the zeros; steep ones look alike. Outliers are weakly determined: of a hundred genes one or
    none is an outlier, and p, μ_o and σ_o are then little more than where the search started.
    Where outliers of the real data hold most molecules, this spoils the library sizes and dropout
    as well. Trust the distances rather than the parameters one by one.

    Args:
        counts: Real counts (molecules), whole numbers.
        clean: Clean simulated expression (molecules) of comparable cells.
        key: PRNG key. The same key and inputs give the same fit.
        max_evaluations: Simulations made at most. Each one adds noise to all of `clean`.

    Returns:
        The parameters, and how near they come.

    Raises:
        TypeError: If `max_evaluations` is not a whole number.
        ValueError: If `max_evaluations` is below 40, a matrix has fewer than two cells, no gene
            or no molecule, an entry is negative or NaN, or a count is not whole.
    """
    check_count("max_evaluations", max_evaluations, least=N_STARTING)
    check_matrix("Counts", counts)
    check_matrix("Clean expression", clean)
    if np.any(np.asarray(counts) % 1):
        raise ValueError("Counts must be whole numbers, but some are not; give them as counted.")
    target = Target.of(summarize(np.asarray(counts)))

    def simulate(noise: TechnicalNoise) -> Statistics:
        return summarize(np.asarray(add_technical_noise(clean, noise, key=key)))

    profile, noise, before = find_start(target, simulate)
    after, n_evaluations = before, N_STARTING
    seed = np.asarray(jax.random.bits(step_key(key, Step.SEARCH), (4,)))
    search = Evolution(to_vector(noise), random=np.random.default_rng(seed))
    while search.spread > SMALLEST_STEP and n_evaluations + search.n_offspring <= max_evaluations:
        vectors, losses = search.ask(), []
        for proposed in map(from_vector, vectors):
            if proposed is None:
                losses.append(math.inf)
                continue
            distance = measure(simulate(proposed), target)
            losses.append(sum(distance.values()))
            if losses[-1] < sum(after.values()):
                noise, after = proposed, distance
        search.tell(vectors, losses)
        n_evaluations += len(vectors)
    distance = {name: Distance(before[name], after[name]) for name in before}
    return NoiseFit(noise, profile, distance, n_evaluations)


class Target(NamedTuple):
    """What the search aims at: quantiles of the real data, and the units of the distances."""

    quantiles: Statistics
    spread: dict[str, float]
    log_total_mean: float
    log_total_sd: float

    @classmethod
    def of(cls, real: Statistics) -> "Target":
        """Take the quantiles of the real data."""
        ranges = {name: np.subtract(*np.quantile(x, [0.75, 0.25])) for name, x in real.items()}
        log_total = real["library_size"]
        return cls(
            {name: np.quantile(values, QUANTILES) for name, values in real.items()},
            {name: max(float(width), SMALLEST_SPREAD) for name, width in ranges.items()},
            float(log_total.mean()),
            max(float(log_total.std()), SMALLEST_SPREAD),
        )


def check_matrix(what: str, matrix: Num[Array | np.ndarray, "..."]) -> None:
    """Refuse data that no distribution can be taken from.

    Raises:
        ValueError: If it is not a matrix, has fewer than two cells, no gene or no molecule, or an
            entry is negative, infinite or NaN.
    """
    shape = np.shape(matrix)
    if len(shape) != 2 or shape[0] < 2 or shape[1] < 1:
        raise ValueError(
            f"{what} must be a matrix (cells, genes) with at least two cells and one gene, "
            f"but the shape is {shape}."
        )
    values = np.asarray(matrix)
    bad = values[~(np.isfinite(values) & (values >= 0))]
    if bad.size:
        raise ValueError(f"{what} must be finite and not negative, but an entry is {bad[0]:g}.")
    if not values.any():
        raise ValueError(f"{what} must hold molecules, but every entry is 0.")


def find_start(
    target: Target, simulate: Callable[[TechnicalNoise], Statistics]
) -> tuple[str, TechnicalNoise, dict[str, float]]:
    """Return the nearest published profile, its library size adapted, and its distances.

    The log totals of the real cells give the library size, up to what dropout takes away, which
    one simulation shows. Each profile is tried with its outliers and with a tenth of them, because
    a large outlier that only one of the two data sets has hides all else.
    """
    mean, sd = target.log_total_mean, target.log_total_sd
    starts = []
    for (name, profile), share in itertools.product(PROFILES.items(), (1.0, 0.1)):
        noise = profile.noise
        noise = noise.replace(outlier_probability=share * noise.outlier_probability)
        found = simulate(_with_library(noise, mean, sd))["library_size"]
        ratio = min(max(sd / max(float(found.std()), SMALLEST_SPREAD), 0.5), 2.0)
        noise = _with_library(noise, 2 * mean - float(found.mean()), sd * ratio)
        starts.append((name, noise, measure(simulate(noise), target)))
    return min(starts, key=lambda start: sum(start[2].values()))


def _with_library(noise: TechnicalNoise, mean: float, sd: float) -> TechnicalNoise:
    """Replace the library size, below what counts hold."""
    highest = math.log(HIGHEST_FACTOR) - REACH * sd
    return noise.replace(library_mean=min(mean, highest), library_sd=sd)


def summarize(counts: Num[np.ndarray, "cells genes"]) -> Statistics:
    """Return the five statistics, one number per cell or gene each."""
    is_zero = counts == 0
    return {
        "library_size": np.log1p(counts.sum(axis=1, dtype=float)),
        "zeros_per_gene": is_zero.mean(axis=0),
        "zeros_per_cell": is_zero.mean(axis=1),
        "mean_per_gene": np.log1p(counts.mean(axis=0, dtype=float)),
        "variance_per_gene": np.log1p(counts.var(axis=0, dtype=float)),
    }


def measure(simulated: Statistics, target: Target) -> dict[str, float]:
    """Return the distance in every statistic, in interquartile ranges of the real one."""
    return {
        name: float(np.abs(np.quantile(values, QUANTILES) - target.quantiles[name]).mean())
        / target.spread[name]
        for name, values in simulated.items()
    }


def to_vector(noise: TechnicalNoise) -> Vector:
    """Return the parameters on scales without bounds, in units of `SCALES`."""
    values = np.array(list(noise.to_dict().values()))
    values[POSITIVE] = np.log(values[POSITIVE])
    values[SHARES] = logit(values[SHARES] / [MOST_OUTLIERS, 100])
    return values / SCALES


def from_vector(vector: Vector) -> TechnicalNoise | None:
    """Undo `to_vector`; None if library sizes or outliers reach beyond what counts hold."""
    values = vector * SCALES
    values[POSITIVE] = np.exp(np.minimum(values[POSITIVE], 50.0))  # still finite in float32
    values[SHARES] = expit(values[SHARES]) * [MOST_OUTLIERS, 100]
    try:
        return TechnicalNoise(*values)
    except ValueError:
        return None
