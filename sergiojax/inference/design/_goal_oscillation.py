"""The goal of a limit cycle with a period, by shooting.

The flow is followed for some periods of the length that is asked for. If the gene crosses its mean
twice at the end, one cycle is there to start from, and Newton's method finds the state x and the
period T with φ_T(x) = x, the gene at its mean; its last step carries the gradient of the implicit
function theorem. If there is no cycle, the leading eigenvalue of the fixed point guides: its real
part has to become positive, and 2π over its imaginary part is the period that a cycle would have.
"""

from functools import partial
from typing import NamedTuple, TypeAlias

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from sergiojax._types import PerType, Scalar, TypesGenes
from sergiojax.grn import GRN
from sergiojax.inference.design._behaviour import Behaviour, Knockout
from sergiojax.inference.design._goal import CLEAR, Measured, beyond, near
from sergiojax.inference.design._stability import leading_eigenvalue
from sergiojax.kinetics import implicit_steady_state, production_rate, tilt, upper_level

Course: TypeAlias = Float[Array | np.ndarray, "times cell_types genes"]
"""States along a trajectory (molecules)."""

ByType: TypeAlias = Bool[Array, " cell_types"]
"""An answer per cell type."""

_STEPS = 64  # of Runge-Kutta per period: its error is then 1e-5 of the period
_FORGET = 12  # periods until the start is forgotten
_LOOK = 4  # periods in which a cycle is looked for
_NEWTON_STEPS = 3
_CLOSED = 1e-2  # distance between both ends of a cycle, relative to its largest levels
_GROWTH = 0.03  # real over imaginary part of the eigenvalue that a fixed point is driven to
_FURTHEST = 4.0  # factor between the period that is found and the one that is asked for
_LEAST_SWING = 1.05  # what swings less counts as a fixed point


class Cycle(NamedTuple):
    """One turn of a limit cycle in every cell type, or the fixed point in its place.

    Attributes:
        is_there: Whether there is a cycle.
        period: Its length (time).
        levels: States along it (molecules).
    """

    is_there: ByType
    period: PerType
    levels: Course


class OscillationGoal(eqx.Module):
    """A limit cycle of one network or mutant."""

    period: Float[Array | np.ndarray, ""]
    slack: Float[Array | np.ndarray, ""]
    swing: Float[Array | np.ndarray, ""]
    cell_type: Int[Array | np.ndarray, " types"]
    gene: int = eqx.field(static=True)
    knockout: Knockout = eqx.field(static=True)

    def measure(self, behaviour: Behaviour) -> Measured:
        """Measure a network."""
        grn = behaviour.mutant(self.knockout)
        cycle, mean = find_cycle(grn, self.gene, self.period)
        point = implicit_steady_state(grn, start=mean, relax=False)
        leading = leading_eigenvalue(grn, point, among_turning=True)
        frequency = 2 * np.pi / self.period
        guess = jnp.log(jnp.maximum(leading.turning, 1e-3 * frequency) / frequency)
        found = jnp.where(cycle.is_there, cycle.period, jnp.nan)
        off = jnp.where(cycle.is_there, jnp.log(cycle.period / self.period), guess)
        course = cycle.levels[..., self.gene]
        swing = course.max(0) / jnp.maximum(course.min(0), 1e-6)
        flat = jnp.log(self.swing) - jnp.log(swing)
        damped = _GROWTH - leading.real / frequency
        damped = jnp.where(cycle.is_there, -1.0, jnp.maximum(damped, 0.0) + CLEAR)
        here = self.cell_type
        parts = near(found[here], off[here], self.slack), beyond(found[here], flat[here])
        parts = (*parts, beyond(found[here], damped[here]))
        return Measured(*map(jnp.concatenate, zip(*parts, strict=True)))


def find_cycle(grn: GRN, gene: int, period: Scalar) -> tuple[Cycle, TypesGenes]:
    """Return the limit cycle near a period, and the mean of the last states.

    Args:
        grn: Network, traced, every half response given.
        gene: Whose crossings of its mean begin a turn.
        period: About the period of the cycle (time); it is found from a quarter to four times this.
    """
    frozen = jax.lax.stop_gradient(grn)
    start = jax.lax.stop_gradient(upper_level(frozen) * tilt(grn.n_genes)[None])
    lengths = jnp.full(grn.n_cell_types, period)
    n_periods = _FORGET + _LOOK
    course = _course(frozen, start, lengths * n_periods, n_periods * _STEPS)[_FORGET * _STEPS :]
    mean = course.mean(0)
    is_there, begin, length = _last_turn(course, gene, lengths / _STEPS)
    shooting = _Shooting(gene, mean[:, gene])

    def newton(_: Int[Array, ""], state: tuple[TypesGenes, PerType]) -> tuple[TypesGenes, PerType]:
        return shooting.newton(frozen, *state, is_there)

    begin, length = jax.lax.fori_loop(0, _NEWTON_STEPS, newton, (begin, length))
    is_there &= (length / period < _FURTHEST) & (length / period > 1 / _FURTHEST)
    begin, length = shooting.newton(grn, begin, length, is_there)
    turn = _course(grn, begin, length, _STEPS)
    swing = turn[..., gene].max(0) / jnp.maximum(turn[..., gene].min(0), 1e-6)
    open_by = jnp.abs(turn[-1] - begin) / begin.max(-1, keepdims=True)
    is_there &= (open_by <= _CLOSED).all(-1) & (swing > _LEAST_SWING)
    return Cycle(is_there, length, turn), mean


