"""Cells of Cell Ranger's HDF5 files: version 3, and version 2 with one group for each genome.

Both store the columns of a matrix of genes × cells, so the rows of cells × genes.
https://www.10xgenomics.com/support/software/cell-ranger/latest/analysis/outputs/cr-outputs-h5-matrices
"""

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse

from sergiojax.io.guard import (
    MOST_BYTES,
    Budget,
    check_sparse,
    checked_hdf5,
    part,
    quote,
    tenx_groups,
)
from sergiojax.io.readers._csr import read_csr
from sergiojax.io.readers._opened import OpenedCells, assemble, check_values

GENES = "Gene Expression"
_KIND = "10x HDF5"


def read_tenx_h5(
    source: str | Path | bytes,
    name: str,
    *,
    genome: str | None = None,
    most_bytes: int = MOST_BYTES,
) -> OpenedCells:
    """Read the feature-barcode matrix of Cell Ranger.

    Args:
        source: Path, or the content.
        name: The file, as messages call it.
        genome: Group of a file of version 2; by default the only one with cells.
        most_bytes: Memory that the values may take.

    Raises:
        CellsFileError: If the file is damaged, unsafe or too large, or holds several genomes.
    """
    with checked_hdf5(source, name, kind="10x file", most_bytes=most_bytes) as (file, budget):
        group, notes = _choose_group(file, genome, budget)
        features = group.get("features", group)
        if not hasattr(features, "keys"):
            raise budget.refuse("has an array where the group of the features must be.")
        version3 = features is not group
        ids = _texts(part(features, "id" if version3 else "genes", budget))
        symbols = _texts(part(features, "name" if version3 else "gene_names", budget))
        kinds = _texts(features["feature_type"]) if "feature_type" in features else None
        barcodes = _texts(part(group, "barcodes", budget))
        matrix = _read_matrix(group, (len(barcodes), len(ids)), budget)
    check_sparse(matrix, name, group_name := genome or "matrix")
    check_values(matrix.data, name)
    if len(symbols) != len(ids) or (kinds is not None and len(kinds) != len(ids)):
        raise budget.refuse(f"has lists of features of different lengths in {group_name!r}.")
    matrix, symbols, ids, left_out = keep_genes(matrix, symbols, ids, kinds, name)
    return assemble(
        matrix,
        symbols,
        name=name,
        kind=_KIND,
        cells=barcodes,
        gene_ids=ids,
        notes=(*notes, *left_out),
    )


def keep_genes(
    matrix: scipy.sparse.csr_matrix,
    symbols: list[str],
    ids: list[str],
    kinds: list[str] | None,
    name: str,
) -> tuple[scipy.sparse.csr_matrix, list[str], list[str], tuple[str, ...]]:
    """Leave out features that are not genes, such as antibodies and peaks.

    Returns:
        Matrix, names and identifiers of the genes, and a note that counts what was left out.

    Raises:
        CellsFileError: If there are no genes.
    """
    if kinds is None or all(kind == GENES for kind in kinds):
        return matrix, symbols, ids, ()
    others = Counter(kind for kind in kinds if kind != GENES)
    found = ", ".join(f"{count:,} {quote(kind)}" for kind, count in others.most_common(3))
    kept = np.flatnonzero([kind == GENES for kind in kinds])
    if not len(kept):
        raise Budget(name).refuse(f"holds no gene expression: its features are {found}.")
    note = f"Features that are not gene expression were left out: {found}."
    return (
        matrix[:, kept],
        [symbols[place] for place in kept],
        [ids[place] for place in kept],
        (note,),
    )


def _choose_group(file: Any, genome: str | None, budget: Budget) -> tuple[Any, tuple[str, ...]]:
    groups = tenx_groups(file)
    if genome is not None:
        if genome not in groups:
            raise budget.refuse(f"holds {', '.join(map(quote, groups))}, not {quote(genome)}.")
        return file[genome], ()
    if len(groups) == 1:
        return file[groups[0]], ()
    filled = [each for each in groups if file[f"{each}/indices"].size > 0]
    if len(filled) == 1:
        return file[filled[0]], (f"Only {quote(filled[0])} has counts; other genomes have none.",)
    named = ", ".join(map(quote, groups))
    raise budget.refuse(f"holds several genomes: {named}. Name one of them as the `matrix`.")


def _read_matrix(group: Any, shape: tuple[int, int], budget: Budget) -> scipy.sparse.csr_matrix:
    arrays = [part(group, name, budget) for name in ("data", "indices", "indptr", "shape")]
    if any(each.dtype.kind not in "biuf" for each in arrays):
        raise budget.refuse("has a matrix that is not made of numbers.")
    data, indices, indptr, declared = arrays
    cells, genes = shape
    if tuple(int(n) for n in declared[:3]) != (genes, cells):
        raise budget.refuse(
            f"declares {' × '.join(f'{int(n):,}' for n in declared[:3])} values, but lists "
            f"{genes:,} features and {cells:,} barcodes."
        )
    if indptr.shape[0] != cells + 1 or data.shape != indices.shape:
        raise budget.refuse(
            f"has a damaged matrix: {cells:,} cells with {indptr.shape[0]:,} ends, "
            f"{indices.shape[0]:,} indices and {data.shape[0]:,} values."
        )
    return read_csr(data, indices, indptr, shape)


def _texts(array: Any) -> list[str]:
    texts = array[:].tolist()
    return [each.decode() if isinstance(each, bytes) else str(each) for each in texts]
