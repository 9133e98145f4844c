"""A walk through an HDF5 file that reads no values: links, storage, types, and total sizes."""

import zlib
from collections.abc import Iterator
from typing import Any, TypeAlias

import h5py
import numpy as np
from h5py import h5d, h5o, h5z  # pyright: ignore[reportAttributeAccessIssue] (no stubs)

from sergiojax.io.guard._limits import Budget, quote, size

Item: TypeAlias = Any
"""A group or an array of h5py or zarr, whose stubs say little about them."""

Plan: TypeAlias = Any
"""How a dataset is stored: h5py's property list, which has no stubs."""

_STRING_BYTES = 64  # of a Python string and the pointer to it, without its letters
_MOST_ATTRIBUTES = 256
_MOST_ATTRIBUTE_BYTES = 4 << 20
_FILTERS = {h5z.FILTER_DEFLATE, h5z.FILTER_SHUFFLE, h5z.FILTER_FLETCHER32}
_FILTERS |= {h5z.FILTER_LZF}
_FIRST_PLUGIN = 256  # HDF5's own are below; n-bit and the like are never used for cells
_UNPACKED_AT_ONCE = 64 << 20  # bytes; a piece that could unpack to more is tried first
_MOST_PER_BYTE = 1032  # deflate unpacks a byte to no more
_READ_AT_ONCE = 64 << 20


def walk_hdf5(
    file: h5py.File, budget: Budget, *, n_bytes: int, longest: int, only: str | None = None
) -> Iterator[tuple[str, Item]]:
    """Yield every group and array of a file with its path, after checking how it is stored.

    An object with several names is yielded once for each, as it would be read.

    Args:
        file: The open file.
        budget: Adds up what the file asks for.
        n_bytes: Size of the file.
        longest: Length of the longest text in it (bytes).
        only: The one member of the root to visit.

    Raises:
        CellsFileError: If something leads out of the file, in a circle, or is too large.
    """
    _check_attributes("/", file, budget)
    costs: dict[int, int] = {}
    waiting: list[tuple[str, Item, tuple[int, ...]]] = [("", file, (h5o.get_info(file.id).addr,))]
    while waiting:
        place, group, above = waiting.pop()
        budget.expect(len(group))
        for name in group:
            if only is not None and not place and name != only:
                continue
            path = f"{place}/{name}" if place else name
            budget.visit(path, len(above))
            item = _open(path, group, name, budget)
            here, before = h5o.get_info(item.id).addr, budget.n_bytes
            if here in above:
                raise budget.refuse(f"leads in a circle at {quote(path)}.")
            if here in costs:  # under another name; read once more, but checked before
                budget.take(path, costs[here], stored=costs[here])
            elif isinstance(item, h5py.Dataset):
                _check_dataset(path, item, budget, n_bytes, longest)
            if isinstance(item, h5py.Group):
                waiting.append((path, item, (*above, here)))
            if here not in costs:
                _check_attributes(path, item, budget)
            costs[here] = budget.n_bytes - before
            yield path, item


def _open(path: str, group: Item, name: str, budget: Budget) -> Item:
    """Open an object by a link that stays in the file."""
    link = group.get(name, getlink=True)
    if not isinstance(link, h5py.HardLink):
        kind = "another file" if isinstance(link, h5py.ExternalLink) else "another place"
        raise budget.refuse(
            f"has a link to {kind} at {quote(path)}, which is not followed. Save the cells again "
            "with their values in the file."
        )
    item = group[name]
    if not isinstance(item, h5py.Group | h5py.Dataset):
        raise budget.refuse(f"has no array at {quote(path)}, but a type of HDF5.")
    return item


