"""How the covariances of cells depend on the parameters of a network, exactly.

In J C + C Jᵀ + D = 0 a parameter moves J, D and the state at which both are taken. With Y from
Jᵀ Y + Y J = −E_ij, dC_ij = ⟨Y, dJ C + C dJᵀ + dD⟩: one equation per entry of C serves all
parameters.
An edge's entry of J, s = ∂P/∂x, is n / x times a function of z = n log(x / h), the logit of H;
in a product, it depends on the z of the other edges too. At steady state, D is proportional to
q² λ x.
"""

import itertools
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int

from sergiojax._safe import TINY
from sergiojax.grn import GRN, Parameter, ParameterKind
from sergiojax.inference._moments import Moments, Pairs
from sergiojax.kinetics import edge_slopes, edge_strength, hill, jacobian

_LARGEST_BATCH = 1_000_000  # entries of Y held at once: 8 MB
_VANISHED = 1e-12
_MOST_DOUBLINGS = 60
_LEAST_LEVEL = 1e-9  # share of h at which `edge_slopes` takes the slope of a regulator that is off


class _Couplings(NamedTuple):
    """Ordered pairs of two edges that act on one gene as a product."""

    edge: Int[np.ndarray, " couplings"]
    other: Int[np.ndarray, " couplings"]


class _Bends(NamedTuple):
    """How the slopes s of edges in one cell type depend on z.

    Attributes:
        own: ∂ log |s| / ∂ z of the same edge.
        cross: ∂ log |s| of one edge of a coupling / ∂ z of the other.
        z: n log(x / h).
    """

    own: Float[np.ndarray, " edges"]
    cross: Float[np.ndarray, " couplings"]
    z: Float[np.ndarray, " edges"]


class _Pulls(NamedTuple):
    """How entries of C in one cell type depend on the parts of their equation.

    Attributes:
        edge: ∂ C / ∂ log |s| of every edge.
        gene: ∂ C / ∂ log D of every gene.
        loss: ∂ C / ∂ log λ in the diagonal of J.
    """

    edge: Float[np.ndarray, "pairs edges"]
    gene: Float[np.ndarray, "pairs genes"]
    loss: Float[np.ndarray, "pairs genes"]


