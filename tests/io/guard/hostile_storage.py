"""Makers of h5ad files whose values lie elsewhere, in circles, or nowhere at all."""

import zlib

import h5py
import numpy as np

from tests.io.guard.h5_parts import N_CELLS, N_GENES, kind, packed_zeros, put, rare, set_names

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
    set_names(file, "obs", 30_000)
    set_names(file, "var", 15_000)
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
    set_names(file, "obs", 10**9)


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
