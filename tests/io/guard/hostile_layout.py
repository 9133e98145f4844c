"""Makers of h5ad files of wrong types, of files of other programs, and of wrong records."""

import h5py
import numpy as np

from tests.io.guard.h5_parts import (
    N_CELLS,
    N_GENES,
    add_category,
    fine,
    kind,
    put,
    rare,
    set_names,
    set_record,
)

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
    add_category(file, np.full(N_CELLS, 9, np.int8))


@rare
@kind
def codes_too_few(file):
    add_category(file, np.zeros(2, np.int8))


@rare
@kind
def codes_are_fractions(file):
    add_category(file, np.full(N_CELLS, 0.5))


@kind
def categories_missing(file):
    add_category(file, np.zeros(N_CELLS, np.int8))
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
    set_names(file, "obs", 0)
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
    set_record(file, "[" * 100_000 + "]" * 100_000)


@rare
@kind
def deep_settings(file):
    inner = "[" * 900 + "]" * 900
    set_record(file, f'{{"network": {{}}, "settings": {inner}}}')


@rare
@kind
def record_is_a_list(file):
    set_record(file, "[1, 2]")


@kind
def network_is_a_number(file):
    set_record(file, '{"network": 7}')


@rare
@kind
def record_is_an_array(file):
    put(file, "uns/sergiojax", np.arange(5))
