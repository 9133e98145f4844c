"""Checks of AnnData's own layout before anndata reads it: h5ad and zarr.

https://anndata.readthedocs.io/en/stable/fileformat-prose.html describes the layout.
"""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import h5py
import numpy as np

from sergiojax.io.guard._hdf5 import Item, walk_hdf5
from sergiojax.io.guard._hdf5_file import tenx_groups
from sergiojax.io.guard._heaps import check_heaps
from sergiojax.io.guard._limits import (
    MOST_BYTES,
    MOST_DENSE_BYTES,
    Budget,
    quote,
    refuse_all,
    size,
)
from sergiojax.io.guard._zarr import walk_zarr

_PARTS = {"X", "obs", "var", "obsm", "varm", "obsp", "varp", "layers", "uns", "raw"}
_OLD_PARTS = {"raw.X", "raw.var", "raw.varm"}
_GROUPS = {"dict", "csr_matrix", "csc_matrix", "dataframe", "categorical"}
_GROUPS |= {"nullable-integer", "nullable-boolean", "nullable-string-array"}
_ARRAYS = {"array", "string-array", "rec-array", "string", "numeric-scalar", "bytes", "null"}
_SPARSE = ("csr_matrix", "csc_matrix")
_TABLES = (
    "obs",
    "var",
    "raw.var",
    "obsm",
    "varm",
)  # compound arrays in files of anndata before 0.7


def check_h5ad(
    source: str | Path | bytes,
    name: str,
    *,
    most_bytes: int = MOST_BYTES,
    only: str | None = None,
) -> None:
    """Refuse a file that is unsafe to read or not an h5ad file; only texts are read.

    Args:
        source: Path, or the content.
        name: Name of the file for messages.
        most_bytes: Memory that its values may take.
        only: The part that will be read, such as "uns"; the others may be of any size.

    Raises:
        CellsFileError: The message says what is wrong and what to do.
    """
    with refuse_all(name, "h5ad file"):
        budget = Budget(name, most_bytes)
        if isinstance(source, bytes):
            opened, n_bytes = BytesIO(source), len(source)
        else:
            opened, n_bytes = source, Path(source).stat().st_size
        longest = check_heaps(source, budget)
        with h5py.File(opened, "r") as file:
            _check_kind(file, budget)
            _check_root(file, budget)
            for path, item in walk_hdf5(file, budget, n_bytes=n_bytes, longest=longest, only=only):
                _check_item(path, item, budget)
            if only is None:
                _check_shapes(file, budget)


def check_zarr(
    folder: str | Path, name: str, *, most_bytes: int = MOST_BYTES, only: str | None = None
) -> Item:
    """Do the same for a zarr folder, and return its root group, opened for reading.

    Raises:
        CellsFileError: The message says what is wrong and what to do.
    """
    with refuse_all(name, "zarr folder of cells"):
        budget = Budget(name, most_bytes)
        root, items = walk_zarr(Path(folder), budget, only=only)
        _check_root(root, budget)
        for path, item in items:
            _check_item(path, item, budget)
        if only is None:
            _check_shapes(root, budget)
        return root


def _check_kind(file: h5py.File, budget: Budget) -> None:
    """Recognise files of other programs, and say how to convert them."""
    budget.expect(len(file))
    names = set(file)
    if "obs" in names and "var" in names:
        return
    if "mod" in names:
        raise budget.refuse(
            'is a MuData file of several kinds of measurement. Save one of them: mdata["rna"].'
            'write("cells.h5ad").'
        )
    if {"row_attrs", "col_attrs"} & names:
        raise budget.refuse('is a loom file. Read it with sergiojax.io.read_cells("FILE").')
    if tenx_groups(file):
        raise budget.refuse(
            "is Cell Ranger's feature-barcode matrix (10x). Read it with "
            'sergiojax.io.read_cells("FILE").'
        )
    raise budget.refuse(
        "is an HDF5 file, but holds no cells: AnnData's tables obs and var are missing."
    )


