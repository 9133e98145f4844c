"""Makers of HDF5 files that harm a careless reader, one kind each, and of odd ones that are well.

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


# Sparse matrices whose numbers are out of range: SciPy's loops would read other memory


@kind
def index_too_large(file):
    sparse(file, indices=np.full(N_CELLS, 10**9, np.int32))


@rare
@kind
def index_one_too_large(file):
    sparse(file, indices=np.full(N_CELLS, N_GENES, np.int32))


@kind
def index_negative(file):
    sparse(file, indices=np.full(N_CELLS, -(10**9), np.int32))


@rare
@kind
def row_end_too_large(file):
    sparse(file, indptr=np.array([0, 1, 2, 3, 4, 5, 6, 7, 2**30], np.int32))


@kind
def row_end_negative(file):
    sparse(file, indptr=np.array([0, -(2**30), 2, 3, 4, 5, 6, 7, 8], np.int32))


@kind
def row_ends_fall(file):
    sparse(file, indptr=np.array([0, 8, 2, 3, 4, 5, 6, 7, 8], np.int32))


@rare
@kind
def row_ends_begin_late(file):
    sparse(file, indptr=np.array([1, 1, 2, 3, 4, 5, 6, 7, 8], np.int32))


@rare
@kind
def last_row_end_is_wrong(file):
    sparse(file, indptr=np.array([0, 1, 2, 3, 4, 5, 6, 7, 7], np.int32))


@kind
def row_ends_are_few(file):
    sparse(file, indptr=np.array([0, 8], np.int32))


@kind
def values_too_few(file):
    sparse(file, data=np.ones(2, np.float32))


@rare
@kind
def indices_too_few(file):
    sparse(file, indices=np.zeros(2, np.int32))


@kind
def entry_twice(file):
    sparse(
        file,
        data=np.ones(16, np.float32),
        indices=np.zeros(16, np.int32),
        indptr=np.arange(0, 17, 2),
    )


@kind
def indices_are_fractions(file):
    sparse(file, indices=np.full(N_CELLS, 0.5))


@rare
@kind
def indices_are_texts(file):
    sparse(file, indices=np.array([b"0"] * N_CELLS))


@kind
def values_are_complex(file):
    sparse(file, data=np.ones(N_CELLS, np.complex64))


@rare
@kind
def values_are_a_table(file):
    sparse(file, data=np.ones((N_CELLS, 2), np.float32))


@kind
def shape_is_huge(file):
    sparse(file, shape=(10**12, N_GENES))


@rare
@kind
def shape_is_negative(file):
    sparse(file, shape=(-N_CELLS, N_GENES))


@rare
@kind
def shape_is_a_text(file):
    sparse(file, shape="8 × 3")


@rare
@kind
def shape_is_missing(file):
    del sparse(file).attrs["shape"]


@kind
def values_are_missing(file):
    del sparse(file)["data"]


@kind
def by_columns_out_of_range(file):
    sparse(file, by="csc", indices=np.full(N_GENES, N_CELLS, np.int32))


@kind
def bad_layer(file):
    sparse(file, "layers/counts", indices=np.full(N_CELLS, 10**8, np.int32))


@kind
def bad_raw(file):
    _raw(file)
    sparse(file, "raw/X", indices=np.full(N_CELLS, 10**8, np.int32))


@kind
def bad_obsp(file):
    sparse(file, "obsp/near", shape=(N_CELLS, N_CELLS), indices=np.full(N_CELLS, -5, np.int32))


@rare
@kind
def bad_varp(file):
    sparse(file, "varp/grn", by="csc", shape=(3, 3), indices=np.full(N_GENES, 10**8, np.int32))


@rare
@kind
def bad_obsm(file):
    sparse(file, "obsm/X_pca", indices=np.full(N_CELLS, 10**8, np.int32))


@kind
def bad_uns(file):
    sparse(file, "uns/graph", indices=np.full(N_CELLS, 10**8, np.int32))


@fine
def unsorted_row(file):
    pair = np.array([2, 0], np.int32)
    sparse(
        file,
        data=np.ones(2, np.float32),
        indices=pair,
        indptr=np.array([0] + [2] * N_CELLS, np.int32),
    )


@rare
@fine
def small_indices(file):
    sparse(
        file, indices=np.zeros(N_CELLS, np.uint8), indptr=np.arange(N_CELLS + 1, dtype=np.uint16)
    )


@rare
@kind
def half_precision(file):
    sparse(file, data=np.ones(N_CELLS, np.float16))


# Values that lie elsewhere


@kind
def virtual_x(file):
    layout = h5py.VirtualLayout(shape=(N_CELLS, N_GENES), dtype="f4")
    layout[:] = h5py.VirtualSource("/tmp/other.h5", "X", shape=(N_CELLS, N_GENES))
    del file["X"]
    file.create_virtual_dataset("X", layout)


@rare
@kind
def virtual_of_itself(file):
    layout = h5py.VirtualLayout(shape=(N_CELLS, N_GENES), dtype="f4")
    layout[:] = h5py.VirtualSource(".", "X", shape=(N_CELLS, N_GENES))
    file.create_virtual_dataset("layers/self", layout)


@kind
def external_x(file):
    put(file, "X", shape=(N_CELLS, N_GENES), dtype="u1", external=[("/etc/passwd", 0, 24)])


@kind
def external_column(file):
    put(file, "obs/secret", shape=(N_CELLS,), dtype="u1", external=[("/etc/passwd", 0, 8)])
    file["obs"].attrs["column-order"] = ["secret"]


@rare
@kind
def external_in_uns(file):
    put(file, "uns/secret", shape=(64,), dtype="u1", external=[("/etc/passwd", 0, 64)])


@kind
def external_link(file):
    del file["X"]
    file["X"] = h5py.ExternalLink("/tmp/other.h5", "/X")


@rare
@kind
def external_link_in_layers(file):
    file["layers/other"] = h5py.ExternalLink("other.h5", "/X")


@rare
@kind
def soft_link_to_nothing(file):
    file["uns/nothing"] = h5py.SoftLink("/none")


@kind
def soft_link_to_itself(file):
    file["uns/self"] = h5py.SoftLink("/uns/self")


@rare
@kind
def soft_link_to_the_root(file):
    file["uns/root"] = h5py.SoftLink("/")


@kind
def reference_x(file):
    put(file, "X", np.full((N_CELLS, N_GENES), file.ref, object), dtype=h5py.ref_dtype)


@rare
@kind
def region_reference(file):
    region = file["X"].regionref[:2]
    put(file, "uns/region", np.array([region], object), dtype=h5py.regionref_dtype)


@kind
def reference_attribute(file):
    file["X"].attrs["other"] = file.ref


# Names that lead in circles, or too deep


@kind
def circle(file):
    file["uns/circle"] = file["uns"]


@rare
@kind
def circle_to_the_root(file):
    file["uns/root"] = file["/"]


@rare
@kind
def doubling(file):
    group = file["uns"]
    for _ in range(24):
        inner = group.create_group("a")
        group["b"] = inner
        group = inner


@kind
def deep(file):
    group = file["uns"]
    for _ in range(60):
        group = group.create_group("a")
        group.attrs.update({"encoding-type": "dict", "encoding-version": "0.1.0"})


@rare
@kind
def many_groups(file):
    group, parent = file["uns"].create_group("a").id, file["uns"].id
    for number in range(12_000):
        h5py.h5o.link(group, parent, b"%d" % number)


@rare
@kind
def big_array_many_times(file):
    put(file, "uns/a", np.arange(10**6))
    for number in range(1000):
        file[f"uns/a{number}"] = file["uns/a"]


# Sizes that are only declared


@kind
def empty_chunks(file):
    put(file, "X", shape=(100_000, 20_000), dtype="f4", chunks=(1000, 1000))


@kind
def fitting_empty_chunks(file):
    _names(file, "obs", 30_000)
    _names(file, "var", 15_000)
    put(file, "X", shape=(30_000, 15_000), dtype="f4", chunks=(1000, 1000))


@rare
@kind
def contiguous_but_not_there(file):
    put(file, "uns/a", shape=(10**11,), dtype="f8")


@kind
def zeros_in_uns(file):
    made = put(file, "uns/a", shape=(7 * 10**8,), dtype="u1", chunks=(10**7,), compression="gzip")
    packed = packed_zeros(10**7)
    for number in range(70):
        made.id.write_direct_chunk((number * 10**7,), packed)


@rare
@kind
def many_empty_arrays(file):
    for number in range(100):
        put(file, f"uns/{number}", shape=(10**7,), dtype="f8", chunks=(10**6,))


@kind
def tiny_chunks(file):
    put(file, "uns/a", shape=(10**7,), dtype="u1", chunks=(1,))


@kind
def huge_chunk(file):
    made = put(
        file,
        "uns/a",
        shape=(10,),
        dtype="u1",
        maxshape=(None,),
        chunks=(2 * 10**9,),
        compression="gzip",
    )
    made.id.write_direct_chunk((0,), zlib.compress(b"\0" * 10**6))


@kind
def bomb_in_a_chunk(file):
    made = put(file, "uns/a", shape=(1000,), dtype="u1", chunks=(1000,), compression="gzip")
    made.id.write_direct_chunk((0,), packed_zeros(3 * 10**9))


@kind
def bomb_packed_twice(file):
    plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plan.set_chunk((1000,))
    plan.set_deflate(9)
    plan.set_deflate(9)
    space = h5py.h5s.create_simple((1000,))
    made = h5py.h5d.create(file["uns"].id, b"a", h5py.h5t.NATIVE_UINT8, space, plan)
    made.write_direct_chunk((0,), zlib.compress(packed_zeros(10**9)))


@kind
def many_texts(file):
    put(
        file,
        "uns/a",
        shape=(10**9,),
        dtype=h5py.string_dtype(),
        chunks=(10**6,),
        encoding="string-array",
    )


@rare
@kind
def long_texts(file):
    put(file, "uns/a", shape=(10,), dtype="S2000000000", chunks=(1,))


@rare
@kind
def wide_type(file):
    put(file, "uns/a", shape=(10,), dtype=np.dtype(("f8", (10**8,))), chunks=(1,))


@kind
def many_cells_without_names(file):
    _names(file, "obs", 10**9)


@rare
@kind
def wide_obsp(file):
    put(file, "obsp/near", shape=(10**5, 10**5), dtype="f8", chunks=(1000, 1000))


@kind
def same_column_many_times(file):
    file["obs"].attrs["column-order"] = ["_index"] * 4000


@rare
@kind
def column_from_elsewhere(file):
    file["obs"].attrs["column-order"] = ["../X"]


# Types and encodings


@kind
def compound_x(file):
    put(file, "X", np.zeros((N_CELLS, N_GENES), [("a", "f4"), ("b", "f4")]))


@kind
def text_x(file):
    put(file, "X", np.full((N_CELLS, N_GENES), b"1"))


@rare
@kind
def complex_x(file):
    put(file, "X", np.ones((N_CELLS, N_GENES), np.complex128))


@rare
@kind
def opaque_x(file):
    put(file, "X", np.zeros((N_CELLS, N_GENES), "V4"))


@kind
def ragged_x(file):
    put(file, "uns/ragged", shape=(4,), dtype=h5py.vlen_dtype(np.int32))


@rare
@kind
def flat_x(file):
    put(file, "X", np.zeros(N_CELLS * N_GENES, "f4"))


@rare
@kind
def cube_x(file):
    put(file, "X", np.zeros((N_CELLS, N_GENES, 2), "f4"))


@kind
def x_of_other_cells(file):
    put(file, "X", np.zeros((N_CELLS + 1, N_GENES), "f4"))


@rare
@kind
def scalar_x(file):
    put(file, "X", 3.0)


@kind
def null_x(file):
    put(file, "X", h5py.Empty("f4"), encoding="null", version="0.1.0")


@rare
@kind
def group_for_x(file):
    del file["X"]
    file.create_group("X").attrs.update({"encoding-type": "dict", "encoding-version": "0.1.0"})


@kind
def awkward(file):
    group = file.create_group("obsm/a")
    group.attrs.update({"encoding-type": "awkward-array", "encoding-version": "0.1.0"})
    group.attrs.update({"form": '{"class": "NumpyArray"}', "length": 10**12})


@rare
@kind
def unknown_encoding(file):
    file["X"].attrs["encoding-type"] = "a new thing"


@rare
@kind
def encoding_is_a_number(file):
    file["X"].attrs["encoding-type"] = 7


@kind
def anndata_in_uns(file):
    group = file.create_group("uns/a")
    group.attrs.update({"encoding-type": "anndata", "encoding-version": "0.1.0"})
    group["filename"] = "/etc/passwd"


@kind
def file_name_part(file):
    put(file, "filename", "/tmp/other.h5ad", encoding="string")
    put(file, "filemode", "r+", encoding="string")


@kind
def codes_out_of_range(file):
    _category(file, np.full(N_CELLS, 9, np.int8))


@rare
@kind
def codes_too_few(file):
    _category(file, np.zeros(2, np.int8))


@rare
@kind
def codes_are_fractions(file):
    _category(file, np.full(N_CELLS, 0.5))


@kind
def categories_missing(file):
    _category(file, np.zeros(N_CELLS, np.int8))
    del file["obs/type/categories"]


@rare
@kind
def mask_too_short(file):
    group = file.create_group("obs/n")
    group.attrs.update({"encoding-type": "nullable-integer", "encoding-version": "0.1.0"})
    put(group, "values", np.arange(N_CELLS))
    put(group, "mask", np.zeros(2, bool))
    file["obs"].attrs["column-order"] = ["n"]


@rare
@fine
def nullable_column(file):
    group = file.create_group("obs/n")
    group.attrs.update({"encoding-type": "nullable-integer", "encoding-version": "0.1.0"})
    put(group, "values", np.arange(N_CELLS))
    put(group, "mask", np.zeros(N_CELLS, bool))
    file["obs"].attrs["column-order"] = ["n"]


@fine
def table_in_uns(file):
    table = np.array([(1.0, "x"), (2.0, "y")], [("a", "f4"), ("b", h5py.string_dtype())])
    put(file, "uns/rank", table, encoding="rec-array")


@rare
@kind
def no_index(file):
    del file["obs"].attrs["_index"]


@kind
def index_is_a_group(file):
    del file["obs/_index"]
    file.create_group("obs/_index")


@kind
def bytes_that_are_no_text(file):
    put(
        file,
        "uns/a",
        np.array([b"\xff\xfe\xff"] * 3, object),
        dtype=h5py.string_dtype(),
        encoding="string-array",
    )


@rare
@fine
def names_are_no_numbers(file):
    put(file, "obs/_index", np.full(N_CELLS, np.nan))


@rare
@kind
def many_attributes(file):
    for number in range(1000):
        file["uns"].attrs[f"{number}"] = number


@rare
@kind
def named_type(file):
    file["uns/type"] = np.dtype("f8")


@kind
def packed_by_an_unknown_filter(file):
    plan = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    plan.set_chunk((10,))
    plan.set_filter(32123, h5py.h5z.FLAG_OPTIONAL, (1, 2))
    space = h5py.h5s.create_simple((10,))
    h5py.h5d.create(file["uns"].id, b"a", h5py.h5t.NATIVE_UINT8, space, plan)


@kind
def damaged_chunk(file):
    made = put(file, "uns/a", shape=(1000,), dtype="u1", chunks=(1000,), compression="gzip")
    made.id.write_direct_chunk((0,), b"no deflate stream")


@kind
def no_cells(file):
    _names(file, "obs", 0)
    put(file, "X", np.zeros((0, N_GENES), "f4"))


@fine
def infinite_values(file):
    put(file, "X", np.full((N_CELLS, N_GENES), np.inf, "f4"))


# Files of other programs


def _empty(file):
    for name in list(file):
        del file[name]


@kind
def cell_ranger(file):
    _empty(file)
    for name, data in (
        ("data", [1, 2]),
        ("indices", [0, 1]),
        ("indptr", [0, 1, 2]),
        ("shape", [2, 2]),
    ):
        file[f"matrix/{name}"] = np.array(data)
    file["matrix/barcodes"] = np.array([b"AAA-1", b"CCC-1"])
    file["matrix/features/id"] = np.array([b"G1", b"G2"])


@kind
def cell_ranger_2(file):
    _empty(file)
    for name in ("barcodes", "genes", "gene_names"):
        file[f"hg19/{name}"] = np.array([b"A", b"B"])


@kind
def cell_ranger_bad_index(file):
    cell_ranger(file)
    file["matrix/indices"][:] = 10**9


@rare
@kind
def cell_ranger_external(file):
    cell_ranger(file)
    file["matrix/more"] = h5py.ExternalLink("/etc/passwd", "/")


@kind
def cell_ranger_link(file):
    _empty(file)
    file["matrix"] = h5py.ExternalLink("/etc/passwd", "/")


@kind
def loom(file):
    _empty(file)
    file["matrix"] = np.zeros((3, 8))
    for name in ("row_attrs/Gene", "col_attrs/CellID"):
        file[name] = np.array([b"a"])


@rare
@kind
def mudata(file):
    _empty(file)
    file.create_group("mod/rna")


@kind
def some_other_hdf5(file):
    _empty(file)
    file["weights"] = np.zeros(3)


@rare
@kind
def empty_hdf5(file):
    _empty(file)


# Records


@kind
def deep_record(file):
    _record(file, "[" * 100_000 + "]" * 100_000)


@rare
@kind
def deep_settings(file):
    inner = "[" * 900 + "]" * 900
    _record(file, f'{{"network": {{}}, "settings": {inner}}}')


@rare
@kind
def record_is_a_list(file):
    _record(file, "[1, 2]")


@kind
def network_is_a_number(file):
    _record(file, '{"network": 7}')


@rare
@kind
def record_is_an_array(file):
    put(file, "uns/sergiojax", np.arange(5))


def _record(file, text):
    put(file, "uns/sergiojax", text, encoding="string")


def _raw(file):
    for name in ("raw", "raw/varm"):
        kind = "raw" if name == "raw" else "dict"
        file.create_group(name).attrs.update({"encoding-type": kind, "encoding-version": "0.1.0"})
    file.copy("var", "raw/var")


def _names(file, table, n):
    put(
        file,
        f"{table}/_index",
        shape=(n,),
        dtype=h5py.string_dtype(),
        chunks=(min(n, 10**6),) if n else None,
        encoding="string-array",
    )
    file[table].attrs["column-order"] = np.array([], "f8")


def _category(file, codes):
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
