"""The experiment that a calibration found: how the cells of a network are counted."""

from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Num

from sergiojax._types import NoiseType, PRNGKey
from sergiojax.grn import GRN
from sergiojax.inference.calibration._observation import (
    NoiseValues,
    Totals,
    draw_counts,
    keep,
    scale_cells,
)
from sergiojax.noise import TechnicalNoise, add_technical_noise
from sergiojax.simulation import simulate_steady_state

_CELLS = 400  # per cell type, that the percentile of dropout is taken from
_LEAST_TOTAL = 1e-3  # molecules: a cell without any has no logarithm


class Experiment(NamedTuple):
    """How the cells of a network are counted.

    Attributes:
        noise: Technical noise in the form that others take: the library is that of the network's
            genes.
        values: The same as it was fitted.
        totals: Quantiles of the totals of whole cells over their median, by cell type; None where
            the data have no other genes.
    """

    noise: TechnicalNoise
    values: NoiseValues
    totals: Totals

    def count_cells(
        self, levels: Float[Array | np.ndarray, "cell_types cells genes"], *, key: PRNGKey
    ) -> Num[np.ndarray, "cell_types cells genes"]:
        """Draw counts of clean cells."""
        if self.totals is None:
            return np.asarray(add_technical_noise(levels, self.noise, key=key))
        by_library, by_count = jax.random.split(key)
        scaled = scale_cells(jnp.asarray(levels), self.values, self.totals, key=by_library)
        drawn = draw_counts(scaled, keep(scaled, self.values), key=by_count)
        return np.asarray(jnp.round(drawn), np.int32)


def experiment_of(
    grn: GRN, values: NoiseValues, totals: Totals, *, key: PRNGKey, noise_type: NoiseType
) -> Experiment:
    """Return fitted technical noise in the form of `TechnicalNoise`.

    The midpoint of dropout becomes the percentile at which it lies in cells of the network.

    Args:
        grn: The fitted network.
        values: Technical noise as it was fitted.
        totals: Totals of whole cells, or None.
        key: PRNG key of these cells.
        noise_type: How they are noisy.
    """
    by_cell, by_library = jax.random.split(key)
    x = simulate_steady_state(grn, _CELLS, key=by_cell, noise_type=noise_type)
    scaled = np.asarray(scale_cells(jnp.asarray(x), values, totals, key=by_library))
    mean, sd = float(values.library_mean), float(np.exp(values.log_library_sd))
    if totals is not None:
        size = np.log(np.maximum(scaled.sum(2), _LEAST_TOTAL))
        mean, sd = float(size.mean()), float(size.std())
    percentile = 100 * float((np.log1p(scaled) < float(values.midpoint)).mean())
    steepness = float(np.exp(values.log_steepness))
    noise = TechnicalNoise(0.0, 0.0, 1.0, mean, sd, steepness, percentile)
    return Experiment(noise, values, totals)
