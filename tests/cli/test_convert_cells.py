"""`sergiojax convert folder/ cells.h5ad`: cells of any kind of file become h5ad."""

import anndata
import numpy as np
import scipy.sparse

from sergiojax.io import read_cells
from tests.io.readers import samples


def test_a_folder_of_10x_becomes_h5ad(run, folder):
    samples.write_mtx(folder / "raw")
    ended = run("convert", "raw", "cells.h5ad")
    assert ended == (0, "Wrote cells.h5ad.\n", "raw: 3 cells × 4 genes.\n")
    cells = anndata.read_h5ad(folder / "cells.h5ad")
    assert scipy.sparse.issparse(cells.X)
    np.testing.assert_array_equal(cells.X.toarray(), samples.COUNTS)
    assert list(cells.var["gene_ids"]) == samples.IDS


def test_what_was_assumed_is_said(run, folder):
    (folder / "a.csv").write_bytes(samples.csv_text(genes_in_rows=True))
    ended = run("convert", "a.csv", "b.h5ad")
    assert "Note: a.csv: Genes were in the rows, so the table was transposed.\n" in ended.error
    assert run("convert", "b.h5ad", "c.mtx").status == 0
    np.testing.assert_array_equal(read_cells(folder / "c.mtx").X.toarray(), samples.COUNTS)


def test_what_cannot_be_read_or_is_no_network_option_is_refused(refuse, folder):
    (folder / "a.txt").write_text("hello\n")
    assert refuse("convert", "a.txt", "b.h5ad", status=1).startswith("a.txt cannot be read")
    assert "no such file" in refuse("convert", "none.h5", "b.h5ad", status=1)
    samples.write_tenx_h5(folder / "a.h5")
    assert "without the options" in refuse("convert", "a.h5", "b.h5ad", "--to", "sif", status=2)
    assert "--matrix is for cells" in refuse("convert", "a", "b.sif", "--matrix", "X", status=2)
    (folder / "b.h5ad").touch()
    assert "--force overwrites" in refuse("convert", "a.h5", "b.h5ad", status=1)
