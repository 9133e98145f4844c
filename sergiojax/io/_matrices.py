"""Which of the matrices of a file holds expression: `X` may be z-scores, with counts in `raw`."""

import warnings
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np
import scipy.sparse
from anndata import AnnData

from sergiojax._types import Matrix
from sergiojax.io.guard import CellsFileError

Kind = Literal["counts", "expression", "scaled"]


class CellMatrix(NamedTuple):
    """A matrix of cells.

    Attributes:
        name: "X", "raw", or a layer such as "layers/counts".
        n_genes: Number of its genes; `raw` may have more than `X`.
        kind: "counts" (whole and not negative), "expression" (not negative), or "scaled": values
            such as z-scores, which no cell has.
    """

    name: str
    n_genes: int
    kind: Kind


def list_matrices(adata: AnnData) -> tuple[CellMatrix, ...]:
    """Return the matrices of cells, `X` first, then `raw` and the layers.

    Args:
        adata: Cells.

    Returns:
        Name, size and kind of every matrix.
    """
    return tuple(
        CellMatrix(name, matrix.shape[1], _kind(matrix)) for name, matrix in _named(adata).items()
    )


def best_matrix(matrices: Sequence[CellMatrix]) -> str:
    """Return the name of the best matrix: the first of counts, else of expression, else any.

    Args:
        matrices: One or more.
    """
    order = ("counts", "expression", "scaled")
    return min(matrices, key=lambda matrix: order.index(matrix.kind)).name


def use_matrix(adata: AnnData, name: str, *, copy: bool = True) -> AnnData:
    """Return the cells with another of their matrices as `X`.

    Args:
        adata: Cells; they stay unchanged.
        name: As `list_matrices` names it.
        copy: Whether the matrix is copied; otherwise both share its memory.

    Returns:
        The cells. With "raw" they have its genes, and they lose layers and what belongs to the
        genes of `X`, unless the genes are the same.

    Raises:
        ValueError: If there is no such matrix.
    """
    named = _named(adata)
    if name not in named:
        there = ", ".join(named) or "none"
        raise ValueError(f"`matrix` must be a matrix of the cells ({there}), but is {name!r}.")
    if name == "X":
        return adata
    raw: Any = adata.raw
    parts = ["obs", "obsm", "obsp", "uns"]
    same_genes = name != "raw" or raw.var_names.equals(adata.var_names)
    if same_genes:
        parts += ["var", "varm", "varp", "layers", "raw"]
    kept: dict[str, Any] = {"var": None if same_genes else raw.var.copy()}
    kept |= {part: getattr(adata, part) for part in parts}
    return AnnData(X=named[name].copy() if copy else named[name], **kept)


def choose_matrix(adata: AnnData, name: str | None, *, file: str, copy: bool = True) -> AnnData:
    """Return the cells with the requested matrix, or the first that is expression."""
    if name is not None:
        return use_matrix(adata, name, copy=copy)
    matrices = list_matrices(adata)
    if not matrices:
        raise CellsFileError(
            f"{file} holds no expression matrix X, and no raw or layer in its place."
        )
    first = matrices[0]
    if first.name == "X" and first.kind != "scaled":
        return adata
    best = best_matrix(matrices)
    if best == "X":
        return adata
    why = "X has negative or missing values" if first.name == "X" else "there is no X"
    warnings.warn(f"{file}: {best} was taken for X, because {why}.", stacklevel=4)
    return use_matrix(adata, best, copy=copy)


def _named(adata: AnnData) -> dict[str, Matrix]:
    named: dict[str, Matrix] = {}
    if adata.X is not None:
        named["X"] = adata.X
    if adata.raw is not None and adata.raw.X is not None:
        named["raw"] = adata.raw.X
    named |= {f"layers/{name}": adata.layers[name] for name in adata.layers}
    return {name: matrix for name, matrix in named.items() if matrix.dtype.kind in "biuf"}


def _kind(matrix: Matrix) -> Kind:
    """Check the values part by part, so that copies are small."""
    values = matrix.data if scipy.sparse.issparse(matrix) else np.asarray(matrix)
    flat, whole = values.ravel(order="K"), True
    for first in range(0, flat.size, 1 << 20):
        part = flat[first : first + (1 << 20)]
        if not np.isfinite(part).all() or (part < 0).any():
            return "scaled"
        whole = whole and (part.dtype.kind != "f" or bool((part == np.rint(part)).all()))
    return "counts" if whole else "expression"