def _check_dataset(path: str, array: Item, budget: Budget, n_bytes: int, longest: int) -> None:
    plan = array.id.get_create_plist()
    layout = plan.get_layout()
    if layout == h5d.VIRTUAL or plan.get_external_count() > 0:
        raise budget.refuse(
            f"keeps {quote(path)} in other files, which are not opened. Save the cells again with "
            "their values in the file."
        )
    _check_filters(path, plan, budget)
    check_type(path, array.dtype, budget)
    if array.shape is None:
        return
    count = int(np.prod(array.shape, dtype=object))
    stored = min(array.id.get_storage_size(), n_bytes)
    n_strings = _n_strings(array.dtype)
    need = count * (array.dtype.itemsize + n_strings * _STRING_BYTES)
    n_chunks = 0
    if layout == h5d.CHUNKED:
        sides = zip(array.shape, array.chunks, strict=True)
        n_chunks = int(np.prod([-(-length // side) for length, side in sides], dtype=object))
        piece = int(np.prod(array.chunks, dtype=object)) * array.id.get_type().get_size()
        budget.take(path, max(piece - need, 0) if stored else 0, stored=stored)
        if stored:
            _check_pieces(path, array, plan, budget, piece=piece)
    budget.take(path, need, stored=stored, n_chunks=n_chunks)
    if n_strings and stored:
        _check_strings(path, array, budget, longest=longest)


def check_type(path: str, dtype: np.dtype, budget: Budget) -> None:
    """Refuse values other than numbers, truth values, texts, or tables of these."""
    dtype = dtype.base  # early versions of AnnData have tables of rows of numbers
    for name in dtype.names or ():
        check_type(f"{path}/{name}", dtype[name], budget)
    of_other_length = h5py.check_vlen_dtype(dtype) not in (None, str, bytes)
    if h5py.check_ref_dtype(dtype) is not None:
        raise budget.refuse(f"holds references at {quote(path)}, where values must be.")
    if of_other_length or dtype.kind not in ("bOSV" if dtype.names else "biufcOS"):
        raise budget.refuse(f"holds neither numbers nor texts at {quote(path)}.")


def _check_filters(path: str, plan: Plan, budget: Budget) -> None:
    for number in range(plan.get_nfilters()):
        code, _, _, name = plan.get_filter(number)
        known = code in _FILTERS or code >= _FIRST_PLUGIN
        if not known or not h5z.filter_avail(code):
            what = name.decode("utf-8", "replace") or f"number {code}"
            raise budget.refuse(
                f"has {quote(path)} packed with a filter that is not installed ({quote(what)}). "
                "Save the cells again, compressed with gzip or not at all."
            )


def _check_pieces(path: str, array: Item, plan: Plan, budget: Budget, *, piece: int) -> None:
    """Refuse a compressed piece that would unpack to more than it declares.

    HDF5 unpacks to the end, whatever size was declared.
    """
    codes = [plan.get_filter(number)[0] for number in range(plan.get_nfilters())]
    if len(set(codes)) < len(codes):
        raise budget.refuse(f"has {quote(path)} packed twice.")
    if h5z.FILTER_DEFLATE not in codes:
        return
    large: list[Any] = []

    def note(found: Any) -> None:
        if found.size > min(2 * piece + 64, _UNPACKED_AT_ONCE // _MOST_PER_BYTE):
            large.append(found)

    array.id.chunk_iter(note)
    for found in large:
        mask, packed = array.id.read_direct_chunk(found.chunk_offset)
        if mask >> codes.index(h5z.FILTER_DEFLATE) & 1:  # this piece is not packed
            continue
        unpacker, n_bytes = zlib.decompressobj(), 0
        while packed and not unpacker.eof and n_bytes <= piece:
            n_bytes += len(unpacker.decompress(packed, 1 << 20))
            packed = unpacker.unconsumed_tail
        if n_bytes > piece + 64:  # a checksum may follow
            raise budget.refuse(
                f"unpacks to more than the {size(piece)} it declares at {quote(path)}."
            )


def _n_strings(dtype: np.dtype) -> int:
    """Return how many texts of any length an entry has."""
    if dtype.names:
        return sum(_n_strings(dtype[name]) for name in dtype.names)
    return int(h5py.check_vlen_dtype(dtype) is not None)


def _check_strings(path: str, array: Item, budget: Budget, *, longest: int) -> None:
    """Add up the letters of texts; many may be the same one in the file, but not in memory."""
    n_strings = _n_strings(array.dtype)
    step = max(_READ_AT_ONCE // (max(longest, _STRING_BYTES) * n_strings), 1)
    *outer, length = array.shape or (1,)
    for place in np.ndindex(*outer):
        for first in range(0, length, step):
            block = array[(*place, slice(first, first + step))] if array.shape else array[()]
            names = array.dtype.names
            texts = [block[name] for name in names] if names else [block]
            n_letters = sum(_n_letters(column) for column in texts)
            budget.take(path, n_letters, stored=n_letters)


def _n_letters(texts: Any) -> int:
    if isinstance(texts, bytes | str):
        return len(texts)
    return sum(map(len, texts.tolist())) if texts.dtype.kind == "O" else 0


def _check_attributes(path: str, item: Item, budget: Budget) -> None:
    if len(item.attrs) > _MOST_ATTRIBUTES:
        raise budget.refuse(f"has more than {_MOST_ATTRIBUTES} attributes at {quote(path)}.")
    for name in item.attrs:
        attribute = item.attrs.get_id(name)
        if h5py.check_ref_dtype(attribute.dtype) is None:
            check_type(f"{path}@{name}", attribute.dtype, budget)
        elif name != "categories":  # so did anndata before 0.8; followed by `_anndata_file`
            raise budget.refuse(f"holds references at {quote(path)}@{quote(name)}.")
        count = int(np.prod(attribute.shape or (), dtype=object))
        if count * attribute.dtype.itemsize > _MOST_ATTRIBUTE_BYTES:
            raise budget.refuse(f"has a too large attribute at {quote(path)}@{quote(name)}.")
