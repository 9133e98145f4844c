"""One step of the chemical Langevin equation dx = (P − λx) dt + q · noise."""

from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from sergiojax._safe import safe_sqrt
from sergiojax._types import Method, NoiseType
from sergiojax.kinetics import PaddedNetwork, padded_production

State = Float[Array, "rows cells"]


def langevin_step(
    network: PaddedNetwork,
    x: State,
    *,
    z: State,
    dt: Float[Array, ""],
    noise_type: NoiseType,
    method: Method,
) -> State:
    """Advance every cell by one step.

    Args:
        network: Padded network, already picked `at_cells`.
        x: Expression (molecules).
        z: Standard normal numbers.
        dt: Step (time).
        noise_type: See `NoiseType`.
        method: See `Method`.

    Returns:
        Expression after the step, never negative.

    Source:
        Dibaeinia and Sinha (2020), equations 1 to 3; Gillespie (2000), J. Chem. Phys. 113, 297.
    """
    production = padded_production(network, x)
    # Fused with the gathers of the production, the rounds of the generator no longer vectorise.
    production = jax.lax.optimization_barrier(production)
    rates = (production, network.decay, network.noise)
    if method == "euler":
        return _euler(x, *rates, z, dt, noise_type)
    return _exponential(x, *rates, z, dt, noise_type)


def _euler(
    x: State, production: State, decay: Any, noise: Any, z: State, dt: Any, noise_type: NoiseType
) -> State:
    """SERGIO's scheme: Euler-Maruyama, clipped at 0."""
    loss = decay * x
    if noise_type == "spd":
        amplitude = safe_sqrt(production) + safe_sqrt(loss)
    else:
        amplitude = safe_sqrt(production + loss if noise_type == "dpd" else production)
    return jnp.maximum(x + (production - loss) * dt + noise * amplitude * jnp.sqrt(dt) * z, 0.0)


def _exponential(
    x: State, production: State, decay: Any, noise: Any, z: State, dt: Any, noise_type: NoiseType
) -> State:
    """Exact mean and variance with P frozen over the step, reflected at 0.

    With E = exp(−λ dt) and m = P/λ, the mean is x E + m (1 − E). The variance is
    dpd: q² (1 − E) (m + x E), the integral of exp(−2λ(dt − s)) (P + λ E[x_s]);
    sp: q² m (1 − E²) / 2; spd: dpd's plus q² √(m x̄) (1 − E²), where x̄ is the step's mean level.
    """
    keep = jnp.exp(-decay * dt)
    lost = -jnp.expm1(-decay * dt)
    per_rate = 1.0 / decay  # by row: a division of every cell's rate would show in the time
    scale = noise**2 * lost
    mean = x * keep + production * (lost * per_rate)
    if noise_type == "sp":
        variance = production * (0.5 * scale * (1.0 + keep) * per_rate)
    else:
        variance = production * (scale * per_rate) + x * (scale * keep)
    if noise_type == "spd":
        correlated = safe_sqrt(production * (0.5 * per_rate) * (x + mean))
        variance = variance + correlated * (scale * (1.0 + keep))
    return jnp.abs(mean + safe_sqrt(variance) * z)
