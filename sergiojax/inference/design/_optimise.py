"""Gradient descent from many starts at once: one compiled step, inspected after each.

All measurements before, during and after the search come from that one step, so a design compiles
once, and a second one with other parameters not at all.
"""

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
from jaxtyping import Array, Float

from sergiojax._types import PRNGKey, Scalar
from sergiojax.grn import GRN
from sergiojax.inference._variables import Variables
from sergiojax.inference.design._behaviour import Behaviour, CellRun
from sergiojax.inference.design._goal import Goal, Measured

_FIRST_RATE, _LAST_RATE = 0.1, 0.01  # of log changes per step, along half a cosine
_SPREAD = (0.3, 1.0)  # standard deviation of the log changes that the other starts begin with
_ADAM = optax.scale_by_adam(b2=0.95)  # 0.999 remembers the steep beginning, which slows the end

Change = Float[np.ndarray, " variables"]


class Problem(eqx.Module):
    """All that a step needs.

    Attributes:
        grn: Network before the design, every half response given.
        variables: What may move.
        goals: What is measured.
        weight: Weight of every entry.
        sparsity: Weight of the sum of absolute log changes.
        cells: How cells are simulated, if they are what is measured.
    """

    grn: GRN
    variables: Variables
    goals: tuple[Goal, ...]
    weight: Float[Array | np.ndarray, " entries"]
    sparsity: Float[Array | np.ndarray, ""]
    cells: CellRun | None


class Step(NamedTuple):
    """Where all starts are, what was found there, and where they go next.

    Attributes:
        change: Log changes.
        loss: Weighted squares of what is missing, and the penalty on changes.
        measured: What the goals found.
        next: Log changes of the next step.
        moments: State of the optimiser.
    """

    change: Float[Array, "starts variables"]
    loss: Float[Array, " starts"]
    measured: Measured
    next: Float[Array, "starts variables"]
    moments: optax.OptState


class Best(NamedTuple):
    """The best that was found.

    Attributes:
        change: Log changes.
        loss: See `Step`.
        value: Of every entry.
        excess: Of every entry; met where it is not positive.
    """

    change: Change
    loss: float
    value: Float[np.ndarray, " entries"]
    excess: Float[np.ndarray, " entries"]

    @property
    def is_met(self) -> bool:
        """Whether every target is met."""
        return bool((self.excess <= 0).all())

    def beats(self, other: "Best") -> bool:
        """Return whether this is better: it alone meets all targets, or its loss is smaller."""
        if self.is_met != other.is_met:
            return self.is_met
        return self.loss < other.loss or math.isnan(other.loss)


@jax.jit
def take_step(
    problem: Problem,
    change: Float[Array, "starts variables"],
    moments: optax.OptState,
    rate: Scalar,
) -> Step:
    """Measure all starts and move each along its gradient, within bounds."""

    def lose(change: Float[Array, " variables"]) -> tuple[Scalar, Measured]:
        behaviour = Behaviour(problem.variables.apply(problem.grn, change), problem.cells)
        found = [goal.measure(behaviour) for goal in problem.goals]
        measured = Measured(*map(jnp.concatenate, zip(*found, strict=True)))
        short = jnp.maximum(measured.excess + measured.inside, 0.0)
        penalty = problem.sparsity * jnp.abs(change).sum()
        return (problem.weight * short**2).sum() + penalty, measured

    (loss, measured), slope = jax.vmap(jax.value_and_grad(lose, has_aux=True))(change)
    usable = (jnp.isfinite(loss) & jnp.isfinite(slope).all(1))[:, None]
    updates: Any  # to optax a tree of arrays, here one array
    updates, moments = _ADAM.update(jnp.where(usable, slope, 0.0), moments)
    lowest, highest = problem.variables.lowest[None], problem.variables.highest[None]
    moved = jnp.clip(change - rate * updates, lowest, highest)
    return Step(change, loss, measured, moved, moments)


def look(problem: Problem, change: Float[np.ndarray, "starts variables"]) -> Step:
    """Measure a batch as large as the number of starts, which compiles nothing new."""
    return take_step(problem, change, _ADAM.init(jnp.zeros(change.shape)), np.float32(0.0))


def best_of(step: Step) -> Best:
    """Return the best start of a step."""
    loss, excess = np.asarray(step.loss, float), np.asarray(step.measured.excess)
    is_met = (excess <= 0).all(1)
    order = np.lexsort([np.nan_to_num(loss, nan=np.inf), ~is_met])
    return at_start(step, int(order[0]))


def at_start(step: Step, number: int) -> Best:
    """Return what a step found at one start."""
    value, excess, _ = (np.asarray(part)[number] for part in step.measured)
    return Best(np.asarray(step.change)[number], float(step.loss[number]), value, excess)


def first_changes(
    variables: Variables, n_starts: int, key: PRNGKey
) -> Float[np.ndarray, "starts variables"]:
    """Return the starts: the network unchanged, and others further and further from it."""
    normal = np.array(jax.random.normal(key, (n_starts, len(variables.parameters))))
    spread = np.linspace(*_SPREAD, max(n_starts - 1, 1))[: n_starts - 1]
    normal *= np.concatenate([[0.0], spread])[:, None]
    return np.clip(normal, variables.lowest, variables.highest).astype(np.float32)


def descend(
    problem: Problem,
    change: Float[np.ndarray, "starts variables"],
    *,
    max_steps: int,
    report: Callable[[int, Best], bool],
) -> tuple[Best, Best, Float[np.ndarray, "starts steps"]]:
    """Descend until all targets are met (to the end with a penalty on changes), or until stopped.

    Args:
        problem: What to reach.
        change: Starts; the first is the unchanged network.
        max_steps: Largest number of steps.
        report: Called with the number of steps and the best so far; True stops the descent.

    Returns:
        The network before, the best, and the loss of every start after every step.
    """
    moments = _ADAM.init(jnp.zeros(change.shape))
    step = look(problem, change)
    before, best = at_start(step, 0), best_of(step)
    history = []
    for number in range(max_steps):
        share = 0.5 * (1 + math.cos(math.pi * number / max_steps))
        rate = np.float32(_LAST_RATE + (_FIRST_RATE - _LAST_RATE) * share)
        step = take_step(problem, change, moments, rate)
        history.append(np.asarray(step.loss))
        found = best_of(step)
        best = found if found.beats(best) else best
        if report(number + 1, best) or (best.is_met and not float(problem.sparsity)):
            break
        change, moments = step.next, step.moments
    return before, best, np.stack(history, axis=1)
