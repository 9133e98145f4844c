"""The goal of two stable states, with a gradient also where there is only one.

Cut the feedback at a gene: hold its level at a, let the other genes settle, and see at which level
F(a) its production would keep it. Steady states are where F(a) = a. If F(low) ≤ low and F(high) ≥
high, one lies below `low` and one above `high`; so what is missing is min(low/F(low), F(high)/high)
for the best pair with high = separation × low. That ratio is smooth in all parameters, whereas two
states that have merged have no distance to differentiate. Then the cut is undone, both states are
followed until they are steady, and their distance and eigenvalues are compared with the target.

Source:
    Angeli, Ferrell and Sontag (2004), PNAS 101(7), 1822-1827.
"""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int

from sergiojax._types import PerType, Scalar, TypesGenes
from sergiojax.grn import GRN
from sergiojax.inference.design._behaviour import Behaviour, Knockout, hold
from sergiojax.inference.design._goal import CLEAR, Measured
from sergiojax.inference.design._stability import leading_eigenvalue
from sergiojax.kinetics import implicit_steady_state, is_steady, production_rate, upper_level

_RUNGS = 24
_SPAN = np.log(300.0)  # of the levels at which the lower state is looked for
_LEAST = 1e-3  # molecules


class BistableGoal(eqx.Module):
    """Two stable states of one network or mutant."""

    separation: Float[Array | np.ndarray, ""]
    margin: Float[Array | np.ndarray, ""]
    cell_type: Int[Array | np.ndarray, " types"]
    genes: tuple[int, ...] = eqx.field(static=True)
    knockout: Knockout = eqx.field(static=True)

    def measure(self, behaviour: Behaviour) -> Measured:
        """Measure a network."""
        grn = behaviour.mutant(self.knockout)
        missing, starts = self._cut(grn)

        def follow(start: TypesGenes) -> tuple[TypesGenes, PerType, Bool[Array, " cell_types"]]:
            state = implicit_steady_state(grn, start=start)
            steady = is_steady(grn, jax.lax.stop_gradient(state))
            return state, leading_eigenvalue(grn, state).real, steady

        states, growth, steady = jax.vmap(follow)(starts)
        behaviour.note_states(states, steady, self.knockout)
        logs = jnp.log(jnp.maximum(states[..., self.genes], _LEAST))
        apart = jnp.abs(logs[1] - logs[0]).min(-1)
        least = jnp.log(self.separation)
        slow = (growth.max(0) + self.margin) / jnp.mean(grn.decay)
        slow = jnp.where(steady.all(0), slow, jnp.maximum(slow, 0.0) + 1.0)  # no steady state
        met = (apart >= least) & (slow <= 0)
        missing = jnp.where(met, -1.0, jnp.maximum(missing, 0.0) + CLEAR)  # only a guide
        parts = [part[self.cell_type] for part in (missing, least - apart, slow)]
        value = jnp.tile(jnp.exp(apart)[self.cell_type], len(parts))
        excess = jnp.concatenate(parts)
        return Measured(value, excess, jnp.full_like(excess, CLEAR))

    def _cut(self, grn: GRN) -> tuple[PerType, Float[Array, "2 cell_types genes"]]:
        """Return what is missing, and the states at the best pair of levels of the cut gene."""
        gene = self.genes[0]

        def held_at(level: Scalar) -> tuple[PerType, TypesGenes]:
            levels = implicit_steady_state(hold(grn, (gene,), level))
            kept = production_rate(grn, levels)[:, gene] / grn.decay[gene]
            return jnp.log(jnp.maximum(kept, 1e-6)) - jnp.log(level), levels

        top = jax.lax.stop_gradient(upper_level(grn)[:, gene].max())
        rungs = top / self.separation * jnp.exp(-_SPAN * jnp.linspace(0.0, 1.0, _RUNGS))
        rises, levels = jax.vmap(held_at)(jnp.concatenate([rungs, rungs * self.separation]))
        reserve = jnp.minimum(-rises[:_RUNGS], rises[_RUNGS:])
        best = jnp.argmax(reserve, axis=0)
        types = jnp.arange(grn.n_cell_types)
        states = jax.lax.stop_gradient(levels)
        pair = states[best, types], states[_RUNGS + best, types]
        return -reserve[best, types], jnp.stack(pair)
