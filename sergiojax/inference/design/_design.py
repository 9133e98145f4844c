"""Inverse design: parameters of a network that make it do what a person asks for.

Each target has a distance d ≥ 0, the logarithm of the factor that is missing. The loss is
Σ w d² / Σ w + s Σ |u| over targets with weights w and log changes u of parameters that may move.
Adam descends from the network itself and from others around it, all in one batch.

Source:
    Kingma and Ba (2015), Adam: a method for stochastic optimization, ICLR.
"""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Literal, TypeAlias

import jax
import numpy as np

from sergiojax._checks import check_choice, check_count
from sergiojax._progress import Listener, Progress, StopEarly, silent
from sergiojax._types import PRNGKey
from sergiojax.grn import GRN
from sergiojax.inference._changes import list_changes
from sergiojax.inference._variables import Bounds, Vary, choose_variables
from sergiojax.inference.design._behaviour import Loss, plan_cells
from sergiojax.inference.design._optimise import Best, Problem, descend, first_changes
from sergiojax.inference.design._resolve import deciding, resolve
from sergiojax.inference.design._result import (
    DesignResult,
    report_targets,
)
from sergiojax.inference.design._targets import LowNoise, Number, Target
from sergiojax.inference.design._trim import trim
from sergiojax.kinetics import fill_half_response

LossChoice: TypeAlias = Literal["auto", "skeleton", "lna", "cells"]
_REPORT_EVERY = 5  # steps


def design(
    grn: GRN,
    targets: Sequence[Target],
    *,
    vary: Vary | None = None,
    bounds: Bounds | None = None,
    sparsity: Number = 0.0,
    loss: LossChoice = "auto",
    n_starts: int = 8,
    max_steps: int = 400,
    key: PRNGKey | None = None,
    progress: Listener = silent,
) -> DesignResult:
    """Change parameters of a network until it meets targets. Signs and topology stay.

    Args:
        grn: The network to begin with. Missing half responses are filled first and then stay.
        targets: What to reach; the distances of several targets add up by weight.
        vary: Which parameters may move: kinds, single `Parameter`s, or both; by default strengths,
            half responses and basal rates. Parameters of a kind stay unchanged if they are 0 or
            act on no target.
        bounds: Least and largest factor on each parameter, for all kinds or by kind; by default
            1/30 to 30. For `hill_coefficient` by kind, the values themselves; by default 1 to 8.
        sparsity: Penalty on the sum of absolute log changes, so that few parameters change; those
            that the targets do not need are then reset exactly. 0.01 is a good first try.
        loss: What is measured: the noise-free "skeleton", its linear noise ("lna"), or simulated
            "cells", for levels, ratios, markers and noise. "auto" takes the first that can measure
            all targets.
        n_starts: Networks that descend side by side; the first is `grn` itself.
        max_steps: Largest number of steps; the search ends earlier if all targets are met and
            `sparsity` is 0.
        key: PRNG key of the other starts, and of the cells.
        progress: Called now and then with the smallest loss (`scores["loss"]`) and the network that
            has it (`best`). If it raises `StopEarly`, that network is the result; anything else
            that it raises ends the run.

    Returns:
        The best network, what became of every target, and what was changed. A target that cannot
        be met is reported with the distance left.

    Raises:
        ValueError: If there is no target, nothing can vary, a name is unknown, or a setting is
            out of range.
    """
    check_choice("loss", loss, LossChoice)
    n_starts, max_steps = check_count("n_starts", n_starts), check_count("max_steps", max_steps)
    if not (math.isfinite(sparsity) and sparsity >= 0):
        raise ValueError(f"`sparsity` must be finite and not negative, but is {sparsity}.")
    key = jax.random.key(0) if key is None else key
    filled = fill_half_response(grn).grn
    goals, owner, weight = resolve(filled, targets)
    variables = choose_variables(filled, vary, bounds, among=partial(deciding, filled, targets))
    by = _choose_loss(loss, targets)
    cells = plan_cells(filled, key) if by == "cells" else None
    problem = Problem(filled, variables, goals, weight, np.array(sparsity, np.float32), cells)
    before, best, history = descend(
        problem,
        first_changes(variables, n_starts, key),
        max_steps=max_steps,
        report=_reporter(problem, progress, max_steps),
    )
    if sparsity:
        best = trim(problem, best, n_starts)
    found = variables.apply(filled, best.change)
    return DesignResult(
        found,
        best.loss,
        history,
        report_targets(targets, owner, before=before, after=best),
        list_changes(variables, filled, found),
    )


def _choose_loss(loss: LossChoice, targets: Sequence[Target]) -> Loss:
    noisy = any(isinstance(target, LowNoise) for target in targets)
    if loss == "skeleton" and noisy:
        raise ValueError('The skeleton has no noise: use loss="lna" or "cells" for `LowNoise`.')
    if loss == "auto":
        return "lna" if noisy else "skeleton"
    return loss


def _reporter(problem: Problem, progress: Listener, max_steps: int) -> Callable[[int, Best], bool]:
    """Return a function that passes progress on and returns whether to stop."""

    def report(step: int, best: Best) -> bool:
        if step % _REPORT_EVERY != 1 and step < max_steps:
            return False
        try:
            found = problem.variables.apply(problem.grn, best.change)
            progress(Progress("Searching", step, max_steps, {"loss": best.loss}, found))
        except StopEarly:
            return True
        return False

    return report
