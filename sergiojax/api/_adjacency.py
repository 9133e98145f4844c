"""A `GRN` from the dense matrices in which SERGIO-JAX takes a network.

Only `SergioJAX` needs it: genes have numbers instead of names, graph[i, j] = 1 says that gene i
regulates gene j, and rates come as arrays over cell types and genes.
"""

from typing import Any, TypeAlias

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, ArrayLike, Int, Num

from sergiojax._checks import check_values, is_traced
from sergiojax._types import PerGene, TypesGenes
from sergiojax.grn import GRN, Kinetics
from sergiojax.inference import fit_ridge
from sergiojax.simulation import Perturbation

Numbers: TypeAlias = Num[Array | np.ndarray, "..."]
"""Numbers of any shape, which may be traced."""


def as_numbers(name: str, value: Any, *shapes: tuple[int, ...]) -> Numbers:
    """Return a float array of one of the shapes; a traced one is returned unchanged.

    Raises:
        TypeError: If it does not hold numbers.
        ValueError: If it has another shape.
    """
    try:
        array = value if is_traced(value) else np.asarray(value, np.float32)
    except (TypeError, ValueError) as error:
        raise TypeError(f"`{name}` must hold numbers, but is {value!r}.") from error
    if np.shape(array) not in shapes:
        need = " or ".join(str(shape) if shape else "() (one number)" for shape in shapes)
        raise ValueError(f"`{name}` must have shape {need}, but has {np.shape(array)}.")
    return array


def find_edges(graph: ArrayLike, n_genes: int) -> tuple[Int[np.ndarray, " edges"], ...]:
    """Return regulator and target of every edge of an adjacency matrix.

    Raises:
        TypeError: If the matrix is traced: topology is a constant of what is compiled.
        ValueError: If it is not square, or an entry is neither 0 nor 1.
    """
    if is_traced(graph):
        raise TypeError("`graph` must hold known numbers, but is traced; close over it instead.")
    matrix = as_numbers("graph", graph, (n_genes, n_genes))
    if not np.isin(matrix, (0, 1)).all():
        bad = matrix[~np.isin(matrix, (0, 1))][0]
        raise ValueError(
            f"`graph` must hold 0 and 1 only, but an entry is {bad:g}; strengths go into "
            "`contribution_rates`."
        )
    return np.nonzero(matrix)


def build_network(
    edges: tuple[Int[np.ndarray, " edges"], ...],
    contribution_rates: Numbers,
    *,
    basal_rates: TypesGenes,
    hill: Numbers,
    decays: PerGene,
    noise_amplitude: PerGene,
) -> GRN:
    """Return the network of dense rates; genes are called "0", "1", … and types "type_1", ….

    Args:
        edges: Regulator and target of every edge.
        contribution_rates: K (molecules per time), `(genes, genes)` or `(cell_types, genes,
            genes)`; entries without an edge are not used.
        basal_rates: b (molecules per time), `(cell_types, genes)`; taken for genes without
            regulators, 0 for the others.
        hill: n, one number or one per regulator.
        decays: λ (per time), one per gene.
        noise_amplitude: q, one per gene.

    Raises:
        ValueError: If a number is out of range, or an edge changes its sign between cell types.
    """
    regulator, target = edges
    n_types, n_genes = np.shape(basal_rates)
    check_values("`basal_rates`", basal_rates, lambda gene: f"gene {gene}")
    regulated = np.bincount(target, minlength=n_genes) > 0
    strength, factor = _per_edge(contribution_rates[..., regulator, target], edges)
    steepness = hill[regulator] if np.ndim(hill) else hill * np.ones(len(regulator), np.float32)
    return GRN(
        [str(gene) for gene in range(n_genes)],
        [f"type_{number + 1}" for number in range(n_types)],
        regulator=regulator,
        target=target,
        kinetics=Kinetics(
            strength=strength,
            strength_factor=factor,
            hill_coefficient=steepness,
            half_response=np.full(len(regulator), np.nan, np.float32),
            basal_rate=basal_rates * ~regulated[None],
            decay=decays,
            noise_amplitude=noise_amplitude,
        ),
    )


def tell_apart(
    basal_rates: ArrayLike | None, hill: ArrayLike | None, data: ArrayLike | None
) -> tuple[ArrayLike | None, ArrayLike | None, ArrayLike | None]:
    """Return the three in the right order if `custom_graph(graph, k, hill, data)` was called."""
    third_is_hill = basal_rates is not None and np.ndim(basal_rates) < 2
    if third_is_hill and data is None and hill is not None and np.ndim(hill) >= 2:
        return None, basal_rates, hill
    if third_is_hill and data is not None and hill is None:
        return None, basal_rates, data
    return basal_rates, hill, data


def learn_rates(grn: GRN, data: ArrayLike) -> GRN:
    """Return the network with strengths and basal rates learnt from [cell types, genes, cells].

    Raises:
        TypeError: If the cells are traced or not numbers.
        ValueError: If they do not fit the network, or an edge has no sign.
    """
    if is_traced(data, grn.kinetics):
        raise TypeError(
            "To learn from `data`, all arrays must hold known numbers, not traced ones."
        )
    n_cells = np.shape(data)[-1] if np.ndim(data) == 3 else 1
    cells = as_numbers("data", data, (grn.n_cell_types, grn.n_genes, n_cells))
    learnt = fit_ridge(grn, cells.transpose(0, 2, 1), held_out=0.0).grn
    return learnt.replace(half_response=grn.half_response)  # the simulation has its own


def knock_out(grn: GRN, kout: ArrayLike) -> Perturbation | None:
    """Return the perturbation of a share of lost production for every gene.

    Raises:
        TypeError: If a share is traced or not a number.
        ValueError: If the shape is wrong or a share is not between 0 and 1.
    """
    if is_traced(kout):
        raise TypeError("`kout` must hold known numbers, but is traced.")
    lost = as_numbers("kout", kout, (grn.n_genes,))
    outside = ~((lost >= 0) & (lost <= 1))
    if outside.any():
        gene = int(np.argmax(outside))
        raise ValueError(f"`kout` must be between 0 and 1, but is {lost[gene]:g} for gene {gene}.")
    hit = {name: float(share) for name, share in zip(grn.gene_names, lost, strict=True) if share}
    return Perturbation(knockdown=hit) if hit else None


def _per_edge(
    rates: Numbers, edges: tuple[Int[np.ndarray, " edges"], ...]
) -> tuple[Numbers, Numbers | None]:
    """Return strengths, and factors by cell type where K is given by type and differs."""
    if rates.ndim == 1:
        return rates, None
    traced = is_traced(rates)
    if not traced:
        mixed = (rates > 0).any(0) & (rates < 0).any(0)
        if mixed.any():
            first = int(np.argmax(mixed))
            raise ValueError(
                f"`contribution_rates` of gene {edges[0][first]} on gene {edges[1][first]} must "
                "have one sign in all cell types, but activates in one and represses in another."
            )
        if (rates == rates[:1]).all():
            return rates[0], None
    xp = jnp if traced else np
    sign = xp.where(rates.sum(0) < 0, -1.0, 1.0)
    return sign, rates * sign  # a strength of 1 with the size as factor: no quotient, exact
