"""Files of cells in the app: which of their matrices is looked at or fitted to."""

from typing import Any

import streamlit as st

from sergiojax.io import AnnData, CellMatrix, best_matrix, list_matrices
from sergiojax.ui.work import cached
from sergiojax.ui.work.desk import digest

FILE_TYPES = ("h5ad", "h5", "loom")  # the last two are not read, and the sentence says what is
_KINDS = {"counts": "counts", "expression": "levels", "scaled": "scaled, some below 0"}


def open_cells(content: bytes) -> tuple[AnnData, str]:
    """Return the cells of a file as they are stored, and the digest of the file.

    Raises:
        ValueError: If it is no h5ad file, unsafe to read, or holds no expression.
    """
    name = digest("file", content)
    stored = cached.open_cells(name, content)
    if not _matrices(name, stored):
        raise ValueError("This file holds no expression: neither X nor raw nor a layer.")
    return stored, name


def choose_matrix(stored: AnnData, name: str, *, key: str) -> tuple[AnnData, str]:
    """Let the person choose the matrix, where a file holds several; the best is set.

    Args:
        stored: The cells as they are in the file.
        name: Digest of the file.
        key: Widget key.

    Returns:
        The cells with this matrix as `X`, and their digest.
    """
    matrices = _matrices(name, stored)
    best = best_matrix(matrices)
    chosen = best
    if len(matrices) > 1:
        labels = {matrix.name: _label(matrix) for matrix in matrices}
        chosen = st.selectbox(
            "Matrix",
            list(labels),
            index=list(labels).index(best),
            format_func=labels.__getitem__,
            key=f"{key}_{name}",
        )
    adata = cached.with_matrix(name, chosen, stored)
    if list(adata.var_names) != list(_names(stored, chosen)):
        st.caption("Genes that share a name have a number after it.")
    return adata, digest(name, chosen)


@st.cache_data(max_entries=16, show_spinner=False)
def _matrices(
    name: str,  # noqa: ARG001 (the cache's key)
    _stored: AnnData,
) -> tuple[CellMatrix, ...]:
    return list_matrices(_stored)


def _names(stored: AnnData, matrix: str) -> Any:
    raw: Any = stored.raw
    return raw.var_names if matrix == "raw" else stored.var_names


def _label(matrix: CellMatrix) -> str:
    return f"{matrix.name} · {_KINDS[matrix.kind]} · {matrix.n_genes:,} genes"
