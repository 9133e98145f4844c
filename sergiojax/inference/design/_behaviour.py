"""What targets measure of a network: each quantity is computed once per mutant."""

from typing import Literal, TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from sergiojax._types import PRNGKey, Scalar, TypesGenes
from sergiojax.grn import GRN
from sergiojax.kinetics import flow_jacobian, implicit_steady_state, is_steady, share_of_fastest
from sergiojax.simulation import simulate_steady_state

Loss: TypeAlias = Literal["skeleton", "lna", "cells"]
Knockout: TypeAlias = tuple[int, ...]  # gene numbers
States: TypeAlias = Float[Array | np.ndarray, "states cell_types genes"]
Steady: TypeAlias = Bool[Array, "states cell_types"]
Blocks: TypeAlias = Float[Array, "cell_types genes genes"]

N_CELLS = 64  # per cell type, for the pathwise gradient; their draws are the same at every step
_STEP_SHARE = 0.1  # λ_max · dt of these cells
_FEEDBACK_SHARE = 0.25  # feedback_rate · dt: an error far below that of so few cells
_RELAXATIONS = 8.0  # of the slowest decay, before a cell is taken
_DOUBLINGS = 14  # of Smith's iteration: relaxations 10,000 times slower than the fastest


class CellRun(eqx.Module):
    """How the cells of `loss="cells"` are simulated.

    Attributes:
        dt: Step (time).
        burn_in: Time before a cell is taken.
        key: PRNG key of their draws.
    """

    dt: float = eqx.field(static=True)
    burn_in: float = eqx.field(static=True)
    key: PRNGKey


def plan_cells(grn: GRN, key: PRNGKey) -> CellRun:
    """Return step and burn-in that fit the network before it is changed."""
    decay = np.asarray(grn.decay, float)
    dt = float(share_of_fastest(grn, _STEP_SHARE, of_feedback=_FEEDBACK_SHARE))
    return CellRun(dt, _RELAXATIONS / float(decay.min()), key)


class Behaviour:
    """Levels and noise of a network and of its mutants.

    Args:
        grn: Network, traced, every half response given.
        cells: How cells are simulated, if levels and noise are to come from cells.
    """

    def __init__(self, grn: GRN, cells: CellRun | None) -> None:
        self.grn = grn
        self._cells = cells
        self._mutants: dict[Knockout, GRN] = {(): grn}
        self._levels: dict[Knockout, TypesGenes] = {}
        self._others: dict[Knockout, list[tuple[States, Steady]]] = {}
        self._variance: dict[Knockout, TypesGenes] = {}

    def mutant(self, knockout: Knockout = ()) -> GRN:
        """Return the network without some genes."""
        if knockout not in self._mutants:
            self._mutants[knockout] = hold(self.grn, knockout, 0.0)
        return self._mutants[knockout]

    def levels(self, knockout: Knockout = ()) -> TypesGenes:
        """Return the level of every gene (molecules): steady state, or mean of the cells."""
        if knockout not in self._levels:
            if self._cells is None:
                self._levels[knockout] = implicit_steady_state(self.mutant(knockout))
            else:
                self._simulate(knockout, self._cells)
        return self._levels[knockout]

    def is_steady(self, knockout: Knockout = ()) -> Bool[Array, " cell_types"]:
        """Return in which cell types the levels are a steady state; means of cells always count."""
        if self._cells is not None:
            return jnp.ones(self.grn.n_cell_types, bool)
        return is_steady(self.mutant(knockout), jax.lax.stop_gradient(self.levels(knockout)))

    def note_states(self, states: States, steady: Steady, knockout: Knockout = ()) -> None:
        """Note further steady states that a goal has found, for the goals after it."""
        self._others.setdefault(knockout, []).append((states, steady))

    def states(self, knockout: Knockout = ()) -> tuple[States, Steady]:
        """Return the levels of all known states, and in which cell types they are steady."""
        known = [(self.levels(knockout)[None], self.is_steady(knockout)[None])]
        if self._cells is None:
            known += self._others.get(knockout, [])
        states, steady = zip(*known, strict=True)
        return jnp.concatenate(states), jnp.concatenate(steady)

    def variance(self, knockout: Knockout = ()) -> TypesGenes:
        """Return the variance of every gene (molecules²): linear noise, or that of the cells."""
        if knockout not in self._variance:
            if self._cells is None:
                covariance = linear_noise(self.mutant(knockout), self.levels(knockout))
                self._variance[knockout] = jnp.diagonal(covariance, axis1=-2, axis2=-1)
            else:
                self._simulate(knockout, self._cells)
        return self._variance[knockout]

    def _simulate(self, knockout: Knockout, run: CellRun) -> None:
        cells = simulate_steady_state(
            self.mutant(knockout), N_CELLS, key=run.key, dt=run.dt, burn_in=run.burn_in
        )
        self._levels[knockout] = cells.mean(1)
        self._variance[knockout] = cells.var(1)


def hold(grn: GRN, genes: Knockout, level: Scalar) -> GRN:
    """Return the network with genes held at a level (molecules); at 0 they are knocked out.

    `simulation.perturb` does the same, but fills in half responses, which are known here.
    """
    held = np.isin(np.arange(grn.n_genes), genes)
    return grn.replace(
        basal_rate=jnp.where(held, grn.decay * level, grn.basal_rate),
        strength=jnp.where(held[grn.target], 0.0, grn.strength),
        noise_amplitude=jnp.where(held, 0.0, grn.noise_amplitude),
    )


def linear_noise(grn: GRN, levels: TypesGenes) -> Blocks:
    """Return the covariance of `kinetics.lna`, with gradients, for independent noise ("dpd").

    J C + C Jᵀ + D = 0 becomes C = A C Aᵀ + Q by Cayley's transform A = (p − J)⁻¹ (p + J),
    Q = 2p (p − J)⁻¹ D (p − J)⁻ᵀ, and the sum Σ Aᵏ Q Aᵏᵀ is found by doubling.

    Source:
        Smith (1968), SIAM Journal on Applied Mathematics 16(1), 198-201.
    """
    slopes = flow_jacobian(grn, levels)
    diffusion = 2.0 * (grn.noise_amplitude**2 * grn.decay)[None] * levels  # P = λx when steady
    shift = jnp.max(grn.decay) * jnp.eye(grn.n_genes)[None]
    resolvent = jnp.linalg.inv(shift - slopes)
    power = resolvent @ (shift + slopes)
    spread = resolvent * jnp.sqrt(jnp.maximum(2.0 * jnp.max(grn.decay) * diffusion, 1e-20))[:, None]
    total = spread @ jnp.swapaxes(spread, -1, -2)

    def double(_: Int[Array, ""], state: tuple[Blocks, Blocks]) -> tuple[Blocks, Blocks]:
        power, total = state
        return power @ power, total + power @ total @ jnp.swapaxes(power, -1, -2)

    return jax.lax.fori_loop(0, _DOUBLINGS, double, (power, total))[1]
