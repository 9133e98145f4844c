"""Names of genes and cell types: what is matched, what is said about it, what is refused."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from sergiojax.grn import GRN
from sergiojax.inference import match_data
from sergiojax.io import to_anndata
from sergiojax.simulation import simulate_steady_state

CELLS = np.arange(24.0).reshape(6, 4)  # six cells, four columns


def network():
    return GRN.from_edges(
        [("Gata1", "Spi1", -2.0), ("Spi1", "Cebpa", 3.0)],
        basal_rates={"Gata1": [1.0, 2.0]},
        cell_types=["HSC", "Ery"],
    )


def test_genes_and_types_are_put_into_the_networks_order():
    data = match_data(
        network(),
        CELLS,
        gene_names=["Cebpa", "other", "Spi1", "Gata1"],
        cell_type=["Ery", "HSC", "Ery", "HSC", "HSC", "Ery"],
    )
    np.testing.assert_array_equal(data.expression, CELLS[:, [3, 2, 0]])
    np.testing.assert_array_equal(data.cell_type, [1, 0, 1, 0, 0, 1])
    assert data.source == ("Gata1", "Spi1", "Cebpa")
    assert data.observed.all()
    assert data.notes == ()


def test_another_case_counts_and_is_noted():
    data = match_data(
        network(),
        CELLS,
        gene_names=["GATA1", "Spi1", "SPI1", "x"],
        cell_type=["hsc"] * 3 + ["Ery"] * 3,
    )
    np.testing.assert_array_equal(data.expression[:, :2], CELLS[:, :2])  # an exact name wins
    assert data.notes == (
        "Genes matched without regard to case: Gata1 is GATA1.",
        "Genes that are not in the data and so remain free: Cebpa.",
        "Labels matched without regard to case: HSC is hsc.",
    )


def test_missing_genes_are_nan_and_doubtful_ones_are_left_out():
    data = match_data(
        network(),
        CELLS,
        gene_names=["Gata1", "SPI1", "spi1", "x"],
        cell_type=["HSC", "Ery"] * 3,
    )
    np.testing.assert_array_equal(data.observed, [True, False, False])
    assert np.isnan(data.expression[:, 1:]).all()
    assert data.source == ("Gata1", "", "")
    assert data.notes == (
        "Genes that match several columns, left out: Spi1.",
        "Genes that are not in the data and so remain free: Cebpa.",
    )


def test_labels_are_mapped_and_cells_of_unknown_types_left_out():
    data = match_data(
        network(),
        CELLS[:, :3],
        cell_type=["CD34+", "ery", "B", "CD34+", "B", "stem"],
        types={"CD34+": "HSC", "stem": "HSC"},
    )
    np.testing.assert_array_equal(data.cell_type, [0, 1, 0, 0])
    np.testing.assert_array_equal(data.expression, CELLS[[0, 1, 3, 5], :3])
    assert data.notes[-1] == "Labels that are not cell types of the network, left out: B (2 cells)."


def test_sparse_cells_and_those_of_a_file_are_taken_as_they_are(key):
    labels = ["HSC", "Ery"] * 3
    names = ["Cebpa", "other", "Spi1", "Gata1"]
    dense = match_data(network(), CELLS, gene_names=names, cell_type=labels)
    sparse = match_data(network(), csr_matrix(CELLS), gene_names=names, cell_type=labels)
    np.testing.assert_array_equal(sparse.expression, dense.expression)
    cells = simulate_steady_state(network(), 5, key=key)
    adata = to_anndata(cells, network())
    data = match_data(
        network(), adata.X, gene_names=adata.var_names, cell_type=adata.obs["cell_type"]
    )
    np.testing.assert_allclose(data.expression.reshape(cells.shape), cells)
    np.testing.assert_array_equal(data.cell_type, np.repeat([0, 1], 5))


def test_a_network_of_one_type_needs_no_labels():
    grn = GRN.from_edges([("A", "B", 1.0)], basal_rates={"A": 1.0})
    assert (match_data(grn, CELLS[:, :2]).cell_type == 0).all()


def test_silent_genes_are_noted():
    cells = CELLS[:, :3] * [1.0, 0.0, 1.0]
    notes = match_data(network(), cells, cell_type=["HSC", "Ery"] * 3).notes
    assert notes == ("Genes that are 0 in all cells: Spi1.",)


@pytest.mark.parametrize(
    ("cells", "options", "message"),
    [
        (CELLS, {"gene_names": list("abcd")}, "none of the network's genes Gata1, Spi1, Cebpa"),
        (CELLS, {}, "has 4 columns, but the network has 3 genes"),
        (CELLS, {"gene_names": ["Gata1"]}, "must name every column"),
        (CELLS[:, :3], {"cell_type": None}, "has 2 cell types"),
        (CELLS[:, :3], {"cell_type": ["HSC"] * 6}, "No cell is of the network's type Ery"),
        (CELLS[:, :3], {"cell_type": ["HSC"]}, "one label per cell"),
        (CELLS[:, :3], {"types": {"HSC": "Mono"}}, "the network's cell types are HSC, Ery"),
        (CELLS[:, :3], {"types": {"x": "HSC"}}, "the labels of the cells are Ery, HSC"),
        (CELLS[:, :3] - 1.0, {}, "gene Gata1 is at -1 in a cell"),
        (CELLS[:, :3] * [1, np.nan, 1], {}, "gene Spi1 is at nan"),
        (CELLS[:0, :3], {}, "must be a matrix"),
    ],
)
def test_what_cannot_be_used_is_refused(cells, options, message):
    options = {"cell_type": ["HSC", "Ery"] * 3} | options
    with pytest.raises(ValueError, match=message):
        match_data(network(), cells, **options)
