"""Random networks with the degrees of real regulatory networks, or without any structure."""

import math
from typing import Literal, TypeAlias, get_args

import numpy as np
from jaxtyping import Int

from sergiojax._checks import check_choice, check_count
from sergiojax.grn._assume import REPRESSOR_FRACTION, fill_kinetics, name_cell_types
from sergiojax.grn._assumed import AssumedKind
from sergiojax.grn._edge_list import DEFAULTS
from sergiojax.grn._igraph import seeded_igraph
from sergiojax.grn._kinetics import Kinetics
from sergiojax.grn._limits import MAX_EDGES, MAX_GENES, check_size
from sergiojax.grn._network import GRN

RandomKind: TypeAlias = Literal["scale-free", "erdos-renyi"]
Edges: TypeAlias = Int[np.ndarray, "edges 2"]  # regulator and target

_EDGES_PER_GENE = 2.5  # SERGIO's DS1, DS2 and DS3 have 2.6, 2.9 and 2.3
_MASTER_SHARE = 0.07  # master regulators per gene: 7 of DS1's 100
_REWIRED_SHARE = 0.1  # of a scale-free network's edges, where feedback is allowed


def random_network(
    n_genes: int,
    *,
    kind: RandomKind = "scale-free",
    edges_per_gene: float | None = None,
    repressor_fraction: float = REPRESSOR_FRACTION,
    n_cell_types: int = 1,
    n_master_regulators: int | None = None,
    acyclic: bool = True,
    seed: int = 0,
) -> GRN:
    """Draw a network, with kinetics from SERGIO's ranges.

    Genes are "G1", "G2", …, master regulators first. There are no self loops.

    Args:
        n_genes: Number of genes.
        kind: "scale-free": numbers of targets follow a power law, so that a few hubs regulate many
            (Barabási and Albert). "erdos-renyi": all networks of that size are equally likely.
        edges_per_gene: Edges divided by genes; by default 2.5, or half of what fits.
        repressor_fraction: Probability that an edge represses.
        n_cell_types: Number of cell types; they differ in the basal rates of master regulators.
        n_master_regulators: Genes that never have regulators; by default 7 %, at least one.
        acyclic: Whether feedback is ruled out. Otherwise up to one edge in ten of a scale-free
            network is led back upstream, and Erdős–Rényi edges go either way.
        seed: The same seed and settings give the same network.

    Returns:
        The network.

    Raises:
        ValueError: If a number is out of bounds, or there is no room for so many edges.
    """
    check_choice("kind", kind, RandomKind)
    check_count("n_genes", n_genes, most=MAX_GENES)
    cell_types = name_cell_types(n_cell_types)
    check_size(n_genes, 0, n_cell_types, by_type_and_edge=False)
    check_count("seed", seed, least=0)
    if n_master_regulators is None:
        n_master_regulators = math.ceil(_MASTER_SHARE * n_genes)
    n_masters = check_count("n_master_regulators", n_master_regulators, most=n_genes)
    one_way = acyclic or kind == "scale-free"
    n_edges = _count_edges(n_genes, n_masters, edges_per_gene, one_way=one_way)
    # Not the stream of `fill_kinetics`, which has the same seed.
    rng = np.random.default_rng([seed, 1])
    if kind == "erdos-renyi":
        edges = _erdos_renyi(n_genes, n_edges, n_masters, rng, acyclic=acyclic)
    else:
        edges = _scale_free(n_genes, n_edges, n_masters, rng)
        if not acyclic:
            edges = _close_loops(edges, n_masters, rng)
    grn = _skeleton(edges[np.lexsort(edges.T)], n_genes, cell_types)
    return fill_kinetics(
        grn,
        seed=seed,
        ranges="sergio",
        missing=get_args(AssumedKind),
        repressor_fraction=repressor_fraction,
    ).grn


