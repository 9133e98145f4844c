"""Two sets of simulated cells tested gene by gene, if they may be compared at all."""

from typing import TYPE_CHECKING

import numpy as np

from sergiojax._types import Json
from sergiojax.io import AnnData, dense, read_record

if TYPE_CHECKING:
    from sergiojax.analysis import DifferentialExpression


def compare_conditions(
    one: AnnData, other: AnnData, *, cell_type: str | None = None, paired: bool = False
) -> "DifferentialExpression":
    """Test every gene for a difference between two sets of cells, such as wild type and mutant.

    Args:
        one: Cells of the first condition, from `simulate`, or a part of those of `screen`.
        other: Cells of the second condition, of the same genes.
        cell_type: Name of one cell type; by default all are taken together.
        paired: Whether cell k of both has the same random numbers, as in `screen`.

    Returns:
        See `differential_expression`.

    Raises:
        ValueError: If the genes differ, if there is no such cell type, or if technical noise was
            drawn for each set separately: different outlier genes and dropout midpoints would make
            unchanged genes differ.
    """
    from sergiojax.analysis import differential_expression

    if list(one.var_names) != list(other.var_names):
        raise ValueError("Both sets of cells must have the same genes in the same order.")
    check_shared_noise(one, other)
    cells = [_matrix(adata, cell_type) for adata in (one, other)]
    return differential_expression(*cells, gene_names=list(one.var_names), paired=paired)


def check_shared_noise(one: AnnData, other: AnnData) -> None:
    """Refuse two sets of cells whose technical noise was drawn separately.

    Raises:
        ValueError: If only one has technical noise, or outlier factors or midpoints differ.
    """
    first, second = (_planted(adata) for adata in (one, other))
    if first is None and second is None:
        return
    remedy = (
        "draw it for both in one call: `screen`, or `simulate_technical_noise` with both sets by "
        "name."
    )
    if first is None or second is None:
        raise ValueError(f"Only one of the sets of cells has technical noise; {remedy}")
    factors, midpoints = zip(first, second, strict=True)
    differ = int(np.count_nonzero(factors[0] != factors[1]))
    if differ or midpoints[0] != midpoints[1]:
        raise ValueError(
            "The technical noise of the two sets of cells was drawn separately, so unchanged genes "
            f"would differ (outlier factors of {differ:,} genes differ; dropout "
            f"midpoints are {midpoints[0]:.4g} and {midpoints[1]:.4g}); {remedy}"
        )


def _planted(adata: AnnData) -> tuple[np.ndarray, float] | None:
    """Return outlier factors and dropout midpoint, or None for clean cells."""
    if "outlier_factor" not in adata.var:
        return None
    record: dict[str, Json] = read_record(adata)
    return np.asarray(adata.var["outlier_factor"]), float(record.get("dropout_midpoint", np.nan))


def _matrix(adata: AnnData, cell_type: str | None) -> np.ndarray:
    if cell_type is None:
        return dense(adata.X)
    chosen = (adata.obs["cell_type"] == cell_type).to_numpy()
    if not chosen.any():
        known = ", ".join(map(str, adata.obs["cell_type"].unique()))
        raise ValueError(f"There are no cells of the type {cell_type!r}; there are {known}.")
    return dense(adata[chosen].X)
