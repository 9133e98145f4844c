"""SERGIO's sampling: cells are points, drawn with replacement, of one chain per cell type.

Such cells are correlated: 300 of them carry the information of about 15 (docs/model.md). The mode
exists to compare with SERGIO; independent cells are the default.
"""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from sergiojax._types import Method, NoiseType, PRNGKey
from sergiojax.kinetics import PaddedNetwork, at_cells, pad, wire
from sergiojax.simulation._langevin import FULL_TREND, State, at_start, langevin_step
from sergiojax.simulation._plan import Plan, RunSettings
from sergiojax.simulation._random import as_word, cell_keys, normal, start_uniform

_CHUNK = 64  # steps whose normal numbers are drawn at once: in the loop they would not vectorise


def simulate_trajectory(
    plan: Plan,
    n_cells: int,
    *,
    key: PRNGKey,
    settings: RunSettings,
) -> Float[Array, "cell_types cells genes"]:
    """Draw `n_cells` points of one chain per cell type, the same times for all types.

    Args:
        plan: The run, decided.
        n_cells: Points per cell type.
        key: PRNG key.
        settings: Noise type, method and length of the chain per point.

    Returns:
        Expression (molecules).
    """
    wiring = wire(plan.grn.topology)
    n_types = plan.grn.n_cell_types
    chains = np.arange(-(-n_types // 8) * 8) % n_types
    start = jnp.pad(jnp.asarray(plan.start), ((0, 0), (0, 1)))[:, wiring.gene_of_row].T[:, chains]
    points = _run_chains(
        pad(plan.grn),
        key,
        chains.astype(np.int32),
        start.astype(jnp.float32),
        dt=jnp.asarray(plan.dt, jnp.float32),
        n_cells=n_cells,
        n_steps=n_cells * settings.steps_per_cell,
        burn_in_steps=plan.n_steps,
        noise_type=settings.noise_type,
        method=settings.method,
        random_start=plan.random_start,
    )
    return points[:, wiring.row_of_gene, :n_types].transpose(2, 0, 1)


@partial(
    jax.jit,
    static_argnames=("n_cells", "n_steps", "burn_in_steps", "noise_type", "method", "random_start"),
)
def _run_chains(
    network: PaddedNetwork,
    key: PRNGKey,
    chains: Int[Array, " chains"],
    start: Float[Array, "rows chains"],
    *,
    dt: Float[Array, ""],
    n_cells: int,
    n_steps: int,
    burn_in_steps: int,
    noise_type: NoiseType,
    method: Method,
    random_start: bool,
) -> Float[Array, "cells rows chains"]:
    """Write the drawn states into their places as the chain passes; the others into a spare one."""
    sample_key, noise_key = jax.random.split(key)
    sampled = jax.random.randint(sample_key, (n_cells,), 0, n_steps)
    wanted = jnp.zeros(n_steps, jnp.int32).at[sampled].set(1)
    place = jnp.where(wanted > 0, jnp.cumsum(wanted) - 1, n_cells)
    n_chunks = -(-(burn_in_steps + n_steps) // _CHUNK)
    places = (
        jnp.full(n_chunks * _CHUNK, n_cells).at[burn_in_steps : burn_in_steps + n_steps].set(place)
    )
    cells = at_cells(network, chains)
    keys = cell_keys(noise_key, chains, jnp.zeros_like(chains))

    def step(
        carry: tuple[State, Array], inputs: tuple[Array, Array, Array]
    ) -> tuple[tuple[State, Array], None]:
        state, points = carry
        z, at, trend = inputs
        points = jax.lax.dynamic_update_index_in_dim(points, state.x, at, 0)
        state = langevin_step(cells, state, z=z, dt=dt, trend=trend, noise_type=noise_type)
        return (state, points), None

    def chunk(
        carry: tuple[State, Array], inputs: tuple[Array, Array]
    ) -> tuple[tuple[State, Array], None]:
        first, at = inputs
        numbers = first + jnp.arange(_CHUNK)
        words = as_word(numbers)[:, None, None]
        z = jax.lax.optimization_barrier(normal(keys, network.gene, words))
        trend = jnp.where(numbers > 0, FULL_TREND, 0.0)
        return jax.lax.scan(step, carry, (z, at, trend))[0], None

    if random_start:
        start = start * start_uniform(keys, network.gene)
    points = jnp.zeros((n_cells + 1, *start.shape), start.dtype)
    firsts = jnp.arange(n_chunks) * _CHUNK
    (_, points), _ = jax.lax.scan(
        chunk, (at_start(cells, start, method), points), (firsts, places.reshape(n_chunks, _CHUNK))
    )
    return points[place[sampled]]
