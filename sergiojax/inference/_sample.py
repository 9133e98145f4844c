"""Number, mean and covariance of the cells of every type, for learning or for testing."""

from typing import NamedTuple

import jax
import numpy as np
from jaxtyping import Bool, Float, Int

from sergiojax._types import PRNGKey
from sergiojax.grn import GRN
from sergiojax.inference._data import MatchedData

_LEAST_CELLS = 3
_READING_ERROR = (0.01, 0.01)  # share of a level, and molecules: no density is infinite


class Sample(NamedTuple):
    """Cells summed up by type; NaN for genes that were not measured, and types without cells.

    Attributes:
        n_cells: Number of cells.
        mean: Mean (as the cells, molecules).
        covariance: Covariance, over the number of cells (molecules²).
    """

    n_cells: Int[np.ndarray, " cell_types"]
    mean: Float[np.ndarray, "cell_types genes"]
    covariance: Float[np.ndarray, "cell_types genes genes"]

    def log_density(
        self,
        row: int,
        genes: Int[np.ndarray, " observed"],
        mean: Float[np.ndarray, " observed"],
        covariance: Float[np.ndarray, "observed observed"],
    ) -> float:
        """Return the mean over cells of a type of the logarithm of a Gaussian density.

        Both the cells and the density are blurred by a reading error; without it, genes that barely
        vary would dominate.
        """
        away = self.mean[row, genes] - mean
        share, least = _READING_ERROR
        blur = np.diag((share * self.mean[row, genes]) ** 2 + least**2)
        spread = self.covariance[row][genes[:, None], genes] + np.outer(away, away) + blur
        covariance = covariance + blur
        log_volume = np.linalg.slogdet(2 * np.pi * covariance)[1]
        return float(-0.5 * (log_volume + np.trace(np.linalg.solve(covariance, spread))))


def split_cells(
    grn: GRN, data: MatchedData, held_out: float, key: PRNGKey | None
) -> Bool[np.ndarray, " cells"]:
    """Return which cells to learn from, the same share of every type.

    Raises:
        ValueError: If the data are of another network, the share is out of range, or too few cells
            of a type are left.
    """
    if data.expression.shape[1] != grn.n_genes or data.cell_type.max() >= grn.n_cell_types:
        raise ValueError("The cells are of another network. Call `match_data` with this one.")
    if not 0 <= held_out < 1:
        raise ValueError(f"`held_out` must be at least 0 and below 1, but is {held_out}.")
    number = jax.random.uniform(jax.random.key(0) if key is None else key, (len(data.cell_type),))
    # Cells in random order, then by type: the first of every type are held out.
    order = np.lexsort([np.asarray(number), data.cell_type])
    learn = np.ones(len(order), bool)
    for row, name in enumerate(grn.cell_types):
        cells = order[data.cell_type[order] == row]
        learn[cells[: int(held_out * len(cells))]] = False
        if learn[cells].sum() < _LEAST_CELLS:
            raise ValueError(
                f"Cell type {name} has {len(cells)} cells, too few to learn a mean and a variance "
                f"from: {_LEAST_CELLS} are needed in addition to those held out."
            )
    return learn


def sample_of(grn: GRN, data: MatchedData, chosen: Bool[np.ndarray, " cells"]) -> Sample:
    """Sum up some cells by type."""
    shape = (grn.n_cell_types, grn.n_genes)
    number = np.zeros(grn.n_cell_types, int)
    mean, covariance = np.full(shape, np.nan), np.full((*shape, grn.n_genes), np.nan)
    for row in range(grn.n_cell_types):
        cells = data.expression[chosen & (data.cell_type == row)].astype(float)
        number[row] = len(cells)
        if len(cells):
            mean[row] = cells.mean(0)
            covariance[row] = (cells - mean[row]).T @ (cells - mean[row]) / len(cells)
    return Sample(number, mean, covariance)
