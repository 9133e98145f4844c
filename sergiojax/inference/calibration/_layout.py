"""The trial network in padded arrays, so that another network of like size compiles nothing.

The simulator's own layout (`kinetics.PaddedNetwork`) is filled while tracing: who regulates whom
enters as arrays of indices, and not as the topology that a compiled function is keyed by.
"""

from typing import NamedTuple, get_args

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Bool, Float, Int, UInt32

from sergiojax.grn import GRN, ParameterKind
from sergiojax.inference._variables import Variables
from sergiojax.kinetics import PaddedNetwork, bucket_size, padded_production, padded_response, wire
from sergiojax.kinetics._half_response import DIFFERENT, SHARE
from sergiojax.kinetics._padded import Bucket

_LEAST_SWEEPS = 8
_OF_GENES = ("basal_rate", "decay", "noise_amplitude")
_FILL: dict[ParameterKind, float] = {"hill_coefficient": 1.0, "half_response": 1.0, "decay": 1.0}

Rows = Float[Array | np.ndarray, "rows cell_types"]


class Trial(NamedTuple):
    """A network ready to be simulated.

    Attributes:
        network: Padded arrays, basal rates by cell type.
        levels: Noise-free steady state, exact outside feedback (molecules).
        upper: Levels with all activators on and all repressors off (molecules).
    """

    network: PaddedNetwork
    levels: Rows
    upper: Rows


class Layout(eqx.Module):
    """The given network, and which variable moves each of its parameters.

    Attributes:
        kinetics: Its arrays, padded: by edge, by row, basal rates by row and cell type.
        mover: By kind, the variable of each entry; the number of variables stands for none.
        strength_factor: Factor on K by edge and cell type; None is 1 everywhere.
        gene: Gene of each row; the number of genes on padding.
        slot_edges: Edge of every slot by bucket; the number of padded edges where it is empty.
        regulator: Row of every edge's regulator.
        in_feedback: Whether a row's gene is in a feedback loop or behind one.
        product: 1.0 for rows whose regulators act together; None if no row of the network does.
        n_sweeps: Sweeps after which levels outside feedback are right.
    """

    kinetics: dict[str, Float[np.ndarray | Array, "..."]]
    mover: dict[str, Int[np.ndarray | Array, "..."]]
    strength_factor: Float[np.ndarray | Array, "edges cell_types"] | None
    gene: UInt32[np.ndarray | Array, "rows 1"]
    slot_edges: tuple[Int[np.ndarray | Array, "_ _"], ...]
    regulator: UInt32[np.ndarray | Array, " edges"]
    in_feedback: Bool[np.ndarray | Array, " rows"]
    product: Float[np.ndarray | Array, "rows 1"] | None
    n_sweeps: int = eqx.field(static=True)

    def apply(self, change: Float[Array | np.ndarray, " variables"]) -> Trial:
        """Return the network after log changes, half responses filled in where they are automatic.

        A change may be longer than the number of variables: the rest moves nothing.
        """
        factor = jnp.exp(jnp.append(change, 0.0))
        moved = {name: self.kinetics[name] * factor[self.mover[name]] for name in self.kinetics}
        strength = jnp.append(moved["strength"], 0.0)[:, None]
        if self.strength_factor is not None:
            strength = strength * jnp.pad(self.strength_factor, ((0, 1), (0, 0)))
        slots = [strength[edges] for edges in self.slot_edges]
        size = [jnp.abs(each) for each in slots]
        total = jnp.concatenate([each.sum(0) for each in size])
        largest = jnp.concatenate([each.max(0, initial=0.0) for each in size])
        if self.product is not None:
            total = jnp.where(self.product > 0, largest, total)
        basal = moved["basal_rate"]
        absent = jnp.concatenate([jnp.maximum(-each, 0.0).sum(0) for each in slots])
        decay = moved["decay"][:, None]
        network = PaddedNetwork(
            gene=self.gene,
            site_row=self.regulator,
            site_hill=moved["hill_coefficient"][:, None],
            site_half=moved["half_response"][:, None],
            buckets=self._buckets(slots),
            base=basal + absent,
            decay=decay,
            noise=moved["noise_amplitude"][:, None],
        )
        return self._fill(network, (basal + total) / decay)

    def _buckets(self, slots: list[Float[Array, "_ _ _"]]) -> tuple[Bucket, ...]:
        buckets, start, n_sites = [], 0, len(self.regulator)
        for edges, strength in zip(self.slot_edges, slots, strict=True):
            stop = start + edges.shape[1]
            flag = None if self.product is None else self.product[start:stop]
            site = jnp.minimum(edges, n_sites - 1).astype(jnp.uint32)
            buckets.append(Bucket(site, strength, flag))
            start = stop
        return tuple(buckets)

    def _fill(self, network: PaddedNetwork, upper: Rows) -> Trial:
        """Sweep x ← P(x) / λ, and take half responses as `kinetics.fill_half_response` does."""
        given, row = network.site_half[:, 0], self.regulator
        share = SHARE * upper.max(1)[row]
        from_upper = jnp.where(share > 0, share, 1.0)

        def with_half(levels: Rows) -> PaddedNetwork:
            low, high = levels.min(1)[row], levels.max(1)[row]
            usable = ~self.in_feedback[row] & (high - low > DIFFERENT * high)
            mean = jnp.where(usable, levels[row].mean(1), 1.0)
            half = jnp.where(jnp.isnan(given), jnp.where(usable, mean, from_upper), given)
            return eqx.tree_at(lambda each: each.site_half, network, half[:, None])

        def sweep(_: Int[Array, ""], levels: Float[Array, "rows cell_types"]) -> Rows:
            filled = with_half(levels)
            return padded_production(filled, padded_response(filled, levels)) / network.decay

        levels = jax.lax.fori_loop(0, self.n_sweeps, sweep, upper / 2)
        return Trial(with_half(levels), levels, upper)


