"""The noise-free skeleton: its steady state and how fast it is reached."""

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int

from sergiojax._checks import is_traced
from sergiojax.grn import GRN
from sergiojax.kinetics._half_response import sweep_levels
from sergiojax.kinetics._hill import Levels, production_rate, upper_level
from sergiojax.kinetics._production import Production
from sergiojax.kinetics._slopes import edge_slopes

MAX_LOOP_GENES = 400  # a larger eigenvalue problem costs more than the burn-in it would save
_SETTLE_STEPS = 600
_SETTLE_SHARE = 0.1  # of the fastest decay
_MOST_SETTLE_STEPS = 20_000
_STEADY = 1e-7  # distance from P/λ, relative


def steady_state(grn: GRN) -> Float[Array | np.ndarray, "cell_types genes"]:
    """Return the noise-free steady state.

    Exact without feedback. With feedback, the state that is reached from a start between off and
    fully on, different for every gene so that a switch leaves its saddle; an oscillator stops
    somewhere on its cycle.

    Args:
        grn: Network; missing half responses are found as in `fill_half_response`.

    Returns:
        Level of every gene per cell type (molecules).
    """
    levels, half = sweep_levels(grn)
    if not grn.topology.has_feedback:
        return levels
    return settle(grn.replace(half_response=half), upper_level(grn) * tilt(grn.n_genes)[None])


def settle(grn: GRN, start: Levels) -> Levels:
    """Follow the skeleton dx/dt = P − λx from `start` to a steady state.

    It is given up after 60 of the slowest relaxations. With traced parameters: for 60 of the
    fastest relaxations, and then as many in every gene's own time, which has the same steady
    states.
    """
    if not is_traced(grn.kinetics, start):
        return _settle_known(grn, np.asarray(start, float))
    keep = jnp.exp(-_SETTLE_SHARE * grn.decay / grn.decay.max())[None]

    def step(number: Int[Array, ""], levels: Levels) -> Levels:
        kept = jnp.where(number < _SETTLE_STEPS, keep, np.exp(-_SETTLE_SHARE))
        return kept * levels + (1 - kept) * production_rate(grn, levels) / grn.decay[None]

    return jax.lax.fori_loop(0, 2 * _SETTLE_STEPS, step, start)


def _settle_known(grn: GRN, levels: np.ndarray) -> Levels:
    production, decay = Production(grn), np.asarray(grn.decay, float)
    needed = int(_SETTLE_STEPS * decay.max() / decay.min())
    phases = [(decay, min(needed, _MOST_SETTLE_STEPS))]
    if needed > _MOST_SETTLE_STEPS:  # the slowest genes go on in their own time
        phases.append((np.full_like(decay, decay.max()), _SETTLE_STEPS))
    for rate, n_steps in phases:
        keep = np.exp(-_SETTLE_SHARE * rate / decay.max())
        for _ in range(n_steps):
            change = (1 - keep) * (production(levels) / decay - levels)
            levels = levels + change
            if (np.abs(change) <= _STEADY * (1 - keep) * np.maximum(levels, 1e-3)).all():
                return levels
    return levels


def slowest_relaxation(grn: GRN) -> float:
    """Return the time constant of the slowest relaxation towards a steady state.

    Without feedback the Jacobian is triangular, so its eigenvalues are the decay rates. With
    feedback, the eigenvalues of every loop's block are added, at the states that two starts reach.

    Args:
        grn: Network with known parameters and every half response given.

    Returns:
        Time constant (time); infinite if a visited state is not stable (an oscillator).
    """
    slowest = float(np.min(grn.decay))
    for members in grn.topology.loops:
        if len(members) > MAX_LOOP_GENES:
            return np.inf
    if grn.topology.loops:
        upper = upper_level(grn)
        shares = tilt(grn.n_genes)[None]
        for share in (shares, 1.0 - shares):
            slowest = min(slowest, _slowest_loop_rate(grn, settle(grn, upper * share)))
    return 1.0 / slowest if slowest > 1e-6 else np.inf


def tilt(n_genes: int) -> Float[np.ndarray, " genes"]:
    """Break the symmetry between the genes of a switch, the same way at every call."""
    return (np.arange(n_genes) * 0.618034 + 0.3) % 1.0


def _slowest_loop_rate(grn: GRN, levels: Levels) -> float:
    entries = edge_slopes(grn, levels, regulators=np.concatenate(grn.topology.loops))
    slowest = np.inf
    for members in grn.topology.loops:
        place = {int(gene): index for index, gene in enumerate(members)}
        inside = np.isin(grn.regulator, members) & np.isin(grn.target, members)
        rows = [place[int(gene)] for gene in grn.target[inside]]
        columns = [place[int(gene)] for gene in grn.regulator[inside]]
        for of_type in entries[:, inside]:
            block = np.diag(-np.asarray(grn.decay, float)[members])
            np.add.at(block, (rows, columns), of_type)
            slowest = min(slowest, -float(np.linalg.eigvals(block).real.max()))
    return slowest
