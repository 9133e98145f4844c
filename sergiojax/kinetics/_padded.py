"""The network as the simulator's kernels see it: padded arrays, so that few edits recompile.

Genes are rows, ordered by in-degree. Rows of equal in-degree (of similar in-degree, above eight)
form a bucket, in which regulators are gathered slot by slot: slot j of every row at once, so that
cost grows with edges, no genes × genes array exists, and nothing is scattered. A site is one Hill
response; edges that share regulator, n and h share it. All indices are traced arrays: two networks
with the same padded sizes run the same compiled code. `_hill.py` lists the three places of the
production equation, and the tests that hold them together.
"""

from collections.abc import Callable
from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float, Int, UInt32

from sergiojax._checks import is_traced
from sergiojax._types import PerEdge
from sergiojax.grn import GRN, Topology
from sergiojax.kinetics._hill import array_module, edge_strength, hill

_UNROLLED_SLOTS = 16  # wider buckets loop over slots: unrolled, they would compile slowly
_FEW_GENES = 32  # up to here one bucket, so that drawing an edge changes no size
_FEW_REGULATORS = 8
_FEW_EDGES = 256  # up to here every edge has its own site, so that no slider changes a size


class Bucket(eqx.Module):
    """Rows of similar in-degree.

    Attributes:
        site: Site of each slot.
        strength: Signed K of each slot (molecules per time), 0 where a row has fewer regulators;
            the last axis has length 1 or one entry per cell.
        product: 1.0 for rows whose regulators act together; None if no row of the network does.
    """

    site: UInt32[Array | np.ndarray, "slots rows"]
    strength: Float[Array | np.ndarray, "slots rows cells_or_1"]
    product: Float[Array | np.ndarray, "rows 1"] | None


class PaddedNetwork(eqx.Module):
    """Padded arrays of a network.

    Attributes:
        gene: Gene index of each row, which numbers its random draws.
        site_row: Row of each site's regulator.
        site_hill: n of each site.
        site_half: h of each site (molecules).
        buckets: Slots of all rows, in row order.
        base: Production with all activators off and repressors absent (molecules per time).
        decay: λ (per time); 1 on padding.
        noise: q; 0 on padding.
    """

    gene: UInt32[Array | np.ndarray, "rows 1"]
    site_row: UInt32[Array | np.ndarray, " sites"]
    site_hill: Float[Array | np.ndarray, "sites 1"]
    site_half: Float[Array | np.ndarray, "sites 1"]
    buckets: tuple[Bucket, ...]
    base: Float[Array | np.ndarray, "rows cells_or_types"]
    decay: Float[Array | np.ndarray, "rows 1"]
    noise: Float[Array | np.ndarray, "rows 1"]


class Wiring(NamedTuple):
    """Where genes and edges are in the padded arrays; depends on the topology alone.

    Attributes:
        row_of_gene: Row of every gene.
        gene_of_row: Gene of every row; `n_genes` on padding.
        slot_edges: Edge of every slot per bucket; `n_edges` where a slot is empty.
    """

    row_of_gene: Int[np.ndarray, " genes"]
    gene_of_row: Int[np.ndarray, " rows"]
    slot_edges: tuple[Int[np.ndarray, "slots rows"], ...]


