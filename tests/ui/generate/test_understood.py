"""What is understood of cells: the genes and the matrix used, types, and names that repeat."""

import anndata
import numpy as np
import pandas as pd
import pytest

from sergiojax.ui.generate.understood import type_columns, understand
from sergiojax.ui.shelf import CellSet, Origin


def a_set(adata, name):
    return CellSet(name, adata, name, Origin("opened", "opened file"), None, None)


def cells_of(counts, **obs):
    index = [str(cell) for cell in range(len(counts))]
    genes = pd.Index([f"G{gene}" for gene in range(counts.shape[1])])
    obs = pd.DataFrame(obs, index=index)
    return anndata.AnnData(counts, obs=obs, var=pd.DataFrame(index=genes))


@pytest.fixture
def counts():
    return np.random.default_rng(0).poisson(3.0, (40, 6)).astype(np.float32)


def test_of_many_genes_the_most_variable_are_used(counts):
    counts[:, [1, 4]] *= np.where(np.arange(40) % 2, 9, 0)[:, None]
    found = understand(a_set(cells_of(counts), "variable"), column=None, n_genes=2)
    assert found.cells.var_names.tolist() == ["G1", "G4"]
    assert (found.n_genes, found.n_empty) == (6, 20)
    assert found.types == {"all": 40}


def test_counts_are_found_where_x_holds_none(counts):
    adata = cells_of(np.log1p(counts))
    adata.layers["counts"] = counts
    found = understand(a_set(adata, "layer"), column=None, n_genes=6)
    assert found.matrix == "layers/counts"
    np.testing.assert_array_equal(found.counts, counts)


def test_cells_without_a_type_are_one_sentence(counts):
    adata = cells_of(counts, cell_type=pd.Categorical(["A", None] * 20))
    with pytest.raises(ValueError, match="20 cells have no entry in the column cell_type"):
        understand(a_set(adata, "missing"), column="cell_type", n_genes=6)


def test_the_split_is_stratified_and_seeded(counts):
    adata = cells_of(counts, cell_type=["A"] * 30 + ["B"] * 10)
    found = understand(a_set(adata, "split"), column="cell_type", n_genes=6)
    train, held_out = found.split(0)
    assert held_out.obs["cell_type"].value_counts().to_dict() == {"A": 9, "B": 3}
    assert sorted([*train.obs_names, *held_out.obs_names], key=int) == list(adata.obs_names)
    assert found.split(0)[1].obs_names.equals(held_out.obs_names)
    assert not found.split(1)[1].obs_names.equals(held_out.obs_names)


def test_columns_of_words_may_be_types_and_numbers_may_not(counts):
    adata = cells_of(counts, depth=counts.sum(1), batch=["x"] * 40, cell_type=["A"] * 40)
    assert type_columns(adata) == ["cell_type", "batch"]
