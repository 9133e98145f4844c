"""Turns (regulator, target, strength) triples and parameters by name into a network's arrays."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
from jaxtyping import Float

from sergiojax.grn._kinetics import Kinetics

EdgeTuple: TypeAlias = tuple[str, str, float]
PerGene: TypeAlias = float | Mapping[str, float]
PerEdge: TypeAlias = float | Mapping[tuple[str, str], float]
Label = TypeVar("Label", str, tuple[str, str])

DEFAULTS = {
    "decay": 0.8,  # per time, as in SERGIO's data sets
    "noise_amplitude": 1.0,
    "hill_coefficient": 2.0,
    "half_response": np.nan,  # automatic
}


def edge_list_parts(
    edges: Sequence[EdgeTuple],
    *,
    basal_rates: Mapping[str, float | Sequence[float]],
    cell_types: Sequence[str] | None,
    decay: PerGene,
    noise_amplitude: PerGene,
    hill_coefficient: PerEdge,
    half_response: PerEdge | None,
    logic: str | Mapping[str, str],
) -> dict[str, Any]:
    """Return the keyword arguments of `GRN` that an edge list describes; see `GRN.from_edges`."""
    triples = [_check_edge(position, edge) for position, edge in enumerate(edges)]
    pairs = [(regulator, target) for regulator, target, _ in triples]
    mentioned = [name for pair in pairs for name in pair] + [str(gene) for gene in basal_rates]
    genes = list(dict.fromkeys(mentioned))
    index = {name: position for position, name in enumerate(genes)}
    rates, types = _basal_rates(basal_rates, index, cell_types)
    if half_response is None:
        half_response = np.nan
    kinetics = Kinetics(
        strength=np.array([strength for *_, strength in triples], float),
        hill_coefficient=_spread("hill_coefficient", hill_coefficient, pairs),
        half_response=_spread("half_response", half_response, pairs),
        basal_rate=rates,
        decay=_spread("decay", decay, genes),
        noise_amplitude=_spread("noise_amplitude", noise_amplitude, genes),
    )
    return {
        "gene_names": genes,
        "cell_types": types,
        "regulator": [index[regulator] for regulator, _ in pairs],
        "target": [index[target] for _, target in pairs],
        "product": _product(logic, genes),
        "kinetics": kinetics,
    }


def _check_edge(position: int, edge: EdgeTuple) -> EdgeTuple:
    if isinstance(edge, str) or len(edge) != 3:
        raise ValueError(f"Edge {position} must be (regulator, target, strength), but is {edge!r}.")
    regulator, target, strength = edge
    return str(regulator), str(target), float(strength)


def _basal_rates(
    basal_rates: Mapping[str, float | Sequence[float]],
    index: Mapping[str, int],
    cell_types: Sequence[str] | None,
) -> tuple[Float[np.ndarray, "cell_types genes"], tuple[str, ...]]:
    widths = {np.size(rate) for rate in basal_rates.values()} - {1}
    if cell_types is None:
        n_types = max(widths, default=1)
        cell_types = [f"type_{number + 1}" for number in range(n_types)]
    if isinstance(cell_types, str):
        raise ValueError("`cell_types` must be a list of names, not one name.")
    rates = np.zeros((len(cell_types), len(index)))
    for gene, rate in basal_rates.items():
        if np.size(rate) not in (1, len(cell_types)):
            raise ValueError(
                f"Gene {gene} has {np.size(rate)} basal rates, but there are {len(cell_types)} "
                "cell types. Give one rate, or one per cell type."
            )
        rates[:, index[str(gene)]] = rate
    return rates, tuple(cell_types)


def _spread(
    name: str, value: float | Mapping[Label, float], labels: Sequence[Label]
) -> Float[np.ndarray, " labels"]:
    """Spread one number, or a mapping with gaps, over genes or edges."""
    if not isinstance(value, Mapping):
        return np.full(len(labels), value, float)
    unknown = [key for key in value if key not in set(labels)]
    if unknown:
        raise ValueError(f"`{name}` is given for {unknown[0]!r}, which is not in the network.")
    return np.array([value.get(label, DEFAULTS[name]) for label in labels], float)


def _product(logic: str | Mapping[str, str], genes: Sequence[str]) -> list[bool]:
    by_gene = logic if isinstance(logic, Mapping) else dict.fromkeys(genes, logic)
    for gene, value in by_gene.items():
        if gene not in genes:
            raise ValueError(f"`logic` is given for {gene!r}, which is not in the network.")
        if value not in ("sum", "product"):
            raise ValueError(f"`logic` must be 'sum' or 'product', but is {value!r} for {gene}.")
    return [by_gene.get(gene, "sum") == "product" for gene in genes]
