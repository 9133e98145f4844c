"""The distance between a network's moments and those of cells, as residuals with exact slopes."""

from typing import Literal, TypeAlias

import numpy as np
from jaxtyping import Float

from sergiojax._types import NoiseType
from sergiojax.grn import GRN
from sergiojax.inference._covariance_slopes import covariance_slopes
from sergiojax.inference._moments import (
    Moments,
    mean_slopes,
    observed_pairs,
    predict,
    steady_state_near,
)
from sergiojax.inference._sample import Sample
from sergiojax.inference._variables import Variables
from sergiojax.kinetics import steady_state

Statistic: TypeAlias = Literal["means", "covariances"]

# What the noise-free state and linear noise leave out, in addition to the standard error.
_MEAN_ERROR = 0.02  # of the mean
_COVARIANCE_ERROR = 0.2  # of the product of both standard deviations
_LEAST_LEVEL = 0.01  # molecules: levels below it are not distinguished
_LEAST_CV = 0.01

Change = Float[np.ndarray, " variables"]


class MomentProblem:
    """Residuals of a network's moments after log changes of some of its parameters.

    Args:
        grn: The network, every half response given.
        variables: What may move.
        sample: The cells, summed up.
        fit: What is compared.
        spread: Standard deviation of log changes expected beforehand.
        noise_type: How cells are noisy.
    """

    def __init__(
        self,
        grn: GRN,
        variables: Variables,
        *,
        sample: Sample,
        fit: tuple[Statistic, ...],
        spread: float,
        noise_type: NoiseType,
    ) -> None:
        self.grn, self.variables, self.fit = grn, variables, fit
        self.genes = np.nonzero(np.isfinite(sample.mean[0]))[0]
        self._pairs = observed_pairs(self.genes)
        self._sample, self._spread = sample, spread
        self._noise_type: NoiseType = noise_type
        self._start = np.where(np.isnan(sample.mean), np.asarray(steady_state(grn)), sample.mean)
        self._seen: tuple[bytes, Moments] | None = None
        self._mean_scale, self._covariance_scale = self._scales()

    def network(self, change: Change) -> GRN:
        """Return the network after log changes."""
        return self.variables.apply(self.grn, change)

    def moments(self, change: Change) -> Moments:
        """Return the moments that the changed network predicts in the states nearest the cells."""
        if self._seen is None or self._seen[0] != change.tobytes():
            grn = self.network(change)
            moments = predict(grn, steady_state_near(grn, self._start), self._noise_type)
            self._seen = change.tobytes(), moments
        return self._seen[1]

    def residuals(self, change: Change) -> Float[np.ndarray, " residuals"]:
        """Return all differences over their uncertainty; infinite where no state is stable."""
        moments = self.moments(change)
        parts = [change / self._spread]
        if "means" in self.fit:
            away = moments.mean[:, self.genes] - self._sample.mean[:, self.genes]
            parts.append((away / self._mean_scale).ravel())
        if "covariances" in self.fit:
            away = self._pairs.pick(moments.covariance) - self._pairs.pick(self._sample.covariance)
            parts.append((away / self._covariance_scale).ravel())
        found = np.concatenate(parts)
        return found if moments.is_stable.all() else np.full_like(found, np.inf)

    def slopes(self, change: Change) -> Float[np.ndarray, "residuals variables"]:
        """Return the slopes of the residuals."""
        grn, moments, names = self.network(change), self.moments(change), self.variables.parameters
        by_mean = mean_slopes(grn, moments.mean, names)
        parts = [np.eye(len(change)) / self._spread]
        if "means" in self.fit:
            parts.append(_rows(by_mean[:, self.genes] / self._mean_scale[..., None]))
        if "covariances" in self.fit:
            slopes = covariance_slopes(
                grn, moments, by_mean=by_mean, parameters=names, pairs=self._pairs
            )
            parts.append(_rows(slopes / self._covariance_scale[..., None]))
        return np.concatenate(parts)

    def _scales(
        self,
    ) -> tuple[Float[np.ndarray, "cell_types observed"], Float[np.ndarray, "cell_types pairs"]]:
        """Return the uncertainty of means and of covariances, none of them 0."""
        level, n_cells = self._sample.mean, self._sample.n_cells[:, None]
        variance = np.diagonal(self._sample.covariance, axis1=1, axis2=2)
        variance = np.maximum(variance, (_LEAST_CV * level) ** 2 + _LEAST_LEVEL**2)
        mean = np.sqrt(variance / n_cells + (_MEAN_ERROR * level) ** 2 + _LEAST_LEVEL**2)
        row, column = self._pairs
        square = variance[:, row] * variance[:, column]
        sampling = (square + self._pairs.pick(self._sample.covariance) ** 2) / n_cells
        return mean[:, self.genes], np.sqrt(sampling + _COVARIANCE_ERROR**2 * square)


def _rows(slopes: np.ndarray) -> Float[np.ndarray, "rows variables"]:
    return slopes.reshape(-1, slopes.shape[-1])
