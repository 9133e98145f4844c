"""Makers of h5ad files whose sparse matrices are damaged: SciPy would read other memory."""

import numpy as np

from tests.io.guard.h5_parts import N_CELLS, N_GENES, add_raw, fine, kind, rare, sparse

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
    add_raw(file)
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
