"""The kinetic parameters of a network, apart from its topology: gradients are taken over them."""

from collections.abc import Mapping
from typing import Any

import equinox as eqx
import jax
import numpy as np
from jaxtyping import Array, Float


class Kinetics(eqx.Module):
    """The kinetic parameters of a network; `jax.grad` differentiates with respect to them.

    Attributes:
        strength: K, largest production that the edge contributes (molecules per time); negative
            represses.
        hill_coefficient: n, steepness of the edge's response.
        half_response: h, regulator level of half the effect (molecules); NaN is automatic.
        basal_rate: b, production without regulators (molecules per time).
        decay: λ, decay rate (per time).
        noise_amplitude: q; at 1 the noise is that of single molecules (Fano factor 1).
        strength_factor: Multiplies K in each cell type; None is 1 everywhere.
    """

    strength: Float[Array | np.ndarray, " edges"]
    hill_coefficient: Float[Array | np.ndarray, " edges"]
    half_response: Float[Array | np.ndarray, " edges"]
    basal_rate: Float[Array | np.ndarray, "cell_types genes"]
    decay: Float[Array | np.ndarray, " genes"]
    noise_amplitude: Float[Array | np.ndarray, " genes"]
    strength_factor: Float[Array | np.ndarray, "cell_types edges"] | None = None


def kinetics_of(arrays: Mapping[str, Any]) -> Kinetics:
    """Build the kinetics from arrays, lists or tracers by name, all as float32."""
    return Kinetics(**{name: _as_float32(value) for name, value in arrays.items()})


def _as_float32(value: Any) -> Any:
    """Return a float32 array: tracers and device arrays stay so, the rest becomes NumPy."""
    if value is None or isinstance(value, jax.Array):
        return value if value is None else value.astype(np.float32)
    return np.asarray(value, np.float32)
