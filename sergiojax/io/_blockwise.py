"""AnnData files of any size, written block by block: h5ad and zarr.

anndata writes the annotations; the matrices are filled in the layout that it documents as its
on-disk format: https://anndata.readthedocs.io/en/stable/fileformat-prose.html
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

import h5py
import numpy as np
from anndata import AnnData
from anndata.io import read_elem, write_elem
from jaxtyping import Float, Int

from sergiojax._progress import Listener, Progress
from sergiojax._types import Json
from sergiojax._whole_file import whole_file
from sergiojax.grn import GRN, Design, design_to_dict
from sergiojax.io._anndata import cell_table, gene_table, strength_matrix
from sergiojax.io._files import fill_h5ad
from sergiojax.io._record import RECORD, parse_record, write_record
from sergiojax.io.guard import check_h5ad, check_zarr, refuse_all

SUFFIXES = (".h5ad", ".zarr")
_ENTRIES = 1 << 20  # per compressed piece of a sparse matrix
_ZARR_FORMAT = 2  # which every anndata since 0.7 reads

Group: TypeAlias = Any
"""A group of an h5ad file or a zarr folder; the stubs of h5py and zarr say little about it."""

Clean = Float[np.ndarray, "cells genes"]
Counts = tuple[Int[np.ndarray, " entries"], Int[np.ndarray, " entries"], Int[np.ndarray, " cells"]]
"""Nonzero counts of a block, their genes, and their number in every cell."""


def annotate_cells(
    grn: GRN,
    *,
    cell_type: Int[np.ndarray, " cells"],
    library_size: Float[np.ndarray, " cells"] | None = None,
    outlier_factor: Float[np.ndarray, " genes"] | None = None,
    record: Mapping[str, Json],
) -> AnnData:
    """Return what `cells_to_anndata` returns, without the matrices.

    Args:
        grn: The network that made the cells, every half response given.
        cell_type: Index of every cell's type.
        library_size: Molecules of every cell, where technical noise was added.
        outlier_factor: Factor of every gene, where technical noise was added.
        record: Settings of the run as JSON values; the network is added.
    """
    obs, var = cell_table(grn, cell_type, None), gene_table(grn, None)
    if library_size is not None:
        obs["library_size"] = library_size
    if outlier_factor is not None:
        var["outlier_factor"] = outlier_factor
    adata = AnnData(obs=obs, var=var, varp={"grn": strength_matrix(grn)})  # pyright: ignore[reportArgumentType] (stub knows arrays only)
    write_record(adata, {**record, "network": design_to_dict(Design(grn))})
    return adata


def write_blockwise(
    path: Path,
    annotations: AnnData,
    *,
    clean: Iterable[Clean],
    counts: Iterable[Counts] | None = None,
    n_counts: int = 0,
    chunk_cells: int,
    progress: Listener,
) -> None:
    """Write cells with no more than one block of them in memory.

    Args:
        path: New file or folder; its suffix says which.
        annotations: What `annotate_cells` returned.
        clean: Clean expression (molecules), block by block: `layers["clean"]`.
        counts: Counts block by block, which become `X`; without them it is the clean expression.
        n_counts: Number of nonzero counts of all blocks.
        chunk_cells: Cells per piece of a zarr array.
        progress: Called with the cells written after each block; with counts, every cell is
            written twice and so makes two steps.

    Raises:
        OSError: If the disk has no room, or fails otherwise.
    """
    shape = annotations.shape
    n_steps = shape[0] if counts is None else 2 * shape[0]
    with _open(path, annotations) as (root, check):
        targets = [_create(root["layers"], "clean", shape, np.float32, chunk_cells)]
        if counts is None:
            targets.append(_create(root, "X", shape, np.float32, chunk_cells))
        for target in targets:
            target.attrs.update({"encoding-type": "array", "encoding-version": "0.2.0"})
        first = 0
        for block in clean:
            for target in targets:
                target[first : first + len(block)] = block
            first += len(block)
            check()
            progress(Progress("Writing", first, n_steps))
        if counts is not None:
            for counted in _fill_counts(root, shape, counts, n_counts):
                check()
                progress(Progress("Writing", first + counted, n_steps))


def read_file_record(source: Path | bytes, *, name: str | None = None) -> dict[str, Json]:
    """Return the record of the run that made a file, without reading its cells.

    Args:
        source: An h5ad file or its content, or a zarr folder.
        name: The file, as messages call it; by default the path.

    Raises:
        ValueError: If the file is damaged, unsafe to read, or without a record.
    """
    name = name or str("The file" if isinstance(source, bytes) else source)
    is_h5ad = isinstance(source, bytes) or source.suffix.lower() == ".h5ad"
    with refuse_all(name, "h5ad file" if is_h5ad else "zarr folder of cells"):
        if isinstance(source, Path) and not is_h5ad:
            text = _record_text(check_zarr(source, name, only="uns"))
        else:
            check_h5ad(source, name, only="uns")
            with h5py.File(BytesIO(source) if isinstance(source, bytes) else source) as file:
                text = _record_text(file)
    return parse_record(text)


def _record_text(root: Group) -> object:
    uns = root.get("uns")
    return read_elem(uns[RECORD]) if uns is not None and RECORD in uns else None


@contextmanager
def _open(path: Path, annotations: AnnData) -> Iterator[tuple[Group, Callable[[], None]]]:
    """Write the annotations; yield the root group for the matrices and a check of the disk."""
    if path.suffix.lower() == ".h5ad":
        with whole_file(path) as file, h5py.File(file, "w") as root:
            fill_h5ad(root, annotations)
            yield root, file.check
    else:
        import zarr

        root = zarr.open_group(path, mode="w", zarr_format=_ZARR_FORMAT)
        write_elem(root, "/", annotations)
        yield root, lambda: None  # zarr raises by itself


def _fill_counts(
    root: Group, shape: tuple[int, int], counts: Iterable[Counts], n_counts: int
) -> Iterator[int]:
    """Write `X` as a sparse matrix by rows; yields the number of cells done after each block."""
    group = root.create_group("X")
    group.attrs.update({"encoding-type": "csr_matrix", "encoding-version": "0.1.0"})
    group.attrs["shape"] = np.array(shape) if isinstance(root, h5py.Group) else list(shape)
    data = _create(group, "data", (n_counts,), np.int32, _ENTRIES)
    indices = _create(group, "indices", (n_counts,), np.int32, _ENTRIES)
    indptr = _create(group, "indptr", (shape[0] + 1,), np.int64, _ENTRIES)
    cell = entry = 0
    indptr[0] = 0
    for values, genes, per_cell in counts:
        data[entry : entry + len(values)] = values
        indices[entry : entry + len(values)] = genes
        indptr[cell + 1 : cell + 1 + len(per_cell)] = entry + np.cumsum(per_cell)
        cell, entry = cell + len(per_cell), entry + len(values)
        yield cell


def _create(group: Group, name: str, shape: tuple[int, ...], dtype: type, rows: int) -> Any:
    """Return a new array; only sparse matrices are compressed: clean expression gains little."""
    compressed = len(shape) == 1 and shape[0] > 0
    if isinstance(group, h5py.Group):
        packing = {"compression": "gzip", "compression_opts": 1} if compressed else {}
        chunks = (min(rows, shape[0]),) if compressed else None
        return group.create_dataset(name, shape, dtype, chunks=chunks, **packing)
    chunks = (max(min(rows, shape[0]), 1), *shape[1:])
    packing = {} if compressed else {"compressors": None}
    return group.create_array(name, shape=shape, dtype=dtype, chunks=chunks, **packing)