def covariance_slopes(
    grn: GRN,
    moments: Moments,
    *,
    by_mean: Float[np.ndarray, "cell_types genes parameters"],
    parameters: tuple[Parameter, ...],
    pairs: Pairs,
) -> Float[np.ndarray, "cell_types pairs parameters"]:
    """Return ∂ covariance / ∂ log |p| of some entries (molecules²); the steady state moves along.

    Args:
        grn: Network, every half response given.
        moments: What `predict` returned for it, stable in all cell types.
        by_mean: What `mean_slopes` returned.
        parameters: The parameters, noise amplitudes included.
        pairs: Which entries.

    Returns:
        Exact slopes; in a product, only the strongest edge's K has one, as in `sensitivity`. Time
        grows with pairs × genes³.
    """
    levels = moments.mean
    relative = by_mean / np.where(levels > 0, levels, 1.0)[..., None]
    slopes, matrices, couplings = edge_slopes(grn, levels), jacobian(grn, levels), _couplings(grn)
    places = [each.locate(grn)[-1] for each in parameters]
    found = np.empty((len(levels), len(pairs.row), len(parameters)))
    size = max(1, _LARGEST_BATCH // grn.n_genes**2)
    for row, matrix in enumerate(matrices):
        bends = _bends(grn, row, level=levels[row], couplings=couplings)
        for first in range(0, len(pairs.row), size):
            batch = slice(first, first + size)
            weight = _adjoint(matrix, grn, Pairs(pairs.row[batch], pairs.column[batch]))
            pulls = _pulls(
                grn, weight, matrix=matrix, covariance=moments.covariance[row], slopes=slopes[row]
            )
            held, by_level = _by_number(grn, row, pulls=pulls, bends=bends, couplings=couplings)
            columns = zip(parameters, places, strict=True)
            direct = np.stack([held[each.kind][:, place] for each, place in columns], axis=-1)
            found[row, batch] = direct + by_level @ relative[row]
    return found


def _by_number(
    grn: GRN, row: int, *, pulls: _Pulls, bends: _Bends, couplings: _Couplings
) -> tuple[dict[ParameterKind, np.ndarray], Float[np.ndarray, "pairs genes"]]:
    """Return slopes by log parameters with the levels held, and slopes by log levels."""
    by_z = pulls.edge * bends.own
    passed_on = pulls.edge[:, couplings.edge] * bends.cross
    np.add.at(by_z.T, couplings.other, passed_on.T)
    n = np.asarray(grn.hill_coefficient, float)
    by_level = pulls.gene.copy()
    np.add.at(by_level.T, grn.regulator, (n * by_z - pulls.edge).T)
    held: dict[ParameterKind, np.ndarray] = {
        "strength": _by_strength(grn, row, pulls.edge),
        "hill_coefficient": pulls.edge + by_z * bends.z,
        "half_response": -n * by_z,
        "basal_rate": np.zeros_like(pulls.gene),
        "decay": pulls.gene + pulls.loss,
        "noise_amplitude": 2 * pulls.gene,
    }
    return held, by_level


def _by_strength(
    grn: GRN, row: int, by_edge: Float[np.ndarray, "pairs edges"]
) -> Float[np.ndarray, "pairs edges"]:
    """Return slopes by log |K|: in a product, the strongest edge sets the scale of all slopes."""
    joint = grn.product[grn.target]
    if not joint.any():
        return by_edge
    size = np.abs(np.asarray(edge_strength(grn), float)[row])
    largest, several = np.zeros(grn.n_genes), np.zeros(grn.n_genes)
    np.maximum.at(largest, grn.target, size)
    strongest = size == largest[grn.target]
    np.add.at(several, grn.target, strongest * 1.0)
    by_scale = np.zeros((len(by_edge), grn.n_genes))
    np.add.at(by_scale.T, grn.target, by_edge.T)
    share = strongest * np.where(several[grn.target] > 1, 0.5, 1.0)
    return np.where(joint, by_scale[:, grn.target] * share, by_edge)


def _pulls(
    grn: GRN,
    weight: Float[np.ndarray, "pairs genes genes"],
    *,
    matrix: Float[np.ndarray, "genes genes"],
    covariance: Float[np.ndarray, "genes genes"],
    slopes: Float[np.ndarray, " edges"],
) -> _Pulls:
    diffusion = -2 * (matrix * covariance).sum(1)
    pull = 2 * _times(weight, covariance)
    return _Pulls(
        pull[:, grn.target, grn.regulator] * slopes,
        np.diagonal(weight, axis1=1, axis2=2) * diffusion,
        -np.diagonal(pull, axis1=1, axis2=2) * np.asarray(grn.decay, float),
    )


def _bends(
    grn: GRN, row: int, *, level: Float[np.ndarray, " genes"], couplings: _Couplings
) -> _Bends:
    half, n = np.asarray(grn.half_response, float), np.asarray(grn.hill_coefficient, float)
    regulator = np.maximum(level[grn.regulator], np.maximum(_LEAST_LEVEL * half, TINY))
    response = np.asarray(hill(regulator, half, n))
    strength = np.asarray(edge_strength(grn), float)[row]
    # The share that no activator turns on; 1 − H is H with x and h exchanged.
    off = np.ones(grn.n_genes)
    complement = np.asarray(hill(half, regulator, n))
    np.multiply.at(off, grn.target, np.where(strength > 0, complement, 1.0))
    off = off[grn.target[couplings.edge]]
    first, second = strength[couplings.edge], strength[couplings.other]
    through_on = off / np.where(off < 1, 1 - off, 1.0)
    cross = np.where((first < 0) & (second > 0), through_on, -1.0) * response[couplings.other]
    cross = np.where(first * second == 0, 0.0, cross)
    return _Bends(1 - 2 * response, cross, n * np.log(regulator / half))


def _couplings(grn: GRN) -> _Couplings:
    by_gene = [np.nonzero(grn.target == gene)[0] for gene in np.nonzero(grn.product)[0]]
    pairs = [pair for edges in by_gene for pair in itertools.permutations(edges.tolist(), 2)]
    edge, other = np.array(pairs, int).reshape(-1, 2).T
    return _Couplings(edge, other)


def _adjoint(
    matrix: Float[np.ndarray, "genes genes"], grn: GRN, pairs: Pairs
) -> Float[np.ndarray, "pairs genes genes"]:
    """Solve Jᵀ Y + Y J = −E for all pairs, E = (e_i e_jᵀ + e_j e_iᵀ) / 2, by Smith's doubling.

    Source:
        Smith (1968), SIAM Journal on Applied Mathematics 16(1), 198-201.
    """
    decay = np.asarray(grn.decay, float)
    shift = np.sqrt(decay.min() * decay.max()) * np.eye(len(matrix))
    resolvent = np.linalg.inv(shift - matrix.T)
    power = resolvent @ (shift + matrix.T)
    left, right = resolvent[:, pairs.row].T, resolvent[:, pairs.column].T
    half = shift[0, 0] * left[:, :, None] * right[:, None, :]
    total = half + np.swapaxes(half, 1, 2)
    for _ in range(_MOST_DOUBLINGS):
        if np.abs(power).max() < _VANISHED:
            break
        # A Y Aᵀ of symmetric Y as products of two large matrices, ten times faster than one by one.
        total = total + _times(np.swapaxes(_times(total, power.T), 1, 2), power.T)
        power = power @ power
    return total


def _times(
    stack: Float[np.ndarray, "pairs genes genes"], matrix: Float[np.ndarray, "genes genes"]
) -> Float[np.ndarray, "pairs genes genes"]:
    """Return every matrix of a stack times one matrix."""
    return (stack.reshape(-1, len(matrix)) @ matrix).reshape(stack.shape)
