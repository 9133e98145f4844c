"""The linear noise approximation: how cells scatter around a noise-free steady state."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float
from scipy.linalg import solve_continuous_lyapunov

from sergiojax._checks import check_choice
from sergiojax._types import NoiseType
from sergiojax.grn import GRN
from sergiojax.kinetics._half_response import fill_half_response
from sergiojax.kinetics._hill import Levels, production_rate, upper_level
from sergiojax.kinetics._settle import steady_state
from sergiojax.kinetics._slopes import jacobian

_OFF = 0.05  # of gain and loss: if they differ by more, a state is not steady


class LinearNoise(NamedTuple):
    """Stationary moments of the linearised Langevin equation.

    Attributes:
        mean: Noise-free level of every gene (molecules).
        covariance: Covariance of the levels (molecules²); NaN for a cell type whose state is not
            steady, or not stable.
    """

    mean: Float[np.ndarray, "cell_types genes"]
    covariance: Float[np.ndarray, "cell_types genes genes"]


def lna(grn: GRN, *, levels: Levels | None = None, noise_type: NoiseType = "dpd") -> LinearNoise:
    """Return mean and covariance of the stationary state for small noise.

    The covariance C solves J C + C Jᵀ + D = 0 with the Jacobian J of the skeleton and the diffusion
    D, which is diagonal: q² (P + λx) for "dpd", q² P for "sp", q² (√P + √(λx))² for "spd". Exact
    where production is linear and levels stay far from 0; larger noise is affected by the curvature
    of the Hill functions and by the boundary at 0.

    Args:
        grn: Network with known parameters; missing half responses are found as by
            `fill_half_response`.
        levels: Steady state to linearise at (molecules); by default that of `steady_state`.
        noise_type: Independent noise on production and decay ("dpd"), on production ("sp"), or
            one on both ("spd").

    Returns:
        Mean and covariance. Time grows with the cube of the number of genes.

    Raises:
        ValueError: If the noise type is unknown.

    Source:
        van Kampen (2007), Stochastic Processes in Physics and Chemistry, chapter X.
    """
    check_choice("noise_type", noise_type, NoiseType)
    grn = fill_half_response(grn).grn
    mean = np.asarray(steady_state(grn) if levels is None else levels, float)
    diffusion = _diffusion(grn, mean, noise_type)
    steady = _steady_types(grn, mean)
    covariance = [
        _solve(of_type, noise) if is_steady else np.full_like(of_type, np.nan)
        for of_type, noise, is_steady in zip(jacobian(grn, mean), diffusion, steady, strict=True)
    ]
    return LinearNoise(mean, np.stack(covariance))


def _steady_types(grn: GRN, mean: np.ndarray) -> Bool[np.ndarray, " cell_types"]:
    """Return the cell types in which gain and loss agree; on a limit cycle they do not."""
    gain = np.maximum(production_rate(grn, mean), 0.0)
    loss = np.asarray(grn.decay) * mean
    least = 1e-6 * np.asarray(grn.decay) * np.asarray(upper_level(grn))
    off = np.abs(gain - loss) - _OFF * np.maximum(gain, loss)
    return np.asarray((off <= least).all(axis=1))


def _diffusion(grn: GRN, mean: np.ndarray, noise_type: NoiseType) -> np.ndarray:
    production = np.maximum(production_rate(grn, mean), 0.0)
    loss = np.asarray(grn.decay) * mean
    amplitude = {
        "dpd": production + loss,
        "sp": production,
        "spd": (np.sqrt(production) + np.sqrt(loss)) ** 2,
    }[noise_type]
    return np.asarray(grn.noise_amplitude, float) ** 2 * amplitude


def _solve(
    slopes: Float[np.ndarray, "genes genes"], diffusion: Float[np.ndarray, " genes"]
) -> Float[np.ndarray, "genes genes"]:
    if len(slopes) and np.linalg.eigvals(slopes).real.max() >= 0:
        return np.full_like(slopes, np.nan)
    covariance = solve_continuous_lyapunov(slopes, -np.diag(diffusion))
    return (covariance + covariance.T) / 2
