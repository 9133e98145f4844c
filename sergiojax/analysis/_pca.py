"""Principal components, with signs that stay when a data set is drawn again."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Array, Float, Num

from sergiojax._checks import check_count
from sergiojax.analysis._inputs import as_matrix


class PrincipalComponents(NamedTuple):
    """Cells in the directions of greatest variance.

    Attributes:
        coordinates: Position of every cell, on the scale of the expression.
        explained_variance: Share of the total variance along each component.
        loadings: Unit vector of each component.
    """

    coordinates: Float[np.ndarray, "cells components"]
    explained_variance: Float[np.ndarray, " components"]
    loadings: Float[np.ndarray, "components genes"]


def pca(
    expression: Num[Array | np.ndarray, "cells genes"],
    *,
    n_components: int = 50,
    seed: int = 0,
) -> PrincipalComponents:
    """Project cells on the directions of greatest variance.

    Args:
        expression: Normalised expression.
        n_components: Largest number of components; fewer with fewer cells or genes.
        seed: Seed of the randomised solver that scikit-learn chooses for large matrices.

    Returns:
        Coordinates, shares of the variance and loadings. The first gene that weighs at least half
        as much as the heaviest has a positive loading, so that drawing the data again does not
        flip the picture.

    Raises:
        ValueError: If there are fewer than two cells, or an entry is infinite or NaN.
    """
    from sklearn.decomposition import PCA

    n_components = check_count("n_components", n_components)
    matrix = as_matrix("Expression", expression)
    if len(matrix) < 2:
        raise ValueError("Principal components need at least two cells, but there is one.")
    # Centred in float64 first: in float32, scikit-learn's covariance would lose a small variance
    # next to a large mean.
    centered = (matrix - matrix.mean(axis=0, dtype=float)).astype(np.float32)
    n_components = min(n_components, *matrix.shape)
    if not np.ptp(matrix, axis=0).any():
        return _no_variance(matrix, n_components)
    model = PCA(n_components, random_state=seed)
    coordinates = model.fit_transform(centered)
    loadings = np.asarray(model.components_)
    sign = _signs(loadings)
    return PrincipalComponents(
        (coordinates * sign).astype(np.float32),
        model.explained_variance_ratio_.astype(np.float32),
        (loadings * sign[:, None]).astype(np.float32),
    )


def _signs(loadings: Float[np.ndarray, "components genes"]) -> Float[np.ndarray, " components"]:
    weight = np.abs(loadings)
    leading = np.argmax(weight >= weight.max(axis=1, keepdims=True) / 2, axis=1)
    return np.where(loadings[np.arange(len(loadings)), leading] < 0, -1.0, 1.0)


def _no_variance(
    matrix: Float[np.ndarray, "cells genes"], n_components: int
) -> PrincipalComponents:
    """Put identical cells on one spot; scikit-learn would divide by their variance of 0."""
    return PrincipalComponents(
        np.zeros((len(matrix), n_components), np.float32),
        np.zeros(n_components, np.float32),
        np.eye(n_components, matrix.shape[1], dtype=np.float32),
    )
