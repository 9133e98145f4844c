"""Whether generated cells of a rare type would help, for annotated cells and a seed."""

from typing import Any

import jax

from sergiojax._progress import Listener, silent
from sergiojax.io import AnnData, whole_counts
from sergiojax.learn import Augmentation, cells_of
from sergiojax.learn import augmentation as measure


def augmentation(
    adata: AnnData,
    *,
    rare: str,
    learner: Any = None,
    cell_type: str = "cell_type",
    layer: str | None = None,
    n_kept: int = 8,
    n_added: int = 60,
    n_repeats: int = 5,
    seed: int = 0,
    progress: Listener = silent,
) -> Augmentation:
    """Measure whether generated cells of a rare type help a classifier to find it.

    Args:
        adata: Real cells with whole counts.
        rare: Name of the type to make rare.
        learner: Configuration of the generator; by default `sj.learn.CountVAE()`.
        cell_type: Column of `obs` with the cell types.
        layer: Matrix that holds the counts; by default it is found.
        n_kept: Cells of the type in training.
        n_added: Cells to add to them.
        n_repeats: Repeats, each with another split.
        seed: The same seed and cells give the same table.
        progress: Called with the `Progress` after every row.

    Returns:
        F1 of the type with nothing, class weights, the same cells again, SMOTE, the copula, the
        generator and the real cells that were withheld, and a sentence that the table supports.

    Raises:
        TypeError: If `learner` is not the configuration of a generator.
        ValueError: If the column or the type is missing, there are too few cells, or values are
            not whole counts.
    """
    if cell_type not in adata.obs:
        found = ", ".join(map(str, adata.obs.columns)) or "no columns"
        raise ValueError(f"The cells have no column {cell_type!r} in `obs`; there are {found}.")
    cells = cells_of(whole_counts(adata, layer=layer), cell_type=list(adata.obs[cell_type]))
    return measure(
        cells,
        rare,
        key=jax.random.key(seed),
        learner=learner,
        n_kept=n_kept,
        n_added=n_added,
        n_repeats=n_repeats,
        progress=progress,
    )
