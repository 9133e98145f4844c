"""One step of the chemical Langevin equation dx = (P − λx) dt + q · noise."""

from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from sergiojax._safe import safe_sqrt
from sergiojax._types import Method, NoiseType
from sergiojax.kinetics import PaddedNetwork, padded_production, padded_response

Levels = Float[Array, "rows cells"]
Scalar = Float[Array, ""] | float

FULL_TREND = 0.5  # Adams and Bashforth's, for equal steps


class State(NamedTuple):
    """Cells between two steps.

    Attributes:
        x: Expression (molecules).
        response: Hill responses at the start of the step before; None for "euler", which does not
            use them.
    """

    x: Levels
    response: Float[Array, "sites cells"] | None


def at_start(network: PaddedNetwork, x: Levels, method: Method) -> State:
    """Begin chains at `x`; the trend of their first step must be 0."""
    if method == "euler":
        return State(x, None)
    return State(x, jnp.zeros((len(network.site_row), x.shape[1]), x.dtype))


def langevin_step(
    network: PaddedNetwork,
    state: State,
    *,
    z: Levels,
    dt: Scalar,
    trend: Scalar,
    noise_type: NoiseType,
    apart: bool = True,
) -> State:
    """Advance every cell by one step.

    Args:
        network: Padded network, already picked `at_cells`.
        state: Cells before the step.
        z: Standard normal numbers.
        dt: Step (time).
        trend: Half the step over the step before: the share of the last change of a Hill response
            that is added to it, so that it stands for the middle of the step; 0 where there is
            no step before.
        noise_type: See `NoiseType`.
        apart: Compute production separately from `z`. Fused with its gathers, the rounds of a
            generator of normal numbers no longer vectorise; where `z` is only looked up, fusing is
            faster.

    Returns:
        Cells after the step, never negative.

    Source:
        Dibaeinia and Sinha (2020), equations 1 to 3; Gillespie (2000), J. Chem. Phys. 113, 297.
    """
    response = padded_response(network, state.x)
    middle = response
    if state.response is not None:
        middle = response + trend * (response - state.response)
    production = padded_production(network, middle)
    if apart:
        production = jax.lax.optimization_barrier(production)
    rates = (network.decay, network.noise)
    if state.response is None:
        return State(euler_step(state.x, production, *rates, z, dt, noise_type), None)
    # The responses are not cut to [0, 1]: that would shift their means, which a sum keeps.
    # No `maximum`: of its slope at 0, where a gene without basal rate is, JAX gives half.
    production = jnp.where(production < 0, 0.0, production)
    return State(exponential_step(state.x, production, *rates, z, dt, noise_type), response)


def euler_step(
    x: Levels, production: Levels, decay: Any, noise: Any, z: Levels, dt: Any, noise_type: NoiseType
) -> Levels:
    """SERGIO's scheme: Euler-Maruyama, clipped at 0."""
    loss = decay * x
    if noise_type == "spd":
        amplitude = safe_sqrt(production) + safe_sqrt(loss)
    else:
        amplitude = safe_sqrt(production + loss if noise_type == "dpd" else production)
    return jnp.maximum(x + (production - loss) * dt + noise * amplitude * jnp.sqrt(dt) * z, 0.0)


def exponential_step(
    x: Levels, production: Levels, decay: Any, noise: Any, z: Levels, dt: Any, noise_type: NoiseType
) -> Levels:
    """Exact mean and variance with P constant over the step, reflected at 0.

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
