"""Whether cell types can be distinguished: the distance of their means relative to noise."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from jaxtyping import Float
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from sergiojax._types import NoiseType
from sergiojax.analysis.diagnosis._finding import Diagnosis
from sergiojax.analysis.diagnosis._levels import Skeleton
from sergiojax.kinetics import lna

_APART = 2.0  # standard deviations; the best classifier of two such types errs for 16 % of cells
_MOST_GENES = 150  # for whole covariances, whose time grows with the cube
_MOST_TYPES = 40
_SHOWN = 3


def find_equal_types(skeleton: Skeleton, noise_type: NoiseType) -> Iterator[Diagnosis]:
    """Find pairs of cell types whose clean cells overlap.

    The distance is Mahalanobis's, with the covariance of the linear noise approximation; in large
    networks each gene counts separately, with the variance of a gene without regulators.
    """
    grn = skeleton.filled
    n_types = grn.n_cell_types
    if n_types < 2 or n_types > _MOST_TYPES or grn.topology.has_feedback:
        return
    close = []
    covariance = _covariances(skeleton, noise_type)
    for one, other in combinations(range(n_types), 2):
        difference = skeleton.levels[one] - skeleton.levels[other]
        distance = _distance(difference, (covariance[one] + covariance[other]) / 2)
        if distance < _APART:
            close.append((distance, f"{grn.cell_types[one]} and {grn.cell_types[other]}"))
    if not close:
        return
    close.sort()
    pairs = ", ".join(f"{names} ({distance:.1f} SD)" for distance, names in close[:_SHOWN])
    more = f" and {len(close) - _SHOWN} more pairs" if len(close) > _SHOWN else ""
    yield Diagnosis(
        "equal-types",
        "warning",
        f"Cell types that noise makes indistinguishable: {pairs}{more}.",
        "Let their basal rates differ more, or lower the noise amplitude.",
    )


def _covariances(skeleton: Skeleton, noise_type: NoiseType) -> Float[np.ndarray, "types *genes"]:
    grn = skeleton.filled
    if grn.n_genes <= _MOST_GENES:
        return lna(grn, levels=skeleton.levels, noise_type=noise_type).covariance
    share = {"dpd": 1.0, "sp": 0.5, "spd": 2.0}[noise_type]
    return share * np.asarray(grn.noise_amplitude, float) ** 2 * skeleton.levels


def _distance(difference: np.ndarray, covariance: np.ndarray) -> float:
    if covariance.ndim == 1:
        noisy = covariance > 0
        return float(np.sqrt((difference[noisy] ** 2 / covariance[noisy]).sum()))
    # A gene that is off, or has no noise, has no variance: there any difference is a distance.
    sure = np.diag(covariance) <= 0
    if (np.abs(difference[sure]) > 0).any():
        return np.inf
    noisy = ~sure
    try:
        factor = cho_factor(covariance[np.ix_(noisy, noisy)])
    except (LinAlgError, ValueError):
        return np.inf
    return float(np.sqrt(difference[noisy] @ cho_solve(factor, difference[noisy])))