def lay_out(grn: GRN, variables: Variables, *, n_variables: int) -> Layout:
    """Lay a network and its variables out in padded arrays.

    Args:
        grn: Network; NaN half responses are automatic and follow the trial network.
        variables: What may move.
        n_variables: Length of the vector of log changes, padded.
    """
    wiring = wire(grn.topology)
    n_edges = bucket_size(max(grn.n_edges, 1), steps=2)
    of_row = wiring.gene_of_row
    regulator = np.zeros(n_edges, np.uint32)
    regulator[: grn.n_edges] = wiring.row_of_gene[grn.regulator]
    kinetics, mover = {}, {}
    for kind in get_args(ParameterKind):
        values = np.asarray(getattr(grn, kind), np.float32)
        moves = np.asarray(variables.mover.get(kind, np.full(values.shape, n_variables)))
        moves = np.where(moves == len(variables.parameters), n_variables, moves)
        fill = _FILL.get(kind, 0.0)
        if kind in _OF_GENES:
            kinetics[kind] = _by_row(values, of_row, fill)
            mover[kind] = _by_row(moves, of_row, n_variables).astype(np.int32)
        else:
            kinetics[kind] = _padded(values, n_edges, fill)
            mover[kind] = _padded(moves, n_edges, n_variables).astype(np.int32)
    factor, product = grn.strength_factor, grn.product.astype(np.float32)
    return Layout(
        kinetics,
        mover,
        None if factor is None else _padded(np.asarray(factor, np.float32).T, n_edges, 1.0),
        of_row.astype(np.uint32)[:, None],
        tuple(np.where(edges == grn.n_edges, n_edges, edges) for edges in wiring.slot_edges),
        regulator,
        np.append(grn.topology.feedback_driven, False)[of_row],
        _by_row(product, of_row, 0.0)[:, None] if product.any() else None,
        bucket_size(grn.topology.depth + 1, least=_LEAST_SWEEPS, steps=2),
    )


def _by_row(values: np.ndarray, of_row: np.ndarray, fill: float | int) -> np.ndarray:
    """Spread values by gene over rows, which come first."""
    width = [(0, 0)] * (values.ndim - 1) + [(0, 1)]
    return np.pad(values, width, constant_values=fill).T[of_row]


def _padded(values: np.ndarray, length: int, fill: float | int) -> np.ndarray:
    width = [(0, length - len(values))] + [(0, 0)] * (values.ndim - 1)
    return np.pad(values, width, constant_values=fill)
