"""Whole counts are found, or the sentence says where they are."""

import numpy as np
import pytest
import scipy.sparse
from anndata import AnnData

from sergiojax.io import read_cells, whole_counts

COUNTS = np.array([[3, 0, 1], [0, 2, 5]], np.float32)


def _cells(matrix=COUNTS, **layers) -> AnnData:
    cells = AnnData(matrix.copy(), layers=layers)
    cells.var_names = ["A", "B", "C"]
    return cells


@pytest.mark.parametrize("make", [np.asarray, scipy.sparse.csr_matrix, scipy.sparse.csc_matrix])
def test_counts_come_from_x_or_the_layer_or_raw(make):
    logged = np.log1p(COUNTS)
    in_raw = _cells(logged)
    in_raw.raw = _cells(make(COUNTS))
    for cells in (_cells(make(COUNTS)), _cells(logged, counts=make(COUNTS)), in_raw):
        found = whole_counts(cells)
        values = found.toarray() if scipy.sparse.issparse(found) else found
        np.testing.assert_array_equal(values, COUNTS)
        assert not scipy.sparse.issparse(found) or found.format == "csr"


def test_the_cells_stay_as_they_are():
    cells = _cells(scipy.sparse.csc_matrix(COUNTS.astype(np.float64)))
    whole_counts(cells)
    assert (cells.X.format, cells.X.dtype) == ("csc", np.float64)


def test_raw_gives_the_genes_of_x():
    cells = _cells(np.log1p(COUNTS))
    cells.raw = _cells()
    np.testing.assert_array_equal(whole_counts(cells[:, ["C", "A"]].copy()), COUNTS[:, [2, 0]])


def test_a_named_layer_is_taken_alone():
    cells = _cells(counts=COUNTS + 1, other=COUNTS / 2)
    np.testing.assert_array_equal(whole_counts(cells, layer="X"), COUNTS)
    with pytest.raises(ValueError, match=r"other holds values that are not whole\. Counts"):
        whole_counts(cells, layer="other")
    with pytest.raises(ValueError, match=r"`layer` must be a matrix .* but is 'none'"):
        whole_counts(cells, layer="none")


def test_scaled_values_name_the_layer_that_holds_counts():
    with pytest.raises(ValueError, match=r"X holds negative .*Counts are in 'umi': name it"):
        whole_counts(_cells(COUNTS - 1, umi=COUNTS))


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_values_that_no_cell_has_are_refused(bad):
    values = COUNTS.copy()
    values[0, 1] = bad
    with pytest.raises(ValueError, match=r"X holds negative or missing values \(scaled\)\. Keep"):
        whole_counts(_cells(values))
    with pytest.raises(ValueError, match="negative or missing"):
        whole_counts(_cells(scipy.sparse.csr_matrix(values)))


def test_logged_values_say_how_to_undo_it(shared_data):
    real = read_cells(shared_data / "learned" / "pbmc68k_700x765_counts.h5ad")
    totals = np.asarray(real.obs["total_counts_all_genes"])
    cells = AnnData(np.zeros(real.shape, np.float32) - 1, obs=real.obs, var=real.var)
    cells.raw = AnnData(np.log1p(real.X.toarray() / totals[:, None] * 1e4), var=real.var)
    cells.obs["n_counts"] = totals
    match = r'round\(expm1\(raw\.X\) · obs\["n_counts"\] / 10000\) undoes it'
    with pytest.raises(ValueError, match=match):
        whole_counts(cells)
    undone = np.round(np.expm1(cells.raw.X) * totals[:, None] / 1e4)
    cells.layers["counts"] = undone  # what the sentence says gives the counts
    np.testing.assert_array_equal(whole_counts(cells), real.X.toarray())
    logged = _cells(np.log1p(COUNTS))
    logged.uns["log1p"] = {"base": None}
    with pytest.raises(ValueError, match="the total count of every cell"):
        whole_counts(logged)