def _check_root(root: Item, budget: Budget) -> None:
    """Refuse parts that are not AnnData's: its constructor would accept one called `filename`."""
    names = set(root)
    unknown = sorted(names - _PARTS - _OLD_PARTS)
    if unknown:
        raise budget.refuse(f"has a part {quote(unknown[0])} that AnnData does not know.")
    missing = sorted({"obs", "var"} - names)
    if missing:
        raise budget.refuse(f"holds no cells: AnnData's table {missing[0]} is missing.")


def _check_item(path: str, item: Item, budget: Budget) -> None:
    kind = encoding(item)
    is_group = hasattr(item, "keys")
    is_raw = kind == "raw" and path == "raw"
    if kind and not is_raw and kind not in (_GROUPS if is_group else _ARRAYS):
        raise budget.refuse(f"holds the type {quote(kind)!r} at {quote(path)}, which is not read.")
    if not is_group and getattr(item.dtype, "names", None):
        first = path.split("/", 1)[0]
        if path not in _TABLES and first != "uns":
            raise budget.refuse(f"has a table at {quote(path)}, where a matrix or column must be.")
    elif kind in _SPARSE or "h5sparse_format" in item.attrs:
        _check_sparse(path, item, budget)
    elif kind == "dataframe":
        _check_table(path, item, budget)
    elif kind == "categorical" or kind.startswith("nullable"):
        parts = ("codes", "categories") if kind == "categorical" else ("values", "mask")
        if any(part not in item or hasattr(item[part], "keys") for part in parts):
            raise budget.refuse(f"has an incomplete column at {quote(path)}.")


def encoding(item: Item) -> str:
    """Return the type that anndata stores with a group or array; empty in very old files."""
    kind = item.attrs.get("encoding-type", "")
    return kind if isinstance(kind, str) else "value without a type"


def _check_sparse(path: str, group: Item, budget: Budget) -> None:
    """Compare the lengths of a sparse matrix; its numbers are checked once they are read."""
    shape = _shape_of_sparse(group)
    kind = encoding(group) or str(group.attrs["h5sparse_format"])
    parts: dict[str, Item] = {name: group.get(name) for name in ("data", "indices", "indptr")}
    whole = all(
        part is not None and not hasattr(part, "keys") and len(part.shape or ()) == 1
        for part in parts.values()
    )
    if shape is None or not whole:
        raise budget.refuse(f"has an incomplete sparse matrix at {quote(path)}.")
    length = {name: part.shape[0] for name, part in parts.items()}
    rows = shape[0] if "csr" in kind else shape[1]
    if length["indptr"] != rows + 1 or length["data"] != length["indices"]:
        raise budget.refuse(
            f"has a damaged sparse matrix at {quote(path)}: {shape[0]:,} × {shape[1]:,} with "
            f"{length['indptr']:,} row ends, {length['indices']:,} indices and "
            f"{length['data']:,} values."
        )
    kinds = {name: part.dtype.kind for name, part in parts.items()}
    if kinds["data"] not in "biuf" or kinds["indices"] not in "iu" or kinds["indptr"] not in "iu":
        raise budget.refuse(f"has a sparse matrix at {quote(path)} that is not made of numbers.")
    if parts["data"].dtype == np.float16:  # which SciPy cannot calculate with
        raise budget.refuse(f"has numbers of 16 bits at {quote(path)}. Save them as float32.")


def _shape_of_sparse(group: Item) -> tuple[int, int] | None:
    try:
        rows, columns = (
            int(n) for n in group.attrs.get("shape", group.attrs.get("h5sparse_shape"))
        )
    except (TypeError, ValueError):
        return None
    return (rows, columns) if min(rows, columns) >= 0 else None