def _count_edges(
    n_genes: int, n_masters: int, edges_per_gene: float | None, *, one_way: bool
) -> int:
    n_targets = n_genes - n_masters
    room = n_targets * (n_genes - 1)
    if one_way:
        room -= n_targets * (n_targets - 1) // 2
    if edges_per_gene is None:
        return min(round(_EDGES_PER_GENE * n_genes), max(n_targets, room // 2))
    if not 0 <= edges_per_gene <= n_genes:
        raise ValueError(
            f"`edges_per_gene` must be between 0 and the number of genes, but is {edges_per_gene}."
        )
    n_edges = round(edges_per_gene * n_genes)
    if n_edges > min(room, MAX_EDGES):
        raise ValueError(
            f"{n_genes:,} genes, {n_masters:,} of them master regulators, have room for "
            f"{min(room, MAX_EDGES):,} edges, but {n_edges:,} were requested. "
            "Choose a smaller `edges_per_gene`."
        )
    return n_edges


def _scale_free(n_genes: int, n_edges: int, n_masters: int, rng: np.random.Generator) -> Edges:
    """Preferential attachment in reverse: every gene chooses its regulators among older genes."""
    n_regulators = np.zeros(n_genes, int)
    n_regulators[n_masters:] = _share_out(n_edges, np.arange(n_masters, n_genes), rng)
    with seeded_igraph(int(rng.integers(2**32))) as igraph:
        graph = igraph.Graph.Barabasi(
            n_genes,
            m=n_regulators.tolist(),
            directed=True,
            implementation="psumtree",  # the one that makes no parallel edges
        )
    return np.array(graph.get_edgelist(), int).reshape(-1, 2)[:, ::-1]


def _share_out(
    n_edges: int, room: Int[np.ndarray, " targets"], rng: np.random.Generator
) -> Int[np.ndarray, " targets"]:
    """Give every target one edge and spread the rest at random, within the room that each has."""
    got = np.zeros(len(room), int)
    got[rng.permutation(len(room))[:n_edges]] = 1
    while left := n_edges - got.sum():
        has_room = np.nonzero(got < room)[0]
        np.add.at(got, rng.choice(has_room, left), 1)
        got = np.minimum(got, room)
    return got


def _close_loops(edges: Edges, n_masters: int, rng: np.random.Generator) -> Edges:
    """Lead some edges back to a gene one to three steps upstream of their regulator.

    Every gene keeps its number of targets; masters stay without regulators, others keep one.
    """
    edges = edges.copy()
    pairs = {(int(regulator), int(target)) for regulator, target in edges}
    regulators: dict[int, list[int]] = {}
    for regulator, target in sorted(pairs):
        regulators.setdefault(target, []).append(regulator)
    for edge in rng.permutation(len(edges))[: math.ceil(_REWIRED_SHARE * len(edges))]:
        regulator, old = (int(gene) for gene in edges[edge])
        new = regulator
        for _ in range(rng.integers(1, 4)):
            upstream = [gene for gene in regulators.get(new, []) if gene >= n_masters]
            new = int(rng.choice(upstream)) if upstream else new
        if new != regulator and (regulator, new) not in pairs and len(regulators[old]) > 1:
            pairs.add((regulator, new))
            regulators[old].remove(regulator)
            regulators[new].append(regulator)
            edges[edge, 1] = new
    return edges


def _erdos_renyi(
    n_genes: int, n_edges: int, n_masters: int, rng: np.random.Generator, *, acyclic: bool
) -> Edges:
    """Draw pairs without replacement from a numbered list of all that are allowed."""
    if acyclic:
        # Pair (i, j) with i < j has number j (j - 1) / 2 + i; those before the first target go.
        first, last = (j * (j - 1) // 2 for j in (n_masters, n_genes))
        number = first + rng.choice(last - first, n_edges, replace=False, shuffle=False)
        target = np.floor((1 + np.sqrt(1 + 8 * number)) / 2).astype(int)
        return np.stack([number - target * (target - 1) // 2, target], axis=1)
    n_others = n_genes - 1
    number = rng.choice((n_genes - n_masters) * n_others, n_edges, replace=False, shuffle=False)
    row, regulator = np.divmod(number, max(n_others, 1))
    target = n_masters + row
    return np.stack([regulator + (regulator >= target), target], axis=1)  # the target itself goes


def _skeleton(edges: Edges, n_genes: int, cell_types: tuple[str, ...]) -> GRN:
    """Return a network without parameters of its own: all of them remain to be assumed."""
    n_edges = len(edges)
    return GRN(
        [f"G{number + 1}" for number in range(n_genes)],
        cell_types,
        regulator=edges[:, 0],
        target=edges[:, 1],
        kinetics=Kinetics(
            strength=np.ones(n_edges),
            hill_coefficient=np.ones(n_edges),
            half_response=np.full(n_edges, DEFAULTS["half_response"]),
            basal_rate=np.zeros((len(cell_types), n_genes)),
            decay=np.ones(n_genes),
            noise_amplitude=np.ones(n_genes),
        ),
    )
