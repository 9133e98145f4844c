"""Cells to learn from: whole counts, sparse ones kept sparse."""

import numpy as np
import pytest
import scipy.sparse

from sergiojax.learn import cells_of

COUNTS = np.array([[3, 0, 1], [0, 0, 0], [2, 5, 0]])


@pytest.mark.parametrize("kind", [np.asarray, scipy.sparse.csr_matrix, scipy.sparse.csc_array])
def test_batches_are_dense_rows_in_the_order_asked_for(kind):
    cells = cells_of(kind(COUNTS), cell_type=["T", "B", "T"])
    batch = cells.take([[2, 0], [1, 1]])
    assert batch.counts.tolist() == [[[2, 5, 0], [3, 0, 1]], [[0, 0, 0], [0, 0, 0]]]
    assert batch.label.tolist() == [[1, 1], [0, 0]]
    assert batch.depth.tolist() == [[7, 4], [1, 1]]  # an empty cell has a depth of 1


def test_sparse_cells_stay_sparse_and_are_not_changed():
    given = scipy.sparse.csr_matrix(COUNTS)
    given.data[0] = 0  # an explicit zero
    before = given.data.copy()
    cells = cells_of(given)
    assert scipy.sparse.issparse(cells.counts)
    assert np.array_equal(given.data, before)


def test_the_digest_is_that_of_the_content():
    cells = cells_of(COUNTS, cell_type=["T", "B", "T"])
    other = COUNTS.copy()
    other[0, 0] += 1
    wide = scipy.sparse.csr_matrix(COUNTS)
    wide.indices, wide.indptr = wide.indices.astype(np.int64), wide.indptr.astype(np.int64)
    sparse = cells_of(scipy.sparse.csr_matrix(COUNTS), cell_type=["T", "B", "T"])
    assert sparse.digest() == cells_of(wide, cell_type=["T", "B", "T"]).digest()
    assert cells.digest() != cells_of(other, cell_type=["T", "B", "T"]).digest()
    assert cells.digest() != cells_of(COUNTS, cell_type=["T", "B", "B"]).digest()


def test_types_keep_the_order_given():
    cells = cells_of(COUNTS, cell_type=["T", "B", "T"], type_names=["T", "NK", "B"])
    assert cells.label.tolist() == [0, 2, 0]
    assert cells.type_counts.tolist() == [2, 0, 1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"counts": COUNTS + 0.5}, "must be whole, but one is 3.5"),
        ({"counts": -COUNTS}, "must not be negative, but one is -5"),
        ({"counts": np.full((2, 2), np.nan)}, "infinite or NaN"),
        ({"counts": np.zeros((0, 3))}, r"shape \(0, 3\)"),
        ({"counts": np.array([["a"]])}, "must be numbers"),
        ({"counts": COUNTS, "cell_type": ["T"]}, "one label per cell"),
        ({"counts": COUNTS, "gene_names": ["A", "B"]}, "must name every column"),
        ({"counts": COUNTS, "gene_names": ["A", "B", "A"]}, "A occurs more than once"),
        ({"counts": COUNTS, "cell_type": list("TBT"), "type_names": ["B"]}, "lacks the type T"),
    ],
)
def test_wrong_cells_get_one_sentence(arguments, sentence):
    counts = arguments.pop("counts")
    with pytest.raises(ValueError, match=sentence):
        cells_of(counts, **arguments)
    arguments["counts"] = counts  # the parameters are shared by all workers of a run
