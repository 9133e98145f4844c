"""How fast feedback can respond: a bound from the parameters alone, known before a run.

Without feedback the Jacobian of dx/dt = P − λx is triangular, and nothing relaxes faster than the
fastest decay. In a feedback loop the slopes of the Hill functions count too. Each is largest at a
known level; with all of them there, the largest eigenvalue of the matrix of their absolute values
bounds that of the slopes at every state that a cell can visit, of the wild type and of knock-downs.
"""

from typing import Any

import numpy as np
from jaxtyping import Float, Int

from sergiojax._checks import is_traced
from sergiojax.grn import GRN
from sergiojax.kinetics._hill import edge_strength, hill

_LEAST = 0.05  # of h: a slope nearer to 0 does not count, because it is infinite at 0 if n < 1
_TOLERANCE = 0.01  # of the bound above the eigenvalue
_MOST_ROUNDS = 200


def feedback_rate(grn: GRN) -> float:
    """Return a bound on how fast the feedback loops of a network respond to their genes.

    Args:
        grn: Network with known parameters, every half response given.

    Returns:
        Spectral radius of the steepest slopes |∂P/∂x| within the loops (per time), to 1 % from
        above for all but long, uneven loops; 0 without feedback. For a gene that represses or
        activates itself it is the steepest slope, for a longer loop the geometric mean of them.
    """
    topology = grn.topology
    edges = topology.loop_edges
    if not len(edges):
        return 0.0
    place = np.zeros(grn.n_genes, int)
    genes = np.concatenate(topology.loops)
    place[genes] = np.arange(len(genes))
    begin = np.cumsum([0, *map(len, topology.loops[:-1])])
    slopes = steepest_slopes(grn)[edges]
    return _spectral_radius(
        slopes, place[grn.target[edges]], place[grn.regulator[edges]], begin=begin
    )


def share_of_fastest(grn: GRN, share: float, *, of_feedback: float) -> Any:
    """Return the longest time that is at most these shares of the fastest relaxations.

    Args:
        grn: Network, every half response given. If parameters are traced, the decay rates alone
            count.
        share: Share of 1 / λ of the gene that decays fastest.
        of_feedback: Share of 1 / `feedback_rate`.

    Returns:
        Time.
    """
    time = share / grn.decay.max()
    if is_traced(grn.kinetics):
        return time
    rate = feedback_rate(grn)
    return time if rate * time <= of_feedback else of_feedback / rate


def steepest_slopes(grn: GRN) -> Float[np.ndarray, " edges"]:
    """Return the largest |∂P_target/∂x_regulator| of every edge, over all levels and cell types.

    |K| n H (1 − H) / x is largest at x = h ((n − 1) / (n + 1))^(1/n), where H = (n − 1) / 2n. In a
    product of regulators, max|K| stands for |K|, and the other factors are at most 1.
    """
    n = np.asarray(grn.hill_coefficient, float)
    half = np.asarray(grn.half_response, float)
    size = np.abs(np.asarray(edge_strength(grn), float)).max(axis=0)
    largest = np.zeros(grn.n_genes)
    np.maximum.at(largest, grn.target, size)
    size = np.where(grn.product[grn.target] & (size > 0), largest[grn.target], size)
    level = half * np.maximum((np.maximum(n - 1.0, 0.0) / (n + 1.0)) ** (1.0 / n), _LEAST)
    response = hill(level, half, n)
    return size * n * response * (1.0 - response) / level


def _spectral_radius(
    entry: Float[np.ndarray, " entries"],
    row: Int[np.ndarray, " entries"],
    column: Int[np.ndarray, " entries"],
    *,
    begin: Int[np.ndarray, " blocks"],
) -> float:
    """Return the largest eigenvalue of a matrix without negative entries, block by block.

    Power iteration of M + r, which does not go round in circles as M alone would. By Collatz and
    Wielandt the largest (Mv)ᵢ / vᵢ of a block is never below its eigenvalue, whatever v, and the
    smallest never above it.
    """
    size = np.diff(begin, append=row.max() + 1)
    vector, highest = np.ones(size.sum()), np.zeros(len(begin))
    for _ in range(_MOST_ROUNDS):
        growth = np.bincount(row, entry * vector[column], minlength=len(vector)) / vector
        highest = np.maximum.reduceat(growth, begin)
        if highest.max() <= (1 + _TOLERANCE) * np.minimum.reduceat(growth, begin).max():
            break
        vector *= 1.0 + growth / np.repeat(np.maximum(highest, 1e-30), size)
        vector /= np.repeat(np.maximum.reduceat(vector, begin), size)
    return float(highest.max())
