"""Where the noise of every gene comes from, and through which edges it arrives.

The linear noise approximation is linear in the diffusion, so its covariance is a sum over the
genes whose own synthesis and decay are random: one Lyapunov equation per source.
"""

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from scipy.linalg import get_lapack_funcs, schur

from sergiojax._types import NoiseType
from sergiojax.grn import GRN
from sergiojax.kinetics._given_levels import moving_genes, state_of
from sergiojax.kinetics._half_response import fill_half_response
from sergiojax.kinetics._hill import Levels
from sergiojax.kinetics._lna import lna
from sergiojax.kinetics._slopes import jacobian


class NoiseBudget(NamedTuple):
    """Stationary noise of every gene, and its origin.

    All but the mean is NaN in a cell type whose state is not steady, or not stable.

    Attributes:
        mean: Noise-free level of every gene (molecules).
        variance: Variance of a gene due to the noise of a source (molecules²); summed over
            sources, the variance of `lna`.
        fano: Variance by mean (molecules); 0 for a gene that is off.
        cv: Standard deviation by mean; 0 for a gene that is off.
        correlation: Correlation of the levels of two genes; 0 with a gene without noise.
        edge_share: Share of the target's variance that arrives through each edge's regulator.
            Negative where the edge reduces noise, as negative feedback does. The shares of a
            target's edges and that of the gene's own noise, D / 2λ, sum to 1.
    """

    mean: Float[np.ndarray, "cell_types genes"]
    variance: Float[np.ndarray, "cell_types genes sources"]
    fano: Float[np.ndarray, "cell_types genes"]
    cv: Float[np.ndarray, "cell_types genes"]
    correlation: Float[np.ndarray, "cell_types genes genes"]
    edge_share: Float[np.ndarray, "cell_types edges"]


def noise_budget(
    grn: GRN, *, levels: Levels | None = None, noise_type: NoiseType = "dpd"
) -> NoiseBudget:
    """Return how much noise each gene has, where it comes from and through which edges it arrives.

    With the Jacobian J and the covariance C, the variance of gene t is in balance:
    λ C_tt = D_t / 2 + Σ J_tr C_rt over its regulators r. So an edge brings J_tr C_rt / λ, which for
    a cascade r → t is Paulsson's extrinsic term (J_tr / λ_t)² C_rr λ_t / (λ_t + λ_r): noise of the
    regulator, averaged over the lifetime of the target.

    Args:
        grn: Network with known parameters; missing half responses are found as by
            `fill_half_response`.
        levels: Steady state to linearise at (molecules); by default that of `steady_state`.
        noise_type: Independent noise on production and decay ("dpd"), on production ("sp"), or
            one on both ("spd").

    Returns:
        The noise and its origins. Time grows with the cube of the number of genes, times the number
        of genes that regulate others: seconds for some hundred genes.

    Raises:
        ValueError: If the noise type is unknown.

    Source:
        Paulsson (2004), Nature 427, 415-418.
    """
    grn = fill_half_response(grn).grn
    mean, covariance = lna(grn, levels=state_of(grn, levels), noise_type=noise_type)
    covariance[moving_genes(grn, mean).any(axis=1)] = np.nan
    slopes = jacobian(grn, mean)
    total = np.diagonal(covariance, axis1=1, axis2=2)
    variance = np.stack([_by_source(grn, *each) for each in zip(slopes, covariance, strict=True)])
    spread = np.sqrt(total)
    return NoiseBudget(
        mean,
        variance,
        fano=_ratio(total, mean),
        cv=_ratio(spread, mean),
        correlation=_ratio(covariance, spread[:, :, None] * spread[:, None, :]),
        edge_share=_through_edges(grn, slopes, covariance),
    )


def _by_source(
    grn: GRN, slopes: Float[np.ndarray, "genes genes"], covariance: Float[np.ndarray, "genes genes"]
) -> Float[np.ndarray, "genes sources"]:
    """Return the variance of every gene by source, in one cell type."""
    if np.isnan(covariance).any():
        return np.full_like(slopes, np.nan)
    diffusion = np.maximum(-2 * (slopes * covariance).sum(1), 0.0)  # J C + C Jᵀ + D = 0
    variance = np.diag(diffusion / (2 * np.asarray(grn.decay, float)))
    heard = np.nonzero((grn.topology.out_degree > 0) & (diffusion > 0))[0]
    if not len(heard):
        return variance
    triangle, basis = schur(slopes)[:2]
    [solve] = get_lapack_funcs(("trsyl",), (triangle,))
    for source in heard:
        into = basis[source]
        noise = -diffusion[source] * np.outer(into, into)
        inner, scale, _ = solve(triangle, triangle, noise, tranb="T")
        variance[:, source] = np.maximum(((basis @ inner) * basis).sum(1) * scale, 0.0)
    return variance


def _through_edges(
    grn: GRN,
    slopes: Float[np.ndarray, "cell_types genes genes"],
    covariance: Float[np.ndarray, "cell_types genes genes"],
) -> Float[np.ndarray, "cell_types edges"]:
    regulator, target, decay = grn.regulator, grn.target, np.asarray(grn.decay, float)
    slope = slopes[:, target, regulator] + np.where(regulator == target, decay[target], 0.0)
    arriving = slope * covariance[:, regulator, target] / decay[target]
    return _ratio(arriving, covariance[:, target, target])


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return part / whole, and 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros_like(part), where=(whole != 0) | np.isnan(part))
