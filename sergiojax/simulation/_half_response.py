"""Half responses that only a simulation can find: SERGIO's own rule, by pilot runs.

SERGIO v1 simulates level by level and takes the mean of a regulator's cells, over all types, for
its edges. At full noise that is not the noise-free level: DS1's master regulators, which the
boundary at 0 lifts, have half responses 22 to 31 % above those of the policy "deterministic".
"""

from typing import Any

import jax
import numpy as np
from jaxtyping import Float

from sergiojax._checks import is_traced
from sergiojax._types import HalfResponsePolicy, PRNGKey
from sergiojax.grn import GRN, Kinetics
from sergiojax.kinetics import FilledHalfResponse, fill_half_response
from sergiojax.simulation._blocks import simulate_cells
from sergiojax.simulation._plan import plan_run, warn_of_one_type
from sergiojax.simulation._settings import RunSettings

_PILOT = 200
"""Folded into the key of a run for its pilots."""

_PILOT_CELLS = 300  # per cell type, as in SERGIO's own runs, but independent
_MOST_PILOTS = 40  # in feedback, where a damped iteration finds the half responses
_SETTLED = 0.01  # relative distance from the end, estimated; a pilot's own error is about as large


def give_half_response(
    grn: GRN, policy: HalfResponsePolicy, *, key: PRNGKey, settings: RunSettings | None = None
) -> FilledHalfResponse:
    """Fill the half responses that are NaN; the policy may need pilot runs first.

    Args:
        grn: Network.
        policy: See `simulate_steady_state`.
        key: PRNG key of the run.
        settings: How to simulate; the pilots take part of them.

    Returns:
        The network with every half response given, and what was done.

    Raises:
        ValueError: If the policy cannot fill a gap.
    """
    if policy != "simulated":
        return fill_half_response(grn, policy)
    if is_traced(grn.kinetics, key):
        raise ValueError(
            'half_response="simulated" runs outside `jit`, `vmap` and `grad` only: fill the '
            "network first, by `simulation.give_half_response`."
        )
    if not np.isnan(grn.half_response).any():
        return FilledHalfResponse(grn, ())
    warning = warn_of_one_type(grn, policy)
    own_key = jax.random.fold_in(key, _PILOT)
    filled, notes = _simulate(grn, key=own_key, settings=settings or RunSettings())
    return FilledHalfResponse(filled, notes + warning)


def _simulate(grn: GRN, *, key: PRNGKey, settings: RunSettings) -> FilledHalfResponse:
    """Run pilots until every regulator has been simulated with right half responses before it.

    All pilots share their random numbers. Without feedback, pilot k therefore leaves the half
    responses of the levels below k unchanged, and the last one is SERGIO's level by level.
    """
    pilot = RunSettings(noise_type=settings.noise_type, method=settings.method, dt=settings.dt)
    gaps, feedback = np.isnan(grn.half_response), grn.topology.feedback_driven[grn.regulator]
    n_levels = int(grn.topology.levels[grn.regulator[gaps]].max()) + 1
    filled, change, left = fill_half_response(grn).grn, np.inf, np.inf
    n_pilots = 0
    while n_pilots < n_levels or (feedback[gaps].any() and n_pilots < _MOST_PILOTS):
        mean = _mean_levels(filled, pilot, key)[grn.regulator]
        before = np.asarray(filled.half_response)
        found = np.where(gaps & (mean > 0), mean, before)
        found = np.where(feedback, np.sqrt(found * before), found)
        last, change = change, float(np.abs(np.log(found / before)).max())
        # Changes that shrink by the same factor each time add up to a geometric series.
        left = change / max(1.0 - change / last, 1e-3) if change < last else np.inf
        filled = filled.replace(half_response=found)
        n_pilots += 1
        if n_pilots >= n_levels and (left < _SETTLED or change == 0):
            break
    notes = [
        f"Half response of {int(gaps.sum())} edges: mean of the regulator's simulated cells over "
        f"cell types, by {n_pilots} pilot runs."
    ]
    if feedback[gaps].any():
        notes.append(
            "In feedback loops this half response is at the mean of the states, which can merge "
            "them; give a half response to keep them apart."
        )
        if left >= _SETTLED:
            notes.append("The half responses in loops had not settled within 1 % at the end.")
    return FilledHalfResponse(filled, tuple(notes))


def _mean_levels(grn: GRN, settings: RunSettings, key: PRNGKey) -> Float[np.ndarray, " genes"]:
    """Return the mean over cells and types of every gene that regulates; 0 for the others."""
    regulates = grn.topology.out_degree > 0
    part = _subnetwork(grn, regulates)
    cell_type = np.repeat(np.arange(grn.n_cell_types), _PILOT_CELLS)
    cell = np.tile(np.arange(_PILOT_CELLS), grn.n_cell_types)
    plan = plan_run(part, settings)
    cells = simulate_cells(plan, cell_type, cell, key=key, settings=settings)
    mean = np.zeros(grn.n_genes, np.float32)
    mean[regulates] = np.asarray(cells).mean(0, dtype=np.float64)
    return mean


def _subnetwork(grn: GRN, kept: Any) -> GRN:
    """Return the network of some genes; whatever regulates one of them must be among them."""
    genes, place = np.nonzero(kept)[0], np.cumsum(kept) - 1
    edges = np.nonzero(kept[grn.target])[0]
    factor = grn.strength_factor
    return GRN(
        [grn.gene_names[gene] for gene in genes],
        grn.cell_types,
        regulator=place[grn.regulator[edges]],
        target=place[grn.target[edges]],
        kinetics=Kinetics(
            strength=grn.strength[edges],
            hill_coefficient=grn.hill_coefficient[edges],
            half_response=grn.half_response[edges],
            basal_rate=grn.basal_rate[:, genes],
            decay=grn.decay[genes],
            noise_amplitude=grn.noise_amplitude[genes],
            strength_factor=None if factor is None else factor[:, edges],
        ),
        product=grn.product[genes],
    )
