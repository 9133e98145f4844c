"""Means and covariances of cells, as a network predicts them without a simulation.

The mean is the noise-free state, the covariance that of the linear noise approximation.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int

from sergiojax._types import NoiseType
from sergiojax.grn import GRN, Parameter
from sergiojax.kinetics import (
    jacobian,
    lna,
    production_rate,
    sensitivity,
    settle,
    steady_state,
)

MOST_FULL = 40  # observed genes up to which all covariances are used; above, variances alone

_NEWTON_STEPS = 2
_NEAR = 1e-2  # relative; a longer Newton step means that the state was not steady
_SHIFT = 1e-9  # share of the decay taken off J's diagonal, so that it is never singular
_STEADY = 1e-3  # distance from P/λ, relative


class Moments(NamedTuple):
    """Mean and covariance per cell type (molecules, molecules²); see `LinearNoise`."""

    mean: Float[np.ndarray, "cell_types genes"]
    covariance: Float[np.ndarray, "cell_types genes genes"]

    @property
    def is_stable(self) -> Bool[np.ndarray, " cell_types"]:
        """Whether a cell type is at a stable steady state."""
        return np.asarray(np.isfinite(self.covariance).all((1, 2)))


class Pairs(NamedTuple):
    """The entries of a covariance that are used, by the genes of row and column."""

    row: Int[np.ndarray, " pairs"]
    column: Int[np.ndarray, " pairs"]

    def pick(
        self, covariance: Float[np.ndarray, "cell_types genes genes"]
    ) -> Float[np.ndarray, "cell_types pairs"]:
        """Return these entries of one covariance per cell type."""
        return covariance[:, self.row, self.column]


def observed_pairs(genes: Int[np.ndarray, " observed"]) -> Pairs:
    """Return variances and covariances of up to `MOST_FULL` genes, the variances of more."""
    if len(genes) > MOST_FULL:
        return Pairs(genes, genes)
    row, column = np.triu_indices(len(genes))
    return Pairs(genes[row], genes[column])


def steady_state_near(
    grn: GRN, start: Float[np.ndarray, "cell_types genes"] | None = None
) -> Float[np.ndarray, "cell_types genes"]:
    """Return the steady state that is reached from `start`, to the last digits.

    Args:
        grn: Network, every half response given.
        start: Where to begin (molecules); by default where `steady_state` does. Only networks with
            feedback can have more than one state.

    Returns:
        Levels (molecules). Those of an oscillator are a point on its way.
    """
    if start is None or not grn.topology.has_feedback:
        levels = np.asarray(steady_state(grn), float)
    else:
        levels = np.asarray(settle(grn, start), float)
    half, decay = np.asarray(grn.half_response, float), np.asarray(grn.decay, float)
    for _ in range(_NEWTON_STEPS):
        flow = production_rate(grn, levels, half_response=half) - decay * levels
        matrix = jacobian(grn, levels) - _SHIFT * np.diag(decay)
        moved = levels - np.linalg.solve(matrix, flow[..., None])[..., 0]
        near = np.abs(moved - levels) <= _NEAR * np.maximum(levels, _NEAR)
        levels = np.where(near.all(1, keepdims=True), np.maximum(moved, 0.0), levels)
    return levels


def predict(
    grn: GRN, levels: Float[np.ndarray, "cell_types genes"], noise_type: NoiseType
) -> Moments:
    """Return the moments at a steady state; its covariance is NaN if it is not steady or stable."""
    moments = Moments(*lna(grn, levels=levels, noise_type=noise_type))
    balance = np.asarray(production_rate(grn, levels)) / np.asarray(grn.decay)
    moves = np.abs(balance - levels) > _STEADY * np.maximum(levels, _STEADY)
    moments.covariance[moves.any(1)] = np.nan
    return moments


def mean_slopes(
    grn: GRN, levels: Float[np.ndarray, "cell_types genes"], parameters: tuple[Parameter, ...]
) -> Float[np.ndarray, "cell_types genes parameters"]:
    """Return ∂ mean / ∂ log |p| (molecules).

    Raises:
        ValueError: If a cell type is not at a steady state, or the state is not stable.
    """
    return sensitivity(grn, parameters=parameters, levels=levels).slope * levels[..., None]
