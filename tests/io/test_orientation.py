"""Which side of a table has the genes."""

import numpy as np
import pytest

from sergiojax.io import read_cell_table, read_cells
from sergiojax.io._orientation import genes_in_rows

SYMBOLS = ["ACTB", "GAPDH", "CD3E", "FOXP3", "MT-CO1"]
MOUSE = ["Actb", "Gapdh", "Cd3e", "Foxp3", "mt-Co1"]
ENSEMBL = [f"ENSG0000010{number}.2" for number in range(5)]
BARCODES = ["AAACCTGAGAAACCAT-1", "AAACCTGAGAAACCGC-1", "AAACCTGAGAAACCTA-1"]
SAMPLES = ["cell_1", "cell_2", "cell_3"]


@pytest.mark.parametrize("genes", [SYMBOLS, MOUSE, ENSEMBL])
@pytest.mark.parametrize("cells", [BARCODES, SAMPLES, ["s1_" + name for name in BARCODES]])
def test_names_say_where_genes_are(genes, cells):
    assert genes_in_rows(cells, genes, set(), corner="")
    assert not genes_in_rows(genes, cells, set(), corner="")


def test_what_is_known_decides_before_how_names_look():
    assert not genes_in_rows(["cell_1", "cell_2"], ["ACTB"], {"cell_1"}, corner="gene")
    assert genes_in_rows(["x", "y"], ["a", "b"], set(), corner="GeneID")
    assert not genes_in_rows(["a", "b"], SYMBOLS, set(), corner="cell")
    assert not genes_in_rows(["a", "b"], ["x", "y"], set(), corner="")


def test_names_of_cells_are_kept_either_way():
    table = read_cell_table(b",c1,c2\nACTB,1,2\nGAPDH,3,4\nENSG00000101,5,6\n")
    assert table.cells == ["c1", "c2"]
    table = read_cell_table(b"cell,A,B\nc1,1,2\nc2,3,4\n")
    assert table.cells == ["c1", "c2"]
    assert read_cell_table(b"A,B\n1,2\n3,4\n").cells == []


def test_real_cells_open_from_a_table_either_way_round(shared_data, tmp_path):
    cells = read_cells(shared_data / "learned" / "pbmc68k_700x765_counts.h5ad")
    table = cells.to_df().iloc[:50]
    table.to_csv(tmp_path / "cells.csv")
    table.T.to_csv(tmp_path / "genes.tsv.gz", sep="\t")
    by_cell = read_cells(tmp_path / "cells.csv")
    with pytest.warns(UserWarning, match="Genes were in the rows"):
        by_gene = read_cells(tmp_path / "genes.tsv.gz")
    for read in (by_cell, by_gene):
        assert list(read.var_names) == list(cells.var_names)
        assert list(read.obs_names) == list(cells.obs_names[:50])
        np.testing.assert_array_equal(read.X, cells.X[:50].toarray())
