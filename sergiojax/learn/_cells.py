"""Cells as learners take them: whole counts, sparse or dense, with types and totals."""

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

import equinox as eqx
import numpy as np
import scipy.sparse
from jaxtyping import Array, Float, Int

from sergiojax._types import Labels, Matrix

ONE_TYPE = "all"  # name of the type where cells have none
_WAY_OUT = "Pass raw counts: they may be in a layer or in `raw`, or np.expm1 may undo a logarithm."


class Batch(NamedTuple):
    """Some cells, as arrays alone.

    Attributes:
        counts: Whole counts.
        label: Number of every cell's type.
        depth: Total count of every cell, at least 1.
    """

    counts: Float[Array | np.ndarray, "*batch cells genes"]
    label: Int[Array | np.ndarray, "*batch cells"]
    depth: Float[Array | np.ndarray, "*batch cells"]


class Cells(eqx.Module):
    """Cells to learn from; a sparse matrix stays sparse, and batches of it are made dense.

    Attributes:
        counts: Whole counts, cells × genes: CSR or a plain array, in the memory of the host.
        label: Number of every cell's type.
        depth: Total count of every cell, at least 1.
        gene_names: Name of every column.
        type_names: Name of every type, also of those without cells.
    """

    counts: Matrix
    label: Int[np.ndarray, " cells"]
    depth: Float[np.ndarray, " cells"]
    gene_names: tuple[str, ...] = eqx.field(static=True)
    type_names: tuple[str, ...] = eqx.field(static=True)

    @property
    def n_cells(self) -> int:
        """Number of cells."""
        return int(self.counts.shape[0])

    @property
    def n_genes(self) -> int:
        """Number of genes."""
        return int(self.counts.shape[1])

    @property
    def type_counts(self) -> Int[np.ndarray, " types"]:
        """Cells of every type."""
        return np.bincount(self.label, minlength=len(self.type_names))

    def take(self, indices: Any) -> Batch:
        """Return some cells, dense.

        Args:
            indices: Numbers of the cells, of any shape, which comes before the genes.
        """
        index = np.asarray(indices)
        flat = self.counts[index.ravel()]
        plain = flat.toarray() if scipy.sparse.issparse(flat) else flat
        counts = np.asarray(plain, np.float32).reshape(*index.shape, -1)
        return Batch(counts, self.label[index].astype(np.int32), self.depth[index])

    def part(self, indices: Int[np.ndarray, " chosen"]) -> "Cells":
        """Return the cells with these numbers, in this order, sparse if these are."""
        return Cells(
            self.counts[indices],
            self.label[indices],
            self.depth[indices],
            self.gene_names,
            self.type_names,
        )

    def digest(self) -> str:
        """Return a short name of the content: counts, types and names."""
        found = hashlib.sha256(repr((self.gene_names, self.type_names)).encode())
        matrix = self.counts
        parts = (
            (matrix.data, matrix.indices, matrix.indptr)
            if scipy.sparse.issparse(matrix)
            else (matrix,)
        )
        for part in (*parts, self.label):
            wide = part.astype(np.int64) if part.dtype.kind == "i" else part  # CSR has two kinds
            found.update(np.ascontiguousarray(wide).data)
        return found.hexdigest()[:16]


def cells_of(
    counts: Matrix,
    *,
    cell_type: Labels | None = None,
    gene_names: Labels | None = None,
    type_names: Sequence[str] | None = None,
    depth: Float[np.ndarray, " cells"] | None = None,
) -> Cells:
    """Return checked cells to learn from.

    Args:
        counts: Whole counts, cells × genes, dense or SciPy sparse.
        cell_type: Label of every cell; by default all are of one type.
        gene_names: Name of every column; by default their numbers.
        type_names: Names of the types in order; by default the labels, sorted.
        depth: Total count of every cell, where the matrix has some of its genes only.

    Returns:
        Cells, with empty ones given a depth of 1.

    Raises:
        ValueError: If counts are not whole or negative, names do not match, or there are no cells.

    Example:
        >>> cells = cells_of(np.eye(3), cell_type=["B", "T", "B"])
        >>> cells.type_names, cells.label.tolist()
        (('B', 'T'), [0, 1, 0])
    """
    matrix: Any = _csr(counts) if scipy.sparse.issparse(counts) else np.asarray(counts)
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise ValueError(f"Counts must be a matrix, cells × genes, but have shape {matrix.shape}.")
    _check_counts(matrix.data if scipy.sparse.issparse(matrix) else matrix)
    n_cells, n_genes = matrix.shape
    names = _names(gene_names, n_genes, "gene_names", "column")
    labels = [ONE_TYPE] * n_cells if cell_type is None else _labels(cell_type, n_cells)
    types = tuple(sorted(set(labels))) if type_names is None else tuple(map(str, type_names))
    number = {name: place for place, name in enumerate(types)}
    unknown = sorted(set(labels) - number.keys())
    if unknown:
        raise ValueError(f"`type_names` lacks the type {unknown[0]} that cells have.")
    totals = np.asarray(matrix.sum(1) if depth is None else depth, np.float32).ravel()
    if totals.shape != (n_cells,):
        raise ValueError(f"`depth` must have one total per cell ({n_cells:,}).")
    return Cells(
        matrix.astype(np.float32),
        np.array([number[label] for label in labels], np.int64),
        np.maximum(totals, 1.0).astype(np.float32),
        names,
        types,
    )


def _csr(counts: Matrix) -> scipy.sparse.csr_matrix:
    """Return a sparse matrix in the one form that its content has; the caller's stays."""
    matrix = scipy.sparse.csr_matrix(counts)
    if not matrix.has_canonical_format or not matrix.data.all():
        matrix = matrix.copy()
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
    return matrix


def _check_counts(values: Any) -> None:
    if values.dtype.kind not in "biuf":
        raise ValueError("Counts must be numbers.")
    if values.size and not np.isfinite(values.sum(dtype=np.float64)):
        raise ValueError("Counts must be finite, but some are infinite or NaN.")
    if values.size and values.min() < 0:
        raise ValueError(f"Counts must not be negative, but one is {values.min():g}. {_WAY_OUT}")
    if values.dtype.kind == "f" and (values != np.rint(values)).any():
        found = values[values != np.rint(values)].flat[0]
        raise ValueError(f"Counts must be whole, but one is {found:g}. {_WAY_OUT}")


def _names(names: Labels | None, n: int, argument: str, what: str) -> tuple[str, ...]:
    found = tuple(map(str, range(n) if names is None else names))
    if len(found) != n:
        raise ValueError(f"`{argument}` must name every {what} ({n:,}), but has {len(found):,}.")
    if len(set(found)) != n:
        twice = next(name for name in found if found.count(name) > 1)
        raise ValueError(f"`{argument}` must differ, but {twice} occurs more than once.")
    return found


def _labels(cell_type: Labels, n_cells: int) -> list[str]:
    labels = [str(label) for label in cell_type]
    if len(labels) != n_cells:
        raise ValueError(
            f"`cell_type` must have one label per cell ({n_cells:,}), but has {len(labels):,}."
        )
    return labels
