"""Where a calibration begins: what varies, technical noise, and how cells are simulated."""

import math

import numpy as np
from jaxtyping import Bool

from sergiojax._types import NoiseType
from sergiojax.grn import GRN
from sergiojax.inference._data import MatchedData
from sergiojax.inference._variables import Variables
from sergiojax.inference.calibration._layout import lay_out
from sergiojax.inference.calibration._losses import CountStatistic
from sergiojax.inference.calibration._observation import NoiseValues
from sergiojax.inference.calibration._problem import Point, Problem, Run
from sergiojax.inference.calibration._targets import quantiles_of_totals, sum_up
from sergiojax.kinetics import bucket_size, fill_half_response, slowest_relaxation, steady_state
from sergiojax.noise import TechnicalNoise
from sergiojax.simulation import RunSettings, plan_run

_STEP_SHARE = 0.16  # λ_max · dt, without feedback
_RELAXATIONS = 4.8  # of the slowest decay, from the steady state: 6 time units at λ = 0.8
_MOST_STEPS = 400
_MISSED = 0.3  # of log totals: what dropout takes, at first
_STEEPNESS = 2.0
_LEAST_SPREAD = 0.05


def plan(
    grn: GRN, n_cells: int, noise_type: NoiseType, *, statistic: CountStatistic, fits_noise: bool
) -> tuple[Run, float]:
    """Return how cells are simulated, and the step (time).

    Without feedback, cells start at the steady state and are on their way for 4.8 relaxations in
    steps of 0.16 / λ; with it, in the step and from the start of `simulate_steady_state`.
    """
    filled = fill_half_response(grn).grn
    if grn.topology.has_feedback:
        planned = plan_run(filled, RunSettings(noise_type=noise_type))
        dt, n_steps = float(planned.dt), planned.n_steps
    else:
        dt = _STEP_SHARE / float(np.max(grn.decay))
        n_steps = math.ceil(_RELAXATIONS * slowest_relaxation(filled) / dt - 1e-6)
    n_steps = min(n_steps, _MOST_STEPS)
    run = Run(n_cells, n_steps, grn.topology.has_feedback, noise_type, statistic, fits_noise)
    return run, dt


def first_noise(
    grn: GRN, data: MatchedData, learn: Bool[np.ndarray, " cells"], given: TechnicalNoise | None
) -> NoiseValues:
    """Return technical noise to begin with: given, or read off the counts."""
    if given is not None:
        values = given.library_mean, given.library_sd, given.dropout_steepness, 0.0
    else:
        counts = data.expression[learn][:, data.observed]
        size = np.log(np.maximum(counts.sum(1), 1.0))
        values = size.mean() + _MISSED, size.std(), _STEEPNESS, np.log1p(np.median(counts))
        if data.total is not None:
            level = np.asarray(steady_state(grn), float)[:, data.observed].sum(1)
            level = np.maximum(level, 1e-3)[data.cell_type[learn]].mean()
            values = math.log(max(counts.sum(1).mean(), 1e-3) / level) + _MISSED, *values[1:]
    mean, sd, steepness, midpoint = map(float, values)
    least = 1e-6 if given is not None else _LEAST_SPREAD
    return NoiseValues(
        np.float32(mean),
        np.float32(math.log(max(sd, least))),
        np.float32(math.log(max(steepness, 1e-6))),
        np.float32(midpoint),
    )


def pose(
    grn: GRN,
    data: MatchedData,
    variables: Variables,
    *,
    learn: Bool[np.ndarray, " cells"],
    given: TechnicalNoise | None,
    spread: float,
    dt: float,
) -> tuple[Problem, Point]:
    """Return the problem and the point where the descent begins."""
    kinds = [each.kind for each in variables.parameters]
    n_variables = bucket_size(len(kinds), steps=2)
    layout = lay_out(grn, variables, n_variables=n_variables)
    rest = (0, n_variables - len(kinds))
    is_noise = np.array([kind == "noise_amplitude" for kind in kinds], np.float32)
    gene = np.asarray(layout.gene)[:, 0].astype(int)
    problem = Problem(
        layout,
        sum_up(grn, data, learn, gene),
        None if given is not None else quantiles_of_totals(grn, data, learn),
        np.pad(np.asarray(variables.lowest), rest),
        np.pad(np.asarray(variables.highest), rest),
        np.pad(is_noise, rest),
        np.float32(spread),
        np.float32(0.0 if given is None else given.dropout_percentile),
        np.float32(dt),
    )
    noise = first_noise(grn, data, learn, given)
    return problem, Point(np.zeros(n_variables, np.float32), noise)
