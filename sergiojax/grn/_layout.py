"""Where to draw the genes: positions in pixels for networks that have none."""

import math
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from jaxtyping import Float
from scipy.spatial import KDTree

from sergiojax._checks import check_choice, check_count
from sergiojax.grn._igraph import directed_graph, seeded_igraph
from sergiojax.grn._network import GRN

if TYPE_CHECKING:
    import igraph

LayoutKind: TypeAlias = Literal["auto", "layered", "force", "circle", "grid"]
Positions: TypeAlias = dict[str, tuple[float, float]]

SPACING = 105.0  # pixels between neighbours: a gene is drawn 40 to 60 wide
_ROW = 120.0  # pixels between layers, so that arrows have room
_ROOM = 1.4  # spacings per gene along the side of a large picture, which is mostly sparse

_MOST_CIRCLE = 12  # genes
_MOST_LAYERED = 150  # above, layers are so full that no edge can be followed
_MOST_SUGIYAMA = 300  # takes seconds for a thousand genes with long edges
_MOST_FORCE = 2_000  # every gene pushes every other: 1 s
_MOST_SPRUNG = 300  # above, the springs move for few steps, and genes are closer together


def layout_positions(grn: GRN, kind: LayoutKind = "auto", *, seed: int = 0) -> Positions:
    """Place the genes so that the network can be read.

    Args:
        grn: Network.
        kind: "layered" puts regulators above their targets, or left of them if that is less tall;
            "force" lets edges pull; "circle" and "grid" follow the order of the genes; "auto" takes
            what suits the network.
        seed: The same seed gives the same positions; only "force" depends on it.

    Returns:
        Whole pixels by gene name, y growing downwards, the middle at (0, 0).

    Raises:
        ValueError: If `kind` is unknown, or the network is too large for it.
    """
    check_choice("kind", kind, LayoutKind)
    check_count("seed", seed, least=0)
    if grn.n_genes == 0:
        return {}
    kind = _suitable(grn) if kind == "auto" else kind
    if kind == "force" and grn.n_genes > _MOST_FORCE:
        raise ValueError(
            f"The force layout takes up to {_MOST_FORCE:,} genes, but there are {grn.n_genes:,}. "
            "Use 'layered' or 'grid'."
        )
    with seeded_igraph(seed):
        places = {"layered": _layered, "force": _force, "circle": _circle, "grid": _grid}[kind](grn)
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    pixels = np.round(places - middle) + 0.0  # no -0
    return {name: (float(x), float(y)) for name, (x, y) in zip(grn.gene_names, pixels, strict=True)}


def typical_gap(places: Float[np.ndarray, "genes 2"]) -> float:
    """Return the median distance of two or more places to the nearest other one."""
    return float(np.median(KDTree(places).query(places, k=2)[0][:, 1]))


def _suitable(grn: GRN) -> LayoutKind:
    """Choose layers for what flows one way, a circle or forces for loops and large networks."""
    if grn.n_genes > _MOST_LAYERED:
        return "force" if grn.n_genes <= _MOST_FORCE else "layered"
    looped = sum(len(members) for members in grn.topology.loops if len(members) > 1)
    if 2 * looped <= grn.n_genes:
        return "layered"
    return "circle" if grn.n_genes <= _MOST_CIRCLE else "force"


def _graph(grn: GRN) -> "igraph.Graph":
    edges = np.stack([grn.regulator, grn.target], axis=1)
    return directed_graph(grn.n_genes, edges[grn.regulator != grn.target])


def _layered(grn: GRN) -> Float[np.ndarray, "genes 2"]:
    is_small = grn.n_genes <= _MOST_SUGIYAMA
    raw = _sugiyama(grn) if is_small else _by_level(grn)
    widest = max(8, round(2 * np.sqrt(grn.n_genes)))
    fits = is_small and np.ptp(raw[:, 0]) < 1.5 * widest
    places = raw * (SPACING, _ROW) if fits else _wrap(raw, widest)
    layer = raw[:, 1]
    if (abs(layer[grn.target] - layer[grn.regulator]) > 1).any():
        # Edges are drawn straight: every other gene is shifted a little, so that edges which skip a
        # layer do not run through its genes.
        places[:, 0] += 0.35 * SPACING * (layer % 2)
    width, height = np.ptp(places, axis=0)
    return places[:, ::-1] if height > 1.5 * width else places  # screens are wide