def bucket_size(count: int, *, least: int = 16, steps: int = 4) -> int:
    """Round up to a number of steps per doubling, so that sizes repeat between edits."""
    if count <= least:
        return least
    step = max((1 << (int(count - 1).bit_length() - 1)) // steps, 2)
    return -(-count // step) * step


@lru_cache(maxsize=32)
def wire(topology: Topology) -> Wiring:
    """Lay genes and edges out in buckets of similar in-degree."""
    slots = _slots_per_gene(topology)
    few = topology.n_genes <= _FEW_GENES
    by_target = np.argsort(topology.target, kind="stable")
    first = np.concatenate([[0], np.cumsum(topology.in_degree)])
    gene_of_row: list[np.ndarray] = []
    slot_edges = []
    for width in np.unique(slots):
        genes = np.nonzero(slots == width)[0]
        rows = bucket_size(len(genes)) if few else bucket_size(len(genes), least=2, steps=16)
        gene_of_row.append(np.pad(genes, (0, rows - len(genes)), constant_values=topology.n_genes))
        edges = np.full((width, rows), topology.n_edges)
        for row, gene in enumerate(genes):
            own = by_target[first[gene] : first[gene + 1]]
            edges[: len(own), row] = own
        slot_edges.append(edges)
    gene = np.concatenate(gene_of_row) if gene_of_row else np.zeros(0, int)
    row_of_gene = np.empty(topology.n_genes, int)
    real = gene < topology.n_genes
    row_of_gene[gene[real]] = np.nonzero(real)[0]
    return Wiring(row_of_gene, gene, tuple(slot_edges))


def pad(grn: GRN) -> PaddedNetwork:
    """Lay a network whose half responses are all given out in padded arrays."""
    xp = array_module(grn.kinetics)
    wiring = wire(grn.topology)
    edge_site, site_edge = _sites(grn)
    site = np.append(edge_site, 0).astype(np.uint32)
    site_row = wiring.row_of_gene[grn.regulator[site_edge]] if grn.n_edges else site_edge
    strength = _per_edge_and_type(xp, grn)
    base = _pad_rows(xp, grn.basal_rate.T, wiring, columns=_padded_types(grn))
    buckets, repressed = [], []
    for edges in wiring.slot_edges:
        slot_strength = strength[edges]
        buckets.append(Bucket(site[edges], slot_strength, None))
        repressed.append(xp.maximum(-slot_strength, 0.0).sum(0) + xp.zeros_like(base[:1]))
    base = base + xp.concatenate(repressed)
    padded = PaddedNetwork(
        gene=wiring.gene_of_row.astype(np.uint32)[:, None],
        site_row=site_row.astype(np.uint32),
        site_hill=_take_edges(xp, grn.hill_coefficient, site_edge),
        site_half=_take_edges(xp, grn.half_response, site_edge),
        buckets=tuple(buckets),
        base=base,
        decay=_pad_rows(xp, grn.decay[:, None], wiring, fill=1.0),
        noise=_pad_rows(xp, grn.noise_amplitude[:, None], wiring),
    )
    return _with_product(padded, grn, wiring) if grn.product.any() else padded


def at_cells(network: PaddedNetwork, cell_type: Int[Array | np.ndarray, " cells"]) -> PaddedNetwork:
    """Pick every cell's basal rates and strengths by its type."""
    buckets = tuple(
        eqx.tree_at(lambda b: b.strength, bucket, bucket.strength[:, :, cell_type])
        if bucket.strength.shape[-1] > 1
        else bucket
        for bucket in network.buckets
    )
    chosen = (network.base[:, cell_type], buckets)
    return eqx.tree_at(lambda n: (n.base, n.buckets), network, chosen)


def padded_response(
    network: PaddedNetwork, x: Float[Array, "rows cells"]
) -> Float[Array, "sites cells"]:
    """Return the Hill response of every site in every cell."""
    return hill(_take(x, network.site_row), network.site_half, network.site_hill)


def padded_production(
    network: PaddedNetwork, response: Float[Array, "sites cells"]
) -> Float[Array, "rows cells"]:
    """Return the production of every row in every cell; `at_cells` comes first."""
    parts, start = [], 0
    for bucket in network.buckets:
        base = network.base[start : start + bucket.site.shape[1]]
        parts.append(_bucket_production(bucket, base, response))
        start += len(base)
    return jnp.concatenate(parts) if len(parts) > 1 else parts[0]


def _bucket_production(
    bucket: Bucket,
    base: Float[Array | np.ndarray, "rows cells"],
    response: Float[Array, "sites cells"],
) -> Float[Array, "rows cells"]:
    """Add K·H of every slot to the base, which holds Σ|K| of repressors: |K|(1−H) = K H + |K|."""
    if bucket.product is None:
        return _fold(lambda total, slot: total + slot[1] * _take(response, slot[0]), base, bucket)
    none = jnp.zeros_like(base)
    start = (base, none, none + 1.0, none + 1.0, none, none)
    total, repressed, off, free, activators, largest = _fold(
        lambda state, slot: _joint_slot(state, _take(response, slot[0]), slot[1]), start, bucket
    )
    joint = largest * jnp.where(activators > 0, 1.0 - off, 1.0) * free
    return jnp.where(bucket.product > 0, base - repressed + joint, total)


def _joint_slot(state: tuple[Array, ...], response: Array, strength: Array) -> tuple[Array, ...]:
    total, repressed, off, free, activators, largest = state
    return (
        total + strength * response,
        repressed + jnp.maximum(-strength, 0.0),
        off * jnp.where(strength > 0, 1.0 - response, 1.0),
        free * jnp.where(strength < 0, 1.0 - response, 1.0),
        activators + (strength > 0),
        jnp.maximum(largest, jnp.abs(strength)),
    )


def _fold(function: Callable[..., Any], state: Any, bucket: Bucket) -> Any:
    if len(bucket.site) <= _UNROLLED_SLOTS:
        for slot in range(len(bucket.site)):
            state = function(state, (bucket.site[slot], bucket.strength[slot]))
        return state
    slots = (jnp.asarray(bucket.site), jnp.asarray(bucket.strength))
    return jax.lax.scan(lambda state, slot: (function(state, slot), None), state, slots)[0]


def _take(
    x: Float[Array, "rows cells"], rows: UInt32[Array | np.ndarray, " places"]
) -> Float[Array, "places cells"]:
    # Unsigned, promised indices: a clamp and a sign test per element cost more than the physics.
    return x.at[rows].get(mode="promise_in_bounds", wrap_negative_indices=False)


def _slots_per_gene(topology: Topology) -> Int[np.ndarray, " genes"]:
    """Return every gene's slots: the same for few genes, else its in-degree, rounded above 8."""
    degree = topology.in_degree
    power = 1 << np.ceil(np.log2(np.maximum(degree, 1))).astype(int)
    if topology.n_genes <= _FEW_GENES and degree.max(initial=0) <= _FEW_REGULATORS:
        return np.full_like(degree, max(4, power.max(initial=4)))
    return np.where(degree <= _FEW_REGULATORS, degree, power)


def _sites(grn: GRN) -> tuple[Int[np.ndarray, " edges"], Int[np.ndarray, " sites"]]:
    """Return every edge's site, and one edge of every site, padded."""
    n_edges = grn.n_edges
    own = np.arange(n_edges)
    if n_edges > _FEW_EDGES and not is_traced(grn.kinetics):
        keys = np.stack([grn.regulator, grn.hill_coefficient, grn.half_response], axis=1)
        _, representative, edge_site = np.unique(
            keys, axis=0, return_index=True, return_inverse=True
        )
        room = _room_for_sites(grn.topology)
        if len(representative) <= room:
            return edge_site.ravel(), np.resize(representative, room)
    return own, np.resize(own, bucket_size(n_edges)) if n_edges else np.zeros(16, int)


def _room_for_sites(topology: Topology) -> int:
    """Allow a quarter more sites than regulators, so that single edges may differ."""
    return bucket_size(int((topology.out_degree > 0).sum() * 1.25))


def _per_edge_and_type(
    xp: ModuleType, grn: GRN
) -> Float[Array | np.ndarray, "edges_and_one cell_types_or_1"]:
    """Return K by edge (one row more, 0, for empty slots) and by cell type if a factor is given."""
    if grn.strength_factor is None:
        return xp.append(grn.strength, 0.0).astype(np.float32)[:, None]
    strength = edge_strength(grn).T.astype(np.float32)
    columns = _padded_types(grn)
    return xp.pad(strength, ((0, 1), (0, columns - grn.n_cell_types)))


def _pad_rows(
    xp: ModuleType,
    values: Float[Array | np.ndarray, "genes columns"],
    wiring: Wiring,
    *,
    fill: float = 0.0,
    columns: int = 1,
) -> Float[Array | np.ndarray, "rows widened"]:
    """Spread a table with one line per gene over the rows, widened to `columns`."""
    widened = ((0, 1), (0, columns - values.shape[1]))
    table = xp.pad(values, widened, constant_values=fill)
    return table[wiring.gene_of_row].astype(np.float32)


def _padded_types(grn: GRN) -> int:
    return -(-grn.n_cell_types // 8) * 8


def _take_edges(
    xp: ModuleType, values: PerEdge, edges: Int[np.ndarray, " sites"]
) -> Float[Array | np.ndarray, "sites 1"]:
    if not len(values):
        return xp.ones((len(edges), 1), np.float32)
    return values[edges].astype(np.float32)[:, None]


def _with_product(padded: PaddedNetwork, grn: GRN, wiring: Wiring) -> PaddedNetwork:
    flag = np.append(grn.product, False).astype(np.float32)[wiring.gene_of_row][:, None]
    buckets, start = [], 0
    for bucket in padded.buckets:
        stop = start + bucket.site.shape[1]
        buckets.append(Bucket(bucket.site, bucket.strength, flag[start:stop]))
        start = stop
    return eqx.tree_at(lambda n: n.buckets, padded, tuple(buckets))
