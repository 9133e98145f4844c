"""What views need of a set of cells, worked out once per set and never as a full table.

What takes less than a moment is worked out where it is asked for; large sets go to the desk, which
shows how far it is and bounds what is kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal, NamedTuple

import numpy as np
import streamlit as st

from sergiojax._progress import Listener, silent
from sergiojax._types import Matrix
from sergiojax.analysis import cell_summary, gene_variance, normalize, pca
from sergiojax.io import AnnData
from sergiojax.ui.work.background import wait_for
from sergiojax.ui.work.desk import digest
from sergiojax.ui.work.job import CancelledError, Work
from sergiojax.ui.work.visitor import visitor

Kind = Literal["counts", "expression", "log", "scaled"]

_AT_ONCE = 4_000_000  # stored values below which work is done where it is asked for
_COMPONENTS = 30
_BLOCK = 1 << 20


class Facts(NamedTuple):
    """What is known of a set of cells as a whole.

    Attributes:
        kind: "counts" (whole and not negative), "expression" (not negative), "log" (scanpy has
            noted that it took logarithms), or "scaled".
        total: Total of every cell (molecules); of logarithms and scaled values without meaning.
        zeros: Number of genes at 0 in every cell.
        variance: Variance of every gene: of log(1 + x), or of scaled values as they are.
    """

    kind: Kind
    total: np.ndarray
    zeros: np.ndarray
    variance: np.ndarray


def facts(cells: AnnData, name: str) -> Facts:
    """Return what is known of a set as a whole.

    Args:
        cells: The cells.
        name: Digest of the cells.

    Raises:
        ValueError: If values are missing, which no figure can show.
        CancelledError: If the person cancelled it.
    """
    is_log = "log1p" in cells.uns  # scanpy's note
    return _once("facts", name, cells, lambda progress: _facts(cells.X, is_log, progress))


def _facts(matrix: Matrix, is_log: bool, progress: Listener) -> Facts:
    kind = _kind(matrix)
    if kind == "scaled":
        values = np.asarray(matrix.toarray() if hasattr(matrix, "toarray") else matrix, np.float32)
        return Facts(kind, values.sum(axis=1), (values == 0).sum(axis=1), values.var(axis=0))
    summary = cell_summary(matrix)
    total = summary.library_size
    if kind == "expression" and is_log:
        return Facts("log", total, summary.zeros, summary.gene_variance)
    size = "median" if kind == "counts" else None
    variance = gene_variance(matrix, library_size=size, total=total, progress=progress)
    return Facts(kind, total, summary.zeros, variance)


def _kind(matrix: Matrix) -> Kind:
    """Return what the values are, looking at a part at a time."""
    stored = matrix.data if hasattr(matrix, "toarray") else np.asarray(matrix)
    flat, is_signed, is_whole = stored.ravel(order="K"), False, True
    for first in range(0, flat.size, _BLOCK):
        part = flat[first : first + _BLOCK]
        if not np.isfinite(part).all():
            raise ValueError(
                "Some values of these cells are missing or infinite, and figures need numbers: "
                "fill them in, or leave those genes out."
            )
        is_signed = is_signed or bool((part < 0).any())
        is_whole = is_whole and bool((part == np.rint(part)).all())
    return "scaled" if is_signed else "counts" if is_whole else "expression"


def log_values(cells: AnnData, name: str, genes: np.ndarray) -> Matrix:
    """Return log(1 + x) of some genes: counts scaled to one library size, expression unscaled.

    Logarithms, and values below 0, are on a scale already and stay unchanged.

    Args:
        cells: The cells.
        name: Digest of the cells.
        genes: Index of every gene.

    Returns:
        Cells × genes; sparse if the cells are.
    """
    known = facts(cells, name)
    what = f"log {digest(genes.tobytes())}"
    return _once(what, name, cells, lambda _: _log(_some(cells.X, genes), known))


def gene_values(cells: AnnData, gene: int) -> np.ndarray:
    """Return the values of one gene as the cells have them."""
    column = _some(cells.X, np.array([gene]))
    return np.asarray(column.toarray() if hasattr(column, "toarray") else column).ravel()


def log_of_gene(cells: AnnData, name: str, gene: int) -> np.ndarray:
    """Return one gene as `log_values` has it."""
    known = facts(cells, name)
    return _log(gene_values(cells, gene)[:, None], known).ravel()


def components(cells: AnnData, name: str, genes: np.ndarray | None = None) -> np.ndarray:
    """Return the principal components of the normalised cells.

    Args:
        cells: The cells.
        name: Digest of the cells.
        genes: Index of every gene that they are made from; by default all.
    """
    genes = np.arange(cells.n_vars) if genes is None else genes
    values = log_values(cells, name, genes)
    what = f"components {digest(genes.tobytes())}"
    return _once(
        what, name, cells, lambda _: pca(values, n_components=_COMPONENTS, seed=0).coordinates
    )


@contextmanager
def cancellable() -> Iterator[None]:
    """Show in the place of views that the person cancelled the work for them, and how to go on."""
    try:
        yield
    except CancelledError:
        st.info("Cancelled. The cells are kept.", icon=":material/info:")
        st.button("Go on", icon=":material/play_arrow:", key="cells_work_again", on_click=_go_on)


def _go_on() -> None:
    visitor().cancelled = ""


def _some(matrix: Matrix, genes: np.ndarray) -> Matrix:
    """Return some columns; all of them are not copied."""
    return matrix if len(genes) == matrix.shape[1] else matrix[:, genes]


def _log(values: Matrix, known: Facts) -> Matrix:
    if known.kind in ("log", "scaled"):
        return values.astype(np.float32)
    is_counted = known.kind == "counts"
    return normalize(values, library_size="median" if is_counted else None, total=known.total)


def _once(what: str, name: str, cells: AnnData, work: Work[Any]) -> Any:
    matrix: Matrix = cells.X
    n_values = matrix.nnz if hasattr(matrix, "nnz") else matrix.size
    key = digest(what, name)
    if n_values <= _AT_ONCE:
        return _at_once(key, work)
    return wait_for(key, work, key=f"cells_cancel_{key}", goes_on=True)


@st.cache_resource(max_entries=32, show_spinner=False)
def _at_once(
    name: str,  # noqa: ARG001 (the cache's key)
    _work: Work[Any],
) -> Any:
    return _work(silent)
