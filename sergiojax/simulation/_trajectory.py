"""SERGIO's sampling: cells are points, drawn with replacement, of one chain per cell type.

Such cells are correlated: 300 of them carry the information of about 15 (docs/model.md). The mode
exists to compare with SERGIO; independent cells are the default. The chains of all types run
together, so here half responses can follow the present mean over types, as in SERGIO-JAX.
"""

from functools import partial
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from sergiojax._checks import is_traced
from sergiojax._types import Method, NoiseType, PRNGKey
from sergiojax.grn import GRN
from sergiojax.kinetics import PaddedNetwork, at_cells, pad, wire
from sergiojax.simulation._langevin import FULL_TREND, State, at_start, langevin_step
from sergiojax.simulation._plan import Plan
from sergiojax.simulation._random import as_word, cell_keys, normal, start_uniform
from sergiojax.simulation._settings import RunSettings

_CHUNK = 64  # steps whose normal numbers are drawn at once: in the loop they would not vectorise
_NOTHING = 1e-6  # molecules

Means = Float[Array, "steps sites"]


class Trajectory(NamedTuple):
    """Points of the chains of all cell types.

    Attributes:
        expression: Expression (molecules).
        means: Mean over cell types of every site's regulator at every step (molecules); no
            steps if no half response follows it.
    """

    expression: Float[Array, "cell_types cells genes"]
    means: Means


def simulate_trajectory(
    plan: Plan,
    n_cells: int,
    *,
    key: PRNGKey,
    settings: RunSettings,
    means: Means | None = None,
) -> Trajectory:
    """Draw `n_cells` points of one chain per cell type, the same times for all types.

    Args:
        plan: The planned run.
        n_cells: Points per cell type.
        key: PRNG key.
        settings: Noise type, method and length of the chain per point.
        means: Those of the wild type, which the half responses of its mutant follow.

    Returns:
        The points, and what half responses followed.
    """
    wiring = wire(plan.grn.topology)
    n_types = plan.grn.n_cell_types
    chains = np.arange(-(-n_types // 8) * 8) % n_types
    start = jnp.pad(jnp.asarray(plan.start), ((0, 0), (0, 1)))[:, wiring.gene_of_row].T[:, chains]
    points, found = _run_chains(
        pad(plan.grn if plan.followed is None else _mark(plan.grn, plan.followed)),
        key,
        chains.astype(np.int32),
        start.astype(jnp.float32),
        means,
        dt=jnp.asarray(plan.dt, jnp.float32),
        n_cells=n_cells,
        n_steps=n_cells * settings.steps_per_cell,
        burn_in_steps=plan.n_steps,
        noise_type=settings.noise_type,
        method=settings.method,
        random_start=plan.random_start,
        n_types=None if plan.followed is None else n_types,
    )
    return Trajectory(points[:, wiring.row_of_gene, :n_types].transpose(2, 0, 1), found)


def mean_half_response(plan: Plan, means: Means) -> Float[Array | np.ndarray, " edges"]:
    """Return the half response of every edge, averaged over the steps after the burn-in."""
    wiring = wire(plan.grn.topology)
    site_row = pad(_mark(plan.grn, plan.followed)).site_row
    by_row = jnp.ones(len(wiring.gene_of_row)).at[site_row].set(means[plan.n_steps :].mean(0))
    mean = by_row[wiring.row_of_gene[plan.grn.regulator]]
    return jnp.where(plan.followed & (mean > 0), mean, plan.grn.half_response)


def _mark(grn: GRN, followed: Any) -> GRN:
    """Return the network for the kernel, with h = ∞ where it follows the present mean."""
    half = (jnp if is_traced(grn.kinetics, followed) else np).where(
        followed, np.inf, grn.half_response
    )
    return eqx.tree_at(lambda grn: grn.kinetics.half_response, grn, half)


def _follow_means(network: PaddedNetwork, means: Float[Array, " sites"]) -> PaddedNetwork:
    """Return the network with the current half responses."""
    # Nothing produces such a regulator, so it has no effect; h = x would give it half of the full.
    half = jnp.where(means > _NOTHING, means, 1.0)[:, None]
    chosen = jnp.where(jnp.isinf(network.site_half), half, network.site_half)
    return eqx.tree_at(lambda network: network.site_half, network, chosen)


@partial(
    jax.jit,
    static_argnames=(
        "n_cells",
        "n_steps",
        "burn_in_steps",
        "noise_type",
        "method",
        "random_start",
        "n_types",
    ),
)
def _run_chains(
    network: PaddedNetwork,
    key: PRNGKey,
    chains: Int[Array, " chains"],
    start: Float[Array, "rows chains"],
    given_means: Means | None,
    *,
    dt: Float[Array, ""],
    n_cells: int,
    n_steps: int,
    burn_in_steps: int,
    noise_type: NoiseType,
    method: Method,
    random_start: bool,
    n_types: int | None,
) -> tuple[Float[Array, "cells rows chains"], Means]:
    """Write the drawn states to their places as the chain passes; the others to a spare place.

    Half responses that are marked follow the first `n_types` chains, or the given means.
    """
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
        carry: tuple[State, Array], inputs: tuple[Array, Array, Array, Array | None]
    ) -> tuple[tuple[State, Array], Array | None]:
        state, points = carry
        z, at, trend, means = inputs
        points = jax.lax.dynamic_update_index_in_dim(points, state.x, at, 0)
        now = cells
        if n_types is not None:
            if means is None:
                means = state.x[:, :n_types].mean(1)[cells.site_row]
            now = _follow_means(cells, means)
        state = langevin_step(now, state, z=z, dt=dt, trend=trend, noise_type=noise_type)
        return (state, points), means

    def chunk(
        carry: tuple[State, Array], inputs: tuple[Array, Array, Array | None]
    ) -> tuple[tuple[State, Array], Array | None]:
        first, at, means = inputs
        numbers = first + jnp.arange(_CHUNK)
        words = as_word(numbers)[:, None, None]
        z = jax.lax.optimization_barrier(normal(keys, network.gene, words))
        trend = jnp.where(numbers > 0, FULL_TREND, 0.0)
        return jax.lax.scan(step, carry, (z, at, trend, means))

    if random_start:
        start = start * start_uniform(keys, network.gene)
    points = jnp.zeros((n_cells + 1, *start.shape), start.dtype)
    firsts = jnp.arange(n_chunks) * _CHUNK
    if given_means is not None:
        given_means = given_means.reshape(n_chunks, _CHUNK, -1)
    (_, points), means = jax.lax.scan(
        chunk,
        (at_start(cells, start, method), points),
        (firsts, places.reshape(n_chunks, _CHUNK), given_means),
    )
    means = jnp.zeros((0, 0)) if means is None else means.reshape(n_chunks * _CHUNK, -1)
    return points[place[sampled]], means
