"""What every reader returns: cells with unique gene names, and notes on what was assumed."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from anndata import AnnData

from sergiojax._types import Labels, Matrix
from sergiojax.io.guard import CellsFileError, quote


class OpenedCells(NamedTuple):
    """Cells as a file has them.

    Attributes:
        cells: The cells; `X` may be missing if the file is h5ad or zarr.
        notes: One sentence for each thing that was left out or assumed.
        kind: What the file is, such as "h5ad" or "10x HDF5".
    """

    cells: AnnData
    notes: tuple[str, ...]
    kind: str


def assemble(
    matrix: Matrix,
    genes: Sequence[str],
    *,
    name: str,
    kind: str,
    cells: Sequence[str] | None = None,
    gene_ids: Sequence[str] | None = None,
    labels: dict[str, Labels] | None = None,
    notes: Sequence[str] = (),
) -> OpenedCells:
    """Return AnnData of a matrix and its names.

    Args:
        matrix: Cells × genes.
        genes: Name of every gene; those that repeat get "-1", "-2".
        name: The file, as messages call it.
        kind: What the file is.
        cells: Name of every cell; by default numbers.
        gene_ids: Identifier of every gene, kept in `var["gene_ids"]`.
        labels: Columns of `obs`.
        notes: What was noted so far.

    Raises:
        CellsFileError: If there are no cells or genes, or a name of a cell is there twice.
    """
    n_cells, n_genes = matrix.shape
    if n_cells == 0 or n_genes == 0:
        raise CellsFileError(f"{name} holds {n_cells} cells and {n_genes} genes.")
    if cells is None:
        cells = [str(number) for number in range(n_cells)]
    elif len(set(cells)) < n_cells:
        twice = next(cell for cell, count in Counter(cells).items() if count > 1)
        raise CellsFileError(
            f"{name} names the cell {quote(twice)} twice. Give every cell a name of its own."
        )
    unique, note = unique_names(genes)
    var = pd.DataFrame(index=pd.Index(unique, dtype=object))
    if gene_ids is not None:
        var["gene_ids"] = list(gene_ids)
    obs = pd.DataFrame(labels or {}, index=pd.Index(list(cells), dtype=object))
    made = AnnData(X=matrix, obs=obs, var=var)
    return OpenedCells(made, (*notes, *note), kind)


def unique_names(names: Sequence[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return names of which those that repeat have "-1", "-2" after them, and a note if any do."""
    taken, count = set(names), Counter[str]()
    seen: set[str] = set()
    unique, repeated = [], 0
    for name in names:
        free = name
        while free in seen or (free != name and free in taken):
            count[name] += 1
            free = f"{name}-{count[name]}"
        repeated += free != name
        seen.add(free)
        unique.append(free)
    some = f"{repeated:,} genes have" if repeated > 1 else "1 gene has"
    note = f"{some} the name of an earlier one; a number after it distinguishes them."
    return unique, (note,) if repeated else ()


def check_values(values: np.ndarray, name: str) -> None:
    """Refuse counts that are negative or not numbers, looking at a part at a time.

    Raises:
        CellsFileError: If one is.
    """
    for first in range(0, values.size, 1 << 20):
        block = values[first : first + (1 << 20)]
        if not np.isfinite(block).all():
            raise CellsFileError(f"{name} holds a value that is not a number.")
        if (block < 0).any():
            raise CellsFileError(f"{name} holds a negative value, which no count is.")