class _Shooting(NamedTuple):
    """The equations of a cycle per cell type: it closes, and begins with the gene at a level."""

    gene: int
    level: PerType

    def gap(
        self, grn: GRN, begin: TypesGenes, log_length: PerType
    ) -> Float[Array, "cell_types equations"]:
        """Return φ_T(x) − x of every gene, and how far the gene is from its level at the start."""
        end = _course(grn, begin, jnp.exp(log_length), _STEPS)[-1]
        phase = begin[:, self.gene] - self.level
        return jnp.concatenate([end - begin, phase[:, None]], axis=1)

    def newton(
        self, grn: GRN, begin: TypesGenes, length: PerType, use: ByType
    ) -> tuple[TypesGenes, PerType]:
        """Take one step; the derivatives by state and length are held fixed."""
        frozen = jax.lax.stop_gradient(grn)
        begin, log_length = jax.lax.stop_gradient((begin, jnp.log(length)))

        def column(
            direction: Float[Array, " unknowns"],
        ) -> Float[Array, "cell_types equations"]:
            by_state = jnp.broadcast_to(direction[:-1], begin.shape)
            by_length = jnp.broadcast_to(direction[-1], log_length.shape)
            gap = partial(self.gap, frozen)
            return jax.jvp(gap, (begin, log_length), (by_state, by_length))[1]

        identity = jnp.eye(grn.n_genes + 1)
        matrix = jax.vmap(column, out_axes=-1)(identity)
        matrix = jnp.where(use[:, None, None], matrix, identity)
        gap = jnp.where(use[:, None], self.gap(grn, begin, log_length), 0.0)
        move = jnp.linalg.solve(matrix, gap[..., None])[..., 0]
        move = jnp.where(jnp.isfinite(move), move, 0.0)
        log_length = log_length - jnp.clip(move[:, -1], -0.5, 0.5)
        return jnp.maximum(begin - move[:, :-1], 1e-6), jnp.exp(log_length)


def _last_turn(course: Course, gene: int, dt: PerType) -> tuple[ByType, TypesGenes, PerType]:
    """Return whether the gene rose through its mean twice, and state and length of that turn."""
    above = course[..., gene] - course[..., gene].mean(0)[None]
    rises = (above[:-1] < 0) & (above[1:] >= 0)
    times = jnp.arange(len(rises))[:, None]
    last = jnp.where(rises, times, -1).max(0)
    before = jnp.where(rises & (times < last[None]), times, -1).max(0)
    is_there = before >= 0
    begin = course[jnp.maximum(before, 0), jnp.arange(course.shape[1])]
    length = jnp.where(is_there, last - before, _STEPS) * dt
    return is_there, begin, length


def _course(grn: GRN, start: TypesGenes, length: PerType, n_steps: int) -> Course:
    """Return the states after each of equal steps."""

    def step(x: TypesGenes, _: None) -> tuple[TypesGenes, TypesGenes]:
        x = _step(grn, x, length / n_steps)
        return x, x

    return jax.lax.scan(step, start, length=n_steps)[1]


def _step(grn: GRN, x: TypesGenes, dt: PerType) -> TypesGenes:
    """Take a step of the classical Runge-Kutta method, of a length of its own per cell type.

    The four slopes are a loop, because each copy of the production costs a second of compiling.
    """

    def stage(
        state: tuple[TypesGenes, TypesGenes], shares: Float[Array, "2"]
    ) -> tuple[tuple[TypesGenes, TypesGenes], None]:
        at, total = state
        slope = (production_rate(grn, at) - grn.decay[None] * at) * dt[:, None]
        return (x + shares[0] * slope, total + shares[1] * slope), None

    shares = jnp.array([[1 / 2, 1 / 6], [1 / 2, 1 / 3], [1.0, 1 / 3], [0.0, 1 / 6]])
    (_, total), _ = jax.lax.scan(stage, (x, jnp.zeros_like(x)), shares)
    return jnp.maximum(x + total, 0.0)
