"""What the makers of hostile h5ad files share: their register, and parts of a file.

Every maker takes an open file of eight sound cells and spoils it. `KINDS` has them by name.
"""

import zlib
from collections.abc import Callable

import h5py
import numpy as np

Maker = Callable[[h5py.File], None]
KINDS: dict[str, Maker] = {}
RARE: set[str] = set()  # variants, which the long tests alone try
FINE: set[str] = set()  # odd, but cells
N_CELLS, N_GENES = 8, 3


def kind(maker: Maker) -> Maker:
    """Enter a maker under its name."""
    KINDS[maker.__name__] = maker
    return maker


def rare(maker: Maker) -> Maker:
    """Leave a kind to the long tests."""
    RARE.add(maker.__name__)
    return maker


def fine(maker: Maker) -> Maker:
    """Enter a maker whose file opens."""
    FINE.add(maker.__name__)
    return kind(maker)


def put(file: h5py.File, path: str, data=None, *, encoding="array", version="0.2.0", **settings):
    """Replace an array."""
    if path in file:
        del file[path]
    made = file.create_dataset(path, data=data, **settings)
    made.attrs.update({"encoding-type": encoding, "encoding-version": version})
    return made


def sparse(
    file, path="X", *, shape=(N_CELLS, N_GENES), data=None, indices=None, indptr=None, by="csr"
):
    """Replace a matrix by a sparse one of the parts given; the others are sound."""
    if path in file:
        del file[path]
    group = file.create_group(path)
    group.attrs.update({"encoding-type": f"{by}_matrix", "encoding-version": "0.1.0"})
    group.attrs["shape"] = shape
    rows = N_CELLS if by == "csr" else N_GENES
    group["data"] = np.ones(rows, np.float32) if data is None else data
    group["indices"] = np.zeros(rows, np.int32) if indices is None else indices
    group["indptr"] = np.arange(rows + 1, dtype=np.int32) if indptr is None else indptr
    return group


def set_record(file, text):
    put(file, "uns/sergiojax", text, encoding="string")


def add_raw(file):
    for name in ("raw", "raw/varm"):
        kind = "raw" if name == "raw" else "dict"
        file.create_group(name).attrs.update({"encoding-type": kind, "encoding-version": "0.1.0"})
    file.copy("var", "raw/var")


def set_names(file, table, n):
    put(
        file,
        f"{table}/_index",
        shape=(n,),
        dtype=h5py.string_dtype(),
        chunks=(min(n, 10**6),) if n else None,
        encoding="string-array",
    )
    file[table].attrs["column-order"] = np.array([], "f8")


def add_category(file, codes):
    group = file.create_group("obs/type")
    group.attrs.update(
        {"encoding-type": "categorical", "encoding-version": "0.2.0", "ordered": False}
    )
    put(group, "codes", codes)
    put(
        group,
        "categories",
        np.array(["a", "b"], object),
        dtype=h5py.string_dtype(),
        encoding="string-array",
    )
    file["obs"].attrs["column-order"] = ["type"]


def packed_zeros(n):
    """Return so many bytes of 0, in units of 10 MB, as zlib would pack them."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = packer.compress(bytes(10**7)) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = (n % 65521 << 16 | 1).to_bytes(4, "big")
    return b"\x78\x9c" + block * (n // 10**7) + b"\x03\x00" + checksum