def _wrap(places: Float[np.ndarray, "genes 2"], widest: int) -> Float[np.ndarray, "genes 2"]:
    """Lay every layer, in its order, over as many rows as it needs."""
    layer = places[:, 1].astype(int)
    wrapped = np.empty_like(places)
    y = 0.0
    for number in np.unique(layer):
        members = np.nonzero(layer == number)[0]
        members = members[np.argsort(places[members, 0], kind="stable")]
        n_rows = math.ceil(len(members) / widest)
        # Neighbours go below each other, so that the order found against crossings stays.
        column, row = np.divmod(np.arange(len(members)), n_rows)
        wrapped[members, 0] = (column - column.max() / 2 + 0.5 * (row % 2)) * SPACING
        wrapped[members, 1] = y + row * SPACING
        y += (n_rows - 1) * SPACING + _ROW
    return wrapped


def _sugiyama(grn: GRN) -> Float[np.ndarray, "genes 2"]:
    layout = _graph(grn).layout_sugiyama(hgap=1, vgap=1)
    return np.array(layout.coords, float)[: grn.n_genes]  # beyond are the bends of long edges


def _by_level(grn: GRN) -> Float[np.ndarray, "genes 2"]:
    """Put every gene on its level, as far to the right as its regulators are on average."""
    level = grn.topology.levels
    x = np.zeros(grn.n_genes)
    for number in range(grn.topology.depth + 1):
        here = level[grn.target] == number
        edges = here & (level[grn.regulator] < number)
        target, weight = grn.target[edges], x[grn.regulator[edges]]
        total, n_above = (
            np.bincount(target, weights=w, minlength=grn.n_genes) for w in (weight, None)
        )
        members = np.nonzero(level == number)[0]
        wish = total[members] / np.maximum(n_above[members], 1)
        x[members[np.argsort(wish, kind="stable")]] = np.linspace(0, 1, len(members))
    return np.stack([x, level], axis=1)


def _force(grn: GRN) -> Float[np.ndarray, "genes 2"]:
    """Fruchterman and Reingold's springs, then room for every gene.

    The only layout of igraph that shows the modules of DS3 (1200 genes) as groups, in 0.3 s with 50
    steps; DrL takes 1.7 s and piles genes up, graphopt and springs on a grid show one ball.
    """
    is_small = grn.n_genes <= _MOST_SPRUNG
    graph = _graph(grn)
    if not is_small:
        graph.to_undirected()  # two edges between two genes pull as one
    steps = 500 if is_small else 50
    places = np.array(graph.layout_fruchterman_reingold(niter=steps, grid="nogrid").coords, float)
    if grn.n_genes == 1:
        return places
    if is_small:
        return _push_apart(places * (SPACING / max(typical_gap(places), 1e-3)))
    places = _turn_wide(_gather(places))
    area = np.prod(np.ptp(places, axis=0))
    return _push_apart(places * (_ROOM * SPACING * np.sqrt(grn.n_genes / area)))


def _gather(places: Float[np.ndarray, "genes 2"]) -> Float[np.ndarray, "genes 2"]:
    """Bring parts without an edge to the rest, which fly far away, back to the rim."""
    places = places - np.median(places, axis=0)
    distance = np.linalg.norm(places, axis=1)
    rim = 1.25 * np.quantile(distance, 0.95)
    return places * np.minimum(1, rim / np.maximum(distance, 1e-3))[:, None]


def _turn_wide(places: Float[np.ndarray, "genes 2"]) -> Float[np.ndarray, "genes 2"]:
    """Turn the longest direction horizontal: screens are wide."""
    _, axes = np.linalg.eigh(np.cov(places.T))
    return places @ axes[:, ::-1]


def _push_apart(places: Float[np.ndarray, "genes 2"]) -> Float[np.ndarray, "genes 2"]:
    """Move genes that overlap away from each other until none does, or a hundred times."""
    least = 0.9 * SPACING
    for _ in range(100):
        one, other = KDTree(places).query_pairs(least, output_type="ndarray").T
        away = places[one] - places[other]
        distance = np.maximum(np.linalg.norm(away, axis=1), 1e-3)
        overlap = np.minimum(least / distance - 1, 5)  # so that no gene jumps out of a crowd
        if overlap.max(initial=0) < 0.05:
            break
        step = 0.4 * overlap[:, None] * away
        n = len(places)
        moves = [np.bincount(one, by, n) - np.bincount(other, by, n) for by in step.T]
        places = places + np.stack(moves, axis=1)
    return places


def _circle(grn: GRN) -> Float[np.ndarray, "genes 2"]:
    n = grn.n_genes
    if n == 1:
        return np.zeros((1, 2))
    # A few genes are placed further apart, so that arrows and their heads have room.
    radius = max(SPACING, SPACING / (2 * np.sin(np.pi / n)))
    angle = 2 * np.pi * np.arange(n) / n - (np.pi / 2 if n > 2 else np.pi)
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _grid(grn: GRN) -> Float[np.ndarray, "genes 2"]:
    n_columns = int(np.ceil(np.sqrt(grn.n_genes)))
    row, column = np.divmod(np.arange(grn.n_genes), n_columns)
    return SPACING * np.stack([column, row], axis=1)
