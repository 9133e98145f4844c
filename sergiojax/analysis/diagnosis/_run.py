"""What to expect of a run: automatic choices, step, burn-in, and its cost."""

from collections.abc import Iterator, Sequence

import numpy as np

from sergiojax.analysis.diagnosis._finding import Diagnosis
from sergiojax.grn import GRN
from sergiojax.kinetics import slowest_relaxation
from sergiojax.simulation import LONG_STEP, Plan, RunSettings, plan_run

_SECONDS_PER_UPDATE = 2e-9  # of one gene in one cell by one step, on two cores (benchmarks/)
_START_SECONDS = 0.05
_ENOUGH = 4.0  # slowest relaxations; e⁻⁴ of the start is left


def find_run_trouble(
    grn: GRN, settings: RunSettings, n_cells: Sequence[int]
) -> Iterator[Diagnosis]:
    """Plan the run, and report what the plan had to choose or refuse."""
    try:
        plan = plan_run(grn, settings)
    except ValueError as error:
        yield Diagnosis("settings", "problem", str(error))
        return
    yield from _half_responses(grn)
    for note in plan.notes:
        if note.startswith(LONG_STEP):
            yield Diagnosis("step", "warning", note, "Give a shorter step, or leave it out.")
    yield from _burn_in(plan, settings)
    yield _cost(grn, plan, settings, n_cells)


def _half_responses(grn: GRN) -> Iterator[Diagnosis]:
    automatic = np.isnan(np.asarray(grn.half_response))
    if not automatic.any():
        return
    count = int(automatic.sum())
    if grn.n_cell_types == 1:
        reason = "with one cell type there is no mean over cell types to take"
    elif (automatic & grn.topology.feedback_driven[grn.regulator]).any():
        count = int((automatic & grn.topology.feedback_driven[grn.regulator]).sum())
        reason = "in or behind a feedback loop the mean over cell types would balance the loop"
    else:
        return
    edges = "1 edge" if count == 1 else f"{count:,} edges"
    yield Diagnosis(
        "half-response",
        "note",
        f"The half response of {edges} is a quarter of the regulator's maximum: {reason}.",
        "Type half responses if you know them.",
    )


def _burn_in(plan: Plan, settings: RunSettings) -> Iterator[Diagnosis]:
    capped = [note for note in plan.notes if note.startswith("Burn-in capped")]
    if capped:
        yield Diagnosis(
            "slow",
            "warning",
            f"The network forgets its start slowly. {capped[0]}",
            "Give a longer burn-in, or make decay rates less different.",
        )
        return
    if settings.burn_in is None or settings.sampling == "trajectory":
        return
    length, slowest = plan.n_steps * float(plan.dt), slowest_relaxation(plan.grn)
    if length < _ENOUGH * slowest:
        needed = "forever" if np.isinf(slowest) else f"{slowest:.3g} time units"
        yield Diagnosis(
            "slow",
            "warning",
            f"The burn-in is {length:.3g} time units, but the slowest relaxation takes {needed}: "
            "cells remember their start.",
            "Give a longer burn-in, or leave it to the simulator.",
        )


def _cost(grn: GRN, plan: Plan, settings: RunSettings, n_cells: Sequence[int]) -> Diagnosis:
    cells = sum(n_cells)
    if settings.sampling == "trajectory":
        steps = plan.n_steps * grn.n_cell_types + settings.steps_per_cell * cells
    else:
        steps = plan.n_steps * cells
    seconds = _START_SECONDS + _SECONDS_PER_UPDATE * steps * grn.n_genes
    size = 4 * cells * grn.n_genes
    problem = (
        f"{cells:,} cells of {grn.n_genes:,} {'gene' if grn.n_genes == 1 else 'genes'} take "
        f"about {_time(seconds)} and {_bytes(size)} of memory."
    )
    return Diagnosis("cost", "note", problem, "A first run takes a second or two more.")


def _time(seconds: float) -> str:
    if seconds < 1:
        return f"{max(seconds, 0.1):.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min"


def _bytes(size: int) -> str:
    if size < 1e6:
        return f"{max(size / 1e3, 1):.0f} kB"
    return f"{size / 1e6:.0f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB"
