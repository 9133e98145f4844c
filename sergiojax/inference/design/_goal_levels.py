"""Goals about steady levels: a level, a ratio, a marker, noise, and the response to an input."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from sergiojax._types import Scalar
from sergiojax.inference.design._behaviour import Behaviour, Knockout
from sergiojax.inference.design._goal import (
    CLEAR,
    TRACE,
    Measured,
    beyond,
    log_level,
    near,
    only_if_steady,
)
from sergiojax.inference.design._targets import NoiseMeasure
from sergiojax.kinetics import implicit_steady_state, is_steady

Numbers = Float[Array | np.ndarray, " entries"]
Places = Int[Array | np.ndarray, " entries"]

_ABSENT = 1e-6  # molecules: up to this, a gene counts as not expressed
LEAST_SCALE = 0.1  # molecules: a tolerance is a share of the level, or of this
N_DOSES = 5


def level_slack(value: Numbers, tolerance: Numbers | np.floating) -> Numbers:
    """Return by how much the logarithm of a level, trace added, may be off."""
    return np.log1p(tolerance * np.maximum(value, LEAST_SCALE) / (value + TRACE))


class LevelGoal(eqx.Module):
    """Levels of genes in cell types, of one mutant."""

    gene: Places
    cell_type: Places
    value: Numbers
    slack: Numbers
    knockout: Knockout = eqx.field(static=True)

    def measure(self, behaviour: Behaviour) -> Measured:
        """Measure a network; where several states are known, at the nearest steady one."""
        states, steady = behaviour.states(self.knockout)
        found, steady = states[:, self.cell_type, self.gene], steady[:, self.cell_type]
        off = log_level(found) - log_level(self.value)[None]
        nearest = jnp.where(steady, jnp.abs(off), jnp.inf).argmin(0)
        entries = jnp.arange(len(nearest))
        found, off, steady = (part[nearest, entries] for part in (found, off, steady))
        return only_if_steady(near(found, off, self.slack), steady)


class RatioGoal(eqx.Module):
    """Ratios of the levels of two genes, of one mutant."""

    gene: Places
    other: Places
    cell_type: Places
    value: Numbers
    slack: Numbers
    knockout: Knockout = eqx.field(static=True)

    def measure(self, behaviour: Behaviour) -> Measured:
        """Measure a network."""
        levels = behaviour.levels(self.knockout)
        found, other = (levels[self.cell_type, gene] for gene in (self.gene, self.other))
        ratio = jnp.maximum(found, _ABSENT) / jnp.maximum(other, _ABSENT)
        measured = near(ratio, jnp.log(ratio) - jnp.log(self.value), self.slack)
        is_there = jnp.maximum(found, other) > _ABSENT  # 0/0 is not a ratio
        return only_if_steady(
            measured, behaviour.is_steady(self.knockout)[self.cell_type] & is_there
        )


class MarkerGoal(eqx.Module):
    """Genes that are high in one cell type only, of one mutant."""

    gene: Places
    cell_type: Places
    fold: Numbers
    knockout: Knockout = eqx.field(static=True)

    def measure(self, behaviour: Behaviour) -> Measured:
        """Measure a network."""
        levels = jnp.maximum(behaviour.levels(self.knockout), _ABSENT)[:, self.gene]
        entries = jnp.arange(len(self.gene))
        here = levels[self.cell_type, entries]
        fold = here / levels.at[self.cell_type, entries].set(0.0).max(0)
        steady = behaviour.is_steady(self.knockout).all()  # every cell type counts
        return only_if_steady(beyond(fold, jnp.log(self.fold) - jnp.log(fold)), steady)


class NoiseGoal(eqx.Module):
    """Largest noise of genes in cell types, of one mutant."""

    gene: Places
    cell_type: Places
    most: Numbers
    knockout: Knockout = eqx.field(static=True)
    measured: NoiseMeasure = eqx.field(static=True)

    def measure(self, behaviour: Behaviour) -> Measured:
        """Measure a network."""
        place = (self.cell_type, self.gene)
        variance = jnp.maximum(behaviour.variance(self.knockout)[place], 1e-12)
        mean = jnp.maximum(behaviour.levels(self.knockout)[place], _ABSENT)
        noise = variance / mean if self.measured == "fano" else jnp.sqrt(variance) / mean
        measured = beyond(noise, jnp.log(noise) - jnp.log(self.most))
        steady = behaviour.is_steady(self.knockout)[self.cell_type] & (mean > _ABSENT)
        return only_if_steady(measured, steady)


class ResponseGoal(eqx.Module):
    """Response of one gene to one input: both ends, and no step back between them."""

    cell_type: Places
    ends: Float[Array | np.ndarray, "2"]
    slack: Float[Array | np.ndarray, "2"]
    doses: Float[Array | np.ndarray, "2"]
    gene: int = eqx.field(static=True)
    kind: str = eqx.field(static=True)
    place: tuple[int | slice, ...] = eqx.field(static=True)
    knockout: Knockout = eqx.field(static=True)

    def measure(self, behaviour: Behaviour) -> Measured:
        """Measure a network."""
        grn = behaviour.mutant(self.knockout)

        array = jnp.asarray(getattr(grn, self.kind))
        sign = jnp.where(array[self.place] < 0, -1.0, 1.0)  # a repression stays one

        def level(dose: Scalar) -> tuple[Float[Array, " types"], Bool[Array, " types"]]:
            dosed = grn.replace(**{self.kind: array.at[self.place].set(sign * dose)})
            levels = implicit_steady_state(dosed)
            steady = is_steady(dosed, jax.lax.stop_gradient(levels))
            return levels[self.cell_type, self.gene], steady[self.cell_type]

        shares = jnp.linspace(0.0, 1.0, N_DOSES)
        first, last = jnp.log(self.doses)
        found, steady = jax.vmap(level)(jnp.exp(first + shares * (last - first)))
        logs = log_level(found)
        both = near(found[0], logs[0] - log_level(self.ends[0]), self.slack[0])
        end = near(found[-1], logs[-1] - log_level(self.ends[1]), self.slack[1])
        back = -jnp.diff(logs, axis=0) * jnp.sign(self.ends[1] - self.ends[0])
        monotone = beyond(found[-1], back.max(0) - CLEAR)
        measured = Measured(*map(jnp.concatenate, zip(both, end, monotone, strict=True)))
        return only_if_steady(measured, jnp.tile(steady.all(0), 3))
