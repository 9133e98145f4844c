"""Cells condensed to what a figure shows: heatmap columns, histogram bins, quantiles of violins.

A figure of a thousand genes and ten thousand cells has more values than pixels, and all of them
would be sent to the browser.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import scipy.sparse
from jaxtyping import Array, Float, Int, Num, Shaped

from sergiojax._checks import check_count
from sergiojax._types import Matrix
from sergiojax.analysis._gene_order import peak_order
from sergiojax.analysis._inputs import Labels, as_labels, as_matrix, distinct
from sergiojax.analysis._pca import pca
from sergiojax.analysis._sparse import as_cells, column_moments, is_sparse
from sergiojax.analysis._subsample import share_out


class HeatmapTable(NamedTuple):
    """Genes by groups of similar cells.

    Attributes:
        values: Mean over the cells of every column and the genes of every row.
        row_names: Gene of every row, or the first and last one of several.
        cell_type: Cell type of every column; columns of one type are neighbours.
    """

    values: Float[np.ndarray, "rows columns"]
    row_names: tuple[str, ...]
    cell_type: tuple[str, ...]


class HistogramTable(NamedTuple):
    """Number of cells in every bin, by label.

    Attributes:
        edges: Limits of the bins, the same for every label.
        counts: Number of cells.
        names: The labels, in order of first appearance.
    """

    edges: Float[np.ndarray, " edges"]
    counts: Int[np.ndarray, "labels bins"]
    names: tuple[str, ...]


def heatmap_table(
    expression: Matrix,
    cell_type: Labels,
    *,
    gene_names: Sequence[str],
    order: Int[np.ndarray, " genes"] | Literal["by cell type"] | None = None,
    along: Num[np.ndarray, " cells"] | None = None,
    standardise: bool = False,
    max_columns: int = 300,
    max_rows: int = 400,
) -> HeatmapTable:
    """Average cells, and genes if necessary, into a table that a heatmap shows.

    Within a cell type, cells are sorted along the first principal component of all cells before
    neighbours are averaged, so that two states of one type stay apart. A separate component for
    each type would show two states where there is only noise.

    Args:
        expression: Expression on the scale to be shown, cells × genes; sparse ones are averaged as
            they are.
        cell_type: Cell type of every cell.
        gene_names: Name of every gene.
        order: Order of the genes from the top, such as that of `gene_order`; "by cell type" puts
            genes next to each other that are highest in the same type.
        along: What cells of one type are sorted by, if the first principal component is known.
        standardise: Whether every gene is shown as its z-score.
        max_columns: Largest number of columns; every cell type gets at least one.
        max_rows: Largest number of rows; with more genes, neighbours are averaged.

    Returns:
        The table.

    Raises:
        ValueError: If sizes disagree, there are more cell types than columns, or an entry is
            infinite or NaN.
    """
    matrix = as_cells("Expression", expression)
    n_cells, n_genes = matrix.shape
    labels = as_labels(cell_type, n_cells)
    cell_types = distinct(labels)
    if not isinstance(order, str):
        order = np.arange(n_genes) if order is None else np.asarray(order)
    _check_genes(n_genes, gene_names, order)
    position = _first_component(matrix) if along is None else np.asarray(along)
    by_position = np.argsort(position, kind="stable")
    groups = [by_position[labels[by_position] == name] for name in cell_types]
    sizes = np.array([len(group) for group in groups])
    n_columns = share_out(check_count("max_columns", max_columns), sizes)
    parts = zip(groups, n_columns.tolist(), strict=True)
    few = [cells for group, n in parts for cells in np.array_split(group, n)]
    columns = _means_of_cells(matrix, few)
    if standardise:
        columns = _standardised(columns, matrix)
    shown = np.repeat(cell_types, n_columns)
    genes = order if not isinstance(order, str) else _by_cell_type(columns, shown, cell_types)
    n_rows = min(check_count("max_rows", max_rows), n_genes)
    return HeatmapTable(
        _mean_of_neighbours(columns.T[genes], n_rows),
        tuple(_row_name(gene_names, few) for few in np.array_split(genes, n_rows)),
        tuple(shown.tolist()),
    )


def histogram_table(
    values: Num[Array | np.ndarray, " cells"], label: Labels, *, n_bins: int = 40
) -> HistogramTable:
    """Count cells in bins that all labels share.

    Args:
        values: One number per cell.
        label: Label of every cell.
        n_bins: Number of bins. A few whole numbers get one bin each, and more of them bins of a
            whole width, because bins of 1.3 counts would show a comb.

    Returns:
        The bins and the counts.

    Raises:
        ValueError: If sizes disagree, or a value is infinite or NaN.
    """
    column = as_matrix("Values", np.asarray(values)[:, None])[:, 0]
    labels = as_labels(label, len(column))
    edges = _bin_edges(column, check_count("n_bins", n_bins))
    names = distinct(labels)
    counts = np.stack([np.histogram(column[labels == name], edges)[0] for name in names])
    return HistogramTable(edges, counts, tuple(names))


def thin_by_quantile(
    values: Num[Array | np.ndarray, " cells"], label: Labels, *, limit: int = 2_000
) -> tuple[Float[np.ndarray, " kept"], Shaped[np.ndarray, " kept"]]:
    """Replace the values of every large group by evenly spaced quantiles of the same distribution.

    Args:
        values: One number per cell.
        label: Label of every cell.
        limit: Largest number of values per label.

    Returns:
        The remaining values, and their labels.

    Raises:
        ValueError: If sizes disagree, or a value is infinite or NaN.
    """
    column = as_matrix("Values", np.asarray(values)[:, None])[:, 0]
    labels = as_labels(label, len(column))
    levels = (np.arange(check_count("limit", limit)) + 0.5) / limit
    names = distinct(labels)
    groups = [column[labels == name] for name in names]
    thinned = [
        np.quantile(group, levels).astype(np.float32) if len(group) > limit else group
        for group in groups
    ]
    return np.concatenate(thinned), np.repeat(names, [len(group) for group in thinned])


def _by_cell_type(
    columns: Float[np.ndarray, "columns genes"],
    shown: Shaped[np.ndarray, " columns"],
    cell_types: Sequence[str],
) -> Int[np.ndarray, " genes"]:
    level = [columns[shown == name].mean(axis=0) for name in cell_types]
    return peak_order(np.stack(level))


def _check_genes(
    n_genes: int, names: Sequence[str], order: Int[np.ndarray, " genes"] | str
) -> None:
    order = np.arange(n_genes) if isinstance(order, str) else order
    if len(names) != n_genes or sorted(order.tolist()) != list(range(n_genes)):
        raise ValueError(
            f"Every gene ({n_genes:,}) must have one name and one place in the order, "
            f"but there are {len(names):,} names, and {len(set(order.tolist())):,} places."
        )


def _row_name(gene_names: Sequence[str], genes: Int[np.ndarray, " few"]) -> str:
    first, last = gene_names[int(genes[0])], gene_names[int(genes[-1])]
    return first if len(genes) == 1 else f"{first} … {last}"


def _first_component(matrix: Matrix) -> Float[np.ndarray, " cells"]:
    if matrix.shape[0] < 2:
        return np.zeros(matrix.shape[0], np.float32)
    return pca(matrix, n_components=1).coordinates[:, 0]


def _means_of_cells(
    matrix: Matrix, groups: Sequence[Int[np.ndarray, " _"]]
) -> Float[np.ndarray, "columns genes"]:
    """Average the cells of every group."""
    if not is_sparse(matrix):
        return np.stack([matrix[cells].mean(axis=0, dtype=float) for cells in groups])
    sizes = np.array([len(cells) for cells in groups])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    weights = (np.repeat(1 / sizes, sizes), np.concatenate(groups), starts)
    shape = (len(groups), matrix.shape[0])
    return (scipy.sparse.csr_matrix(weights, shape=shape) @ matrix).toarray()


def _standardised(
    columns: Float[np.ndarray, "columns genes"], matrix: Matrix
) -> Float[np.ndarray, "columns genes"]:
    """Return means as z-scores of the cells; 0 for a gene that is the same in all of them."""
    mean, variance = column_moments(matrix)
    spread = np.sqrt(variance)
    varies = spread > 1e-6 * np.abs(mean)  # rounding gives a constant gene a tiny spread
    return np.where(varies, (columns - mean) / np.where(varies, spread, 1.0), 0.0)


def _mean_of_neighbours(
    rows: Float[np.ndarray, "rows columns"], n_groups: int
) -> Float[np.ndarray, "groups columns"]:
    """Average groups of neighbouring rows, whose sizes differ by at most one."""
    sizes = np.array([len(group) for group in np.array_split(np.arange(len(rows)), n_groups)])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return (np.add.reduceat(rows, starts, axis=0, dtype=float) / sizes[:, None]).astype(np.float32)


def _bin_edges(values: Float[np.ndarray, " cells"], n_bins: int) -> Float[np.ndarray, " edges"]:
    low, high = float(values.min()), float(values.max())
    if np.array_equal(values, np.round(values)):
        width = int(np.ceil((high - low + 1) / n_bins))
        count = int(np.ceil((high - low + 1) / width))
        return low - 0.5 + width * np.arange(count + 1, dtype=float)
    return np.linspace(low, high if high > low else low + 1, n_bins + 1)
