"""The half response h of edges that have none: SERGIO's heuristic, and where it cannot work.

SERGIO takes the mean level of the regulator over cell types. With one cell type, or where all have
the same level, that mean is the level itself, and inside a feedback loop it is the symmetric state:
H = ½ whatever happens, so a toggle switch would sit on its saddle. There, h is a quarter of the
regulator's upper level instead. Half of it would make every slope n/2 where all genes are half on:
toggles with n = 2 and rings of three with n = 4 would sit exactly on their bifurcations.
"""

from types import ModuleType
from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Array, Bool, Int

from sergiojax._checks import check_choice, is_traced
from sergiojax._types import HalfResponsePolicy, PerEdge
from sergiojax.grn import GRN
from sergiojax.kinetics._hill import Levels, array_module, production_rate, upper_level

_NOT_HERE = {
    "simulated": (
        'half_response="simulated" needs random numbers, which this function does not have. '
        'Use "deterministic", or fill the network first, by `simulation.give_half_response`.'
    ),
    "dynamic": (
        'half_response="dynamic" exists along a trajectory only: use `simulate_steady_state` with '
        'sampling="trajectory".'
    ),
}


SHARE = 0.25  # of the regulator's upper level
DIFFERENT = 1e-4  # relative: levels nearer to each other are one, whatever the precision


class FilledHalfResponse(NamedTuple):
    """A network without gaps, and what was done.

    Attributes:
        grn: The network, every half response given.
        notes: One sentence per rule that filled edges.
    """

    grn: GRN
    notes: tuple[str, ...]


def fill_half_response(
    grn: GRN, policy: HalfResponsePolicy = "deterministic"
) -> FilledHalfResponse:
    """Fill the half responses that are NaN.

    Args:
        grn: Network.
        policy: "deterministic" takes the mean of the regulator's noise-free steady state over cell
            types, and a quarter of its maximum where that cannot work; "explicit" refuses gaps.
            The other two need a simulation, and are refused too.

    Returns:
        The network with every half response given, and what was done.

    Raises:
        ValueError: If a half response is missing and the policy is not "deterministic".

    Source:
        Dibaeinia and Sinha (2020), Cell Systems 11(3), 252-271, "Estimating half-response".
    """
    check_choice("half_response", policy, HalfResponsePolicy)
    traced = is_traced(grn.half_response)
    gaps = np.ones(grn.n_edges, bool) if traced else np.isnan(grn.half_response)
    if not gaps.any():
        return FilledHalfResponse(grn, ())
    if policy in _NOT_HERE:
        raise ValueError(_NOT_HERE[policy])
    if traced:
        return FilledHalfResponse(grn.replace(half_response=sweep_levels(grn)[1]), ())
    if policy == "explicit":
        raise ValueError(
            f"Edge {grn.edge_name(int(np.argmax(gaps)))} has no half response h. "
            'Give one, or use half_response="deterministic".'
        )
    levels, half = sweep_levels(grn)
    return FilledHalfResponse(grn.replace(half_response=half), _notes(grn, gaps, levels))


def sweep_levels(grn: GRN) -> tuple[Levels, PerEdge]:
    """Return noise-free levels and half responses, exact for genes outside feedback loops.

    After sweep k the genes up to level k are right, and with them the half responses of their
    edges; so depth + 1 sweeps of x ← P(x) / λ end at the steady state of an acyclic network.
    """
    xp = array_module(grn.kinetics)
    upper = upper_level(grn)
    from_upper = _from_upper(xp, grn, upper)

    def half(levels: Levels) -> PerEdge:
        usable = _mean_works(grn, levels)
        mean = levels[:, grn.regulator].mean(0)
        automatic = xp.where(usable, xp.where(usable, mean, 1.0), from_upper)
        return xp.where(xp.isnan(grn.half_response), automatic, grn.half_response)

    def sweep(_: int | Int[Array, ""], levels: Levels) -> Levels:
        return production_rate(grn, levels, half_response=half(levels)) / grn.decay[None]

    levels = upper / 2
    n_sweeps = grn.topology.depth + 1
    if is_traced(grn.kinetics):
        levels = jax.lax.fori_loop(0, n_sweeps, sweep, levels)
    else:
        for number in range(n_sweeps):
            levels = sweep(number, levels)
    return levels, half(levels)


def _from_upper(xp: ModuleType, grn: GRN, upper: Levels) -> PerEdge:
    share = SHARE * upper.max(0)[grn.regulator]
    return xp.where(share > 0, share, 1.0)  # a gene that is never on has no scale: any h will do


def _mean_works(grn: GRN, levels: Levels) -> Bool[Array | np.ndarray, " edges"]:
    """Return which edges have a regulator that differs between types and has no loop upstream."""
    low, high = levels.min(0)[grn.regulator], levels.max(0)[grn.regulator]
    return ~grn.topology.feedback_driven[grn.regulator] & (high - low > DIFFERENT * high)


def _notes(grn: GRN, gaps: np.ndarray, levels: Levels) -> tuple[str, ...]:
    by_loop = gaps & grn.topology.feedback_driven[grn.regulator]
    if is_traced(levels):  # which regulators differ between types is not known then
        by_mean = gaps & ~by_loop & (grn.n_cell_types > 1)
    else:
        by_mean = gaps & _mean_works(grn, levels)
    alike = "one cell type" if grn.n_cell_types == 1 else "regulator equal in all types"
    quarter = "a quarter of the regulator's maximum"
    rules = (
        (by_mean, "mean steady state over cell types"),
        (by_loop, f"{quarter} (regulator in or behind a loop)"),
        (gaps & ~by_mean & ~by_loop, f"{quarter} ({alike})"),
    )
    return tuple(
        f"Half response of {mask.sum()} {'edge' if mask.sum() == 1 else 'edges'}: {rule}."
        for mask, rule in rules
        if mask.any()
    )