def _check_table(path: str, group: Item, budget: Budget) -> None:
    """Refuse a table whose columns are not its own, are named twice, or differ in length."""
    columns = [str(name) for name in group.attrs.get("column-order", ())]
    index = group.attrs.get("_index")
    names = [*columns, index]
    if (
        not isinstance(index, str)
        or not set(names) <= set(group)
        or len(set(columns)) < len(columns)
    ):
        raise budget.refuse(f"has a damaged table at {quote(path)}: its columns are not there.")
    lengths = {name: _length(group[name]) for name in names}
    for name, length in lengths.items():
        if length != lengths[index]:
            raise budget.refuse(
                f"has a damaged table at {quote(path)}: {lengths[index]:,} names, but "
                f"{length:,} entries in the column {quote(str(name))}."
            )
        _check_categories(path, group, group[name], budget)


def _length(item: Item) -> int:
    """Return the number of rows of a column."""
    if hasattr(item, "keys"):
        inner = item.get("codes") if "codes" in item else item.get("values")
        return -1 if inner is None or hasattr(inner, "keys") else _length(inner)
    return item.shape[0] if item.shape else -1


def _check_categories(path: str, group: Item, column: Item, budget: Budget) -> None:
    """Check where the reference of an old categorical column leads."""
    if not isinstance(column, h5py.Dataset) or "categories" not in column.attrs:
        return
    reference = column.attrs["categories"]
    target = group.file[reference] if isinstance(reference, h5py.Reference) and reference else None
    known = group.get("__categories")
    if not isinstance(target, h5py.Dataset) or not isinstance(known, h5py.Group):
        raise budget.refuse(f"has a damaged column in {quote(path)}.")
    if not any(target == known[name] for name in known):
        raise budget.refuse(f"has a damaged column in {quote(path)}.")


def _check_shapes(root: Item, budget: Budget) -> None:
    """Compare the matrices with the numbers of cells and genes."""
    cells, genes = (_rows(root[name]) for name in ("obs", "var"))
    raw = root.get("raw")
    if hasattr(raw, "keys") and "X" in raw and "var" in raw:
        _check_shape("raw/X", raw["X"], (cells, _rows(raw["var"])), budget)
    if min(cells, genes) < 0:
        raise budget.refuse("has a damaged table: obs or var has no names.")
    layers = root["layers"] if "layers" in root and hasattr(root["layers"], "keys") else {}
    matrices: Mapping[str, Item] = {f"layers/{name}": layers[name] for name in layers}
    if "X" in root:
        matrices = {"X": root["X"], **matrices}
    for path, item in matrices.items():
        _check_shape(path, item, (cells, genes), budget)


def _check_shape(path: str, item: Item, wanted: tuple[int, int], budget: Budget) -> None:
    shape = _shape_of_sparse(item) if hasattr(item, "keys") else item.shape
    if shape is None and encoding(item) in ("null", ""):
        return
    if shape != wanted:
        found = " × ".join(f"{n:,}" for n in shape or ()) or "no"
        raise budget.refuse(
            f"has {found} values in {quote(path)}, but {wanted[0]:,} cells in obs and "
            f"{wanted[1]:,} genes in var."
        )
    if not hasattr(item, "keys"):
        _check_full(path, item, budget)


def _check_full(path: str, matrix: Item, budget: Budget) -> None:
    """Refuse a matrix with a value for every cell and gene that is too large or not of numbers."""
    if matrix.dtype.kind not in "biuf":
        raise budget.refuse(f"has no numbers in {quote(path)}.")
    cells, genes = matrix.shape
    n_bytes = cells * genes * matrix.dtype.itemsize
    if n_bytes > MOST_DENSE_BYTES:
        raise budget.refuse(
            f"has a full matrix of {cells:,} cells × {genes:,} genes ({size(n_bytes)}) in "
            f"{quote(path)}, and the limit is {size(MOST_DENSE_BYTES)}. Keep fewer cells or genes, "
            "or store it as a sparse matrix."
        )


def _rows(table: Item) -> int:
    if not hasattr(table, "keys"):
        return table.shape[0] if table.shape else -1
    index = table.attrs.get("_index")
    return _length(table[index]) if isinstance(index, str) and index in table else -1
