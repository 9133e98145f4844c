"""Where to draw the genes: positions in pixels for networks that come without any."""

from typing import Literal, TypeAlias

import igraph
import numpy as np
from jaxtyping import Float

from sergiojax._checks import check_choice, check_count
from sergiojax.grn._igraph import seeded_igraph
from sergiojax.grn._network import GRN

LayoutKind: TypeAlias = Literal["auto", "layered", "force", "circle", "grid"]
Positions: TypeAlias = dict[str, tuple[float, float]]

SPACING = 105.0  # pixels between neighbours: a gene is drawn 40 to 60 wide
_ROW = 120.0  # pixels between layers, so that arrows have room

_MOST_FORCE = 1_000  # genes; above, every gene pushing every other takes seconds
_MOST_LAYERED = 5_000
_MOST_CIRCLE = 12


def layout_positions(grn: GRN, kind: LayoutKind = "auto", *, seed: int = 0) -> Positions:
    """Place the genes so that the network can be read.

    Args:
        grn: Network.
        kind: "layered" puts regulators above their targets, "force" lets edges pull, "circle" and "grid" follow the
            order of the genes; "auto" takes what suits the network.
        seed: Equal seeds give equal positions; only "force" depends on it.

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
    most = {"force": _MOST_FORCE, "layered": _MOST_LAYERED}.get(kind)
    if most is not None and grn.n_genes > most:
        raise ValueError(
            f"The {kind} layout is for up to {most:,} genes, but the network has {grn.n_genes:,}. "
            "Use 'grid' or 'auto'."
        )
    with seeded_igraph(seed):
        places = {"layered": _layered, "force": _force, "circle": _circle, "grid": _grid}[kind](grn)
    middle = (places.min(axis=0) + places.max(axis=0)) / 2
    pixels = np.round(places - middle) + 0.0  # no -0
    return {name: (float(x), float(y)) for name, (x, y) in zip(grn.gene_names, pixels, strict=True)}


def _suitable(grn: GRN) -> LayoutKind:
    """Layers for what flows one way, a circle or forces for what mostly runs in loops, a grid for the huge."""
    if grn.n_genes > _MOST_LAYERED:
        return "grid"
    looped = sum(len(members) for members in grn.topology.loops if len(members) > 1)
    if 2 * looped > grn.n_genes and grn.n_genes <= 300:
        return "circle" if grn.n_genes <= _MOST_CIRCLE else "force"
    return "layered"


def _graph(grn: GRN) -> igraph.Graph:
    edges = np.stack([grn.regulator, grn.target], axis=1)
    graph = igraph.Graph(grn.n_genes, edges.tolist(), directed=True)
    return graph.simplify(multiple=False, loops=True)


def _layered(grn: GRN) -> Float[np.ndarray, "genes 2"]:
    """Sugiyama's layers; a layer too wide for a screen is laid over several rows."""
    layout = _graph(grn).layout_sugiyama(hgap=1, vgap=1)
    # Beyond the genes come bends of long edges, which the canvas draws straight.
    places = np.array(layout.coords, float)[: grn.n_genes]
    layer = places[:, 1].astype(int)
    widest = max(8, round(2 * np.sqrt(grn.n_genes)))
    if np.bincount(layer).max() <= widest and np.ptp(places[:, 0]) < 2 * widest:
        return places * (SPACING, _ROW)
    y = 0.0
    for number in range(layer.max() + 1):
        members = np.nonzero(layer == number)[0]
        members = members[np.argsort(places[members, 0], kind="stable")]
        n_rows = -(-len(members) // widest)
        # Neighbours go below each other, so that the order found against crossings stays.
        column, row = np.divmod(np.arange(len(members)), n_rows)
        places[members, 0] = (column - column.mean() + 0.5 * (row % 2)) * SPACING
        places[members, 1] = y + row * SPACING
        y += (n_rows - 1) * SPACING + _ROW
    return places


def _force(grn: GRN) -> Float[np.ndarray, "genes 2"]:
    """Fruchterman and Reingold's springs, then room for every gene."""
    n_steps = 500 if grn.n_genes <= 300 else 100
    layout = _graph(grn).layout_fruchterman_reingold(niter=n_steps, grid="nogrid")
    places = np.array(layout.coords, float)
    if grn.n_genes == 1:
        return places
    nearest = np.median(_distances(places).min(axis=1))
    return _push_apart(places * (SPACING / max(nearest, 1e-3)))


def _distances(places: Float[np.ndarray, "genes 2"]) -> Float[np.ndarray, "genes genes"]:
    distance = np.linalg.norm(places[:, None] - places[None], axis=-1)
    np.fill_diagonal(distance, np.inf)
    return distance


def _push_apart(places: Float[np.ndarray, "genes 2"]) -> Float[np.ndarray, "genes 2"]:
    """Move genes that overlap away from each other until none does, or a hundred times."""
    for _ in range(100):
        distance = np.maximum(_distances(places), 1e-3)
        overlap = np.maximum(0, 0.9 * SPACING / distance - 1)
        if overlap.max() < 0.05:
            break
        away = places[:, None] - places[None]
        places = places + 0.4 * (away * overlap[..., None]).sum(axis=1)
    return places


def _circle(grn: GRN) -> Float[np.ndarray, "genes 2"]:
    n = grn.n_genes
    if n == 1:
        return np.zeros((1, 2))
    # Few genes stand further apart, so that arrows and their heads have room.
    radius = max(SPACING, SPACING / (2 * np.sin(np.pi / n)))
    angle = 2 * np.pi * np.arange(n) / n - (np.pi / 2 if n > 2 else np.pi)
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _grid(grn: GRN) -> Float[np.ndarray, "genes 2"]:
    n_columns = int(np.ceil(np.sqrt(grn.n_genes)))
    row, column = np.divmod(np.arange(grn.n_genes), n_columns)
    return SPACING * np.stack([column, row], axis=1)
